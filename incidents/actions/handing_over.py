"""When somebody who deals with incidents leaves: another deals with them, and nobody new is let in (decision 0023)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from incidents import access, messages
from incidents.actions.writing import write_entry
from incidents.enums import EntryKind, Verb
from incidents.models import Incident
from incidents.selectors import dealt_with_by
from safeguard.audit.actions import record
from safeguard.notifications.actions import queue_messages
from safeguard.practitioners.models import User


@transaction.atomic
def hand_over_incidents(*, by: User | None, now: datetime, handler: User, to: Sequence[User]) -> int:
    """The open incidents somebody deals with are dealt with by the first of ``to`` who may read each, and is named in
    none of it: an administrator who closes an account lets nobody into a case (practice B16).

    That one writes the line of its chronology which says so, and is told by its reference. Returns how many found
    nobody: those stay, for the leads to see on their list. The caller has checked that ``by`` may.
    """
    left = 0
    for found in dealt_with_by(handler).order_by("pk"):
        incident = Incident.objects.select_for_update().get(pk=found.pk)
        takes = next((one for one in to if one != handler and access.may_handle(one, incident)), None)
        if takes is None:
            left += 1
            continue
        words = _("%(name)s deals with it from now on: whoever did works here no more.") % {"name": takes.full_name}
        entry, _is_new = write_entry(
            by=takes,
            now=now,
            incident=incident,
            client_token=uuid4(),
            values={"kind": EntryKind.NOTE, "text": words},
        )
        record(Verb.ENTRY_ADDED, by=by, now=now, subject=entry, fields=["kind", "text"])
        incident.handed_to = takes
        incident.save(update_fields=["handed_to"])
        record(Verb.HANDED_OVER, by=by, now=now, subject=incident, fields=["handed_to"])
        queue_messages(messages.handed_over(incident, takes, now), now=now)
    return left
