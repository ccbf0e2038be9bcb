"""What the organisation is called, and the moment from which real people are recorded."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.practitioners import access
from safeguard.practitioners.enums import Verb
from safeguard.practitioners.models import Organisation, User


@transaction.atomic
def describe_organisation(*, by: User | None, now: datetime, name: str) -> Organisation:
    """Say what the organisation is called. The same name again changes nothing. Raises Refused for an empty one."""
    access.check_may_set_up(by)
    name = " ".join(name.split())
    if not name:
        raise Refused(_("Enter the name of your organisation"))
    organisation = Organisation.objects.select_for_update().get()
    if organisation.name != name:
        organisation.name = name
        organisation.save(update_fields=["name"])
        record(Verb.ORGANISATION_DESCRIBED, by=by, now=now, subject=organisation, fields=["name"])
    return organisation


@transaction.atomic
def go_live(*, by: User, now: datetime, missing: Sequence[str]) -> Organisation:
    """Let real people be recorded from ``now`` on. ``missing``: the essential things that are not there yet.

    Raises Refused, and changes nothing, while anything is missing. A second press changes nothing.
    """
    access.check_may_set_up(by)
    organisation = Organisation.objects.select_for_update().get()
    if organisation.live_at is not None:
        return organisation
    if missing:
        raise Refused(_("Something essential is still missing. Nothing has been changed."))
    organisation.live_at, organisation.live_by = now, by
    organisation.save(update_fields=["live_at", "live_by"])
    record(Verb.WENT_LIVE, by=by, now=now, subject=organisation, fields=["live_at", "live_by"])
    return organisation
