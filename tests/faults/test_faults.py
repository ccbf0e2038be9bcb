"""The whole table of faults, on three seeds (`make faults`). Each seed is another order and other lengths."""

import random
import time

import pytest

from safeguard.embedded.local import free_port
from tests.faults.faults import TABLE
from tests.faults.invariants import check_all, table
from tests.faults.playing import eight_hours_off, ladder_keeps_time
from tests.faults.running import drain
from tests.faults.world import World, durable, world

pytestmark = pytest.mark.faults
SEEDS = (1, 2, 3)
RATE = 6.0  # concerns a second
CLIMB = {"minutes": 16}  # past the time in which a concern marked "now" is to be answered


@pytest.mark.requirement("ESC-05", "ESC-06")
@pytest.mark.parametrize("seed", SEEDS)
def test_every_fault_while_people_raise_concerns(seed: int, django_test_environment: None, django_db_blocker) -> None:
    """F1 to F6, F8 to F19 one after the other with two of everything, ladders climbing; then off for 8 hours (F25)."""
    begun = time.monotonic()
    with django_db_blocker.unblock(), world("faults", seed=seed, rate=RATE, own_server=True) as w:
        durable()
        faults = list(TABLE)
        random.Random(seed).shuffle(faults)
        w.notes.append(f"F4 all the time (two relays, beats, workers), then {', '.join(f.code for f in faults)}, F25")
        w.load.start()
        w.pause(3, 5)
        for fault in faults:
            print(f"{time.monotonic() - begun:5.0f} s  {fault.code:4} {fault.what}", flush=True)
            fault.run(w)
            w.supervise(fault.code)
            if w.rng.random() < 0.5:
                w.shift(**CLIMB)  # everybody unanswered is called again while the next fault goes on
            w.pause(3, 6)
        w.load.stop()
        drain(w)
        eight_hours_off(w)
        _judge(f"all faults, seed {seed}", w, begun)


@pytest.mark.requirement("ESC-05")
@pytest.mark.parametrize("seed", SEEDS)
def test_redis_absent_all_the_time(seed: int, django_test_environment: None, django_db_blocker) -> None:
    """F7: sign-in, raising, alerts, acknowledging and climbing with no Redis from the beginning."""
    begun = time.monotonic()
    absent = {"REDIS_URL": f"redis://127.0.0.1:{free_port()}/0"}
    with (
        django_db_blocker.unblock(),
        world("faults-no-redis", seed=seed, rate=RATE, own_server=False, environment=absent) as w,
    ):
        with w.fault("F7", is_broker=True):
            w.load.start()
            w.pause(20, 30)
            ladder_keeps_time(w)
            w.load.stop()
            drain(w)
        _judge(f"no Redis at all (F7), seed {seed}", w, begun)


def _judge(title: str, w: World, begun: float) -> None:
    drain(w)
    rows = check_all(w)
    print(table(f"{title}, {time.monotonic() - begun:.0f} s", rows, w))
    assert all(row.ok for row in rows), "\n".join(str(row) for row in rows if not row.ok)
