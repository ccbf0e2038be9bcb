"""Replacing names in the words of a chronology that is made for a reader outside (decision 0034). Pure.

No rule finds every name: what is found is shown, and a person decides. Where somebody lives and how they are reached
secretly is left out always (practice B20).
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

SHORTEST_NAME = 2  # letters: a single one is found everywhere
AROUND = 40  # characters shown on each side of what was found
EXAMPLES = 3
_POSTCODE = r"(?P<postcode>(?<!\w)[A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][A-Z]{2}(?!\w))"
_MAIL = r"(?P<mail>[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{0,63}\w)"
_PHONE = r"(?P<phone>(?<!\w)\+?\d[\d ()-]{8,30}\d)"
_REACHED = re.compile("|".join((_POSTCODE, _MAIL, _PHONE)), re.IGNORECASE)


class How(StrEnum):
    """How something stands in a text: as a word, as a word in small letters, in a longer word, or as a way to reach
    somebody."""

    WORD = "word"
    SMALL = "small"
    INSIDE = "inside"
    REACHED = "reached"


# What is replaced unless a person says otherwise: a word that begins as a name does.
REPLACED_FIRST = frozenset({How.WORD, How.REACHED})


@dataclass(frozen=True)
class Named:
    """Somebody who may be named in a chronology: ``key`` names them in a form, ``role`` replaces ``names``."""

    key: str
    names: tuple[str, ...]
    role: str
    what: str


@dataclass(frozen=True)
class Found:
    """Something that was found: as what, how often, and the words around it a few times."""

    term: str
    how: How
    count: int
    examples: tuple[str, ...]

    @property
    def code(self) -> str:
        """How a form says it."""
        return f"{self.how}:{self.term}"


@dataclass(frozen=True)
class Choices:
    """What a person has chosen: who keeps their name, what they have looked at (codes), what of it is replaced, words
    of their own to leave out, and the lines that are left out whole (places)."""

    named: frozenset[str] = frozenset()
    seen: frozenset[str] = frozenset()
    replaced: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    out: frozenset[str] = frozenset()

    def replaces(self, term: str, how: How) -> bool:
        """Whether something is replaced: as was decided, or as it begins."""
        code = f"{how}:{term}"
        return code in self.replaced if code in self.seen else how in REPLACED_FIRST


@dataclass
class _Tally:
    count: int = 0
    examples: list[str] = field(default_factory=list)


def letter_of(number: int) -> str:
    """A, B, ... Z, AA, AB: so that roles are told apart (``number``: 0 is first; decision 0034)."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def terms_of(names: Iterable[str]) -> list[str]:
    """What is looked for of somebody: each name whole, each word of it, and each without its accents (decision
    0034)."""
    whole = [_plain(name) for name in names if name.strip()]
    words = [word for name in whole for word in re.split(r"[\s,;()]+", name)]
    found = {term for term in [*whole, *words] if sum(letter.isalnum() for letter in term) >= SHORTEST_NAME}
    return sorted(found | {_without_accents(term) for term in found}, key=lambda term: (-len(term), term))


