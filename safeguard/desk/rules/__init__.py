"""What the desk decides: how a story is told, what an installation must have, what burns first for ICT. Pure."""

from safeguard.desk.rules.operations import PATCH_CLOCK, PROBLEM_WORDS, Sign, problem_in_words, signs_of_life
from safeguard.desk.rules.story import Entry, next_age_that_matters, page_of

__all__ = [
    "PATCH_CLOCK",
    "PROBLEM_WORDS",
    "Entry",
    "Sign",
    "next_age_that_matters",
    "page_of",
    "problem_in_words",
    "signs_of_life",
]
