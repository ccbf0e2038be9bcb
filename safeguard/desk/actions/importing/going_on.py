"""Going on with imports, turn by turn: by the worker, by the relay, and for a short table by whoever chose it."""

import logging
import time
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.desk import access
from safeguard.desk.actions.importing.checking import check_batch
from safeguard.desk.actions.importing.reading import read_file
from safeguard.desk.actions.importing.writing import INVITED, invite_batch, write_batch
from safeguard.desk.selectors.importing import AT_WORK, imports_at_work
from safeguard.lib.queue import Wake, wake_on_commit
from safeguard.storage.enums import ImportState
from safeguard.storage.models import Import

logger = logging.getLogger(__name__)
LONG = 20.0  # seconds; a task has 55
MOST_TRIES = 3


def go_on_with_imports(*, by: None = None, now: datetime, seconds: float = LONG) -> None:
    """Go on with what is at work for so many seconds; what is left is taken up again at once, by anybody.

    One import is written at a time: of two that name the same people, the second sees what the first has written.
    """
    until = time.monotonic() + seconds
    is_written = False
    for of in imports_at_work():
        if of.state == ImportState.WRITING and is_written:
            continue
        is_written = is_written or of.state == ImportState.WRITING
        go_on(of=of, now=now, seconds=until - time.monotonic())
        if time.monotonic() >= until:
            wake_on_commit(Wake.IMPORTS)
            return


def go_on(*, of: Import, now: datetime, seconds: float) -> None:
    """Go on with one import for so many seconds, or until it waits for a person."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not _count_try(of):
            return
        try:
            if not _turn(of, now):
                return
        except Exception as error:  # noqa: BLE001 - whatever a row holds, the others' imports go on
            # Neither the error nor where it came from: both may hold what stood in the file.
            logger.warning("import %s could not be gone on with (%s)", of.ref, type(error).__name__)
            _end_after_tries(of)
            return


@transaction.atomic
def _count_try(waiting: Import) -> bool:
    """Count a turn before it is taken: one that ends the process, or never ends, is known to whoever comes next.

    False if there is nothing to do, if somebody else is at it, or if the last tries all failed.
    """
    of = Import.objects.select_for_update(skip_locked=True).filter(pk=waiting.pk, removed_at__isnull=True).first()
    if of is None or not _is_at_work(of):
        return False
    if of.tries >= MOST_TRIES:
        _give_up(of)
        return False
    of.tries += 1
    of.save(update_fields=["tries"])
    return True


@transaction.atomic
def _turn(waiting: Import, now: datetime) -> bool:
    """One batch. Whether there is more to do; not while somebody else is at it."""
    of = Import.objects.select_for_update(skip_locked=True).filter(pk=waiting.pk, removed_at__isnull=True).first()
    if of is None or not _is_at_work(of):
        return False
    by = of.confirmed_by or of.uploaded_by
    if not access.may_import(by, of.kind):
        of.state, of.problem = ImportState.FAILED, _("Whoever chose the file may not import any more.")
    elif of.state == ImportState.READING:
        read_file(of)
    elif of.state == ImportState.CHECKING:
        check_batch(of, by, now)
    elif of.state == ImportState.WRITING:
        write_batch(of, by, now)
    else:
        invite_batch(of, by, now)
    of.tries = 0
    of.save(update_fields=["state", "problem", "notes", "rows_read", "tries"])
    return _is_at_work(of)


def _is_at_work(of: Import) -> bool:
    wants_invitations = of.state == ImportState.DONE and of.invites_at is not None and INVITED not in of.notes
    return of.state in AT_WORK or wants_invitations


@transaction.atomic
def _end_after_tries(waiting: Import) -> None:
    of = Import.objects.select_for_update().get(pk=waiting.pk)
    if of.tries >= MOST_TRIES and _is_at_work(of):
        _give_up(of)


def _give_up(of: Import) -> None:
    of.state = ImportState.FAILED if of.state != ImportState.DONE else of.state
    of.notes[INVITED] = of.notes.get(INVITED, 0)
    of.problem = _("Something went wrong that is not yours. What was written stays; choose the file again.")
    of.save(update_fields=["state", "problem", "notes"])
