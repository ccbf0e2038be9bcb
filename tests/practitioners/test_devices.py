"""The register of our own devices, and the session that says on which of them it takes place (SEC-09)."""

from datetime import timedelta
from typing import Any

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from safeguard.practitioners.actions import keep_device, report_lost_device
from safeguard.practitioners.enums import DeviceState
from safeguard.practitioners.exceptions import Stale
from safeguard.practitioners.models import Device, User
from safeguard.practitioners.selectors.staff import usable_devices
from sessions_app.actions import start_session
from tests.factories.sessions import TUESDAY, approved, ready_ground, told
from tests.pages import browser

pytestmark = pytest.mark.django_db
ON_TIME = TUESDAY + timedelta(days=1)


def a_device(by: User, **over: Any) -> Device:
    facts = {"label": "Careers laptop 3", "kind": "laptop", "asset_number": "hy-0103"}
    return keep_device(by=by, now=clock.now(), **{**facts, **over})


def to_start(cast: Any) -> Any:
    ground = ready_ground(cast, TUESDAY)
    return ground.worker, told(ground, approved(ground))


# --- the register ---------------------------------------------------------------------------------------------------


def test_ict_keeps_it_and_nobody_else(cast):
    device = a_device(cast.ict, custodian=cast.owner)
    assert (device.asset_number, device.custodian) == ("HY-0103", cast.owner)
    assert device.given_at is not None
    with pytest.raises(Refused, match="already"):
        a_device(cast.admin)
    for who in ("owner", "manager", "dso", "dsl", "board"):
        with pytest.raises(Refused, match="Only ICT"):
            a_device(cast[who], asset_number="X")
        for page in ("/organisation/devices/", "/organisation/devices/add/", f"/organisation/devices/{device.ref}/"):
            assert browser(cast[who]).get(page).status_code == 404


def test_it_is_given_back_and_to_another(cast):
    device = a_device(cast.ict, custodian=cast.owner)
    facts = {"label": device.label, "kind": device.kind, "asset_number": device.asset_number, "device": device}
    given = keep_device(by=cast.ict, now=clock.now(), version=1, custodian=cast.colleague, **facts)
    assert (given.custodian, given.version) == (cast.colleague, 2)
    with pytest.raises(Stale):
        keep_device(by=cast.ict, now=clock.now(), version=1, custodian=None, **facts)
    back = keep_device(by=cast.ict, now=clock.now(), version=2, custodian=None, **facts)
    assert (back.custodian, back.given_at) == (None, None)
    User.objects.filter(pk=cast.owner.pk).update(is_active=False)
    with pytest.raises(Refused, match="closed"):
        keep_device(by=cast.ict, now=clock.now(), version=3, custodian=User.objects.get(pk=cast.owner.pk), **facts)


def test_lost_or_stolen_is_one_press_and_ict_and_the_leads_are_told_once(cast):
    device = a_device(cast.ict, custodian=cast.owner)
    client = browser(cast.owner)
    for _ in range(2):
        assert client.post(f"/yours/devices/{device.ref}/lost/")["Location"] == "/yours/devices/"
    told_of = Message.objects.filter(kind="devices.lost")
    assert {one.recipient_id for one in told_of} == {cast[who].pk for who in ("ict", "admin", "dsl", "deputy", "lead")}
    assert all("HY-0103" in one.title and cast.owner.full_name not in one.body for one in told_of)
    assert told_of.count() == 5
    assert AuditEvent.objects.filter(verb="practitioners.device.lost").count() == 1
    assert "Lost or stolen" in browser(cast.ict).get("/organisation/devices/").content.decode()
    for who in ("colleague", "manager", "anonymous"):
        assert browser(cast[who]).post(f"/yours/devices/{device.ref}/lost/").status_code in (404, 302)
    with pytest.raises(Refused, match="not with you"):
        report_lost_device(by=cast.colleague, now=clock.now(), device=device)


