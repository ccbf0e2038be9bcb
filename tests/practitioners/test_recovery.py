"""A lost second factor, a forgotten password: helped by people, and no way round the second step."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client

from safeguard.audit.models import AuditEvent
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from safeguard.notifications.sealing import unseal
from safeguard.practitioners.actions import (
    Profile,
    agree_to_factor_reset,
    ask_for_factor_reset,
    describe_person,
    reset_factor,
    stop_factor_reset,
)
from safeguard.practitioners.models import FactorReset, SignIn, User
from safeguard.practitioners.selectors.sign_ins import open_reset_of
from tests.factories.practitioners import UserFactory
from tests.pages import browser

pytestmark = pytest.mark.django_db
PASSWORD, NEW = "safe-harbour-42", "quiet-lantern-42"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def no_tries_so_far(settings: Any) -> None:
    cache.clear()
    settings.EMAIL_BACKEND = "safeguard.notifications.backends.OutboxBackend"


@pytest.fixture
def dsl(cast: Any) -> User:
    """The lead, with an app."""
    TOTP.activate(cast.dsl, generate_totp_secret())
    lead: User = cast.dsl
    return lead


@pytest.fixture
def owner(cast: Any) -> User:
    """A practitioner with an app."""
    TOTP.activate(cast.owner, generate_totp_secret())
    person: User = cast.owner
    return person


@pytest.fixture
def reset(cast: Any, now: Any, dsl: User) -> FactorReset:
    return ask_for_factor_reset(by=cast.admin, now=now, person=dsl)


def test_its_person_and_those_who_look_after_it_are_told_at_once(cast: Any, reset: FactorReset) -> None:
    told = Message.objects.filter(kind="account.factor_reset_asked")
    assert set(told.filter(channel="email").values_list("address", flat=True)) == {
        "dsl@harbour.example",
        "deputy@harbour.example",
        "lead@harbour.example",
    }
    assert told.get(channel="sms").address == cast.dsl.work_phone
    for message in told:
        assert cast.dsl.full_name not in message.title + message.body
    assert told.filter(recipient_id=cast.dsl.pk, channel="email", body__contains="Was this you?").count() == 1


@pytest.mark.parametrize("minutes", [0, 59])
def test_nothing_is_taken_away_before_an_hour_has_passed(cast: Any, now: Any, reset: FactorReset, minutes: int) -> None:
    agree_to_factor_reset(by=cast.deputy, now=now, reset=reset)
    with pytest.raises(Refused, match="an hour"):
        reset_factor(by=cast.admin, now=now + timedelta(minutes=minutes), reset=reset)
    assert Authenticator.objects.filter(user=cast.dsl).exists()


def test_two_people_for_whoever_needs_a_second_factor(cast: Any, now: Any, reset: FactorReset) -> None:
    with pytest.raises(Refused, match="second person"):
        reset_factor(by=cast.admin, now=now + HOUR, reset=reset)
    for who in (cast.admin, cast.dsl):
        with pytest.raises(Refused, match="second person"):
            agree_to_factor_reset(by=who, now=now, reset=reset)
    with pytest.raises(Refused):
        agree_to_factor_reset(by=cast.dso, now=now, reset=reset)
    browser(cast.dsl).get("/")
    agree_to_factor_reset(by=cast.deputy, now=now, reset=reset)
    agree_to_factor_reset(by=cast.deputy, now=now + HOUR, reset=reset)
    with pytest.raises(Refused):
        reset_factor(by=cast.deputy, now=now + HOUR, reset=reset)
    password = cast.dsl.password
    reset_factor(by=cast.admin, now=now + HOUR, reset=reset)
    cast.dsl.refresh_from_db()
    assert not Authenticator.objects.filter(user=cast.dsl).exists()
    assert not SignIn.objects.of(cast.dsl).exists()
    assert cast.dsl.password == password
    verbs = list(AuditEvent.objects.filter(subject_ref=str(reset.ref)).order_by("pk").values_list("verb", flat=True))
    assert [verb.rpartition(".")[2] for verb in verbs] == ["asked", "agreed", "done"]
    assert Message.objects.filter(kind="account.factor_reset", address=cast.dsl.email).count() == 1
    with pytest.raises(Refused, match="already"):
        reset_factor(by=cast.admin, now=now + HOUR, reset=reset)


def test_one_administrator_cannot_take_over_the_lead(cast: Any, now: Any, dsl: User) -> None:
    """With a second account of theirs, a changed address and an hour."""
    second = UserFactory(roles=["administrator"])
    reset = ask_for_factor_reset(by=cast.admin, now=now, person=dsl)
    with pytest.raises(Refused, match="three days"):
        agree_to_factor_reset(by=second, now=now, reset=reset)
    cast.deputy.role_grants.update(granted_at=now - timedelta(days=2))
    with pytest.raises(Refused, match="three days"):
        agree_to_factor_reset(by=cast.deputy, now=now, reset=reset)
    agree_to_factor_reset(by=cast.lead, now=now, reset=reset)
    old = dsl.email
    facts = {"full_name": dsl.full_name, "kind": dsl.kind, "services": list(dsl.services.all())}
    profile = Profile(**facts, line_manager=dsl.line_manager, email="thief@harbour.example")
    describe_person(by=cast.admin, now=now, person=dsl, version=dsl.version, profile=profile)
    with pytest.raises(Refused, match="address"):
        reset_factor(by=cast.admin, now=now + HOUR, reset=reset)
    stop_factor_reset(by=cast.lead, now=now, reset=reset)
    with pytest.raises(Refused, match="address"):
        ask_for_factor_reset(by=cast.admin, now=now + timedelta(days=2), person=dsl)
    assert Authenticator.objects.filter(user=dsl).exists()
    Message.objects.all().filter(kind="account.factor_reset_asked").delete()
    dsl.refresh_from_db()
    ask_for_factor_reset(by=cast.admin, now=now + timedelta(days=3), person=dsl)
    assert Message.objects.filter(kind="account.factor_reset_asked", address=old).count() == 1


def test_one_is_enough_for_a_practitioner(cast: Any, now: Any, owner: User) -> None:
    reset = ask_for_factor_reset(by=cast.admin, now=now, person=owner)
    assert not reset.needs_agreement
    reset_factor(by=cast.admin, now=now + HOUR, reset=reset)
    assert open_reset_of(owner) is None


@pytest.mark.parametrize("who", ["dsl", "deputy", "admin"])
def test_it_is_stopped_by_its_person_or_whoever_looks_after_it(
    cast: Any, now: Any, reset: FactorReset, who: str
) -> None:
    stop_factor_reset(by=cast[who], now=now, reset=reset)
    with pytest.raises(Refused, match="stopped"):
        reset_factor(by=cast.admin, now=now + HOUR, reset=reset)
    ask_for_factor_reset(by=cast.admin, now=now, person=cast.dsl)


def test_it_is_refused_for_oneself_for_others_and_where_nothing_is_lost(cast: Any, now: Any, owner: User) -> None:
    for by in (cast.dsl, cast.owner, cast.ict):
        with pytest.raises(Refused):
            ask_for_factor_reset(by=by, now=now, person=owner)
    with pytest.raises(Refused, match="own second factor"):
        ask_for_factor_reset(by=cast.admin, now=now, person=cast.admin)
    with pytest.raises(Refused, match="no second factor"):
        ask_for_factor_reset(by=cast.admin, now=now, person=cast.colleague)
    reset = ask_for_factor_reset(by=cast.admin, now=now, person=owner)
    with pytest.raises(Refused, match="already"):
        ask_for_factor_reset(by=cast.admin, now=now, person=owner)
    with pytest.raises(Refused):
        stop_factor_reset(by=cast.colleague, now=now, reset=reset)


def test_an_administrator_s_own_is_done_by_another(cast: Any, now: Any) -> None:
    other = UserFactory(roles=["administrator"])
    TOTP.activate(cast.admin, generate_totp_secret())
    reset = ask_for_factor_reset(by=other, now=now, person=cast.admin)
    agree_to_factor_reset(by=cast.dsl, now=now, reset=reset)
    with pytest.raises(Refused, match="own"):
        reset_factor(by=cast.admin, now=now + HOUR, reset=reset)


def test_the_same_by_the_pages(cast: Any, dsl: User) -> None:
    admin, deputy, lead = browser(cast.admin), browser(cast.deputy), browser(cast.dsl)
    here = f"/team/{dsl.ref}/sign-ins/"

    def reads(client: Client, address: str = here) -> str:
        return re.sub(r"\s+", " ", client.get(address).content.decode())

    assert "Ask for a reset" in reads(admin)
    assert "an administrator asks" in reads(deputy)
    assert admin.post(f"{here}reset/")["Location"] == here
    assert "A second person has to agree" in reads(admin)
    assert "I have spoken to them" not in reads(admin)
    assert "Reset it now" not in reads(admin)
    assert "I have spoken to them" in reads(deputy)
    assert "It can be done in an hour" not in reads(deputy)
    deputy.post(f"{here}reset/agree/")
    admin.post(f"{here}reset/do/")
    assert "has an hour to say" in reads(admin)
    assert "Stop it: I did not ask for this" in reads(lead, "/team/sign-ins/yours/")
    FactorReset.objects.update(due_at=FactorReset.objects.get().asked_at)
    assert "Reset it now" in reads(admin)
    assert lead.post("/team/sign-ins/yours/keep-second-step/").status_code == 302
    assert admin.post(f"{here}reset/do/").status_code == 404
    assert lead.post("/team/sign-ins/yours/keep-second-step/").status_code == 404
    assert Authenticator.objects.filter(user=dsl).exists()


# --- a forgotten password ------------------------------------------------------------------------------


def link_for(person: User) -> str:
    Message.objects.filter(kind="account.mail").delete()
    Client().post("/account/password/reset/", {"email": person.email})
    _title, text = unseal(Message.objects.get(kind="account.mail").body)
    return str(re.findall(r"http://[^/\s]+(/account/password/reset/key/\S+)", text)[0])


def choose(path: str, password: str = NEW) -> Any:
    client = Client()
    form = client.get(path, follow=True)
    if not form.redirect_chain or 'name="password1"' not in form.content.decode():
        return None
    return client.post(form.redirect_chain[-1][0], {"password1": password, "password2": password})


@pytest.fixture
def lead(dsl: User) -> User:
    """The lead has a password too, and has signed in before."""
    dsl.password, dsl.last_login = make_password(PASSWORD), dsl.joined_at
    dsl.save()
    return dsl


def test_a_new_password_by_mail_never_goes_round_the_second_step(lead: User) -> None:
    SignIn.objects.all().delete()
    inside = browser(lead)
    assert inside.get("/").status_code == 200
    assert choose(link_for(lead)).status_code == 302
    assert inside.get("/").status_code == 302, "whoever was in is out"
    client = Client()
    answer = client.post("/account/login/", {"login": lead.email, "password": NEW})
    assert answer["Location"].startswith("/account/2fa/authenticate/")
    assert client.get("/").status_code == 302
    assert Message.objects.filter(kind="account.password", address=lead.email).count() == 1


def test_a_link_lasts_an_hour_once_somebody_has_signed_in_and_an_invitation_three_days(
    lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from safeguard.lib.tokens import ResetTokens

    path, made = link_for(lead), ResetTokens()._now()
    for minutes, opens in ((59, True), (61, False)):
        monkeypatch.setattr(ResetTokens, "_now", lambda self, m=minutes: made + timedelta(minutes=m))
        assert ('name="password1"' in Client().get(path, follow=True).content.decode()) is opens
    monkeypatch.setattr(ResetTokens, "_now", lambda self: made)
    User.objects.update(last_login=None)
    invited = link_for(lead)
    for hours, opens in ((71, True), (73, False)):
        monkeypatch.setattr(ResetTokens, "_now", lambda self, h=hours: made + timedelta(hours=h))
        assert ('name="password1"' in Client().get(invited, follow=True).content.decode()) is opens


def test_a_sign_in_ends_the_link(lead: User) -> None:
    path = link_for(lead)
    Authenticator.objects.all().delete()
    Client().post("/account/login/", {"login": lead.email, "password": PASSWORD})
    assert choose(path) is None


def test_a_recovery_code_that_was_used_is_told_of(lead: User) -> None:
    codes = RecoveryCodes.activate(lead)
    client = Client()
    client.post("/account/login/", {"login": lead.email, "password": PASSWORD})
    code = codes.get_unused_codes()[0]
    assert client.post("/account/2fa/authenticate/", {"code": code}).status_code == 302
    news = Message.objects.get(kind="account.recovery_used")
    assert news.address == lead.email
    assert code not in news.body


# --- a new address of somebody who signs in with a password alone ------------------------------------------------


def moved(by: User, person: User, email: str, now: Any) -> User:
    person = User.objects.get(pk=person.pk)
    facts = {"full_name": person.full_name, "kind": person.kind, "services": list(person.services.all())}
    profile = Profile(**facts, line_manager=person.line_manager, work_social="@harbour", email=email)
    return describe_person(by=by, now=now, person=person, version=person.version, profile=profile)


def test_one_administrator_takes_nobody_over_by_a_new_address(cast: Any, now: Any) -> None:
    User.objects.filter(pk=cast.dsl.pk).update(last_login=now)
    after = moved(cast.admin, cast.dsl, "Thief@harbour.example", now)
    assert (after.email, after.work_social) == ("dsl@harbour.example", "@harbour")  # all the rest is changed
    reset = open_reset_of(cast.dsl)
    assert reset is not None
    assert (reset.email, reset.needs_agreement) == ("thief@harbour.example", True)
    told = Message.objects.filter(kind="account.factor_reset_asked", channel="email")
    wanted = {"dsl@harbour.example", "deputy@harbour.example", "lead@harbour.example"}
    assert set(told.values_list("address", flat=True)) == wanted
    assert not any("thief" in one.title + one.body or cast.dsl.full_name in one.title + one.body for one in told)
    with pytest.raises(Refused, match="already"):
        moved(cast.admin, cast.dsl, "other@harbour.example", now)
    with pytest.raises(Refused, match="second person"):
        reset_factor(by=cast.admin, now=now + HOUR, reset=reset)
    agree_to_factor_reset(by=cast.deputy, now=now, reset=reset)
    with pytest.raises(Refused, match="an hour"):
        reset_factor(by=cast.admin, now=now + HOUR / 2, reset=reset)
    reset_factor(by=cast.admin, now=now + HOUR, reset=reset)
    cast.dsl.refresh_from_db()
    assert cast.dsl.email == "thief@harbour.example"
    changed = Message.objects.filter(kind="account.contact_changed").values_list("address", flat=True)
    assert set(changed) == {"dsl@harbour.example", "thief@harbour.example"}
    assert Message.objects.filter(kind="account.posts_changed", recipient=cast.lead).exists()
    verbs = AuditEvent.objects.filter(subject_ref=str(reset.ref)).order_by("pk").values_list("verb", flat=True)
    assert [verb.removeprefix("practitioners.address.") for verb in verbs] == ["asked", "agreed", "done"]


def test_its_person_stops_it_from_the_page_they_are_told_of(cast: Any, now: Any) -> None:
    client = browser(cast.owner)
    User.objects.filter(pk=cast.owner.pk).update(last_login=now)
    admin, page = browser(cast.admin), f"/organisation/people/{cast.owner.ref}/"
    answers = {"version": 1, "full_name": "Priya Shah", "email": "p.shah@harbour.example", "kind": "staff"}
    answer = admin.post(f"{page}details/", answers, follow=True).content.decode()
    assert "it waits for an hour" in answer
    assert "A new address waits: p.shah@harbour.example" in answer
    assert "Stop the change" in admin.get(f"/team/{cast.owner.ref}/sign-ins/").content.decode()
    assert "is to be changed to p.shah@harbour.example" in client.get("/team/sign-ins/yours/").content.decode()
    client.post("/team/sign-ins/yours/keep-second-step/")
    assert open_reset_of(cast.owner) is None
    assert User.objects.get(pk=cast.owner.pk).email == "owner@harbour.example"


def test_with_a_second_factor_or_before_the_first_sign_in_nothing_waits(cast: Any, now: Any, owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(last_login=now)
    assert moved(cast.admin, owner, "p.shah@harbour.example", now).email == "p.shah@harbour.example"
    assert moved(cast.admin, cast.colleague, "c.reid@harbour.example", now).email == "c.reid@harbour.example"
    User.objects.filter(pk=cast.admin.pk).update(last_login=now)
    assert moved(cast.admin, cast.admin, "a.finch@harbour.example", now).email == "a.finch@harbour.example"
    assert not FactorReset.objects.exists()


def test_an_address_that_was_taken_meanwhile_is_refused(cast: Any, now: Any) -> None:
    User.objects.filter(pk=cast.owner.pk).update(last_login=now)
    with pytest.raises(Refused, match="there already"):
        moved(cast.admin, cast.owner, cast.colleague.email, now)
    moved(cast.admin, cast.owner, "p.shah@harbour.example", now)
    reset = open_reset_of(cast.owner)
    assert reset is not None
    UserFactory(email="p.shah@harbour.example")
    with pytest.raises(Refused, match="there already"):
        reset_factor(by=cast.admin, now=now + HOUR, reset=reset)
    assert open_reset_of(cast.owner) == reset
