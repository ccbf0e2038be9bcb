"""Docstrings say what a caller cannot see: what is raised, in which unit, and where a rule comes from."""

import ast
import csv
import re

import pytest

from safeguard.lib import errors
from tests.architecture.code import ROOT, our_apps, parsed, python_files
from tests.architecture.documents import DOCS, section, table

ROOMS = ("rules", "access", "selectors", "messages", "actions")
# Whatever is an answer and no fault: Refused and its kin, and NotVisible.
ANSWERS = {
    *(kind.__name__ for kind in (errors.Refused, errors.NotVisible)),
    *(
        node.name
        for path in python_files()
        for node in parsed(path).body
        if isinstance(node, ast.ClassDef) and any("Refused" in ast.unparse(base) for base in node.bases)
    ),
}
REQUIREMENT = r"\b(?:ORG|PLT|PER|CON|RA|PLN|RUN|LOG|INC|ESC|RPT|SEC)-\d\d\b"
PRACTICE = r"[Pp]ractice ([A-F]\d+)"
DESIGN = r"[Dd]esign (\d(?:\.\d+)?)"
SOURCE = re.compile(rf"{REQUIREMENT}|{PRACTICE}|{DESIGN}|[Dd]ecision \d{{4}}|\b00[0-4] [\w§]|\bour own\b")
# Functions of rules that decide nothing about people: how something is written, laid out or kept in order.
NO_SOURCE = {
    "desk.rules.operations.problem_in_words": "how a finding is worded",
    "desk.rules.story.page_of": "how a list is cut into pages",
    "escalation.rules.order_of_work": "how a list is ordered",
    "incidents.rules.triage.merge": "two editors of one form",
    "people.rules.facts.is_phone": "how a number is written",
    "people.rules.facts.tidy_phone": "how a number is written",
    "policies.rules.library.code_of": "how a policy is called in addresses",
    "policies.rules.library.is_link": "how a link is written",
    "policies.rules.library.subject_of": "how a message is named",
    "policies.rules.thresholds.in_force": "each threshold names its own source",
    "policies.rules.thresholds.why_not": "each threshold names its own source",
    "reports.rules.layout": "how tables are laid out",
    "reports.rules.paper": "how a document is laid out",
    "consent.rules.row_ref": "how a double press is told",
    "sessions_app.rules.live.lines_present": "how a list is written",
}
# Names of numbers that say their unit themselves.
TELLING = re.compile(r"version|\w*_ids?|years|minutes|seconds|hours|days|weeks")
UNIT = re.compile(
    r"how (many|much|long|often|soon)|\bids?\b|years|minutes?|seconds|hours?|days?|weeks?|per cent|multiple|levels?\b"
    r"|0 is first"
)


def functions():
    """Every public function of the five rooms, by app, room and name, with its module and its syntax."""
    found = {}
    for app in our_apps():
        folder = ROOT / app.name.replace(".", "/")
        for room in ROOMS:
            for path in [folder / f"{room}.py", *sorted((folder / room).glob("*.py"))]:
                if not path.exists():
                    continue
                module = ".".join(path.relative_to(folder).with_suffix("").parts)
                for node in parsed(path).body:
                    if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                        found[f"{app.label}.{module}.{node.name}"] = (path, node)
    return found


FUNCTIONS = functions()
RULES = [name for name in FUNCTIONS if name.split(".")[1] == "rules"]


def docstring(node):
    return " ".join((ast.get_docstring(node) or "").split())


def where(name):
    path, node = FUNCTIONS[name]
    return f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"


def lines(silent):
    """One line each, as a list of what to do."""
    return "\n" + "\n".join(silent)


def test_everything_public_says_what_it_is():
    """Functions, classes and their public members, in every file of the product."""
    silent = []
    for path in python_files():
        if "migrations" in path.parts or path.name == "apps.py":
            continue
        classes = [node for node in parsed(path).body if isinstance(node, ast.ClassDef)]
        for node in [*parsed(path).body, *(member for each in classes for member in each.body)]:
            is_ours = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if is_ours and node.name != "Meta" and not docstring(node):
                silent.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: write a docstring")
    assert not silent, lines(silent)


