"""People who work for the organisation, and what they do."""

import uuid
from functools import cached_property
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from safeguard.lib.permissions import Permission
from safeguard.practitioners import rules
from safeguard.practitioners.enums import PersonKind, Role
from safeguard.practitioners.models.organisation import Service


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
    work_social = models.CharField(max_length=100, blank=True, db_default="")  # an account of the organisation's
    do_not_publicise = models.BooleanField(default=False, db_default=False)  # neither name nor role (ORG-18)
    works_from = models.TimeField(null=True)  # own working hours; null: those of the organisation (ORG-41)
    works_to = models.TimeField(null=True)
    works_on = ArrayField(models.PositiveSmallIntegerField(), default=list, db_default=[])  # weekdays, Monday is 0
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)  # when the account was closed
    version = models.PositiveIntegerField(default=1, db_default=1)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower(F("email"))), name="user_email_is_lower_case"),
            models.CheckConstraint(condition=~Q(line_manager=F("id")), name="user_is_not_their_own_manager"),
            models.CheckConstraint(
                condition=Q(works_from__isnull=True, works_to__isnull=True) | Q(works_from__lt=F("works_to")),
                name="user_works_from_before_to",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        """The name, as pages and allauth ask for it."""
        return self.full_name

    @property
    def name_for_families(self) -> str:
        """How messages and pages for families call them (practice B14, ORG-18)."""
        return rules.name_for_families(self.full_name, do_not_publicise=self.do_not_publicise)

    @cached_property
    def role_codes(self) -> frozenset[str]:
        """The roles somebody has now."""
        return frozenset(grant.role for grant in self.role_grants.all())

    @property
    def raises_only(self) -> bool:
        """Whether they sign in only to raise concerns."""
        return rules.raises_only(self.role_codes)

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
