"""What a duty about a part of a case is about: who is told when it is late, and who never."""

from incidents.models import CaseStep, Hold, Incident, OutsideContact, Referral
from safeguard.duties.actions import Matter
from safeguard.escalation.enums import RouteKind
from safeguard.escalation.selectors import ladder_about

PARTS = (CaseStep, Referral, OutsideContact, Hold)  # of a case, what may be somebody's duty


def matter_of(incident: Incident, subject_type: str, subject_ref: str, path: str) -> Matter:
    """A duty about something of a case: when it is late, the people on the case's route are told, and nobody who is
    kept out of it. Two queries."""
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    kept_out = set(incident.exclusions.values_list("person_id", flat=True)) | set(ladder.excluded if ladder else ())
    return Matter(
        subject_type=subject_type,
        subject_ref=subject_ref,
        path=path,
        service=incident.service,
        kind=RouteKind(incident.route),
        excluded=sorted(kept_out),
    )


def parts_with_duties(incident: Incident) -> list[tuple[str, str]]:
    """A case and what of it may be somebody's duty, each by its kind and reference. Five queries."""
    found = [(Incident.SUBJECT, incident.ref)]
    for part in PARTS:
        refs = part.objects.filter(incident=incident).order_by("pk").values_list("ref", flat=True)
        found += [(part.SUBJECT, ref) for ref in refs]
    return found
