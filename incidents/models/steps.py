"""What was said of the steps of a case, who inside was told, who is supported, and which cases belong together."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from incidents.enums import LinkKind, NoticeKind, StepOutcome
from incidents.models.closing import Closure
from incidents.models.incidents import Incident
from safeguard.audit.models import Evidential
from safeguard.policies.models import PolicyVersion


class CaseStep(Evidential):
    """A line about a step of a case. Append-only: the newest of a code is in force, earlier ones stand beside it."""

    AUDIT_SCHEMA = "incidents.step/1"
    AUDIT_FIELDS = (
        *("ref", "incident_id", "code", "outcome", "answer", "text", "when_happened", "who", "their_reference"),
        *("due_on", "factors", "agreed_with", "version_id", "by_id", "recorded_at"),
    )
    SUBJECT = "incidents.casestep"

    ref = models.CharField(max_length=16, unique=True)
    client_token = models.UUIDField(unique=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="steps")
    code = models.CharField(max_length=20)  # of rules.STEPS
    outcome = models.CharField(max_length=10, choices=StepOutcome.choices)
    answer = models.CharField(max_length=20, blank=True)  # of a question: one of its answers
    text = models.TextField(blank=True)
    when_happened = models.TextField(blank=True)
    who = models.TextField(blank=True)  # by whom, with whom
    their_reference = models.TextField(blank=True)
    due_on = models.DateField(null=True)  # by when, or when it is weighed again
    factors = ArrayField(models.TextField(), default=list)  # in the words of the list as it then was
    agreed_with = models.TextField(blank=True)  # the officer and reference, while an authority had the case
    version = models.ForeignKey(PolicyVersion, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["incident", "code", "-id"], name="step_in_force"),
            # The list of low-level concerns begins with the few that were ever called so.
            models.Index(fields=["incident"], name="step_low_level", condition=Q(code="threshold", answer="low_level")),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.outcome}"

    def get_absolute_url(self) -> str:
        """Where it is recorded anew."""
        return reverse("incidents:step", args=[self.incident.ref, self.code])


class CaseNotice(Evidential):
    """Somebody inside was told that there is something for them (INC-19), and has read it or not yet."""

    AUDIT_SCHEMA = "incidents.notice/1"
    AUDIT_FIELDS = ("ref", "incident_id", "person_id", "kind", "text", "by_id", "told_at", "read_at")

    ref = models.CharField(max_length=16, unique=True)
    client_token = models.UUIDField(unique=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="notices")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15, choices=NoticeKind.choices)
    text = models.TextField(blank=True)  # what they see once they have signed in
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["incident", "id"], name="notice_of_case"),
            models.Index(fields=["person", "-id"], name="notice_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class StaffSupport(Evidential):
    """Somebody who may need support after a case (ESC-17), and who was asked to offer it: nothing else is said."""

    AUDIT_SCHEMA = "incidents.support/1"
    AUDIT_FIELDS = (
        *("ref", "incident_id", "person_id", "asked_of_id", "by_id", "opened_at"),
        *("offered", "answered_at", "answered_by_id"),
    )
    SUBJECT = "incidents.staffsupport"

    ref = models.CharField(max_length=16, unique=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="supports")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_of = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    offered = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "person"], name="support_is_asked_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="support_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        """Where whoever was asked opens it."""
        return reverse("incidents:support", args=[self.ref])


class CaseLink(Evidential):
    """Two cases that belong together (INC-32). Append-only; each end shows it to those who may see both."""

    AUDIT_SCHEMA = "incidents.link/1"
    AUDIT_FIELDS = ("ref", "incident_id", "other_id", "kind", "text", "by_id", "linked_at")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="linked_from")
    kind = models.CharField(max_length=15, choices=LinkKind.choices)
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(incident=F("other")), name="case_is_linked_to_another")]

    def __str__(self) -> str:
        return f"{self.incident_id} and {self.other_id}: {self.kind}"


class SecondLook(Evidential):
    """A second person has looked at how a case was closed (INC-51). Append-only."""

    AUDIT_SCHEMA = "incidents.second/1"
    AUDIT_FIELDS = ("ref", "closure_id", "agrees", "text", "by_id", "looked_at")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True)
    closure = models.OneToOneField(Closure, on_delete=models.PROTECT, related_name="second_look")
    agrees = models.BooleanField()  # no: it was opened again
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    looked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{'agreed' if self.agrees else 'sent back'} {self.looked_at:%d %b %H:%M}"
