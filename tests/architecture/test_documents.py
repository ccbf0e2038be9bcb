"""What the documents say is what the code does. A failure says which line to write."""

import re

import pytest
from django.conf import settings

from safeguard.embedded.environment import read_procfile
from tests.architecture.code import ORDER, OURS, ROOT
from tests.architecture.documents import (
    DOCS,
    MARKDOWN,
    anchors,
    app_order,
    contracts,
    in_code_type,
    links,
    name_of,
    prose_of,
    section,
    table,
    text_of,
)
from tests.architecture.test_models import EVIDENCE

ARCHITECTURE = DOCS / "architecture.md"
DECISIONS = DOCS / "decisions"
FLOORS = contracts()["The floors inside an app"]
FOLDERS = {*OURS, "templates", "static", "tests", "docs", ".ci"}
# Apps that keep no floors, and why.
WITHOUT_FLOORS = {"lib": "helpers without models", "demo": "stands outside the house"}


# --- docs/architecture.md ------------------------------------------------------------------------------


def test_apps_are_installed_in_the_order_of_the_house():
    ours = [name.rpartition(".")[2] for name in settings.INSTALLED_APPS if name.split(".")[0] in OURS]
    assert ours == app_order(), "INSTALLED_APPS and the layers of import-linter (pyproject.toml) must be one list"
    assert ours == [label for label in ORDER if label in ours], "ORDER in tests/architecture/code.py is another"


def test_architecture_lists_every_app_in_order():
    rows = table(section(ARCHITECTURE, "The house"), "App")
    assert [row[0].strip("`") for row in rows] == app_order(), "the table of apps in docs/architecture.md"
    assert all(len(row) == 2 and row[1] for row in rows), "an app without a word on what it holds"


def test_architecture_draws_the_apps_in_order():
    chain = next(line for line in text_of(ARCHITECTURE).splitlines() if line.strip().startswith("lib -->"))
    drawn = chain.strip().split(" --> ")
    assert drawn == [name for name in app_order() if name != "demo"], "the drawing of the house in docs/architecture.md"


def test_architecture_draws_the_floors_of_the_contract():
    drawn = {
        int(number): set(rooms.split(", "))
        for number, rooms in re.findall(r'\["(\d) ([^":]+): [^"]+"\]', text_of(ARCHITECTURE))
    }
    held = {
        floor: {room.strip("() ") for room in layer.split(" : ")}
        for floor, layer in enumerate(reversed(FLOORS["layers"]))
    }
    assert drawn == held, "the floors drawn in docs/architecture.md and those in pyproject.toml"


def test_every_app_has_its_floors_held():
    held = [name.rpartition(".")[2] for name in FLOORS["containers"]]
    assert held == [name for name in app_order() if name not in WITHOUT_FLOORS], "containers of the floors' contract"


def test_every_app_is_kept_from_the_site():
    contract = contracts()["No app knows the site it stands in; only the desk starts its sweeps"]
    kept = {name.rpartition(".")[2] for name in contract["source_modules"]}
    assert kept == set(app_order()) - {"desk", "demo"}, "source_modules of the contract in pyproject.toml"


def test_architecture_names_every_process():
    rows = table(section(ARCHITECTURE, "Processes"), "Process")
    named = [row[0].strip("`") for row in rows]
    assert named == list(read_procfile(ROOT / "Procfile")), "the table of processes and the Procfile"


def test_architecture_lists_the_evidence():
    """Which tables are only added to, and which are kept, is what a reader of the trail has to know."""
    rows = table(section(ARCHITECTURE, "The database"), "App")
    said = {}
    for app, added, kept in rows:
        said |= {f"{app.strip('`')}_{model}": "append" for model in in_code_type(added)}
        said |= {f"{app.strip('`')}_{model}": "keep" for model in in_code_type(kept)}
    missing, wrong = set(EVIDENCE.items()) - set(said.items()), set(said.items()) - set(EVIDENCE.items())
    assert not missing, f"add to the table under 'The database' in docs/architecture.md: {sorted(missing)}"
    assert not wrong, f"take out of the table under 'The database' in docs/architecture.md: {sorted(wrong)}"


