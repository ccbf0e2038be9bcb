"""Values that look drawn by lot and are the same each time: references, tokens, moments, names, words."""

import random
from collections.abc import Sequence
from datetime import timedelta
from itertools import accumulate
from zlib import crc32

from faker.providers.person.en_GB import Provider

from safeguard.lib.refs import ALPHABET
from tests.bench.data.sizes import MOMENT

SEED = 2026
NULL = r"\N"
TODAY = 1200  # the index of MOMENT's day in DAYS
_START = MOMENT - timedelta(days=TODAY)
DAYS = [f"{_START + timedelta(days=number):%Y-%m-%d}" for number in range(TODAY + 400)]
MINUTES = [f"{minute // 60:02}:{minute % 60:02}" for minute in range(24 * 60)]
NOW_MINUTE = MOMENT.hour * 60 + MOMENT.minute
_TWO = [a + b for a in ALPHABET for b in ALPHABET]
_THREE = [a + b for a in ALPHABET for b in _TWO]


def dice(name: str) -> random.Random:
    """A source of chance of its own for each table: one table changed changes no other."""
    return random.Random(f"{SEED}:{name}")


def ref(prefix: str, number: int) -> str:
    """A reference of the product's form: every number another, and no two neighbours alike."""
    x = (number * 0x9E3779B97F4A7 + crc32(prefix.encode()) * 7919) % 2**50
    high, low = x >> 25, x & 0x1FFFFFF
    return f"{prefix}-{_THREE[high >> 10]}{_TWO[high & 1023]}-{_THREE[low >> 10]}{_TWO[low & 1023]}"


def token(kind: int, number: int) -> str:
    """A UUID. ``kind`` keeps those of two columns apart."""
    return f"{((number + 1) * 0x9E3779B97F4A7C15F39CC0605CEDC835 + kind * 0x5851F42D4C957F2D) % 2**128:032x}"


def at(day: int, minute: int) -> str:
    """A moment, by the index of its day and the minute of it (may run over into other days)."""
    more, minute = divmod(minute, 1440)
    return f"{DAYS[day + more]} {MINUTES[minute]}+00"


def escaped(text: str) -> str:
    """A text as COPY reads it."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


class Names:
    """First names and surnames as often as they are met in Britain: some are common, some are rare."""

    def __init__(self, chance: random.Random) -> None:
        self._first = list(Provider.first_names)
        self._last = list(Provider.last_names)
        self._often = list(accumulate(Provider.last_names.values()))
        self._chance = chance

    def draw(self, count: int) -> list[tuple[str, str]]:
        """So many people."""
        first = self._chance.choices(self._first, k=count)
        last = self._chance.choices(self._last, cum_weights=self._often, k=count)
        # One in eight has two surnames: the number of different names grows with that of people.
        second = self._chance.choices(self._last, k=count)
        return [
            (f, f"{one}-{two}" if number % 8 == 0 and one != two else one)
            for number, (f, one, two) in enumerate(zip(first, last, second, strict=True))
        ]


_SENTENCES = (
    "They said that it had been going on since the summer.",
    "I asked what had happened then, and waited.",
    "A brother was in the room for part of the time.",
    "They did not want anybody at school to hear of it.",
    "The call was clear, and nobody else could be heard.",
    "They were calm when we ended, and knew whom they could ring.",
    "We agreed that I would tell the safeguarding lead.",
    "Nothing was looked at, and nothing was sent on.",
    "Their mother came in and asked who was on the screen.",
    "They have somebody to sleep at tonight, an aunt who lives near.",
    "The messages came from an account they did not know.",
    "We talked about school, and about a friend who has moved away.",
)


def texts(name: str, sentences: int, count: int = 500) -> Sequence[str]:
    """So many texts of so many sentences each (about 55 letters a sentence), ready for COPY."""
    chance = dice(f"texts of {name}")
    return [escaped(" ".join(chance.choices(_SENTENCES, k=sentences))) for _ in range(count)]
