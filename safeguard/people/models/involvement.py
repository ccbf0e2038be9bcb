"""Who works with whom, from when to when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from safeguard.people.enums import InvolvementRole
from safeguard.people.models.people import Person


class InvolvementQuerySet(models.QuerySet["Involvement"]):
    """Involvements by their time."""

    def at(self, moment: object) -> "InvolvementQuerySet":
        """Those in force at a moment (or at ``clock.NOW``)."""
        return self.filter(Q(to_at__isnull=True) | Q(to_at__gt=moment), from_at__lte=moment)


class Involvement(models.Model):
    """Who works with whom, from when to when: what a practitioner may see follows from it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="involvements")
    practitioner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=InvolvementRole.choices)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)

    objects = InvolvementQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["practitioner", "person"], name="involvement_of_worker")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "practitioner"], condition=Q(to_at__isnull=True), name="involved_once"
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(to_at__isnull=True, role=InvolvementRole.ALLOCATED),
                name="allocated_to_one",
            ),
            models.CheckConstraint(
                condition=Q(to_at__isnull=True) | Q(to_at__gt=F("from_at")), name="involvement_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practitioner_id} with {self.person_id}"
