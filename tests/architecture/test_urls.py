"""Default deny: every address asks for sign-in, except those listed here by hand."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.pages import JSON, NO_SUCH_REF

# A new public address is a decision: it is added here, with its reason, or this test fails.
PUBLIC = {
    "account_login": "sign-in",
    "account_logout": "sign-out, which does nothing for somebody who is out",
    "account_inactive": "says that an account is closed",
    "account_signup": "says that nobody registers themselves",
    "account_email_verification_sent": "allauth's own, unused: no address is verified",
    "account_confirm_email": "allauth's own, unused: no address is verified",
    "account_confirm_login_code": "allauth's own, unused: no codes are mailed",
    "account_reset_password": "a forgotten password",
    "account_reset_password_done": "a forgotten password",
    "account_reset_password_from_key": "a forgotten password",
    "account_reset_password_from_key_done": "a forgotten password",
    "mfa_authenticate": "the second factor of a sign-in that has begun",
    "mfa_login_webauthn": "sign-in by passkey",
    "work_account": "sends a browser to the organisation's own sign-in; a 404 where there is none",
    "work_back": "where that sign-in sends it back: everything it brings is checked",
    "consent:link": "a link to a family: its token opens it, and forged ones open nothing",
    "consent:answer": "behind a family's link: the date of birth comes before any name",
    "consent:done": "behind a family's link: the receipt, for the browser that sent the answers",
    "incidents:public_start": "the public form: for young people and families, who have no account",
    "incidents:public_form": "the public form itself; what is sent is read by the safeguarding team alone",
    "incidents:public_add": "behind the link of what somebody sent: it takes words and shows none",
    "guide": "how a platform is used, for families with the link: nothing about anybody",
    "desk:first_account": "the first account, with a code from the server's terminal; gone once somebody is there",
    "health_live": "for whoever watches the service: no data",
    "health_ready": "for whoever watches the service: no data",
    "health_alerts": "for whoever watches the service: codes, no data",
}
NOBODY = "00000000-0000-4000-8000-000000000000"
SAMPLES = {
    "<uuid:link_id>": "00000000-0000-4000-8000-000000000000",
    "<slug:token>": "0" * 32,
    "<ref:ref>": NO_SUCH_REF,
    "<ref:about>": NO_SUCH_REF,
    "<slug:form>": "concern",
    "<slug:name>": "home",
    "<slug:code>": "aup",
    "<slug:track>": "tell",
    "<slug:kind>": "staff",
    "<slug:topic>": "place",
    "<uuid:ref>": NOBODY,
    "<uuid:entry>": NOBODY,
    "<uuid:person>": NOBODY,
    "<ref:person>": NO_SUCH_REF,
    "<ref:invitation>": NO_SUCH_REF,
    "<ref:copy_ref>": NO_SUCH_REF,
    "<uuid:version>": NOBODY,
    "<int:pk>": "1",
    r"^confirm-email/(?P<key>[-:\w]+)/$": "confirm-email/key/",
    r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "password/reset/key/1-key/",
}


def _walk(resolver: URLResolver, prefix: str = "/", space: str = "") -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield space + (pattern.name or address), address
        else:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern, address, inner)


def addresses() -> dict[str, str]:
    """Every address of the URLconf by its name, with something in each of its gaps."""
    found = {}
    for name, address in _walk(get_resolver()):
        for gap, sample in SAMPLES.items():
            address = address.replace(gap, sample)
        assert "<" not in address, f"{address}: add a sample for its gap"
        found[name] = address
    return found


CLOSED = sorted((name, address) for name, address in addresses().items() if name not in PUBLIC)


def test_every_public_name_still_exists() -> None:
    assert set(PUBLIC) <= set(addresses())


def test_the_views_marked_as_public_are_those_listed() -> None:
    marked = {
        name
        for name, address in addresses().items()
        if not getattr(get_resolver().resolve(address).func, "login_required", True)
    }
    assert marked == set(PUBLIC)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(("name", "address"), CLOSED, ids=[name for name, _ in CLOSED])
def test_a_closed_address_asks_for_sign_in(name: str, address: str, method: str) -> None:
    answer = getattr(Client(), method)(address)
    assert answer.status_code == 302, name
    assert answer["Location"].startswith("/account/login/?next=/"), name
    assert answer.content == b""
    told = getattr(Client(), method)(address, headers=JSON)
    assert told.status_code == 401, name
    assert set(told.json()) == {"sign_in", "kept"}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "head", "trace"])
def test_no_other_method_gets_past_sign_in(method: str) -> None:
    for name, address in CLOSED:
        answer = getattr(Client(), method)(address)
        assert answer.status_code == 302, (method, name)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/nothing-here/", "/incidents/not-a-ref/", "/admin/", "/static/", "/static/../manage.py"]
)
def test_what_does_not_exist_says_no_more_than_that(address: str) -> None:
    assert Client().get(address).status_code == 404


@pytest.mark.django_db
def test_every_public_address_answers_without_a_fault() -> None:
    for name in PUBLIC:
        for method in ("get", "post"):
            answer = getattr(Client(), method)(addresses()[name])
            assert answer.status_code in (200, 302, 400, 404, 405, 410, 422, 503), (name, method, answer.status_code)
