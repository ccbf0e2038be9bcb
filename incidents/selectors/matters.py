"""What a duty about a part of a case is about: who is told when it is late, and who never."""

from datetime import datetime

from incidents.access import visible_incidents
from incidents.models import CaseStep, Hold, Incident, OutsideContact, Referral, StaffSupport
from safeguard.duties.actions import Matter
from safeguard.escalation.enums import RouteKind
from safeguard.escalation.selectors import ladder_about, who_may_be_told

PARTS = (CaseStep, Referral, OutsideContact, Hold)  # of a case, what may be somebody's duty


def matter_of(incident: Incident, now: datetime, subject_type: str, subject_ref: str, path: str) -> Matter:
    """A duty about something of a case: when it is late, the people on the case's route are told, and nobody who is
    kept out of it, or to whom it is locked. Three queries, and for a case that is locked one for each who may be told.
    """
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    kept_out = set(incident.exclusions.values_list("person_id", flat=True)) | set(ladder.excluded if ladder else ())
    return Matter(
        subject_type=subject_type,
        subject_ref=subject_ref,
        path=path,
        service=incident.service,
        kind=RouteKind(incident.route),
        excluded=sorted(kept_out | locked_out_of(incident, now)),
    )


def locked_out_of(incident: Incident, now: datetime) -> set[int]:
    """Of those who might be told of something late in a case, the ids of those to whom it is locked: a link that does
    not open is no help. Nobody, where that would leave nobody to tell."""
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    if ladder is None or not incident.locks.filter(lifted_at=None).exists():
        return set()
    people = {one.person.pk: one.person for one in who_may_be_told(ladder, now)}
    out = {pk for pk, one in people.items() if not visible_incidents(one).filter(pk=incident.pk).exists()}
    return out if out != set(people) else set()


def parts_with_duties(incident: Incident) -> list[tuple[str, str]]:
    """A case and what of it may be somebody's duty, each by its kind and reference. Six queries."""
    found = [(Incident.SUBJECT, incident.ref)]
    for part in (*PARTS, StaffSupport):
        refs = part.objects.filter(incident=incident).order_by("pk").values_list("ref", flat=True)
        found += [(part.SUBJECT, ref) for ref in refs]
    return found
