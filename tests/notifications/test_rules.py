"""When to try again, when to give up, when a delivery counts as failing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguard.notifications import rules

attempts = st.integers(1, 10_000)
AT = datetime(2026, 11, 29, 12, tzinfo=UTC)


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


# --- whether alerts leave -------------------------------------------------------------------------------


def seen(**ago):
    """Beats by the names of parts: how many seconds ago; relay and reconciler are alive unless told otherwise."""
    names = {"email": "lane e-mail", "text": "lane text", "ladders": "lane ladders", "rest": "lane rest"}
    given = {"relay": 0, "reconciler": 0, **ago}
    return {names.get(name, name): rules.Beat(AT - timedelta(seconds=s)) for name, s in given.items() if s is not None}


@pytest.mark.parametrize(
    ("beats", "problems"),
    [
        (seen(), []),
        (seen(relay=60, reconciler=180, email=90, text=90, ladders=90), []),
        (seen(relay=61), ["relay is silent"]),
        (seen(relay=None, reconciler=None), ["relay is silent", "reconciler is silent"]),
        (seen(email=91, ladders=91), ["lane e-mail is silent", "lane ladders is silent"]),
        (seen(relay=200, email=200), ["relay is silent"]),  # its lanes with it: said once
        (seen(rest=9999), []),  # carries no alerts
    ],
)
def test_what_keeps_alerts_from_leaving(beats, problems):
    assert rules.alert_problems(beats, AT) == problems


def test_what_was_found_is_told_without_counts():
    beats = seen() | {"reconciler": rules.Beat(AT, ["alerts that are refused: 3", "alerts that have not left: 1"])}
    assert rules.alert_problems(beats, AT) == ["alerts that are refused", "alerts that have not left"]
