"""What surrounds a few of the young people of Harbour Youth: orders, two homes, foster care, turning 18, adults."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from safeguard.demo import families
from safeguard.demo.ground import COUNCILS
from safeguard.demo.timeline import Story
from safeguard.demo.world import World
from safeguard.people.actions import (
    add_entry,
    ask_about_turning_18,
    change_contact,
    change_person,
    change_section,
    talk_over_adulthood,
    write_signpost,
)
from safeguard.people.enums import PersonKind
from safeguard.people.models import (
    AdultCare,
    CapacityNote,
    CourtOrder,
    Home,
    Needs,
    Network,
    Person,
    Signpost,
    Status,
    Supporter,
    Told,
)
from safeguard.people.rules import birthday

TURNED = "connor"  # 18 since a few weeks: it was talked over in time
TURNING = "elin"  # 18 in a few weeks: her counsellor has been asked
ASKED_BEFORE = timedelta(weeks=12)


@dataclass(frozen=True)
class Surrounded:
    """One young person: their sections, and their entries, each with the days before the load from which it holds."""

    key: str
    sections: Mapping[Any, Mapping[str, Any]]
    entries: tuple[tuple[Any, Mapping[str, Any]], ...] = ()
    person: Mapping[str, Any] | None = None
    homes_of_adults: tuple[int, ...] = ()  # for each adult, which of the homes is theirs


def _school(name: str, lead: str, number: int) -> dict[str, str]:
    return {"school": name, "school_dsl": lead, "school_phone": f"01632 960{number}"}


LOOKED_AFTER = Surrounded(
    "ivy",
    {
        Network: {
            "worker_name": "Deborah Achebe",
            "worker_team": "Children in care, Saltmarsh",
            "worker_phone": "01632 960501",
            "worker_email": "d.achebe@saltmarsh.example",
            "authority_consents": "yes",
            **_school("Lantern Hill School", "Mr Okonjo", 502),
            "gp": "Quarry Bank Surgery",
            "gp_phone": "01632 960503",
        },
        Needs: {
            "device": "A tablet of the school, shared with nobody",
            "surroundings": "The kitchen table at her foster carer’s; a door that closes",
            "adaptation": "Short sessions, and drawing while we talk",
        },
    },
    (
        (Status, {"kind": "in_need", "note": "Closed when she came into care", "from_on": 900, "to_on": 620}),
        (Status, {"kind": "looked_after", "note": "Section 31", "from_on": 620}),
        (
            CourtOrder,
            {
                "kind": "care",
                "effects": ["no_address", "no_contact"],
                "meaning": "Saltmarsh shares parental responsibility. Her father may not be told where she lives, nor "
                "that she talks to us. Contact with her mother is arranged by the social worker alone.",
                "whom": "Both parents",
                "held_at": "Saltmarsh, reference CiC/4471",
                "from_on": 610,
            },
        ),
        (Home, {"title": "With Lorraine", "household": "Lorraine, foster carer\nBen, foster brother, 9",
                "from_on": 600}),
        (
            Supporter,
            {
                "full_name": "Hilary Stott",
                "role": "teacher",
                "organisation": "Lantern Hill School",
                "work_phone": "01632 960502",
                "is_there_afterwards": True,
                "how_reached": "In the art room, or through the school office",
            },
        ),
    ),
)  # fmt: skip
TWO_HOMES = Surrounded(
    "joshua",
    {Network: _school("Wexcombe High", "Mrs Adeyemi", 512)},
    (
        (
            CourtOrder,
            {
                "kind": "child_arrangements",
                "effects": [],
                "meaning": "He lives with his mother, and with his father from Friday to Sunday. Each parent is told "
                "of sessions in their own home only.",
                "whom": "Miriam Katz and Daniel Katz",
                "held_at": "his mother’s solicitor, reference JK/2",
                "from_on": 400,
            },
        ),
        (Home, {"title": "With his mum, Sunday to Friday", "household": "Miriam\nLeah, sister, 7", "from_on": 400}),
        (Home, {"title": "With his dad at weekends", "household": "Daniel\nUncle Avi, on Saturdays", "from_on": 400}),
    ),
    person={"also_known_as": "Joshi", "prefers_video_off": True, "representation_note": "a picture of a cat"},
    homes_of_adults=(0, 1),
)
ADULT = Surrounded(
    "corey",
    {
        AdultCare: {
            "wishes": "“I want my money back and my own front door. I do not want my cousin in trouble.”",
            "agrees_to_referral": "yes",
            "family_may_know": "agreed",
            "family_told": "His sister Kim may know everything; nobody else.",
            "attorney": "Kim Blythe, sister",
            "attorney_phone": "01632 960521",
            "attorney_for": "Lasting power of attorney, money; held by the solicitor, reference LPA/88",
        },
        Network: {
            "worker_name": "Yvonne Tate",
            "worker_team": "Adults, Saltmarsh",
            "worker_phone": "01632 960522",
        },
    },
    (
        (Status, {"kind": "adult_services", "note": "Care Act assessment done", "from_on": 150}),
        (
            CapacityNote,
            {
                "decision": "Whether his cousin may hold his bank card",
                "found": "with_help",
                "reasons": "Explained twice with pictures. He could say back what may happen and what he would lose, "
                "and asked to think about it overnight.",
                "assessed_on": 90,
            },
        ),
    ),
)
FLAGGED = Surrounded(
    families.IN_DANGER,
    {},
    (
        (
            CourtOrder,
            {
                "kind": "non_molestation",
                "effects": ["no_contact", "no_address"],
                "meaning": "The stepfather may not contact Rowan or come near the home. Tell nobody where Rowan is.",
                "whom": "the stepfather",
                "held_at": "the domestic abuse service in Saltmarsh",
                "from_on": 300,
            },
        ),
    ),
    person={"has_known_violence": True, "known_use_endangers": True},
)
IN_TOUCH = Surrounded(
    "amira",
    {
        Needs: {
            "platforms_used": "WhatsApp with her aunts, YouTube, the school’s Teams",
            "preferences": "Phone calls after four; video once she knows somebody",
            "future_options": "A group on video, perhaps in the new year",
            "connection": "Good at home, poor on the bus",
            "language": "English; her mother likes Arabic, with an interpreter",
            "data_payer": "Her mother, pay as you go",
            "data_limit": "5 GB a month",
            "data_agreed": "Video only on the Wi-Fi at home; else we ring her",
        }
    },
    (
        (
            Supporter,
            {
                "full_name": "Nadia Farouk",
                "role": "youth worker",
                "organisation": "Saltmarsh Youth Centre",
                "work_phone": "01632 960531",
                "joins_sessions": True,
            },
        ),
        (
            Told,
            {
                "kind": "remote_support",
                "whom": "Rima Haddad, her mother",
                "what": "How sessions by phone and video work, and where parents can read more.",
                "links": "https://www.nspcc.org.uk/keeping-children-safe/online-safety/",
                "how": "message",
                "told_on": 300,
            },
        ),
        (
            Told,
            {
                "kind": "out_of_hours",
                "whom": "Amira",
                "what": "Childline and Shout, day and night. We answer on weekdays from nine to five.",
                "how": "session",
                "told_on": 290,
            },
        ),
    ),
    person={"prefers_first_name_only": True},
)
SURROUNDED = (LOOKED_AFTER, TWO_HOMES, ADULT, FLAGGED, IN_TOUCH)
DAYS = ("from_on", "to_on", "told_on", "assessed_on")


def around_stories(world: World) -> list[Story]:
    """A week after they came, what surrounds them is written down; and the two who turn 18."""
    return [*(_surrounded(world, one) for one in SURROUNDED), _turning(world), _library(world)]


def _surrounded(world: World, one: Surrounded) -> Story:
    young = families.BY_KEY[one.key]
    at = world.days.on(world.days.working_day(young.since - 7), "15:10")
    yield at
    by, person = world.staff[young.worker], world.people[one.key]
    for section, facts in one.sections.items():
        change_section(by=by, now=at, person=person, section=section, version=0, changes=facts)
    homes: list[Home] = []
    for number, (entry, facts) in enumerate(one.entries):
        token = world.token("around", one.key, number)
        said = {name: _day(world, at.date(), value) if name in DAYS else value for name, value in facts.items()}
        row = add_entry(by=by, now=at, person=person, entry=entry, facts=said, client_token=token)
        homes += [row] if isinstance(row, Home) else []
    if one.person:
        person.refresh_from_db()
        change_person(by=by, now=at, person=person, version=person.version, changes=one.person)
    for adult, place in zip(person.adults.order_by("pk"), one.homes_of_adults, strict=False):
        change_contact(by=by, now=at, whom=adult, version=adult.version, changes={"home": homes[place]})


def _day(world: World, written: date, before: int) -> date:
    """So many days before the load, and never after it was written down."""
    return min(written, world.days.today - timedelta(days=before))


def _turning(world: World) -> Story:
    """Twelve weeks before a birthday somebody is asked; Connor has talked it over, Elin has it before her."""
    for key in (TURNED, TURNING):
        day = birthday(families.born_on(world.days.today, families.BY_KEY[key]), 18)
        at = world.days.on(day - ASKED_BEFORE, "08:00")
        yield at
        ask_about_turning_18(now=at)
        if key == TURNED:
            at += timedelta(days=14, hours=6)
            yield at
            talk_over_adulthood(
                by=world.staff[families.BY_KEY[key].worker],
                now=at,
                person=Person.objects.get(pk=world.people[key].pk),
                kind=PersonKind.YOUNG_PERSON,
                wishes="His mum may know when we meet, and nothing of what is said. He signs for himself.",
            )


def _library(world: World) -> Story:
    """The lead checks the national services, and adds one of the town."""
    at = world.days.ago(60, "11:00")
    yield at
    for service in Signpost.objects.order_by("pk"):
        facts = {name: getattr(service, name) for name in FACTS}
        write_signpost(by=world.staff["dsl"], now=at, signpost=service, checked_on=at.date(), **facts)
    write_signpost(
        by=world.staff["dsl"],
        now=at,
        name="Saltmarsh Youth Advice",
        helps_with="Money, housing and benefits, 16 to 25",
        help_for="young",
        phone="01632 960540",
        other_ways=f"Drop in on Thursdays, {COUNCILS[0].name}",
        hours="Monday to Friday, 10 to 4",
        checked_on=at.date(),
    )


FACTS = ("name", "helps_with", "help_for", "phone", "other_ways", "hours")
