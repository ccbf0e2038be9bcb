"""The individual risk assessment, and doing what was agreed in it (RA-01, RA-03, RA-04)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.duties.actions import Matter, finish_duties, open_duty
from safeguard.duties.enums import DutyKind
from safeguard.lib.clock import LONDON
from safeguard.lib.errors import Refused
from safeguard.lib.refs import new_ref
from safeguard.people.access import may_change
from safeguard.people.models import Person
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import User
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm
from sessions_app import access
from sessions_app.enums import Verb
from sessions_app.models import AgreedAction, RiskAssessment
from sessions_app.rules import risk as rules

END_OF_WORK = time(17)  # London, on the day by which it is to be done


@dataclass(frozen=True, kw_only=True)
class AgreedActionDetails:
    """Something to be done: what, by whom, by the end of which day."""

    what: str
    owner: User
    due_on: date


@transaction.atomic
def assess_risk(
    *,
    by: User,
    now: datetime,
    person: Person,
    rating: str,
    risks: str,
    strengths: str = "",
    measures: str,
    review_on: date,
    agreed: Sequence[AgreedActionDetails] = (),
    client_token: UUID,
) -> RiskAssessment:
    """Write an assessment; from now on it is the one in force (RA-01, RA-03). Everything agreed becomes a duty of its
    owner.

    The same client token again gives the first one back. Raises Refused for what an assessment must not lack, and for
    a review that is later than the threshold ``risk_review`` allows.
    """
    person = Person.objects.select_for_update().select_related("service").get(pk=person.pk)
    if not may_change(by, person):
        raise Refused(_("Only those who work with them, or their managers, can assess the risk."))
    sent_before = RiskAssessment.objects.filter(client_token=client_token).first()
    if sent_before is not None:
        if (sent_before.person_id, sent_before.made_by_id) != (person.pk, by.pk):
            raise Refused(_("This form was used for something else. Open a new one."))
        return sent_before
    said = {"rating": rating, "risks": risks, "strengths": strengths, "measures": measures, "review_on": review_on}
    _check(now, rating, risks, measures, review_on, agreed)
    assessment = RiskAssessment(
        ref=new_ref("RA"), client_token=client_token, person=person, made_at=now, made_by=by, **said
    )
    assessment.save(force_insert=True)
    record(Verb.RISK_ASSESSED, by=by, now=now, subject=assessment, fields=said)
    for one in agreed:
        _agree(by, now, assessment, one)
    close_drafts(by=by, now=now, form=DraftForm.RISK, client_token=client_token)
    return assessment


@transaction.atomic
def do_agreed_action(*, by: User, now: datetime, action: AgreedAction, note: str = "") -> AgreedAction:
    """Note that what was agreed has been done. Pressed twice, it was done the first time.

    Raises Refused for anybody but its owner and those who work with the person.
    """
    action = AgreedAction.objects.select_for_update().get(pk=action.pk)
    if not access.may_do(by, action):
        raise Refused(_("Whoever is to do it, or somebody who works with them, notes that it is done."))
    if action.done_at is None:
        action.done_at, action.done_by, action.done_note = now, by, note.strip()
        action.save(update_fields=["done_at", "done_by", "done_note"])
        record(Verb.AGREED_ACTION_DONE, by=by, now=now, subject=action, fields=["done_at", "done_by", "done_note"])
        finish_duties(
            by=by,
            now=now,
            kinds=[DutyKind.AGREED_ACTION],
            subject_type=AgreedAction.SUBJECT,
            subject_ref=action.ref,
        )
    return action


def note_risk_opened(*, by: User, now: datetime, assessment: RiskAssessment) -> None:
    """Somebody reads a risk assessment."""
    record(Verb.RISK_OPENED, by=by, now=now, subject=assessment)


def _check(
    now: datetime, rating: str, risks: str, measures: str, review_on: date, agreed: Sequence[AgreedActionDetails]
) -> None:
    today = now.astimezone(LONDON).date()
    latest = today + thresholds_in_force(now).weeks("risk_review")
    wrong = rules.what_is_wrong(
        rating=rating, risks=risks, measures=measures, review_on=review_on, today=today, latest=latest
    )
    for one in agreed:
        wrong += rules.what_is_wrong_with_action(what=one.what, due_on=one.due_on, today=today)
        if not one.owner.is_active:
            raise Refused(_("%(name)s does not work here any more.") % {"name": one.owner.full_name})
    if wrong:
        raise Refused(wrong[0].text)


def _agree(by: User, now: datetime, assessment: RiskAssessment, details: AgreedActionDetails) -> None:
    action = AgreedAction.objects.create(
        ref=new_ref("AA"),
        assessment=assessment,
        what=details.what.strip(),
        owner=details.owner,
        due_on=details.due_on,
    )
    open_duty(
        by=by,
        now=now,
        kind=DutyKind.AGREED_ACTION,
        owner=details.owner,
        due_at=datetime.combine(details.due_on, END_OF_WORK, LONDON),
        about=Matter(
            subject_type=AgreedAction.SUBJECT,
            subject_ref=action.ref,
            path=action.get_absolute_url(),
            service=assessment.person.service,
        ),
    )
