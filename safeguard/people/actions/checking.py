"""Somebody has made sure that a number is right: when, and who (ESC-10)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.lib.worktime import london_day
from safeguard.people import access
from safeguard.people.enums import Verb
from safeguard.people.models import Authority, Signpost
from safeguard.practitioners.models import User


@transaction.atomic
def check_contact(*, by: User, now: datetime, contact: Signpost) -> Signpost:
    """The way to reach a body outside was tried today and is right. Raises Refused for whoever may not say so."""
    if not access.may_add_authority(by):
        raise Refused(_("Ask somebody who works with young people to check it."))
    contact = Signpost.objects.select_for_update().get(pk=contact.pk)
    contact.checked_on, contact.checked_by = london_day(now), by
    contact.save(update_fields=["checked_on", "checked_by"])
    record(Verb.SERVICE_CHECKED, by=by, now=now, subject=contact, fields=["checked_on", "checked_by"])
    return contact


@transaction.atomic
def check_authority(*, by: User, now: datetime, authority: Authority) -> Authority:
    """The numbers of a local authority were tried today and are right. Raises Refused for whoever may not say so."""
    if not access.may_change_authority(by):
        raise Refused(_("Ask an administrator or the safeguarding lead to check it."))
    authority = Authority.objects.select_for_update().get(pk=authority.pk)
    authority.checked_on, authority.checked_by = london_day(now), by
    authority.save(update_fields=["checked_on", "checked_by"])
    record(Verb.AUTHORITY_CHECKED, by=by, now=now, subject=authority, fields=["checked_on", "checked_by"])
    return authority
