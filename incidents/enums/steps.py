"""Choices of the steps of a case: what is to be done on which track, how it stands, and what its questions answer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from safeguard.audit.enums import registers_verbs


class Track(models.TextChoices):
    """The branches of the tree, in the order in which somebody who is tired at night needs them (practice A2)."""

    DANGER = "danger", _("Immediate risk")
    SAFEGUARDING = "safeguarding", _("Safeguarding the person")
    ADULT = "adult", _("Adult at risk")
    NUDES = "nudes", _("Nude or semi-nude images")
    STAFF = "staff", _("About somebody who works for us")
    AUTHORITIES = "authorities", _("Which authorities")
    TELL = "tell", _("Whom to tell inside")
    RESPONSE = "response", _("Response")
    SUPPORT = "support", _("Support and feedback")


class StepOutcome(models.TextChoices):
    """How a step stands."""

    DONE = "done", _("Done")
    SENT = "sent", _("Sent from here now")
    NOT_NEEDED = "not_needed", _("Not needed")
    PLANNED = "planned", _("To be done, by a day")


class Level(models.TextChoices):
    """What the facts of a case make of a step."""

    REQUIRED = "required", _("Required")
    OFFERED = "offered", _("If it helps")
    OFF = "off", _("Switched off")


class Parents(models.TextChoices):
    """Whether parents or carers know (INC-38). They are never told by the system."""

    TOLD = "told", _("They have been told")
    THEY_TOLD_US = "they_told_us", _("They knew already, or told us")
    WITHHELD = "withheld", _("Not told for now: it could put the child at risk, or the child objects")
    NOBODY = "nobody", _("There is nobody to tell")


class Plan(models.TextChoices):
    """Whether what was done is what the risk assessment of the session says (ESC-12)."""

    FOLLOWED = "followed", _("We did what it says")
    DEPARTED = "departed", _("We did something else, for a reason")


class Asked(models.TextChoices):
    """Consent to the sharing of an image (INC-40): it goes to the lead either way."""

    YES = "yes", _("Yes, as far as anybody can say")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")


class Classified(models.TextChoices):
    """What the sharing of an image by under-18s is (INC-42)."""

    AGGRAVATED = "aggravated", _("Aggravated: there is more to it than making, sending or having")
    EXPERIMENTAL = "experimental", _("Experimental: no adult, no wish to harm, no reckless misuse")


class Threshold(models.TextChoices):
    """What an allegation about somebody who works for us comes to (practice C30)."""

    MET = "met", _("It may meet the harm threshold")
    NOT_SURE = "not_sure", _("I am not sure: treat it as met until the designated officer has answered")
    LOW_LEVEL = "low_level", _("Below it: a low-level concern")
    NOT_STAFF = "not_staff", _("It is not about somebody who works for us after all")


class Agreement(models.TextChoices):
    """Whether an adult agrees to a referral (practice A12)."""

    AGREES = "agrees", _("They agree")
    OVERRIDDEN = "overridden", _("They do not agree, and we refer all the same")
    RESPECTED = "respected", _("They do not agree, and we do not refer")
    NOT_ASKED = "not_asked", _("Not asked: it was not safe, or not possible")


class Capacity(models.TextChoices):
    """Mental capacity for this one decision (practice A12)."""

    HAS = "has", _("They can make this decision")
    LACKS = "lacks", _("They cannot make this decision now")
    IN_DOUBT = "in_doubt", _("In doubt: somebody assesses it")


class Family(models.TextChoices):
    """Whether the family of an adult knows (practice A12): only with their agreement, or in their best interests."""

    AGREED = "agreed", _("Told, with the person’s agreement")
    BEST_INTERESTS = "best_interests", _("Told in their best interests: they lack capacity for this")
    NOT_TOLD = "not_told", _("Not told")


class NoticeKind(models.TextChoices):
    """For what somebody inside was told."""

    OPS = "ops", _("Operations Manager")
    CIO = "cio", _("Chief Information Officer")
    COMMS = "comms", _("Communications Manager")
    SAFEGUARDING = "safeguarding", _("Safeguarding")


class LinkKind(models.TextChoices):
    """How two cases belong together (INC-32)."""

    REPEAT = "repeat", _("It has happened again")
    SAME_PEOPLE = "same_people", _("The same people, or people close to them")
    SAME_MATTER = "same_matter", _("Another report of the same matter")


@registers_verbs
class StepVerb(models.TextChoices):
    """What the audit trail says of steps."""

    RECORDED = "incidents.step.recorded", _("recorded a step of a case")
    TOLD = "incidents.notice.sent", _("told somebody inside of a case")
    READ = "incidents.notice.read", _("read what they were told of a case")
    SUPPORT_OPENED = "incidents.support.opened", _("asked for support for somebody")
    SUPPORT_GIVEN = "incidents.support.given", _("wrote down what support was offered")
    SUPPORT_READ = "incidents.support.opened_page", _("opened a request for support")
    LINKED = "incidents.link.added", _("linked two cases")
    LOOKED_AT = "incidents.second.looked", _("looked at a closed case as the second person")
