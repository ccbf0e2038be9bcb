"""What the text of one cell means. Every doubt is said, and nothing is guessed without saying so."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from safeguard.lib.errors import Refused
from safeguard.people.rules import is_phone, tidy_phone

_DAY = re.compile(r"(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?")
_SERIAL = re.compile(r"\d{5}")
_EPOCH = date(1899, 12, 30)  # day 0 of spreadsheets, as far as they are right about the year 1900
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]")
_NEAR = 0.6  # how alike two names are, of 1, so that one is proposed for the other


class Doubt(StrEnum):
    """How a cell was read where it could have meant something else; counted, and shown before anything is written."""

    DAY_FIRST = "day_first"
    SERIAL = "serial"


class Misread(Refused):
    """A cell that cannot be right, and what to do about it; never with what stands in it."""


Meaning = tuple[Any, Doubt | None]
Read = Callable[[str], Any]


def text(most: int, *, lines: bool = False) -> Read:
    """A text of at most so many characters, on one line unless ``lines``; whatever it begins with, it is a text."""

    def read(cell: str) -> str:
        if _CONTROL.search(cell):
            raise Misread(_("It holds a character that nobody can read. Type it again"))
        tidy = cell.strip() if lines else " ".join(cell.split())
        if len(tidy) > most:
            raise Misread(_("Shorten it to %(most)s characters") % {"most": most})
        return tidy

    return read


def phone(cell: str) -> str:
    """A telephone number as it is kept."""
    number: str = tidy_phone(text(30)(cell))
    if not is_phone(number):
        raise Misread(_("Enter the number in full, like 07700 900123. A spreadsheet may have dropped the 0"))
    return number


def email(cell: str) -> str:
    """An email address in small letters."""
    address: str = text(254)(cell).lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Misread(_("Enter a whole email address, like name@example.org")) from None
    return address


def one_of(words: Mapping[str, Any], say: str) -> Read:
    """One of some words, whatever their case; ``say``: the words to choose from, as they are shown."""

    def read(cell: str) -> Any:
        found = words.get(text(60)(cell).casefold())
        if found is None:
            raise Misread(_("Write one of: %(words)s") % {"words": say})
        return found

    return read


def day(cell: str) -> Meaning:
    """A date: 2011-03-27, or 27/03/2011 with the day first, or the number by which a spreadsheet keeps it."""
    plain = text(40)(cell)
    iso, slashed = _ISO.fullmatch(plain), _DAY.fullmatch(plain)
    if iso:
        year, month, number = (int(part) for part in iso.groups())
        return _real(year, month, number), None
    if slashed:
        number, month, year = (int(part) for part in slashed.groups())
        if month > 12 >= number:
            raise Misread(_("Write the day before the month, like 27/03/2011"))
        doubt = Doubt.DAY_FIRST if number <= 12 and number != month else None
        return _real(year, month, number), doubt
    if _SERIAL.fullmatch(plain):
        return _EPOCH + timedelta(days=int(plain)), Doubt.SERIAL
    raise Misread(_("Enter a real date in full, like 27/03/2011 or 2011-03-27"))


def _real(year: int, month: int, number: int) -> date:
    try:
        found = date(year, month, number)
    except ValueError:
        raise Misread(_("There is no such day. Check it")) from None
    if not 1850 <= year <= 2150:
        raise Misread(_("Check the year"))
    return found


def nearest(name: str, names: Sequence[str]) -> str:
    """What to say of a name that is not among those that may be given: the near ones, or all of a few."""
    lower = {one.casefold(): one for one in names}
    near = [lower[one] for one in get_close_matches(name.casefold(), list(lower), n=3, cutoff=_NEAR)]
    if near:
        return _("It is not known. Do you mean %(names)s?") % {"names": " / ".join(near)}
    if names and len(names) <= 5:
        return _("It is not known. It may be: %(names)s") % {"names": " / ".join(names)}
    return _("It is not known. Write it exactly as it stands here")
