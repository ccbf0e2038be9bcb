"""The tables: what stands in them, what is left out, and that page, PDF and sheet say the same."""

import pytest

from safeguard.reports.rules import (
    Division,
    Figures,
    Tally,
    Words,
    build_sections,
    shown_figures,
    shown_values,
    values_of,
)
from safeguard.reports.rules.figures import roughly
from safeguard.reports.rules.layout import ANSWERED, CONCERNS, HELD, as_json, as_rows, tables_of
from tests.factories.figures import a_busy_quarter

WORDS = Words({"ref-a": "Evening line", "ref-b": "Day groups (North West)"}, longest_minutes=45, call_back_minutes=5)
HEADS = ("July to September 2026", "April to June 2026")


def tables(figures=None, before=None):
    shown = shown_figures(figures or a_busy_quarter(), 5)
    sections = as_json(build_sections(shown, before or {}, WORDS, small=5, heads=HEADS))
    return {table["code"]: table for table in tables_of(sections)}


def lines(table):
    return {line["label"]: line["cells"] for line in table["lines"]}


def test_counts_stand_beside_those_of_the_quarter_before():
    before = shown_values(shown_figures(Figures((Tally(HELD, 390, [Division("method", {"video": 390})]),), {}), 5))
    held = tables(before=before)["held"]
    assert held["heads"] == ("What", *HEADS)
    assert lines(held)["All sessions"] == ("410", "390")
    assert lines(held)["Video call"] == ("290", "390")
    assert lines(held)["Chat"] == ("25", "not shown")  # there was no such line


def test_shares_are_of_all_or_of_the_line_above():
    found = {line["label"]: (line["share"], line["bar"]) for line in tables()["how"]["lines"]}
    assert found["One-to-one"] == ("65%", 65)
    assert found["Rung back within 5 minutes"] == ("83%", 5)
    assert found["The safe word was used"] == ("", 0)
    assert found["Welfare calls made"] == ("", 0)


def test_kinds_that_are_nothing_in_both_quarters_are_left_out():
    labels = [line["label"] for line in tables()["category"]["lines"]]
    assert "Threats to share images (sextortion)" in labels
    assert "Other contact" not in labels
    assert "Commerce" in labels  # one of the four Cs always stands there


def test_table_whose_numbers_are_too_small_says_so():
    few = Figures((Tally(CONCERNS, 3, [Division("severity", {"low": 2, "critical": 1})]),), {ANSWERED: 60})
    found = tables(few)
    assert list(found["severity"]["lines"]) == []
    assert "too small" in found["severity"]["note"]
    assert lines(found["times"])["Until somebody acknowledged it"] == ("not shown", "not shown", "not shown")


def test_services_are_called_by_their_names_and_regions():
    service = Division("service", {"ref-a": 8, "ref-b": 11, "none": 0})
    found = lines(tables(Figures((Tally(CONCERNS, 19, [service]),), {}))["service"])
    assert list(found) == ["Evening line", "Day groups (North West)"]


def test_median_is_shown_only_over_enough():
    answer = Division("answer", {"waiting": 20, "answered": 4})
    shown = shown_figures(Figures((Tally(CONCERNS, 24, [answer]),), {ANSWERED: 1000}), 5)
    assert shown.medians == {}
    assert shown_figures(a_busy_quarter(), 5).medians[ANSWERED] == "20 minutes"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "less than 5 minutes"),
        (149, "less than 5 minutes"),
        (150, "5 minutes"),
        (7199, "2 hours"),
        (3 * 3600 + 1800, "4 hours"),
        (47 * 3600, "47 hours"),
        (2 * 86400 + 86400 // 2, "3 days"),
    ],
)
def test_times_are_said_roughly(seconds, words):
    assert roughly(seconds) == words


def test_next_report_finds_what_this_one_said():
    figures = shown_figures(a_busy_quarter(), 5)
    kept = as_json(build_sections(figures, {}, WORDS, small=5, heads=HEADS))
    said = values_of(kept)
    values = shown_values(figures)
    assert said[HELD] == "410"
    assert said[f"{ANSWERED}.median"] == "20 minutes"
    assert {code: values[code] for code in said if code in values} == {c: v for c, v in said.items() if c in values}


def test_sheet_says_what_the_tables_say():
    kept = as_json(build_sections(shown_figures(a_busy_quarter(), 5), {}, WORDS, small=5, heads=HEADS))
    rows = list(as_rows("Online safety report", kept))
    assert rows[0] == ("Online safety report",)
    assert ("One-to-one", "265", "65%", "not shown") in rows
    assert ("Until it was closed", "35", "", "11 days", "not shown") in rows