class Redactor:
    """Replaces what was chosen, and remembers what it found on the way. Made once for a chronology."""

    def __init__(
        self, people: Sequence[Named], choices: Choices, *, never: Iterable[str], gone: str, hidden: str
    ) -> None:
        """``never``: what is left out whatever was chosen, and said as ``hidden``; ``gone``: what takes the place of
        words of one's own and of ways to reach somebody."""
        self.choices, self.gone, self.hidden = choices, gone, hidden
        self._roles: dict[str, str] = {}
        for one in people:
            if one.key not in choices.named:
                for term in terms_of(one.names):
                    self._roles.setdefault(term.casefold(), one.role)
        self._never = _pattern(never, loose=True)
        self._words = _pattern(choices.words)
        self._names = _pattern(self._roles)
        self._tally: dict[tuple[str, How], _Tally] = {}

    @property
    def found(self) -> list[Found]:
        """What was found in what has been read so far, what needs an eye first on top."""
        order = list(How)
        rows = [Found(term, how, one.count, tuple(one.examples)) for (term, how), one in self._tally.items()]
        return sorted(rows, key=lambda one: (order.index(one.how), one.term.casefold(), one.term))

    def name(self, text: str) -> str:
        """A field that holds nothing but somebody's name."""
        return self._roles.get(_plain(text).casefold(), text)

    def words(self, text: str) -> str:
        """A text as its reader gets it."""
        if not text:
            return text
        text = unicodedata.normalize("NFC", text)
        if self._never:
            text = self._never.sub(self.hidden, text)
        if self._words:
            text = self._words.sub(self.gone, text)
        text = _REACHED.sub(self._reached, text)
        return self._names.sub(self._name, text) if self._names else text

    def _reached(self, match: re.Match[str]) -> str:
        term = match.group()
        self._note(match, term, How.REACHED)
        return self.gone if self.choices.replaces(term, How.REACHED) else term

    def _name(self, match: re.Match[str]) -> str:
        said = match.group()
        term, how = _spoken(said), _how(match)
        self._note(match, term, how)
        return self._roles.get(_key(said), said) if self.choices.replaces(term, how) else said

    def _note(self, match: re.Match[str], term: str, how: How) -> None:
        one = self._tally.setdefault((term, how), _Tally())
        one.count += 1
        if len(one.examples) < EXAMPLES:
            one.examples.append(_around(match))


def _how(match: re.Match[str]) -> How:
    text, begin, end = match.string, match.start(), match.end()
    if _is_letter(text[begin - 1 : begin]) or _is_letter(text[end : end + 1]):
        return How.INSIDE
    return How.SMALL if match.group().islower() else How.WORD


def _is_letter(text: str) -> bool:
    return bool(text) and (text.isalnum() or unicodedata.category(text).startswith("M"))


def _around(match: re.Match[str]) -> str:
    text, begin, end = match.string, max(match.start() - AROUND, 0), match.end() + AROUND
    said = " ".join(text[begin:end].split())
    return f"{'… ' if begin else ''}{said}{' …' if end < len(text) else ''}"


def _pattern(
    terms: Collection[str] | Iterable[str] | Mapping[str, str], *, loose: bool = False
) -> re.Pattern[str] | None:
    """Any of some terms, the longest first; ``loose``: whatever stands between their words."""
    longest = sorted({_plain(term) for term in terms} - {""}, key=lambda term: (-len(term), term))
    if not longest:
        return None
    between = r"[\s,;.]*" if loose else r"\s+"
    parts = [between.join(_letters(word) for word in re.split(r"[\s,]+" if loose else r"\s+", one)) for one in longest]
    edges = (r"(?<!\w)", r"(?!\w)") if loose else ("", "")
    return re.compile(f"{edges[0]}(?:{'|'.join(parts)}){edges[1]}", re.IGNORECASE)


def _letters(word: str) -> str:
    return re.escape(word).replace("'", "['’]")


def _key(said: str) -> str:
    return _plain(said).casefold()


def _plain(text: str) -> str:
    """A name as it is compared: one form of each letter, of the apostrophe, and of the space."""
    return " ".join(unicodedata.normalize("NFC", text).replace("’", "'").split())


def _spoken(said: str) -> str:
    return " ".join(said.split())


def _without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.category(c).startswith("M")))


def never_shown(addresses: Iterable[str], secrets: Iterable[str]) -> list[str]:
    """What no copy ever holds (practice B20): addresses, whole and each of their lines that could be found on a map,
    and the secrets that were agreed (``secrets``)."""
    found = [secret for secret in secrets if len(secret.strip()) > 1]
    for address in addresses:
        lines = [line.strip() for line in re.split(r"[\n,;]+", address) if line.strip()]
        found += [address, *(line for number, line in enumerate(lines) if _is_a_place(line, is_first=number == 0))]
    return [term for term in found if term.strip()]


def _is_a_place(line: str, *, is_first: bool) -> bool:
    """Whether a line of an address leads to it: with a number, or the name of a house; a town alone does not."""
    return (any(letter.isdigit() for letter in line) and len(line) > 1) or (is_first and len(line.split()) > 1)


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 (hexadecimal) of what a copy says, in one fixed form (decision 0034)."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
