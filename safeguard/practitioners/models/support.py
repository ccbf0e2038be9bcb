"""Supervision, skills, questions, agreements, and contact through somebody's own account."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from safeguard.audit.models import Evidential
from safeguard.practitioners.enums import AskedOf, QuestionKind, Side
from safeguard.practitioners.models.organisation import Service
from safeguard.practitioners.models.people import User

LONGEST = 5000
SCORES = range(1, 6)


class Supervision(Evidential):
    """A supervision, with online safety on its agenda (ORG-32). Append-only; read by the two of them alone."""

    AUDIT_SCHEMA = "practitioners.supervision/1"
    AUDIT_FIELDS: ClassVar[tuple[str, ...]] = (
        "ref", "worker_id", "supervisor_id", "held_on", "online_safety", "notes", "recorded_at",
    )  # fmt: skip

    ref = models.CharField(max_length=16, unique=True)
    client_token = models.UUIDField(unique=True)
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="supervisions")
    supervisor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    online_safety = models.TextField(max_length=LONGEST)  # what was said about it: the item cannot be left out
    notes = models.TextField(blank=True, max_length=LONGEST)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["worker", "-held_on"], name="supervision_of_worker"),
            models.Index(fields=["supervisor", "-held_on"], name="supervision_by"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(worker=F("supervisor")), name="supervision_of_another"),
            models.CheckConstraint(condition=~Q(online_safety=""), name="supervision_has_online_safety"),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("desk:supervision", args=[self.ref])


class SkillsAssessment(Evidential):
    """How sure somebody is of three things in remote work, from 1 to 5 (ORG-33). Append-only."""

    AUDIT_SCHEMA = "practitioners.skills/1"
    AUDIT_FIELDS: ClassVar[tuple[str, ...]] = (
        "ref", "person_id", "technology", "storing", "duties", "words", "assessed_at",
    )  # fmt: skip

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="skills")
    technology = models.PositiveSmallIntegerField()
    storing = models.PositiveSmallIntegerField()
    duties = models.PositiveSmallIntegerField()
    words = models.TextField(blank=True, max_length=LONGEST)
    assessed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-assessed_at"], name="skills_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(technology__range=(1, 5), storing__range=(1, 5), duties__range=(1, 5)),
                name="skills_are_from_one_to_five",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.assessed_at:%Y-%m-%d}"


class Question(Evidential):
    """A question to the line manager or the online safety group, and its answer (ORG-43, ORG-33).

    Who may answer is whoever is that manager or in that group when it is read, so that no question leaves with them.
    """

    AUDIT_SCHEMA = "practitioners.question/1"
    AUDIT_FIELDS: ClassVar[tuple[str, ...]] = (
        "ref", "kind", "asked_of", "asked_by_id", "asked_at", "text", "due_on", "answer", "answered_by_id",
        "answered_at",
    )  # fmt: skip

    ref = models.CharField(max_length=16, unique=True)
    client_token = models.UUIDField(unique=True)
    kind = models.CharField(max_length=10, choices=QuestionKind.choices)
    asked_of = models.CharField(max_length=10, choices=AskedOf.choices)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="questions")
    asked_at = models.DateTimeField()
    text = models.TextField(max_length=LONGEST)
    due_on = models.DateField()  # the last day on which an answer is in time
    assessment = models.OneToOneField(SkillsAssessment, null=True, on_delete=models.PROTECT, related_name="question")
    answer = models.TextField(blank=True, max_length=LONGEST)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["asked_by", "-asked_at"], name="question_of"),
            models.Index(fields=["due_on"], condition=Q(answered_at__isnull=True), name="question_open"),
            models.Index(fields=["answered_by", "-asked_at"], name="question_answered"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | Q(Q(answered_at__isnull=False, answered_by__isnull=False), ~Q(answer="")),
                name="question_is_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
                name="question_answered_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("desk:question", args=[self.ref])


class ServiceAgreement(Evidential):
    """How a service is delivered, in six parts, as practitioners and management agreed on it (ORG-34). Append-only.

    It is in force once both sides have signed it, until a later one is.
    """

    AUDIT_SCHEMA = "practitioners.agreement/1"
    PARTS: ClassVar[tuple[str, ...]] = ("planning", "inclusion", "crisis", "notice", "parents", "consent")
    AUDIT_FIELDS: ClassVar[tuple[str, ...]] = ("ref", "service_id", "number", *PARTS, "written_by_id", "written_at")

    ref = models.CharField(max_length=16, unique=True)
    client_token = models.UUIDField(unique=True)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="agreements")
    number = models.PositiveIntegerField()
    planning = models.TextField(max_length=LONGEST)
    inclusion = models.TextField(max_length=LONGEST)
    crisis = models.TextField(max_length=LONGEST)
    notice = models.TextField(max_length=LONGEST)
    parents = models.TextField(max_length=LONGEST)
    consent = models.TextField(max_length=LONGEST)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "number"], name="agreement_has_its_number")]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("desk:agreement", args=[self.ref])


class AgreementSignature(Evidential):
    """Somebody agrees to it, for one of the two sides. Append-only."""

    AUDIT_SCHEMA = "practitioners.agreement_signature/1"
    AUDIT_FIELDS: ClassVar[tuple[str, ...]] = ("agreement_id", "side", "signed_by_id", "signed_at")

    agreement = models.ForeignKey(ServiceAgreement, on_delete=models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=15, choices=Side.choices)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "side"], name="agreement_is_signed_once_a_side"),
            models.UniqueConstraint(fields=["agreement", "signed_by"], name="agreement_is_signed_by_two"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}: {self.side}"


class PersonalContact(Evidential):
    """A young person found or wrote to somebody's own account (ORG-16). Append-only.

    ``young_person``: a reference, if one was named. ``told``: whoever was told in place of everybody else.
    ``kept_from``: the ids of those who never learn of it (practice B16), as the line was when it was written.
    """

    AUDIT_SCHEMA = "practitioners.personal_contact/2"
    _FIRST: ClassVar[tuple[str, ...]] = (
        "ref", "author_id", "happened_on", "platform", "what", "not_accepted", "told_openly", "no_reply", "is_worrying",
        "about_manager", "young_person", "told_id", "recorded_at",
    )  # fmt: skip
    AUDIT_FIELDS: ClassVar[tuple[str, ...]] = (*_FIRST, "kept_from")
    AUDIT_BEFORE: ClassVar[dict[str, tuple[str, ...]]] = {"practitioners.personal_contact/1": _FIRST}

    ref = models.CharField(max_length=16, unique=True)
    client_token = models.UUIDField(unique=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="personal_contacts")
    happened_on = models.DateField()
    platform = models.CharField(max_length=100)
    what = models.TextField(max_length=LONGEST)
    not_accepted = models.BooleanField()
    told_openly = models.BooleanField()
    no_reply = models.BooleanField()
    is_worrying = models.BooleanField()
    about_manager = models.BooleanField()  # the line manager of then is part of it: neither told nor let in
    young_person = models.CharField(max_length=16, blank=True)
    told = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    kept_from = ArrayField(models.BigIntegerField(), null=True)  # null: written before it was kept; today's line holds
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["author", "-recorded_at"], name="contact_of"),
            models.Index(fields=["told", "-recorded_at"], name="contact_told"),
            models.Index(fields=["-recorded_at", "-id"], name="contact_newest"),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("desk:contact", args=[self.ref])
