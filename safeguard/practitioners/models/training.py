"""What people have learnt."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from safeguard.audit.models import Evidential
from safeguard.practitioners import rules
from safeguard.practitioners.models.people import User

TRAINING_1 = ("ref", "person_id", "kind", "done_on", "expires_on", "recorded_by_id", "recorded_at")


class Training(Evidential):
    """A training somebody has done, and until when it counts (ORG-26). The record written last is the one that counts.

    Append-only: a wrong record is put right by another. It names its course by the code, which never changes
    (decision 0024).
    """

    AUDIT_SCHEMA = "practitioners.training/2"
    AUDIT_FIELDS = (*TRAINING_1, "held_at")
    AUDIT_BEFORE: ClassVar = {"practitioners.training/1": TRAINING_1}

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True, default=uuid.uuid4)  # a double press lands once
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="trainings")
    kind = models.CharField(max_length=20)  # the code of the course
    done_on = models.DateField()
    expires_on = models.DateField(null=True)  # the last day on which it counts; null: it does not run out
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    held_at = models.CharField(max_length=150, db_default="", default="", blank=True)  # where the certificate is kept

    class Meta:
        indexes = [models.Index(fields=["person", "kind", "-recorded_at", "-id"], name="training_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("done_on")),
                name="training_runs_out_after_it_is_done",
            ),
            models.CheckConstraint(condition=~Q(recorded_by=F("person")), name="training_recorded_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind} {self.done_on}"

    def fact(self) -> rules.TrainingFact:
        """The fact the rule asks for."""
        return rules.TrainingFact(self.done_on, self.expires_on)
