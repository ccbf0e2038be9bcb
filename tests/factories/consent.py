"""Consent, made through the real actions: there is no other way to it."""

import uuid
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from consent.actions import answer_request, ask_for_consent, issue_statement, record_decision, set_up_activity
from consent.enums import Decision, Method, Party, Purpose
from consent.messages import first_statement
from consent.models import Activity, ConsentDecision, ConsentRequest, Statement
from consent.selectors import statement_in_force
from safeguard.lib import clock
from safeguard.lib.links import token_of
from safeguard.people.models import Adult, Person
from safeguard.practitioners.models import User
from tests.factories.people import an_adult, register

PURPOSES = (Purpose.TAKE_PART, Purpose.MESSAGES)


def a_statement(now: datetime | None = None) -> Statement:
    """The statement in force: the one an installation begins with, unless there is another."""
    return statement_in_force() or issue_statement(by=None, now=now or clock.now(), text=first_statement())


def an_activity(
    by: User, now: datetime | None = None, purposes: Collection[Purpose] = PURPOSES, **over: Any
) -> Activity:
    """An activity of the first service of whoever sets it up; two purposes unless told otherwise."""
    facts = {
        "title": "Weekly music sessions",
        "description": "One worker and one young person make music together by video call.",
        "service": over.pop("service", None) or by.services.order_by("pk").first(),
        "starts_on": date(2026, 1, 5),
        "sharing_with": "the Hull music hub" if Purpose.SHARING in purposes else "",
        "client_token": uuid.uuid4(),
    }
    return set_up_activity(by=by, now=now or clock.now(), purposes=purposes, **{**facts, **over})


def a_family(by: User, now: datetime | None = None, **over: Any) -> tuple[Person, Adult]:
    """A young person of 15 and a mother, both of whom may be written to."""
    reached = {"email": "amira@young.example", "safe_email": "yes"}
    person = register(by, now, adults=(an_adult(),), **{**reached, **over})
    return person, person.adults.get()


def asked(
    by: User,
    person: Person,
    adult: Adult | None,
    activity: Activity | None = None,
    now: datetime | None = None,
    **over: Any,
) -> ConsentRequest:
    """A request that was sent, with a statement and an activity if there are none yet."""
    moment = now or clock.now()
    a_statement(moment)
    return ask_for_consent(
        by=by,
        now=moment,
        person=person,
        activity=activity or an_activity(by, moment),
        adult=adult,
        **{"client_token": uuid.uuid4(), **over},
    )


def link_of(request: ConsentRequest) -> str:
    """The address that the message carries."""
    return f"/l/consent/{request.link_id}/{token_of('consent', request.link_id)}/"


def answered(request: ConsentRequest, now: datetime | None = None, **over: Any) -> ConsentRequest:
    """Everything agreed to through the link, by the young person beside a parent too."""
    given = {
        "answers": dict.fromkeys(map(Purpose, request.purposes), Decision.AGREED),
        "young_person": Decision.AGREED if request.adult else None,
        "name": request.adult.full_name if request.adult else request.person.full_name,
        "client_token": uuid.uuid4(),
    }
    return answer_request(now=now or clock.now(), request=request, **{**given, **over})


def agreed(
    by: User, person: Person, activity: Activity, now: datetime | None = None, adult: Adult | None = None, **over: Any
) -> list[ConsentDecision]:
    """Everything agreed to on a signed form, by the young person or by an adult."""
    moment = now or clock.now()
    said = {
        "party": Party.PARENT_CARER if adult else Party.YOUNG_PERSON,
        "adult": adult,
        "answers": dict.fromkeys(map(Purpose, activity.purposes), Decision.AGREED),
        "given_by": adult.full_name if adult else person.full_name,
        "method": Method.SIGNED_FORM,
        "given_at": moment,
        "evidence_at": "Case file, folder “Consent”",
        "client_token": uuid.uuid4(),
    }
    return record_decision(by=by, now=moment, person=person, activity=activity, **{**said, **over})
