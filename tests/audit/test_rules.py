"""Digests: the same row is always the same, any other row is another."""

import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguard.audit.rules import row_digest

ROW = {
    "ref": "SG-1",
    "at": datetime(2026, 11, 20, 22, 5, tzinfo=UTC),
    "by_id": 7,
    "words": "Zoë said “no”",
    "none": None,
    "flag": True,
    "list": ["a", "b"],
    "key": uuid.UUID(int=5),
}
values = st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text())


def test_digest_is_stable():
    """Written down: a digest that changes with a release would call every old record false."""
    expected = "3a528f7c29651e3959eca25841c1df9a4bc24522af78eb9cd2d85f0cb5655416"
    assert row_digest("test/1", ROW, "key") == expected


def test_digest_does_not_depend_on_the_order_of_the_fields():
    assert row_digest("t", dict(reversed(ROW.items())), "k") == row_digest("t", ROW, "k")


def test_digest_does_not_depend_on_the_time_zone_of_a_moment():
    elsewhere = ROW["at"].astimezone(timezone(timedelta(hours=5)))
    assert row_digest("t", {**ROW, "at": elsewhere}, "k") == row_digest("t", ROW, "k")


@pytest.mark.parametrize("field", ROW)
def test_digest_changes_with_any_field(field):
    others = {"at": datetime(2026, 11, 20, 22, 5, 0, 1, tzinfo=UTC), "key": uuid.UUID(int=6)}
    assert row_digest("t", {**ROW, field: others.get(field, "other")}, "k") != row_digest("t", ROW, "k")


def test_digest_changes_with_schema_and_key():
    digests = {row_digest(schema, ROW, key) for schema in "ab" for key in "cd"}
    assert len(digests) == 4


@given(st.dictionaries(st.text(), values), st.dictionaries(st.text(), values))
def test_different_rows_have_different_digests(one, other):
    same = row_digest("t", one, "k") == row_digest("t", other, "k")
    assert same is (repr(sorted(one.items())) == repr(sorted(other.items())))


def test_digest_of_a_value_without_a_plain_form_is_refused():
    with pytest.raises(TypeError, match="no plain form for object"):
        row_digest("t", {"x": object()}, "k")
