"""Closed groups on a platform, and who is in them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from safeguard.audit.models import Evidential
from safeguard.platforms.models.register import Platform
from safeguard.practitioners.models import Service


class ClosedGroup(Evidential):
    """A group on a platform that only those may join whom one of its two adults lets in (PLT-19). Kept for good."""

    AUDIT_SCHEMA = "platforms.group/1"
    AUDIT_FIELDS = (
        "ref",
        "platform_id",
        "service_id",
        "name",
        "administrator_id",
        "second_administrator_id",
        "who_may_join",
        "who_sees_material",
        "closes_on",
        "extended_why",
        "closed_at",
        "closed_by_id",
        "closing_record",
        "version",
    )
    SUBJECT = "platforms.group"

    ref = models.CharField(max_length=16, unique=True)
    client_token = models.UUIDField(unique=True, default=uuid.uuid4)
    platform = models.ForeignKey(Platform, on_delete=models.PROTECT, related_name="groups")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    administrator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second_administrator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    who_may_join = models.TextField()
    who_sees_material = models.TextField()
    closes_on = models.DateField()
    extended_why = models.TextField(blank=True)  # why it goes on for longer, as it was said last
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closing_record = models.TextField(blank=True)  # what became of the members and of the material
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["service"], name="group_of_service")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(administrator=F("second_administrator")), name="group_has_two_administrators"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, closing_record="")
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(closing_record=""),
                name="group_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    def get_absolute_url(self) -> str:
        """Its page, which shows people too and is therefore composed further right."""
        return reverse("desk:group", args=[self.ref])

    @property
    def administrators(self) -> tuple[int, int]:
        """Who lets people in, by id."""
        return self.administrator_id, self.second_administrator_id


class GroupMember(Evidential):
    """Somebody who was let into a group: by whom, and how it was made sure that it is them (PLT-19, PLT-21).

    ``person_ref`` is a reference, as duties have them: this app does not know people (docs/decisions/0026).
    """

    AUDIT_SCHEMA = "platforms.group_member/1"
    AUDIT_FIELDS = (
        "ref",
        "group_id",
        "person_ref",
        "verified_how",
        "approved_by_id",
        "approved_at",
        "left_at",
        "left_by_id",
    )

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True, default=uuid.uuid4)
    group = models.ForeignKey(ClosedGroup, on_delete=models.PROTECT, related_name="members")
    person_ref = models.CharField(max_length=16)
    verified_how = models.TextField()
    approved_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    left_at = models.DateTimeField(null=True)
    left_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person_ref"], condition=Q(left_at__isnull=True), name="is_in_the_group_once"
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True, left_by__isnull=True)
                | Q(left_at__isnull=False, left_by__isnull=False),
                name="member_left_through_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"a member of {self.group_id}"
