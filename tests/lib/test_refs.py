"""References: readable aloud, random, and recognised in addresses."""

import re

from hypothesis import given
from hypothesis import strategies as st

from safeguard.lib.refs import ALPHABET, PATTERN, RefConverter, new_ref


def test_new_ref_has_its_shape():
    assert all(re.fullmatch(PATTERN, new_ref("SG")) for _ in range(1000))


def test_new_refs_do_not_repeat():
    assert len({new_ref("SG") for _ in range(5000)}) == 5000


def test_alphabet_has_nothing_that_is_misread():
    assert len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)


def test_every_letter_of_the_alphabet_is_recognised():
    assert all(re.fullmatch(PATTERN, f"SG-{letter * 5}-{letter * 5}") for letter in ALPHABET)


@given(st.text(max_size=20))
def test_pattern_takes_nothing_else(text):
    if re.fullmatch(PATTERN, text):
        prefix, first, second = text.split("-")
        assert prefix.isascii()
        assert prefix.isupper()
        assert set(first + second) <= set(ALPHABET)


def test_converter_gives_back_what_it_takes():
    ref = new_ref("SG")
    assert RefConverter().to_url(RefConverter().to_python(ref)) == ref
