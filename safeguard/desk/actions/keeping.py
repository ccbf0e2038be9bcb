"""Doing what a form asks for and dropping what was kept of it while it was typed, in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.formats import date_format

from incidents.enums import YesNoUnsure
from safeguard.lib.worktime import WorkingHours
from safeguard.people.models import Person
from safeguard.people.rules import age_on
from safeguard.practitioners.actions import Reached, record_personal_contact
from safeguard.practitioners.models import PersonalContact, User
from safeguard.storage.actions import close_drafts, save_draft
from safeguard.storage.enums import DraftForm

T = TypeVar("T")


@transaction.atomic
def finish_form(
    *, by: User, now: datetime, form: str, client_token: UUID, action: Callable[..., T], values: Mapping[str, Any]
) -> T:
    """Let an action of an app that knows no drafts do what a form asks for, and drop the draft of that form.

    ``values``: what the action is given beside ``by``, ``now`` and ``client_token``.
    Raises Refused as the action does; the draft stays then.
    """
    done = action(by=by, now=now, client_token=client_token, **values)
    close_drafts(by=by, now=now, form=form, client_token=client_token)
    return done


@transaction.atomic
def keep_contact(
    *, by: User, now: datetime, reached: Reached, person: Person | None, hours: WorkingHours, client_token: UUID
) -> tuple[PersonalContact, UUID | None]:
    """Record contact through somebody's own account (ORG-16), with whom it was if that is known.

    If something about it was worrying, a concern is begun with what was written, and its token given back: nothing is
    typed twice, and it is chased like any that was not sent. Raises Refused as the record does.
    """
    reached = replace(reached, young_person=person.ref if person is not None else "")
    is_new = not PersonalContact.objects.filter(client_token=client_token).exists()
    contact = finish_form(
        by=by,
        now=now,
        form=DraftForm.CONTACT,
        client_token=client_token,
        action=record_personal_contact,
        values={"reached": reached, "hours": hours},
    )
    if not contact.is_worrying:
        return contact, None
    token = uuid5(client_token, DraftForm.CONCERN)
    if not is_new:  # pressed twice: what has been written of the concern since stays
        return contact, token
    day = date_format(contact.happened_on, "j F Y")
    content: dict[str, str | list[str]] = {
        "exact_words": [contact.what],
        "when_happened": [f"{day}, {contact.platform}"],
    }
    if person is not None:
        content["about_whom"] = [f"{person.full_name} ({age_on(person.born_on, contact.happened_on)})"]
    if contact.about_manager and by.line_manager is not None:  # so that they are left out of it too
        content |= {"about_staff": [YesNoUnsure.YES.value], "staff_named": [by.line_manager.full_name]}
    save_draft(by=by, now=now, form=DraftForm.CONCERN, client_token=token, content=content)
    return contact, token
