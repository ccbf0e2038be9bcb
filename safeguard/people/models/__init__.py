"""Young people and adults at risk, the adults around them, and who works with them from when to when."""

from safeguard.people.models.authorities import Authority
from safeguard.people.models.finding import SearchKey
from safeguard.people.models.handing_over import HandedOver, HandOver
from safeguard.people.models.involvement import Involvement, InvolvementQuerySet
from safeguard.people.models.people import CONTACT_FIELDS, Adult, Person, Reachable

__all__ = [
    "CONTACT_FIELDS",
    "Adult",
    "Authority",
    "HandOver",
    "HandedOver",
    "Involvement",
    "InvolvementQuerySet",
    "Person",
    "Reachable",
    "SearchKey",
]
