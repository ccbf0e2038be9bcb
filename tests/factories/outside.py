"""What is done with bodies outside, through the real actions: a referral, its answer, the contact log, a hold."""

import uuid
from datetime import timedelta
from typing import Any

from incidents.actions import Call, answer_referral, begin_hold, note_outside, record_referral, refer_incident
from incidents.enums import AnswerKind, OutsideBody, OutsideKind, Waits
from incidents.models import Hold, OutsideContact, Referral, ReferralAnswer
from safeguard.duties.models import Duty
from safeguard.lib.worktime import london_day


def refer(by: Any, incident: Any, now: Any, body: str = OutsideBody.SOCIAL_CARE, **call: Any) -> Referral:
    """A referral through the real action."""
    entry = refer_incident(
        by=by,
        now=now,
        incident=incident,
        client_token=uuid.uuid4(),
        body=OutsideBody(body),
        their_reference="MASH 1",
        call=Call(**call),
    )
    return Referral.objects.get(entry=entry)


def answer(by: Any, referral: Referral, now: Any, kind: str = AnswerKind.ACCEPTED, **said: Any) -> ReferralAnswer:
    """What they said, through the real action."""
    values = {"client_token": uuid.uuid4(), "text": "They open an assessment.", **said}
    return answer_referral(by=by, now=now, referral=referral, answer=kind, **values)


def duty(kind: str) -> Duty:
    """The only open duty of a kind."""
    return Duty.objects.get(kind=kind, state="open")


def rung(by: Any, incident: Any, now: Any) -> Referral:
    """Whoever raised it has rung social care."""
    entry = record_referral(
        by=by, now=now, report=incident, client_token=uuid.uuid4(), body=OutsideBody.SOCIAL_CARE, text="Rang them"
    )
    return Referral.objects.get(entry=entry)


def log(by: Any, incident: Any, now: Any, **said: Any) -> OutsideContact:
    """A line of the contact log."""
    values = {
        "client_token": uuid.uuid4(),
        "kind": OutsideKind.CONTACT,
        "body": OutsideBody.POLICE,
        "person": "PC Shah",
        "text": "She asks for the dates.",
        **said,
    }
    return note_outside(by=by, now=now, incident=incident, **values)


def begin(by: Any, referral: Referral, now: Any, **said: Any) -> Hold:
    """They have asked us to wait."""
    values = {
        "client_token": uuid.uuid4(),
        "agreed_with": "DC Osei",
        "waits": [Waits.CONVERSATIONS, Waits.REMOVAL],
        "chase_on": london_day(now) + timedelta(days=7),
        **said,
    }
    return begin_hold(by=by, now=now, referral=referral, **values)
