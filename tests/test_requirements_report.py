"""The report of requirements counts a row only if every test that is tagged with it passed."""

import json
import subprocess
import sys

import pytest

from tests.plugins.requirements import RECORD, Recorder, read
from tests.requirements_report import REQUIREMENTS, Row, proved_by, report, rows_in

ROWS = [Row("CON-01", "must"), Row("CON-02", "should"), Row("INC-01", "must"), Row("INC-02", "prompt")]


def test_row_is_proved_if_every_tagged_test_passed():
    record = {
        "a": {"ids": ["CON-01", "CON-02"], "passed": True},
        "b": {"ids": ["CON-02"], "passed": False},
        "c": {"ids": ["INC-01"], "passed": True},
        "d": {"ids": ["INC-02"], "passed": False},
    }
    assert proved_by(record) == {"CON-01", "INC-01"}


def test_report_has_a_line_per_area_then_what_is_missing_then_the_sum():
    assert report(ROWS, {"CON-01", "INC-01"}) == [
        "CON 1 of 2",
        "INC 1 of 2",
        "",
        "not yet proved:",
        "CON-02 INC-02",
        "",
        "requirements: 2 of 4 proved (must 2/2, should 0/1, prompt 0/1)",
    ]


def test_requirements_are_all_there():
    with REQUIREMENTS.open() as file:
        rows = rows_in(file)
    lines = report(rows, set())
    assert len({row.id for row in rows}) == 322
    assert lines[-1] == "requirements: 0 of 322 proved (must 0/159, should 0/149, prompt 0/14)"


class Report:
    def __init__(self, nodeid, *, passed, ids=("CON-01",)):
        self.nodeid, self.passed = nodeid, passed
        self.user_properties = [("requirement_ids", list(ids))] if ids else []


@pytest.mark.parametrize("failing", ["setup", "call", "teardown"])
def test_recorder_counts_a_failure_in_any_phase(failing):
    recorder = Recorder()
    for phase in ("setup", "call", "teardown"):
        recorder.pytest_runtest_logreport(Report("test", passed=phase != failing))
    assert recorder.tests == {"test": ({"CON-01"}, False)}


def test_recorder_notes_tagged_tests_only():
    recorder = Recorder()
    recorder.pytest_runtest_logreport(Report("untagged", passed=True, ids=()))
    recorder.pytest_runtest_logreport(Report("tagged", passed=True))
    assert recorder.tests == {"tagged": ({"CON-01"}, True)}


def test_unreadable_record_is_as_none(tmp_path):
    path = tmp_path / "record.json"
    assert read(path) == {}
    path.write_text("{")
    assert read(path) == {}
    path.write_text(json.dumps({"a": 1}))
    assert read(path) == {"a": 1}


@pytest.mark.parametrize("workers", ["0", "2"])
def test_record_of_a_real_run(tmp_path, workers):
    """A run of its own, in this process's place and under xdist: passed, failed, skipped and untagged tests."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_it.py").write_text(
        "import pytest\n"
        "r = pytest.mark.requirement\n"
        "@r('CON-01')\ndef test_passes(): pass\n"
        "@r('CON-02')\ndef test_fails(): assert False\n"
        "@r('CON-03')\ndef test_skips(): pytest.skip()\n"
        "@r('CON-04', 'CON-05')\n@pytest.mark.parametrize('n', [1, 2])\ndef test_each(n): assert n != 2\n"
        "def test_untagged(): pass\n"
    )
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = requirement\ntestpaths = tests\n")
    plugins = ["-p", "no:django", "-p", "no:randomly", "-p", "tests.plugins.requirements"]
    run = [sys.executable, "-m", "pytest", "-q", "-n", workers, *plugins, f"--rootdir={tmp_path}", f"{tmp_path}/tests"]
    subprocess.run(run, capture_output=True, check=False)
    record = json.loads((tmp_path / RECORD).read_text())
    assert {name.rpartition("::")[2]: test["passed"] for name, test in record.items()} == {
        "test_passes": True,
        "test_fails": False,
        "test_skips": False,
        "test_each[1]": True,
        "test_each[2]": False,
    }
    assert proved_by(record) == {"CON-01"}
