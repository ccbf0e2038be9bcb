"""Whom a case is about, as it stands now: somebody may have been taken out of it again."""

from django.db.models import QuerySet

from incidents.models import Incident, people_linked
from safeguard.people.models import Person


def people_in(incident: Incident) -> QuerySet[Person]:
    """Whom of those we work with a case is about."""
    return Person.objects.filter(pk__in=people_linked().filter(incident=incident.pk).values("person"))
