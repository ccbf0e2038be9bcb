"""Saying more about a kind of harm, after the report is sent or in triage; never blocking (practice A6)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from incidents import access, rules, selectors
from incidents.actions.naming import note_imagery
from incidents.actions.writing import tell_of_addition, wake_closed, wake_ladder
from incidents.enums import DetailQuestion, Topic, Verb
from incidents.models import Detail, Incident
from incidents.rules import Answered, Details
from safeguard.audit.actions import record
from safeguard.escalation.enums import Urgency
from safeguard.lib.errors import Refused
from safeguard.practitioners.models import User
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm


@transaction.atomic
def answer_details(
    *,
    by: User,
    now: datetime,
    incident: Incident,
    client_token: UUID,
    topic: Topic,
    answers: Details,
    is_own_report: bool = False,
) -> list[Detail]:
    """Write down what is new about one kind of harm (INC-04 to 14, INC-40, INC-41, practice C31).

    That pictures are part of it makes it a matter for the lead and deputy alone. That somebody saw one is told at once
    (INC-04). What its raiser says of a closed one makes it wait for an answer again. Raises Refused for anybody but
    whoever raised it and those who deal with it, and for an answer that cannot stand.
    """
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    _check(by, incident, topic, answers, is_own_report=is_own_report)
    new = rules.changed_details(answers, selectors.details_in_force(incident))
    written = [_write(by, now, incident, question, new[question]) for question in DetailQuestion if question in new]
    if written:
        _tell(by, now, incident, topic, new, is_own_report=is_own_report)
    close_drafts(by=by, now=now, form=DraftForm.DETAILS, client_token=client_token)
    return written


def _check(by: User, incident: Incident, topic: Topic, answers: Details, *, is_own_report: bool) -> None:
    if is_own_report and incident.raised_by_id != by.pk:
        raise Refused(_("Only the person who raised it may add to a report."))
    if not is_own_report and not access.may_handle(by, incident):
        raise Refused(_("You may read this case, but not work on it."))
    _check_answers(answers, rules.questions_of(topic))


def _check_answers(answers: Details, asked: Iterable[str]) -> None:
    known = set(asked)
    for question, answered in answers.items():
        wrong = rules.what_is_wrong_with(question, answered) if question in known else _("This is not asked here")
        if wrong:
            raise Refused(f"{DetailQuestion(question).label} {wrong}")


def _write(by: User, now: datetime, incident: Incident, question: str, answered: Answered) -> Detail:
    row = Detail.objects.create(
        incident=incident,
        question=question,
        chosen=list(answered.chosen),
        words=answered.words,
        by=by,
        answered_at=now,
    )
    record(Verb.DETAIL_ANSWERED, by=by, now=now, subject=row, fields=["question", "chosen", "words"])
    return row


def _tell(by: User, now: datetime, incident: Incident, topic: Topic, new: Details, *, is_own_report: bool) -> None:
    if rules.is_imagery(topic):
        note_imagery(by=by, now=now, incident=incident)
    seen = rules.says_seen(new)
    if seen and wake_ladder(by=by, now=now, incident=incident, urgency=Urgency.NOW):
        return
    tell_of_addition(by=None if is_own_report else by, now=now, incident=incident)
    if is_own_report:
        wake_closed(by=by, now=now, incident=incident, urgency=Urgency.NOW if seen else Urgency.TODAY)
