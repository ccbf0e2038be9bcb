"""An organisation made up by the bench's own generator, in a database of the tests."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

    from tests.bench.data.sizes import Size
    from tests.bench.pools import Pools

    Made = Callable[[Size], AbstractContextManager[Pools]]


@pytest.fixture(scope="module")
def made(django_test_environment: None, django_db_blocker: "DjangoDbBlocker") -> "Made":
    """``with made(size) as pools``: a copy of its own, filled, our connection on it as the app's role."""
    from tests.bench.data.organisation import World
    from tests.bench.pools import Pools, people_measured
    from tests.bench.run import fill
    from tests.plugins.database import connected_to, fresh_copy

    @contextmanager
    def make(size: "Size") -> Iterator["Pools"]:
        with fresh_copy() as copy, django_db_blocker.unblock():
            fill(copy.owner_url, size)
            with connected_to(copy.app_url):
                yield Pools(people_measured(World(size)))

    return make
