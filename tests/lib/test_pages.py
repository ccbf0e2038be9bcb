"""Pages by key: every row once, whatever the size, and a key that makes no sense is the first page."""

from datetime import timedelta
from urllib.parse import unquote

import pytest

from safeguard.lib.pages import newest_first
from safeguard.notifications.models import Message
from tests.factories.notifications import MessageFactory

pytestmark = pytest.mark.django_db


def pages(moment, after, size=25):
    return newest_first(Message.objects.all(), moment, after, size, key="key")


@pytest.fixture
def rows(now):
    """Seven rows, three of them of the same moment."""
    ages = [0, 1, 2, 2, 2, 3, 4]
    made = [MessageFactory(queued_at=now - timedelta(minutes=age)) for age in ages]
    return sorted(made, key=lambda row: (row.queued_at, row.pk), reverse=True)


def walk(size):
    after, seen = "", []
    while True:
        page = pages("queued_at", after, size)
        seen += page.rows
        if not page.older:
            return seen
        after = page.older


@pytest.mark.parametrize("size", range(1, 9))
def test_pages_show_every_row_once(rows, size):
    assert walk(size) == rows


def test_page_says_whether_it_is_the_first(rows):
    first = pages("queued_at", "", 3)
    assert first.is_first
    assert not pages("queued_at", first.older, 3).is_first


def test_page_without_rows():
    page = pages("queued_at", "")
    assert (page.rows, page.older, page.is_first) == ([], "", True)


@pytest.mark.parametrize(
    "key",
    [
        "x",
        "_",
        "_1",
        "2026-11-20T00:00:00+00:00",
        "2026-11-20T00:00:00+00:00_",
        "2026-11-20T00:00:00+00:00_x",
        "2026-11-20T00:00:00+00:00_-1",
        "2026-11-20T00:00:00+00:00_²",
        "2026-11-20T00:00:00+00:00_" + "9" * 30,
        "2026-11-20T00:00:00_1",  # of no time zone
        "2026-13-40T99:00:00+00:00_1",
        "2026-11-20T00:00:00 00:00_1",  # a plus that an address turned into a space
    ],
)
def test_page_with_a_key_that_makes_no_sense_is_the_first(rows, key):
    page = pages("queued_at", key, 3)
    assert page.is_first
    assert page.rows == rows[:3]


@pytest.mark.parametrize(
    "key", ["0001-01-01T00:00:00+14:00_1", "9999-12-31T23:59:59-14:00_1", "1000-01-01T00:00:00+00:00_1"]
)
def test_page_with_a_moment_from_the_end_of_time(rows, key):
    pages("queued_at", key, 3)


def test_key_goes_into_an_address_and_back(rows):
    page = pages("queued_at", "", 3)
    assert set(page.older_key) & set("+: &") == set()
    assert pages("queued_at", unquote(page.older_key), 3).rows == rows[3:6]


def test_page_costs_one_query(rows, django_assert_num_queries):
    with django_assert_num_queries(1):
        pages("queued_at", "", 3)
