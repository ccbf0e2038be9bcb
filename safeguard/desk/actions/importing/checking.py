"""The dry run: every row judged, a batch at a time. Nothing is written but what is found."""

from datetime import datetime

from django.utils.translation import gettext as _

from safeguard.desk.actions.importing.judging import judge
from safeguard.desk.actions.importing.reading import BATCH
from safeguard.desk.rules.importing import turns_of
from safeguard.practitioners.models import User
from safeguard.storage.enums import ImportKind, ImportState, RowState
from safeguard.storage.models import Import, ImportRow

SAVED = ["state", "problems", "targets", "is_taken"]


def check_batch(of: Import, by: User, now: datetime) -> None:
    """Judge the next rows; after the last, look at what only all of them show. For a caller who has locked it."""
    rows = list(of.rows.filter(state=RowState.READ).order_by("turn", "number")[:BATCH])
    found, _facts = judge(of, rows, by, now)
    for one in found:
        one.settle()
        for doubt in one.doubts:
            of.notes[doubt] = of.notes.get(doubt, 0) + 1
            of.notes.setdefault(f"{doubt}_row", one.row.number)
    ImportRow.objects.bulk_update(rows, SAVED)
    if len(rows) < BATCH:
        if of.kind == ImportKind.STAFF:
            _order_lines(of)
        of.state = ImportState.CHECKED


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
