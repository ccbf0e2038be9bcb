"""Two who hand over the same people at the same moment, each on a connection of its own."""

from datetime import timedelta
from typing import Any

import pytest

from safeguard.desk.actions import hand_over
from safeguard.lib import clock
from safeguard.people.models import HandOver
from tests.factories.live import a_call, a_live_session
from tests.threads import at_once


@pytest.mark.parametrize("seconds", [0, 1, -1])
def test_of_two_at_once_one_is_told_and_no_call_is_left_behind(committed_db: Any, cast: Any, seconds: int) -> None:
    call = a_call(a_live_session(cast.owner))
    person, now = call.person, clock.now()
    moments = {cast.colleague: now, cast.manager: now + timedelta(seconds=seconds)}

    def give(to: Any) -> Any:
        return hand_over(
            by=cast.dsl, now=moments[to], people=[person], of=cast.owner, to=to, note="Ring at four.", sessions={}
        )

    answers = at_once(*[lambda to=to: give(to) for to in moments])  # type: ignore[misc]
    assert sorted(type(answer).__name__ for answer in answers) == ["Refused", "list"]
    call.refresh_from_db()
    assert (
        call.caller == HandOver.objects.get().to == person.involvements.get(role="allocated", to_at=None).practitioner
    )
