"""When somebody leaves, and to whom their work goes (decision 0023)."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from safeguard.practitioners.models.people import User


@dataclass(frozen=True, kw_only=True)
class Takers:
    """To whom the work of somebody who leaves goes, by what it is; None: nobody was named."""

    people: User | None = None
    cases: User | None = None
    tasks: User | None = None
    team: User | None = None


class Leaving(models.Model):
    """The arrangement for somebody who leaves. Whoever is not named here takes nothing: then the line manager does."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="leavings")
    leaves_at = models.DateTimeField()
    people_to = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # and their sessions
    cases_to = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    tasks_to = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    team_to = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    arranged_at = models.DateTimeField()
    arranged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(done_at__isnull=True, cancelled_at__isnull=True),
                name="leaves_once",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(cancelled_at__isnull=True), name="leaving_done_or_cancelled"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} leaves {self.leaves_at:%Y-%m-%d}"
