"""The registry of verbs."""

import pytest
from django.db import models

from safeguard.audit import enums


@pytest.fixture(autouse=True)
def own_registry(monkeypatch):
    monkeypatch.setattr(enums, "_LABELS", {})


def test_verb_is_known_once_registered():
    class Verb(models.TextChoices):
        DONE = "test.thing.done", "did the thing"

    assert not enums.is_registered("test.thing.done")
    enums.registers_verbs(Verb)
    assert enums.is_registered(Verb.DONE)
    assert enums.registered_verbs() == {"test.thing.done"}


def test_verb_registered_by_two_is_refused():
    class Mine(models.TextChoices):
        DONE = "test.thing.done", "did the thing"

    class Theirs(models.TextChoices):
        ALSO_DONE = "test.thing.done", "did it too"

    enums.registers_verbs(Mine)
    with pytest.raises(ValueError, match="registered twice"):
        enums.registers_verbs(Theirs)
