"""The dry run: every row judged, a batch at a time. Nothing is written but what is found."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from safeguard.desk.actions.importing.judging import judge
from safeguard.desk.actions.importing.reading import BATCH
from safeguard.desk.rules.importing import YOUNG_PEOPLE, read_row, turns_of
from safeguard.people.rules import is_like, name_key
from safeguard.practitioners.models import User
from safeguard.storage.enums import ImportKind, ImportState, RowState
from safeguard.storage.models import Import, ImportRow

CHECKED_TO = "checked_to"  # among the notes: the number of the last row that was looked at
WHO = [column for column in YOUNG_PEOPLE if column.key in ("born_on", "full_name", "known_as")]
MOST_COMPARED = 50  # rows of one birthday
SAVED = ["state", "problems", "targets", "is_taken"]


def check_batch(of: Import, by: User, now: datetime) -> None:
    """Judge the next rows; after the last, look at what only all of them show. For a caller who has locked it."""
    at = of.notes.get(CHECKED_TO, 0)
    rows = list(of.rows.filter(state=RowState.READ, turn=0, number__gt=at).order_by("number")[:BATCH])
    found, _facts = judge(of, rows, by, now)
    for one in found:
        one.settle()
        for doubt in one.doubts:
            of.notes[doubt] = of.notes.get(doubt, 0) + 1
            of.notes.setdefault(f"{doubt}_row", one.row.number)
    save_rows(of, rows)
    of.notes[CHECKED_TO] = rows[-1].number if rows else at
    if len(rows) < BATCH:
        if of.kind == ImportKind.STAFF:
            _order_lines(of)
        else:
            _compare_within(of)
        of.state = ImportState.CHECKED


def save_rows(of: Import, rows: Sequence[ImportRow]) -> None:
    """What rows have come to: those of which there is nothing to say in one statement for each state."""
    plain: dict[str, list[int]] = {}
    told = []
    for row in rows:
        if row.problems or row.targets or row.is_taken:
            told.append(row)
        else:
            plain.setdefault(row.state, []).append(row.pk)
    for state, ids in plain.items():
        of.rows.filter(pk__in=ids).update(state=state, problems=[], targets=[], is_taken=False)
    ImportRow.objects.bulk_update(told, SAVED)


def _compare_within(of: Import) -> None:
    """The same child under two references: whoever is like somebody of an earlier row is asked about.

    Of a birthday that half the table has, only the first are compared; as each is written, it is compared with all.
    """
    said: dict[date, list[tuple[int, str]]] = {}
    changed = []
    rows = of.rows.filter(state__in=(RowState.NEW, RowState.ASK, RowState.HIDDEN), is_taken=False).order_by("number")
    for row in rows.iterator():
        told, _problems, _doubts = read_row(row.cells, WHO)
        before = said.setdefault(told["born_on"], [])
        key = name_key(told["full_name"], told.get("known_as", ""))
        number = next((number for number, theirs in before if is_like(theirs, key)), None)
        if len(before) < MOST_COMPARED:
            before.append((row.number, key))
        if number is not None:
            words = _("Row %(number)s has this birthday and a like name too. Look, then say if it is somebody else")
            row.problems = [*row.problems, ["", words % {"number": number}]]
            row.state = RowState.ASK if row.state == RowState.NEW else row.state
            changed.append(row)
    ImportRow.objects.bulk_create(  # rows that are there; an update of each in one statement takes ten times as long
        changed, batch_size=BATCH, update_conflicts=True, update_fields=["state", "problems"], unique_fields=["id"]
    )


def _order_lines(of: Import) -> None:
    """Managers before those who come under them; nobody above themselves, or under somebody who is left out."""
    rows = {row.key: row for row in of.rows.exclude(key="").order_by("-number").only("number", "key", "state", "cells")}
    managers = {key: row.cells.get("manager", "").strip().lower() for key, row in rows.items()}
    turns, circles = turns_of({key: managers[key] for key, row in rows.items() if row.state != RowState.HERE})
    wrong = {key for key, row in rows.items() if row.state == RowState.WRONG}
    changed = []
    for key in sorted(turns, key=turns.__getitem__):
        row = rows[key]
        if row.state not in (RowState.NEW, RowState.ASK):
            continue
        if key in circles:
            row.problems = [["manager", _("They would be above themselves. Change one of the line managers")]]
        elif managers[key] in wrong:
            number = rows[managers[key]].number
            row.problems = [["manager", _("Row %(number)s, of their line manager, is wrong") % {"number": number}]]
        else:
            row.turn = turns[key]
            changed.append(row)
            continue
        row.state = RowState.WRONG
        wrong.add(key)
        changed.append(row)
    for start in range(0, len(changed), BATCH):
        part = changed[start : start + BATCH]
        ImportRow.objects.bulk_update([row for row in part if row.state == RowState.WRONG], ["state", "problems"])
        ImportRow.objects.bulk_update([row for row in part if row.turn], ["turn"])
