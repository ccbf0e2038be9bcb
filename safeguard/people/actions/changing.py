"""Changing what is known of people, and how they may be reached."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar, cast

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.clock import LONDON
from safeguard.lib.errors import Refused
from safeguard.lib.permissions import Permission
from safeguard.notifications.actions import cancel_messages
from safeguard.people import access, rules
from safeguard.people.actions.finding import MADE_FROM, write_search_keys
from safeguard.people.actions.turning import finish_turning_18
from safeguard.people.enums import AuthorityKnown, PersonKind, Verb, YesNoNotAsked
from safeguard.people.exceptions import ChangedMeanwhile
from safeguard.people.models import CONTACT_FIELDS, Adult, Home, Person
from safeguard.practitioners.models import User

# What each form changes. How they are reached is apart: it may stop messages.
PERSON_FIELDS = frozenset(
    {
        "kind",
        "full_name",
        "known_as",
        "born_on",
        "service",
        "case_reference",
        "address",
        "address_withheld",
        "authority_known",
        "authority",
        "is_in_danger_at_home",
        "has_known_violence",
        "known_use_endangers",
        "also_known_as",
        "prefers_first_name_only",
        "prefers_video_off",
        "representation_note",
    }
)
PERSON_CONTACT = frozenset(
    {*CONTACT_FIELDS, "other_phone", "safe_other_phone", "wants_reminders", "call_back_phone", "call_back_agreed"}
)
ADULT_FIELDS = frozenset(
    {
        *CONTACT_FIELDS,
        *("full_name", "relationship", "may_countersign", "has_responsibility", "acts_for", "delegation", "home"),
    }
)
# Hidden until somebody opens it (SEC-14); the safe word is agreed on in a session.
MASKED = frozenset(
    {
        "address",
        "address_withheld",
        "is_in_danger_at_home",
        "has_known_violence",
        "known_use_endangers",
        "call_back_phone",
        "call_back_agreed",
    }
)
ENDANGERS = frozenset({"is_in_danger_at_home", "known_use_endangers", "has_known_violence"})
REACH = frozenset({*CONTACT_FIELDS, "other_phone", "safe_other_phone", "wants_reminders"})
Whom = TypeVar("Whom", bound=Person | Adult)


@transaction.atomic
def change_person(*, by: User, now: datetime, person: Person, version: int, changes: Mapping[str, Any]) -> Person:
    """Change who somebody is. ``version`` is that of the record its author saw.

    Raises ChangedMeanwhile if somebody saved since, Refused for a fact that cannot be right. Where contact itself
    may endanger from now on, nothing that waits is sent any more (practice A11, B19).
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not access.may_change(by, person):
        raise Refused(_("Only those who work with them, or their managers, can change this."))
    changed = _what_changes(person, changes, PERSON_FIELDS)
    if not changed:
        return person
    _check_masked(by, person, changed)
    _check_version(person, version)
    _check_person(person, changed, now)
    _check_withheld(person, changed, now)
    _save(person, changed, also=["name_key"])
    if MADE_FROM & set(changed):
        write_search_keys(person)
    record(Verb.CHANGED, by=by, now=now, subject=person, fields=[*changed, "version"])
    if changed.get("kind") == PersonKind.ADULT_AT_RISK:
        finish_turning_18(by=by, now=now, person=person)
        _cancel_to_family(person)  # told only by agreement from now on (practice A12)
    if ENDANGERS & {name for name, value in changed.items() if value}:
        cancel_messages(person.ref)
        _cancel_to_family(person)
    return person


def _cancel_to_family(person: Person) -> None:
    for ref in person.adults.values_list("ref", flat=True):
        cancel_messages(ref)


@transaction.atomic
def change_contact(*, by: User, now: datetime, whom: Whom, version: int, changes: Mapping[str, Any]) -> Whom:
    """Change how a person, or an adult around them, may be reached; of an adult also who they are (practice B19).

    Every change of a number, an address or an answer stops what waits to be sent to them. A "no" is set by anybody
    and lifted only with LIFT_CONTACT_STOPS. Another number is not safe because the one before was. Raises
    ChangedMeanwhile if somebody saved since, Refused for the rest.
    """
    if isinstance(whom, Adult) and "full_name" in changes:  # whoever changes keys locks the person first
        Person.objects.select_for_update().get(pk=whom.person_id)
    whom = cast("Whom", type(whom)._default_manager.select_for_update().get(pk=whom.pk))
    person = whom if isinstance(whom, Person) else whom.person
    if not access.may_change(by, person):
        raise Refused(_("Only those who work with them, or their managers, can change this."))
    allowed = PERSON_CONTACT if isinstance(whom, Person) else ADULT_FIELDS
    before = {name: getattr(whom, name) for name in allowed}
    changed = _what_changes(whom, rules.contact_after(before, changes), allowed)
    if not changed:
        return whom
    _check_masked(by, person, changed)
    if changed.get("home") is not None and changed["home"].person_id != person.pk:
        raise Refused(_("This is a home of somebody else."))
    _check_version(whom, version)
    _check_contact(by, before, changed)
    _check_orders(by, now, whom, before, changed)
    but = whom if isinstance(whom, Adult) else None  # of a person, what they said before counts too
    if REACH & set(changed) and access.passes_a_stop(by, person, {**before, **changed}, but=but):
        raise Refused(access.STOPPED)
    _save(whom, changed)
    if isinstance(whom, Adult) and "full_name" in changed:
        write_search_keys(person)
    verb = Verb.CONTACT_CHANGED if isinstance(whom, Person) else Verb.ADULT_CHANGED
    record(verb, by=by, now=now, subject=whom, fields=[*changed, "version"])
    if REACH & set(changed) or _signs_otherwise(before, changed):
        cancel_messages(whom.ref)
    return whom


