"""Posts that answer for safeguarding, and who holds or covers them when."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from safeguard.practitioners import rules
from safeguard.practitioners.enums import CoverReason, PostCode
from safeguard.practitioners.models.organisation import Service
from safeguard.practitioners.models.people import User


class Post(models.Model):
    """A post that answers for safeguarding, for one service or (service empty) for all of them."""

    code = models.CharField(max_length=20, choices=PostCode.choices)
    service = models.ForeignKey(Service, null=True, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=100)  # what this organisation calls it (practice F47)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "service"], name="post_is_there_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.service})" if self.service_id else self.title


class HoldingQuerySet(models.QuerySet["PostHolding"]):
    """Holdings by their time."""

    def at(self, moment: Any) -> "HoldingQuerySet":
        """Those in force at a moment (or at ``clock.NOW``): begun, and not ended."""
        return self.filter(Q(to_at__isnull=True) | Q(to_at__gt=moment), from_at__lte=moment)


class PostHolding(models.Model):
    """Somebody holds a post, or covers it, from a moment to a moment."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="holdings")
    reason = models.CharField(max_length=10, choices=CoverReason.choices, null=True)  # null: holds it
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)

    objects = HoldingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_at__isnull=True) | Q(to_at__gt=F("from_at")),
                name="holding_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(reason__isnull=True, to_at__isnull=True),
                name="post_has_one_holder",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.post}"

    def standing(self) -> rules.Standing:
        """The fact the rule asks for."""
        reason = CoverReason(self.reason) if self.reason else None
        return rules.Standing(self.person_id, self.from_at, self.to_at, reason, is_active=self.person.is_active)
