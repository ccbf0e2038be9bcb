"""Concerns, raised through the real action: there is no other way to one."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from incidents import rules, selectors
from incidents.actions import Concern, Said, log_complaint, raise_concern, record_step
from incidents.enums import HowSoon, StepOutcome, YesNoUnsure
from incidents.models import CaseStep, Complaint, Incident
from safeguard.escalation.models import Ladder, LadderStep
from safeguard.escalation.selectors import ladder_about
from safeguard.lib import clock
from safeguard.practitioners.models import User

Raise = Callable[..., Incident]


def a_concern(**over: Any) -> Concern:
    """A concern that says enough: today, not about staff, no imagery."""
    answers = {
        "client_token": uuid.uuid4(),
        "how_soon": HowSoon.TODAY,
        "about_staff": YesNoUnsure.NO,
        "imagery": YesNoUnsure.NO,
        "exact_words": "I do not want to go home.",
    }
    return Concern(**{**answers, **over})


def raise_by(by: User, now: datetime | None = None, **over: Any) -> Incident:
    """Raise a concern as somebody, at the present moment unless told otherwise."""
    return raise_concern(by=by, now=now or clock.now(), concern=a_concern(**over))


def ladder_of(incident: Incident) -> Ladder:
    """The ladder a concern started."""
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    assert ladder is not None
    return ladder


def told_of(incident: Incident) -> list[User]:
    """Everybody told of a concern so far, in order, as often as they were told."""
    steps = LadderStep.objects.filter(ladder__about_ref=incident.ref, kind="told").order_by("at", "id")
    return [step.person for step in steps.select_related("person")]


def a_complaint(cast: Any, now: datetime, session: Any) -> Complaint:
    """What a mother said about the owner's session."""
    said = Said(said_by="Mrs Fenn", words="Jo was upset afterwards.")
    return log_complaint(by=cast.owner, now=now, session=session, client_token=uuid.uuid4(), said=said)


def settle_steps(by: User, incident: Incident, **answers: str) -> None:
    """Say of every step that keeps a case open that it is not needed, or answer it; ``answers``: by code."""
    for _round in range(12):
        facts = selectors.facts_of(incident, clock.now()).case
        assert facts is not None
        codes = [one.field.removeprefix(rules.STEP) for one in rules.what_steps_lack(facts)]
        if not codes:
            return
        for code in codes:
            settle(by, incident, code, answers.get(code, ""))


def settle(by: User, incident: Incident, code: str, answer: str = "", **over: Any) -> CaseStep:
    """Record one step as somebody: not needed with a reason, or with an answer; ``over``: what else is said."""
    step = rules.STEPS[code]
    said: dict[str, Any] = {
        "outcome": StepOutcome.DONE if step.must else StepOutcome.NOT_NEEDED,
        "text": "We said why.",
    }
    if step.answers is not None:
        said |= {"outcome": StepOutcome.DONE, "answer": answer or ANSWERED.get(code) or step.answers.values[0]}
    return record_step(
        by=by,
        now=clock.now(),
        incident=incident,
        client_token=uuid.uuid4(),
        code=code,
        said=rules.StepSaid(**{**said, **over}),
    )


# Where the first answer asks for more: those that settle a case.
ANSWERED = {"image_age": "no", "image_private": "no", "threshold": "low_level"}
