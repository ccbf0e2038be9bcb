"""An entry that was wrong stays as it was written; what is right stands beside it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from incidents.actions.adding import add_entry
from incidents.enums import EntryKind
from incidents.models import ChronologyEntry, Incident
from safeguard.practitioners.models import User
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm


@transaction.atomic
def correct_entry(
    *,
    by: User,
    now: datetime,
    incident: Incident,
    entry: ChronologyEntry,
    client_token: UUID,
    text: str,
    when_happened: str = "",
) -> ChronologyEntry:
    """Write what is right about an entry, as a line of its own that names it; a correction is corrected likewise.

    Raises Refused for whoever does not deal with the case, and for an entry of another one.
    """
    written = add_entry(
        by=by,
        now=now,
        incident=incident,
        client_token=client_token,
        kind=EntryKind.CORRECTION,
        text=text,
        when_happened=when_happened,
        corrects=entry,
    )
    close_drafts(by=by, now=now, form=DraftForm.CORRECTION, client_token=client_token)
    return written
