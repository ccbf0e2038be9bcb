"""Whether a platform is set as it should be, as whoever starts a session says (PLT-08, practice D36). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

LONGEST_WORDS = 2_000


@dataclass(frozen=True)
class Confirmed:
    """What was said at the start. ``all_set`` None: nobody was asked, or nobody answered; ``words``: what is otherwise,
    and what is done instead."""

    all_set: bool | None = None
    words: str = ""


def why_not_confirmed(settings: Sequence[str], said: Confirmed) -> str:
    """What is missing before a session starts on a platform with these settings; empty if nothing is (practice D36).

    Another setting does not stop a session (practice E42): it is said what is done instead.
    """
    if not settings:
        return ""
    if said.all_set is None:
        return _("Say whether the platform is set as it should be")
    if not said.all_set and not said.words.strip():
        return _("Write what is set otherwise, and what you do instead")
    if len(said.words) > LONGEST_WORDS:
        return _("Write it in at most 2,000 characters")
    return ""


def facts_of(settings: Sequence[str], said: Confirmed) -> dict[str, Any]:
    """What is kept with the start: the settings as they were asked, and what was said (PLT-08)."""
    if not settings:
        return {}
    words = "" if said.all_set else said.words.strip()
    return {"settings": list(settings), "all_set": said.all_set, "otherwise": words}
