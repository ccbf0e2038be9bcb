"""The directory of bodies outside: helplines and national bodies, and the local authorities, by the clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from safeguard.lib.worktime import WorkingHours, is_working_time
from safeguard.people import rules
from safeguard.people.models import Authority, Signpost
from safeguard.people.selectors.authorities import AuthorityLine

AUTHORITIES_SHOWN = 50


@dataclass(frozen=True)
class Contact:
    """A body outside. ``is_open``: whether it answers at the moment that was asked about; None: only words say."""

    row: Signpost
    is_open: bool | None


def contacts_now(now: datetime, hours: WorkingHours, codes: Sequence[str] = ()) -> list[Contact]:
    """Whom staff ring or write to, who answers now first, then by rank (practice A9). One query.

    ``codes``: only these, where a page names a few. Bodies of another nation are left out.
    """
    rows = Signpost.objects.filter(is_contact=True).select_related("checked_by").order_by("rank", Lower("name"))
    found = [
        Contact(row, rules.is_open(now=now, hours=hours, **row.opening))
        for row in (rows.filter(code__in=codes) if codes else rows)
        if rules.belongs(row.nation, hours.nation)
    ]
    return sorted(found, key=lambda one: one.is_open is False)


@dataclass(frozen=True)
class AuthorityNow:
    """A local authority, and its numbers with who answers now first."""

    row: Authority
    lines: Sequence[AuthorityLine]


def authorities_now(now: datetime, hours: WorkingHours, place: str = "") -> list[AuthorityNow]:
    """The local authorities whose name holds these words, at most fifty; for each its numbers by the clock. One query.

    Working time is the organisation's own: an authority's hours are not known, and are like it.
    """
    working = is_working_time(now, hours)
    rows = Authority.objects.filter(name__icontains=place) if place else Authority.objects.all()
    return [AuthorityNow(row, _lines(row, working=working)) for row in rows.order_by(Lower("name"))[:AUTHORITIES_SHOWN]]


def _lines(row: Authority, *, working: bool) -> list[AuthorityLine]:
    lines = [
        AuthorityLine(_("Children’s social care, by day"), row.children_phone, working),
        AuthorityLine(_("Adult social care, by day"), row.adults_phone, working),
        AuthorityLine(_("Emergency duty team, out of hours"), row.duty_team_phone, not working),
        AuthorityLine(row.officer_post or _("Designated officer (LADO)"), row.officer_phone, working),
    ]
    return sorted((line for line in lines if line.phone), key=lambda line: not line.is_open)


def stale_contacts(today: date) -> QuerySet[Signpost]:
    """The bodies whose numbers nobody has made sure of lately."""
    return Signpost.objects.filter(_stale(today), is_contact=True)


def stale_authorities(today: date) -> QuerySet[Authority]:
    """The local authorities whose numbers nobody has made sure of lately."""
    return Authority.objects.filter(_stale(today))


def _stale(today: date) -> Q:
    return Q(checked_on__isnull=True) | Q(checked_on__lte=today - rules.CHECKED_FOR)


def contacts_to_check() -> list[Signpost]:
    """Every body staff ring, those that nobody has ever checked first, then the longest ago. One query."""
    rows = Signpost.objects.filter(is_contact=True).select_related("checked_by")
    return sorted(rows, key=lambda one: (one.checked_on or date.min, one.rank, one.name))


def authorities_to_check() -> list[Authority]:
    """Every local authority, in the same order. One query."""
    rows = Authority.objects.select_related("checked_by")
    return sorted(rows, key=lambda one: (one.checked_on or date.min, one.name))
