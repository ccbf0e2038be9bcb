"""Whom to ring about somebody at a local authority now: one answer for the story, the crisis sheet and referrals."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safeguard.lib.worktime import WorkingHours, is_working_time
from safeguard.people.enums import PersonKind
from safeguard.people.models import Authority, Person


@dataclass(frozen=True)
class AuthorityLine:
    """One number of an authority. ``is_open``: whether it answers at the moment that was asked about."""

    what: str | Promise
    phone: str
    is_open: bool


def lines_now(person: Person, authority: Authority | None, now: datetime, hours: WorkingHours) -> list[AuthorityLine]:
    """The numbers for this person, whoever answers now first (practice A9). An adult at risk has adult social care.

    Working time is the organisation's own: an authority's hours are not known, and are like it. No query.
    """
    if authority is None:
        return []
    working = is_working_time(now, hours)
    is_adult = person.kind == PersonKind.ADULT_AT_RISK
    front = authority.adults_phone if is_adult else authority.children_phone
    lines = [
        AuthorityLine(
            _("Adult social care, by day") if is_adult else _("Children’s social care, by day"), front, working
        ),
        AuthorityLine(_("Emergency duty team, out of hours"), authority.duty_team_phone, not working),
    ]
    return sorted((line for line in lines if line.phone), key=lambda line: not line.is_open)
