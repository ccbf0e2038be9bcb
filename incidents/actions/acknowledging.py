"""Somebody takes an incident on."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from incidents import access
from incidents.actions.calls import take_over_referrals
from incidents.actions.officer import keep_lado_duty
from incidents.enums import IncidentState, Verb
from incidents.models import Incident
from safeguard.audit.actions import record
from safeguard.duties.actions import finish_duties, move_duty, open_duty, pass_duty_on
from safeguard.duties.enums import DutyKind
from safeguard.escalation.actions import acknowledge_ladder
from safeguard.escalation.models import Ladder
from safeguard.escalation.selectors import ladder_about
from safeguard.lib.errors import Refused
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import User

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """Who is dealing with it since when, and whether that was this press or an earlier one."""

    by: User
    at: datetime
    is_new: bool


@transaction.atomic
def acknowledge_incident(*, by: User, now: datetime, incident: Incident) -> Answer:
    """Acknowledge: the ladder stops and ``by`` is to write the first entry (INC-35, ESC-06).

    If somebody else was first, nothing changes and the answer says who. Raises Refused for a reader who may not.
    """
    # No join here: whoever waits for the lock gets the row as it now is, but a joined row as it was before.
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    if incident.state != IncidentState.RAISED:
        kept_out = incident.exclusions.filter(person=by).exists()
        if kept_out or incident.acknowledged_by is None or incident.acknowledged_at is None:
            raise Refused(_("This can no longer be acknowledged."))
        return Answer(incident.acknowledged_by, incident.acknowledged_at, is_new=False)
    if not access.may_handle(by, incident):
        raise Refused(_("You may read this, but somebody who was told of it must acknowledge it."))
    incident.state, incident.acknowledged_at, incident.acknowledged_by = IncidentState.ACKNOWLEDGED, now, by
    incident.save(update_fields=["state", "acknowledged_at", "acknowledged_by"])
    record(
        Verb.ACKNOWLEDGED,
        by=by,
        now=now,
        subject=incident,
        fields=["state", "acknowledged_at", "acknowledged_by"],
    )
    take_over_referrals(by=by, now=now, incident=incident)
    # Of when it was closed, if it has waited again since.
    kinds = [DutyKind.MONITOR, DutyKind.SECOND_LOOK]
    finish_duties(by=by, now=now, kinds=kinds, subject_type=Incident.SUBJECT, subject_ref=incident.ref)
    keep_lado_duty(by=by, now=now, incident=incident)
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    if ladder is None:
        logger.error("%s was acknowledged without a ladder", incident.ref)  # must never be; helping comes first
        return Answer(by, now, is_new=True)
    acknowledge_ladder(by=by, now=now, ladder=ladder)
    _ask_for_first_entry(by, now, ladder)
    return Answer(by, now, is_new=True)


def _ask_for_first_entry(by: User, now: datetime, ladder: Ladder) -> None:
    """Whoever has acknowledged it writes the first entry, counted from now, though another was to before them."""
    due_at = now + thresholds_in_force(now).minutes("first_entry")
    duty = open_duty(by=by, now=now, kind=DutyKind.FIRST_ENTRY, owner=by, due_at=due_at, about=ladder)
    if duty.owner_id != by.pk:  # whoever dealt with it before has been left out since
        pass_duty_on(
            by=by,
            now=now,
            kind=DutyKind.FIRST_ENTRY,
            subject_type=ladder.subject_type,
            subject_ref=ladder.subject_ref,
            to=by,
        )
    if duty.due_at != due_at:  # it was given to whoever answered before, and may be long overdue
        move_duty(
            by=by,
            now=now,
            kind=DutyKind.FIRST_ENTRY,
            subject_type=ladder.subject_type,
            subject_ref=ladder.subject_ref,
            due_at=due_at,
        )
