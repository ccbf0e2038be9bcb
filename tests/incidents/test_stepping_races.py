"""Two who record the same step at once are both heard; one who sends the same complaint twice at once, once."""

import uuid
from typing import Any

from incidents.actions import Said, acknowledge_incident, log_complaint, record_step
from incidents.models import CaseStep, Complaint
from incidents.rules import StepSaid
from safeguard.lib import clock
from tests.factories.sessions import planned, ready_ground
from tests.threads import at_once


def test_two_at_once_are_two_lines(committed_db: Any, cast: Any, raise_a_concern: Any) -> None:
    incident = raise_a_concern()
    acknowledge_incident(by=cast.dso, now=clock.now(), incident=incident)

    def say(by: Any, text: str) -> None:
        said = StepSaid(outcome="done", text=text)
        token = uuid.uuid4()
        record_step(by=by, now=clock.now(), incident=incident, client_token=token, code="review_meeting", said=said)

    at_once(lambda: say(cast.dso, "Mine."), lambda: say(cast.dsl, "Theirs."))
    assert sorted(one.text for one in CaseStep.objects.all()) == ["Mine.", "Theirs."]


def test_two_presses_at_the_same_moment_are_one(committed_db: Any, cast: Any, now: Any) -> None:
    session, token = planned(ready_ground(cast, now)), uuid.uuid4()

    def press() -> Complaint:
        return log_complaint(
            by=cast.owner,
            now=now,
            session=session,
            client_token=token,
            said=Said(said_by="Mrs Fenn", words="Jo was upset."),
        )

    found = at_once(press, press)
    assert {one.pk for one in found} == {Complaint.objects.get().pk}
