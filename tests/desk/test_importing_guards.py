"""Importing: what could be written twice, of the wrong person, shown to whoever may not see it, or never end."""

import threading
import uuid
from unittest.mock import patch

import pytest

from safeguard.desk.actions.importing import go_on_with_imports
from safeguard.desk.relay import HUNG_AFTER, Lane
from safeguard.jobs import SWEEPS, go_on_importing
from safeguard.storage.actions import store_import
from safeguard.storage.enums import ImportKind
from tests.desk.importing import YOUNG, as_bytes

pytestmark = pytest.mark.django_db


def test_a_file_that_ends_the_process_is_given_up(cast, now):
    """Whoever was at it is gone and wrote nothing down: the turn was counted before."""
    of = store_import(
        by=cast.manager, now=now, kind=ImportKind.YOUNG_PEOPLE, pieces=[as_bytes([YOUNG])], client_token=uuid.uuid4()
    )
    with patch("safeguard.desk.actions.importing.going_on.read_file", side_effect=SystemExit) as read:
        for _try in range(3):
            with pytest.raises(SystemExit):
                go_on_with_imports(now=now)
        go_on_with_imports(now=now)
    of.refresh_from_db()
    assert (read.call_count, of.state) == (3, "failed")
    assert "choose the file again" in of.problem


def test_an_import_that_hangs_does_not_end_the_relay():
    sweeps = [sweep for sweep in SWEEPS if sweep.run is go_on_importing]
    alone = [sweep for sweep in SWEEPS if sweep.lane == sweeps[0].lane]
    lane = Lane(sweeps[0].lane, alone, threading.Event())
    lane.last_turn -= 2 * HUNG_AFTER
    assert (alone, lane.hangs()) == (sweeps, False)
    lane.name = "ladders"
    assert lane.hangs()
