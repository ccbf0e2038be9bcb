"""A call that nobody makes, or that reaches nobody: the line manager hears of it, then the officer (ESC-16)."""

from datetime import timedelta
from typing import Any

import pytest

from safeguard.duties.actions import tell_others_of_overdue_duties
from safeguard.lib import clock
from safeguard.notifications.models import Message
from sessions_app.enums import EndedHow
from sessions_app.models import WelfareCall
from tests.factories.live import a_live_session, rate, the_participant
from tests.pages import browser
from tests.sessions.test_live_actions import end
from tests.sessions.test_live_calls import note

pytestmark = pytest.mark.django_db


def heard(person: Any) -> bool:
    return Message.objects.filter(recipient=person).exists()


@pytest.mark.requirement("ESC-16")
@pytest.mark.parametrize("how", ["overdue", "not_reached"])
def test_a_lost_connection_that_is_not_called_back_goes_to_manager_and_officer_with_the_address_behind_the_link(
    cast: Any, how: str
) -> None:
    """After a connection that was lost, with a risk known before: a call that is late, or reaches nobody. The address
    stands behind the sign-in alone (practice B15)."""
    session = a_live_session(cast.owner)
    person = the_participant(session).person
    rate(person, cast.manager, "high")
    end(session, EndedHow.CONNECTION_LOST, closing=None)
    call = WelfareCall.objects.get(session=session)
    Message.objects.all().delete()
    if how == "overdue":
        clock.shift(timedelta(hours=3))
        tell_others_of_overdue_duties(now=clock.now())
    else:
        note(call, "not_reached", note="Voicemail")
    assert heard(cast.manager)
    assert heard(cast.dso)
    first_line = person.address.splitlines()[0]
    for message in Message.objects.all():
        for never in (first_line, person.full_name, person.known_as, person.phone):
            assert never not in f"{message.title} {message.body}"
    for told in (cast.manager, cast.dso):
        sheet = f"/sessions/{session.ref}/crisis/"
        assert f'href="{sheet}"' in browser(told).get(call.get_absolute_url()).content.decode()
        assert first_line in browser(told).get(sheet).content.decode(), told
    for other in (cast.other_team, cast.other_dso, cast.board):
        for path in (call.get_absolute_url(), f"/sessions/{session.ref}/crisis/"):
            assert browser(other).get(path).status_code == 404
