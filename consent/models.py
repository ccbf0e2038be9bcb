"""Consent: to which activity, asked with which words, answered by whom, purpose by purpose."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from consent.enums import Decision, Method, Party, Purpose, RequestState
from safeguard.audit.models import Evidential
from safeguard.people.models import Adult, Person
from safeguard.practitioners.models import Service


class Activity(Evidential):
    """A piece of work that somebody agrees to: one activity, or a series of sessions."""

    AUDIT_SCHEMA = "consent.activity/1"
    AUDIT_FIELDS = ("ref", "title", "description", "service_id", "purposes", "sharing_with", "starts_on", "ends_on")

    ref = models.CharField(max_length=16, unique=True)
    client_token = models.UUIDField(unique=True)
    title = models.CharField(max_length=120)
    description = models.TextField()  # what happens, in words for a family
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    purposes = ArrayField(models.CharField(max_length=15, choices=Purpose.choices))
    sharing_with = models.CharField(max_length=150, blank=True)  # the party named, where sharing is asked for
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    set_up_at = models.DateTimeField()
    set_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "activities"
        indexes = [models.Index(fields=["service", "-set_up_at"], name="activity_of_service")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="activity_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Statement(Evidential):
    """One version of the standard consent statement (CON-08). Append-only: a change is another version."""

    AUDIT_SCHEMA = "consent.statement/1"
    AUDIT_FIELDS = ("ref", "number", "text", "issued_by_id")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveIntegerField(unique=True)
    text = models.TextField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Statement {self.number}"


class ConsentRequest(Evidential):
    """What was asked of whom, with the words as they were sent; the link's id, and never its token (design 4.8)."""

    AUDIT_SCHEMA = "consent.request/1"
    AUDIT_FIELDS = (
        "ref",
        "person_id",
        "activity_id",
        "statement_id",
        "adult_id",
        "purposes",
        "asked_by_id",
        "expires_at",
        "state",
        "answered_at",
        "settled_at",
        "settled_by_id",
        "no_concern_why",
    )
    SUBJECT = "consent.consentrequest"

    ref = models.CharField(max_length=16, unique=True)
    client_token = models.UUIDField(unique=True)
    link_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consent_requests")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="requests")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    adult = models.ForeignKey(Adult, null=True, on_delete=models.PROTECT, related_name="+")  # null: the young person
    purposes = ArrayField(models.CharField(max_length=15, choices=Purpose.choices))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.SENT)
    opened_at = models.DateTimeField(null=True)  # the link was followed; by a person or by a scanner of mail
    identified_at = models.DateTimeField(null=True)  # the date of birth was given
    wrong_birthdays = models.PositiveSmallIntegerField(default=0)
    unblocked_at = models.DateTimeField(null=True)  # there were too many wrong dates of birth
    answered_at = models.DateTimeField(null=True)
    answer_name = models.CharField(max_length=150, blank=True)  # who answered, as they typed it
    answer_note = models.TextField(blank=True)  # "anything we should know" (practice B26)
    # They said that somebody is unsafe: a concern was raised from it, or there is a reason why not.
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    no_concern_why = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-asked_at"], name="request_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="answered", answered_at__isnull=False)
                | ~Q(state="answered") & Q(answered_at__isnull=True),
                name="request_answered_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=False, settled_by__isnull=False)
                | Q(settled_at__isnull=True, settled_by__isnull=True, no_concern_why=""),
                name="request_settled_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["person", "activity", "adult"],
                condition=Q(state="sent"),
                name="request_is_open_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class ConsentDecision(Evidential):
    """One answer to one purpose. Append-only: the latest of a party for a purpose is in force."""

    AUDIT_SCHEMA = "consent.decision/1"
    AUDIT_FIELDS = (
        "ref",
        "person_id",
        "activity_id",
        "request_id",
        "statement_id",
        "purpose",
        "party",
        "decision",
        "adult_id",
        "given_by",
        "method",
        "given_at",
        "recorded_by_id",
        "evidence_at",
        "reason",
    )

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="consents")
    request = models.ForeignKey(ConsentRequest, null=True, on_delete=models.PROTECT, related_name="decisions")
    statement = models.ForeignKey(Statement, null=True, on_delete=models.PROTECT, related_name="+")  # as read or heard
    purpose = models.CharField(max_length=15, choices=Purpose.choices)
    party = models.CharField(max_length=15, choices=Party.choices)
    decision = models.CharField(max_length=10, choices=Decision.choices)
    adult = models.ForeignKey(Adult, null=True, on_delete=models.PROTECT, related_name="+")  # the parent or carer
    given_by = models.CharField(max_length=150)  # the name as given
    method = models.CharField(max_length=15, choices=Method.choices)
    given_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(  # who took it; null: they answered themselves, through the link
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    evidence_at = models.CharField(max_length=200, blank=True)  # where the form or the recording is kept
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "activity", "purpose", "party", "-given_at", "-id"], name="consent_latest")
        ]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.decision}"
