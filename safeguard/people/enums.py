"""Choices about young people, adults at risk, and the adults around them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from safeguard.audit.enums import registers_verbs


class PersonKind(models.TextChoices):
    """Who somebody is whom we work with (PER-01). A young person of 18 is not an adult at risk by that alone."""

    CHILD = "child", _("Child")
    YOUNG_PERSON = "young_person", _("Young person")
    ADULT_AT_RISK = "adult_at_risk", _("Adult at risk")


class SafeToContact(models.TextChoices):
    """Whether a channel may be used (practice B19). Not asked is not yes."""

    YES = "yes", _("Yes, it is safe")
    NO = "no", _("No, do not use it")
    NOT_ASKED = "not_asked", _("Not asked yet")


class KeyKind(models.TextChoices):
    """What a key is made from by which a person is found (docs/decisions/0022)."""

    WORD = "word", _("a word of a name")
    SOUND = "sound", _("how a word of a name sounds")
    REFERENCE = "reference", _("the reference in an outside case system")


class HowFound(models.IntegerChoices):
    """How well somebody is what was looked for; the lowest come first."""

    EXACT = 0, _("the same words, date or reference")
    BEGINS = 1, _("names that begin so")
    SOUNDS = 2, _("names that sound like it")


class ContactChannel(models.TextChoices):
    """How somebody may be reached."""

    CALL = "call", _("phone call")
    TEXT = "text", _("text message")
    EMAIL = "email", _("email")


class YesNoNotAsked(models.TextChoices):
    """An answer that may still be missing, and says so."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_ASKED = "not_asked", _("Not asked yet")


class AuthorityKnown(models.TextChoices):
    """Whether we know which local authority a person belongs to (PER-15)."""

    YES = "yes", _("Yes")
    UNKNOWN = "unknown", _("No, it is not known")
    NOT_ASKED = "not_asked", _("Not asked yet")


class InvolvementRole(models.TextChoices):
    """In what way somebody works with a person."""

    ALLOCATED = "allocated", _("allocated practitioner")
    WITH = "with", _("works with them too")


@registers_verbs
class Verb(models.TextChoices):
    """What the audit trail says of people we work with."""

    REGISTERED = "people.person.registered", _("registered")
    CHANGED = "people.person.changed", _("changed the details of")
    CONTACT_CHANGED = "people.person.contact_changed", _("changed how they may be contacted")
    OPENED = "people.person.opened", _("opened the record of")
    LISTED = "people.person.listed", _("saw in a list")
    CONTACT_SHOWN = "people.person.contact_shown", _("looked at the contact details of")
    ADULT_ADDED = "people.adult.added", _("added a parent or carer")
    ADULT_CHANGED = "people.adult.changed", _("changed the details of a parent or carer")
    INVOLVED = "people.involvement.begun", _("began to work with")
    INVOLVEMENT_ENDED = "people.involvement.ended", _("stopped working with")
    HANDED_OVER = "people.hand_over.made", _("handed over")
    TAKEN_OVER = "people.hand_over.accepted", _("took over")
    HAND_OVER_OPENED = "people.hand_over.opened", _("opened the hand-over")
    AUTHORITY_ADDED = "people.authority.added", _("added a local authority")
    AUTHORITY_CHANGED = "people.authority.changed", _("changed the numbers of a local authority")
