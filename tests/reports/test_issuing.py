"""When a report may be issued, and which names stand in its words."""

from datetime import date, timedelta

import pytest

from safeguard.reports.enums import ReportState
from safeguard.reports.rules import Quarter, why_not_issue
from safeguard.reports.rules.issuing import names_in

QUARTER = Quarter(date(2026, 10, 1))
GOOD = {
    "state": ReportState.DRAFT,
    "quarter": QUARTER,
    "prepared_at": QUARTER.ends_at,
    "summary": "More than before.",
    "now": QUARTER.ends_at + timedelta(days=3),
}


def test_draft_of_an_ended_quarter_with_words_may_be_issued():
    assert why_not_issue(**GOOD) is None


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"state": ReportState.ISSUED}, "issued already"),
        ({"state": ReportState.PREPARING}, "not there yet"),
        ({"state": ReportState.FAILED}, "not there yet"),
        ({"prepared_at": None}, "not there yet"),
        ({"now": QUARTER.ends_at - timedelta(microseconds=1)}, "has not ended"),
        ({"prepared_at": QUARTER.ends_at - timedelta(microseconds=1)}, "Count them again"),
        ({"summary": " \n"}, "what matters most"),
    ],
)
def test_report_may_not_be_issued(facts, reason):
    assert reason in (why_not_issue(**{**GOOD, **facts}) or "")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Thanks to Zoë O’Neill.", ["Zoe O'Neill"]),
        ("zoe\no'neill's idea", ["Zoe O'Neill"]),
        ("Zoe rang O'Neill & Sons", []),
        ("Anna Leeds", []),
        ("", []),
    ],
)
def test_name_is_first_name_and_surname_side_by_side(text, found):
    assert names_in(text, ["Zoe O'Neill", "Ann Lee", "Zoe"]) == found
