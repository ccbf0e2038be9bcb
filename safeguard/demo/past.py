"""What has happened at Harbour Youth in the last days: three concerns, each acknowledged and written up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from incidents.actions import Concern, acknowledge_incident, add_entry, note_opened, raise_concern
from incidents.enums import EntryKind, HowSoon, YesNoUnsure
from incidents.models import Incident
from safeguard.demo.people import CAREERS, MENTORING
from safeguard.escalation.actions import climb_due_ladders
from safeguard.escalation.enums import StepKind
from safeguard.escalation.models import Ladder
from safeguard.lib.clock import LONDON
from safeguard.notifications.actions import delivered_elsewhere
from safeguard.practitioners.models import Service, User

REACHED_AFTER = timedelta(seconds=2)
OPENED_BEFORE = timedelta(minutes=1)  # before it is acknowledged
NO = YesNoUnsure.NO


@dataclass(frozen=True)
class Example:
    """A concern of the past: when (days ago, London time), and minutes after which each thing was done."""

    days_ago: int
    hour: int
    minute: int
    by: str
    service: str
    answers: Mapping[str, Any]
    acknowledged_by: str
    acknowledged_after: int
    entry_after: int
    entry: str
    climbs_after: int | None = None


EXAMPLES = (
    Example(
        days_ago=4,
        hour=15,
        minute=20,
        by="practitioner",
        service=CAREERS,
        answers={
            "how_soon": HowSoon.TODAY,
            "about_staff": NO,
            "imagery": NO,
            "about_whom": "Jamie T, 15, careers group on Thursdays",
            "exact_words": "“I don’t really want to go home tonight. It’s just shouting all the time.”",
            "seen_and_done": "Quieter than usual and did not join in. I listened, said that I would have to tell "
            "our safeguarding officer, and Jamie said that was fine. Picked up by an aunt at half past three.",
            "opinion": "I do not know whether this is new or has been going on for a while.",
            "when_happened": "This afternoon, at the end of the group",
            "who_knows": "The aunt knows that Jamie was upset, not what was said",
        },
        acknowledged_by="dso",
        acknowledged_after=12,
        entry_after=55,
        entry="Rang Priya and went through what was said. Jamie is with the aunt tonight and is content to be. I will "
        "speak with Jamie tomorrow before the group, and with the school’s safeguarding lead afterwards.",
    ),
    Example(
        days_ago=2,
        hour=10,
        minute=5,
        by="manager",
        service=MENTORING,
        answers={
            "how_soon": HowSoon.TODAY,
            "about_staff": YesNoUnsure.NOT_SURE,
            "staff_named": "A volunteer who helps with the Saturday walks",
            "imagery": NO,
            "about_whom": "Two young people of the Saturday group",
            "seen_and_done": "A parent mentioned in passing that the volunteer writes to the group from a private "
            "number. I thanked her for telling me and have spoken to nobody else about it.",
            "when_happened": "Told to me this morning; going on for about three weeks",
            "who_knows": "The parent",
        },
        acknowledged_by="dsl",
        acknowledged_after=25,
        entry_after=80,
        entry="Agreed with Leo that the volunteer does not help this Saturday while we find out more. I will ring the "
        "parent this afternoon. Nothing so far suggests more than a rule about contact that was not kept.",
    ),
    Example(
        days_ago=1,
        hour=20,
        minute=40,
        by="colleague",
        service=MENTORING,
        answers={
            "how_soon": HowSoon.NOW,
            "about_staff": NO,
            "imagery": NO,
            "about_whom": "Rowan K, 16, mentored online on Tuesdays",
            "exact_words": "“I’ve had a row with Dad and I’m out. My phone’s nearly dead.”",
            "seen_and_done": "Rowan wrote this in our chat and then went offline. I rang twice and it went to "
            "voicemail. I have an address and the mother’s number on the joining form.",
            "when_happened": "Ten minutes ago",
            "who_knows": "Nobody yet",
        },
        acknowledged_by="dsl",
        acknowledged_after=18,
        entry_after=50,
        entry="Reached Rowan’s mother: Rowan got to her flat by bus and is safe there tonight. Told Callum, and "
        "asked him to keep the usual session. I will ring both of them tomorrow.",
        climbs_after=15,
    ),
)


def build_past(*, now: datetime, people: Mapping[str, User]) -> None:
    """Let every example happen at its own moment before ``now``. None of their messages is sent."""
    services = {service.name: service for service in Service.objects.all()}
    for example in EXAMPLES:
        _happen(example, now, people, services[example.service])


def _happen(example: Example, now: datetime, people: Mapping[str, User], service: Service) -> None:
    raised_at = _moment(example, now)
    concern = Concern(client_token=uuid4(), service=service, **example.answers)
    incident = raise_concern(by=people[example.by], now=raised_at, concern=concern)
    ladder = Ladder.objects.get(subject_type=Incident.SUBJECT, subject_ref=incident.ref)
    _settle(ladder, raised_at)
    if example.climbs_after is not None:
        climbed_at = raised_at + timedelta(minutes=example.climbs_after)
        climb_due_ladders(now=climbed_at)  # the only one that climbs: those before it are acknowledged
        _settle(ladder, climbed_at)
        ladder.refresh_from_db()
    handler = people[example.acknowledged_by]
    answered_at = raised_at + timedelta(minutes=example.acknowledged_after)
    note_opened(by=handler, now=answered_at - OPENED_BEFORE, incident=incident, ladder=ladder)
    acknowledge_incident(by=handler, now=answered_at, incident=incident)
    incident.refresh_from_db()
    add_entry(
        by=handler,
        now=raised_at + timedelta(minutes=example.entry_after),
        incident=incident,
        client_token=uuid4(),
        kind=EntryKind.NOTE,
        text=example.entry,
    )


def _moment(example: Example, now: datetime) -> datetime:
    """The moment in UTC: a time of day in London, some days before ``now``, so always before it."""
    day = now.astimezone(LONDON) - timedelta(days=example.days_ago)
    local = day.replace(hour=example.hour, minute=example.minute, second=0, microsecond=0)
    return local.astimezone(now.tzinfo)


def _settle(ladder: Ladder, at: datetime) -> None:
    """The messages of the past count as received: a first start must not send them."""
    told = ladder.story.filter(kind=StepKind.TOLD).values_list("telling", flat=True)
    delivered_elsewhere([str(telling) for telling in told], now=at + REACHED_AFTER)
