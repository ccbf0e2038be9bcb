"""Which of the people we work with a case is about: linked, or taken out where it was the wrong one."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from incidents import access
from incidents.enums import ReadingVerb
from incidents.models import Incident, PersonLink, people_linked
from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.people.access import visible_people
from safeguard.people.models import Person
from safeguard.practitioners.models import User
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm


@transaction.atomic
def link_person(
    *, by: User, now: datetime, incident: Incident, client_token: UUID, person: Person, reason: str
) -> None:
    """A case is about somebody we work with: it stands in their story from now on. Linked already, nothing changes.

    Raises Refused for whoever does not deal with the case, for a person they may not see, and without a reason.
    """
    incident = _worked_on(by, incident, reason)
    if not visible_people(by).filter(pk=person.pk).exists():
        raise Refused(_("There is nobody like that, as far as you may see."))
    if not people_linked().filter(incident=incident, person=person).exists():
        incident.people.add(person)
        _write(by, now, incident, person, reason, is_linked=True)
    close_drafts(by=by, now=now, form=DraftForm.LINK, client_token=client_token)


@transaction.atomic
def unlink_person(
    *, by: User, now: datetime, incident: Incident, client_token: UUID, person: Person, reason: str
) -> None:
    """It was the wrong person: the case leaves their story, and its chronology keeps that it stood there, and why.

    Not linked, nothing changes. Raises Refused for whoever does not deal with the case, and without a reason.
    """
    incident = _worked_on(by, incident, reason)
    if people_linked().filter(incident=incident, person=person).exists():
        _write(by, now, incident, person, reason, is_linked=False)
    close_drafts(by=by, now=now, form=DraftForm.LINK, client_token=client_token)


def _worked_on(by: User, incident: Incident, reason: str) -> Incident:
    """The case, locked, if somebody deals with it and has said why."""
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    if not access.may_handle(by, incident):
        raise Refused(_("You may read this case, but not change whom it is about."))
    if not reason.strip():
        raise Refused(_("Write why"))
    return incident


def _write(by: User, now: datetime, incident: Incident, person: Person, reason: str, *, is_linked: bool) -> None:
    link = PersonLink.objects.create(
        incident=incident, person=person, is_linked=is_linked, reason=reason.strip(), by=by, at=now
    )
    verb = ReadingVerb.LINKED if is_linked else ReadingVerb.UNLINKED
    record(verb, by=by, now=now, subject=link, fields=["person", "reason"])
