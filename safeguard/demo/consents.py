"""What Harbour Youth asks families to agree to, and what they have answered."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from consent.actions import (
    answer_request,
    ask_for_consent,
    identify,
    issue_statement,
    open_link,
    record_decision,
    set_up_activity,
    withdraw,
)
from consent.enums import Decision, Method, Party, Purpose
from consent.messages import LINK, first_statement
from consent.models import Activity
from consent.selectors import party_of
from safeguard.demo import families
from safeguard.demo.families import BY_KEY, YOUNG_PEOPLE, Young, born_on
from safeguard.demo.people import CAREERS, COUNSELLING, MENTORING
from safeguard.demo.timeline import Story
from safeguard.demo.world import World
from safeguard.lib.links import token_of
from safeguard.people.models import Adult
from safeguard.people.rules import age_on

TAKE_PART, WORK, IMAGE, RECORDING, SHARING, MESSAGES = Purpose
AGREED, REFUSED = Decision.AGREED, Decision.REFUSED
SET_UP = 468  # days before the load
SIGNS_ALONE = 16  # years
Answers = Mapping[Purpose, Decision]


@dataclass(frozen=True)
class Asked:
    """A piece of work that is asked for. ``members``: of a group; the others are asked by their service."""

    key: str
    title: str
    description: str
    service: str
    purposes: tuple[Purpose, ...]
    by: str
    sharing_with: str = ""
    members: tuple[str, ...] = ()
    from_ago: int = SET_UP - 1


ACTIVITIES = (
    Asked(
        "careers",
        "Careers conversations",
        "Talking about what you are good at and what you might do next, by video or by phone, about every three weeks.",
        CAREERS,
        (TAKE_PART, MESSAGES),
        "manager",
    ),
    Asked(
        "mentoring",
        "Mentoring",
        "The same adult to talk with every few weeks, about school, friends, or whatever is on your mind.",
        MENTORING,
        (TAKE_PART, MESSAGES, SHARING),
        "manager",
        "the school’s pastoral team",
    ),
    Asked(
        "counselling",
        "Counselling",
        "Time with a counsellor by video or by phone. What you say stays with them, unless somebody is not safe.",
        COUNSELLING,
        (TAKE_PART, RECORDING),
        "ngozi",
    ),
    Asked(
        "cv",
        "Getting ready to apply",
        "Four people, two workers, an hour on letters and interviews. We may use an example you have written.",
        CAREERS,
        (TAKE_PART, WORK),
        "manager",
        members=("amira", "rhys", "tyrone", "hamza"),
        from_ago=295,
    ),
    Asked(
        "thursday",
        "Thursday group",
        "Games and talk on video after school, with two workers. Now and then we show on our page what was drawn.",
        MENTORING,
        (TAKE_PART, WORK, IMAGE),
        "manager",
        members=("ravi", "dominik", "aaliyah", "ivy"),
        from_ago=385,
    ),
)
ACTIVITY_OF = {CAREERS: "careers", MENTORING: "mentoring", COUNSELLING: "counselling"}

# Who answered otherwise than yes, to what.
SAID_NO: Mapping[str, tuple[Purpose, ...]] = {
    "corey": (RECORDING,),
    "nathan": (RECORDING,),
    "chloe": (RECORDING,),
    "theo": (SHARING,),
    "ivy": (IMAGE,),
}
WAITING = {"siobhan": 3, "saoirse": 2, "noor": 1}  # asked so many days ago, not answered yet
NOT_COUNTERSIGNED = "blessing"  # who has agreed, and whose mother has not been asked yet
TOOK_BACK = ("finlay", 20)  # whose mother took it back so many days ago
FATHER_REFUSED = (families.APART, 5)  # he said no on the phone so many days ago; the mother had agreed


def consent_stories(world: World) -> list[Story]:
    """Activities, requests and answers, given through links, on paper and on the phone."""
    stories = [_set_up(world), _taken_back(world), _father_refuses(world)]
    for order, young in enumerate(YOUNG_PEOPLE):
        stories.append(_asked(world, young, order, ACTIVITY_OF[young.service], young.since - 1))
    for asked in ACTIVITIES:
        for order, key in enumerate(asked.members):
            stories.append(_asked(world, BY_KEY[key], order, asked.key, asked.from_ago - 2))
    return stories


def _set_up(world: World) -> Story:
    at = world.days.ago(SET_UP, "11:00")
    yield at
    issue_statement(by=None, now=at, text=first_statement())
    for asked in ACTIVITIES:
        world.activities[asked.key] = set_up_activity(
            by=world.staff[asked.by],
            now=at,
            title=asked.title,
            description=asked.description,
            service=world.services[asked.service],
            purposes=asked.purposes,
            starts_on=world.days.day(asked.from_ago),
            sharing_with=asked.sharing_with,
            client_token=world.token("activity", asked.key),
        )


def _asked(world: World, young: Young, order: int, activity: str, ago: int) -> Story:
    """Asked the way that suits the family, and answered, or not yet."""
    if young.key in WAITING and activity == ACTIVITY_OF[young.service]:
        yield from _by_link(world, young, activity, WAITING[young.key], is_answered=False)
    elif young.key == NOT_COUNTERSIGNED or young.is_adult_at_risk or order % 4 == 3:
        yield from _on_paper(world, young, activity, ago)
    else:
        yield from _by_link(world, young, activity, ago)


def _by_link(world: World, young: Young, activity: str, ago: int, *, is_answered: bool = True) -> Story:
    by = world.staff[young.worker]
    at = world.days.ago(ago, "15:30")
    yield at
    born = born_on(world.days.today, young)
    adult = _parent(world, young) if age_on(born, at.date()) < SIGNS_ALONE else None
    if not (adult or world.people[young.key]).email:
        yield from _on_the_phone(world, young, activity, at)
        return
    request = ask_for_consent(
        by=by,
        now=at,
        person=world.people[young.key],
        activity=world.activities[activity],
        adult=adult,
        client_token=world.token("ask", young.key, activity),
    )
    if not is_answered:
        return
    at = at + timedelta(hours=28, minutes=7)  # in the evening of the next day
    yield at
    request = open_link(now=at, link_id=request.link_id, token=token_of(LINK, request.link_id))
    identify(now=at, request=request, born_on=born)
    answers = _answers(young, world.activities[activity])
    answer_request(
        now=at + timedelta(minutes=4),
        request=request,
        answers=answers,
        young_person=answers if adult else None,
        name=adult.full_name if adult else young.name,
        client_token=world.token("answer", young.key, activity),
    )
    if adult and young.age >= SIGNS_ALONE:  # has grown up since: from then on a parent cannot speak for them
        yield at + timedelta(hours=16)
        _in_their_own_words(world, young, activity, at + timedelta(hours=16))


def _in_their_own_words(world: World, young: Young, activity: str, at: datetime) -> None:
    record_decision(
        by=world.staff[young.worker],
        now=at,
        person=world.people[young.key],
        activity=world.activities[activity],
        party=Party.YOUNG_PERSON,
        answers=_answers(young, world.activities[activity]),
        given_by=young.name,
        method=Method.PHONE,
        given_at=at - timedelta(minutes=10),
        evidence_at="Note of the call in the case file",
        client_token=world.token("own words", young.key, activity),
    )


def _parent(world: World, young: Young) -> Adult:
    return Adult.objects.get(person=world.people[young.key], full_name=young.carers[0].name)


def _answers(young: Young, activity: Activity) -> Answers:
    said_no: Collection[Purpose] = SAID_NO.get(young.key, ())
    return {Purpose(one): REFUSED if one in said_no else AGREED for one in activity.purposes}


def _on_the_phone(world: World, young: Young, activity: str, at: datetime) -> Story:
    yield at
    _record(world, young, activity, at, Method.PHONE, "Note of the call in the case file")


def _on_paper(world: World, young: Young, activity: str, ago: int) -> Story:
    at = world.days.ago(ago, "16:45")
    yield at
    _record(world, young, activity, at, Method.SIGNED_FORM, f"Signed form {world.days.day(ago):%y%m%d}, locked cabinet")


def _record(world: World, young: Young, activity: str, at: datetime, method: Method, evidence: str) -> None:
    needs_parent = not young.is_adult_at_risk and age_on(born_on(world.days.today, young), at.date()) < SIGNS_ALONE
    parties: list[tuple[Party, Adult | None, str]] = [(Party.YOUNG_PERSON, None, young.name)]
    if needs_parent and young.key != NOT_COUNTERSIGNED:
        parent = _parent(world, young)
        parties.append((party_of(parent), parent, parent.full_name))
    for party, adult, name in parties:
        record_decision(
            by=world.staff[young.worker],
            now=at,
            person=world.people[young.key],
            activity=world.activities[activity],
            party=party,
            answers=_answers(young, world.activities[activity]),
            adult=adult,
            given_by=name,
            method=method,
            given_at=at - timedelta(minutes=25),
            evidence_at=evidence,
            client_token=world.token("recorded", young.key, activity, party),
        )


def _taken_back(world: World) -> Story:
    key, ago = TOOK_BACK
    young, at = BY_KEY[key], world.days.ago(ago, "12:40")
    yield at
    parent = _parent(world, young)
    withdraw(
        by=world.staff[young.worker],
        now=at,
        person=world.people[key],
        activity=world.activities[ACTIVITY_OF[young.service]],
        purposes=[TAKE_PART],
        party=Party.PARENT_CARER,
        given_by=parent.full_name,
        method=Method.PHONE,
        reason="Fin has football on that day now. They may come back after the winter.",
        adult=parent,
        client_token=world.token("taken back", key),
    )


def _father_refuses(world: World) -> Story:
    key, ago = FATHER_REFUSED
    young, at = BY_KEY[key], world.days.ago(ago, "17:15")
    yield at
    father = Adult.objects.get(person=world.people[key], full_name=young.carers[1].name)
    record_decision(
        by=world.staff[young.worker],
        now=at,
        person=world.people[key],
        activity=world.activities[ACTIVITY_OF[young.service]],
        party=Party.PARENT_CARER,
        answers={TAKE_PART: REFUSED},
        adult=father,
        given_by=father.full_name,
        method=Method.PHONE,
        given_at=at,
        evidence_at="Note of the call in the case file",
        client_token=world.token("refused", key),
    )
