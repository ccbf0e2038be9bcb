"""When to try again, when to give up, when a delivery counts as failing. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from safeguard.notifications.enums import Part, lane_pulse

LEASE = timedelta(seconds=30)
BATCH = 5  # messages a lease covers: five attempts of at most EMAIL_TIMEOUT seconds end before it does
BACKOFF_CAP = timedelta(minutes=5)
ALERT_BACKOFF_CAP = timedelta(seconds=30)  # so that an alert leaves within a minute of any outage's end (design 7)
FAILING_AFTER = 3  # attempts (design 4.4): then the next channel and the next person too
GIVE_UP_AFTER = 24  # attempts, about an hour and a half; alerts never give up


def retry_delay(attempts: int, *, is_persistent: bool = False) -> timedelta:
    """How long to wait after so many attempts (decision 0003): 2, 4, 8 ... seconds, at most half a
    minute for an alert (``is_persistent``) and five minutes for the rest."""
    cap = ALERT_BACKOFF_CAP if is_persistent else BACKOFF_CAP
    return min(timedelta(seconds=2 ** min(attempts, 16)), cap)


def counts_as_failing(attempts: int, *, is_permanent: bool) -> bool:
    """Whether people must be told another way: three failed attempts, or one refusal that no retry will change
    (decision 0006)."""
    return is_permanent or attempts >= FAILING_AFTER


def gives_up(attempts: int, *, is_permanent: bool, is_persistent: bool) -> bool:
    """Whether to stop trying after so many attempts. An alert (``is_persistent``) is tried for ever (ESC-05)."""
    return not is_persistent and (is_permanent or attempts >= GIVE_UP_AFTER)


@dataclass(frozen=True)
class Beat:
    """A sign of life, and what was found wrong then (codes and counts)."""

    at: datetime
    findings: Sequence[str] = ()


MUST_BEAT = {Part.RELAY.value: timedelta(minutes=1), Part.RECONCILER.value: timedelta(minutes=3)}
# A server that hangs makes a turn of its lane as long as three quarters of a minute; that is not yet silence.
ALERT_LANES = {lane_pulse(lane): timedelta(seconds=90) for lane in ("e-mail", "text", "ladders")}


def alert_problems(beats: Mapping[str, Beat], now: datetime) -> list[str]:
    """What keeps alerts from leaving, as codes without counts; empty while all is well (decision 0011).

    Celery is not asked: it only makes quick what the relay guarantees. A lane that never beat belongs to a relay of
    another version, whose own sign of life is judged.
    """
    found: list[str] = []
    for name, longest in MUST_BEAT.items():
        if is_silent(beats.get(name), longest, now):
            found.append(f"{name} is silent")
        else:
            found += [str(finding).partition(":")[0] for finding in beats[name].findings]
    relay_is_silent = is_silent(beats.get(Part.RELAY), MUST_BEAT[Part.RELAY], now)  # then so are its lanes: said once
    lanes = {name: longest for name, longest in ALERT_LANES.items() if name in beats and not relay_is_silent}
    return found + [f"{name} is silent" for name, longest in lanes.items() if is_silent(beats[name], longest, now)]


def is_silent(beat: Beat | None, longest: timedelta, now: datetime) -> bool:
    """Whether a part was never seen, or not for longer than this (decision 0011)."""
    return beat is None or now - beat.at > longest


TEST_LASTS = timedelta(hours=24)  # after which its code no longer counts
TEST_TRIES = 5  # wrong codes, after which another message is sent
CONFIRMED_FOR = timedelta(days=90)  # after which a channel is tested again (practice A10)


def is_confirmed(confirmed_at: datetime | None, now: datetime) -> bool:
    """Whether somebody has said lately enough that a message by this channel had reached them
    (practice A10)."""
    return confirmed_at is not None and now - confirmed_at <= CONFIRMED_FOR


def can_be_confirmed(sent_at: datetime, tries: int, now: datetime) -> bool:
    """Whether the code of a test message still counts (decision 0018): for a day, and not for somebody who guesses.

    ``tries``: how many wrong codes were entered.
    """
    return now - sent_at <= TEST_LASTS and tries < TEST_TRIES
