"""What comes after a referral: the authority's answer, and contact with bodies outside (ESC-08)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from incidents import access, rules, selectors
from incidents.actions.writing import tell_of_addition, wake_closed, write_entry
from incidents.enums import EntryKind, OutsideBody, Verb
from incidents.models import ChronologyEntry, Incident, OutsideContact, Referral, ReferralAnswer
from safeguard.audit.actions import record
from safeguard.duties.actions import finish_duties, move_duty, open_duty
from safeguard.duties.enums import DutyKind
from safeguard.escalation.enums import Urgency
from safeguard.lib.errors import Refused
from safeguard.lib.refs import new_ref, token_for
from safeguard.lib.worktime import london_day
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import User
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm


@transaction.atomic
def answer_referral(
    *,
    by: User,
    now: datetime,
    referral: Referral,
    client_token: UUID,
    answer: str,
    text: str = "",
    said_by: str = "",
    when_happened: str = "",
    their_reference: str = "",
    next_steps: str = "",
    held_at: str = "",
) -> ReferralAnswer:
    """Write down what the authority said (ESC-13). Those who deal with the case are told; its clock stops, unless
    they want to know more, and then they answer within the same time again.

    Whoever rang may, from their own report too. Raises Refused for anybody else who does not deal with the case.
    """
    referral = Referral.objects.select_for_update(of=("self",)).select_related("incident").get(pk=referral.pk)
    incident = referral.incident
    if not access.may_follow_up(by, referral):
        raise Refused(_("You may read this, but not work on it."))
    values = {
        "kind": EntryKind.ANSWERED,
        "body": referral.body,
        "text": text,
        "when_happened": when_happened,
        "their_reference": their_reference,
    }
    facts = {"answer": answer, "words": text, "said_by": said_by, "next_steps": next_steps, "held_at": held_at}
    first = referral.answers.filter(entry__client_token=client_token, by=by).first()
    token = token_for(client_token, first, {**facts, "their_reference": their_reference})
    entry, is_new = write_entry(by=by, now=now, incident=incident, client_token=token, values=values)
    if not is_new:
        return entry.answer
    record(Verb.ENTRY_ADDED, by=by, now=now, subject=entry, fields=["kind", "text"])
    row = ReferralAnswer(
        ref=new_ref("RA"),
        referral=referral,
        entry=entry,
        their_reference=their_reference,
        by=by,
        written_at=now,
        **facts,
    )
    row.save(force_insert=True)
    record(Verb.ANSWERED, by=by, now=now, subject=row, fields=row.AUDIT_FIELDS)
    _stop_or_go_on(by, now, referral, answer)
    is_reporter = by.pk == incident.raised_by_id
    tell_of_addition(by=None if is_reporter else by, now=now, incident=incident)
    if is_reporter and not access.may_handle(by, incident):
        wake_closed(by=by, now=now, incident=incident, urgency=Urgency.TODAY)
    close_drafts(by=by, now=now, form=DraftForm.REFERRAL_ANSWER, client_token=client_token)
    return row


def _stop_or_go_on(by: User, now: datetime, referral: Referral, answer: str) -> None:
    about = {"subject_type": Referral.SUBJECT, "subject_ref": referral.ref}
    if rules.ends_the_wait(answer):
        changed = ["answered_at"] if referral.answered_at is None else []
        referral.answered_at = referral.answered_at or now
        finish_duties(by=by, now=now, kinds=[DutyKind.AUTHORITY_ANSWER], **about)
    elif referral.is_waiting:
        changed = ["answer_due_at"]
        referral.answer_due_at = rules.answer_due_at(referral.body, referral.kind, now, thresholds_in_force(now))
        assert referral.answer_due_at is not None  # it was owed before
        move_duty(by=by, now=now, kind=DutyKind.AUTHORITY_ANSWER, due_at=referral.answer_due_at, **about)
    else:
        changed = []
    if changed:
        referral.save(update_fields=changed)
        record(Verb.ANSWERED, by=by, now=now, subject=referral, fields=changed)


@transaction.atomic
def note_outside(
    *,
    by: User,
    now: datetime,
    incident: Incident,
    client_token: UUID,
    kind: str,
    body: OutsideBody,
    text: str,
    person: str = "",
    when_happened: str = "",
    their_reference: str = "",
    held_at: str = "",
    next_step: str = "",
    next_on: date | None = None,
    referral: Referral | None = None,
    follows: OutsideContact | None = None,
) -> OutsideContact:
    """A line of the contact log: body, person, time, content, next step (ESC-08), or what was handed over (INC-33).

    A dated next step is a duty of whoever wrote it; the contact that follows it is how it is done. Raises Refused for
    a reader who may not, without words, and for a referral or contact of another case.
    """
    _check_contact(by, now, incident, (referral, follows), text=text, next_step=next_step, next_on=next_on)
    said = {"body": body, "text": text, "when_happened": when_happened, "their_reference": their_reference}
    facts: dict[str, Any] = {
        "kind": kind,
        "body": body,
        "person": person,
        "held_at": held_at,
        "next_step": next_step,
        "next_on": next_on,
        "referral": referral,
        "follows": follows,
    }
    first = OutsideContact.objects.filter(entry__client_token=client_token, by=by, incident=incident).first()
    token = token_for(client_token, first, facts)
    entry, is_new = _write(by, now, incident, token, {"kind": EntryKind.OUTSIDE, **said})
    if not is_new:
        return entry.outside
    row = OutsideContact(ref=new_ref("OC"), incident=incident, entry=entry, by=by, written_at=now, **facts)
    row.save(force_insert=True)
    record(Verb.OUTSIDE, by=by, now=now, subject=row, fields=row.AUDIT_FIELDS)
    _next_step(by, now, incident, row)
    close_drafts(by=by, now=now, form=DraftForm.OUTSIDE, client_token=client_token)
    return row


def _check_contact(by: User, now: datetime, incident: Incident, others: Iterable[Any], **said: Any) -> None:
    if not access.may_handle(by, incident):
        raise Refused(_("You may read this case, but not work on it."))
    if any(one is not None and one.incident_id != incident.pk for one in others):
        raise Refused(_("This belongs to another case."))
    lacking = rules.what_contact_lacks(**said, today=london_day(now))
    if lacking:
        raise Refused(lacking[0].text)


def _write(
    by: User, now: datetime, incident: Incident, client_token: UUID, values: dict[str, Any]
) -> tuple[ChronologyEntry, bool]:
    entry, is_new = write_entry(by=by, now=now, incident=incident, client_token=client_token, values=values)
    if is_new:
        record(Verb.ENTRY_ADDED, by=by, now=now, subject=entry, fields=["kind", "text"])
        finish_duties(
            by=by, now=now, kinds=[DutyKind.FIRST_ENTRY], subject_type=Incident.SUBJECT, subject_ref=incident.ref
        )
    return entry, is_new


def _next_step(by: User, now: datetime, incident: Incident, row: OutsideContact) -> None:
    """The duty of the step before is done by this one, and a dated step of its own is a new one."""
    if row.follows is not None:
        finish_duties(
            by=by,
            now=now,
            kinds=[DutyKind.NEXT_STEP],
            subject_type=OutsideContact.SUBJECT,
            subject_ref=row.follows.ref,
        )
    if row.next_on is not None:
        path = f"{reverse('incidents:outside', args=[incident.ref])}?after={row.ref}"
        about = selectors.matter_of(incident, now, OutsideContact.SUBJECT, row.ref, path)
        due = rules.due_on(row.next_on, now, thresholds_in_force(now))
        open_duty(by=by, now=now, kind=DutyKind.NEXT_STEP, owner=by, due_at=due, about=about)
