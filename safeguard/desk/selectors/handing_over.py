"""Whom somebody may hand over, and from whom."""

from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from incidents.access import visible_incidents
from incidents.models import Incident
from safeguard.escalation.enums import RouteKind
from safeguard.lib.permissions import Permission
from safeguard.people.access import Scope, scope_of, visible_people
from safeguard.people.enums import InvolvementRole
from safeguard.people.models import HandOver, Involvement, Person
from safeguard.practitioners.models import User

SHOWN = 25  # people of one practitioner on one page: each has a note of their own
_ABOUT_STAFF = (RouteKind.ABOUT_STAFF, RouteKind.ABOUT_LEAD)


def practitioners_with_people(user: User, moment: datetime) -> QuerySet[User]:
    """Those to whom somebody is allocated whom this user may see, by name; also who has left.

    Asked of each practitioner by themselves, until one is found: nobody reads who works with whom through for it.
    """
    theirs = Involvement.objects.at(moment).filter(practitioner=OuterRef("pk"), role=InvolvementRole.ALLOCATED)
    if not user.may(Permission.SEE_ALL_PEOPLE):
        scope = scope_of(user) or Scope(services=(), people=())
        theirs = theirs.filter(Q(person__service__in=scope.services) | Q(person__in=scope.people))
    found = User.objects.annotate(one_of_theirs=Subquery(theirs.order_by("person").values("pk")[:1]))
    return found.filter(one_of_theirs__isnull=False).order_by("full_name", "pk")


def people_allocated_to(user: User, practitioner: User, moment: datetime) -> QuerySet[Person]:
    """The people allocated to a practitioner whom this user may see, by the name they use."""
    rows = Involvement.objects.at(moment).filter(practitioner=practitioner, role=InvolvementRole.ALLOCATED)
    seen = visible_people(user, scope_of(user)).filter(pk__in=rows.values("person"))
    return seen.select_related("service").order_by("known_as", "pk")


def case_about_staff(user: User, ref: str) -> Incident | None:
    """A case about somebody who works here that this user may read, by its reference."""
    return visible_incidents(user).filter(ref=ref.strip().upper(), route__in=_ABOUT_STAFF).first()


def people_of_hand_over(user: User, hand_over: HandOver) -> QuerySet[Person]:
    """Those of a hand-over whom this user may see now, by the name they use."""
    seen = visible_people(user).filter(hand_overs__hand_over=hand_over)
    return seen.select_related("service").order_by("known_as", "pk")
