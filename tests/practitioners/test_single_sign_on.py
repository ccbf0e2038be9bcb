"""The organisation's own sign-in: it joins accounts that are there, by real HTTP, and takes nothing on trust."""

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client

from safeguard.audit.models import AuditEvent
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from safeguard.practitioners.actions import unlink_work_identity
from safeguard.practitioners.enums import Role
from safeguard.practitioners.models import FailedSignIns, User, WorkIdentity
from tests.factories.practitioners import UserFactory
from tests.pages import browser
from tests.practitioners.provider import CLIENT_ID, CLIENT_SECRET, OwnProvider, own_provider

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]
PASSWORD = "safe-harbour-42"
BEGIN, BACK = "/account/work/", "/account/work/back/"


@pytest.fixture(scope="module")
def running() -> Any:
    with own_provider() as provider:
        yield provider


@pytest.fixture
def provider(running: OwnProvider, settings: Any) -> OwnProvider:
    cache.clear()
    running.lies, running.describes, running.codes = {}, {}, {}
    running.signs_with, running.algorithm, running.answers_with = running.key, "RS256", None
    running.person = {"sub": "person-1", "email": "real@harbour.example", "email_verified": True}
    settings.OIDC_ISSUER, settings.OIDC_NAME = running.issuer, "Harbour account"
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
    settings.SECOND_FACTOR_REQUIRED = True
    return running


@pytest.fixture
def person() -> User:
    return UserFactory(email="real@harbour.example", full_name="Rea Lopez", password=make_password(PASSWORD))


def sign_in(provider: OwnProvider, client: Client | None = None, **over: str) -> tuple[Client, Any]:
    """Go there and come back, as a browser would."""
    client = client or Client()
    away = client.get(BEGIN, {"next": "/policies/"})
    assert away.status_code == 302, away.content
    return client, client.get(BACK, {**provider.authorise(away["Location"]), **over})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_somebody_who_is_known_by_their_verified_work_address_is_let_in(provider: OwnProvider, person: User) -> None:
    client, answer = sign_in(provider)
    assert (answer.status_code, answer["Location"]) == (302, "/policies/")
    assert is_in(client)
    assert client.get("/policies/").status_code == 200
    linked = WorkIdentity.objects.get()
    assert (linked.user, linked.issuer, linked.subject) == (person, provider.issuer, "person-1")
    assert Message.objects.filter(kind="account.work_identity", address=person.email).count() == 1
    assert User.objects.count() == 1


def test_what_is_asked_for_is_bound_to_this_browser_and_keeps_the_code_useless_to_others(
    provider: OwnProvider, person: User
) -> None:
    away = Client().get(BEGIN)
    asked = dict(parse_qsl(urlsplit(away["Location"]).query))
    assert asked["code_challenge_method"] == "S256"
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert asked["redirect_uri"].endswith(BACK)
    injected = Client().get(BEGIN, {"scope": "admin", "auth_params": "redirect_uri=https://evil.example/"})
    assert "evil" not in injected["Location"]
    assert "admin" not in injected["Location"]


def test_later_the_subject_counts_and_not_the_address(provider: OwnProvider, person: User) -> None:
    sign_in(provider)
    provider.person = {"sub": "person-1", "email": "married@harbour.example", "email_verified": False}
    client, answer = sign_in(provider)
    assert answer.status_code == 302
    assert int(client.session["_auth_user_id"]) == person.pk


def test_an_address_that_was_given_to_somebody_else_opens_nothing(provider: OwnProvider, person: User) -> None:
    sign_in(provider)
    provider.person = {"sub": "person-2", "email": "real@harbour.example", "email_verified": True}
    client, answer = sign_in(provider)
    assert answer.status_code == 403
    assert not is_in(client)
    assert WorkIdentity.objects.get().subject == "person-1"


