"""Tables that are imported: taken in, answered, confirmed, ended, and forgotten."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.lib.queue import Wake, wake_on_commit
from safeguard.lib.refs import new_ref
from safeguard.practitioners.models import User
from safeguard.storage.enums import Answer, ImportKind, ImportState, RowState, Verb
from safeguard.storage.models import Import, ImportPart, ImportRow

KEPT = timedelta(hours=24)  # how long a file, or what its rows hold, is kept at most
PIECE = 1_000_000  # bytes
MAY_BE_HERE = (RowState.ASK, RowState.HIDDEN)


@transaction.atomic
def store_import(*, by: User, now: datetime, kind: ImportKind, pieces: Iterable[bytes], client_token: UUID) -> Import:
    """Take a file in, piece by piece; it is read as soon as somebody is free. The same client token lands once.

    Neither its name nor anything in it is logged. Raises Refused for a token of somebody else's, and for an empty file.
    """
    found, is_new = Import.objects.get_or_create(
        client_token=client_token,
        defaults={"ref": new_ref("IM"), "kind": kind, "uploaded_at": now, "uploaded_by": by},
    )
    if not is_new:
        if (found.uploaded_by_id, found.kind) != (by.pk, kind):
            raise Refused(_("This form was used for something else. Open a new one."))
        return found
    size = 0
    for number, piece in enumerate(pieces):
        ImportPart.objects.create(of=found, number=number, content=piece)
        size += len(piece)
    if not size:
        raise Refused(_("There is nothing in this file. Fill in the template and choose it again."))
    record(Verb.IMPORT_UPLOADED, by=by, now=now, subject=found, fields=["kind"])
    wake_on_commit(Wake.IMPORTS)
    return found


@transaction.atomic
def answer_rows(*, by: User, now: datetime, of: Import, answers: Mapping[int, str]) -> Import:
    """Say of rows, by their numbers, whether they are here already. Raises Refused once it has been confirmed, and
    for an answer that a row cannot have."""
    of = _lock(by, of)
    _check_waiting(of)
    rows = {row.number: row for row in of.rows.filter(number__in=answers)}
    for number, answer in answers.items():
        row = rows.get(number)
        if row is None or answer not in row.possible_answers:
            raise Refused(_("That cannot be said of one of the rows. Look again."))
        row.answer = answer
    ImportRow.objects.bulk_update(rows.values(), ["answer"])
    if rows:
        record(Verb.IMPORT_ANSWERED, by=by, now=now, subject=of)
    return of


@transaction.atomic
def confirm_import(*, by: User, now: datetime, of: Import, only_good: bool) -> Import:
    """Let the rows be written: all of them, or with ``only_good`` those with which nothing is wrong.

    Confirmed twice, it is written once. Raises Refused while a row is wrong or unanswered and they are not to be left
    out, and when nothing is left to write.
    """
    of = _lock(by, of)
    if of.state in (ImportState.WRITING, ImportState.DONE):
        return of
    _check_waiting(of)
    open_rows = of.rows.filter(state=RowState.WRONG) | of.rows.filter(state__in=MAY_BE_HERE, answer="")
    if open_rows.exists() and not only_good:
        raise Refused(_("Not every row is right. Put them right and choose the file again, or leave them out."))
    said = of.rows.filter(state__in=MAY_BE_HERE, answer__in=(Answer.NEW, Answer.SAME))
    if not (of.rows.filter(state=RowState.NEW) | said).exists():
        raise Refused(_("There is nothing to write."))
    of.state, of.only_good, of.confirmed_at, of.confirmed_by = ImportState.WRITING, only_good, now, by
    of.tries = 0
    of.save(update_fields=["state", "only_good", "confirmed_at", "confirmed_by", "tries"])
    record(Verb.IMPORT_CONFIRMED, by=by, now=now, subject=of, fields=["state", "only_good"])
    wake_on_commit(Wake.IMPORTS)
    return of


@transaction.atomic
def discard_import(*, by: User, now: datetime, of: Import) -> Import:
    """Drop an import of which nothing has been written. Discarded twice, it was the first time.

    Raises Refused once it is being written.
    """
    of = _lock(by, of)
    if of.state == ImportState.DISCARDED:
        return of
    if of.confirmed_at is not None:
        raise Refused(_("It is being written already, or has been."))
    of.state = ImportState.DISCARDED
    of.save(update_fields=["state"])
    record(Verb.IMPORT_DISCARDED, by=by, now=now, subject=of, fields=["state"])
    _forget(of, now)
    return of


def end_import(*, by: User, now: datetime, of: Import) -> None:
    """Everything has been written that is to be: what the rows held goes at once. For a caller who has locked it.

    Of a row that could not be written the name stays until the day is over: without it nobody finds whom it left out.
    """
    of.state, of.ended_at = ImportState.DONE, now
    of.written = of.rows.filter(state=RowState.WRITTEN).count()
    of.save(update_fields=["state", "ended_at", "written"])
    of.parts.all().delete()
    failed = list(of.rows.filter(state=RowState.FAILED).only("pk", "cells"))
    for row in failed:
        row.cells = {"full_name": row.cells.get("full_name", "")}
    of.rows.exclude(state=RowState.FAILED).update(cells={})
    ImportRow.objects.bulk_update(failed, ["cells"], batch_size=500)
    of.rows.update(key="")
    record(Verb.IMPORT_ENDED, by=by, now=now, subject=of, fields=["state", "written"])


@transaction.atomic
def ask_for_invitations(*, by: User, now: datetime, of: Import) -> Import:
    """Let an invitation be sent to everybody who was written. Asked twice, each gets one.

    Raises Refused for anything but staff that has been written, and once its rows are gone.
    """
    of = _lock(by, of)
    if of.kind != ImportKind.STAFF or of.state != ImportState.DONE or of.removed_at is not None:
        raise Refused(_("There is nobody here to invite any more. Invite them from their own pages."))
    if of.invites_at is None:
        of.invites_at, of.tries = now, 0
        of.save(update_fields=["invites_at", "tries"])
        record(Verb.IMPORT_INVITED, by=by, now=now, subject=of, fields=["invites_at"])
        wake_on_commit(Wake.IMPORTS)
    return of


def note_rows_shown(*, by: User, now: datetime, of: Import) -> None:
    """Somebody looks at what stands in rows."""
    record(Verb.IMPORT_OPENED, by=by, now=now, subject=of)


def remove_old_imports(*, by: None = None, now: datetime) -> int:
    """Forget the files and the rows of a day ago, whatever became of them. What is being written is finished first.

    Returns how many imports.
    """
    old = Import.objects.filter(removed_at__isnull=True, uploaded_at__lte=now - KEPT).exclude(state=ImportState.WRITING)
    count = 0
    for ref in old.values_list("ref", flat=True):
        with transaction.atomic():
            of = old.select_for_update(skip_locked=True).filter(ref=ref).first()
            if of is not None:
                _end_unwritten(of)
                _forget(of, now)
                count += 1
    return count


def _end_unwritten(of: Import) -> None:
    if of.state in (ImportState.READING, ImportState.CHECKING, ImportState.CHECKED):
        of.state = ImportState.DISCARDED
        of.save(update_fields=["state"])


def _forget(of: Import, now: datetime) -> None:
    of.parts.all().delete()
    of.rows.all().delete()
    of.removed_at = now
    of.save(update_fields=["removed_at"])


def _lock(by: User, of: Import) -> Import:
    found = Import.objects.select_for_update().get(pk=of.pk)
    if found.uploaded_by_id != by.pk or not by.is_active:
        raise Refused(_("Only the one who chose the file can do that."))
    return found


def _check_waiting(of: Import) -> None:
    if of.state != ImportState.CHECKED or of.removed_at is not None:
        raise Refused(_("It is not waiting for you any more. Look at where it stands."))
