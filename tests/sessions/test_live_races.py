"""The safe word at the same moment as something else, each on a connection of its own."""

import uuid
from typing import Any

import pytest

from safeguard.lib import clock
from sessions_app.actions import record_call, use_safe_word
from sessions_app.enums import CallResult
from sessions_app.models import WelfareCall
from tests.factories.live import a_call, a_live_session, the_participant
from tests.threads import at_once


@pytest.mark.parametrize("_time", range(6))
def test_the_safe_word_and_a_call_that_is_noted_do_not_wait_for_each_other(
    committed_db: Any, cast: Any, _time: int
) -> None:
    session = a_live_session(cast.owner)
    call, participant, now = a_call(session), the_participant(session), clock.now()
    answers = at_once(
        lambda: use_safe_word(
            by=cast.owner, now=now, session=session, participant=participant, is_danger=True, client_token=uuid.uuid4()
        ),
        lambda: record_call(by=cast.dsl, now=now, call=call, result=CallResult.NOT_REACHED, client_token=uuid.uuid4()),
    )
    assert [type(one) for one in answers] == [WelfareCall, WelfareCall]
    assert WelfareCall.objects.get().is_danger
    assert session.events.filter(kind="safe_word_used").count() == 2
