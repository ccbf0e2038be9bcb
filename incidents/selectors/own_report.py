"""What the page of one's own report says of others."""

from datetime import datetime

from incidents.enums import ExclusionReason, YesNoUnsure
from incidents.models import Incident
from incidents.rules import Somebody, counts_as_yes, is_about_staff_by
from incidents.selectors.cases import left_out, said_of_involved, was_said_of_staff
from incidents.selectors.excluding import includes_lead
from safeguard.escalation.models import Ladder
from safeguard.escalation.rules import route_kind
from safeguard.escalation.selectors import levels_of, who_is_told_now
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import Answering, line_above


def ring_as_first_raised(report: Incident, now: datetime) -> list[Answering]:
    """Whom the raiser of a report can ring by what they said themselves, whatever has turned out since: for one who is
    left out of it, to whom a list that changes would say so (practice B16)."""
    rows = [row for row in said_of_involved(report) if row.by_id == report.raised_by_id and row.corrects_id is None]
    first = [Somebody(row.name, row.kind, row.part) for row in rows if row.written_at == report.raised_at]
    is_about_staff = was_said_of_staff(report) or is_about_staff_by(first)
    named = [row.person for row in left_out(report) if row.reason == ExclusionReason.NAMED]
    subjects: list[User] = named if is_about_staff else []
    kind = route_kind(
        is_about_staff=is_about_staff,
        is_about_lead=includes_lead(subjects, now),
        has_imagery=report.imagery != "" and counts_as_yes(YesNoUnsure(report.imagery)),
    )
    out = {report.raised_by_id, *(one.pk for one in named), *line_above(subjects)} - {None}
    levels = [list(level) for level in levels_of(kind, report.service)]
    return who_is_told_now(Ladder(levels=levels, service=report.service, excluded=sorted(out)), now)
