"""Names as words (decision 0022): without case, accents and punctuation, whatever alphabet they are written in."""

import re
from collections.abc import Iterable
from itertools import pairwise
from unicodedata import category, combining, digit, normalize

from safeguard.people.enums import KeyKind
from safeguard.people.rules.sounds import sounds_of

LONGEST_KEY = 400  # characters, of all the words of a name
LONGEST_WORD = 60  # characters; a longer word is found by its beginning
FEWEST_LETTERS = 2  # a single letter begins the names of thousands
# Letters that Unicode does not take apart, as they are typed on a British keyboard.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
_APOSTROPHES = re.compile("['`\u00b4\u02bb\u02bc\u2018\u2019\u201b\u2032\uff07]")
_BEGINNINGS = frozenset({"mc", "mac", "o"})  # of one name that is also written as two: O Brien, Mac Donald
_SYLLABLES = 0x2E80  # from here on (Chinese, Japanese, Korean) one character may be a whole name


def bare(text: str) -> str:
    """The text in small letters without accents and apostrophes; digits of every script as 0 to 9."""
    letters = normalize("NFKD", _APOSTROPHES.sub("", text).casefold())
    kept = (c for c in letters if not combining(c) and category(c) != "Cf")  # Cf: marks of direction, soft hyphens
    return "".join(str(digit(c, c)) for c in kept).translate(_LETTERS)


def words_of(text: str) -> list[str]:
    """The words of a text, in order: letters with their vowel signs, and digits, nothing else."""
    return "".join(c if c.isalnum() or category(c).startswith("M") else " " for c in bare(text)).split()


def name_key(*names: str) -> str:
    """All words of the names, each once, with a space before it: to see whether two people may be one."""
    return "".join(f" {word}" for word in dict.fromkeys(words_of(" ".join(names))))[:LONGEST_KEY]


def may_be_same_name(name: str, words: str) -> bool:
    """Whether a name may be the one that stands in these words: one of two holds all of the other, and two words at
    least, so that a shared surname alone is nobody."""
    one, other = set(words_of(name)), set(words_of(words))
    return bool(one) and (one == other or (len(one & other) > 1 and (one <= other or other <= one)))


def known_as(full_name: str) -> str:
    """The name to use until somebody says another: the first word of the full one (PER-01)."""
    return (full_name.split() or [""])[0]


def tidy_names(text: str) -> str:
    """Several names, one a line, each once; a comma or a semicolon begins a new line too."""
    names = (" ".join(name.split()) for name in re.split(r"[\n,;]", text))
    return "\n".join(dict.fromkeys(name for name in names if name))


def search_words(text: str) -> list[str]:
    """The words of a name as they are looked for: O Brien, O'Brien and OBrien are one word."""
    words: list[str] = []
    for word in words_of(text):
        if words and words[-1] in _BEGINNINGS:
            words[-1] += word
        else:
            words.append(word)
    return [word[:LONGEST_WORD] for word in dict.fromkeys(words)]


def words_apart(text: str) -> list[str]:
    """The same words, none joined to another: Mac Jones may be Mackenzie Jones, whom everybody calls Mac."""
    return [word[:LONGEST_WORD] for word in dict.fromkeys(words_of(text))]


def can_begin_a_search(word: str) -> bool:
    """Whether a word is long enough to look for."""
    return len(word) >= FEWEST_LETTERS or ord(word[0]) >= _SYLLABLES


def search_keys(full_name: str, known_as: str, case_reference: str, also_known_as: str = "") -> set[tuple[str, str]]:
    """Everything of their own by which a person is found, as pairs of kind and key (docs/decisions/0022).

    ``also_known_as``: names of before and nicknames, one a line: they find as the present ones do.
    """
    words = {word for name in (full_name, known_as, *also_known_as.splitlines()) for word in _stored_words(name)}
    reference = reference_key(case_reference)
    return (
        {(KeyKind.WORD.value, word) for word in words}
        | {(KeyKind.SOUND.value, sound) for word in words for sound in sounds_of(word)}
        | ({(KeyKind.REFERENCE.value, reference)} if reference else set())
    )


def family_keys(names: Iterable[str]) -> set[tuple[str, str]]:
    """The names of parents and carers by which a person is found, as pairs of kind and key (decision 0027)."""
    return {(KeyKind.FAMILY.value, word) for name in names for word in _stored_words(name)}


def reference_key(text: str) -> str:
    """A reference of an outside system without what is typed differently each time: C-778 is c 778."""
    return "".join(words_of(text))[:LONGEST_WORD]


def _stored_words(name: str) -> set[str]:
    """A name's words, apart and joined where people join them: Smith-Jones is also Smithjones, Al Hassan Alhassan."""
    text = _APOSTROPHES.sub("'", name)
    parts = words_of(text.replace("'", " "))
    short = {one + two for one, two in pairwise(parts) if len(one) <= _SHORT}
    joined = {"".join(words_of(part)) for part in text.split()} - {""}
    return {word[:LONGEST_WORD] for word in {*parts, *short, *joined, *words_of(name), *search_words(name)}}


_SHORT = 3  # letters: Al, El, De, Le, Ap, Mc, Van


def is_like(key: str, other: str) -> bool:
    """Whether two names (by their keys) may be one person’s (practice B22): one in common, one letter apart, or
    sounding alike."""
    ours, theirs = key.split(), other.split()
    return any(_is_near(one, two) for one in ours for two in theirs) or bool(_sounds(ours) & _sounds(theirs))


def _sounds(words: Iterable[str]) -> set[str]:
    """How the words sound; one consonant alone (Lee, Low) says too little."""
    return {sound for word in words for sound in sounds_of(word) if len(sound) > 1}


def _is_near(one: str, two: str) -> bool:
    """Whether two words are the same, or become so by one letter more, less, changed or swapped with the next."""
    if one == two:
        return True
    if abs(len(one) - len(two)) > 1 or min(len(one), len(two)) < _TOO_SHORT:
        return False
    at = next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    rest, other = one[at:], two[at:]
    swapped = rest[:2] == other[:2][::-1] and rest[2:] == other[2:]
    return rest[1:] == other[1:] or rest[1:] == other or rest == other[1:] or swapped


_TOO_SHORT = 4  # letters: "Ann" and "Ian" are two names
