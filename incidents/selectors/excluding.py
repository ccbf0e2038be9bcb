"""Who is kept out of a concern: those it names, the line above them, and the lead's own team (INC-16, ESC-07)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from incidents import rules
from incidents.enums import WORK_FOR_US, ExclusionReason
from incidents.rules import Somebody
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import holders_meant_by, line_above, people_holding, people_named_in


def reasons_for(named: Iterable[User], subjects: Sequence[User], now: datetime) -> dict[int, ExclusionReason]:
    """Whom to keep out and why: everybody named; the line above the subjects; the lead's team if it is the lead."""
    line, team = (line_above(subjects) if subjects else set()), set()
    if is_about_lead(subjects, now):  # those who answer for it stay, though the lead reports to them
        line -= people_holding(PostCode.STRATEGIC_LEAD, now) | people_holding(PostCode.CHAIR, now)
        team = people_holding(PostCode.DEPUTY_DSL, now)
    reasons = dict.fromkeys(team, ExclusionReason.TEAM)
    reasons |= dict.fromkeys(line, ExclusionReason.LINE)
    reasons |= dict.fromkeys((person.pk for person in named), ExclusionReason.NAMED)
    return reasons


def is_about_lead(subjects: Iterable[User], now: datetime) -> bool:
    """Whether one of them is the safeguarding lead: then those above decide (practice B16)."""
    leads = people_holding(PostCode.DSL, now)
    return any(person.pk in leads for person in subjects)


def workers_meant(people: Iterable[Somebody], now: datetime) -> list[User]:
    """Those who work for us and may be meant: by their whole name, or (where the row says that they work for us) by
    one word of it or by their post. One too many rather than one too few."""
    subjects = [one for one in people if rules.is_said(one) and rules.may_be_a_subject(one)]
    whole = people_named_in(rules.names_of_subjects(subjects))
    spoken = "\n".join(one.name for one in subjects if one.kind in WORK_FOR_US)
    return list({user.pk: user for user in [*whole, *holders_meant_by(spoken, now)]}.values())
