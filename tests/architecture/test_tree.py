"""What lies in the project: nothing at its top that a newcomer could not place, no file too long, no registry named."""

import fnmatch
import json
import re
import subprocess
from pathlib import Path

from safeguard.embedded import install
from tests.architecture.code import OURS, ROOT

# A new entry at the top is a decision: it is added here, or it goes into a folder.
TOP = {
    *OURS,
    *("templates", "static", "tests", "docs", ".ci"),
    *("manage.py", "pyproject.toml", "requirements.txt", "requirements-dev.txt"),
    *("requirements-node.in", "requirements-node.txt", "package.json", "package-lock.json", ".npmrc"),
    *("Makefile", "Procfile", "Dockerfile", "docker-compose.yml", "compose.yml", "compose.yaml", ".dockerignore"),
    *("README.md", "CHANGELOG.md", ".gitignore", ".gitattributes"),
}
# Tests may be as long as one page or one journey asks for; each that is longer than a file of the product says why.
LONG_TESTS = {
    "tests/architecture/access_table.py": "everything there is to see, and who sees it",
    "tests/architecture/test_templates.py": "one look at every page there is",
    "tests/practitioners/test_setting_up.py": "every act of a set-up day",
    "tests/desk/test_set_up_views.py": "every page of a set-up day",
    "tests/test_middleware.py": "what holds for every request, before any view is asked",
    "tests/consent/test_views_link.py": "everything a family meets behind one link",
    "tests/consent/test_views_staff.py": "every page of consent that staff see",
    "tests/journeys/test_whole_journey.py": "one journey, from registration to the board's report",
    "tests/people/test_actions.py": "every act on a person and the adults around them",
    "tests/reports/test_views.py": "every page of a report",
    "tests/sessions/test_live_views.py": "the live page and everything pressed on it",
    "tests/sessions/test_plan_approving.py": "everything that stands between a plan and its start",
    "tests/sessions/test_plan_views.py": "every page of a plan",
    "tests/sessions/test_planning.py": "every act on a plan",
}
REGISTRY = re.compile(
    r"\b(pypi|pythonhosted|npmjs|yarnpkg|debian|ubuntu|docker|ghcr|quay|conda)[.](org|com|io)\b", re.IGNORECASE
)


def files():
    """Every file of the project: those git knows, or without git whatever is not ignored."""
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z"], capture_output=True, text=True, check=False
    ).stdout.split("\0")
    known = [ROOT / name for name in listed if name]
    return [path for path in known or found() if path.is_file() and not path.is_symlink()]


def found():
    ignored = [line.strip("/") for line in (ROOT / ".gitignore").read_text().split()]
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        if parts[0] != ".git" and not any(fnmatch.fnmatch(part, rule) for part in parts for rule in ignored):
            yield path


FILES = files()


def name_of(path):
    return str(path.relative_to(ROOT))


def test_nothing_at_the_top_that_has_no_place_there():
    strange = sorted({path.relative_to(ROOT).parts[0] for path in FILES} - TOP)
    assert not strange, f"put these into a folder, or add them to TOP with the reviewer's consent: {strange}"


def test_files_are_really_found():
    assert {ROOT / "manage.py", Path(__file__), ROOT / "docs" / "architecture.md"} <= set(FILES)


def test_no_file_names_a_registry():
    """Packages come from wherever the machine is set to fetch them; a lock that names a host breaks that."""
    named = []
    for path in FILES:
        try:
            text = path.read_text()
        except UnicodeDecodeError:  # a font or a picture
            continue
        named += [f"{name_of(path)}: {hit[0]}" for hit in REGISTRY.finditer(text)]
    assert not named


def test_every_package_is_pinned_and_hashed():
    """In the lists that installation reads: one version each, and the digest of each file that may be taken."""
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-node.txt"):
        packages = re.split(r"^(?=[a-zA-Z])", (ROOT / name).read_text(), flags=re.MULTILINE)[1:]
        assert packages
        loose = [one for one in packages if not re.match(r"\S+==\S+.*?--hash=sha256:[0-9a-f]{64}", one, re.DOTALL)]
        assert not loose, f"{name}: write the locks again with `make lock`"
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert not [name for name, facts in packages.items() if name and not facts.get("integrity")]


def test_installation_checks_the_hashes_and_runs_no_scripts(monkeypatch):
    commands = []
    monkeypatch.setattr(install, "run", lambda command, **_: commands.append(command))
    install.pip_install(ROOT / "requirements.txt")
    assert {"--require-hashes", "--no-deps"} <= set(commands[0])
    assert {"ci", "--ignore-scripts"} <= set(install.NPM_CI)


def test_tests_are_short_enough_to_read():
    """As test_code.py asks of the product: 400 lines, or a reason."""
    tests = [path for path in FILES if path.suffix == ".py" and path.is_relative_to(ROOT / "tests")]
    long = [name_of(path) for path in tests if len(path.read_text().splitlines()) > 400]
    new = sorted(set(long) - set(LONG_TESTS))
    assert not new, f"split these by subject, or add them to LONG_TESTS with a reason: {new}"


def test_long_tests_are_still_long():
    short = [name for name in LONG_TESTS if len((ROOT / name).read_text().splitlines()) <= 400]
    assert not short, f"take these off LONG_TESTS: {short}"
