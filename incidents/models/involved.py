"""Who is involved in a concern, each with a part of their own. Append-only."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from incidents.enums import Involved, Part
from incidents.models.incidents import Incident
from safeguard.audit.models import Evidential
from safeguard.people.models import Person


class InvolvedPerson(Evidential):
    """Somebody involved, in words or as one of those we work with (INC-15). Append-only: a correction is another row
    that names the first, and only the newest counts."""

    AUDIT_SCHEMA = "incidents.involved/1"
    AUDIT_FIELDS: ClassVar = (
        "ref",
        "incident_id",
        "person_id",
        "worker_id",
        "name",
        "kind",
        "part",
        "note",
        "by_id",
        "written_at",
        "corrects_id",
        "is_taken_out",
    )

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="involved_people")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")  # of those we work with
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.TextField(blank=True)  # as it was written; of somebody picked, as they were called then
    kind = models.CharField(max_length=15, choices=Involved.choices, blank=True)
    part = models.CharField(max_length=10, choices=Part.choices, blank=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="corrected_by")
    is_taken_out = models.BooleanField(default=False)  # they have nothing to do with it after all; ``note`` says why

    class Meta:
        indexes = [models.Index(fields=["incident", "id"], name="involved_in_order")]
        constraints = [
            models.CheckConstraint(condition=~Q(name="", person=None), name="involved_is_somebody"),
        ]
        verbose_name_plural = "involved people"

    def __str__(self) -> str:
        return f"{self.kind} {self.part} in {self.incident_id}"
