"""Whoever leads a case lets others read it, asks others to add to it without reading it, and locks it (SEC-06)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from incidents import access, messages, selectors
from incidents.actions.writing import tell_of_addition, wake_ladder, write_entry
from incidents.enums import EntryKind, ReadingVerb, Verb
from incidents.models import CaseLock, ChronologyEntry, Incident, Invitation, Reader, StaffSupport
from safeguard.audit.actions import record
from safeguard.duties.actions import let_into_duties, reroute_duties
from safeguard.escalation.enums import RouteKind, Urgency
from safeguard.lib.errors import Refused
from safeguard.lib.refs import new_ref
from safeguard.notifications.actions import queue_messages
from safeguard.practitioners.models import User
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm


@transaction.atomic
def name_reader(
    *,
    by: User,
    now: datetime,
    incident: Incident,
    client_token: UUID,
    person: User,
    reason: str,
    until: datetime | None = None,
) -> Reader:
    """Let somebody read a case, until a moment or until it is ended; they are told by its reference.

    Named again they are told once, and the later reason and day hold. Raises Refused for whoever does not lead the
    case, for somebody who is kept out of it, works here no more or signs in only to raise concerns, without a reason,
    and for a moment that has passed.
    """
    incident = _led(by, incident)
    _check_may_be_asked(by, incident, person)
    if person.raises_only:
        raise Refused(_("They sign in only to raise concerns, and read no case. Ask them what they know instead."))
    if not reason.strip():
        raise Refused(_("Write why they may read it"))
    if until is not None and until <= now:
        raise Refused(_("Enter a day that has not passed"))
    reader, is_new = _reader_of(by, now, incident, person)
    said = {"reason": reason.strip(), "ends_at": until}
    if is_new or any(getattr(reader, name) != value for name, value in said.items()):
        reader.reason, reader.ends_at = reason.strip(), until
        reader.save()
        verb = Verb.READER_ADDED if is_new else ReadingVerb.READER_CHANGED
        record(verb, by=by, now=now, subject=incident, refs=[str(person.ref)])
    if is_new:
        queue_messages(messages.named_reader(incident, person, now), now=now)
    close_drafts(by=by, now=now, form=DraftForm.READER, client_token=client_token)
    return reader


@transaction.atomic
def end_reader(*, by: User, now: datetime, incident: Incident, person: User) -> None:
    """From this moment somebody reads a case no more. Ended already, nothing changes.

    Raises Refused for whoever does not lead the case.
    """
    incident = _led(by, incident)
    if Reader.objects.filter(incident=incident, person=person, ended_at=None).update(ended_at=now, ended_by=by):
        record(ReadingVerb.READER_ENDED, by=by, now=now, subject=incident, refs=[str(person.ref)])


@transaction.atomic
def invite_colleague(
    *, by: User, now: datetime, incident: Incident, client_token: UUID, person: User, question: str
) -> Invitation:
    """Ask a colleague to add what they know. They are shown the question and their own words, nothing of the case.

    Raises Refused for whoever does not deal with the case, for somebody who is kept out of it or works here no more,
    without a question, and for a form that was used for another one.
    """
    if not access.may_handle(by, incident):
        raise Refused(_("You may read this case, but not ask others about it."))
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    _check_may_be_asked(by, incident, person)
    if not question.strip():
        raise Refused(_("Write what you want to ask"))
    facts = {"incident": incident, "person": person, "question": question.strip(), "asked_by": by}
    asked, is_new = Invitation.objects.get_or_create(
        client_token=client_token, defaults={**facts, "ref": new_ref("AK"), "asked_at": now}
    )
    if not is_new and any(getattr(asked, name) != value for name, value in facts.items()):
        raise Refused(_("This form was used for something else. Open a new one."))
    if is_new:
        record(ReadingVerb.INVITED, by=by, now=now, subject=asked, fields=["person", "question"])
        queue_messages(messages.asked_to_add(asked), now=now)
    close_drafts(by=by, now=now, form=DraftForm.INVITATION, client_token=client_token)
    return asked


@transaction.atomic
def contribute_to_case(
    *, by: User, now: datetime, invitation: Invitation, client_token: UUID, text: str, when_happened: str = ""
) -> ChronologyEntry:
    """Somebody who was asked adds what they know; those who deal with the case are told that there is something new.

    Raises Refused for everybody else, once the question has been ended, and without words.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not access.open_invitations(by).filter(pk=invitation.pk).exists():
        raise Refused(_("This question has been ended. If you know something, raise a concern."))
    if not text.strip():
        raise Refused(_("Write what you know"))
    values = {"kind": EntryKind.CONTRIBUTED, "text": text, "when_happened": when_happened}
    incident = invitation.incident
    entry, is_new = write_entry(by=by, now=now, incident=incident, client_token=client_token, values=values)
    if is_new:
        record(Verb.ENTRY_ADDED, by=by, now=now, subject=entry, fields=["kind", "text"])
        if not wake_ladder(by=by, now=now, incident=incident, urgency=Urgency.TODAY):
            tell_of_addition(by=by, now=now, incident=incident)
    close_drafts(by=by, now=now, form=DraftForm.CONTRIBUTION, client_token=client_token)
    return entry


