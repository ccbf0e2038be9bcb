"""Telling the audience of a policy that it is in force, and reminding those who have not signed (ORG-36, ORG-41)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from safeguard.lib.clock import LONDON
from safeguard.lib.worktime import is_working_time
from safeguard.notifications.actions import Outgoing, queue_messages
from safeguard.notifications.models import Message
from safeguard.policies import messages
from safeguard.policies.models import PolicyVersion
from safeguard.policies.selectors import audience_of, have_not_signed, thresholds_in_force, versions_in_force
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import is_live

BATCH = 500
IS_NEWS = timedelta(days=30)  # a version that has held for longer is news to nobody: they find it on their first page
FIRST_REMINDER = timedelta(days=7)


@transaction.atomic
def remind_of_policies(*, by: None = None, now: datetime) -> int:
    """Queue what is due: that a version is in force, once to each of its audience; then once a week to whoever has not
    signed, and to its owner that some have not. Returns how many messages were due.

    Again and again: each leaves once. Only in working time (ORG-41), and nobody before the installation is live.
    """
    if not is_live() or not is_working_time(now, thresholds_in_force(now).hours):
        return 0
    return sum(_tell(version, now) + _remind(version, now) for version in versions_in_force(now))


def _tell(version: PolicyVersion, now: datetime) -> int:
    if version.holds_from < now - IS_NEWS:
        return 0
    told = _messages(version, messages.ISSUED)
    news = audience_of(version).exclude(Exists(told)).exclude(pk=version.issued_by_id).order_by("pk")[:BATCH]
    return _queue([messages.policy_issued(version, person) for person in news], now)


def _remind(version: PolicyVersion, now: datetime) -> int:
    if version.holds_from > now - FIRST_REMINDER:
        return 0
    week = messages.week_of(now.astimezone(LONDON).date())
    midnight = datetime.combine(week, datetime.min.time(), LONDON)
    waiting = have_not_signed(version)
    reminded = _messages(version, messages.UNSIGNED).filter(queued_at__gte=midnight)
    late = list(waiting.exclude(Exists(reminded))[:BATCH])
    outgoing = [messages.policy_unsigned(version, person, week) for person in late]
    owner: User | None = version.policy.owner
    if late and owner is not None and owner.is_active:
        outgoing.append(messages.policy_progress(version, owner, week))
    return _queue(outgoing, now)


def _messages(version: PolicyVersion, kind: str) -> QuerySet[Message]:
    return Message.objects.filter(subject_ref=messages.subject_of(version), kind=kind, recipient=OuterRef("pk"))


def _queue(outgoing: list[Outgoing], now: datetime) -> int:
    queue_messages(outgoing, now=now)
    return len(outgoing)
