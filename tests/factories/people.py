"""People we work with, registered through the real action: there is no other way to one."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from safeguard.lib import clock
from safeguard.people.actions import AdultDetails, PersonDetails, register_person
from safeguard.people.enums import PersonKind
from safeguard.people.models import Person
from safeguard.practitioners.models import User
from sessions_app.actions.risk import assess_risk
from sessions_app.enums import Rating
from sessions_app.models import RiskAssessment

BORN = date(2011, 3, 27)  # 15 when these tests were written, and under 18 until 2029


def details(by: User, **over: Any) -> PersonDetails:
    """A young person of the first service of whoever registers them."""
    service = over.pop("service", None) or by.services.order_by("pk").first()
    facts = {"kind": PersonKind.YOUNG_PERSON, "full_name": "Amira Khan", "born_on": BORN, "service": service}
    return PersonDetails(**{**facts, **over})


def an_adult(**over: Any) -> AdultDetails:
    """A mother who may sign, and may be written to."""
    facts = {
        "full_name": "Sana Khan",
        "relationship": "mother",
        "email": "sana@family.example",
        "safe_email": "yes",
        "may_countersign": "yes",
    }
    return AdultDetails(**{**facts, **over})


def register(
    by: User,
    now: datetime | None = None,
    adults: tuple[AdultDetails, ...] = (),
    token: uuid.UUID | None = None,
    **over: Any,
) -> Person:
    """Register somebody as somebody, at the present moment unless told otherwise."""
    return register_person(
        by=by,
        now=now or clock.now(),
        details=details(by, **over),
        adults=adults,
        client_token=token or uuid.uuid4(),
    )


def assess(by: User, person: Person, now: datetime | None = None, **over: Any) -> RiskAssessment:
    """A low risk, looked at again in three months."""
    at = now or clock.now()
    said = {
        "rating": Rating.LOW,
        "risks": "Shares a phone with a brother.",
        "measures": "Agree beforehand who is in the room.",
        "review_on": at.astimezone(clock.LONDON).date() + timedelta(days=90),
        "client_token": uuid.uuid4(),
    }
    return assess_risk(by=by, now=at, person=person, **{**said, **over})
