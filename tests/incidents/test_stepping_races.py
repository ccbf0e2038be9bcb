"""Two who record the same step at once are both heard."""

import uuid
from typing import Any

from incidents.actions import acknowledge_incident, record_step
from incidents.models import CaseStep
from incidents.rules import StepSaid
from safeguard.lib import clock
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
