"""What cannot be right about what surrounds a person, and what their age changes. Pure."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeguard.people.enums import OrderEffect, OrderKind, PersonKind, SafeToContact, YesNoNotAsked
from safeguard.people.rules.facts import ADULT, Wrong, age_on, is_phone, tidy_phone

CAPACITY_FROM = 16  # years: the Mental Capacity Act holds from 16 (practice A12)
AROUND_PHONES = ("worker_phone", "school_phone", "gp_phone", "attorney_phone", "work_phone")
# Words by which a message would tell why somebody is in touch with us (practice B14).
REASONS = (
    "abuse",
    "abusive",
    "court",
    "domestic",
    "harm",
    "police",
    "refuge",
    "safeguarding",
    "self harm",
    "social care",
    "social worker",
    "suicide",
    "violence",
)


def wrong_around(facts: Mapping[str, Any], *, today: date) -> list[Wrong]:
    """What cannot be right in a part of the record (PER-05 to PER-19), by field; only what is given is judged."""
    return [*_missing(facts), *_wrong_phones(facts), *_wrong_days(facts, today), *_wrong_home(facts)]


def _missing(facts: Mapping[str, Any]) -> list[Wrong]:
    texts = {
        "meaning": _("Write in words what it means"),
        "title": _("Give it a name, like: with mum"),
        "full_name": _("Enter their name"),
        "role": _("Enter who they are, like: teacher"),
        "whom": _("Write who was told"),
        "what": _("Write what they were told"),
        "decision": _("Write which decision it is about"),
        "reasons": _("Write how you came to this"),
    }
    needed = {"whom": "told_on" in facts, "full_name": "role" in facts}
    return [
        Wrong(name, text)
        for name, text in texts.items()
        if name in facts and needed.get(name, True) and not str(facts[name]).strip()
    ]


def _wrong_phones(facts: Mapping[str, Any]) -> list[Wrong]:
    text = _("Enter a telephone number in full, like 07700 900123")
    return [Wrong(name, text) for name in AROUND_PHONES if facts.get(name) and not is_phone(tidy_phone(facts[name]))]


def _wrong_days(facts: Mapping[str, Any], today: date) -> list[Wrong]:
    wrong = []
    begins, ends = facts.get("from_on"), facts.get("to_on")
    if begins and ends and ends < begins:
        wrong.append(Wrong("to_on", _("It ends before it begins")))
    past = {"told_on": _("This day is still to come"), "assessed_on": _("This day is still to come")}
    wrong += [Wrong(name, text) for name, text in past.items() if facts.get(name) and facts[name] > today]
    return wrong


def _wrong_home(facts: Mapping[str, Any]) -> list[Wrong]:
    both = facts.get("address") and facts.get("address_withheld")
    return [Wrong("address", _("Where the address is withheld, it is not written here. Clear it"))] if both else []


def tells_where_withheld(withheld: str, home: Mapping[str, Any], day: date) -> bool:
    """Whether the address of somebody's home stands here on a day, though whoever placed them withholds where they
    live (practice B20). A home that ends that day counts no more."""
    ends = home.get("to_on")
    return bool(withheld and home.get("address")) and (ends is None or ends > day)


WITHHELD = gettext_lazy(
    "Where they live is withheld: no home that is theirs now has an address here. Clear its address, or let it end."
)


FORBIDS_BY_KIND = frozenset({OrderKind.NON_MOLESTATION, OrderKind.PROHIBITED_STEPS})


def is_masked_order(kind: str, effects: Collection[str] | None) -> bool:
    """Whether an order is hidden like the flags (SEC-14; practice B19, B20): it forbids contact or telling where they
    live, or takes responsibility away; its kind says so by itself; or nobody has said yet (``effects`` None)."""
    return kind in FORBIDS_BY_KIND or effects is None or bool(effects)


def obeying(effects: Collection[str]) -> dict[str, str]:
    """What an order makes of the adult whom it binds: a "no" where they could be reached, and where they could sign
    (practice B19, C27)."""
    found: dict[str, str] = {}
    if OrderEffect.NO_CONTACT in effects:
        found |= dict.fromkeys(("safe_call", "safe_text", "safe_email"), SafeToContact.NO.value)
    if OrderEffect.NO_RESPONSIBILITY in effects:
        found |= dict.fromkeys(("may_countersign", "has_responsibility"), YesNoNotAsked.NO.value)
    return found


def has_capacity_notes(kind: str, born: date, day: date) -> bool:
    """Whether capacity is assessed for somebody: from 16 on (practice A12)."""
    return kind == PersonKind.ADULT_AT_RISK or age_on(born, day) >= CAPACITY_FROM


def has_own_say(kind: str, born: date, day: date) -> bool:
    """Whether somebody decides themselves what their family is told: an adult (practice A12)."""
    return kind == PersonKind.ADULT_AT_RISK or age_on(born, day) >= ADULT
