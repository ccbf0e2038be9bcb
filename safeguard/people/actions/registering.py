"""Registering somebody we work with, the adults around them, and local authorities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeguard.audit.actions import record
from safeguard.lib.clock import LONDON
from safeguard.lib.errors import Refused
from safeguard.lib.refs import new_ref
from safeguard.people import access, rules
from safeguard.people.actions.finding import write_search_keys
from safeguard.people.actions.involving import begin_involvement
from safeguard.people.enums import ActsFor, AuthorityKnown, InvolvementRole, SafeToContact, Verb, YesNoNotAsked
from safeguard.people.models import Adult, Authority, Person
from safeguard.practitioners.models import Service, User
from safeguard.practitioners.selectors import is_live, services_of
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm

NOT_LIVE = gettext_lazy(
    "Safeguard is still being set up here: nobody real is recorded yet. Ask your administrator when it begins."
)


@dataclass(frozen=True, kw_only=True)
class PersonDetails:
    """What is known of a person. ``practitioner`` None: whoever registers them works with them."""

    kind: str
    full_name: str
    born_on: date
    service: Service
    known_as: str = ""  # empty: the first word of the full name
    also_known_as: str = ""
    case_reference: str = ""
    phone: str = ""
    email: str = ""
    safe_call: str = SafeToContact.NOT_ASKED
    safe_text: str = SafeToContact.NOT_ASKED
    safe_email: str = SafeToContact.NOT_ASKED
    other_phone: str = ""
    safe_other_phone: str = SafeToContact.NOT_ASKED
    wants_reminders: bool = False
    address: str = ""
    address_withheld: str = ""
    authority_known: str = AuthorityKnown.NOT_ASKED
    authority: Authority | None = None
    is_in_danger_at_home: bool = False
    has_known_violence: bool = False
    known_use_endangers: bool = False
    call_back_phone: str = ""
    call_back_agreed: str = ""
    safe_word: str = ""
    practitioner: User | None = None


@dataclass(frozen=True, kw_only=True)
class AdultDetails:
    """What is known of a parent, carer or other adult."""

    full_name: str
    relationship: str
    phone: str = ""
    email: str = ""
    safe_call: str = SafeToContact.NOT_ASKED
    safe_text: str = SafeToContact.NOT_ASKED
    safe_email: str = SafeToContact.NOT_ASKED
    may_countersign: str = YesNoNotAsked.NOT_ASKED
    has_responsibility: str = YesNoNotAsked.NOT_ASKED
    acts_for: str = ActsFor.FAMILY
    delegation: str = ""


@transaction.atomic
def register_person(
    *, by: User, now: datetime, details: PersonDetails, adults: Sequence[AdultDetails] = (), client_token: UUID
) -> Person:
    """Write down a person, the adults around them, and who works with them (PER-01, PER-03, PER-04, PER-15).

    The same client token again gives the first one back. Raises Refused for a fact that cannot be right, for a number
    that is safe for one of them and not for another, for a service that is not one of ``by``'s own, and while the
    installation is being set up.
    """
    facts = _facts_of(details)
    _check(by, now, facts)
    person, is_new = Person.objects.get_or_create(
        client_token=client_token,
        defaults={**facts, "ref": new_ref("PE"), "registered_at": now, "registered_by": by},
    )
    if not is_new and person.registered_by_id != by.pk:
        raise Refused(_("This form was sent by somebody else. Open a new one."))
    if is_new:
        record(Verb.REGISTERED, by=by, now=now, subject=person, fields=facts)
        worker = details.practitioner or by
        begin_involvement(by=by, now=now, person=person, practitioner=worker, role=InvolvementRole.ALLOCATED)
        for number, adult in enumerate(adults):
            _write_adult(by, now, person, adult, uuid5(client_token, f"adult {number}"))
        if access.passes_a_stop(by, person, facts):
            raise Refused(access.STOPPED)
        write_search_keys(person)
    close_drafts(by=by, now=now, form=DraftForm.PERSON, client_token=client_token)
    return person


@transaction.atomic
def add_adult(*, by: User, now: datetime, person: Person, details: AdultDetails, client_token: UUID) -> Adult:
    """Add a parent, carer or other adult to a person (PER-04). The same client token gives the first one back.

    Raises Refused for a fact that cannot be right, for a number somebody said is not safe, and for whoever may not.
    """
    if not access.may_change(by, person):
        raise Refused(_("Only those who work with them, or their managers, can add somebody."))
    person = Person.objects.select_for_update().get(pk=person.pk)
    adult = _write_adult(by, now, person, details, client_token)
    write_search_keys(person)
    return adult


@transaction.atomic
def add_authority(
    *,
    by: User,
    now: datetime,
    name: str,
    children_phone: str = "",
    adults_phone: str = "",
    duty_team_phone: str = "",
    officer_phone: str = "",
    email: str = "",
    officer_post: str = "",
    officer_email: str = "",
    police_force: str = "",
    checked_on: date | None = None,
) -> Authority:
    """Add a local authority to the directory, with its numbers by day and out of hours (practice A9).

    Raises Refused for whoever may not, for a number nobody could ring, and for a name that is there already.
    """
    if not access.may_add_authority(by):
        raise Refused(_("Ask somebody who works with young people to add it."))
    phones = _phones(children_phone, adults_phone, duty_team_phone, officer_phone)
    about = _about(email, officer_post, officer_email, police_force)
    authority = _write_authority(Authority(), name, phones, about, checked_on, by)
    record(Verb.AUTHORITY_ADDED, by=by, now=now, subject=authority, fields=["name", *phones, *about])
    return authority


@transaction.atomic
def change_authority(
    *,
    by: User,
    now: datetime,
    authority: Authority,
    name: str,
    children_phone: str = "",
    adults_phone: str = "",
    duty_team_phone: str = "",
    officer_phone: str = "",
    email: str = "",
    officer_post: str = "",
    officer_email: str = "",
    police_force: str = "",
    checked_on: date | None = None,
) -> Authority:
    """Correct what the directory says of a local authority. Raises Refused for what cannot be rung."""
    if not access.may_change_authority(by):
        raise Refused(_("Ask an administrator or the safeguarding lead to correct it."))
    phones = _phones(children_phone, adults_phone, duty_team_phone, officer_phone)
    about = _about(email, officer_post, officer_email, police_force)
    authority = Authority.objects.select_for_update().get(pk=authority.pk)
    _write_authority(authority, name, phones, about, checked_on, by)
    record(Verb.AUTHORITY_CHANGED, by=by, now=now, subject=authority, fields=["name", *phones, *about])
    return authority


def _phones(children: str, adults: str, duty_team: str, officer: str) -> dict[str, str]:
    return {
        "children_phone": children,
        "adults_phone": adults,
        "duty_team_phone": duty_team,
        "officer_phone": officer,
    }


def _about(email: str, officer_post: str, officer_email: str, police_force: str) -> dict[str, str]:
    """What stands beside the numbers, as text; the officer is the one for allegations against staff (LADO)."""
    return {
        "email": email,
        "officer_post": officer_post.strip(),
        "officer_email": officer_email,
        "police_force": police_force.strip(),
    }


def _write_authority(
    authority: Authority,
    name: str,
    phones: Mapping[str, str],
    about: Mapping[str, str],
    checked_on: date | None,
    by: User,
) -> Authority:
    wrong = rules.what_is_wrong_with_authority(name, phones)
    if wrong:
        raise Refused(wrong[0].text)
    if authority.checked_on != checked_on:
        authority.checked_by = by if checked_on else None
    authority.name, authority.checked_on = name.strip(), checked_on
    for field, text in about.items():
        setattr(authority, field, text)
    for field, number in phones.items():
        setattr(authority, field, rules.tidy_phone(number))
    try:
        with transaction.atomic():
            authority.save()
    except IntegrityError as error:
        raise Refused(_("This local authority is there already.")) from error
    return authority


def _facts_of(details: PersonDetails) -> dict[str, Any]:
    facts = {field.name: getattr(details, field.name) for field in fields(details) if field.name != "practitioner"}
    facts["full_name"] = " ".join(details.full_name.split())
    facts["known_as"] = " ".join(details.known_as.split()) or rules.known_as(details.full_name)
    facts["also_known_as"] = rules.tidy_names(details.also_known_as)
    return facts | {name: rules.tidy_phone(facts[name]) for name in rules.PHONES}


def _check(by: User, now: datetime, facts: dict[str, Any]) -> None:
    if not access.may_register(by):
        raise Refused(_("Those who work with young people register them."))
    if not is_live():
        raise Refused(NOT_LIVE)
    if not services_of(by).filter(pk=facts["service"].pk).exists():
        raise Refused(_("Choose one of the services you work in."))
    wrong = rules.what_is_wrong(facts, today=now.astimezone(LONDON).date())
    if wrong:
        raise Refused(wrong[0].text)
    if facts["authority"] is not None and facts["authority_known"] != AuthorityKnown.YES:
        raise Refused(_("Say that the local authority is known, or choose none."))


def _write_adult(by: User, now: datetime, person: Person, details: AdultDetails, token: UUID) -> Adult:
    facts = {field.name: getattr(details, field.name) for field in fields(details)}
    wrong = rules.what_is_wrong_with_adult(facts)
    if wrong:
        raise Refused(wrong[0].text)
    facts |= {"full_name": " ".join(details.full_name.split()), "phone": rules.tidy_phone(details.phone)}
    is_there = Adult.objects.filter(client_token=token).exists()
    if not is_there and access.passes_a_stop(by, person, facts):
        raise Refused(access.STOPPED)
    signs = rules.signs_again({}, facts)
    if not is_there and signs and access.passes_an_order(by, person, details.full_name, now.astimezone(LONDON).date()):
        raise Refused(access.ORDERED)
    adult, is_new = Adult.objects.get_or_create(
        client_token=token,
        defaults={**facts, "person": person, "ref": new_ref("AD"), "added_at": now, "added_by": by},
    )
    if not is_new and (adult.person_id, adult.added_by_id) != (person.pk, by.pk):
        raise Refused(_("This form was used for something else. Open a new one."))
    if is_new:
        record(Verb.ADULT_ADDED, by=by, now=now, subject=adult, fields=facts)
    return adult
