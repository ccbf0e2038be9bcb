"""Help beyond our own: the services we point to, what people were told, and what was found about a decision."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from safeguard.audit.models import Evidential
from safeguard.people.enums import Capacity, HelpFor, PersonKind, ToldHow, ToldKind
from safeguard.people.models.people import Person


class Signpost(models.Model):
    """A service outside ours, with its hours and when somebody last checked it: people are pointed to it (``is_shown``,
    PER-18), staff ring it themselves (``is_contact``, ESC-10), or both. One number stands in one place (decision 0033).
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100)
    helps_with = models.CharField(max_length=200)
    help_for = models.CharField(max_length=10, choices=HelpFor.choices, default=HelpFor.EVERYBODY)
    phone = models.CharField(max_length=30, blank=True)
    other_ways = models.CharField(max_length=200, blank=True)  # a text to 85258, a website
    hours = models.CharField(max_length=100)
    checked_on = models.DateField(null=True)  # null: nobody has checked it here yet
    is_shown = models.BooleanField(default=True)
    is_contact = models.BooleanField(default=False, db_default=False)  # staff ring it, or report to it
    code = models.CharField(max_length=20, blank=True, default="", db_default="")  # by which our pages name it
    rank = models.PositiveSmallIntegerField(default=100, db_default=100)  # among the contacts, lowest first
    nation = models.CharField(max_length=3, blank=True, default="", db_default="")  # empty: the whole country
    page = models.CharField(max_length=200, blank=True, default="", db_default="")  # its own page, or how it is found
    is_always_open = models.BooleanField(default=False, db_default=False)
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)
    at_weekends = models.BooleanField(default=False, db_default=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="signpost_is_there_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def opening(self) -> dict[str, Any]:
        """When it answers, as rules judge it."""
        return {name: getattr(self, name) for name in ("is_always_open", "opens", "closes", "at_weekends")}


class Told(Evidential):
    """Somebody was told of help: when, how, of what, and which links they were sent (PER-17 to PER-19)."""

    AUDIT_SCHEMA = "people.told/1"
    AUDIT_FIELDS = ("ref", "person_id", "kind", "whom", "what", "links", "how", "told_on", "added_at")
    SUBJECT = "people.told"

    ref = models.CharField(max_length=16, unique=True)
    client_token = models.UUIDField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="told")
    kind = models.CharField(max_length=20, choices=ToldKind.choices)
    whom = models.CharField(max_length=150)  # as it was said: Amira, her mother
    what = models.TextField()
    links = models.TextField(blank=True)
    how = models.CharField(max_length=10, choices=ToldHow.choices)
    told_on = models.DateField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "told"

    def __str__(self) -> str:
        return self.ref


class CapacityNote(Evidential):
    """What was found about one decision, on one day (practice A12). Another day has another note."""

    AUDIT_SCHEMA = "people.capacitynote/1"
    AUDIT_FIELDS = ("ref", "person_id", "decision", "found", "reasons", "assessed_on", "added_at")
    SUBJECT = "people.capacitynote"

    ref = models.CharField(max_length=16, unique=True)
    client_token = models.UUIDField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="capacity_notes")
    decision = models.CharField(max_length=200)
    found = models.CharField(max_length=10, choices=Capacity.choices)
    reasons = models.TextField()
    assessed_on = models.DateField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.ref


class Adulthood(Evidential):
    """What was talked over and decided before somebody turned 18 (practice A12). Nobody's kind changes by itself."""

    AUDIT_SCHEMA = "people.adulthood/1"
    AUDIT_FIELDS = ("ref", "person_id", "kind", "wishes", "added_at")
    SUBJECT = "people.adulthood"

    ref = models.CharField(max_length=16, unique=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="adulthood")
    kind = models.CharField(max_length=15, choices=PersonKind.choices)  # what the record calls them from now on
    wishes = models.TextField()  # who may know what from now on, in their words
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "adulthoods"

    def __str__(self) -> str:
        return self.ref
