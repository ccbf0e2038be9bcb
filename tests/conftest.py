"""Fixtures for every test.

Nothing of Django's or ours is imported up here: settings are read only after the servers have been started.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings as hypothesis_settings

if TYPE_CHECKING:
    from incidents.models import Incident
    from tests.factories.cast import Cast

pytest_plugins = [
    "tests.plugins.database",
    "tests.plugins.stack",
    "tests.plugins.requirements",
    "tests.plugins.quick",
]

# A machine that is busy with other tests is no fault of a rule.
hypothesis_settings.register_profile("tests", deadline=None)
hypothesis_settings.load_profile("tests")


@pytest.fixture
def now() -> datetime:
    """The present moment by the database's clock. The test says which database: ``django_db`` or ``committed_db``."""
    from safeguard.lib import clock

    return clock.now()


@pytest.fixture
def being_set_up() -> Iterator[None]:
    """The installation has not gone live (name ``db`` or ``committed_db`` before it)."""
    from safeguard.practitioners.models import Organisation
    from tests.plugins.database import remember_that_it_is_live

    Organisation.objects.update(name="", live_at=None, live_by=None)
    remember_that_it_is_live(yes=False)
    yield
    remember_that_it_is_live(yes=True)


@pytest.fixture
def cast() -> "Cast":
    """Everybody, with services and posts filled (name ``committed_db`` or ``stack`` before it)."""
    from tests.factories.cast import assemble

    return assemble()


@pytest.fixture
def raise_a_concern(cast: "Cast") -> "Callable[..., Incident]":
    """``raise_a_concern(by=cast.owner, now=clock.now(), **answers)``, in the owner's service unless told otherwise."""
    from tests.factories.incidents import raise_by

    def raise_it(*, by: Any = None, **answers: Any) -> "Incident":
        return raise_by(by or cast.owner, **{"service": cast.service, **answers})

    return raise_it
