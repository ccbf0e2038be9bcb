"""What pages of a case and of a report show of who is involved and of the kinds of harm."""

from typing import Any

from django.urls import reverse

from incidents import rules, selectors
from incidents.enums import Topic
from incidents.models import Incident, InvolvedPerson
from incidents.views.lines import detail_entries, detail_rows, involved_entries, involved_rows, public_rows


def known_about(incident: Incident) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What a case page shows, and the lines of its chronology. Two queries, and one more for what came from outside."""
    said = selectors.said_of_involved(incident)
    details = selectors.details_of(incident)
    answered = selectors.answered_in(details)
    context = {
        "involved": involved_rows(in_force(said), change=reverse("incidents:involved_add", args=[incident.ref])),
        "details": detail_rows(answered),
        "topics": topics_of(incident, answered, "incidents:details"),
        "public_rows": public_rows(selectors.public_report_of(incident)),
    }
    return context, [*involved_entries(said), *detail_entries(details)]


def in_force(said: list[InvolvedPerson]) -> list[InvolvedPerson]:
    """Of everything said of who is involved, what was neither corrected nor taken out."""
    corrected = {one.corrects_id for one in said}
    return [one for one in said if one.pk not in corrected and not one.is_taken_out]


def topics_of(incident: Incident, answered: Any, name: str) -> list[dict[str, Any]]:
    """The kinds of harm that somebody may say more about, each with its page: what it is known to be about first."""
    offered = rules.topics_offered(has_imagery=incident.has_imagery, answered=list(answered))
    asked = {topic: any(question in answered for question in rules.questions_of(topic)) for topic in Topic}
    return [
        {"text": topic.label, "url": reverse(name, args=[incident.ref, topic.value]), "is_answered": asked[topic]}
        for topic in offered
    ]
