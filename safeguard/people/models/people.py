"""Young people and adults at risk, and the adults around them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from safeguard.audit.models import Evidential
from safeguard.people import rules
from safeguard.people.enums import ActsFor, AuthorityKnown, ContactChannel, PersonKind, SafeToContact, YesNoNotAsked
from safeguard.people.models.authorities import Authority
from safeguard.practitioners.models import Service


class Reachable(Evidential):
    """Somebody with a number and an address, each channel with its own answer to "is it safe?" (practice B19)."""

    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    safe_call = models.CharField(max_length=10, choices=SafeToContact.choices, default=SafeToContact.NOT_ASKED)
    safe_text = models.CharField(max_length=10, choices=SafeToContact.choices, default=SafeToContact.NOT_ASKED)
    safe_email = models.CharField(max_length=10, choices=SafeToContact.choices, default=SafeToContact.NOT_ASKED)

    class Meta:
        abstract = True

    @property
    def safe_answers(self) -> dict[str, str]:
        """The answer for each channel."""
        return {
            ContactChannel.CALL: self.safe_call,
            ContactChannel.TEXT: self.safe_text,
            ContactChannel.EMAIL: self.safe_email,
        }

    def may_use(self, channel: ContactChannel) -> bool:
        """Whether there is such a number or address, and somebody has said that it is safe."""
        there = self.email if channel == ContactChannel.EMAIL else self.phone
        return bool(there) and rules.may_use(self.safe_answers, channel)


CONTACT_FIELDS = ("phone", "email", "safe_call", "safe_text", "safe_email")


# What a digest of an earlier version was made from: those of before still agree (audit.models).
PERSON_1 = (
    "ref",
    "kind",
    "full_name",
    "known_as",
    "born_on",
    "service_id",
    "case_reference",
    *CONTACT_FIELDS,
    "other_phone",
    "safe_other_phone",
    "wants_reminders",
    "address",
    "address_withheld",
    "authority_known",
    "authority_id",
    "is_in_danger_at_home",
    "call_back_phone",
    "call_back_agreed",
    "safe_word",
    "version",
)
ADULT_1 = (
    "ref",
    "person_id",
    "full_name",
    "relationship",
    *CONTACT_FIELDS,
    "may_countersign",
    "has_responsibility",
    "version",
)
ADULT_2 = (*ADULT_1, "home_id")


class Person(Reachable):
    """Somebody we work with. Age is always worked out for a day, never stored (PER-02)."""

    AUDIT_SCHEMA = "people.person/2"
    AUDIT_FIELDS = (
        *PERSON_1,
        "also_known_as",
        "has_known_violence",
        "known_use_endangers",
        "prefers_first_name_only",
        "prefers_video_off",
        "representation_note",
    )
    AUDIT_BEFORE: ClassVar = {"people.person/1": PERSON_1}
    SUBJECT = "people.person"

    ref = models.CharField(max_length=16, unique=True)
    client_token = models.UUIDField(unique=True)  # a double press lands once
    kind = models.CharField(max_length=15, choices=PersonKind.choices)
    full_name = models.CharField(max_length=150)
    known_as = models.CharField(max_length=100)  # the name to use and to display
    also_known_as = models.TextField(
        blank=True, default="", db_default=""
    )  # one name a line: nicknames, names of before
    born_on = models.DateField()
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    case_reference = models.CharField(max_length=60, blank=True)  # in an outside case system
    other_phone = models.CharField(max_length=30, blank=True)  # for a failed connection (PER-03)
    safe_other_phone = models.CharField(max_length=10, choices=SafeToContact.choices, default=SafeToContact.NOT_ASKED)
    wants_reminders = models.BooleanField(default=False)  # a text on the morning (PLN-20)
    address = models.TextField(blank=True)  # home; where they are now is asked at every session (RUN-08)
    address_withheld = models.CharField(max_length=200, blank=True)  # whom to ask instead (practice B20)
    authority_known = models.CharField(max_length=10, choices=AuthorityKnown.choices, default=AuthorityKnown.NOT_ASKED)
    authority = models.ForeignKey(Authority, null=True, on_delete=models.PROTECT, related_name="people")
    is_in_danger_at_home = models.BooleanField(default=False)  # contact itself may endanger (practice A11)
    # Flags, masked like the address. Known violence makes welfare calls more urgent and messages shorter (PER-13);
    # where it would endanger them to be known here, messages say nothing of us at all (PER-14).
    has_known_violence = models.BooleanField(default=False, db_default=False)
    known_use_endangers = models.BooleanField(default=False, db_default=False)
    call_back_phone = models.CharField(max_length=30, blank=True)
    call_back_agreed = models.TextField(blank=True)  # times, voicemail or not, who may answer, what the caller says
    safe_word = models.CharField(max_length=100, blank=True)  # agreed last; confirmed at each session
    prefers_first_name_only = models.BooleanField(default=False, db_default=False)  # PER-07
    prefers_video_off = models.BooleanField(default=False, db_default=False)
    representation_note = models.CharField(max_length=200, blank=True, default="", db_default="")
    name_key = models.CharField(max_length=400, editable=False)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)  # a form carries it: a stale save is seen

    class Meta:
        verbose_name_plural = "people"
        indexes = [
            models.Index(fields=["service", "-registered_at", "-id"], name="person_of_service"),
            models.Index(fields=["-registered_at", "-id"], name="person_newest"),
            models.Index(fields=["born_on"], name="person_by_birthday"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(authority_known="yes", authority__isnull=False)
                | ~Q(authority_known="yes") & Q(authority__isnull=True),
                name="person_authority_is_named_when_known",
            ),
        ]

    def __str__(self) -> str:
        return self.ref  # a name in a log or an error report would be a leak

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the key by which the name is found beside the name."""
        self.name_key = rules.name_key(self.full_name, self.known_as, self.also_known_as)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def is_flagged(self) -> bool:
        """Whether they are rung only as agreed (practice A11), agree on a safe word (RUN-06), and a message holds no
        more than who, when, and how to answer, behind a sender and a subject that say nothing (PER-13, PER-14, B14)."""
        return self.is_in_danger_at_home or self.known_use_endangers or self.has_known_violence

    @property
    def wishes(self) -> list[str]:
        """How they want to be seen and named (PER-07)."""
        said = {_("first name only"): self.prefers_first_name_only, _("video off"): self.prefers_video_off}
        return [*(wish for wish, is_so in said.items() if is_so), *filter(None, [self.representation_note])]

    @property
    def authority_consents(self) -> bool:
        """Whether the local authority holds responsibility for consent too (practice C27)."""
        network = getattr(self, "network", None)
        return network is not None and bool(network.authority_consents == YesNoNotAsked.YES)

    @property
    def other_names(self) -> list[str]:
        """The names of before and the nicknames, by which they are found."""
        return [name.strip() for name in self.also_known_as.splitlines() if name.strip()]

    def get_absolute_url(self) -> str:
        """Their story."""
        return reverse("desk:person", args=[self.ref])


