"""Guessing: slowed by account and by address, answered alike for everybody, counted in the database."""

import time
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tests.factories.practitioners import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "safe-harbour-42"


@pytest.fixture(autouse=True)
def person() -> Any:
    cache.clear()
    return UserFactory(email="real@harbour.example", password=make_password(PASSWORD))


def tried(email: str, password: str = "wrong", address: str = "192.0.2.1") -> Any:
    return Client(REMOTE_ADDR=address).post("/account/login/", {"login": email, "password": password})


def is_slowed(answer: Any) -> bool:
    return answer.status_code == 429 or "Too many" in answer.content.decode()


def test_five_wrong_passwords_stop_an_account_from_wherever_they_come(person: Any) -> None:
    answers = [tried(person.email, address=f"192.0.2.{number}") for number in range(6)]
    assert [is_slowed(one) for one in answers] == [False] * 5 + [True]
    assert is_slowed(tried(person.email, PASSWORD, "192.0.2.99")), "the right one waits too"
    other = UserFactory(email="other@harbour.example", password=make_password(PASSWORD))
    assert tried(other.email, PASSWORD).status_code == 302, "nobody else does"


def test_thirty_wrong_ones_in_a_minute_stop_an_address(person: Any) -> None:
    answers = [tried(f"nobody{number}@harbour.example") for number in range(31)]
    assert [is_slowed(one) for one in answers] == [False] * 30 + [True]
    assert not is_slowed(tried("nobody@harbour.example", address="192.0.2.2"))


def test_it_is_counted_in_the_database_so_that_every_process_knows(person: Any) -> None:
    tried(person.email)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM safeguard_cache WHERE cache_key LIKE '%login_failed%'")
        assert cursor.fetchone()[0] >= 2


def test_nobody_learns_by_the_clock_whether_an_address_is_known(person: Any) -> None:
    """The hash is made for strangers too: without, an unknown address is answered many times quicker."""

    def seconds(email: str) -> float:
        took = []
        for _number in range(4):
            cache.clear()
            began = time.perf_counter()
            tried(email)
            took.append(time.perf_counter() - began)
        return min(took)

    known, unknown = seconds(person.email), seconds("nobody@harbour.example")
    assert 0.4 < unknown / known < 2.5
