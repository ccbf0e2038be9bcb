"""What takes data out asks who is sitting there, unless they have just said so."""

import time
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory

from safeguard.desk.actions import hold_everything
from safeguard.lib import clock
from safeguard.notifications.selectors import held
from safeguard.people.models import Person
from safeguard.policies.models import OwnConsent, Threshold
from safeguard.practitioners.models import SignIn
from safeguard.practitioners.requests import fresh_sign_in_required, has_fresh_sign_in
from tests.desk.importing import a_young_person, young
from tests.factories.reports import a_report
from tests.pages import browser

pytestmark = pytest.mark.django_db
PASSWORD = "safe-harbour-42"


@pytest.fixture(autouse=True)
def no_tries_so_far() -> None:
    cache.clear()


@pytest.fixture
def dsl(cast: Any) -> Any:
    cast.dsl.password = make_password(PASSWORD)
    cast.dsl.save()
    return cast.dsl


def signed_in_for(client: Client, seconds: int) -> None:
    """Move the moment of the sign-in back."""
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**one, "at": time.time() - seconds} for one in records]
    session.save()


def sign_in(person: Any) -> Client:
    client = Client()
    assert client.post("/account/login/", {"login": person.email, "password": PASSWORD}).status_code == 302
    return client


@pytest.mark.parametrize("kind", ["pdf", "csv"])
def test_a_download_asks_who_is_there_and_comes_back_to_its_page(dsl: Any, kind: str) -> None:
    report = a_report(dsl)
    client = sign_in(dsl)
    address = f"/reports/board/{report.ref}/{kind}/"
    assert client.get(address)["Content-Disposition"].startswith("attachment")
    signed_in_for(client, 301)
    asked = client.get(address)
    assert asked["Location"] == f"/account/reauthenticate/?next=%2Freports%2Fboard%2F{report.ref}%2F"
    page = client.get(asked["Location"])
    assert "Then press it again" in page.content.decode()
    back = client.post(asked["Location"], {"password": PASSWORD, "next": f"/reports/board/{report.ref}/"})
    assert back["Location"] == f"/reports/board/{report.ref}/"
    assert client.get(address)["Content-Disposition"].startswith("attachment")


def test_a_wrong_password_confirms_nothing(dsl: Any) -> None:
    report, client = a_report(dsl), sign_in(dsl)
    signed_in_for(client, 301)
    assert client.post("/account/reauthenticate/", {"password": "wrong"}).status_code == 200
    assert client.get(f"/reports/board/{report.ref}/csv/").status_code == 302


def test_what_was_sent_waits_and_is_carried_out_once_confirmed(dsl: Any, cast: Any) -> None:
    client, other = sign_in(dsl), browser(cast.owner)
    assert other.get("/").status_code == 200
    signed_in_for(client, 301)
    address = f"/team/{cast.owner.ref}/sign-ins/end/"
    asked = client.post(address)
    assert asked["Location"].startswith("/account/reauthenticate/?next=")
    assert SignIn.objects.of(cast.owner).exists()
    done = client.post("/account/reauthenticate/", {"password": PASSWORD, "next": address})
    assert done["Location"] == f"/team/{cast.owner.ref}/sign-ins/"
    assert not SignIn.objects.of(cast.owner).exists()
    assert other.get("/").status_code == 302


def test_a_limit_is_read_without_a_question_and_changed_after_one(dsl: Any) -> None:
    client, address = sign_in(dsl), "/policies/thresholds/session_length/"
    signed_in_for(client, 301)
    assert client.get(address).status_code == 200
    asked = client.post(address, {"value": "50", "reason": "Our review", "starts": "now"})
    assert asked["Location"].startswith("/account/reauthenticate/?next=")
    assert not Threshold.objects.filter(set_by=dsl).exists()
    done = client.post("/account/reauthenticate/", {"password": PASSWORD, "next": address})
    assert done["Location"] == address
    assert Threshold.objects.get(set_by=dsl).value == 50


def test_an_age_of_own_consent_is_read_without_a_question_and_changed_after_one(dsl: Any, cast: Any) -> None:
    client, address = sign_in(dsl), f"/policies/own-consent/{cast.service.ref}/"
    signed_in_for(client, 301)
    assert client.get(address).status_code == 200
    sent = {"from_age": "13", "policy": "Counselling policy, 4.2", "client_token": str(uuid4())}
    assert client.post(address, sent)["Location"].startswith("/account/reauthenticate/?next=")
    assert not OwnConsent.objects.exists()
    client.post("/account/reauthenticate/", {"password": PASSWORD, "next": address})
    assert OwnConsent.objects.get().from_age == 13


def test_a_restored_backup_is_looked_at_without_a_question_and_released_after_one(dsl: Any) -> None:
    hold_everything(now=clock.now(), taken_at=clock.now())
    client = sign_in(dsl)
    signed_in_for(client, 301)
    assert client.get("/held/").status_code == 200
    assert client.post("/held/")["Location"].startswith("/account/reauthenticate/?next=")
    assert held()
    assert client.post("/account/reauthenticate/", {"password": PASSWORD, "next": "/held/"})["Location"] == "/held/"
    assert held() is None


def test_a_table_is_written_after_a_question(cast: Any) -> None:
    cast.manager.password = make_password(PASSWORD)
    cast.manager.save()
    of, client = young(cast.manager, a_young_person()), sign_in(cast.manager)
    address = f"{of.get_absolute_url()}confirm/"
    signed_in_for(client, 301)
    for answer in (client.get(address), client.post(address)):
        assert answer["Location"].startswith("/account/reauthenticate/?next=")
    assert not Person.objects.exists()
    done = client.post("/account/reauthenticate/", {"password": PASSWORD, "next": address})
    assert done["Location"] == of.get_absolute_url()
    assert Person.objects.count() == 1


@pytest.mark.parametrize("address", ["/policies/thresholds/session_length/", "/held/"])
def test_whoever_may_not_do_it_is_not_asked_either(cast: Any, address: str) -> None:
    cast.owner.password = make_password(PASSWORD)
    cast.owner.save()
    client = sign_in(cast.owner)
    signed_in_for(client, 301)
    assert client.post(address).status_code == 404


def test_nobody_who_may_not_see_it_is_asked_to_confirm_more_than_their_own(cast: Any) -> None:
    """What one may not see stays a 404 after the confirmation."""
    report = a_report(cast.dsl)
    assert browser(cast.owner).get(f"/reports/board/{report.ref}/csv/").status_code == 404


def test_a_session_that_proved_nothing_in_an_account_that_can_is_not_fresh(dsl: Any, rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user, request.session = dsl, {}
    assert not has_fresh_sign_in(request)
    dsl.set_unusable_password()
    assert has_fresh_sign_in(request)


def test_both_ways_to_mark_a_view_keep_its_name() -> None:
    def view(request: Any) -> HttpResponse:
        return HttpResponse("done")

    view.kept_form = "kept"  # type: ignore[attr-defined]
    for marked in (fresh_sign_in_required(view), fresh_sign_in_required(back_to="desk:home")(view)):
        assert marked.__name__ == "view"
        assert marked.kept_form == "kept"  # type: ignore[attr-defined]
