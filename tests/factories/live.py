"""Sessions that are under way, written straight to the models; their presses go through the real actions."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from consent.models import Activity
from safeguard.escalation.models import LadderStep
from safeguard.lib import clock
from safeguard.lib.refs import new_ref
from safeguard.people.models import Adult, Authority, Involvement, Person
from safeguard.platforms.models import Platform
from safeguard.practitioners.models import User
from sessions_app.actions import note_press, use_safe_word
from sessions_app.enums import EventKind, Phase, Rating, SessionKind, SessionState
from sessions_app.models import (
    Booking,
    LiveEvent,
    Participant,
    RiskAssessment,
    Session,
    SessionAssessment,
    WelfareCall,
)


def a_person(worker: User, **over: Any) -> Person:
    """A young person with a mother, allocated to a worker."""
    now = clock.now()
    authority, _ = Authority.objects.get_or_create(
        name="Harbourshire",
        defaults={
            "children_phone": "020 7946 0101",
            "adults_phone": "020 7946 0102",
            "duty_team_phone": "020 7946 0199",
        },
    )
    values = {
        "ref": new_ref("PE"),
        "client_token": uuid.uuid4(),
        "kind": "young_person",
        "full_name": "Maya Ellis",
        "known_as": "Maya",
        "born_on": date(2011, 3, 14),
        "service": worker.services.first(),
        "phone": "+447700900123",
        "safe_call": "yes",
        "address": "4 Quay Street\nHarbour",
        "authority_known": "yes",
        "authority": authority,
        "registered_at": now,
        "registered_by": worker,
    }
    person = Person.objects.create(**{**values, **over})
    Involvement.objects.create(
        person=person, practitioner=worker, role="allocated" if not over.get("_with") else "with", from_at=now
    )
    Adult.objects.create(
        ref=new_ref("AD"),
        client_token=uuid.uuid4(),
        person=person,
        full_name="Joan Ellis",
        relationship="mother",
        phone="+447700900124",
        safe_call="yes",
        added_at=now,
        added_by=worker,
    )
    return person


def a_platform(owner: User) -> Platform:
    """An approved platform."""
    found, _ = Platform.objects.get_or_create(
        name="Harbour Meet",
        defaults={
            "ref": new_ref("PL"),
            "methods": ["video", "phone", "chat"],
            "purpose": "Meetings",
            "owner": owner,
            "status": "approved",
            "min_age": 13,
            "has_chat": True,
            "has_camera": True,
            "has_recording": False,
            "review_due": date(2099, 1, 1),
        },
    )
    return found


def a_live_session(
    worker: User, *, people: list[Person] | None = None, since: timedelta = timedelta(minutes=5), **over: Any
) -> Session:
    """A follow-up by video that began five minutes ago, with Maya, unless told otherwise."""
    now = clock.now()
    people = people if people is not None else [a_person(worker)]
    started: datetime | None = now - since
    activity = Activity.objects.create(
        ref=new_ref("AC"),
        client_token=uuid.uuid4(),
        title="One-to-one support",
        description="Talking",
        service=people[0].service,
        purposes=["online"],
        starts_on=date(2020, 1, 1),
        set_up_at=now,
        set_up_by=worker,
    )
    if over.get("state") in (SessionState.PLANNED, SessionState.APPROVED):
        started = None
    values = {
        "ref": new_ref("SE"),
        "client_token": uuid.uuid4(),
        "kind": SessionKind.ONE_TO_ONE if len(people) == 1 else SessionKind.GROUP,
        "phase": Phase.FOLLOW_UP,
        "method": "video",
        "platform": a_platform(worker),
        "activity": activity,
        "practitioner": worker,
        "service": people[0].service,
        "starts_at": now - since,
        "planned_minutes": 45,
        "state": SessionState.LIVE,
        "planned_at": now - timedelta(days=1),
        "planned_by": worker,
        "started_at": started,
        "started_by": worker if started else None,
    }
    session = Session.objects.create(**{**values, **over})
    for person in people:
        Participant.objects.create(session=session, person=person)
    SessionAssessment.objects.create(
        client_token=uuid.uuid4(),
        session=session,
        rating=Rating.LOW,
        risks="May be overheard",
        measures="Headphones",
        response="Stay on the call. Callum rings Joan; I ring the officer on duty.",
        made_at=now,
        made_by=worker,
    )
    Booking.objects.create(session=session, worker=worker, during=(now - since, now - since + timedelta(minutes=45)))
    if started:
        LiveEvent.objects.create(
            client_token=uuid.uuid4(), session=session, kind=EventKind.STARTED, facts={}, by=worker, at=started
        )
    return session


def rate(person: Person, by: User, rating: str) -> RiskAssessment:
    """An individual risk assessment in force."""
    now = clock.now()
    return RiskAssessment.objects.create(
        ref=new_ref("RA"),
        client_token=uuid.uuid4(),
        person=person,
        rating=rating,
        risks="Alone at home",
        measures="Agreed times",
        review_on=date(2099, 1, 1),
        made_at=now,
        made_by=by,
    )


def the_participant(session: Session) -> Participant:
    """The first of those who take part."""
    return session.participants.select_related("person").order_by("pk")[0]


def pressed(session: Session, kind: str, facts: dict[str, Any] | None = None, **over: Any) -> LiveEvent:
    """Press something as the worker of the session, now."""
    values = {
        "by": session.practitioner,
        "now": clock.now(),
        "session": session,
        "kind": EventKind(kind),
        "facts": facts or {},
        "client_token": uuid.uuid4(),
    }
    return note_press(**{**values, **over})


def a_call(session: Session, *, is_danger: bool = False, **over: Any) -> WelfareCall:
    """The safe word is used, as the worker of the session, now."""
    values = {
        "by": session.practitioner,
        "now": clock.now(),
        "session": session,
        "participant": the_participant(session),
        "is_danger": is_danger,
        "client_token": uuid.uuid4(),
    }
    return use_safe_word(**{**values, **over})


def told_of_call(call: WelfareCall) -> list[str]:
    """Who was told of a call, in order."""
    steps = LadderStep.objects.filter(ladder__about_ref=call.ref, kind="told").order_by("at", "id")
    return [step.person.full_name for step in steps.select_related("person")]
