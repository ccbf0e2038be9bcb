"""What surrounds a person: orders, how they stand with an authority, homes, and adults who support them."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from safeguard.audit.models import Evidential
from safeguard.people.enums import OrderEffect, OrderKind, StatusKind
from safeguard.people.models.people import Adult, Person

ENTRY_FIELDS = ("ref", "person_id", "version")


class Entry(Evidential):
    """One thing of which a person may have several. Never removed: it ends, or is corrected."""

    ref = models.CharField(max_length=16, unique=True)
    client_token = models.UUIDField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="%(class)s_entries")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.ref


class Period(Entry):
    """An entry that holds from a day on, and perhaps until one."""

    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="%(class)s_ends_after_it_begins"
            )
        ]


ORDER_1 = (*ENTRY_FIELDS, "kind", "meaning", "whom", "held_at", "from_on", "to_on")


class CourtOrder(Period):
    """An order, in words: who may not be told, who may not be seen. The paper stays where it is (practice D34)."""

    AUDIT_SCHEMA = "people.courtorder/2"
    AUDIT_FIELDS = (*ORDER_1, "effects", "binds_id")
    AUDIT_BEFORE: ClassVar = {"people.courtorder/1": ORDER_1}
    SUBJECT = "people.courtorder"

    kind = models.CharField(max_length=20, choices=OrderKind.choices)
    meaning = models.TextField()  # who may not be told, who may not be seen, what nobody may do
    whom = models.CharField(max_length=150, blank=True)  # whom it binds
    held_at = models.CharField(max_length=150, blank=True)  # where the paper is, never the paper itself
    effects = ArrayField(  # null: nobody has said, and then it is hidden
        models.CharField(max_length=20, choices=OrderEffect.choices), null=True
    )
    binds = models.ForeignKey(Adult, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)


class Status(Period):
    """How somebody stands with the local authority, from when to when."""

    AUDIT_SCHEMA = "people.status/1"
    AUDIT_FIELDS = (*ENTRY_FIELDS, "kind", "note", "from_on", "to_on")
    SUBJECT = "people.status"

    kind = models.CharField(max_length=20, choices=StatusKind.choices)
    note = models.CharField(max_length=200, blank=True)

    class Meta(Period.Meta):
        verbose_name_plural = "statuses"


class Home(Period):
    """A home, and who is usually there: they may be seen or heard on a call (PER-16).

    The address is masked like that of the person. A withheld one is not written down (practice B20).
    """

    AUDIT_SCHEMA = "people.home/1"
    AUDIT_FIELDS = (*ENTRY_FIELDS, "title", "household", "address", "address_withheld", "from_on", "to_on")
    SUBJECT = "people.home"

    title = models.CharField(max_length=100)  # with mum; at his nan's on Saturdays
    household = models.TextField(blank=True)
    address = models.TextField(blank=True)
    address_withheld = models.CharField(max_length=200, blank=True)


class Supporter(Entry):
    """An adult outside the family who knows the person (PER-10), or whom they can talk to after a session (PER-11)."""

    AUDIT_SCHEMA = "people.supporter/1"
    AUDIT_FIELDS = (
        *ENTRY_FIELDS,
        "full_name",
        "role",
        "organisation",
        "work_phone",
        "work_email",
        "joins_sessions",
        "is_there_afterwards",
        "how_reached",
        "is_former",
    )
    SUBJECT = "people.supporter"

    full_name = models.CharField(max_length=150)
    role = models.CharField(max_length=100)
    organisation = models.CharField(max_length=150, blank=True)
    work_phone = models.CharField(max_length=30, blank=True)
    work_email = models.EmailField(blank=True)
    joins_sessions = models.BooleanField(default=False)
    is_there_afterwards = models.BooleanField(default=False)
    how_reached = models.CharField(max_length=200, blank=True)
    is_former = models.BooleanField(default=False)
