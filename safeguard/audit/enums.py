"""The registry of audit verbs: an act whose verb nobody registered cannot be recorded."""

from typing import TypeVar

from django.db import models

V = TypeVar("V", bound=type[models.TextChoices])
_LABELS: dict[str, str] = {}


def registers_verbs(verbs: V) -> V:
    """Class decorator for an app's verbs (``app.noun.past_tense`` with a label in words for the screen)."""
    for verb in verbs:
        if _LABELS.setdefault(verb.value, str(verb.name)) != str(verb.name):
            raise ValueError(f"audit verb registered twice: {verb.value}")
    return verbs


def is_registered(verb: str) -> bool:
    """Whether an app has registered this verb."""
    return verb in _LABELS


def registered_verbs() -> frozenset[str]:
    """All registered verbs, for the test that walks them."""
    return frozenset(_LABELS)
