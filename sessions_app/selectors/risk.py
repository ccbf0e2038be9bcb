"""Reading individual risk assessments."""

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet

from safeguard.people.models import Person
from sessions_app.models import AgreedAction, RiskAssessment


def risk_in_force(person_ids: Iterable[int]) -> dict[int, RiskAssessment]:
    """The assessment in force of everybody who has one, by the person's id: the latest. One query."""
    rows = RiskAssessment.objects.filter(person__in=set(person_ids)).select_related("made_by")
    return {row.person_id: row for row in rows.order_by("person", "-made_at", "-id").distinct("person")}


def assessments_of(person: Person) -> QuerySet[RiskAssessment]:
    """Every assessment of a person, the one in force first, with what was agreed."""
    agreed = AgreedAction.objects.select_related("owner", "done_by").order_by("due_on", "id")
    rows = person.risk_assessments.select_related("made_by").prefetch_related(Prefetch("agreed_actions", agreed))
    return rows.order_by("-made_at", "-id")


def open_actions_of(person: Person) -> QuerySet[AgreedAction]:
    """What was agreed for a person and is not done, the soonest first; of earlier assessments too."""
    rows = AgreedAction.objects.filter(assessment__person=person, done_at__isnull=True)
    return rows.select_related("owner").order_by("due_on", "id")
