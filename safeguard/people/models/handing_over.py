"""Who was handed over by whom to whom, with what was to be known, and whether it was accepted."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from safeguard.audit.models import Evidential
from safeguard.people.models.people import Person
from safeguard.practitioners.models import Service


class HandOver(Evidential):
    """One or several people handed over at once. ``kept_from``: who never learns of it (practice B16)."""

    AUDIT_SCHEMA = "people.handover/1"
    AUDIT_FIELDS = ("ref", "to_id", "note", "kept_from", "handed_at", "handed_by_id", "accepted_at", "accepted_by_id")
    SUBJECT = "people.handover"

    ref = models.CharField(max_length=16, unique=True)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.TextField()  # for whoever takes over; it stands in each story, and of several it names nobody
    kept_from = ArrayField(models.BigIntegerField(), default=list)
    handed_at = models.DateTimeField()
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="hand_over_accepted_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("desk:hand_over_detail", args=[self.ref])


class HandedOver(models.Model):
    """One person of a hand-over: who worked with them until then, and in which service. Append-only."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="people")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="hand_overs")
    from_practitioner = models.ForeignKey(  # null: nobody was allocated to them
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    from_service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    to_service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True, default="", db_default="")  # what is to be known of this one alone

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hand_over", "person"], name="handed_over_once")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.hand_over_id}"