def test_what_is_raised_is_said():
    """By a function itself, or by a private one of its module that it calls."""
    silent = []
    for name, (path, node) in FUNCTIONS.items():
        private = {one.name: one for one in ast.walk(parsed(path)) if isinstance(one, ast.FunctionDef)}
        said = docstring(node)
        for error in sorted(raised_in(node, private, set())):
            if error not in said or not re.search("[Rr]aise", said):
                silent.append(f"{where(name)}: say 'Raises {error} for ...' or 'when ...'")
    assert not silent, lines(silent)


def raised_in(node, private, seen):
    found = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Raise) and one.exc is not None:
            kind = one.exc.func if isinstance(one.exc, ast.Call) else one.exc
            found |= {ast.unparse(kind).rpartition(".")[2]} & ANSWERS
        called = one.func.id if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) else ""
        if called.startswith("_") and called in private and called not in seen:
            seen.add(called)
            found |= raised_in(private[called], private, seen)
    return found


def test_numbers_have_their_unit():
    """A number that is given back says what it counts; one that is taken says so by its name or in words."""
    silent = []
    for name, (path, node) in FUNCTIONS.items():
        said = f"{docstring(node)} {docstring(parsed(path))}"
        returned = ast.unparse(node.returns) if node.returns else ""
        if re.fullmatch(r"(int|float|timedelta)( \| None)?", returned) and not UNIT.search(docstring(node)):
            silent.append(f"{where(name)}: say what the number is: how many of what, or its unit")
        for parameter in [*node.args.args, *node.args.kwonlyargs]:
            kind = ast.unparse(parameter.annotation) if parameter.annotation else ""
            is_number = re.fullmatch(r"(int|float)( \| None)?", kind) and not TELLING.fullmatch(parameter.arg)
            if is_number and not re.search(rf"\b{parameter.arg}\b", said):
                silent.append(f"{where(name)}: say what ``{parameter.arg}`` counts")
    assert not silent, lines(silent)


def test_rules_name_their_source():
    """Themselves, or their module in its first line: a requirement, practice, a decision, the guidance, "our own"."""
    silent = []
    for name in RULES:
        path, node = FUNCTIONS[name]
        headline = (ast.get_docstring(parsed(path)) or "").partition("\n")[0]
        is_helper = name in NO_SOURCE or name.rpartition(".")[0] in NO_SOURCE
        if not is_helper and not SOURCE.search(f"{docstring(node)} {headline}"):
            silent.append(f"{where(name)}: cite CON-06, practice A7, decision 0012, 002 §3.4.5, or 'our own'")
    assert not silent, lines([*silent, "What decides nothing about people goes to NO_SOURCE, with its reason."])


def test_rules_without_a_source_still_exist():
    known = {*RULES, *(name.rpartition(".")[0] for name in RULES)}
    assert set(NO_SOURCE) <= known
    assert len(RULES) > 100
    assert len(FUNCTIONS) > 450


# --- what is cited exists -----------------------------------------------------------------------------


def cited(pattern):
    """What a pattern finds in the product and its tests, with the first file it stands in."""
    found = {}
    for path in [*python_files(), *(ROOT / "tests").rglob("*.py")]:
        if "tests/architecture" not in str(path):
            for hit in re.findall(pattern, " ".join(path.read_text().split())):
                found.setdefault(hit, str(path.relative_to(ROOT)))
    return found


def test_requirements_cited_exist():
    with (DOCS / "requirements.csv").open() as file:
        known = {row["id"] for row in csv.DictReader(file)}
    wrong = {name: path for name, path in cited(REQUIREMENT).items() if name not in known}
    assert not wrong, "no such requirement in docs/requirements.csv"


@pytest.mark.parametrize(("pattern", "heading"), [(PRACTICE, "Practice"), (DESIGN, "Design")])
def test_what_else_is_cited_is_explained(pattern, heading):
    known = {row[0] for row in table(section(DOCS / "sources.md", heading), "No")}
    wrong = {name: path for name, path in cited(pattern).items() if name not in known}
    assert not wrong, f"add to the table '{heading}' in docs/sources.md, or cite something else"


def test_guidance_cited_is_listed():
    known = {row[0] for row in table(section(DOCS / "sources.md", "Guidance"), "No")}
    with (DOCS / "requirements.csv").open() as file:
        sources = "; ".join(row["source"] for row in csv.DictReader(file))
    assert set(re.findall(r"\b00\d\b", sources)) == known
