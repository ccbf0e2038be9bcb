"""The Online Safety Group: who sits in it as what, and what of it they do from day to day (ORG-22)."""

import uuid

from django.db import models
from django.db.models import F, Q

from safeguard.practitioners.enums import GroupSeat
from safeguard.practitioners.models.people import User


class GroupMember(models.Model):
    """A seat in the group, from a moment to a moment; the lead's comes with the post and is no row."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="group_seats")
    sits_as = models.CharField(max_length=15, choices=GroupSeat.choices)
    duties = models.TextField(blank=True)  # what is delegated to them from day to day
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(to_at__isnull=True), name="sits_in_the_group_once"),
            models.CheckConstraint(
                condition=Q(to_at__isnull=True) | Q(to_at__gt=F("from_at")), name="seat_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.sits_as}"