@pytest.mark.parametrize(
    "lies",
    [
        {"iss": "https://evil.example"},
        {"aud": "another-client"},
        {"aud": [CLIENT_ID, "another"], "azp": "another"},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"iat": None},
        {"nonce": "of another browser"},
        {"nonce": None},
        {"sub": None},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
        {"email": "stranger@evil.example"},
        {"email": None},
        {"email": "real@harbour.example.evil.example"},
    ],
    ids=str,
)
def test_what_is_not_true_of_us_now_opens_nothing(provider: OwnProvider, person: User, lies: dict[str, Any]) -> None:
    provider.lies = lies
    client, answer = sign_in(provider)
    assert answer.status_code == 403
    assert "let in" in words(answer)
    assert not is_in(client)
    assert not WorkIdentity.objects.exists()
    assert User.objects.count() == 1


def test_a_token_that_the_provider_has_not_signed_opens_nothing(provider: OwnProvider, person: User) -> None:
    provider.signs_with = provider.other_key
    assert not is_in(sign_in(provider)[0])
    provider.algorithm = "none"
    assert not is_in(sign_in(provider)[0])


def test_a_code_and_a_state_work_once_and_in_the_browser_that_asked(provider: OwnProvider, person: User) -> None:
    client = Client()
    brought = provider.authorise(client.get(BEGIN)["Location"])
    assert not is_in_after(Client(), brought), "another browser"
    assert client.get(BACK, brought).status_code == 302
    client.post("/account/logout/")
    assert not is_in_after(client, brought), "again"
    assert not is_in(sign_in(provider, state="forged")[0])
    assert not is_in(sign_in(provider, code="forged")[0])


def is_in_after(client: Client, brought: dict[str, str]) -> bool:
    answer = client.get(BACK, brought)
    assert answer.status_code == 403
    return is_in(client)


@pytest.mark.parametrize("status", [500, 503, 302])
def test_when_the_provider_is_down_a_page_says_so_and_the_password_works(
    provider: OwnProvider, person: User, status: int
) -> None:
    provider.answers_with = status
    client = Client()
    answer = client.get(BEGIN)
    assert answer.status_code == 503
    assert "Harbour account does not answer" in words(answer)
    assert client.post("/account/login/", {"login": person.email, "password": PASSWORD}).status_code == 302


def test_nobody_listens_there(provider: OwnProvider, person: User, settings: Any) -> None:
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    assert Client().get(BEGIN).status_code == 503


@pytest.mark.parametrize(
    "described", [{"issuer": "https://evil.example"}, {"token_endpoint": None}, {"jwks_uri": "ftp://127.0.0.1/"}]
)
def test_a_description_of_another_issuer_or_without_its_pages_is_not_used(
    provider: OwnProvider, person: User, described: dict[str, Any]
) -> None:
    provider.describes = described
    assert Client().get(BEGIN).status_code == 503


def test_it_goes_down_while_somebody_is_there(provider: OwnProvider, person: User) -> None:
    client = Client()
    brought = provider.authorise(client.get(BEGIN)["Location"])
    provider.answers_with = 500
    assert client.get(BACK, brought).status_code == 503
    assert not is_in(client)


def test_somebody_who_has_left_is_not_let_in(provider: OwnProvider, person: User) -> None:
    User.objects.update(is_active=False)
    client, answer = sign_in(provider)
    assert answer["Location"] == "/account/inactive/"
    assert not is_in(client)
    assert not WorkIdentity.objects.exists()


def test_it_was_stopped_there(provider: OwnProvider, person: User) -> None:
    client = Client()
    state = provider.authorise(client.get(BEGIN)["Location"])["state"]
    answer = client.get(BACK, {"state": state, "error": "access_denied"})
    assert answer.status_code == 403
    assert "stopped" in words(answer)


def with_an_app(user: User) -> None:
    TOTP.activate(user, generate_totp_secret())


def a_lead(**over: Any) -> User:
    return UserFactory(email="real@harbour.example", roles=[Role.DSL], **over)


def test_safeguarding_roles_are_asked_for_their_second_factor_all_the_same(provider: OwnProvider) -> None:
    with_an_app(a_lead())
    client, answer = sign_in(provider)
    assert answer["Location"].startswith("/account/2fa/authenticate/")
    assert not is_in(client)
    assert not WorkIdentity.objects.exists(), "linked once they are in"


