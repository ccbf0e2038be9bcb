"""How a name sounds (decision 0022), as names are heard and misspelt in Britain and Ireland.

A name's key is its first vowel, where it begins with one, and its consonants. Where one spelling is said in two
ways (Ciara and Cilla, Rachel and Christine) a name has a key for each; two names sound alike if they share one.
"""

import re
from itertools import islice, product

MOST_KEYS = 4  # of one word
# Spelling, and what it may sound like: X is "sh" and "ch", 0 is "th", nothing is silent. The first that fits holds.
_SOUNDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    # The beginning of a word.
    ("^mc[ck]?", ("MK",)),  # McDonald and MacDonald, McKenzie and Mackenzie
    ("^[kg]n+|^ng(?=[uy])", ("N",)),  # Knight, Gnanam, Nguyen
    ("^wr", ("R",)),
    ("^ps", ("S",)),
    ("^wh", ("W",)),
    ("^x", ("S",)),
    ("^gh", ("G",)),
    ("^c(?=[ei])", ("S", "K")),  # Cecilia, and Ciara or Cerys
    ("^(?:o|u|eo)[aeiouy]*", ("O",)),  # Omar and Umar, Owen and Eoin
    ("^(?:aoi|e|i|y(?![aeiou]))[aeiy]*", ("E",)),  # Aoife and Eva, Yvonne and Evonne
    ("^a[aeiouy]*", ("A",)),
    ("^y+(?=[aeiou])", ("Y",)),
    # Letters that are said together.
    ("chr", ("KR",)),
    ("sch", ("X", "SK")),
    ("tch", ("X",)),
    ("s+h", ("X",)),
    ("sz", ("X", "S")),  # Szymon, Tomasz
    ("c+h", ("X", "K")),  # Rachel, Michael
    ("c+[kq]u?|k+h?|q+u?", ("K",)),
    ("ph|dhbh|[bm]h|v+|f+", ("F",)),  # Stephen and Steven; Siobhan, Niamh, Sadhbh
    ("ngh", ("NG",)),
    ("dh(?=g)|g+h", ("",)),  # Tadhg, Hughes
    ("dh", ("D", "")),
    ("t+h", ("0", "T")),  # Anthony
    ("dd", ("D", "0")),  # Maddie, Dafydd
    ("mp(?=s)", ("M",)),  # Thompson
    ("x", ("KS",)),
    ("s+(?=[ei])", ("S", "X")),  # Sean, Saoirse, Róisín
    ("c+(?=[eiy])", ("S",)),
    ("c+", ("K",)),
    ("g+(?=[eiy])", ("G", "J")),  # Geoffrey, Gillian, Megan
    ("(?<=[aeiouy])w(?=[aeiouy])", ("", "F")),  # Owen, Ewa
    ("(?<=[aeiouy])[wh]+|(?<=.)h", ("",)),
    ("[sz]+", ("S",)),
    ("rh", ("R",)),
    ("[aeiouy]+", ("",)),
    *((f"{letter}+", (letter.upper(),)) for letter in "bdghjlmnprtw"),
)
_PATTERN = re.compile("|".join(f"({spelling})" for spelling, _ in _SOUNDS))


def sounds_of(word: str) -> set[str]:
    """The keys of a word as ``names.bare`` leaves it; none for a letter, or what is not in our alphabet."""
    if not re.fullmatch("[a-z]{2,}", word):
        return set()
    heard = [_SOUNDS[(match.lastindex or 1) - 1][1] for match in _PATTERN.finditer(word)]
    return {"".join(one) for one in islice(product(*heard), MOST_KEYS)} - {""}
