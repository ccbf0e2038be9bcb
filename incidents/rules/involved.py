"""Pure decisions about who is involved in a concern, and about what comes from people without an account."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from incidents.enums import KEPT_OUT, WORK_FOR_US, Part

APART = timedelta(minutes=5)  # how far apart people are told of what comes quickly from outside; ours


@dataclass(frozen=True)
class Somebody:
    """One person as somebody described them: a name or words, who they are, and their part."""

    name: str
    kind: str = ""
    part: str = ""
    note: str = ""
    person_id: int | None = None


def is_said(one: Somebody) -> bool:
    """Whether a row of the form says anybody at all (INC-15)."""
    return bool(one.name.strip()) or one.person_id is not None


def may_be_a_subject(one: Somebody) -> bool:
    """Whether somebody of this name who works for us is kept out (INC-16): not if they only saw it, or are family of
    the child; then they may have to deal with it."""
    return one.part in KEPT_OUT


def is_about_staff_by(people: Iterable[Somebody]) -> bool:
    """Whether a matter is about somebody who works for us, because one of them may have caused it (practice B17)."""
    return any(one.kind in WORK_FOR_US and one.part in ("", Part.CAUSED) for one in people if is_said(one))


def names_of_subjects(people: Iterable[Somebody]) -> str:
    """The words in which a colleague may be named who is then left out (INC-16, practice B17)."""
    return "\n".join(one.name for one in people if is_said(one) and may_be_a_subject(one))


def kinds_of(ticked: Sequence[str], people: Iterable[Somebody]) -> list[str]:
    """Every kind of person in a concern (INC-15), each once: as ticked, and as said of each person."""
    return list(dict.fromkeys([*ticked, *(one.kind for one in people if is_said(one) and one.kind)]))


def told_not_before(now: datetime, *, is_slowed: bool) -> datetime | None:
    """When people are told of something from outside: at once, or, where much comes quickly, of all of it together at
    the next fifth minute. It slows, and nothing is discarded (practice B26)."""
    if not is_slowed:
        return None
    past = timedelta(minutes=now.minute % 5, seconds=now.second, microseconds=now.microsecond)
    return now - past + APART
