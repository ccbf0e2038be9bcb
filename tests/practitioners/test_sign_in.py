"""Signing in (django-allauth, in our look): nobody registers, strangers get no mail, guessing is slowed."""

import re
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client

from safeguard.notifications.models import Message
from safeguard.practitioners.models import User
from tests.factories.practitioners import UserFactory
from tests.pages import browser

pytestmark = pytest.mark.django_db
PASSWORD = "safe-harbour"
LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def no_tries_so_far() -> None:
    """Limits are counted in the cache, which is in the database and rolls back with it."""
    cache.clear()


@pytest.fixture
def person(settings: Any) -> Any:
    """Somebody with a password; mail goes where it goes in life."""
    settings.EMAIL_BACKEND = "safeguard.notifications.backends.OutboxBackend"
    return UserFactory(email="real@harbour.example", full_name="Rea Lopez", password=make_password(PASSWORD))


def _sign_in(client: Client, email: str = "real@harbour.example", password: str = PASSWORD) -> Any:
    return client.post(LOGIN, {"login": email, "password": password})


@pytest.mark.parametrize("email", ["real@harbour.example", "REAL@Harbour.Example", " real@harbour.example "])
def test_the_work_address_and_the_password_sign_in(person: User, email: str) -> None:
    client = Client()
    answer = _sign_in(client, email)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    page = client.get("/").content.decode()
    assert "Rea Lopez" in page
    client.post("/account/logout/")
    assert client.get("/").status_code == 302


def test_the_session_is_new_after_sign_in_and_gone_after_sign_out(person: User) -> None:
    client = Client()
    _sign_in(client)
    session = client.cookies["sessionid"].value
    assert client.cookies["sessionid"]["httponly"]
    client.post("/account/logout/")
    client.cookies["sessionid"] = session
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    ("email", "password"),
    [("real@harbour.example", "wrong"), ("nobody@harbour.example", PASSWORD), ("", ""), ("x", "y"),
     ("real@harbour.example", ""), ("🎈@harbour.example", PASSWORD), ("' OR 1=1 --", "' OR 1=1 --"),
     ("real@harbour.example", "x" * 5000), ("x" * 5000, PASSWORD)],
)  # fmt: skip
def test_a_wrong_one_does_not_and_the_address_stays(person: User, email: str, password: str) -> None:
    client = Client()
    answer = _sign_in(client, email, password)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<title>Error: " in page
    assert "govuk-error-summary" in page
    assert "sessionid" not in client.cookies or client.get("/").status_code == 302
    if password:
        assert f'value="{password}"' not in page


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(person: User) -> None:
    def said(email: str) -> list[str]:
        page = _sign_in(Client(), email, "wrong-password").content.decode()
        return re.findall(r'<a href="#[^"]*">([^<]+)</a>', page[page.index("govuk-error-summary") :])

    assert said("real@harbour.example") == said("nobody@harbour.example")


def test_a_closed_account_is_not_let_in(person: User) -> None:
    client = Client()
    _sign_in(client)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/").status_code == 302
    other = Client()
    _sign_in(other)
    assert other.get("/").status_code == 302
    assert "closed" in other.get("/account/inactive/").content.decode().lower()


def test_guessing_is_slowed_for_that_person_and_says_what_to_do(person: User) -> None:
    pages = [_sign_in(Client(), password=f"guess {number}").content.decode() for number in range(12)]
    assert "Too many" in pages[-1] or "too many" in pages[-1]
    assert _sign_in(Client()).status_code in (200, 429)  # the right password too, for a while
    assert "Rea Lopez" not in "".join(pages)


def test_nobody_registers_themselves() -> None:
    before = User.objects.count()
    for method in ("get", "post"):
        answer = getattr(Client(), method)(
            "/account/signup/", {"email": "new@evil.example", "password1": PASSWORD, "password2": PASSWORD}
        )
        assert answer.status_code == 200
        assert "<form" not in answer.content.decode().split("<main")[1].split("</main>")[0]
    assert User.objects.count() == before


@pytest.mark.parametrize("email", ["stranger@evil.example", "real@harbour.example.evil.example"])
def test_a_stranger_s_address_gets_no_mail_and_is_told_the_same(person: User, email: str) -> None:
    known = Client().post("/account/password/reset/", {"email": person.email})
    Message.objects.all().delete()
    answer = Client().post("/account/password/reset/", {"email": email})
    assert not Message.objects.exists()
    assert (answer.status_code, answer["Location"]) == (known.status_code, known["Location"])


def test_a_reset_is_sealed_while_it_waits_works_once_and_signs_in_with_the_new_password(person: User) -> None:
    from safeguard.notifications.sealing import unseal

    client = Client()
    client.post("/account/password/reset/", {"email": person.email})
    message = Message.objects.get()
    assert message.is_sealed
    assert message.address == person.email
    assert "/account/" not in message.title + message.body
    _title, text = unseal(message.body)
    path = re.findall(r"http://[^/\s]+(/account/password/reset/key/\S+)", text)[0]
    form = client.get(path, follow=True)
    assert form.status_code == 200
    new = "quiet-lantern-42"
    done = client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert done.status_code == 302
    assert _sign_in(Client()).status_code == 200
    assert _sign_in(Client(), password=new).status_code == 302
    used = Client().get(path, follow=True).content.decode()
    assert 'name="password1"' not in used


@pytest.mark.parametrize("weak", ["short", "password1234", "12345678901", "real@harbour.example"])
def test_a_weak_password_is_refused_in_words(person: User, weak: str) -> None:
    client = browser(person)
    _sign_in(client)
    answer = client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
    assert answer.status_code == 200
    assert "govuk-error-summary" in answer.content.decode()
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_nobody_changes_where_their_alerts_go(cast: Any) -> None:
    """Alerts go to the work address that an administrator has set: adding another by oneself is closed."""
    client = browser(cast.dsl)
    for method in ("get", "post"):
        assert (
            getattr(client, method)("/account/email/", {"email": "me@evil.example", "action_add": ""}).status_code
            == 404
        )
    cast.dsl.refresh_from_db()
    assert cast.dsl.email == "dsl@harbour.example"
