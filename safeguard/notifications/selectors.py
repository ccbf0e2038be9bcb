"""Reading the outbox."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from safeguard.lib.errors import NotVisible
from safeguard.notifications import rules
from safeguard.notifications.enums import Channel, MessageState
from safeguard.notifications.models import ChannelTest, Message, Pulse, Restoration

LATE_AFTER = timedelta(minutes=2)
NEVER_LEFT = (MessageState.CANCELLED, MessageState.FAILED)


def messages_about(subject_refs: Iterable[str]) -> QuerySet[Message]:
    """Every message about these subjects, in the order in which they were queued."""
    return Message.objects.filter(subject_ref__in=list(subject_refs)).order_by("queued_at", "id")


def addresses_told(kind: str, recipient_id: int, since: datetime) -> set[str]:
    """Every email address at which somebody was told of one kind since a moment, former ones too."""
    told = Message.objects.filter(kind=kind, recipient_id=recipient_id, channel=Channel.EMAIL, queued_at__gte=since)
    return set(told.values_list("address", flat=True))


def never_left(dedupe_keys: Iterable[str]) -> set[str]:
    """Those of these messages that were stopped, or given up: nobody has read them, and nobody will."""
    gone = Message.objects.filter(dedupe_key__in=list(dedupe_keys), state__in=NEVER_LEFT)
    return set(gone.values_list("dedupe_key", flat=True))


def waiting_keys(kind: str) -> list[str]:
    """The dedupe keys of what has not left of one kind, whether it waits or is held.

    What is held is asked for only while a restored backup waits: no index holds it, and this is asked each minute.
    """
    keys = Message.objects.filter(kind=kind).values_list("dedupe_key", flat=True)
    held_too = keys.filter(state=MessageState.HELD) if unreleased().exists() else ()
    return [*keys.filter(state=MessageState.WAITING), *held_too]


def key_for(base: str, address: str) -> str:
    """The dedupe key of a message that somebody sends by hand: the same one as long as the first may still arrive at
    this address, and a new one once it cannot, or while it is held: what somebody sends now must leave now.
    The caller holds a lock, so that two presses are one message."""
    before = Message.objects.filter(dedupe_key__startswith=f"{base}:")
    arrives = before.filter(address=address).exclude(state__in=(*NEVER_LEFT, MessageState.HELD)).order_by("-id")
    return arrives.values_list("dedupe_key", flat=True).first() or f"{base}:{before.count() + 1}"


def failing_alerts() -> QuerySet[Message]:
    """Alerts that are being refused or not reached, oldest first."""
    return Message.objects.filter(state=MessageState.WAITING, failing_since__isnull=False, is_persistent=True).order_by(
        "failing_since"
    )


def late_alerts(now: datetime) -> QuerySet[Message]:
    """Alerts that should have left two minutes ago and have not; not one that is to leave later."""
    waiting = Message.objects.filter(state=MessageState.WAITING, is_persistent=True, queued_at__lt=now - LATE_AFTER)
    return waiting.exclude(attempts=0, next_attempt_at__gt=now)


def pulse(name: str) -> Pulse | None:
    """The last sign of life of a part, or None if it was never seen."""
    return Pulse.objects.filter(name=name).first()


@dataclass(frozen=True)
class Held:
    """What stands still of the outbox since a backup was restored: from when it was, and how many messages."""

    restoration: Restoration
    alerts: int  # of people who must answer: replaced by one new message a person when it is released
    to_families: int
    others: int  # to staff

    @property
    def count(self) -> int:
        """All of them."""
        return self.alerts + self.to_families + self.others


def unreleased() -> QuerySet[Restoration]:
    """Restored backups whose messages nobody has released yet; ordinarily none."""
    return Restoration.objects.filter(released_at__isnull=True)


def restoration() -> Restoration | None:
    """The restored backup whose messages nobody has released yet, or None: the ordinary state. One query."""
    return unreleased().order_by("-id").first()


def held() -> Held | None:
    """What of the outbox stands still, or None if nothing has been restored that is not released."""
    last = restoration()
    if last is None:
        return None
    to_family = Q(recipient__isnull=True, is_persistent=False)
    counted = Message.objects.filter(state=MessageState.HELD).aggregate(
        alerts=Count("pk", filter=Q(is_persistent=True)),
        to_families=Count("pk", filter=to_family),
        others=Count("pk", filter=Q(is_persistent=False) & ~to_family),
    )
    return Held(last, **counted)


def pulses() -> dict[str, Pulse]:
    """Every sign of life by its name. One query."""
    return {one.name: one for one in Pulse.objects.all()}


def problems_in(found: Mapping[str, Pulse], now: datetime) -> list[str]:
    """What keeps alerts from leaving, judged by these signs of life; empty while all is well."""
    return rules.alert_problems({name: rules.Beat(one.at, one.findings) for name, one in found.items()}, now)


def alert_problems(now: datetime) -> list[str]:
    """What keeps alerts from leaving, as codes; empty while all is well. One query."""
    return problems_in(pulses(), now)


def waiting_figures(now: datetime) -> dict[tuple[str, str], dict[str, Any]]:
    """What waits, by queue and channel: how many are due, how many are for later, since when the longest has been
    due, how many fail, and the kinds of error they fail with. One query."""
    is_due = Q(next_attempt_at__lte=now) | Q(attempts__gt=0)
    fails = Q(failing_since__isnull=False)
    rows = Message.objects.filter(state=MessageState.WAITING).values("queue", "channel").order_by()
    rows = rows.annotate(
        due=Count("pk", filter=is_due),
        later=Count("pk", filter=~is_due),
        oldest=Min(Coalesce("failing_since", "next_attempt_at"), filter=is_due),
        failing=Count("pk", filter=fails),
        errors=ArrayAgg("last_error", distinct=True, filter=fails, default=[]),
    )
    return {(row["queue"], row["channel"]): dict(row) for row in rows}


def sent_since(moment: datetime) -> dict[tuple[str, str], int]:
    """How many have been accepted since a moment, by queue and channel. One query."""
    rows = Message.objects.filter(state=MessageState.SENT, sent_at__gte=moment).values("queue", "channel").order_by()
    return {(row["queue"], row["channel"]): row["sent"] for row in rows.annotate(sent=Count("pk"))}


def failing() -> QuerySet[Message]:
    """Whatever is being refused or not reached, the longest first."""
    return Message.objects.filter(state=MessageState.WAITING, failing_since__isnull=False).order_by("failing_since")


def given_up_since(moment: datetime) -> QuerySet[Message]:
    """What was queued since a moment and is tried no longer, the newest first."""
    return Message.objects.filter(state=MessageState.FAILED, queued_at__gte=moment).order_by("-queued_at")


def test_sent_to(user_id: int, ref: UUID) -> ChannelTest:
    """A test message that was sent to this person. Raises NotVisible for anybody else's."""
    found = ChannelTest.objects.select_related("sent_by").filter(recipient=user_id, ref=ref).first()
    if found is None:
        raise NotVisible
    return found


def latest_tests() -> QuerySet[ChannelTest]:
    """Test messages, the newest first."""
    return ChannelTest.objects.select_related("recipient", "sent_by").order_by("-sent_at", "-pk")
