"""The page of guidance claims what findings enforce or tests prove, each with its clause, and no more."""

import ast
import csv
import re
from pathlib import Path

import pytest

from safeguard.desk.rules.enforced import AREAS, ENFORCED, Does, found
from safeguard.desk.rules.requirements import SOURCES
from safeguard.policies.models import LinkCheck
from safeguard.policies.rules import DEFAULTS, RESOURCES
from sessions_app.rules import agreeing, on_platforms, readiness, workers
from tests.architecture.code import ROOT, parsed
from tests.naughty import NAUGHTY
from tests.pages import browser

TAG = re.compile(r"@pytest\.mark\.requirement\(([^)]*)\)")
CODE = re.compile(r'"([A-Z]+-\d\d)"')


def enforced_by_findings():
    """Every code that a rule of readiness finds, by the hardest level it finds it at."""
    levels = {"STOP": 0, "REASON": 1, "NOTE": 2}
    codes = {}
    for module in (readiness, workers, on_platforms, agreeing):
        for node in ast.walk(parsed(Path(module.__file__))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
                first, level = node.args[0], node.args[1].attr
                code = first.value if isinstance(first, ast.Constant) else getattr(module, first.id)
                codes[code] = min(codes.get(code, level), level, key=levels.__getitem__)
    codes.pop(workers.BACKGROUND)  # of practice alone: it has no row of the guidance that could be claimed
    return codes


def test_every_room_of_findings_is_read():
    rooms = {path for path in (ROOT / "sessions_app/rules").glob("*.py") if "Finding(" in path.read_text()}
    assert rooms == {Path(module.__file__) for module in (readiness, workers, on_platforms, agreeing)}


def proved():
    """Every row that a test says it proves."""
    tags = [tag for path in (ROOT / "tests").rglob("test_*.py") for tag in TAG.findall(path.read_text())]
    return {code for tag in tags for code in CODE.findall(tag)}


def test_sources_are_those_of_the_requirements():
    with (ROOT / "docs/requirements.csv").open(newline="") as file:
        assert {row["id"]: row["source"] for row in csv.DictReader(file)} == SOURCES


def test_nothing_is_claimed_that_is_neither_enforced_nor_proved():
    claimed = {row.code for row in ENFORCED}
    assert not claimed - proved() - set(enforced_by_findings())
    assert len(claimed) == len(ENFORCED)


def test_every_finding_stands_here_as_hard_as_it_is():
    says = {row.code: row.does for row in ENFORCED}
    found_at = enforced_by_findings()
    assert len(found_at) > 15
    assert {code: level.lower() for code, level in found_at.items()} == {code: str(says[code]) for code in found_at} | {
        code: level.lower() for code, level in found_at.items() if (code, str(says[code])) in LOOKED_AT
    }


# A finding is a note or a reason, and what the row as a whole does is harder: an action refuses it.
LOOKED_AT = {("PLN-30", "stop"), ("PLN-33", "stop")}


def test_every_row_has_an_area_and_a_limit_that_is_there():
    for row in ENFORCED:
        assert row.area in AREAS
        assert row.source
        assert not row.setting or row.setting in DEFAULTS
        assert row.does in Does


@pytest.mark.parametrize(
    ("words", "area", "codes"),
    [
        ("ra-10", "", {"RA-10"}),
        ("parent carer age", "", {"CON-06"}),
        ("", "RA", {row.code for row in ENFORCED if row.code.startswith("RA-")}),
        ("nothing like this", "", set()),
    ],
)
def test_it_is_searched(words, area, codes):
    assert {row.code for rows in found(ENFORCED, words, area).values() for row in rows} == codes


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["owner", "dsl", "board", "ict", "admin"])
def test_everybody_finds_what_is_enforced(cast, who, django_assert_num_queries):
    client = browser(cast[who])
    page = client.get("/guidance/").content.decode()
    assert "From which clause" not in page
    assert f"{len(ENFORCED)} rules" in page
    some = client.get("/guidance/?words=countersign&area=CON").content.decode()
    assert "CON-06" not in some or "/policies/thresholds/countersign_under/" in some
    one = client.get("/guidance/?words=CON-06").content.decode()
    assert "/policies/thresholds/countersign_under/" in one
    assert "003 Informed Consent" in one
    nothing = client.get("/guidance/?words=zzzz").content.decode()
    assert "Nothing like that is enforced" in nothing


@pytest.mark.django_db
def test_whatever_is_looked_for_is_answered(cast):
    client = browser(cast.owner)
    for text in (*NAUGHTY, "x" * 500):
        answer = client.get("/guidance/", {"words": text, "area": "ZZ"})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.requirement("ORG-30")
def test_the_resource_area_has_words_risks_resilience_and_links_that_are_looked_at(cast):
    page = browser(cast.owner).get("/guidance/resources/").content.decode()
    for words in ("Online harm", "Sextortion".lower(), "four questions", "Recover", "Nobody here has looked"):
        assert words in page
    assert all(f'href="{one.url}"' in page for one in RESOURCES.values())
    assert "It does not" not in page
    lead = browser(cast.dsl)
    assert lead.post("/policies/links/ceop/", {"works": "yes"}).status_code == 302
    assert LinkCheck.objects.get().checked_by == cast.dsl
    assert "by Dana Whitlock: it works." in browser(cast.owner).get("/guidance/resources/").content.decode()
    lead.post("/policies/links/ceop/", {"works": "no"})
    assert "it did not work" in lead.get("/guidance/resources/").content.decode()
    for client, path, answers in (
        (browser(cast.owner), "/policies/links/ceop/", {"works": "yes"}),
        (lead, "/policies/links/elsewhere/", {"works": "yes"}),
        (lead, "/policies/links/ceop/", {"works": "perhaps"}),
    ):
        assert client.post(path, answers).status_code == 404