# --- decisions and what changed ------------------------------------------------------------------------


def test_decisions_are_numbered_without_a_gap():
    numbers = sorted(int(path.name[:4]) for path in DECISIONS.glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_decision_is_in_the_list_by_its_title():
    rows = {cell[0]: cell[1] for cell in table(text_of(DECISIONS / "README.md"), "No")}
    written = {f"[{path.name[:4]}]({path.name})": path for path in sorted(DECISIONS.glob("[0-9]*.md"))}
    missing = sorted(set(written) - set(rows))
    assert not missing, f"add a line to docs/decisions/README.md for each of {missing}"
    assert list(rows) == list(written), "the list in docs/decisions/README.md is in order, and names nothing else"
    titles = {cell: text_of(path).partition("\n")[0][len("# 0000 ") :] for cell, path in written.items()}
    assert rows == titles, "a decision has the same title in its list"


@pytest.mark.parametrize("path", sorted(DECISIONS.glob("[0-9]*.md")), ids=name_of)
def test_decision_has_its_form(path):
    """Its number and title, what was decided, and what would change it; short enough to be read."""
    text = text_of(path)
    assert text.startswith(f"# {path.name[:4]} "), "the first line is '# NUMBER Title'"
    assert "**Decided.**" in text
    assert "**What would change it.**" in text
    assert len(text.splitlines()) <= 40


def test_changelog_has_what_is_not_released():
    assert re.search(r"^## Unreleased\n\n- ", text_of(ROOT / "CHANGELOG.md"), re.MULTILINE)


# --- links, names, commands ----------------------------------------------------------------------------

LINKS = [(path, target) for path in MARKDOWN for target in links(path)]


@pytest.mark.parametrize(
    ("path", "target"), LINKS, ids=lambda value: value if isinstance(value, str) else name_of(value)
)
def test_link_leads_somewhere(path, target):
    file, _, anchor = target.partition("#")
    place = (path.parent / file).resolve() if file else path
    assert place.exists(), f"{name_of(path)} links to {target}, which is not there"
    if anchor:
        assert anchor in anchors(place), f"{name_of(path)} links to a heading that {name_of(place)} does not have"


def test_links_are_really_walked():
    assert len(LINKS) > 20
    assert any("#" in target for _, target in LINKS)


@pytest.mark.parametrize("path", MARKDOWN, ids=name_of)
def test_file_named_exists(path):
    """`folder/file.py` and `folder/file.py::name` in code type are places in the project."""
    for word in in_code_type(re.sub(r"\[[^\]]*\]\([^)]*\)", "", prose_of(path))):  # links are looked at above
        file, _, name = word.partition("::")
        if not re.fullmatch(r"[\w./-]+/[\w.-]*", file) or file.split("/")[0] not in FOLDERS:
            continue
        place = ROOT / file
        assert place.exists(), f"{name_of(path)} names `{word}`, which is not there"
        if name:
            assert re.search(rf"^(\s*def |class )?{name}\b", place.read_text(), re.MULTILINE), f"`{word}` is not there"


@pytest.mark.parametrize("path", MARKDOWN, ids=name_of)
def test_make_target_named_exists(path):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:`|^    |^)make ([a-z-]+)", text_of(path), re.MULTILINE))
    assert named <= targets, f"{name_of(path)} names a target the Makefile does not have"


@pytest.mark.parametrize("path", MARKDOWN, ids=name_of)
def test_command_named_exists(path):
    """`manage.py some_command` is one of ours or of Django's."""
    from django.core.management import get_commands

    named = set(re.findall(r"manage\.py ([a-z_]+)", text_of(path)))
    assert named <= set(get_commands()), f"{name_of(path)} names a command that does not exist"
