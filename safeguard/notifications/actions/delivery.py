"""The one function that sends what is due: lease, commit, send, mark. At least once, never at most once."""

import logging
import time
import uuid
from typing import Any

from django.db import models
from django.db.models import F

from safeguard.lib.clock import NOW
from safeguard.lib.logs import about
from safeguard.lib.queue import Queue
from safeguard.notifications import channels, rules
from safeguard.notifications.enums import Channel, MessageState
from safeguard.notifications.models import Message

logger = logging.getLogger(__name__)
LONGEST_TURN = 20.0  # seconds after which no new batch is begun: a slow provider must not look like a dead sender

CLAIM = """
UPDATE notifications_message
   SET lease = %s, attempts = attempts + 1, next_attempt_at = app_now() + %s
 WHERE id IN (
       SELECT id FROM notifications_message
        WHERE state = 'waiting' AND queue = %s AND channel = %s AND next_attempt_at <= app_now()
        ORDER BY next_attempt_at, id LIMIT %s FOR UPDATE SKIP LOCKED)
RETURNING *
"""


def deliver_due(queue: Queue, channel: Channel, *, batches: int = 4) -> int:
    """Send what is due on one queue and channel; returns how many the provider took.

    A sender that dies holds its lease for half a minute, then the rows are due again. Runs in autocommit: the
    lease must be on disk before the attempt. A batch of which nothing was taken ends the turn: a provider that
    hangs must not keep its sender so long that it is taken for dead. ``batches``: how many at most in this turn.
    """
    sent, until = 0, time.monotonic() + LONGEST_TURN
    for _ in range(batches):
        if time.monotonic() > until:
            break
        lease = uuid.uuid4()
        claimed = list(Message.objects.raw(CLAIM, [lease, rules.LEASE, queue.value, channel.value, rules.BATCH]))
        taken = sum(_attempt(message) for message in claimed)
        sent += taken
        if len(claimed) < rules.BATCH or not taken:
            break
    return sent


def _attempt(message: Message) -> bool:
    own = Message.objects.filter(pk=message.pk, lease=message.lease)
    renewed = own.filter(state=MessageState.WAITING).update(next_attempt_at=NOW + rules.LEASE)
    if not renewed:
        return False  # cancelled, or taken over, since it was leased
    try:
        provider_id = channels.send(message)
    except channels.DeliveryError as error:
        _mark_failed(own, message, error)
        return False
    except Exception as error:  # noqa: BLE001 - a message that breaks a provider's library delays no other
        _mark_failed(own, message, channels.DeliveryError(type(error).__name__))
        return False
    own.update(
        state=MessageState.SENT,
        sent_at=NOW,
        provider_id=provider_id,
        last_error="",
        failing_since=None,
        **({"body": ""} if message.is_sealed else {}),
    )
    logger.info("message taken", extra=_fields(message, "taken"))
    return True


def _fields(message: Message, outcome: str) -> dict[str, Any]:
    """The key that the mail server knows it by too; neither address nor words."""
    key, channel, attempt = str(message.key), message.channel, message.attempts
    return about(message_key=key, queue=message.queue, channel=channel, attempt=attempt, outcome=outcome)


def _mark_failed(own: models.QuerySet[Message], message: Message, error: channels.DeliveryError) -> None:
    logger.warning("message not taken", extra=_fields(message, error.code))
    give_up = rules.gives_up(message.attempts, is_permanent=error.is_permanent, is_persistent=message.is_persistent)
    failing = rules.counts_as_failing(message.attempts, is_permanent=error.is_permanent)
    own.filter(state=MessageState.WAITING).update(
        state=MessageState.FAILED if give_up else MessageState.WAITING,
        last_error=error.code[:100],
        next_attempt_at=NOW + rules.retry_delay(message.attempts, is_persistent=message.is_persistent),
        failing_since=models.functions.Coalesce(F("failing_since"), NOW) if failing else F("failing_since"),
    )
