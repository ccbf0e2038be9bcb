"""How people come to Harbour Youth: registered with the adults around them, and their risk assessed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from safeguard.demo import families, risk_words
from safeguard.demo.families import YOUNG_PEOPLE, Carer, Young
from safeguard.demo.ground import COUNCILS
from safeguard.demo.timeline import Story
from safeguard.demo.world import World, turn
from safeguard.people.actions import AdultDetails, PersonDetails, register_person
from safeguard.people.enums import ActsFor, AuthorityKnown, SafeToContact
from safeguard.people.models import Authority
from safeguard.practitioners.models import User
from sessions_app.actions import AgreedActionDetails, assess_risk, do_agreed_action
from sessions_app.enums import Rating

REVIEW_AFTER = 175  # days; the organisation's threshold is 26 weeks
OVERDUE = "malachi"  # whose risk assessment should have been looked at again by now
AGREED_LATELY = "leila"  # with something agreed that is still to be done


def intake_stories(world: World) -> list[Story]:
    """Everybody's registration and risk assessments."""
    return [_registration(world, young, order) for order, young in enumerate(YOUNG_PEOPLE)]


def _registration(world: World, young: Young, order: int) -> Story:
    by = world.staff[young.worker]
    at = world.days.on(world.days.working_day(young.since), f"10:{order:02}")
    yield at
    person = register_person(
        by=by,
        now=at,
        details=_details(world, young, order),
        adults=[_adult(carer, order, place) for place, carer in enumerate(young.carers)],
        client_token=world.token("person", young.key),
    )
    world.people[young.key] = person
    yield from _assessments(world, young, order, by, at)


def _details(world: World, young: Young, order: int) -> PersonDetails:
    authority = AuthorityKnown.YES
    if young.key in families.NOT_KNOWN:
        authority = AuthorityKnown.UNKNOWN
    if young.key in families.NOT_ASKED:
        authority = AuthorityKnown.NOT_ASKED
    council = next(one.name for one in COUNCILS if one.key == young.council)
    own = young.channels if young.has_phone else ""
    details = PersonDetails(
        kind=young.kind,
        full_name=young.name,
        known_as=young.known_as,
        born_on=families.born_on(world.days.today, young),
        service=world.services[young.service],
        phone=families.number_of(order) if young.has_phone else "",
        email=families.email_of(young.name) if young.has_phone else "",
        other_phone=families.other_number_of(order) if order % 5 else "",
        safe_other_phone=SafeToContact.YES if order % 5 else SafeToContact.NOT_ASKED,
        wants_reminders=young.key in families.WANT_REMINDERS,
        authority_known=authority,
        authority=Authority.objects.get(name=council) if authority == AuthorityKnown.YES else None,
        safe_call=_safe("call", own),
        safe_text=_safe("text", own),
        safe_email=_safe("email", own),
        address=families.address_of(order, young.council),
    )
    return _in_danger(details) if young.key == families.IN_DANGER else details


def _in_danger(details: PersonDetails) -> PersonDetails:
    """Home is not safe: nobody writes down where it is, and how to ring back was agreed."""
    return replace(
        details,
        address="",
        address_withheld="Held by the domestic abuse service in Saltmarsh. Ask the safeguarding lead.",
        is_in_danger_at_home=True,
        call_back_phone=families.CALL_BACK,
        call_back_agreed="Between four and six on weekdays. Let it ring four times, then stop. Never a message. If "
        "somebody else answers, say that it is the library about a book.",
    )


def _safe(channel: str, safe: str) -> SafeToContact:
    return SafeToContact.YES if channel in safe.split() else SafeToContact.NOT_ASKED


def _adult(carer: Carer, order: int, place: int) -> AdultDetails:
    return AdultDetails(
        full_name=carer.name,
        relationship=carer.relationship,
        phone=families.number_of_carer(order, place),
        email=families.email_of(carer.name) if "email" in carer.channels else "",
        may_countersign=carer.countersigns,
        has_responsibility=carer.responsible,
        acts_for=ActsFor.AUTHORITY if carer.signs_for_authority_by else ActsFor.FAMILY,
        delegation=carer.signs_for_authority_by,
        safe_call=_safe("call", carer.channels),
        safe_text=_safe("text", carer.channels),
        safe_email=_safe("email", carer.channels),
    )


def _assessments(world: World, young: Young, order: int, by: User, registered_at: datetime) -> Story:
    """Straight after the registration, and again every half year until now."""
    risks, strengths, measures = _words(young, order)
    for number, at in enumerate(_moments(world, young, registered_at)):
        yield at
        owes = number == 0 and order % 4 == 0
        assessment = assess_risk(
            by=by,
            now=at,
            person=world.people[young.key],
            rating=young.rating,
            risks=f"{turn(risk_words.REVIEWED, order + number)}{risks}" if number else risks,
            strengths=strengths,
            measures=measures,
            review_on=at.date() + timedelta(days=REVIEW_AFTER),
            agreed=[_agreed(by, order, at.date() + timedelta(days=14))] if owes else (),
            client_token=world.token("risk", young.key, number),
        )
        if owes:
            yield at + timedelta(days=5)
            done = assessment.agreed_actions.get()
            do_agreed_action(by=by, now=at + timedelta(days=5), action=done, note="Done, and told the family.")


def _agreed(owner: User, number: int, due_on: date) -> AgreedActionDetails:
    return AgreedActionDetails(what=turn(risk_words.AGREED, number), owner=owner, due_on=due_on)


def _moments(world: World, young: Young, registered_at: datetime) -> Iterator[datetime]:
    at = registered_at + timedelta(hours=2)
    while at < world.days.now:
        yield at
        after = at + timedelta(days=REVIEW_AFTER - 5)
        if young.key == OVERDUE and after + timedelta(days=REVIEW_AFTER) > world.days.now:
            return  # this one was forgotten
        at = after


def _words(young: Young, order: int) -> tuple[str, str, str]:
    if young.rating == Rating.HIGH:
        return risk_words.HIGH[young.key]
    words = risk_words.MODERATE if young.rating == Rating.MODERATE else risk_words.LOW
    return words[order % len(words)]


def looked_at_lately(world: World) -> Story:
    """One assessment of this week, with something that its owner still has to do."""
    young = families.BY_KEY[AGREED_LATELY]
    by = world.staff[young.worker]
    at = world.days.on(world.days.working_day(3), "15:40")
    yield at
    risks, strengths, measures = risk_words.MODERATE[0]
    assess_risk(
        by=by,
        now=at,
        person=world.people[young.key],
        rating=young.rating,
        risks=f"{risk_words.REVIEWED[0]}{risks}",
        strengths=strengths,
        measures=measures,
        review_on=world.days.day(-120),
        agreed=[_agreed(by, 0, world.days.next_working_day(world.days.today))],
        client_token=world.token("risk", young.key, "lately"),
    )
