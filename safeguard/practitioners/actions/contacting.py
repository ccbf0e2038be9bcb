"""A young person found or wrote to somebody's own account (ORG-16)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.lib.permissions import Permission
from safeguard.lib.refs import new_ref
from safeguard.lib.worktime import WorkingHours, london_day, next_working_moment
from safeguard.notifications.actions import queue_messages
from safeguard.practitioners import messages, rules, selectors
from safeguard.practitioners.enums import LearningVerb, PostCode
from safeguard.practitioners.models import PersonalContact, User


@dataclass(frozen=True, kw_only=True)
class Reached:
    """What happened, in the author's words. ``young_person``: the reference of somebody they may see, or empty."""

    happened_on: date
    platform: str
    what: str
    not_accepted: bool
    told_openly: bool
    no_reply: bool
    is_worrying: bool
    about_manager: bool = False
    young_person: str = ""


@transaction.atomic
def record_personal_contact(
    *, by: User, now: datetime, reached: Reached, hours: WorkingHours, client_token: UUID
) -> PersonalContact:
    """Record it, whatever somebody did about it: nothing is refused because a request was accepted (ORG-16).

    The line manager is told that there is something to read, in working time; the safeguarding officer where there is
    no line manager, or where that manager is part of it. What worries goes its own way, as a concern, at once. The
    same token lands once. Raises Refused for a day to come, and for empty words.
    """
    wrong = rules.what_is_wrong_with_day(reached.happened_on, london_day(now))
    if wrong or not reached.what.strip():
        raise Refused(wrong or _("Say what happened"))
    kept_from = _kept_from(by.line_manager, now) if reached.about_manager else []
    told = _who_is_told(by, now, hours, about_manager=reached.about_manager, kept_from=kept_from)
    contact, is_new = PersonalContact.objects.get_or_create(
        client_token=client_token,
        defaults={
            "ref": new_ref("PC"),
            "author": by,
            "told": told,
            "kept_from": kept_from,
            "recorded_at": now,
            **vars(reached),
        },
    )
    if not is_new:
        return contact
    record(LearningVerb.CONTACT_RECORDED, by=by, now=now, subject=contact, fields=contact.AUDIT_FIELDS)
    if told is not None:
        title = _("%(ref)s: there is something to read") % {"ref": contact.ref}
        due_at, path = next_working_moment(now, hours), contact.get_absolute_url()
        kind = "practitioners.personal_contact"
        queue_messages([messages.something_to_read(kind, contact.ref, path, told, title, due_at)], now=now)
    return contact


def _kept_from(manager: User | None, now: datetime) -> list[int]:
    """A line manager who is part of it, and the line above them, as they are now: a later change neither lets in nor
    keeps out anybody. Of the lead it is their own team, as with a concern; those who answer for the lead stay."""
    if manager is None:
        return []
    line = selectors.line_above([manager])
    if manager.pk in selectors.people_holding(PostCode.DSL, now):
        line -= selectors.people_holding(PostCode.STRATEGIC_LEAD, now) | selectors.people_holding(PostCode.CHAIR, now)
        line |= selectors.people_holding(PostCode.DEPUTY_DSL, now)
    return sorted({manager.pk, *line})


def _who_is_told(
    by: User, now: datetime, hours: WorkingHours, *, about_manager: bool, kept_from: Collection[int]
) -> User | None:
    manager = by.line_manager
    if manager is not None and manager.is_active and not about_manager:
        return manager
    out = {by.pk, *kept_from, *([manager.pk] if manager is not None else [])}
    service = selectors.services_of(by).first() if by.may(Permission.WORK_WITH_PEOPLE) else None
    codes = [PostCode.DSO, PostCode.DSL, PostCode.DEPUTY_DSL]
    if about_manager:  # where all of these are kept out of it
        codes += [PostCode.STRATEGIC_LEAD, PostCode.CHAIR]
    answering = selectors.who_answers(
        codes, service_id=service.pk if service else None, now=now, hours=hours, excluded=sorted(out)
    )
    return next((found.person for code in codes if (found := answering[code]) is not None), None)


def note_contact_opened(*, by: User, now: datetime, contact: PersonalContact) -> None:
    """Somebody opens a record of contact."""
    record(LearningVerb.CONTACT_OPENED, by=by, now=now, subject=contact)


def note_contacts_listed(*, by: User, now: datetime, contacts: Iterable[PersonalContact]) -> None:
    """Somebody sees such records: one event with those it showed."""
    record(LearningVerb.CONTACTS_LISTED, by=by, now=now, refs=[contact.ref for contact in contacts])
