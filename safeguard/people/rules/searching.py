"""What was typed into the search box (decision 0022): names, a date of birth, a reference, or nothing to look for."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from safeguard.lib.refs import is_ref
from safeguard.people.rules.facts import OLDEST
from safeguard.people.rules.names import bare, can_begin_a_search, reference_key, search_words, words_apart

MOST_WORDS = 8
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_DATES = (
    re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<day>\d{1,2})\s?[/.\- ]\s?(?P<month>\d{1,2})\s?[/.\- ]\s?(?P<year>\d{4}|\d{2})(?!\d)"),
    re.compile(
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s?(?P<month>{_MONTH})\.?,?\s?(?P<year>\d{{4}}|\d{{2}})(?!\d)"
    ),
)
# Nobody means anything else by it than a date; 2023/45/678 may be a reference of somebody's.
_SLASHES = re.compile(r"(?<![0-9/])[0-9]{1,2} ?/ ?[0-9]{1,2} ?/ ?([0-9]{4}|[0-9]{2})(?![0-9/])")
_DASHES = re.compile("[\\s\u2010-\u2015-]+")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Who is looked for: every word and the date, or one of the references. ``problem``: why nobody can be."""

    words: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()  # where two of the words were taken for one: the other reading
    born_on: date | None = None
    ref: str = ""  # one of ours, of whatever it is
    case_reference: str = ""  # of an outside system, by its key
    problem: str = ""


def read_search(text: str, today: date) -> Wanted:
    """What to look for. Dates are read day first; a year of two digits is the latest that is not to come."""
    ref = _DASHES.sub("-", text.strip().upper())
    if is_ref(ref):
        return Wanted(ref=ref)
    plain = " ".join(bare(text).split())
    born_on, rest = _date_in(plain, today)
    words, apart = tuple(search_words(rest)), tuple(words_apart(rest))
    return Wanted(
        words=words,
        apart=apart if apart != words else (),
        born_on=born_on,
        case_reference=reference_key(plain),
        problem=_problem(plain, born_on, words, today),
    )


def _problem(text: str, born_on: date | None, words: tuple[str, ...], today: date) -> str:
    wrong_date = _SLASHES.search(text) if born_on is None else None
    if wrong_date:
        return _("%(text)s is not a date. Enter it as day, month and year, like 27/3/2011") % {"text": wrong_date[0]}
    if born_on is not None and not today.year - OLDEST <= born_on.year <= today.year:
        return _("Check the year of the date of birth")
    if born_on is None and not words:
        return _("Enter letters of a name, a date of birth or a reference")
    if born_on is None and not any(can_begin_a_search(word) for word in words):
        return _("Enter at least two letters of a name")
    if len(words) > MOST_WORDS:
        return _("Enter at most %(most)s words") % {"most": MOST_WORDS}
    return ""


def _date_in(text: str, today: date) -> tuple[date | None, str]:
    """The first real date in a text, and the text without it."""
    for pattern in _DATES:
        for found in pattern.finditer(text):
            day = _real_date(found["year"], found["month"], found["day"], today)
            if day is not None:
                return day, f"{text[: found.start()]} {text[found.end() :]}"
    return None, text


def _real_date(year: str, month: str, day: str, today: date) -> date | None:
    number = int(month) if month.isdecimal() else _MONTHS.index(month[:3]) + 1
    full_year = int(year) + (0 if len(year) > 2 else 2000 if 2000 + int(year) <= today.year else 1900)
    try:
        return date(full_year, number, int(day))
    except ValueError:
        return None
