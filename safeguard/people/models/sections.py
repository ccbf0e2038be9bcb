"""Parts of a person's record that are changed one at a time, each with a version of its own."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from safeguard.audit.models import Evidential
from safeguard.people.enums import FamilyMayKnow, YesNoNotAsked
from safeguard.people.models.people import Person

SECTION_FIELDS = ("person_id", "version")


class Section(Evidential):
    """A part of the record of which a person has one. It is made when somebody first writes in it."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="%(class)s")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0)  # 0: nobody has written in it yet

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.model_name} of {self.ref}"

    @property
    def ref(self) -> str:
        """The trail speaks of it by the person's reference."""
        return self.person.ref


class Needs(Section):
    """What the family uses and prefers, and what makes it easier to take part (PER-05 to PER-09)."""

    AUDIT_SCHEMA = "people.needs/1"
    AUDIT_FIELDS = (
        *SECTION_FIELDS,
        "platforms_used",
        "preferences",
        "future_options",
        "device",
        "connection",
        "disability",
        "language",
        "surroundings",
        "adaptation",
        "data_payer",
        "data_limit",
        "data_agreed",
    )
    SUBJECT = "people.needs"

    platforms_used = models.TextField(blank=True)  # at the first assessment (PER-05)
    preferences = models.TextField(blank=True)  # how they would like to be in touch (PER-06)
    future_options = models.TextField(blank=True)
    device = models.CharField(max_length=200, blank=True)
    connection = models.CharField(max_length=200, blank=True)
    disability = models.TextField(blank=True)
    language = models.CharField(max_length=200, blank=True)
    surroundings = models.TextField(blank=True)
    adaptation = models.TextField(blank=True)  # what was chosen with them (PER-08)
    data_payer = models.CharField(max_length=200, blank=True)  # PER-09
    data_limit = models.CharField(max_length=200, blank=True)
    data_agreed = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "needs"


class Network(Section):
    """Professionals who answer for the person: social worker, school, doctor (practice C27)."""

    AUDIT_SCHEMA = "people.network/1"
    AUDIT_FIELDS = (
        *SECTION_FIELDS,
        "worker_name",
        "worker_phone",
        "worker_email",
        "worker_team",
        "authority_consents",
        "school",
        "school_dsl",
        "school_phone",
        "school_email",
        "gp",
        "gp_phone",
    )
    SUBJECT = "people.network"

    worker_name = models.CharField(max_length=150, blank=True)  # the allocated social worker
    worker_phone = models.CharField(max_length=30, blank=True)
    worker_email = models.EmailField(blank=True)
    worker_team = models.CharField(max_length=150, blank=True)
    authority_consents = models.CharField(  # whether the authority holds responsibility for consent
        max_length=10, choices=YesNoNotAsked.choices, default=YesNoNotAsked.NOT_ASKED
    )
    school = models.CharField(max_length=150, blank=True)
    school_dsl = models.CharField(max_length=150, blank=True)
    school_phone = models.CharField(max_length=30, blank=True)
    school_email = models.EmailField(blank=True)
    gp = models.CharField(max_length=150, blank=True)
    gp_phone = models.CharField(max_length=30, blank=True)


ADULT_CARE_1 = (
    *SECTION_FIELDS,
    "wishes",
    "agrees_to_referral",
    "override_reason",
    "family_told",
    "attorney",
    "attorney_phone",
    "attorney_for",
)


class AdultCare(Section):
    """An adult in their own right (practice A12): what they want, and whether they agree to be referred."""

    AUDIT_SCHEMA = "people.adultcare/2"
    AUDIT_FIELDS = (*ADULT_CARE_1, "family_may_know")
    AUDIT_BEFORE: ClassVar = {"people.adultcare/1": ADULT_CARE_1}
    SUBJECT = "people.adultcare"

    wishes = models.TextField(blank=True)  # in their own words, with the outcome they want
    agrees_to_referral = models.CharField(max_length=10, choices=YesNoNotAsked.choices, default=YesNoNotAsked.NOT_ASKED)
    override_reason = models.TextField(blank=True)  # why it is referred all the same
    family_may_know = models.CharField(  # not asked is not yes: no message leaves for their family
        max_length=15,
        choices=FamilyMayKnow.choices,
        default=FamilyMayKnow.NOT_ASKED,
        db_default=FamilyMayKnow.NOT_ASKED,
    )
    family_told = models.TextField(blank=True)  # whom they want to know, and whom not
    attorney = models.CharField(max_length=150, blank=True)  # attorney or deputy
    attorney_phone = models.CharField(max_length=30, blank=True)
    attorney_for = models.CharField(max_length=200, blank=True)  # what for, and where the paper is held
