"""What our own monitoring finds is told to the Operations Manager too, beside the safeguarding lead (INC-49)."""

from datetime import datetime
from uuid import uuid5

from django.utils.translation import gettext as _

from incidents import messages
from incidents.actions.writing import write_entry
from incidents.enums import EntryKind, Verb
from incidents.models import Incident
from safeguard.audit.actions import record
from safeguard.notifications.actions import queue_messages
from safeguard.practitioners.enums import Role
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import people_with_role


def tell_operations(*, by: User, now: datetime, incident: Incident) -> list[User]:
    """Tell everybody with the role Operations that monitoring has found something: a reference and whom to ask, no
    more, for they look at no case. Never somebody it names. The chronology says who was told, or that nobody was."""
    kept_out = set(incident.exclusions.values_list("person_id", flat=True))
    told = [one for one in people_with_role(Role.OPS) if one.pk not in kept_out and one != by]
    queue_messages([message for one in told for message in messages.found_by_monitoring(incident, one)], now=now)
    names = ", ".join(one.full_name for one in told)
    text = (
        _("Found by our own monitoring. Told, without any detail: %(names)s.") % {"names": names}
        if told
        else _("Found by our own monitoring. Nobody with the role Operations could be told: only the lead is.")
    )
    token = uuid5(incident.client_token, "operations")
    values = {"kind": EntryKind.TOLD, "text": text}
    entry, is_new = write_entry(by=by, now=now, incident=incident, client_token=token, values=values)
    if is_new:
        record(Verb.ENTRY_ADDED, by=by, now=now, subject=entry, fields=["kind", "text"])
    return told
