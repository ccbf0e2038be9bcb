"""Who is kept out of a concern: those it names, the line above them, and the lead's own team (INC-16, ESC-07)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from incidents.enums import ExclusionReason, IncidentState, Verb
from incidents.models import Exclusion, Incident
from incidents.selectors.excluding import is_about_lead, reasons_for
from safeguard.audit.actions import record
from safeguard.duties.actions import finish_duties
from safeguard.duties.enums import DutyKind
from safeguard.escalation.actions import leave_out
from safeguard.escalation.enums import RouteKind
from safeguard.escalation.rules import route_kind
from safeguard.escalation.selectors import ladder_about
from safeguard.practitioners.models import User


def write_exclusions(
    *, by: User | None, now: datetime, incident: Incident, reasons: Mapping[int, ExclusionReason]
) -> set[int]:
    """Write who is kept out, in the caller's transaction; those who are already stay so for their first reason.
    Returns who is new."""
    before = set(incident.exclusions.values_list("person_id", flat=True))
    new = {pk: reason for pk, reason in reasons.items() if pk not in before}
    Exclusion.objects.bulk_create(
        Exclusion(incident=incident, person_id=pk, reason=reason) for pk, reason in sorted(new.items())
    )
    if new:
        record(Verb.KEPT_OUT, by=by, now=now, subject=incident, fields=["exclusions"])
    return set(new)


@transaction.atomic
def keep_out(*, by: User, now: datetime, incident: Incident, named: Sequence[User], is_about_staff: bool) -> set[int]:
    """Somebody who works for us turns out to be part of it: from now on they and their line are told and shown
    nothing, and it goes the way of such matters (practice B16, B17). Returns who is newly left out.

    ``is_about_staff``: it is about what they may have done; else they are part of it in another way. What they were
    told before stays in its story. If whoever deals with it is one of them, it is told anew.
    """
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    subjects = named if is_about_staff or incident.is_about_staff else []
    new = write_exclusions(by=by, now=now, incident=incident, reasons=reasons_for(named, subjects, now))
    incident.is_about_staff = incident.is_about_staff or is_about_staff
    about_lead = incident.route == RouteKind.ABOUT_LEAD or is_about_lead(subjects, now)
    _go_by(by, now, incident, about_lead=about_lead, new=new)
    return new


@transaction.atomic
def note_imagery(*, by: User, now: datetime, incident: Incident) -> None:
    """It turns out that pictures are part of it: from now on it is for the lead and deputy alone, and for whoever
    deals with it already (practice B18, INC-40)."""
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    if not incident.has_imagery:
        incident.has_imagery = True
        _go_by(by, now, incident, about_lead=incident.route == RouteKind.ABOUT_LEAD, new=set())


def _go_by(by: User, now: datetime, incident: Incident, *, about_lead: bool, new: set[int]) -> None:
    """Go by the route that holds now, and let nobody deal with it who is part of it."""
    route = route_kind(
        is_about_staff=incident.is_about_staff, is_about_lead=about_lead, has_imagery=incident.has_imagery
    )
    anew = incident.state == IncidentState.ACKNOWLEDGED and bool(
        {incident.handed_to_id or incident.acknowledged_by_id} & new
    )
    fields = ["is_about_staff", "has_imagery", "route"]
    incident.route = route
    if anew:
        incident.state, incident.acknowledged_at, incident.acknowledged_by = IncidentState.RAISED, None, None
        incident.handed_to = None
        fields += ["state", "acknowledged_at", "acknowledged_by", "handed_to"]
        duty = {"subject_type": Incident.SUBJECT, "subject_ref": incident.ref}
        finish_duties(by=by, now=now, kinds=[DutyKind.FIRST_ENTRY], **duty)
    incident.save(update_fields=fields)
    record(Verb.ROUTED, by=by, now=now, subject=incident, fields=["route", "state"])
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    if ladder is not None:
        leave_out(by=by, now=now, ladder=ladder, people=new, kind=RouteKind(route), answers_anew=anew)
