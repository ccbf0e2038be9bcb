"""Young people and adults at risk, what surrounds them, and who works with them from when to when."""

from safeguard.people.models.agreements import Agreement
from safeguard.people.models.authorities import Authority
from safeguard.people.models.family import CourtOrder, Entry, Home, Status, Supporter
from safeguard.people.models.finding import SearchKey
from safeguard.people.models.handing_over import HandedOver, HandOver
from safeguard.people.models.involvement import Involvement, InvolvementQuerySet
from safeguard.people.models.people import CONTACT_FIELDS, Adult, Person, Reachable
from safeguard.people.models.sections import AdultCare, Needs, Network, Section
from safeguard.people.models.support import Adulthood, CapacityNote, Signpost, Told

__all__ = [
    "CONTACT_FIELDS",
    "Adult",
    "AdultCare",
    "Adulthood",
    "Agreement",
    "Authority",
    "CapacityNote",
    "CourtOrder",
    "Entry",
    "HandOver",
    "HandedOver",
    "Home",
    "Involvement",
    "InvolvementQuerySet",
    "Needs",
    "Network",
    "Person",
    "Reachable",
    "SearchKey",
    "Section",
    "Signpost",
    "Status",
    "Supporter",
    "Told",
]
