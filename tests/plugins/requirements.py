"""Notes, per run, which requirements have a tagged test and whether every one of them passed (`make requirements`)."""

import json
import os
from pathlib import Path

import pytest

RECORD = Path(".local/requirements.json")
KEY = "requirement_ids"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Let the report carry the tags, so that they travel from an xdist worker to the controller."""
    outcome = yield
    ids = [str(one) for marker in item.iter_markers("requirement") for one in marker.args]
    if ids:
        outcome.get_result().user_properties.append((KEY, ids))


class Recorder:
    """Collects reports where they all arrive: in the only process, or in xdist's controller."""

    def __init__(self) -> None:
        self.tests: dict[str, tuple[set[str], bool]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test proves its rows if it ran and nothing about it failed, setting up and tearing down included."""
        ids = {one for name, value in report.user_properties if name == KEY for one in value}
        if not ids:
            return
        _, passed = self.tests.get(report.nodeid, (ids, True))
        self.tests[report.nodeid] = (ids, passed and report.passed)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the record of this run; a run that chose some of the tests adds to what is there."""
        if not self.tests:
            return
        path = session.config.rootpath / RECORD
        known = read(path) if is_partial(session.config) else {}
        known.update({name: {"ids": sorted(ids), "passed": ok} for name, (ids, ok) in self.tests.items()})
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}.tmp")
        draft.write_text(json.dumps(known, indent=1, sort_keys=True))
        draft.replace(path)


def is_partial(config: pytest.Config) -> bool:
    """Whether this run was asked for less than everything."""
    asked = [str(config.rootpath / arg) for arg in config.args]
    everything = [str(config.rootpath / path) for path in config.getini("testpaths")]
    return asked != everything or bool(config.option.keyword) or config.option.markexpr not in ("", "not faults")


def read(path: Path) -> dict[str, dict[str, object]]:
    """The record as it stands, or nothing."""
    try:
        found: dict[str, dict[str, object]] = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return found


def pytest_configure(config: pytest.Config) -> None:
    """Collect in the process that sees every report."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder(), "requirements-recorder")
