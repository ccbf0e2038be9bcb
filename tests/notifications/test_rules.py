"""When to try again, when to give up, when a delivery counts as failing."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguard.notifications import rules

attempts = st.integers(1, 10_000)


@pytest.mark.parametrize(("count", "seconds"), [(1, 2), (2, 4), (3, 8), (8, 256), (9, 300), (10, 300), (5000, 300)])
def test_retry_delay_doubles_up_to_its_cap(count, seconds):
    assert rules.retry_delay(count) == timedelta(seconds=seconds)


@pytest.mark.parametrize(("count", "seconds"), [(1, 2), (4, 16), (5, 30), (5000, 30)])
def test_alert_is_never_more_than_half_a_minute_away(count, seconds):
    """An alert leaves within a minute of the end of any outage."""
    assert rules.retry_delay(count, is_persistent=True) == timedelta(seconds=seconds)


@given(attempts, st.booleans())
def test_retry_delay_never_shrinks(count, is_persistent):
    first, second = (rules.retry_delay(n, is_persistent=is_persistent) for n in (count, count + 1))
    assert first <= second <= (rules.ALERT_BACKOFF_CAP if is_persistent else rules.BACKOFF_CAP)


@pytest.mark.parametrize(
    ("count", "is_permanent", "expected"),
    [(1, False, False), (2, False, False), (3, False, True), (9, False, True), (1, True, True)],
)
def test_counts_as_failing(count, is_permanent, expected):
    assert rules.counts_as_failing(count, is_permanent=is_permanent) is expected


@given(attempts, st.booleans())
def test_alert_never_gives_up(count, is_permanent):
    assert not rules.gives_up(count, is_permanent=is_permanent, is_persistent=True)


@pytest.mark.parametrize(
    ("count", "is_permanent", "expected"), [(1, False, False), (23, False, False), (24, False, True), (1, True, True)]
)
def test_reminder_gives_up(count, is_permanent, expected):
    assert rules.gives_up(count, is_permanent=is_permanent, is_persistent=False) is expected


def test_batch_is_sent_before_its_lease_ends(settings):
    assert rules.LEASE.total_seconds() > rules.BATCH * settings.EMAIL_TIMEOUT
