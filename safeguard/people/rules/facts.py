"""How old somebody is on a day, which channel may be used, and what cannot be right about a person."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from unicodedata import combining, normalize

from django.utils.translation import gettext as _

from safeguard.people.enums import ActsFor, AuthorityKnown, ContactChannel, PersonKind, SafeToContact, YesNoNotAsked
from safeguard.people.rules.names import name_key

ADULT = 18  # years: the Children Act's child, and the end of a parent's countersignature
OLDEST = 120  # years: older than anybody is a slip of the keyboard
OLDEST_YOUNG_PERSON = 25  # years; ours: a slip of a digit must not lift the rules for children
# The number or address that each answer to "is it safe?" is about.
ABOUT = {
    "safe_call": "phone",
    "safe_text": "phone",
    "safe_email": "email",
    "safe_other_phone": "other_phone",
}
SIGNING = ("may_countersign", "has_responsibility")  # what an order may take away (practice C27)
PHONES = ("phone", "other_phone", "call_back_phone")
AUTHORITY_PHONES = ("children_phone", "adults_phone", "duty_team_phone", "officer_phone")


def age_on(born: date, day: date) -> int:
    """Whole years on a day (PER-02). Born on 29 February: a year older on 1 March of a year without one."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def birthday(born: date, years: int) -> date:
    """The first day on which somebody is that many years old (PER-02)."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:  # 29 February
        return date(born.year + years, 3, 1)


def is_child_on(kind: str, born: date, day: date) -> bool:
    """Whether the rules for children hold on a day: by age, whatever the record calls somebody (002 §3.4.5)."""
    return kind != PersonKind.ADULT_AT_RISK and age_on(born, day) < ADULT


def may_use(answers: Mapping[str, str], channel: ContactChannel) -> bool:
    """Whether a channel may be used: only after a yes (practice B19)."""
    return answers.get(channel) == SafeToContact.YES


def tidy_phone(number: str) -> str:
    """A telephone number as it is kept: digits, British ones with +44 in front; as it was if it is none."""
    digits = re.sub(r"[\s().\-\u2010-\u2015]", "", number)
    if re.fullmatch(r"0[1-9][0-9]{8,9}", digits):
        return f"+44{digits[1:]}"
    return digits if is_phone(digits) else number.strip()


def is_phone(number: str) -> bool:
    """Whether this can be rung: a British number, or one with its country in front."""
    return bool(re.fullmatch(r"\+[1-9][0-9]{6,14}", number))


@dataclass(frozen=True)
class Wrong:
    """An answer that cannot be right, and what to say about it."""

    field: str
    text: str


def what_is_wrong(facts: Mapping[str, Any], *, today: date) -> list[Wrong]:
    """What cannot be right about a person, by field (PER-01); only the facts that are given are judged."""
    return [
        *_wrong_names(facts),
        *_wrong_birthday(facts, today),
        *_wrong_address(facts),
        *wrong_phones(facts),
    ]


def _wrong_names(facts: Mapping[str, Any]) -> list[Wrong]:
    texts = {"full_name": _("Enter their full name"), "known_as": _("Enter the name they use")}
    return [Wrong(name, text) for name, text in texts.items() if name in facts and not name_key(facts[name])]


def _wrong_birthday(facts: Mapping[str, Any], today: date) -> list[Wrong]:
    born, kind = facts.get("born_on"), facts.get("kind")
    if born is None:
        return []
    if born > today:
        return [Wrong("born_on", _("Enter a date of birth that is in the past"))]
    age = age_on(born, today)
    if age > OLDEST:
        return [Wrong("born_on", _("Check the year: nobody is %(age)s years old") % {"age": age})]
    if kind == PersonKind.ADULT_AT_RISK and age < ADULT:
        return [Wrong("kind", _("They are %(age)s. Under 18, choose child or young person") % {"age": age})]
    if kind == PersonKind.CHILD and age >= ADULT:
        return [Wrong("kind", _("They are %(age)s. From 18, choose young person or adult at risk") % {"age": age})]
    if kind == PersonKind.YOUNG_PERSON and age > OLDEST_YOUNG_PERSON:
        return [Wrong("kind", _("They are %(age)s. Check the date of birth, or choose adult at risk") % {"age": age})]
    return []


def _wrong_address(facts: Mapping[str, Any]) -> list[Wrong]:
    wrong = []
    if facts.get("address") and facts.get("address_withheld"):
        wrong.append(Wrong("address", _("Where the address is withheld, it is not written here. Clear it")))
    known, authority = facts.get("authority_known"), facts.get("authority")
    if known == AuthorityKnown.YES and authority is None:
        wrong.append(Wrong("authority", _("Choose the local authority")))
    return wrong


def wrong_phones(facts: Mapping[str, Any]) -> list[Wrong]:
    """The numbers that nobody could ring (PER-03)."""
    text = _("Enter a telephone number in full, like 07700 900123")
    return [Wrong(name, text) for name in PHONES if facts.get(name) and not is_phone(tidy_phone(facts[name]))]


def what_is_wrong_with_adult(facts: Mapping[str, Any]) -> list[Wrong]:
    """What cannot be right about a parent or carer, by field (PER-04); only the facts that are given are judged."""
    texts = {"full_name": _("Enter their name"), "relationship": _("Enter who they are to the young person")}
    missing = [Wrong(name, text) for name, text in texts.items() if name in facts and not name_key(facts[name])]
    signs_for_authority = facts.get("acts_for") == ActsFor.AUTHORITY
    unfounded = signs_for_authority and not str(facts.get("delegation", "")).strip()
    found = [Wrong("delegation", _("Write by what they sign for the authority"))] if unfounded else []
    return [*missing, *found, *wrong_phones(facts)]


def what_is_wrong_with_authority(name: str, phones: Mapping[str, Any]) -> list[Wrong]:
    """What keeps a local authority from being added, by field (PER-15). Numbers may be short, such as 101, or
    be missing (practice A9)."""
    wrong = [] if name_key(name) else [Wrong("name", _("Enter the name of the local authority"))]
    text = _("Enter a telephone number, like 020 7946 0123")
    numbers = {field: phones.get(field) for field in AUTHORITY_PHONES}
    return wrong + [Wrong(field, text) for field, number in numbers.items() if number and not _digits(number)]


def _digits(number: str) -> bool:
    return bool(re.fullmatch(r"\+?[0-9\s().\-]{3,29}", number.strip()))


def contact_after(before: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes, and what follows from them: nobody has said that another number or address is safe (practice
    B19)."""
    after = dict(changes)
    for answer, number in ABOUT.items():
        is_new = number in changes and changes[number] != before[number]
        if is_new and answer not in changes and before[answer] == SafeToContact.YES:
            after[answer] = SafeToContact.NOT_ASKED
    return after