@transaction.atomic
def end_invitation(*, by: User, now: datetime, invitation: Invitation) -> None:
    """A question is over: whoever was asked no longer sees it. Ended already, nothing changes.

    Raises Refused for whoever does not deal with the case.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not access.may_handle(by, invitation.incident):
        raise Refused(_("You may read this case, but not ask others about it."))
    if invitation.ended_at is None:
        invitation.ended_at, invitation.ended_by = now, by
        invitation.save(update_fields=["ended_at", "ended_by"])
        record(ReadingVerb.INVITATION_ENDED, by=by, now=now, subject=invitation, fields=["ended_at", "ended_by"])


@transaction.atomic
def lock_case(*, by: User, now: datetime, incident: Incident, client_token: UUID, reason: str) -> CaseLock:
    """From now on only named people see a case, the lead's post, whoever deals with it, and those who are told while
    nobody has answered: help is never locked out (practice A7). Locked already, it stays as it was locked.

    Raises Refused for whoever does not lead the case, and without a reason.
    """
    incident = _led(by, incident)
    if not reason.strip():
        raise Refused(_("Write why it is locked"))
    lock, is_new = CaseLock.objects.get_or_create(
        incident=incident, lifted_at=None, defaults={"reason": reason.strip(), "locked_by": by, "locked_at": now}
    )
    if is_new:
        record(ReadingVerb.LOCKED, by=by, now=now, subject=lock, fields=["reason", "locked_at"])
        out, kind = selectors.locked_out_of(incident, now), RouteKind(incident.route)
        for part, ref in _parts_to_do(incident):
            reroute_duties(by=by, now=now, subject_type=part, subject_ref=ref, kind=kind, excluded=out)
    close_drafts(by=by, now=now, form=DraftForm.LOCK, client_token=client_token)
    return lock


@transaction.atomic
def lift_lock(*, by: User, now: datetime, incident: Incident, client_token: UUID, reason: str) -> None:
    """Those who see such cases by their role see this one again. Not locked, nothing changes.

    Raises Refused for whoever does not lead the case, and without a reason.
    """
    incident = _led(by, incident)
    if not reason.strip():
        raise Refused(_("Write why the lock is lifted"))
    lock = CaseLock.objects.select_for_update().filter(incident=incident, lifted_at=None).first()
    if lock is not None:
        out = selectors.locked_out_of(incident, now) - set(incident.exclusions.values_list("person_id", flat=True))
        for part, ref in _parts_to_do(incident):
            let_into_duties(by=by, now=now, subject_type=part, subject_ref=ref, people=out)
        lock.lifted_at, lock.lifted_by, lock.lifted_why = now, by, reason.strip()
        lock.save(update_fields=["lifted_at", "lifted_by", "lifted_why"])
        record(ReadingVerb.LIFTED, by=by, now=now, subject=lock, fields=["lifted_at", "lifted_by", "lifted_why"])
    close_drafts(by=by, now=now, form=DraftForm.LOCK, client_token=client_token)


def _parts_to_do(incident: Incident) -> list[tuple[str, str]]:
    """What of a case may be somebody's duty and is read with it; support is offered by whoever sees nothing of it."""
    return [part for part in selectors.parts_with_duties(incident) if part[0] != StaffSupport.SUBJECT]


def _led(by: User, incident: Incident) -> Incident:
    """The case, locked, if somebody leads it."""
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    if not access.may_let_in(by, incident):
        raise Refused(_("Only the safeguarding lead or deputy decides who may read this case. Ask them."))
    return incident


def _check_may_be_asked(by: User, incident: Incident, person: User) -> None:
    if incident.exclusions.filter(person=person).exists():
        raise Refused(_("They are left out of this case, and are never to be told of it or asked."))
    if not person.is_active:
        raise Refused(_("Their account is closed. Choose somebody else."))
    if person.pk == by.pk:
        raise Refused(_("You see this case already. Choose somebody else."))


def _reader_of(by: User, now: datetime, incident: Incident, person: User) -> tuple[Reader, bool]:
    """The row by which somebody reads a case now, or a new one; what ran out by its day is ended."""
    held = Reader.objects.filter(incident=incident, person=person, ended_at=None).first()
    if held is not None and (held.ends_at is None or held.ends_at > now):
        return held, False
    if held is not None:
        held.ended_at, held.ended_by = held.ends_at, held.added_by
        held.save(update_fields=["ended_at", "ended_by"])
    return Reader(incident=incident, person=person, added_by=by, added_at=now), True
