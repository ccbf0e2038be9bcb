"""Support for staff after a case: a line manager is asked to offer it, and is told nothing else (ESC-17, ESC-09)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from incidents import access, messages, selectors
from incidents.enums import StepVerb
from incidents.models import CaseStep, Incident, StaffSupport
from safeguard.audit.actions import record
from safeguard.duties.actions import Matter, finish_duties, open_duty
from safeguard.duties.enums import DutyKind
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.refs import new_ref
from safeguard.lib.worktime import add_working_time
from safeguard.notifications.actions import queue_messages
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import User
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm


@transaction.atomic
def ask_for_support(*, by: User, now: datetime, line: CaseStep) -> list[StaffSupport]:
    """Ask the line manager of each to offer support; another where the manager is named, or is in the line of
    somebody who is (practice B16). Once for each person and case.

    The caller has checked that ``by`` may. Raises Refused where there is nobody who may need it, or nobody to ask.
    """
    people = _who(line)
    if not people:
        raise Refused(_("Nobody has been noted who could be asked for. Write what was offered, or why nothing."))
    return [_ask(by, now, line.incident, person) for person in people]


def _who(line: CaseStep) -> list[User]:
    incident = line.incident
    handler = incident.handed_to or incident.acknowledged_by
    if line.code == "support_viewers":
        found: Iterable[User | None] = selectors.who_saw(incident)
    else:
        found = [incident.raised_by if line.code == "support_reporter" else handler]
    return [one for one in found if one is not None and one.is_active]


def _ask(by: User, now: datetime, incident: Incident, person: User) -> StaffSupport:
    asked = selectors.who_supports(person, incident, now)
    if asked is None:
        raise Refused(_("There is nobody to ask. Offer it yourself, and write what was offered."))
    found, is_new = StaffSupport.objects.get_or_create(
        incident=incident,
        person=person,
        defaults={"ref": new_ref("SU"), "asked_of": asked, "by": by, "opened_at": now},
    )
    if not is_new:
        return found
    record(StepVerb.SUPPORT_OPENED, by=by, now=now, subject=found, fields=StaffSupport.AUDIT_FIELDS)
    limits = thresholds_in_force(now)
    about = Matter(
        subject_type=StaffSupport.SUBJECT,
        subject_ref=found.ref,
        path=found.get_absolute_url(),
        service=None,
        excluded=sorted({*incident.exclusions.values_list("person_id", flat=True), person.pk}),
    )
    due_at = add_working_time(now, limits.working_hours_long("support_colleague"), limits.hours)
    open_duty(by=by, now=now, kind=DutyKind.SUPPORT_COLLEAGUE, owner=asked, due_at=due_at, about=about)
    queue_messages([messages.may_need_support(found)], now=now)
    return found


@transaction.atomic
def answer_support(*, by: User, now: datetime, support: StaffSupport, client_token: UUID, offered: str) -> StaffSupport:
    """Write down what was offered, not what was said. The first answer stands.

    Raises Refused for anybody who was not asked, and without words.
    """
    support = StaffSupport.objects.select_for_update().get(pk=support.pk)
    try:
        access.get_support_for(by, support.ref)
    except NotVisible:
        raise Refused(_("Somebody else was asked.")) from None
    if not offered.strip():
        raise Refused(_("Write what was offered, in a few words"))
    if support.answered_at is None:
        support.offered, support.answered_at, support.answered_by = offered, now, by
        changed = ["offered", "answered_at", "answered_by"]
        support.save(update_fields=changed)
        record(StepVerb.SUPPORT_GIVEN, by=by, now=now, subject=support, fields=changed)
        kinds = [DutyKind.SUPPORT_COLLEAGUE]
        finish_duties(by=by, now=now, kinds=kinds, subject_type=StaffSupport.SUBJECT, subject_ref=support.ref)
    close_drafts(by=by, now=now, form=DraftForm.SUPPORT, client_token=client_token)
    return support


def note_support_opened(*, by: User, now: datetime, support: StaffSupport) -> None:
    """Whoever was asked opens the request."""
    record(StepVerb.SUPPORT_READ, by=by, now=now, subject=support)