def said_of_another(before: Mapping[str, Any], typed: Mapping[str, Any]) -> list[Wrong]:
    """Answers of "yes" that were given for another number or address than the one that is typed now (practice B19)."""
    text = _("It is another one now. Has somebody said that this one is safe?")
    return [
        Wrong(answer, text)
        for answer, number in ABOUT.items()
        if number in typed
        and typed[number] != before[number]
        and typed[number]
        and before[number]
        and typed.get(answer) == before[answer] == SafeToContact.YES
    ]


def lifts_a_stop(before: Mapping[str, Any], changes: Mapping[str, Any]) -> bool:
    """Whether a "no, do not use it" would be taken away (practice B19)."""
    return any(
        before.get(name) == SafeToContact.NO and changes.get(name, SafeToContact.NO) != SafeToContact.NO
        for name in ABOUT
    )


def signs_again(before: Mapping[str, Any], changes: Mapping[str, Any]) -> bool:
    """Whether somebody would count again as one who signs or decides, or no longer as one who does not (practice
    C27)."""
    return any(
        changes.get(name) == YesNoNotAsked.YES
        or (name in changes and before.get(name) == YesNoNotAsked.NO != changes[name])
        for name in SIGNING
    )


def asked_again(facts: Mapping[str, Any], bound: Mapping[str, Any]) -> dict[str, str]:
    """What becomes of a "yes" for a number or an address that is also that of somebody with whom contact is forbidden:
    who answers there may be them (practice B19)."""
    theirs = {bound[name].casefold() for name in ABOUT.values() if bound.get(name)}
    return {
        answer: SafeToContact.NOT_ASKED.value
        for answer, number in ABOUT.items()
        if facts.get(answer) == SafeToContact.YES and str(facts.get(number) or "").casefold() in theirs
    }


def is_unsafe_elsewhere(facts: Mapping[str, Any], others: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a number or address would be called safe that is a "no" of somebody else around the same person.

    Written down a second time under another name, it is no safer (practice B19).
    """
    said_no = {way for other in others for way in _ways(other, SafeToContact.NO)}
    return bool(said_no & _ways(facts, SafeToContact.YES))


def _ways(facts: Mapping[str, Any], answer: SafeToContact) -> set[tuple[str, str]]:
    """The channels with this answer, each with its number or address."""
    channels = {"safe_other_phone": "safe_call"}
    return {
        (channels.get(name, name), facts[number].casefold())
        for name, number in ABOUT.items()
        if facts.get(name) == answer and facts.get(number)
    }


def tells_too_much(text: str, secrets: Iterable[str]) -> bool:
    """Whether a message holds one of these texts, however it is written (practice B14)."""
    words = f"{_words(text)} "
    return any(f"{_words(secret)} " in words for secret in secrets if _words(secret))


def _words(text: str) -> str:
    """The text as a line of bare words, each with a space before it; words may come twice."""
    bare = "".join(c for c in normalize("NFKD", text.casefold()) if not combining(c))
    return "".join(f" {word}" for word in "".join(c if c.isalnum() else " " for c in bare).split())
