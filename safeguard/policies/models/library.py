"""Policies: a change is a new version, so that the past keeps the words it had."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from safeguard.audit.models import Evidential
from safeguard.policies import rules
from safeguard.policies.enums import Marking, PolicyKind, Readers
from safeguard.practitioners.enums import PersonKind, Role


class PolicyType(models.Model):
    """What a policy is about. The list begins with that of ORG-03; an organisation adds its own."""

    code = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["label"], name="policy_type_is_there_once")]

    def __str__(self) -> str:
        return self.label


class Policy(models.Model):
    """A policy of the organisation; its words are in its versions (ORG-03)."""

    ref = models.CharField(max_length=16, unique=True)
    code = models.SlugField(max_length=40, unique=True)  # its name in addresses
    title = models.CharField(max_length=150)
    kind = models.CharField(max_length=10, choices=PolicyKind.choices)
    # null: issued before types were asked for
    type = models.ForeignKey(PolicyType, null=True, db_index=False, on_delete=models.PROTECT, related_name="policies")
    readers = models.CharField(
        max_length=10, choices=Readers.choices, default=Readers.STAFF, db_default=Readers.STAFF.value
    )
    owner = models.ForeignKey(  # the officer who answers for it (ORG-36); null: nobody has been named
        settings.AUTH_USER_MODEL, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "readers"], condition=Q(kind="aup"), name="policy_one_acceptable_use_for_each"
            ),
        ]
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where everybody reads the version in force."""
        return reverse("policies:detail", args=[self.code])

    @property
    def is_for_staff(self) -> bool:
        """Whether people with an account read and sign it."""
        return self.readers == Readers.STAFF


class VersionQuerySet(models.QuerySet["PolicyVersion"]):
    """Versions by the moment from which they hold."""

    def begun(self, moment: object) -> "VersionQuerySet":
        """Those that hold, or held, at a moment (or at ``clock.NOW``); a later one may have taken their place."""
        return self.filter(
            Q(effective_at__isnull=True, issued_at__lte=moment) | Q(effective_at__lte=moment, issued_at__lte=moment)
        )

    def held(self, moment: object) -> "VersionQuerySet":
        """Those that hold, or really held for a while, by a moment: begun, and no later one began before them. What
        was planned and overtaken before its day never held, and asks nobody for anything."""
        begins = Greatest(Coalesce("effective_at", "issued_at"), "issued_at")
        later = PolicyVersion.objects.filter(policy=OuterRef("policy"), number__gt=OuterRef("number"))
        before = Q(begins__lt=OuterRef("begins")) | Q(begins=OuterRef("effective_at"))  # planned for the same moment
        overtaken = later.alias(begins=begins).filter(before)
        return self.begun(moment).alias(begins=begins).filter(~Exists(overtaken))


VERSION_2 = (
    *("ref", "policy_id", "number", "text", "issued_at", "issued_by_id", "must_sign"),
    *("effective_at", "marking", "held_at", "supersedes", "quotes"),
    *("for_kinds", "for_roles", "for_services"),
)


class PolicyVersion(Evidential):
    """The words of a policy as they were issued. Of those whose day has come, the one with the highest number holds.

    Its audience are people with an account: ``for_kinds``, ``for_roles`` and where they work each leave out everybody
    else, and leave out nobody while they are empty. Where: ``for_services`` (ids), and every service that has one of
    ``for_brands`` (ids), ``for_regions`` and ``for_contracts`` (ids) when it is read (ORG-01).
    """

    AUDIT_SCHEMA = "policies.version/3"
    AUDIT_FIELDS = (*VERSION_2, "for_brands", "for_regions", "for_contracts")
    AUDIT_BEFORE: ClassVar = {"policies.version/2": VERSION_2}

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True, default=uuid.uuid4)  # a double press lands once
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    must_sign = models.BooleanField()  # False: it is only to be read, or only its wording changed
    effective_at = models.DateTimeField(null=True)  # from when it holds; null: from its issue on
    marking = models.CharField(
        max_length=10, choices=Marking.choices, default=Marking.INTERNAL, db_default=Marking.INTERNAL.value
    )
    held_at = models.CharField(max_length=300, blank=True, default="", db_default="")  # a link, or where it lies
    supersedes = models.CharField(max_length=200, blank=True, default="", db_default="")
    quotes = models.CharField(max_length=300, blank=True, default="", db_default="")  # the edition of the guidance
    for_kinds = ArrayField(models.CharField(max_length=20, choices=PersonKind.choices), default=list, db_default=[])
    for_roles = ArrayField(models.CharField(max_length=20, choices=Role.choices), default=list, db_default=[])
    for_services = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    for_brands = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    for_regions = ArrayField(models.CharField(max_length=100), default=list, db_default=[])
    for_contracts = ArrayField(models.BigIntegerField(), default=list, db_default=[])

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["policy", "number"], name="policy_version_is_there_once")]

    def __str__(self) -> str:
        return f"{self.policy_id}, version {self.number}"

    @property
    def holds_from(self) -> datetime:
        """From when it holds, unless a later version takes its place before."""
        return self.effective_at or self.issued_at

    @property
    def link(self) -> str:
        """Where the whole of it is held, if that is an address somebody can open."""
        return self.held_at if rules.is_link(self.held_at) else ""

    def get_absolute_url(self) -> str:
        """Its own page, which stays when a later version holds."""
        return reverse("policies:version", args=[self.policy.code, self.ref])
