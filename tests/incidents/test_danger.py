"""Somebody is in danger: 999 before any form, with the address and the numbers (ESC-01, practice A8)."""

from typing import Any

import pytest

from incidents.models import Incident
from tests.factories.live import a_live_session
from tests.pages import browser, concern

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("ESC-01")
def test_999_first_then_where_to_send_them_then_when_who_and_which_number(cast: Any) -> None:
    session, client = a_live_session(cast.owner), browser(cast.owner)
    page = client.get(f"/raise/danger/?session={session.ref}").content.decode()
    sheet = f"/sessions/{session.ref}/crisis/"
    assert page.index('href="tel:999"') < page.index(sheet) < page.index("/raise/report/")
    shown = client.get(sheet).content.decode()
    assert "tel:" in shown
    person = session.participants.get().person
    assert person.full_name in shown
    call = {"emergency_rung_at": "22:04", "emergency_rung_by": "Priya", "emergency_number": "Incident 417"}
    client.post("/raise/report/", concern(is_danger="True", session=session.ref, **call))
    case = browser(cast.dsl).get(Incident.objects.get().get_absolute_url()).content.decode()
    for words in call.values():
        assert words in case


def test_without_a_session_it_leads_to_people_and_nobody_else_s_session_is_named(cast: Any) -> None:
    session = a_live_session(cast.owner)
    page = browser(cast.other_team).get(f"/raise/danger/?session={session.ref}").content.decode()
    assert f"/sessions/{session.ref}/crisis/" not in page
    assert 'href="/people/"' in page
    assert 'href="/people/"' not in browser(cast.ict).get("/raise/danger/").content.decode()
