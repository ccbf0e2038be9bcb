"""The library of services to point people to (PER-18)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.people import access
from safeguard.people.enums import Verb
from safeguard.people.models import Signpost
from safeguard.practitioners.models import User


@transaction.atomic
def write_signpost(
    *,
    by: User,
    now: datetime,
    name: str,
    helps_with: str,
    hours: str,
    signpost: Signpost | None = None,
    help_for: str,
    phone: str = "",
    other_ways: str = "",
    checked_on: date | None = None,
    is_shown: bool = True,
    contact: Mapping[str, Any] | None = None,
) -> Signpost:
    """Add a service to the library, or correct one. Whoever points people to it keeps it right.

    ``contact``: whether staff ring it themselves, and when it answers (``forms.CONTACT_FIELDS``); None leaves that be.

    Raises Refused for whoever may not, for one that nobody could reach, and for a name that is there already.
    """
    if not access.may_add_authority(by):
        raise Refused(_("Ask somebody who works with young people to add it."))
    if not (phone.strip() or other_ways.strip()):
        raise Refused(_("Give a number, or another way to reach it."))
    facts: dict[str, Any] = {
        "name": name.strip(),
        "helps_with": helps_with.strip(),
        "hours": hours.strip(),
        "help_for": help_for,
        "phone": phone.strip(),
        "other_ways": other_ways.strip(),
        "checked_on": checked_on,
        "is_shown": is_shown,
        **(contact or {}),
    }
    row = Signpost.objects.select_for_update().get(pk=signpost.pk) if signpost else Signpost()
    if row.checked_on != checked_on:
        facts["checked_by"] = by if checked_on else None
    for field, value in facts.items():
        setattr(row, field, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(_("This service is there already.")) from error
    verb = Verb.SERVICE_CHANGED if signpost else Verb.SERVICE_LISTED
    record(verb, by=by, now=now, subject=row, fields=facts)
    return row