@transaction.atomic
def agree_safe_word(*, by: User, now: datetime, person: Person, safe_word: str) -> Person:
    """Keep the safe word or gesture agreed last, to be confirmed at the next session (RUN-06).

    Raises Refused for whoever may not.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not access.may_change(by, person):
        raise Refused(_("Only those who work with them can agree on a safe word."))
    if person.safe_word != safe_word.strip():
        person.safe_word = safe_word.strip()
        person.save(update_fields=["safe_word"])
        record(Verb.CHANGED, by=by, now=now, subject=person, fields=["safe_word"])
    return person


def _signs_otherwise(before: Mapping[str, Any], changed: Mapping[str, Any]) -> bool:
    """Whether they could sign consent until now, or signed as somebody else: a link that waits to be sent would let
    them."""
    could = before.get("may_countersign") == YesNoNotAsked.YES
    return could and bool({"may_countersign", "acts_for"} & changed.keys())


def _what_changes(row: Person | Adult, changes: Mapping[str, Any], allowed: frozenset[str]) -> dict[str, Any]:
    """The changes that differ from the row, tidied. A field that this action does not change is a fault of ours."""
    if not set(changes) <= allowed:
        raise ValueError(f"not changed here: {sorted(set(changes) - allowed)}")
    tidy = {name: _tidy(name, value) for name, value in changes.items()}
    return {name: value for name, value in tidy.items() if getattr(row, name) != value}


def _tidy(name: str, value: Any) -> Any:
    if name in rules.PHONES:
        return rules.tidy_phone(value)
    if name == "also_known_as":
        return rules.tidy_names(value)
    return " ".join(value.split()) if name in ("full_name", "known_as", "relationship") else value


def _check_masked(by: User, person: Person, changed: Mapping[str, Any]) -> None:
    if MASKED & changed.keys() and not access.may_open_masked(by, person):
        raise Refused(_("Only those who work with them and the safeguarding lead change what is hidden."))


def _check_version(row: Person | Adult, version: int) -> None:
    if row.version != version:
        raise ChangedMeanwhile


def _check_person(person: Person, changed: dict[str, Any], now: datetime) -> None:
    facts = {name: changed.get(name, getattr(person, name)) for name in PERSON_FIELDS}
    if not {"kind", "born_on"} & set(changed):
        del facts["born_on"]  # somebody grows out of what was right once, and may still change their address
    if facts["authority_known"] != AuthorityKnown.YES and facts["authority"] is not None:
        facts["authority"] = changed["authority"] = None  # no longer known
    wrong = rules.what_is_wrong(facts, today=now.astimezone(LONDON).date())
    if wrong:
        raise Refused(wrong[0].text)


def _check_withheld(person: Person, changed: Mapping[str, Any], now: datetime) -> None:
    """Where they live is withheld from now on: no home of theirs may tell it (practice B20)."""
    withheld, day = changed.get("address_withheld", ""), now.astimezone(LONDON).date()
    homes = Home.objects.filter(person=person).values("address", "to_on") if withheld else []
    if any(rules.tells_where_withheld(withheld, home, day) for home in homes):
        raise Refused(rules.WITHHELD)


def _check_contact(by: User, before: dict[str, Any], changed: dict[str, Any]) -> None:
    wrong = rules.wrong_phones(changed) or rules.what_is_wrong_with_adult({**before, **changed})
    if wrong:
        raise Refused(wrong[0].text)
    if rules.lifts_a_stop(before, changed) and not by.may(Permission.LIFT_CONTACT_STOPS):
        raise Refused(_("Somebody said that it is not safe. Only the safeguarding lead or deputy can allow it again."))


def _check_orders(
    by: User, now: datetime, whom: Person | Adult, before: dict[str, Any], changed: dict[str, Any]
) -> None:
    """What an order has taken away comes back by those who may lift a stop; another name of theirs changes nothing."""
    if not isinstance(whom, Adult):
        return
    named = {name: before[name] for name in rules.SIGNING} if "full_name" in changed else {}
    if not rules.signs_again(before, {**named, **changed}):
        return
    name, day = changed.get("full_name", before["full_name"]), now.astimezone(LONDON).date()
    if access.passes_an_order(by, whom.person, name, day, whom):
        raise Refused(access.ORDERED)


def _save(row: Person | Adult, changed: dict[str, Any], also: list[str] | None = None) -> None:
    for name, value in changed.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*changed, "version", *(also or [])])