def test_two_editors_see_both_texts(cast):
    device = a_device(cast.ict)
    page, client = f"/organisation/devices/{device.ref}/", browser(cast.ict)
    answers = {"version": 1, "label": "Mine", "kind": "laptop", "asset_number": "HY-0103", "state": "in_use"}
    Device.objects.filter(pk=device.pk).update(label="Theirs", version=2)
    answer = client.post(page, answers)
    assert (answer.status_code, "Theirs" in answer.content.decode()) == (422, True)
    assert 'value="Mine"' in answer.content.decode()
    assert client.post(page, {**answers, "version": 2}).status_code == 302
    for bad in (
        {"asset_number": ""},
        {"kind": "spoon"},
        {"custodian": "forged"},
        {"version": "x"},
        {"label": "x" * 99},
    ):
        assert client.post(page, {**answers, "version": 3, **bad}).status_code == 422


def test_the_register_costs_the_same_however_long(cast, django_assert_num_queries):
    client = browser(cast.ict)
    for number in range(3):
        a_device(cast.ict, asset_number=f"A{number}", custodian=cast.owner)
    with django_assert_num_queries(4):  # who it is, the register, and on duty
        client.get("/organisation/devices/")
    Device.objects.bulk_create(
        Device(label="D", kind="phone", asset_number=f"B{n:03}", registered_at=clock.now()) for n in range(300)
    )
    with django_assert_num_queries(4):
        client.get("/organisation/devices/")


# --- the session ----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("SEC-09")
def test_once_there_is_a_register_a_session_says_on_which_of_our_devices_it_takes_place(cast):
    worker, session = to_start(cast)
    device = a_device(cast.ict, custodian=worker)
    theirs = a_device(cast.ict, asset_number="2", custodian=cast.colleague)
    lost = a_device(cast.ict, asset_number="3")
    Device.objects.filter(pk=lost.pk).update(state=DeviceState.LOST, lost_at=clock.now())
    facts = {"by": worker, "now": ON_TIME, "session": session}
    with pytest.raises(Refused, match="never one of your own"):
        start_session(**facts)
    for other in (theirs, lost):
        with pytest.raises(Refused, match="not in use"):
            start_session(device=other, **facts)
    assert usable_devices(worker) == [device]
    begun = start_session(device=device, **facts)
    assert (begun.state, begun.device, begun.other_device) == ("live", device, "")
    page = browser(worker).get(f"/sessions/{session.ref}/").content.decode()
    assert "Careers laptop 3 (HY-0103)" in page


def test_without_a_register_nothing_is_asked(cast):
    worker, session = to_start(cast)
    assert start_session(by=worker, now=ON_TIME, session=session).device is None


def test_a_register_with_gaps_stops_nobody(cast):
    worker, session = to_start(cast)
    a_device(cast.ict)
    begun = start_session(by=worker, now=ON_TIME, session=session, other_device="The blue tablet")
    assert (begun.state, begun.device, begun.other_device) == ("live", None, "The blue tablet")


@pytest.mark.parametrize(
    ("answer", "words"),
    [({"device": "own"}, "never held on a device of your own"), ({"device": "other"}, "Write which device"),
     ({"device": "forged"}, "Answer “On which device"), ({}, "Say on which")],
)  # fmt: skip
def test_the_page_says_why_it_does_not_begin(cast, monkeypatch, answer, words):
    worker, session = to_start(cast)
    a_device(cast.ict, custodian=worker)
    monkeypatch.setattr(clock, "now", lambda: ON_TIME)
    client = browser(worker)
    shown = client.get(f"/sessions/{session.ref}/").content.decode()
    assert "On which device does it take place?" in shown
    assert "checked" in shown, "the one device they have is chosen"
    page = client.post(f"/sessions/{session.ref}/start/", answer, follow=True).content.decode()
    assert words in page
    session.refresh_from_db()
    assert session.state != "live"
