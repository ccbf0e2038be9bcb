"""The outbox: a message is a row before it is an attempt (docs/decisions/0003)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from safeguard.lib.queue import Queue
from safeguard.notifications.enums import Channel, MessageState, Reached


class Message(models.Model):
    """One message to one person on one channel, with the whole story of its delivery."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # the Message-ID
    dedupe_key = models.CharField(max_length=200, unique=True)  # the same message is never queued twice
    kind = models.CharField(max_length=60)
    queue = models.CharField(max_length=10, choices=[(q.value, q.value) for q in Queue])
    channel = models.CharField(max_length=10, choices=Channel.choices)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=254)
    subject_ref = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    is_sealed = models.BooleanField(default=False)  # encrypted while it waits, blanked once sent
    is_persistent = models.BooleanField(default=False)  # tried for ever
    is_neutral = models.BooleanField(default=False, db_default=False)  # from a sender that names nobody (practice B14)
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.WAITING)
    queued_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    lease = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=100, blank=True)
    last_error = models.CharField(max_length=100, blank=True)  # kind and code only, never an address

    class Meta:
        indexes = [
            models.Index(
                fields=["queue", "channel", "next_attempt_at"],
                name="message_due",
                condition=Q(state="waiting"),
            ),
            models.Index(fields=["subject_ref"], name="message_by_subject"),
            models.Index(
                fields=["failing_since"],
                name="message_failing",
                condition=Q(state="waiting", failing_since__isnull=False),
            ),
            models.Index(fields=["sent_at"], name="message_sent", condition=Q(state="sent")),
            models.Index(fields=["queued_at"], name="message_given_up", condition=Q(state="failed")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="message_sent_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.channel} ({self.state})"


class Restoration(models.Model):
    """A backup was restored here: what waited in it stands still until a person releases it (docs/decisions/0019)."""

    taken_at = models.DateTimeField()  # the moment of the backup: what came after it is lost
    restored_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="restoration_released_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"backup of {self.taken_at:%Y-%m-%d %H:%M} restored {self.restored_at:%Y-%m-%d %H:%M}"


class ChannelTest(models.Model):
    """A test message to somebody, and whether they have said that it arrived (practice A10).

    The code in it is derived from ``ref`` with a key outside the database, and stored nowhere.
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True)  # a double press lands once
    channel = models.CharField(max_length=10, choices=Channel.choices)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=254)  # another one has to be tested again
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)  # codes that were wrong
    confirmed_at = models.DateTimeField(null=True)
    # Not by a code but by whoever stands as its sender, who spoke to them: no message was sent.
    reached = models.CharField(max_length=10, choices=Reached.choices, blank=True, db_default="")

    class Meta:
        indexes = [models.Index(fields=["channel", "-confirmed_at"], name="channel_test_confirmed")]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(confirmed_at__gte=F("sent_at")),
                name="channel_test_confirmed_once_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"test by {self.channel} at {self.sent_at:%Y-%m-%d %H:%M}"


class Pulse(models.Model):
    """The last time each part that must never stop was seen alive, and what the reconciler found."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    is_well = models.BooleanField(default=True)
    findings = models.JSONField(default=list)  # codes and counts, no personal data
    facts = models.JSONField(db_default={})  # what was measured, so that no page has to measure it

    def __str__(self) -> str:
        return f"{self.name} {self.at:%H:%M:%S}"