def test_without_one_they_set_one_up_before_anything_else(provider: OwnProvider) -> None:
    a_lead()
    client, _answer = sign_in(provider)
    assert client.get("/incidents/")["Location"] == "/account/2fa/"


@pytest.mark.parametrize("said", [{"amr": ["pwd", "mfa"]}, {"acr": "urn:harbour:strong"}])
def test_its_word_for_a_second_factor_is_taken_where_the_organisation_says_so(
    provider: OwnProvider, settings: Any, said: dict[str, Any]
) -> None:
    user = a_lead()
    settings.OIDC_TRUST_MFA, settings.OIDC_MFA_ACR = True, ["urn:harbour:strong"]
    provider.lies = said
    first, _answer = sign_in(provider)
    assert first.get("/incidents/")["Location"] == "/account/2fa/", "never for the first time"
    with_an_app(user)
    client, answer = sign_in(provider)
    assert answer["Location"] == "/policies/"
    assert client.get("/incidents/").status_code == 200


@pytest.mark.parametrize(
    ("trusts", "said"), [(True, {"amr": ["pwd"]}), (True, {"acr": "urn:other"}), (True, {}), (False, {"amr": ["mfa"]})]
)
def test_otherwise_it_is_not(provider: OwnProvider, settings: Any, trusts: bool, said: dict[str, Any]) -> None:
    user = a_lead()
    WorkIdentity.objects.create(user=user, issuer=provider.issuer, subject="person-1", linked_at=user.joined_at)
    with_an_app(user)
    settings.OIDC_TRUST_MFA, provider.lies = trusts, said
    client, answer = sign_in(provider)
    assert answer["Location"].startswith("/account/2fa/authenticate/")
    assert not is_in(client)


def test_what_is_not_let_in_is_counted_and_names_nobody(
    provider: OwnProvider, person: User, caplog: pytest.LogCaptureFixture
) -> None:
    provider.person["email"] = "stranger@evil.example"
    sign_in(provider)
    assert FailedSignIns.objects.get().count == 1
    assert "stranger" not in caplog.text


def test_without_the_setting_there_is_neither_button_nor_page(person: User) -> None:
    assert "work account" not in words(Client().get("/account/login/"))
    assert [Client().get(address).status_code for address in (BEGIN, BACK)] == [404, 404]


def test_the_button_says_what_people_call_it_and_keeps_where_they_were_going(provider: OwnProvider) -> None:
    page = words(Client().get("/account/login/?next=/people/%3Fa%3Db"))
    assert "Sign in with Harbour account" in page
    assert '/account/work/?next=%2Fpeople%2F%3Fa%3Db"' in page


def test_it_leads_nowhere_else(provider: OwnProvider, person: User) -> None:
    client = Client()
    away = client.get(BEGIN, {"next": "https://evil.example/"})
    assert client.get(BACK, provider.authorise(away["Location"]))["Location"] == "/"


# --- confirming that it is them ------------------------------------------------------------------------


def confirm(provider: OwnProvider, client: Client, page: str) -> Any:
    """Press the link of the page between, and come back."""
    between = client.get(page)
    assert between.status_code == 200
    link = re.findall(r'href="(/account/work/again/\?go=1[^"]*)"', between.content.decode())[0].replace("&amp;", "&")
    away = client.get(link)
    assert "prompt=login" in away["Location"]
    return client.get(BACK, provider.authorise(away["Location"]))


def long_ago(client: Client) -> None:
    session = client.session
    session["account_authentication_methods"] = [
        {**one, "at": one["at"] - 301} for one in session["account_authentication_methods"]
    ]
    session.save()


def test_somebody_without_a_password_confirms_with_it_and_what_was_sent_is_done(
    provider: OwnProvider, cast: Any
) -> None:
    cast.admin.email = "real@harbour.example"
    cast.admin.save()
    client, _answer = sign_in(provider)
    with_an_app(cast.admin)
    other = Client()
    other.force_login(cast.owner)
    address = f"/team/{cast.owner.ref}/sign-ins/end/"
    long_ago(client)
    asked = client.post(address)
    assert asked["Location"].startswith("/account/2fa/reauthenticate/?next=")
    back = confirm(provider, client, f"/account/work/again/?next={address}")
    assert back["Location"] == f"/team/{cast.owner.ref}/sign-ins/"
    assert other.get("/").status_code == 302


