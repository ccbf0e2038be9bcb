"""What happened in a quarter, written straight to the models: the past that a report counts."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from incidents.models import ChronologyEntry, Incident, TriageAnswer
from safeguard.lib.refs import new_ref
from safeguard.people.models import Adult, Person
from safeguard.practitioners.models import User
from sessions_app.enums import EndedHow, EventKind, Phase, SessionKind, SessionState
from sessions_app.models import LiveEvent, Participant, Session, WelfareCall
from tests.factories.incidents import raise_by


def a_session(person: Person, worker: User, at: datetime, *, minutes: int = 40, **over: Any) -> Session:
    """An unplanned contact by telephone that was held and ended as planned."""
    values = {
        "ref": new_ref("SE"),
        "client_token": uuid.uuid4(),
        "kind": SessionKind.UNPLANNED,
        "phase": Phase.FOLLOW_UP,
        "method": "phone",
        "practitioner": worker,
        "service": person.service,
        "starts_at": at,
        "planned_minutes": 45,
        "planned_at": at,
        "planned_by": worker,
        "state": SessionState.ENDED,
        "started_at": at,
        "started_by": worker,
        "ended_at": at + timedelta(minutes=minutes),
        "ended_by": worker,
        "ended_how": EndedHow.AS_PLANNED,
    }
    session = Session.objects.create(**{**values, **over})
    Participant.objects.create(session=session, person=person)
    return session


def pressed(session: Session, kind: EventKind, after: timedelta = timedelta(0), **facts: Any) -> LiveEvent:
    """A press so long after the session began."""
    began = session.started_at or session.starts_at
    return LiveEvent.objects.create(
        session=session,
        participant=session.participants.first(),
        kind=kind,
        facts=facts,
        client_token=uuid.uuid4(),
        by=session.practitioner,
        at=began + after,
    )


def there_was(session: Session, who: Adult | str) -> LiveEvent:
    """Somebody was with the young person: an adult on record, or somebody by name."""
    name = who if isinstance(who, str) else who.full_name
    people = [{"name": "Sam", "relationship": "brother"}, {"name": name, "relationship": "with them"}]
    return pressed(session, EventKind.PRESENT, alone=False, people=people)


def a_welfare_call(session: Session, at: datetime, *, was_made: bool) -> WelfareCall:
    """A call after a safe word."""
    participant = session.participants.select_related("person")[0]
    done = {"made_at": at, "made_by": session.practitioner, "result": "safe"} if was_made else {}
    return WelfareCall.objects.create(
        ref=new_ref("WC"),
        client_token=uuid.uuid4(),
        session=session,
        person=participant.person,
        is_danger=False,
        opened_at=at,
        opened_by=session.practitioner,
        due_at=at + timedelta(hours=1),
        caller=session.practitioner,
        **done,
    )


def a_concern(by: User, at: datetime, *, about: Person | None = None, **over: Any) -> Incident:
    """A concern as it was raised."""
    incident = raise_by(by, at, **over)
    if about is not None:
        incident.people.add(about)
    return incident


def acknowledged(incident: Incident, by: User, after: timedelta) -> None:
    """Somebody took it on."""
    at = incident.raised_at + after
    Incident.objects.filter(pk=incident.pk).update(state="acknowledged", acknowledged_at=at, acknowledged_by=by)


def closed(incident: Incident, by: User, after: timedelta) -> None:
    """Somebody took it on at once, and closed it."""
    acknowledged(incident, by, timedelta(minutes=1))
    at = incident.raised_at + after
    Incident.objects.filter(pk=incident.pk).update(state="closed", closed_at=at, closed_by=by)


def referred(incident: Incident, by: User, after: timedelta) -> None:
    """Somebody outside was told."""
    ChronologyEntry.objects.create(
        client_token=uuid.uuid4(),
        incident=incident,
        kind="referral",
        by=by,
        body="police",
        written_at=incident.raised_at + after,
    )


def triaged(incident: Incident, by: User, **answers: str) -> None:
    """Questions of triage and their answers; asked again, the newest holds."""
    for question, answer in answers.items():
        TriageAnswer.objects.create(
            incident=incident,
            question=question,
            answer=answer,
            by=by,
            answered_at=incident.raised_at,
        )
