"""An upgrade while people work: a migration that cannot have its lock fails within two seconds, cleanly, and goes
through when it is tried again; meanwhile nobody waits behind it for longer."""

import os
import subprocess
import sys
import threading
import time

import psycopg
import pytest

from safeguard.embedded.local import ROOT
from tests.plugins.database import connected_to, fresh_copy

LOCK = 2.0  # seconds (settings, for the owner)


@pytest.fixture
def upgraded(django_test_environment, django_db_blocker):
    """A copy of the template, one migration behind the code."""
    with django_db_blocker.unblock(), fresh_copy() as copy, connected_to(copy.app_url):
        assert migrate(copy, "duties", "0003_raise_concern").returncode == 0
        yield copy


def migrate(copy, *to):
    environment = dict(os.environ) | {"DATABASE_URL": copy.app_url, "DATABASE_OWNER_URL": copy.owner_url}
    command = [sys.executable, "manage.py", "migrate", "--noinput", "--skip-checks", *to]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def has_column(copy):
    with psycopg.connect(copy.owner_url) as owner:
        asked = "SELECT count(*) FROM pg_attribute WHERE attrelid = 'duties_duty'::regclass AND attname = 'held_at'"
        return owner.execute(asked).fetchone() == (1,)


def test_it_gives_up_changes_nothing_and_can_be_repeated(upgraded):
    with psycopg.connect(upgraded.app_url) as somebody:
        somebody.execute("SELECT count(*) FROM duties_duty")  # a long report that is still being read
        begun = time.monotonic()
        failed = migrate(upgraded)
        took = time.monotonic() - begun
    assert failed.returncode != 0
    assert "LockNotAvailable" in failed.stderr
    assert took < LOCK + 15, "the rest is Python starting"
    assert not has_column(upgraded)
    again = migrate(upgraded)
    assert again.returncode == 0, again.stderr
    assert has_column(upgraded)


def test_nobody_waits_behind_it_for_longer_than_its_own_patience(upgraded):
    """What comes after a waiting migration queues behind it: that is why it may not wait."""
    with psycopg.connect(upgraded.app_url) as somebody:
        somebody.execute("SELECT count(*) FROM duties_duty")
        waits: list[float] = []
        stop = threading.Event()

        def work():
            with psycopg.connect(upgraded.app_url, autocommit=True) as other:
                while not stop.is_set():
                    begun = time.monotonic()
                    other.execute("SELECT 1 FROM duties_duty LIMIT 1")
                    waits.append(time.monotonic() - begun)
                    time.sleep(0.02)

        worker = threading.Thread(target=work)
        worker.start()
        migrate(upgraded)
        stop.set()
        worker.join()
    assert max(waits) > LOCK / 2, "nobody was held up: this test shows nothing"
    assert max(waits) < LOCK + 1
