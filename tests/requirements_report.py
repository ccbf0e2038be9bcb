"""Which rows of docs/requirements.csv the last run of the tests has proved: ``python -m tests.requirements_report``.

A row counts if at least one test that ran is tagged with it and every one of them passed.
"""

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
REQUIREMENTS = ROOT / "docs" / "requirements.csv"
RECORD = ROOT / ".local" / "requirements.json"
STRENGTHS = ("must", "should", "prompt")
PER_LINE = 12


@dataclass(frozen=True)
class Row:
    """One requirement: its ID (``CON-06``) and how strong it is."""

    id: str
    strength: str

    @property
    def area(self) -> str:
        """The letters before the number."""
        return self.id.partition("-")[0]


def rows_in(text: Iterable[str]) -> list[Row]:
    """The requirements of a CSV with the columns ``id`` and ``strength``."""
    return [Row(row["id"], row["strength"]) for row in csv.DictReader(text)]


def proved_by(record: Mapping[str, Mapping[str, object]]) -> set[str]:
    """The IDs of which every tagged test passed, from the record of a run."""
    passed: set[str] = set()
    failed: set[str] = set()
    for test in record.values():
        (passed if test["passed"] else failed).update(test["ids"])  # type: ignore[call-overload]
    return passed - failed


def report(rows: list[Row], proved: set[str]) -> list[str]:
    """The lines to print: per area, the rows not yet proved, and the sum last."""
    areas = Counter(row.area for row in rows)
    done = Counter(row.area for row in rows if row.id in proved)
    lines = [f"{area} {done[area]} of {count}" for area, count in areas.items()]
    missing = [row.id for row in rows if row.id not in proved]
    lines += ["", "not yet proved:"]
    lines += [" ".join(missing[start : start + PER_LINE]) for start in range(0, len(missing), PER_LINE)]
    strengths = Counter(row.strength for row in rows)
    strong = Counter(row.strength for row in rows if row.id in proved)
    sums = ", ".join(f"{strength} {strong[strength]}/{strengths[strength]}" for strength in STRENGTHS)
    return [*lines, "", f"requirements: {sum(done.values())} of {len(rows)} proved ({sums})"]


def main() -> int:
    """Print the report; 1 if the tests have not been run."""
    if not RECORD.exists():
        print("The tests have not been run yet: run `make test` first.")
        return 1
    with REQUIREMENTS.open() as file:
        rows = rows_in(file)
    proved = proved_by(json.loads(RECORD.read_text()))
    print("\n".join(report(rows, proved)))
    unknown = sorted(proved - {row.id for row in rows})
    if unknown:
        print(f"tags of no such requirement: {' '.join(unknown)}", file=sys.stderr)
    return bool(unknown)


if __name__ == "__main__":
    sys.exit(main())
