"""Giving, doing and handing over duties, and what happens when one is not done."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from safeguard.audit.actions import record
from safeguard.duties import messages, selectors
from safeguard.duties.enums import DutyKind, DutyState, Verb
from safeguard.duties.models import Duty
from safeguard.escalation.actions import climb_due_ladders, stand_down_ladder, start_ladder
from safeguard.escalation.enums import RouteKind, Urgency
from safeguard.escalation.models import Ladder
from safeguard.lib.errors import Refused
from safeguard.lib.refs import new_ref
from safeguard.notifications.actions import queue_messages
from safeguard.practitioners.models import User

SUBJECT = "duties.duty"
BATCH = 100


@transaction.atomic
def open_duty(*, by: User | None, now: datetime, kind: DutyKind, owner: User, due_at: datetime, about: Ladder) -> Duty:
    """Give somebody something to do by ``due_at``, about the subject of a ladder. Once: the open one is kept."""
    duty, is_new = Duty.objects.get_or_create(
        kind=kind,
        subject_type=about.subject_type,
        subject_ref=about.subject_ref,
        state=DutyState.OPEN,
        defaults={
            "ref": new_ref("DU"),
            "owner": owner,
            "path": about.path,
            "opened_at": now,
            "due_at": due_at,
            "route_kind": about.kind,
            "service": about.service,
            "excluded": about.excluded,
        },
    )
    if is_new:
        record(Verb.OPENED, by=by, now=now, subject=duty, fields=["owner", "due_at"])
    return duty


@transaction.atomic
def finish_duties(*, by: User, now: datetime, kinds: Iterable[DutyKind], subject_type: str, subject_ref: str) -> int:
    """Mark the open duties of these kinds about a subject as done, and stop telling others of them."""
    duties = Duty.objects.select_for_update().filter(
        kind__in=list(kinds), subject_type=subject_type, subject_ref=subject_ref, state=DutyState.OPEN
    )
    for duty in duties:
        duty.state, duty.done_at, duty.done_by = DutyState.DONE, now, by
        duty.save(update_fields=["state", "done_at", "done_by"])
        stand_down_ladder(by=by, now=now, subject_type=SUBJECT, subject_ref=duty.ref)
        record(Verb.DONE, by=by, now=now, subject=duty, fields=["state"])
    return len(duties)


@transaction.atomic
def hand_over_duty(*, by: User, now: datetime, duty: Duty, to: User) -> Duty:
    """Give an open duty to another person. Only its owner may, and never to somebody named in the matter."""
    duty = Duty.objects.select_for_update().get(pk=duty.pk)
    if duty.state != DutyState.OPEN or duty.owner_id != by.pk:
        raise Refused("This is not yours to hand over any more.")
    if not to.is_active or to.pk in duty.excluded:
        raise Refused("It cannot be handed to this person.")
    duty.owner, duty.reminded_at = to, None
    duty.save(update_fields=["owner", "reminded_at"])
    record(Verb.HANDED_OVER, by=by, now=now, subject=duty, fields=["owner"])
    return duty


@transaction.atomic
def remind_of_due_duties(*, by: None = None, now: datetime) -> int:
    """Remind owners once when the moment has come. Returns how many were reminded."""
    due = list(
        selectors.duties_to_remind_of(now)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("owner")[:BATCH]
    )
    queue_messages([messages.reminder(duty) for duty in due], now=now)
    Duty.objects.filter(pk__in=[duty.pk for duty in due]).update(reminded_at=now)
    return len(due)


@transaction.atomic
def tell_others_of_overdue_duties(*, by: None = None, now: datetime) -> int:
    """Start a ladder for every duty nobody has done after the time of grace."""
    late = list(
        selectors.duties_to_tell_others_of(now)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("service")[:BATCH]
    )
    for duty in late:
        start_ladder(
            by=None,
            now=now,
            subject_type=SUBJECT,
            subject_ref=duty.ref,
            about_ref=duty.subject_ref,
            path=duty.path,
            kind=RouteKind(duty.route_kind),
            urgency=Urgency.CAN_WAIT,  # what was to be written wakes nobody at night (practice C33)
            service=duty.service,
            excluded=duty.excluded,
            tell_now=False,
        )
        record(Verb.ESCALATED, by=None, now=now, subject=duty, fields=["escalated_at"])
    Duty.objects.filter(pk__in=[duty.pk for duty in late]).update(escalated_at=now)
    climb_due_ladders(now=now)  # all of them in one message a person
    return len(late)
