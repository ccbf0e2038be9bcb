"""What was typed outlives the time-out, without a script: a concern, somebody to be registered, a record (SEC-02)."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client

from incidents.models import Incident
from safeguard.desk.actions import close_account
from safeguard.lib import clock
from safeguard.people.models import Person
from safeguard.practitioners.actions import grant_role
from safeguard.practitioners.enums import Role
from safeguard.practitioners.models import SignIn, Takers, User
from sessions_app.models import Record, Session
from tests.factories.live import a_live_session
from tests.pages import chosen, fields
from tests.practitioners.test_sign_ins import PASSWORD, is_in, quiet_for, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(cast: Any) -> User:
    cache.clear()
    cast.owner.password = make_password(PASSWORD)
    cast.owner.save()
    owner: User = cast.owner
    return owner


def comes_back(client: Client, worker: User, address: str, filled: dict[str, str]) -> None:
    """Fill the form in, let the time run out, send it, sign in, and find every field again."""
    page = client.get(address)
    assert page.status_code == 200
    sent = {**fields(page), **filled}
    quiet_for(61)
    asked = client.post(address, sent)
    assert asked["Location"].endswith("&kept=1")
    assert "ready to be sent" in client.get(asked["Location"]).content.decode()
    next_page = asked["Location"].split("next=")[1].split("&")[0]
    back = client.post("/account/login/", {"login": worker.email, "password": PASSWORD, "next": next_page})
    again = client.get(back["Location"])
    stand = {**fields(again), **dict(chosen(again))}
    assert {name: stand.get(name) for name in filled} == filled
    sent_again = client.post(address, {**fields(again), **dict(chosen(again))})
    assert sent_again.status_code in (302, 422)


def test_a_concern(worker: User) -> None:
    client = sign_in(worker)
    filled = {
        "how_soon": "today",
        "about_staff": "no",
        "imagery": "no",
        "exact_words": "She said: “not home” 🎈\nand cried.",
        "seen_and_done": "Her hands shook.",
        "opinion": "Frightened.",
        "when_happened": "Just now",
    }
    comes_back(client, worker, "/raise/report/", filled)
    assert Incident.objects.count() == 1


def test_somebody_to_be_registered(worker: User) -> None:
    filled = {
        "full_name": "Zoë O’Neill",
        "known_as": "Zo",
        "born_on_day": "27",
        "born_on_month": "3",
        "born_on_year": "2011",
        "phone": "07700 900123",
        "address": "4 Quay Street\nHarbour",
    }
    comes_back(sign_in(worker), worker, "/people/new/", filled)
    assert Person.objects.count() <= 1


def test_a_record(worker: User) -> None:
    session = a_live_session(worker)
    client = sign_in(worker)
    here = f"/sessions/{session.ref}"
    client.post(f"{here}/live/end/", {"ended_how": "connection_lost", "worry": "yes"})
    Session.objects.update(ended_at=clock.now() - timedelta(hours=1))  # just ended, nobody is signed out
    texts = [name for name, value in fields(client.get(f"{here}/record/")).items() if not value]
    filled = {name: f"What happened, {number}" for number, name in enumerate(texts) if "token" not in name}
    assert filled
    comes_back(client, worker, f"{here}/record/", filled)
    assert Record.objects.count() <= 1


@pytest.mark.requirement("SEC-02")
def test_own_account_strong_password_second_factor_time_out_and_shut_off(cast: Any, now: Any, settings: Any) -> None:
    """The row, word by word, with one person: each part has its own tests beside."""
    settings.SECOND_FACTOR_REQUIRED = True
    cache.clear()
    person = cast.colleague
    person.password = make_password(PASSWORD)
    person.save()
    client = sign_in(person)
    for weak in ("Password12345", "callum.reid99", "elevenchars"):
        refused = client.post(
            "/account/password/change/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
        )
        assert refused.status_code == 200, weak
    grant_role(by=cast.admin, now=now, user=person, role=Role.ADMINISTRATOR)
    assert client.get("/set-up/")["Location"] == "/account/2fa/"
    person.role_grants.exclude(role=Role.PRACTITIONER).delete()
    assert is_in(client)
    quiet_for(61)
    assert not is_in(client)
    client = sign_in(person)
    assert is_in(client)
    elsewhere = sign_in(person)
    close_account(by=cast.admin, now=clock.now(), person=person, takers=Takers())
    assert not SignIn.objects.of(person).exists()
    assert (is_in(client), is_in(elsewhere)) == (False, False)
    User.objects.filter(pk=person.pk).update(password=make_password(PASSWORD))  # even if somebody gave them one
    assert client.post("/account/login/", {"login": person.email, "password": PASSWORD})["Location"].endswith(
        "/account/inactive/"
    )
