"""The setting of every other test stands."""

import pytest

from tests.factories.incidents import told_of

pytestmark = pytest.mark.django_db


def test_cast_concern_reaches_the_officer_and_the_lead(cast, raise_a_concern):
    assert told_of(raise_a_concern()) == [cast.dso, cast.dsl]
