"""A short night of faults, part of every run of the tests; `make faults` is the whole table on three seeds."""

import time

import pytest

from tests.faults.faults import SHORT
from tests.faults.invariants import check_all, table
from tests.faults.playing import eight_hours_off
from tests.faults.running import drain
from tests.faults.world import durable, world

SEED = 1
PACE = 0.5


@pytest.mark.requirement("ESC-05", "ESC-06")
def test_no_alert_is_lost_while_parts_die(django_test_environment: None, django_db_blocker) -> None:
    """Workers, Redis, relay and PostgreSQL are killed, SMTP drops and refuses; then everything is off for 8 hours."""
    begun = time.monotonic()
    with django_db_blocker.unblock(), world("faults-short", seed=SEED, rate=4, own_server=True, pace=PACE) as w:
        durable()
        w.load.start()
        w.pause(2, 3)
        for fault in SHORT:
            fault.run(w)
            w.supervise(fault.code)
            w.pause(2, 3)
        w.load.stop()
        drain(w)
        eight_hours_off(w)
        drain(w)
        rows = check_all(w)
        print(table(f"short, seed {SEED}, {time.monotonic() - begun:.0f} s", rows, w))
        assert all(row.ok for row in rows), "\n".join(str(row) for row in rows if not row.ok)
