"""Pure decisions about people: how old somebody is on a day, which channel may be used, how a name is found."""

from collections.abc import Mapping
from datetime import date
from unicodedata import combining, normalize

from safeguard.people.enums import ContactChannel, PersonKind, SafeToContact

ADULT = 18  # years: the Children Act's child, and the end of a parent's countersignature


def age_on(born: date, day: date) -> int:
    """Whole years on a day (PER-02). Born on 29 February: a year older on 1 March of a year without one."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def birthday(born: date, years: int) -> date:
    """The first day on which somebody is that old."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:  # 29 February
        return date(born.year + years, 3, 1)


def is_child_on(kind: str, born: date, day: date) -> bool:
    """Whether the rules for children hold on a day: by age, whatever the record calls somebody (002 §3.4.5)."""
    return kind != PersonKind.ADULT_AT_RISK and age_on(born, day) < ADULT


def may_use(answers: Mapping[str, str], channel: ContactChannel) -> bool:
    """Whether a channel may be used: only after a yes (practice B19)."""
    return answers.get(channel) == SafeToContact.YES


def name_key(*names: str) -> str:
    """Names as they are searched for: words without case, accents and punctuation, each with a space before it."""
    bare = "".join(c for c in normalize("NFKD", " ".join(names).casefold()) if not combining(c))
    words = "".join(c if c.isalnum() else " " for c in bare.replace("'", "").replace("\u2019", "")).split()
    return "".join(f" {word}" for word in dict.fromkeys(words))
