"""After a backup was restored: what waited in it stands still, and leaves once a person has said so.

A restored database knows nothing of what happened since: an alert may have been answered, a family may have said that
a channel is not safe. What is queued from then on leaves as ever (docs/decisions/0019).
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Greatest

from safeguard.audit.actions import record
from safeguard.lib.clock import NOW
from safeguard.lib.queue import Wake, wake_on_commit
from safeguard.notifications.enums import MessageState, Verb
from safeguard.notifications.models import Message, Restoration


@transaction.atomic
def hold_messages(*, by: None = None, now: datetime, taken_at: datetime) -> Restoration:
    """Let nothing leave of what waited in the backup of ``taken_at`` that has just been restored.

    Sign-in mail is stopped for good: its one-time links no longer work.
    """
    waiting = Message.objects.filter(state=MessageState.WAITING)
    waiting.filter(is_sealed=True).update(state=MessageState.CANCELLED, body="")
    waiting.update(state=MessageState.HELD, lease=None)
    restoration = Restoration.objects.create(taken_at=taken_at, restored_at=now)
    record(Verb.HELD, by=by, now=now, subject=restoration)
    return restoration


@transaction.atomic
def cancel_held(*, by: object, now: datetime, kind: str) -> int:
    """Stop for good what is held of one kind, because it is said anew. Returns how many."""
    return Message.objects.filter(state=MessageState.HELD, kind=kind).update(state=MessageState.CANCELLED)


@transaction.atomic
def release_messages(*, by: object, now: datetime, restoration: Restoration) -> int:
    """Let what is still held leave, each once. Returns how many leave; 0 if somebody else was first.

    What has been sent again by hand since, to the same address about the same thing, is stopped instead.
    The caller has checked that ``by`` may.
    """
    mine = Restoration.objects.filter(pk=restoration.pk, released_at__isnull=True)
    if not mine.update(released_at=now, released_by=by):
        return 0
    # An earlier one that nobody released came back with the backup: this answer is for both.
    Restoration.objects.filter(released_at__isnull=True).update(released_at=now, released_by=by)
    held = Message.objects.filter(state=MessageState.HELD)
    again = Message.objects.filter(
        kind=OuterRef("kind"),
        subject_ref=OuterRef("subject_ref"),
        address=OuterRef("address"),
        queued_at__gte=restoration.restored_at,
    )
    held.exclude(subject_ref="").filter(Exists(again)).update(state=MessageState.CANCELLED)
    left = held.update(state=MessageState.WAITING, next_attempt_at=Greatest("next_attempt_at", NOW))
    record(Verb.RELEASED, by=by, now=now, subject=restoration, fields=["released_at"])
    for wake in (Wake.ALERTS, Wake.REMINDERS):
        wake_on_commit(wake)
    return left
