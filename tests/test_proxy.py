"""Behind a proxy: whose address is slowed down, what counts as https, and what a visitor cannot claim."""

import os

import pytest
from allauth.core.internal.httpkit import get_client_ip
from django.test import Client, RequestFactory

from tests.lib.test_secrets import settings_with

FORGED, VISITOR, EDGE = "1.2.3.4", "203.0.113.9", "198.51.100.7"


def address(settings, proxies, header):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"HTTP_X_FORWARDED_FOR": header} if header else {}
    return get_client_ip(RequestFactory().get("/", REMOTE_ADDR="10.0.0.2", **headers))


@pytest.mark.parametrize(
    ("proxies", "header", "expected"),
    [
        (0, None, "10.0.0.2"),
        (0, FORGED, "10.0.0.2"),
        (1, VISITOR, VISITOR),
        (1, f"{FORGED}, {VISITOR}", VISITOR),
        (2, f"{FORGED}, {VISITOR}, {EDGE}", VISITOR),
    ],
)
def test_the_visitors_address_is_what_our_outermost_proxy_saw(settings, proxies, header, expected):
    assert address(settings, proxies, header) == expected


@pytest.mark.django_db
def test_one_visitor_who_guesses_slows_nobody_else_behind_the_same_proxy(settings, cast):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    guess = {"login": "nobody@harbour.example", "password": "wrong"}

    def tries(visitor, login):
        headers = {"x-forwarded-for": f"{FORGED}, {visitor}"}
        return Client(headers=headers).post("/account/login/", guess | {"login": login}).status_code

    answers = [tries(VISITOR, f"nobody{number}@harbour.example") for number in range(40)]
    assert 429 in answers
    assert tries("203.0.113.10", "somebody@harbour.example") == 200


@pytest.mark.django_db
def test_a_request_that_did_not_come_by_all_proxies_is_refused_and_breaks_nothing(settings, cast, caplog):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    guess = {"login": "nobody@harbour.example", "password": "wrong"}
    answer = Client(headers={"x-forwarded-for": VISITOR}).post("/account/login/", guess)
    assert answer.status_code == 400
    assert "fewer addresses than PROXY_COUNT" in caplog.text
    assert VISITOR not in caplog.text


def test_without_a_proxy_nobodys_word_is_taken():
    said = settings_with(dict(os.environ)).stdout
    assert said.split()[2:] == ["0", "None"]


@pytest.mark.parametrize(("count", "expected"), [({}, "1"), ({"PROXY_COUNT": "2"}, "2")])
def test_behind_one_or_more(count, expected):
    said = settings_with(dict(os.environ) | {"BEHIND_PROXY": "true"} | count).stdout
    assert said.split()[2:] == [expected, "('HTTP_X_FORWARDED_PROTO',", "'https')"]


@pytest.mark.django_db
def test_https_is_what_the_proxy_says(settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_PROXY_SSL_HEADER = True, ("HTTP_X_FORWARDED_PROTO", "https")
    plain = Client().get("/account/login/")
    assert (plain.status_code, plain["Location"]) == (301, "https://testserver/account/login/")
    assert Client(headers={"x-forwarded-proto": "https"}).get("/account/login/").status_code == 200
    assert Client().get("/health/live").status_code == 200  # asked from inside, without TLS
