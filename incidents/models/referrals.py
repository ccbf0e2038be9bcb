"""Referrals and their answers, contact with bodies outside, and waiting for the authorities."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from incidents.enums import AnswerKind, Consent, OutsideBody, OutsideKind, ReferralKind, TalkedFirst, Waits
from incidents.models.chronology import ChronologyEntry
from incidents.models.incidents import Incident
from safeguard.audit.models import Evidential
from safeguard.people.models import Authority

NAME, WORDS = 200, 200  # characters of a name, and of a reference


class Referral(Evidential):
    """A referral, beside the line of the chronology that says it was made (docs/decisions/0033).

    The line holds what was said at the time and is never changed; this holds what else is known of the call, and
    whether the authority has answered.
    """

    AUDIT_SCHEMA = "incidents.referral/1"
    AUDIT_FIELDS = (
        "ref",
        "incident_id",
        "entry_id",
        "body",
        "authority_id",
        "kind",
        "rung_by",
        "spoke_to",
        "consent",
        "consent_reason",
        "talked_first",
        "talked_first_reason",
        "follows_id",
        "by_id",
        "made_at",
        "answer_due_at",
        "answered_at",
    )
    SUBJECT = "incidents.referral"

    ref = models.CharField(max_length=16, unique=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="referrals")
    entry = models.OneToOneField(ChronologyEntry, on_delete=models.PROTECT, related_name="referral")
    body = models.CharField(max_length=20, choices=OutsideBody.choices)
    authority = models.ForeignKey(Authority, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ReferralKind.choices, blank=True)
    rung_by = models.CharField(max_length=NAME, blank=True)  # if not whoever wrote it down
    spoke_to = models.CharField(max_length=NAME, blank=True)
    consent = models.CharField(max_length=10, choices=Consent.choices, blank=True)
    consent_reason = models.TextField(blank=True)
    talked_first = models.CharField(max_length=10, choices=TalkedFirst.choices, blank=True)
    talked_first_reason = models.TextField(blank=True)
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="again")  # referred again
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    answer_due_at = models.DateTimeField(null=True)  # null: no answer is owed
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["made_at", "id"],
                name="referral_waiting",
                condition=Q(answer_due_at__isnull=False, answered_at__isnull=True),
            ),
            models.Index(fields=["incident", "id"], name="referral_of_incident"),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def is_waiting(self) -> bool:
        """Whether the authority owes an answer."""
        return self.answer_due_at is not None and self.answered_at is None

    def get_absolute_url(self) -> str:
        """Where it is followed up, by those who deal with the case and by whoever rang."""
        return reverse("incidents:referral", args=[self.ref])


class ReferralAnswer(Evidential):
    """What an authority said to a referral. Append-only: what it says later is another answer."""

    AUDIT_SCHEMA = "incidents.referralanswer/1"
    AUDIT_FIELDS = (
        "ref",
        "referral_id",
        "entry_id",
        "answer",
        "words",
        "said_by",
        "their_reference",
        "next_steps",
        "held_at",
        "by_id",
        "written_at",
    )

    ref = models.CharField(max_length=16, unique=True)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="answers")
    entry = models.OneToOneField(ChronologyEntry, on_delete=models.PROTECT, related_name="answer")
    answer = models.CharField(max_length=10, choices=AnswerKind.choices)
    words = models.TextField(blank=True)
    said_by = models.CharField(max_length=NAME, blank=True)
    their_reference = models.CharField(max_length=WORDS, blank=True)
    next_steps = models.TextField(blank=True)  # what we may do now (ESC-13)
    held_at = models.CharField(max_length=WORDS, blank=True)  # where their letter lies (practice C34)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["referral", "id"], name="answer_of_referral")]

    def __str__(self) -> str:
        return self.ref


class OutsideContact(Evidential):
    """One contact with a body outside: whom, when, what, and the next step (ESC-08). Append-only."""

    AUDIT_SCHEMA = "incidents.outsidecontact/1"
    AUDIT_FIELDS = (
        "ref",
        "incident_id",
        "referral_id",
        "entry_id",
        "kind",
        "body",
        "person",
        "held_at",
        "next_step",
        "next_on",
        "follows_id",
        "by_id",
        "written_at",
    )
    SUBJECT = "incidents.outsidecontact"

    ref = models.CharField(max_length=16, unique=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="outside")
    referral = models.ForeignKey(Referral, null=True, on_delete=models.PROTECT, related_name="contacts")
    entry = models.OneToOneField(ChronologyEntry, on_delete=models.PROTECT, related_name="outside")
    kind = models.CharField(max_length=10, choices=OutsideKind.choices)
    body = models.CharField(max_length=20, choices=OutsideBody.choices)
    person = models.CharField(max_length=NAME, blank=True)
    held_at = models.CharField(max_length=WORDS, blank=True)  # where the letter or report lies (practice C34)
    next_step = models.TextField(blank=True)
    next_on = models.DateField(null=True)
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")  # whose next step it is
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["incident", "id"], name="outside_of_incident")]

    def __str__(self) -> str:
        return self.ref


class Hold(Evidential):
    """What waits until the authorities have finished, as agreed with them (INC-25). A reason, never a lock."""

    AUDIT_SCHEMA = "incidents.hold/1"
    AUDIT_FIELDS = (
        "ref",
        "incident_id",
        "referral_id",
        "agreed_with",
        "their_reference",
        "waits",
        "chase_on",
        "begun_by_id",
        "begun_at",
        "ended_by_id",
        "ended_at",
        "concluded_on",
        "outcome",
        "next_steps",
    )
    SUBJECT = "incidents.hold"

    ref = models.CharField(max_length=16, unique=True)
    client_token = models.UUIDField(default=uuid.uuid4, unique=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="holds")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="holds")
    agreed_with = models.CharField(max_length=NAME)
    their_reference = models.CharField(max_length=WORDS, blank=True)
    waits = ArrayField(models.CharField(max_length=15, choices=Waits.choices))
    chase_on = models.DateField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    concluded_on = models.DateField(null=True)  # the day the authority gave
    outcome = models.TextField(blank=True)
    next_steps = models.TextField(blank=True)  # what the authority lets us do now (ESC-13)

    class Meta:
        indexes = [
            models.Index(fields=["incident"], name="hold_open", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["incident", "id"], name="hold_of_incident"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(outcome=""),
                name="hold_ends_with_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def waits_words(self) -> list[str]:
        """What waits, in words."""
        return [str(Waits(code).label) for code in self.waits]

    def get_absolute_url(self) -> str:
        """Where it is ended, or chased again."""
        return reverse("incidents:hold_end", args=[self.ref])
