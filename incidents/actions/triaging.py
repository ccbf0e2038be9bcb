"""Answering the questions of triage: safe first, each with its reason, any of them at any time (practice A2)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from incidents import access, rules, selectors
from incidents.actions.naming import note_imagery
from incidents.actions.writing import tell_of_addition, wake_ladder
from incidents.enums import TriageQuestion, Verb
from incidents.exceptions import AnsweredSince
from incidents.models import Incident, TriageAnswer
from incidents.rules import Answers
from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.practitioners.models import User
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm


@transaction.atomic
def answer_triage(
    *,
    by: User,
    now: datetime,
    incident: Incident,
    client_token: UUID,
    answers: Answers,
    seen: int | None = None,
) -> list[TriageAnswer]:
    """Write down the answers that are new (INC-17, INC-18, INC-21); those that are blank or say what is in force
    already are left alone.

    ``seen``: how many answers there were when the form was opened. Raises AnsweredSince if somebody has answered one
    of these questions otherwise since then, Refused if an answer cannot stand. An answer that others must know of at
    once (danger, a possible offence, critical) tells them, and makes a ladder that still climbs more urgent. A kind of
    harm that is one of pictures makes it a matter for the lead and deputy, and whoever deals with it (practice B18).
    """
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    if not access.may_handle(by, incident):
        raise Refused(_("You may read this case, but not work on it."))
    if incident.is_closed:
        raise Refused(_("It is closed. Open it again first."))
    rows = selectors.answers_to(incident)
    before = selectors.given_in(rows)
    merged = rules.merge(answers, seen=selectors.given_in(rows[:seen]), current=before)
    if merged.clashing:
        raise AnsweredSince(merged.clashing)
    after = {**before, **merged.changed}
    _check(by, incident, merged.changed, before, after)
    written = _write(by, now, incident, merged.changed)
    if written and rules.says_images(after):
        note_imagery(by=by, now=now, incident=incident)
    urgency = rules.urgency_after(after) if written else None
    woken = urgency is not None and wake_ladder(by=by, now=now, incident=incident, urgency=urgency)
    if not woken and rules.alarming(after) - rules.alarming(before):
        tell_of_addition(by=by, now=now, incident=incident)
    close_drafts(by=by, now=now, form=DraftForm.TRIAGE, client_token=client_token)
    return written


def _check(by: User, incident: Incident, changed: Answers, before: Answers, after: Answers) -> None:
    for question, given in changed.items():
        wrong = rules.what_is_wrong(question, given)
        if wrong:
            raise Refused(f"{TriageQuestion(question).label}: {wrong}")
    if rules.contradicts_itself(changed, after):
        raise Refused(_("You say that there is no material or act, and that it may be an offence. Change one of them."))
    if rules.rules_out_offence(before, after) and not access.may_sign_off(by, incident):
        raise Refused(_("It counts as a possible offence until the safeguarding lead or deputy says that it is none."))


def _write(by: User, now: datetime, incident: Incident, changed: Answers) -> list[TriageAnswer]:
    written = [
        TriageAnswer(
            incident=incident,
            question=question,
            answer=changed[question].answer,
            reason=changed[question].reason,
            by=by,
            answered_at=now,
        )
        for question in TriageQuestion.values
        if question in changed
    ]
    for answer in written:
        answer.save(force_insert=True)
        record(Verb.TRIAGED, by=by, now=now, subject=answer, fields=["question", "answer", "reason"])
    return written