class Adult(Reachable):
    """A parent, carer or other adult around a person (PER-04). Nobody ever sees another adult's answers."""

    AUDIT_SCHEMA = "people.adult/3"
    AUDIT_FIELDS = (*ADULT_2, "acts_for", "delegation")
    AUDIT_BEFORE: ClassVar = {"people.adult/1": ADULT_1, "people.adult/2": ADULT_2}
    SUBJECT = "people.adult"

    ref = models.CharField(max_length=16, unique=True)
    client_token = models.UUIDField(unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="adults")
    full_name = models.CharField(max_length=150)
    relationship = models.CharField(max_length=60)
    may_countersign = models.CharField(max_length=10, choices=YesNoNotAsked.choices, default=YesNoNotAsked.NOT_ASKED)
    has_responsibility = models.CharField(  # parental responsibility (practice C27)
        max_length=10, choices=YesNoNotAsked.choices, default=YesNoNotAsked.NOT_ASKED
    )
    acts_for = models.CharField(
        max_length=10, choices=ActsFor.choices, default=ActsFor.FAMILY, db_default=ActsFor.FAMILY
    )
    delegation = models.CharField(  # by what they sign for the authority, and where the paper is held
        max_length=200, blank=True, default="", db_default=""
    )
    home = models.ForeignKey(  # which of the person's homes is theirs
        "people.Home", null=True, on_delete=models.PROTECT, related_name="adults", db_index=False
    )
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["person", "added_at"], name="adult_of_person")]

    def __str__(self) -> str:
        return self.ref
