"""docs/security.md names controls that exist: each hazard has its lines, and each test it leans on is there."""

import re

import pytest
from django.conf import settings

from tests.architecture.documents import DOCS, anchors, in_code_type, section, table, text_of
from tests.test_middleware import POLICY

SECURITY = DOCS / "security.md"
HAZARDS = re.findall(r"^### (H\d\d .+)\n\n((?:- .+\n)+)", text_of(SECURITY), re.MULTILINE)
LINES = ["Cause", "Effect", "Control", "Shown by", "Left over"]


def test_hazards_are_numbered_without_a_gap():
    headings = re.findall(r"^### (.+)$", section(SECURITY, "Hazards"), re.MULTILINE)
    assert [title for title, _ in HAZARDS] == headings, "a hazard is a heading 'Hnn what may happen' and five lines"
    assert [title[:3] for title, _ in HAZARDS] == [f"H{number:02}" for number in range(1, len(HAZARDS) + 1)]
    assert len(HAZARDS) >= 25


@pytest.mark.parametrize(("title", "text"), HAZARDS, ids=[title[:3] for title, _ in HAZARDS])
def test_hazard_has_its_cause_control_and_test(title, text):
    lines = dict(re.findall(r"^- \*\*(.+?)\*\* (.+)$", text, re.MULTILINE))
    assert list(lines) == LINES, f"{title}: one line each of {LINES}"
    tests = in_code_type(lines["Shown by"])
    assert tests, f"{title}: no test shows its control"
    assert all(re.fullmatch(r"tests/[\w/]+\.py::test_\w+", name) for name in tests), f"{title}: `path::test_name` each"
    assert re.match(r"(low|medium|high)\b", lines["Left over"]), f"{title}: what is left over is low, medium or high"


@pytest.mark.parametrize(("title", "text"), HAZARDS, ids=[title[:3] for title, _ in HAZARDS])
def test_what_is_left_high_is_not_yet_controlled(title, text):
    """A high remainder is said again where somebody looks for what they must do themselves."""
    assert "**Left over** high" not in text or "#not-yet" in text, title


def test_what_is_not_there_yet_is_said_in_one_place():
    assert "not-yet" in anchors(SECURITY)
    assert len(re.findall(r"^- \*\*", section(SECURITY, "Not yet"), re.MULTILINE)) >= 1


def test_headers_and_cookies_are_those_of_the_settings():
    rows = {row[0].strip("`"): row[1] for row in table(section(SECURITY, "Headers and cookies"), "What")}
    policy = rows["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert len(POLICY) == len(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]) == 9, "say the new directive in the table"
    assert f"{settings.SESSION_COOKIE_AGE // 3600} hours" in rows["session cookie"]
    assert settings.SECURE_REFERRER_POLICY in rows["Referrer-Policy"]
    assert rows["X-Frame-Options"] == f"`{settings.X_FRAME_OPTIONS}`"
