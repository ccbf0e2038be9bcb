"""Where somebody is signed in, how long it lasts, and how it ends."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client

from incidents.actions import acknowledge_incident
from safeguard.lib import clock
from safeguard.notifications.models import Message
from safeguard.practitioners.actions import end_sign_in, forget_ended_sign_ins, sign_out_everywhere, take_role
from safeguard.practitioners.enums import Role
from safeguard.practitioners.models import FailedSignIns, SignIn
from safeguard.practitioners.rules import AT_MOST, Limits, device_of, time_left
from safeguard.storage.models import Draft
from sessions_app.models import Session
from tests.factories.live import a_live_session
from tests.factories.practitioners import UserFactory
from tests.pages import JSON, browser, concern

pytestmark = pytest.mark.django_db
PASSWORD = "safe-harbour-42"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1"
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140 Safari/537.36"
OWN = "/team/sign-ins/yours/"


@pytest.fixture(autouse=True)
def no_tries_so_far() -> None:
    cache.clear()


@pytest.fixture
def person() -> Any:
    return UserFactory(email="real@harbour.example", password=make_password(PASSWORD), roles=[Role.PRACTITIONER])


def sign_in(person: Any, agent: str = LAPTOP) -> Client:
    client = Client(headers={"user-agent": agent})
    assert client.post("/account/login/", {"login": person.email, "password": PASSWORD}).status_code == 302
    return client


def quiet_for(minutes: float, *, began: float = 0, person: Any = None) -> None:
    """Nothing has been pressed for so long; signed in for ``began`` minutes, if that is longer."""
    rows = SignIn.objects.of(person) if person else SignIn.objects.all()
    for row in rows:
        row.seen_at -= timedelta(minutes=minutes)
        row.began_at -= timedelta(minutes=max(minutes, began))
        row.save(update_fields=["seen_at", "began_at"])


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


# --- how long it lasts -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "minutes", "stays"),
    [("dsl", 29, True), ("dsl", 31, False), ("admin", 31, False), ("owner", 31, True), ("owner", 61, False)],
)
def test_it_ends_when_nothing_was_pressed(cast: Any, who: str, minutes: int, stays: bool) -> None:
    client = browser(cast[who])
    assert is_in(client)
    quiet_for(minutes)
    assert is_in(client) is stays
    assert SignIn.objects.of(cast[who]).exists() is stays


def test_after_a_working_day_it_ends_whatever_was_pressed(cast: Any) -> None:
    client = browser(cast.owner)
    quiet_for(1, began=12 * 60 + 1)
    assert not is_in(client)


def test_every_press_prolongs_it_and_is_written_once_a_minute(cast: Any, django_assert_num_queries: Any) -> None:
    client = browser(cast.dsl)
    quiet_for(25)
    assert is_in(client)
    quiet_for(25)
    assert is_in(client)
    before = SignIn.objects.get().seen_at
    client.get("/help/")
    assert SignIn.objects.get().seen_at == before


def test_what_a_page_asks_for_by_itself_is_no_press(cast: Any) -> None:
    client = browser(cast.dsl)
    quiet_for(25)
    client.get("/incidents/", headers={"x-requested-with": "fetch"})
    assert SignIn.objects.get().seen_at < datetime.now(UTC) - timedelta(minutes=24)


def test_nobody_who_is_on_the_phone_about_a_child_is_signed_out(cast: Any, raise_a_concern: Any) -> None:
    incident = raise_a_concern()
    client = browser(cast.dsl)
    acknowledge_incident(by=cast.dsl, now=clock.now(), incident=incident)
    quiet_for(100)
    assert is_in(client)
    quiet_for(4 * 60 + 1)
    assert not is_in(client)


def test_nobody_who_runs_a_session_is_signed_out_of_it(cast: Any) -> None:
    session = a_live_session(cast.owner)
    client = browser(session.practitioner)
    quiet_for(100)
    assert is_in(client)


def test_the_end_of_the_working_day_ends_no_call(cast: Any) -> None:
    """It goes on until the session is over, then for what has to be written at once, and the page counts that down."""
    session = a_live_session(cast.owner)
    client = browser(session.practitioner)
    SignIn.objects.update(began_at=datetime.now(UTC) - timedelta(hours=12, minutes=1))
    page = client.get("/").content.decode()
    assert 890 <= int(re.findall(r'data-idle="(\d+)"', page)[0]) <= 900
    ended = datetime.now(UTC) - timedelta(minutes=14)
    Session.objects.update(state="ended", started_at=ended, ended_at=ended, ended_by=cast.owner)
    passive = {**JSON, "x-requested-with": "fetch"}
    assert 50 <= client.get("/account/stay/", headers=passive).json()["seconds"] <= 60
    Session.objects.update(started_at=ended - timedelta(minutes=2), ended_at=ended - timedelta(minutes=2))
    assert not is_in(client)
    client = browser(session.practitioner)
    Session.objects.update(state="live", ended_at=None, ended_by=None)
    SignIn.objects.update(began_at=datetime.now(UTC) - timedelta(hours=16))
    assert not is_in(client)


def test_a_page_knows_how_long_it_lasts_and_a_press_prolongs_it(cast: Any) -> None:
    client = browser(cast.dsl)
    page = client.get("/").content.decode()
    assert 1790 <= int(re.findall(r'data-idle="(\d+)"', page)[0]) <= 1800
    quiet_for(29)
    passive = {**JSON, "x-requested-with": "fetch"}
    assert client.get("/account/stay/", headers=passive).json()["seconds"] <= 60
    assert client.post("/account/stay/", headers=JSON).json()["seconds"] > 1700
    assert client.post("/account/stay/")["Location"] == "/"
    quiet_for(31)
    assert client.get("/account/stay/", headers=passive).status_code == 401


def test_a_form_sent_after_the_time_out_comes_back_with_every_field(person: Any) -> None:
    """Without a script; a record and a register form keep it the same way (tests/storage, tests/test_middleware)."""
    client = sign_in(person)
    page = client.get("/raise/report/")
    token = re.findall(r'name="client_token" value="([^"]+)"', page.content.decode())[0]
    quiet_for(61)
    sent = concern(client_token=token, exact_words="She said: not home.", author=str(person.ref))
    asked = client.post("/raise/report/", sent)
    assert asked["Location"].endswith("&kept=1")
    assert "not sent" in client.get(asked["Location"]).content.decode().lower() or Draft.objects.exists()
    back = client.post(asked["Location"], {"login": person.email, "password": PASSWORD, "next": "/raise/report/"})
    again = client.get(back["Location"]).content.decode()
    assert "She said: not home." in again
    assert 'value="today"' in again


# --- where one is signed in --------------------------------------------------------------------------


def test_each_browser_is_a_line_that_its_person_knows(person: Any) -> None:
    client, _phone = sign_in(person), sign_in(person, PHONE)
    page = re.sub(r"\s+", " ", client.get(OWN).content.decode())
    assert "Chrome on Windows" in page
    assert "Safari on iPhone" in page
    assert page.count("This browser") == 1
    assert "127.0.0.1" not in page


def test_one_is_signed_out_and_the_other_stays(person: Any) -> None:
    client, phone = sign_in(person), sign_in(person, PHONE)
    ref = SignIn.objects.get(device="Safari on iPhone").ref
    assert client.post(f"{OWN}end/{ref}/")["Location"] == OWN
    assert not is_in(phone)
    assert is_in(client)
    assert client.post(f"{OWN}end/{ref}/").status_code == 302, "again changes nothing"


def test_everywhere_else_and_not_here(person: Any) -> None:
    client, others = sign_in(person), [sign_in(person, PHONE), sign_in(person)]
    said = client.post(f"{OWN}end/", follow=True).content.decode()
    assert "2 sign-ins have been ended" in said
    assert [is_in(one) for one in [client, *others]] == [True, False, False]
    assert "Nothing had to be ended" in client.post(f"{OWN}end/", follow=True).content.decode()


def test_nobody_ends_another_s_by_its_reference(cast: Any, now: Any) -> None:
    client = browser(cast.owner)
    assert is_in(client)
    ref = SignIn.objects.of(cast.owner).get().ref
    end_sign_in(by=cast.colleague, now=now, ref=ref)
    assert is_in(client)


@pytest.mark.parametrize("who", ["admin", "dsl", "deputy"])
def test_a_lost_phone_is_signed_out_by_whoever_looks_after_it(cast: Any, who: str) -> None:
    client, boss = browser(cast.owner), browser(cast[who])
    assert is_in(client)
    assert cast.owner.full_name in boss.get("/team/sign-ins/").content.decode()
    assert boss.get(f"/team/{cast.owner.ref}/sign-ins/").status_code == 200
    assert boss.post(f"/team/{cast.owner.ref}/sign-ins/end/").status_code == 302
    assert not is_in(client)


@pytest.mark.parametrize("who", ["owner", "manager", "dso", "hr_dso", "board", "ict"])
def test_nobody_else_sees_or_ends_sign_ins_of_others(cast: Any, who: str) -> None:
    client = browser(cast[who])
    for address in ("/team/sign-ins/", f"/team/{cast.other_team.ref}/sign-ins/"):
        assert client.get(address).status_code == 404
    for act in ("end", "reset", "reset/agree", "reset/stop", "reset/do"):
        assert client.post(f"/team/{cast.other_team.ref}/sign-ins/{act}/").status_code == 404


def test_a_role_that_is_taken_away_ends_every_sign_in(cast: Any, now: Any) -> None:
    client = browser(cast.owner)
    assert is_in(client)
    take_role(by=cast.admin, now=now, user=cast.owner, role=Role.PRACTITIONER)
    assert not is_in(client)


def test_a_new_password_ends_every_other_sign_in(person: Any) -> None:
    client, other = sign_in(person), sign_in(person, PHONE)
    new = "quiet-lantern-42"
    answer = client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302
    assert is_in(client)
    assert not is_in(other)
    assert SignIn.objects.of(person).count() == 1
    news = Message.objects.get(kind="account.password")
    assert news.address == person.email
    assert "Was this you?" in news.body
    assert person.full_name not in news.title + news.body


def test_a_browser_that_is_new_is_told_of_and_one_that_is_known_is_not(person: Any) -> None:
    client = sign_in(person)
    assert Message.objects.filter(kind="account.new_device").count() == 1
    client.post("/account/logout/")
    client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    assert Message.objects.filter(kind="account.new_device").count() == 1
    client.cookies["known_here"] = "forged"
    client.post("/account/logout/")
    client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    assert Message.objects.filter(kind="account.new_device").count() == 2


def test_failures_are_counted_without_a_name_and_forgotten_after_a_month(person: Any, cast: Any) -> None:
    for email in ("real@harbour.example", "nobody@harbour.example"):
        Client().post("/account/login/", {"login": email, "password": "wrong"})
    assert FailedSignIns.objects.get().count == 2
    page = re.sub(r"\s+", " ", browser(cast.ict).get("/operations/").content.decode())
    assert "Sign-ins that failed" in page
    assert person.email not in page
    FailedSignIns.objects.update(hour_at=clock.now() - timedelta(days=32))
    SignIn.objects.update(expire_date=clock.now() - timedelta(seconds=1))
    forget_ended_sign_ins(now=clock.now())
    assert not FailedSignIns.objects.exists()
    assert not SignIn.objects.exists()


def test_sign_out_everywhere_is_refused_for_somebody_who_may_not(cast: Any, now: Any) -> None:
    from safeguard.lib.errors import Refused

    with pytest.raises(Refused):
        sign_out_everywhere(by=cast.dso, now=now, person=cast.owner)


# --- rules ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "Safari on iPhone"),
        (LAPTOP, "Chrome on Windows"),
        (LAPTOP + " Edg/140", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile Safari/537", "Chrome on Android"),
        ("iPad", "iPad"),
        ("", "a device we do not know"),
        ("🎈" * 400, "a device we do not know"),
    ],
)
def test_a_device_is_called_by_what_it_is(agent: str, words: str) -> None:
    assert device_of(agent) == words


@pytest.mark.parametrize(
    ("hours", "busy", "expected"),  # since it began; minutes until when they are busy; minutes that are left
    [
        (11.75, None, 15),
        (11.75, 10, 15),  # never shorter than for anybody else
        (11.75, 20, 20),
        (12.5, None, -30),
        (12.5, 15, 15),
        (15.9, 15, 6),  # sixteen hours, whatever they do
        (16.5, 15, -30),
    ],
)
def test_the_longest_time_holds_but_in_the_middle_of_something(hours: float, busy: int | None, expected: int) -> None:
    now = datetime(2026, 3, 2, 22, tzinfo=UTC)
    until = now + timedelta(minutes=busy) if busy else None
    left = time_left(now - timedelta(hours=hours), now, now, Limits(idle=timedelta(hours=1)), busy_until=until)
    assert left == timedelta(minutes=expected)


def test_the_cookie_lasts_as_long_as_the_longest_sign_in(settings: Any) -> None:
    assert timedelta(seconds=settings.SESSION_COOKIE_AGE) == AT_MOST
