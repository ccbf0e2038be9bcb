"""The registry of audit verbs: an act whose verb nobody registered cannot be recorded."""

from typing import Any, TypeVar

from django.db import models

V = TypeVar("V", bound=type[models.TextChoices])
_LABELS: dict[str, str] = {}
_WORDS: dict[str, Any] = {}


def registers_verbs(verbs: V) -> V:
    """Class decorator for an app's verbs (``app.noun.past_tense`` with a label in words for the screen)."""
    for verb in verbs:
        if _LABELS.setdefault(verb.value, str(verb.name)) != str(verb.name):
            raise ValueError(f"audit verb registered twice: {verb.value}")
        _WORDS[verb.value] = verb.label
    return verbs


def is_registered(verb: str) -> bool:
    """Whether an app has registered this verb."""
    return verb in _LABELS


def words_of(verb: str) -> str:
    """A verb as people read it; the verb itself for one that no app registers any more."""
    return str(_WORDS.get(verb, verb))


def registered_verbs() -> frozenset[str]:
    """All registered verbs, for the test that walks them."""
    return frozenset(_LABELS)