def test_somebody_else_s_account_confirms_nothing(provider: OwnProvider, person: User) -> None:
    client, _answer = sign_in(provider)
    UserFactory(email="other@harbour.example")
    provider.person = {"sub": "person-9", "email": "other@harbour.example", "email_verified": True}
    answer = confirm(provider, client, "/account/work/again/?next=/policies/")
    assert answer.status_code == 403
    assert "somebody else" in words(answer)
    assert int(client.session["_auth_user_id"]) == person.pk


def test_another_person_on_the_same_machine_is_in_as_themselves(provider: OwnProvider, person: User) -> None:
    client, _answer = sign_in(provider)
    other = UserFactory(email="other@harbour.example")
    provider.person = {"sub": "person-9", "email": "other@harbour.example", "email_verified": True}
    sign_in(provider, client)
    assert int(client.session["_auth_user_id"]) == other.pk


def test_a_silent_sign_in_confirms_nothing(provider: OwnProvider, person: User) -> None:
    client, _answer = sign_in(provider)
    long_ago(client)
    before = client.session["account_authentication_methods"]
    _client, answer = sign_in(provider, client)
    assert answer["Location"] == "/policies/"
    assert client.session["account_authentication_methods"] == before


@pytest.mark.parametrize("auth_time", [None, "1", 1])
def test_a_proof_from_before_it_was_asked_for_confirms_nothing(
    provider: OwnProvider, person: User, auth_time: Any
) -> None:
    client, _answer = sign_in(provider)
    long_ago(client)
    before = client.session["account_authentication_methods"]
    provider.lies = {"auth_time": auth_time}
    assert confirm(provider, client, "/account/work/again/?next=/policies/").status_code == 403
    assert client.session["account_authentication_methods"] == before


# --- unlinking ---------------------------------------------------------------------------------------------------


def test_what_its_person_unlinks_lets_nobody_in_until_they_link_it_again(provider: OwnProvider, person: User) -> None:
    client, _answer = sign_in(provider)
    assert "Unlink my work account" in words(client.get("/team/sign-ins/yours/"))
    for _press in range(2):
        assert client.post("/team/sign-ins/yours/unlink/")["Location"] == "/team/sign-ins/yours/"
    assert Message.objects.filter(kind="account.work_identity_gone", address=person.email).count() == 1
    assert AuditEvent.objects.get(verb="practitioners.work_identity.unlinked").actor_id == person.pk
    stranger, refused = sign_in(provider)  # the same verified address, and whoever else is in that account
    assert (refused.status_code, is_in(stranger)) == (403, False)
    provider.person["sub"] = "person-2"
    assert not is_in(sign_in(provider)[0])
    assert "Link my work account" in words(client.get("/team/sign-ins/yours/"))
    sign_in(provider, client)  # signed in with their password, they link it again: also another one
    linked = WorkIdentity.objects.get()
    assert (linked.subject, linked.unlinked_at) == ("person-2", None)
    assert is_in(sign_in(provider)[0])


def test_an_administrator_unlinks_and_signs_out(provider: OwnProvider, person: User, cast: Any, settings: Any) -> None:
    client, _answer = sign_in(provider)
    settings.SECOND_FACTOR_REQUIRED, page = False, f"/team/{person.ref}/sign-ins/"
    admin = browser(cast.admin)
    assert "Unlink their work account" in words(admin.get(page))
    assert admin.post(f"{page}unlink/")["Location"] == page
    assert client.get("/policies/").status_code == 302
    assert not is_in(sign_in(provider)[0])
    assert browser(cast.owner).post(f"{page}unlink/").status_code == 404
    with pytest.raises(Refused, match="administrator"):
        unlink_work_identity(by=cast.dsl, now=clock.now(), person=person)
