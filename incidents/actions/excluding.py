"""Who is kept out of a case: those it is about, their line, and what of the lead's own team would tell them."""

from collections.abc import Sequence
from datetime import datetime

from incidents.enums import ExclusionReason, IncidentState, Verb
from incidents.models import Exclusion, Incident
from incidents.rules import urgency_again
from incidents.selectors import answers_to, given_in, includes_lead
from safeguard.audit.actions import record
from safeguard.escalation.actions import start_again
from safeguard.escalation.enums import RouteKind, Urgency
from safeguard.escalation.models import Ladder
from safeguard.escalation.selectors import comes_to_nobody
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import line_above, people_holding


def keep_out(
    *,
    incident: Incident,
    now: datetime,
    kind: RouteKind,
    named: Sequence[User],
    subjects: Sequence[User],
    why: ExclusionReason = ExclusionReason.NAMED,
) -> set[int]:
    """Keep out those it names, the line above its ``subjects`` and the lead's own team: told nothing, shown nothing
    (INC-16, ESC-07). ``why``: whether its raiser named them, or it turned out; ``kind``: the route it climbs from now
    on. Where that then comes to nobody, the strategic lead and the chair stay in, who were out as somebody's line only:
    somebody must hear of it (practice B16). Returns the ids of everybody who is kept out for it; who was already stays
    so for that reason.
    """
    line, team = (line_above(subjects) if subjects else set()), set()
    if includes_lead(subjects, now):  # those who answer for it stay, though the lead reports to them
        line -= people_holding(PostCode.STRATEGIC_LEAD, now) | people_holding(PostCode.CHAIR, now)
        team = people_holding(PostCode.DEPUTY_DSL, now)
    reasons = dict.fromkeys(team, ExclusionReason.TEAM)
    reasons |= dict.fromkeys(line, ExclusionReason.LINE)
    reasons |= dict.fromkeys((person.pk for person in named), why)
    if line and comes_to_nobody(kind, incident.service, now, {*reasons, *_out_already(incident)}):
        above = people_holding(PostCode.STRATEGIC_LEAD, now) | people_holding(PostCode.CHAIR, now)
        reasons = {pk: r for pk, r in reasons.items() if r != ExclusionReason.LINE or pk not in above}
    Exclusion.objects.bulk_create(
        (Exclusion(incident=incident, person_id=pk, reason=reason) for pk, reason in sorted(reasons.items())),
        ignore_conflicts=True,
    )
    return set(reasons)


def _out_already(incident: Incident) -> set[int]:
    """Who is told nothing of it whatever else: those left out before, and whoever raised it."""
    out = set(incident.exclusions.values_list("person_id", flat=True))
    return out | ({incident.raised_by_id} if incident.raised_by_id is not None else set())


def let_wait_again(
    *,
    by: User | None,
    now: datetime,
    incident: Incident,
    ladder: Ladder,
    urgency: Urgency = Urgency.CAN_WAIT,
    not_before: datetime | None = None,
) -> None:
    """Its answer no longer counts, because whoever gave it is kept out or more is known since: it waits, and the first
    of its route are told, as soon as is known by now that somebody must act (practice A1).

    ``urgency``: what it is at least; ``not_before``: as for a ladder. The caller holds its row.
    """
    incident.state, incident.acknowledged_at, incident.acknowledged_by = IncidentState.RAISED, None, None
    incident.handed_to, incident.closed_at, incident.closed_by = None, None, None
    changed = ["state", "acknowledged_at", "acknowledged_by"]
    incident.save(update_fields=[*changed, "handed_to", "closed_at", "closed_by"])
    record(Verb.WAITS_AGAIN, by=by, now=now, subject=incident, fields=changed)
    urgency = urgency_again([urgency, incident.urgency, ladder.urgency], given_in(answers_to(incident)))
    if urgency != incident.urgency:
        incident.urgency = urgency
        incident.save(update_fields=["urgency"])
        record(Verb.URGENCY_RAISED, by=by, now=now, subject=incident, fields=["urgency"])
    start_again(by=by, now=now, ladder=ladder, urgency=urgency, not_before=not_before)
