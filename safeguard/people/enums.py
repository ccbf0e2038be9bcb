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
    FAMILY = "family", _("a word of the name of a parent or carer")


class HowFound(models.IntegerChoices):
    """How well somebody is what was looked for; the lowest come first."""

    EXACT = 0, _("the same words, date or reference")
    BEGINS = 1, _("names that begin so")
    SOUNDS = 2, _("names that sound like it")
    FAMILY = 3, _("a parent or carer has that name")


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


class ActsFor(models.TextChoices):
    """For whom an adult signs: as a parent or carer, or for the authority that holds responsibility (practice C27)."""

    FAMILY = "family", _("Themselves, as a parent or carer")
    AUTHORITY = "authority", _("The local authority, which holds responsibility")


class FamilyMayKnow(models.TextChoices):
    """Whether the family of an adult is told things: only by agreement, or in their best interests (practice A12)."""

    AGREED = "agreed", _("Yes, they agree")
    BEST_INTERESTS = "best_interests", _("They cannot decide this now, and it is in their best interests")
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


class OrderKind(models.TextChoices):
    """What a court, or the law, has laid down about a young person (practice C27)."""

    CHILD_ARRANGEMENTS = "child_arrangements", _("Child arrangements order")
    PROHIBITED_STEPS = "prohibited_steps", _("Prohibited steps order")
    SPECIFIC_ISSUE = "specific_issue", _("Specific issue order")
    NON_MOLESTATION = "non_molestation", _("Non-molestation or restraining order")
    SPECIAL_GUARDIANSHIP = "special_guardianship", _("Special guardianship order")
    CARE = "care", _("Care order")
    SUPERVISION = "supervision", _("Supervision order")
    PROTECTION = "protection", _("Court of Protection order")
    OTHER = "other", _("Another order or agreement")


class OrderEffect(models.TextChoices):
    """What an order forbids or takes away, as far as we have to act on it (practice B19, B20, C27)."""

    NO_CONTACT = "no_contact", _("Contact with somebody")
    NO_ADDRESS = "no_address", _("Telling somebody where they live, or go to school")
    NO_RESPONSIBILITY = (
        "no_responsibility",
        _("Deciding for the young person: it was taken away or limited"),
    )


class StatusKind(models.TextChoices):
    """How somebody stands with the local authority (practice C27)."""

    LOOKED_AFTER = "looked_after", _("Looked after")
    PROTECTION_PLAN = "protection_plan", _("Child protection plan")
    IN_NEED = "in_need", _("Child in need")
    CARE_LEAVER = "care_leaver", _("Care leaver")
    EARLY_HELP = "early_help", _("Early help")
    ADULT_SERVICES = "adult_services", _("Open to adult social care")


class ToldKind(models.TextChoices):
    """What somebody was told of: help outside the sessions (PER-17 to PER-19)."""

    REMOTE_SUPPORT = "remote_support", _("What remote support there is, and where to read more")
    OUT_OF_HOURS = "out_of_hours", _("What help there is when we are not open")
    POINTED_TO = "pointed_to", _("Another service that can help")


class ToldHow(models.TextChoices):
    """In which way they were told."""

    IN_PERSON = "in_person", _("In person")
    SESSION = "session", _("In a session")
    CALL = "call", _("By phone")
    MESSAGE = "message", _("In a message")
    LETTER = "letter", _("On paper")


class Capacity(models.TextChoices):
    """What was found about one decision on one day (Mental Capacity Act 2005; practice A12)."""

    HAS = "has", _("They can make this decision")
    WITH_HELP = "with_help", _("They can make it with help")
    LACKS = "lacks", _("They cannot make it now")


class HelpFor(models.TextChoices):
    """Whom a service helps."""

    EVERYBODY = "everybody", _("Everybody")
    YOUNG = "young", _("Children and young people")
    ADULTS = "adults", _("Adults")
    PARENTS = "parents", _("Parents and carers")


class AgreementAnswer(models.TextChoices):
    """What somebody said to a policy that was gone through with them (ORG-08, ORG-10)."""

    AGREED = "agreed", _("They agree to keep to it")
    GIVEN = "given", _("They have it to read, and have not answered yet")
    REFUSED = "refused", _("They do not agree")


class AgreementHow(models.TextChoices):
    """How it was gone through."""

    TOGETHER = "together", _("Read together, face to face")
    CALL = "call", _("Read together on a call")
    PAPER = "paper", _("Signed on paper")


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
    AGREEMENT_RECORDED = "people.agreement.recorded", _("wrote down what was agreed with")
    SECTION_CHANGED = "people.section.changed", _("changed a part of the record of")
    ENTRY_ADDED = "people.entry.added", _("added to the record of")
    ENTRY_CHANGED = "people.entry.changed", _("changed an entry in the record of")
    MASKED_SHOWN = "people.person.masked_shown", _("opened what is hidden about")
    TRAIL_OPENED = "people.person.trail_opened", _("looked at who has opened the record of")
    TURNED_ADULT = "people.person.turned_adult", _("talked over what changes at 18 with")
    SERVICE_LISTED = "people.signpost.added", _("added a service to point people to")
    SERVICE_CHECKED = "people.signpost.checked", _("checked a service to point people to")
    AUTHORITY_CHECKED = "people.authority.checked", _("checked the numbers of a local authority")
    SERVICE_CHANGED = "people.signpost.changed", _("changed a service to point people to")
