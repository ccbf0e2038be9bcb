"""What is replaced in words, what is only found and shown, and what is left out always."""

import time

import pytest

from incidents.rules import Choices, How, Named, Redactor, letter_of, never_shown, terms_of

MAYA = Named("person-1", ("Maya Lund", "Maya", "May-May"), "Child A", "it is about them")
ANN = Named("adult-1", ("Ann Lee",), "Adult B", "mother")
ZOE = Named("staff-1", ("Zoë O’Neill",), "Worker C", "works here")


def redactor(**chosen):
    never = never_shown(["4 Quay Street\nHull\nHU1 2AB", "Rose Cottage, Mill Lane"], ["Lighthouse", "07700 900999"])
    return Redactor([MAYA, ANN, ZOE], Choices(**chosen), never=never, gone="[out]", hidden="[hidden]")


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Maya Lund came with Ann.", "Child A came with Adult B."),
        ("Maya’s bag. Lund! MAYA", "Child A’s bag. Child A! Child A"),
        ("Maya\n  Lund", "Child A"),
        ("zoe", "zoe"),  # small letters: shown, and for a person to decide
        ("Zoe O'Neill, Zoë O’Neill", "Worker C, Worker C"),
        ("Annual dinner with Hannah", "Annual dinner with Hannah"),  # inside a longer word: as well
        ("Write to a.b@c.example or 07700 900123, HU5 1XX", "Write to [out] or [out], [out]"),
        ("At 4  quay street, Hull HU1 2AB.", "At [hidden]."),
        ("Near Rose Cottage in Hull", "Near [hidden] in Hull"),
        ("The word is lighthouse. Ring 07700 900999", "The word is [hidden]. Ring [hidden]"),
        ("Lighthouses stay", "Lighthouses stay"),
        ("\u202eMaya\u202c 🧸 עברית", "\u202eChild A\u202c 🧸 עברית"),
        ("Zoe\u0308 O’Neill", "Worker C"),
        ("", ""),
    ],
)
def test_what_is_read(said, read):
    assert redactor().words(said) == read


def test_a_person_decides_what_is_no_name_and_what_is():
    text = "Will ann see Maya? Annual."
    one = redactor(seen=frozenset({"small:ann", "word:Maya"}), replaced=frozenset({"small:ann"}))
    assert one.words(text) == "Will Adult B see Maya? Annual."
    assert {(f.term, f.how, f.count) for f in one.found} == {
        ("ann", How.SMALL, 1),
        ("Maya", How.WORD, 1),
        ("Ann", How.INSIDE, 1),
    }
    assert one.found[0].code == "word:Maya"
    assert "Maya" in one.found[0].examples[0]


def test_whoever_is_named_stays_and_where_they_live_does_not():
    one = redactor(named=frozenset({MAYA.key, ANN.key, ZOE.key}))
    assert one.words("Maya lives at 4 Quay Street") == "Maya lives at [hidden]"
    assert one.name("Ann Lee") == "Ann Lee"
    assert one.found == []


def test_own_words_go_wherever_they_stand():
    assert redactor(words=("Quay School", "Skipper")).words("QUAY school’s Skippers") == "[out]’s [out]s"


def test_a_name_alone_is_its_role():
    assert redactor().name("zoë o'neill") == "Worker C"
    assert redactor().name("Somebody Else") == "Somebody Else"


def test_few_examples_are_kept_of_many_places():
    one = redactor()
    for _time in range(9):
        one.words("Maya " * 20)
    found = one.found[0]
    assert found.count == 180
    assert len(found.examples) == 3


def test_terms_are_whole_names_their_words_and_both_without_accents():
    assert set(terms_of(["Zoë O’Neill", " ", "J"])) == {"Zoë O'Neill", "Zoe O'Neill", "Zoë", "Zoe", "O'Neill"}


def test_a_town_alone_is_no_address():
    assert "Hull" not in never_shown(["4 Quay Street, Hull"], [])
    assert never_shown(["", " "], ["", "x"]) == []


@pytest.mark.parametrize(("number", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (52, "BA"), (701, "ZZ"), (702, "AAA")])
def test_letters_go_on_after_the_last(number, letter):
    assert letter_of(number) == letter


@pytest.mark.parametrize("text", ["a" * 100_000, "a@" * 50_000, "1 " * 50_000, "Maya\n" * 20_000, "4 Quay " * 10_000])
def test_long_odd_texts_take_no_time(text):
    began = time.monotonic()
    redactor().words(text)
    assert time.monotonic() - began < 5
