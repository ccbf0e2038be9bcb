"""People who work for the organisation, what they do, and who holds which post when."""

import uuid
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from safeguard.audit.models import Evidential
from safeguard.lib.permissions import Permission
from safeguard.practitioners import rules
from safeguard.practitioners.enums import CoverReason, PersonKind, PostCode, Role, TrainingKind


class Organisation(models.Model):
    """The organisation that this installation belongs to: one row, made with the tables."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    name = models.CharField(max_length=150, blank=True)
    live_at = models.DateTimeField(null=True)  # from then on real people are recorded; it never goes back
    live_by = models.ForeignKey(
        "User", null=True, on_delete=models.PROTECT, related_name="+"
    )  # null: it was in use before anybody was asked

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="organisation_is_one"),
            models.CheckConstraint(
                condition=Q(live_at__isnull=False) | Q(live_by__isnull=True), name="organisation_went_live_at_a_moment"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """A service of the organisation; safeguarding officers cover services."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100, unique=True)
    region = models.CharField(max_length=100, blank=True)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Finds people by their work address, however it is capitalised."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The person with this work address."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """Somebody with an account. Holds work contact points only (ORG-13)."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("work email address"), unique=True)
    full_name = models.CharField(_("full name"), max_length=150)
    kind = models.CharField(max_length=20, choices=PersonKind.choices, default=PersonKind.STAFF)
    work_phone = models.CharField(_("work mobile"), max_length=30, blank=True)
    line_manager = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="team")
    services = models.ManyToManyField(Service, related_name="people")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower(F("email"))), name="user_email_is_lower_case"),
            models.CheckConstraint(condition=~Q(line_manager=F("id")), name="user_is_not_their_own_manager"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        """The name, as pages and allauth ask for it."""
        return self.full_name

    @cached_property
    def role_codes(self) -> frozenset[str]:
        """The roles somebody has now."""
        return frozenset(grant.role for grant in self.role_grants.all())

    @cached_property
    def works_in(self) -> list[int]:
        """The ids of the services somebody works in now, by name."""
        return list(self.services.filter(is_active=True).order_by("name").values_list("pk", flat=True))

    def may(self, permission: Permission) -> bool:
        """Whether one of their roles grants this."""
        return self.is_active and permission in rules.permissions_of(self.role_codes)

    @property
    def needs_second_factor(self) -> bool:
        """Whether their roles require one (SEC-02)."""
        return rules.needs_second_factor(self.role_codes)


class RoleGrant(models.Model):
    """A role somebody has."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="role_is_granted_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


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


class Training(Evidential):
    """A training somebody has done, and until when it counts (ORG-26). The record written last is the one that counts.

    Append-only: a wrong record is put right by another.
    """

    AUDIT_SCHEMA = "practitioners.training/1"
    AUDIT_FIELDS = ("ref", "person_id", "kind", "done_on", "expires_on", "recorded_by_id", "recorded_at")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True, default=uuid.uuid4)  # a double press lands once
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="trainings")
    kind = models.CharField(max_length=20, choices=TrainingKind.choices)
    done_on = models.DateField()
    expires_on = models.DateField(null=True)  # the last day on which it counts; null: it does not run out
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

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
