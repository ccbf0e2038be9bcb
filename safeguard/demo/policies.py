"""The library of Harbour Youth, a limit of its own, and what it looks at once a year."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import uuid4

from safeguard.demo import policy_words as words
from safeguard.demo.calendar import Days
from safeguard.demo.people import EVERYBODY
from safeguard.demo.timeline import Story
from safeguard.demo.world import World
from safeguard.people.actions import record_agreement
from safeguard.policies.actions import (
    PolicyFacts,
    RiskFacts,
    VersionFacts,
    hold_review,
    issue_policy,
    record_guest,
    remind_of_policies,
    remind_of_reviews,
    set_threshold,
    set_wording,
    sign_policy,
)
from safeguard.policies.enums import Marking, PolicyKind, Readers, ReviewKind
from safeguard.policies.models import PolicyType
from safeguard.policies.rules import Audience
from safeguard.policies.selectors import review_to_come, version_in_force
from safeguard.practitioners.enums import Role
from safeguard.practitioners.models import User

ISSUED = 470  # days ago
# Code, title, type, for whom, words; whoever works with young people signs the behaviour code and the rules on phones.
LIBRARY = (
    ("safeguarding", "Safeguarding policy", "safeguarding", Readers.STAFF, words.SAFEGUARDING, False),
    ("online-behaviour", "How we are online", "online-behaviour", Readers.STAFF, words.BEHAVIOUR, True),
    ("phones-and-images", "Phones, cameras and images", "phones-and-images", Readers.STAFF, words.PHONES, True),
    ("our-equipment", "Using our equipment", "acceptable-use", Readers.CUSTOMER, words.EQUIPMENT, True),
    ("online-with-us", "Online with us", "online-safety-agreement", Readers.ADULT, words.ONLINE_ADULT, True),
    ("guests", "Guests on our network", "acceptable-use", Readers.GUEST, words.GUESTS, True),
    ("promoting-events", "Before an event is advertised", "promoting-events", Readers.STAFF, words.PROMOTING, False),
)
WORKERS = VersionFacts(audience=Audience(roles=(Role.PRACTITIONER.value, Role.LINE_MANAGER.value)))


def library_stories(days: Days, staff: Mapping[str, User]) -> list[Story]:
    """The library, the limit that the lead has changed, the wording of a service, and the yearly reviews."""
    return [_library(days, staff), _limit(days, staff), _reviews(days, staff), _told(days)]


def _library(days: Days, staff: Mapping[str, User]) -> Story:
    at = days.ago(ISSUED, "10:30")
    yield at
    types = {one.code: one for one in PolicyType.objects.all()}
    for code, title, about, readers, text, must_sign in LIBRARY:
        is_aup = about == "acceptable-use"
        version = issue_policy(
            by=staff["dsl"],
            now=at,
            code=code,
            title=title,
            text=text,
            kind=PolicyKind.AUP if is_aup else PolicyKind.OTHER,
            must_sign=must_sign,
            policy_facts=PolicyFacts(type=types[about], readers=readers, owner=staff["deputy"]),
            facts=WORKERS if must_sign and readers == Readers.STAFF else VersionFacts(marking=Marking.PUBLIC),
        )
        if must_sign and readers == Readers.STAFF:
            for person in EVERYBODY:
                if {Role.PRACTITIONER, Role.LINE_MANAGER} & set(person.roles) and person.key != "poppy":
                    sign_policy(by=staff[person.key], now=at + timedelta(hours=2), version=version)
    at = days.ago(30, "15:20")
    yield at
    record_guest(
        by=staff["deputy"],
        now=at,
        version=version_in_force("guests"),
        name="Rowan Pike",
        signed_on=days.day(30),
        held_at="Book at the front desk",
        client_token=uuid4(),
    )


def _limit(days: Days, staff: Mapping[str, User]) -> Story:
    at = days.ago(200, "16:40")
    yield at
    why = "Agreed with the trustees: workers asked for it"
    set_threshold(by=staff["dsl"], now=at, code="session_gap", value=10, reason=why)
    at = days.ago(3, "16:50")
    yield at
    from_at = days.ago(-30, "00:00")
    set_threshold(by=staff["dsl"], now=at, code="session_gap", value=15, from_at=from_at, reason="Ten was too short")
    text = (
        "A quiet place where nobody hears. Phones on silent, within reach.\nYou may stop at any time.\nNobody records."
    )
    service = staff["manager"].services.order_by("name")[0]
    set_wording(by=staff["manager"], now=at, code="ground_rules", service=service, text=text, written_on=0)


def _reviews(days: Days, staff: Mapping[str, User]) -> Story:
    at = days.ago(ISSUED - 1, "07:30")  # before working time: they are scheduled, and nobody is reminded
    yield at
    remind_of_reviews(now=at)
    at = days.ago(352, "14:00")
    yield at
    _hold(ReviewKind.SYSTEMS, days, staff["deputy"], ago=352)
    at = days.ago(190, "14:00")
    yield at
    _hold(ReviewKind.RISK, days, staff["lead"], ago=190)


def _hold(kind: ReviewKind, days: Days, by: User, *, ago: int) -> None:
    review = review_to_come(kind)
    assert review is not None  # scheduled above
    is_risk = kind == ReviewKind.RISK
    hold_review(
        by=by,
        now=days.ago(ago, "14:00"),
        review=review,
        held_on=days.day(ago),
        took_part="The online safety group: lead, deputy, strategic lead, ICT, two practitioners",
        found=words.REVIEW_FOUND,
        decided=words.REVIEW_DECIDED,
        risks=[RiskFacts(facing=a, risk=b, measure=c, owner=d) for a, b, c, d in words.RISKS] if is_risk else (),
    )


def _told(days: Days) -> Story:
    """What the sweep has sent by now; a demonstration begins with nothing left to send."""
    for ago in (ISSUED, ISSUED - 1, ISSUED - 2, 75, 74, 73, 6, 5, 4, 3, 2, 1, 0):
        at = days.ago(ago, "10:45" if ago else "09:01")
        yield at
        remind_of_policies(now=at)
        remind_of_reviews(now=at)


def agreed_about_equipment(world: World) -> Story:
    """A young person and a parent have gone through the rules for our equipment."""
    at = world.days.ago(20, "15:45")
    yield at
    version = version_in_force("our-equipment")
    for key in list(world.people)[:2]:
        person = world.people[key]
        worker = person.involvements.filter(to_at=None).order_by("pk")[0].practitioner
        for adult in (None, *person.adults.order_by("pk")[:1]):
            record_agreement(
                by=worker,
                now=at,
                person=person,
                version=version,
                adult=adult,
                answer="agreed",
                how="call",
                agreed_on=world.days.day(20),
                client_token=uuid4(),
            )
