"""What is read out when a case is rung through: the crisis sheet, and the facts for a referral (practice A8, C27)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from incidents.models import Incident
from incidents.selectors.about import people_in
from safeguard.lib.worktime import london_day
from safeguard.people.enums import ContactChannel
from safeguard.people.models import Adult, AdultCare, CourtOrder, Network, Person, Status
from safeguard.people.rules import age_on
from safeguard.people.selectors import AuthorityLine, Contact, adults_of, around, contacts_now, lines_now
from safeguard.policies.selectors import thresholds_in_force

PEOPLE_SHOWN = 10
# By how it began: whom else to ring or report to beside the authority (INC-50).
ALWAYS_SHOWN = ("nspcc", "find_authority")
FOR_IMAGERY = ("ceop", "iwf", "report_remove")
IN_CRISIS = ("101", "111", "childline", "shout", "samaritans", "domestic_abuse")


@dataclass(frozen=True)
class Facts:
    """What is said of one person on the phone. What is hidden is here only for whoever has opened it (SEC-14)."""

    person: Person
    age: int
    lines: Sequence[AuthorityLine]
    network: Network | None
    care: AdultCare | None
    is_opened: bool
    adults: Sequence[Adult] = ()
    orders: Sequence[CourtOrder] = ()
    statuses: Sequence[Status] = ()

    @property
    def address(self) -> str:
        """Where they live, if it may stand on a page: never a refuge or a confidential placement (practice B20)."""
        return "" if self.person.address_withheld or not self.is_opened else self.person.address

    @property
    def phone(self) -> str:
        """The number to ring, as agreed first (practice A11)."""
        return (self.person.call_back_phone or self.person.phone) if self.is_opened else ""

    @property
    def may_ring(self) -> bool:
        """Whether they have said that calls are safe, and nothing says otherwise (practice A11)."""
        return self.person.may_use(ContactChannel.CALL) and not self.person.is_flagged

    @property
    def masked(self) -> list[str]:
        """What opening shows, by the names of the fields, for the trail."""
        there = {
            "address": self.person.address and not self.person.address_withheld,
            "call_back_agreed": self.person.call_back_agreed,
            "call_back_phone": self.person.call_back_phone,
            "phone": self.person.phone,
            "adults": self.adults,
        }
        return [name for name, has in there.items() if has]


def facts_for(people: Sequence[Person], now: datetime, *, opened: frozenset[int], full: bool = False) -> list[Facts]:
    """For each person what is read out; ``opened``: of whom what is hidden is shown. With ``full``, parental
    responsibility, orders and statuses too: two queries more for each person."""
    hours = thresholds_in_force(now).hours
    return [
        _facts(one, now, lines_now(one, one.authority, now, hours), is_opened=one.pk in opened, full=full)
        for one in people
    ]


def _facts(person: Person, now: datetime, lines: Sequence[AuthorityLine], *, is_opened: bool, full: bool) -> Facts:
    more: dict[str, Any] = {}
    if full:
        today, found = london_day(now), around(person)
        more = {
            "adults": list(adults_of(person)),
            "orders": [one for one in found.orders if is_opened and _holds(one, today)],
            "statuses": [one for one in found.statuses if _holds(one, today)],
        }
    return Facts(
        person=person,
        age=age_on(person.born_on, london_day(now)),
        lines=lines,
        network=getattr(person, "network", None),
        care=getattr(person, "adultcare", None),
        is_opened=is_opened,
        **more,
    )


def _holds(row: Any, today: Any) -> bool:
    return row.to_on is None or row.to_on > today


def people_with_contacts(incident: Incident) -> list[Person]:
    """Those we work with in a case, with their authority and professionals. One query."""
    joined = ("authority", "network", "adultcare", "service")
    return list(people_in(incident).select_related(*joined).order_by("pk")[:PEOPLE_SHOWN])


def contacts_for(incident: Incident, now: datetime) -> list[Contact]:
    """Whom else to ring or report to about a case, who answers now first (ESC-03, INC-50). One query."""
    codes = [*ALWAYS_SHOWN, *(FOR_IMAGERY if incident.has_imagery else ())]
    return contacts_now(now, thresholds_in_force(now).hours, codes)


def contacts_in_crisis(now: datetime) -> list[Contact]:
    """Helplines for a crisis, who answers now first (practice A9). One query."""
    return contacts_now(now, thresholds_in_force(now).hours, IN_CRISIS)
