"""A session begins: judged once more, by everything as it is at that moment. An unplanned contact just begins."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.lib.refs import new_ref
from safeguard.notifications.actions import cancel_by_key
from safeguard.people.access import visible_people
from safeguard.people.models import Person
from safeguard.platforms.enums import Method
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import Device, User
from safeguard.practitioners.selectors.staff import has_register, usable_devices
from sessions_app import access, messages
from sessions_app.actions.declaring import declare_fit
from sessions_app.actions.ending import ask_for_record
from sessions_app.enums import DeclaredAt, EventKind, Phase, SessionKind, SessionState, Verb
from sessions_app.models import LiveEvent, Participant, Session
from sessions_app.rules import planning
from sessions_app.rules.settings import Confirmed, facts_of, why_not_confirmed
from sessions_app.selectors.readiness import readiness_of, refuse_unanswered
from sessions_app.selectors.sessions import lock_open, lock_workers, workers_of

BEGINS = ("state", "started_at", "started_by", "device", "other_device")


@transaction.atomic
def start_session(
    *,
    by: User,
    now: datetime,
    session: Session,
    confirmed: Confirmed | None = None,
    device: Device | None = None,
    other_device: str = "",
) -> Session:
    """Begin a planned session (PLN-33). Consent, training, platform: all of it is looked at again, as it is now.

    Raises Refused, with what is in the way, while anything stops it or a reason is missing, on another day than it was
    planned for, and while one of its workers is in another planned session. What it was judged by is kept, what was
    ``confirmed`` of the platform's settings (PLT-08; without that it does not begin where the platform has any), and on
    which ``device`` of ours it takes place (SEC-09): one of the register, or ``other_device`` in words. Once the
    register has devices, one of the two has to be said; on somebody's own device it is stopped (practice E42).
    """
    found = access.lock_session(session)
    if not access.may_run(by, found):
        raise Refused(_("Only its workers may start a session."))
    if found.state == SessionState.LIVE and found.started_by_id == by.pk:
        return found  # the second press
    session = lock_open(found)
    _check_device(by, device, other_device)
    if session.state not in planning.MAY_START:
        raise Refused(_("The line manager has not answered yet."))
    if not planning.is_the_same_occasion(session.starts_at, now):
        raise Refused(_("It is planned for another day. Change the plan, or start an unplanned contact."))
    ready = readiness_of(session, now)
    ready.refuse_if_stopped()
    refuse_unanswered(ready.open)
    settings, said = ready.facts.platform_settings, confirmed or Confirmed()
    missing = why_not_confirmed(settings, said)
    if missing:
        raise Refused(missing)
    lock_workers(session)
    _refuse_second(session)
    session.device, session.other_device = device, other_device if device is None else ""
    session.findings_at_start = [{"key": finding.key, "level": finding.level.value} for finding in ready.findings]
    _begin(by, now, session, facts_of(settings, said))
    cancel_by_key(messages.reminder_keys(session))
    record(Verb.STARTED, by=by, now=now, subject=session, fields=BEGINS)
    declare_fit(by=by, now=now, session=session, moment=DeclaredAt.START)
    return session


def _check_device(by: User, device: Device | None, other_device: str) -> None:
    """It takes place on a device of ours that is in use. Raises Refused otherwise."""
    if device is not None:
        if device.pk not in {one.pk for one in usable_devices(by)}:
            raise Refused(_("This device is not in use, or somebody else has it. Choose another."))
    elif not other_device.strip() and has_register():
        raise Refused(_("Say on which of our devices it takes place. It is never one of your own."))


@transaction.atomic
def start_unplanned_contact(
    *, by: User, now: datetime, person: Person, client_token: UUID, purpose: str = ""
) -> Session:
    """Begin an unplanned contact: no gate, because no rule ever blocks help (practice A7). The same token lands once.

    Raises Refused only for somebody who does not see the person, and for the token of another form.
    """
    if not visible_people(by).filter(pk=person.pk).exists():
        raise Refused(_("This person is not among the people you work with."))
    session, is_new = Session.objects.get_or_create(
        client_token=client_token,
        defaults={
            "ref": new_ref("SE"),
            "kind": SessionKind.UNPLANNED,
            "phase": Phase.FOLLOW_UP,
            "method": Method.PHONE,
            "purpose": purpose,
            "practitioner": by,
            "service": person.service,
            "starts_at": now,
            "planned_minutes": int(thresholds_in_force(now).minutes("session_length").total_seconds() // 60),
            "planned_at": now,
            "planned_by": by,
        },
    )
    if (session.planned_by_id, session.kind) != (by.pk, SessionKind.UNPLANNED):
        raise Refused(_("This form was used for something else. Open the page again."))
    if is_new:
        Participant.objects.create(session=session, person=person)
        _begin(by, now, session)
        record(Verb.STARTED_UNPLANNED, by=by, now=now, subject=session, fields=session.AUDIT_FIELDS)
    return session


def _begin(by: User, now: datetime, session: Session, facts: dict[str, Any] | None = None) -> None:
    session.state, session.started_at, session.started_by = SessionState.LIVE, now, by
    session.save(update_fields=[*BEGINS, "findings_at_start"])
    pressed = {"kind": EventKind.STARTED, "by": by, "at": now, "client_token": uuid4(), "facts": facts or {}}
    event = LiveEvent.objects.create(session=session, **pressed)
    record(Verb.PRESSED, by=by, now=now, subject=event, fields=event.AUDIT_FIELDS)
    ends_at = max(now, session.starts_at) + timedelta(minutes=session.planned_minutes)
    ask_for_record(by=by, now=now, session=session, due_at=ends_at + thresholds_in_force(now).minutes("record_due"))


def _refuse_second(session: Session) -> None:
    """One planned session at a time, and one live page (PLN-30)."""
    workers = workers_of(session)
    elsewhere = Q(practitioner__in=workers) | Q(second_worker__in=workers)
    live = Session.objects.filter(elsewhere, state=SessionState.LIVE).exclude(kind=SessionKind.UNPLANNED)
    if live.exclude(pk=session.pk).exists():
        raise Refused(_("One of its workers is still in another session. End that one first."))
