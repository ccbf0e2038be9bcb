"""Small counts: hidden, and not to be worked out of anything that is shown (RPT-11)."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguard.reports.rules.hiding import (
    MANY,
    Cell,
    Division,
    Part,
    Range,
    Tally,
    cell,
    gives_nothing_away,
    rounded,
    share,
    shown_cells,
    what_is_seen,
)

SMALL = 5


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0"), (1, "fewer than 5"), (4, "fewer than 5"), (5, "5"), (7, "5"), (8, "10"), (12, "10"), (13, "15")],
)
def test_count_as_it_is_shown(count, text):
    assert cell(count, SMALL).text == text


@given(st.integers(0, 500), st.integers(3, 20))
def test_what_is_seen_is_every_count_that_is_shown_alike(count, small):
    seen = what_is_seen(count, small)
    alike = [one for one in range(count + 2 * small) if cell(one, small) == cell(count, small)]
    assert (seen.low, seen.high) == (alike[0], alike[-1])


@given(st.integers(0, 500), st.integers(0, 500), st.integers(3, 20))
def test_share_is_worked_out_of_what_is_shown(part, whole, small):
    """Two counts that are shown alike have the same share: it tells nothing more than they do."""
    shown = share(cell(part, small), cell(whole, small), small)
    seen = what_is_seen(part, small)
    assert shown == share(cell(seen.high, small), cell(what_is_seen(whole, small).low, small), small)
    if rounded(part, small) is None or (rounded(whole, small) or 0) < 4 * small:
        assert shown == ""


def test_share_in_words():
    assert share(Cell("10", 10), Cell("40", 40), SMALL) == "25%"
    assert share(Cell("10", 10), Cell("15", 15), SMALL) == ""
    assert share(Cell("0", 0), Cell("40", 40), SMALL) == ""


# --- What an outsider can work out --------------------------------------------------------------------------------


def a_tally(total, *divisions):
    return Tally("all", total, divisions)


def whole(code, *counts, **within):
    return Division(code, {str(number): count for number, count in enumerate(counts)}, within)


def some(code, count, *within):
    return Division(code, {"yes": count}, {"yes": within} if within else {}, is_whole=False)


def test_breakdown_that_would_give_itself_away_is_left_out():
    """8 people, 4 and 4: "10" under two times "fewer than 5" leaves nothing but 4 and 4."""
    assert set(shown_cells(a_tally(8, whole("kind", 4, 4)), SMALL)) == {"all"}
    assert set(shown_cells(a_tally(7, whole("kind", 4, 3)), SMALL)) == {"all", "all.kind.0", "all.kind.1"}


def test_what_is_hidden_itself_is_not_divided():
    """ "All of these few were about sexual abuse" says it of each of them."""
    assert shown_cells(a_tally(3, whole("kind", 3, 0)), SMALL) == {"all": Cell("fewer than 5", None)}


def test_breakdown_within_one_that_is_left_out_is_left_out_too():
    inner = whole("exactly", 4, 0)
    tally = a_tally(8, Division("kind", {"a": 4, "b": 4}, {"a": [inner]}))
    assert set(shown_cells(tally, SMALL)) == {"all"}


def test_rest_that_is_not_shown_is_not_told_either():
    """Where all but one small number of a total are shown, the rest is that number."""
    several, rest = Part(Range(5, 7)), Part(Range(0, MANY))
    assert gives_nothing_away(Part(Range(8, 12), divisions=((several, rest),)), SMALL)
    exact = Part(Range(5, 5))
    assert not gives_nothing_away(Part(Range(7, 7), divisions=((exact, rest),)), SMALL)


SMALL_ONE = 3  # so that all worlds can be looked at
counts = st.integers(0, 7)


@st.composite
def tallies(draw):
    """A total with up to two ways to divide, one part of the first divided again, and some for whom something holds."""
    first = draw(st.lists(counts, min_size=1, max_size=3))
    total = sum(first)
    inner = draw(st.integers(0, first[0]))
    divisions = [whole("first", *first, **{"0": [whole("again", inner, first[0] - inner)]})]
    if draw(st.booleans()):
        part = draw(st.integers(0, total))
        divisions.insert(draw(st.integers(0, 1)), whole("second", part, total - part))
    if draw(st.booleans()):
        divisions.append(some("some", draw(st.integers(0, total))))
    return a_tally(total, *divisions)


def leaves(tally):
    """Every count of a tally by its code."""
    found = {tally.code: tally.total}

    def walk(code, divisions):
        for division in divisions:
            for key, count in division.counts.items():
                found[f"{code}.{division.code}.{key}"] = count
                walk(f"{code}.{division.code}.{key}", division.within.get(key, ()))

    walk(tally.code, tally.divisions)
    return found


def worlds(shown, tally):
    """Every way in which things may really be, as far as an outsider can see: brute force, by another road."""
    codes = list(shown)
    for values in product(*(range(seen.low, seen.high + 1) for seen in (ranges(shown[code]) for code in codes))):
        world = dict(zip(codes, values, strict=True))
        if all(holds(world, code, division) for code, division in rules_of(tally) if seen_in(world, code, division)):
            yield world


def ranges(one):
    count = 1 if one.rounded is None else one.rounded
    return what_is_seen(count, SMALL_ONE)


def rules_of(tally):
    def walk(code, divisions):
        for division in divisions:
            yield code, division
            for key in division.counts:
                yield from walk(f"{code}.{division.code}.{key}", division.within.get(key, ()))

    return list(walk(tally.code, tally.divisions))


def seen_in(world, code, division):
    return all(f"{code}.{division.code}.{key}" in world for key in division.counts)


def holds(world, code, division):
    added = sum(world[f"{code}.{division.code}.{key}"] for key in division.counts)
    return added == world[code] if division.is_whole else added <= world[code]


@given(tallies())
def test_no_small_count_can_be_worked_out_of_all_that_is_shown(tally):
    """Whatever is hidden could still be any number from 1 to below the threshold, in some world that looks the same;
    and what is left out is not known to be one small number either."""
    shown = shown_cells(tally, SMALL_ONE)
    possible = list(worlds(shown, tally))
    truth = leaves(tally)
    assert {code: truth[code] for code in shown} in possible
    for code, one in shown.items():
        if one.rounded is None:
            assert {world[code] for world in possible} == set(range(1, SMALL_ONE))
    for code, division in rules_of(tally):
        if not division.is_whole and seen_in(shown, code, division):
            rest = {world[code] - world[f"{code}.{division.code}.yes"] for world in possible}
            assert rest & {0, *range(SMALL_ONE, 100)} or len(rest) > 1


@given(tallies())
def test_leaving_out_tells_nothing_of_the_counts(tally):
    """Two tallies that would be shown alike are left out alike: the choice looks only at what is shown."""

    def blur(count):
        return 1 if 0 < count < SMALL_ONE else rounded(count, SMALL_ONE)

    def alike(division):
        within = {key: [alike(one) for one in inner] for key, inner in division.within.items()}
        return Division(division.code, {key: blur(n) for key, n in division.counts.items()}, within, division.is_whole)

    other = Tally(tally.code, blur(tally.total), [alike(one) for one in tally.divisions])
    assert shown_cells(other, SMALL_ONE) == shown_cells(tally, SMALL_ONE)
