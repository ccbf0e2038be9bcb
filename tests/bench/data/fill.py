"""A whole organisation into one migrated, empty database."""

import psycopg

from tests.bench.data import audit, incidents, organisation, people, sessions
from tests.bench.data.copying import Filling
from tests.bench.data.sizes import MOMENT, Size


def fill(owner_url: str, size: Size) -> Filling:
    """Fill the database at this address, as its owner, and set its clock. Deterministic for one size."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("SET synchronous_commit = off")  # of this session; everything is flushed at the end
        filling = Filling(connection)
        with filling.timed("in all"):
            world = organisation.World(size)
            with filling.without_keys():
                organisation.fill(filling, world)
                people.fill(filling, world)
                sessions.fill(filling, sessions.Sessions(world))
                incidents.fill(filling, incidents.Cases(world))
                audit.fill(filling, world)
            connection.execute("UPDATE practitioners_organisation SET name = 'Bench', live_at = %s", [MOMENT])
            filling.finish()
        return filling


def set_clock(owner_url: str) -> None:
    """Let the database's clock stand at MOMENT, and run on from there."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("UPDATE app_clock SET shift = %s - clock_timestamp(), may_shift = true", [MOMENT])
