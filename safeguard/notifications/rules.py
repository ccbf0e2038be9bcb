"""When to try again, when to give up, when a delivery counts as failing. Pure."""

from datetime import datetime, timedelta

LEASE = timedelta(seconds=30)
BATCH = 5  # messages a lease covers: five attempts of at most EMAIL_TIMEOUT seconds end before it does
BACKOFF_CAP = timedelta(minutes=5)
ALERT_BACKOFF_CAP = timedelta(seconds=30)  # so that an alert leaves within a minute of any outage's end (design 7)
FAILING_AFTER = 3  # attempts (design 4.4): then the next channel and the next person too
GIVE_UP_AFTER = 24  # attempts, about an hour and a half; alerts never give up


def retry_delay(attempts: int, *, is_persistent: bool = False) -> timedelta:
    """How long to wait after so many attempts: 2, 4, 8 ... seconds, at most half a minute for an alert
    (``is_persistent``) and five minutes for the rest."""
    cap = ALERT_BACKOFF_CAP if is_persistent else BACKOFF_CAP
    return min(timedelta(seconds=2 ** min(attempts, 16)), cap)


def counts_as_failing(attempts: int, *, is_permanent: bool) -> bool:
    """Whether people must be told another way: three failures, or one refusal that no retry will change."""
    return is_permanent or attempts >= FAILING_AFTER


def gives_up(attempts: int, *, is_permanent: bool, is_persistent: bool) -> bool:
    """Whether to stop trying. An alert (``is_persistent``) is tried for ever."""
    return not is_persistent and (is_permanent or attempts >= GIVE_UP_AFTER)


TEST_LASTS = timedelta(hours=24)  # after which its code no longer counts
TEST_TRIES = 5  # wrong codes, after which another message is sent
CONFIRMED_FOR = timedelta(days=90)  # after which a channel is tested again (practice A10)


def is_confirmed(confirmed_at: datetime | None, now: datetime) -> bool:
    """Whether somebody has said lately enough that a message by this channel had reached them."""
    return confirmed_at is not None and now - confirmed_at <= CONFIRMED_FOR


def can_be_confirmed(sent_at: datetime, tries: int, now: datetime) -> bool:
    """Whether the code of a test message still counts: for a day, and not for somebody who guesses."""
    return now - sent_at <= TEST_LASTS and tries < TEST_TRIES
