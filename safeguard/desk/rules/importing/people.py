"""The columns of a table of young people, with up to two parents or carers."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safeguard.desk.rules.importing.cells import day, email, one_of, phone, text
from safeguard.desk.rules.importing.columns import Column
from safeguard.desk.rules.importing.staff import YES_NO
from safeguard.people.enums import PersonKind, SafeToContact, YesNoNotAsked

KINDS = {
    "child": PersonKind.CHILD,
    "young person": PersonKind.YOUNG_PERSON,
    "adult at risk": PersonKind.ADULT_AT_RISK,
}
SAFE = {
    "yes": SafeToContact.YES,
    "y": SafeToContact.YES,
    "no": SafeToContact.NO,
    "n": SafeToContact.NO,
    "not asked": SafeToContact.NOT_ASKED,
}
ANSWERS = {
    "yes": YesNoNotAsked.YES,
    "y": YesNoNotAsked.YES,
    "no": YesNoNotAsked.NO,
    "n": YesNoNotAsked.NO,
    "not asked": YesNoNotAsked.NOT_ASKED,
}
SAY = "Yes / No / Not asked"
ADULTS = (1, 2)  # parents or carers in one row


def adult_key(number: int, field: str) -> str:
    """The key of a column about the first or the second parent or carer."""
    return f"adult{number}_{field}"


def _safe(key: str, heading: str, example: str = "Not asked") -> Column:
    words = _("Yes only if somebody has said so. Empty: not asked, and then it is not used.")
    return Column(key=key, heading=heading, help=words, example=example, read=one_of(SAFE, SAY))


def _optional(key: str, heading: str, words: Promise, example: str, most: int) -> Column:
    return Column(key=key, heading=heading, help=words, example=example, read=text(most))


def _adult(number: int) -> Sequence[Column]:
    who = f"Parent or carer {number}"

    def key(field: str) -> str:
        return adult_key(number, field)

    first = number == 1
    relationship = _("Mother, father, foster carer... Needed with a name.")
    return (
        _optional(key("full_name"), f"{who}: name", _("Empty: nobody."), "Kim Example" if first else "", 150),
        _optional(key("relationship"), f"{who}: who they are", relationship, "Mother" if first else "", 60),
        Column(key=key("phone"), heading=f"{who}: phone", help=_("A number that can be rung."), read=phone),
        Column(key=key("email"), heading=f"{who}: email", help=_("Their own address."), read=email),
        _safe(key("safe_call"), f"{who}: safe to ring", "Not asked" if first else ""),
        _safe(key("safe_text"), f"{who}: safe to text", "Not asked" if first else ""),
        _safe(key("safe_email"), f"{who}: safe to email", "Not asked" if first else ""),
        Column(
            key=key("may_countersign"),
            heading=f"{who}: may sign consent",
            help=_("Yes, no or not asked."),
            read=one_of(ANSWERS, SAY),
        ),
        Column(
            key=key("has_responsibility"),
            heading=f"{who}: parental responsibility",
            help=_("Yes, no or not asked."),
            read=one_of(ANSWERS, SAY),
        ),
    )


YOUNG_PEOPLE: Sequence[Column] = (
    Column(
        key="reference",
        heading="Reference",
        help=_("Theirs in the system you come from. By it they are known again in the next file."),
        example="CMS-0001",
        read=text(60),
        is_needed=True,
    ),
    Column(
        key="full_name",
        heading="Full name",
        help=_("First and last name."),
        example="Alex Example",
        read=text(150),
        is_needed=True,
    ),
    _optional("known_as", "Name they use", _("Empty: their first name."), "Alex", 100),
    Column(
        key="born_on",
        heading="Date of birth",
        help=_("27/03/2011 with the day first, or 2011-03-27."),
        example="2011-03-27",
        read=day,
        is_needed=True,
    ),
    Column(
        key="kind",
        heading="Who they are",
        help=_("Child, Young person or Adult at risk."),
        example="Young person",
        read=one_of(KINDS, "Child / Young person / Adult at risk"),
        is_needed=True,
    ),
    Column(
        key="service",
        heading="Service",
        help=_("One of yours, by its name here."),
        example="Evening line",
        read=text(100),
        is_needed=True,
    ),
    Column(
        key="practitioner",
        heading="Practitioner's work email",
        help=_("Who works with them; in the same service. Empty: you."),
        read=email,
    ),
    Column(key="phone", heading="Phone", help=_("Their own number."), example="07700 900123", read=phone),
    _safe("safe_call", "Safe to ring"),
    _safe("safe_text", "Safe to text"),
    Column(key="email", heading="Email", help=_("Their own address."), read=email),
    _safe("safe_email", "Safe to email"),
    Column(
        key="address",
        heading="Home address",
        help=_("Empty where it is withheld."),
        read=text(500, lines=True),
    ),
    _optional("address_withheld", "Address withheld, ask", _("Whom to ask for it instead."), "", 200),
    _optional("authority", "Local authority", _("By its name in the directory here; or: not known."), "Not known", 100),
    Column(
        key="is_in_danger_at_home",
        heading="Contact may endanger",
        help=_("Yes or no. Yes: they are rung and written to only as agreed. Empty: no."),
        example="No",
        read=one_of(YES_NO, "Yes / No"),
    ),
    Column(
        key="known_use_endangers",
        heading="Being known here may endanger",
        help=_("Yes or no. Yes: every message to them and their family has a neutral subject and no name of ours."),
        example="No",
        read=one_of(YES_NO, "Yes / No"),
    ),
    Column(
        key="has_known_violence",
        heading="Known violence",
        help=_("Yes or no. Yes: they have lived with domestic abuse, or with violence where they live."),
        example="No",
        read=one_of(YES_NO, "Yes / No"),
    ),
    *_adult(1),
    *_adult(2),
)
