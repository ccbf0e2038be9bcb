"""Who is kept out of cases."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from incidents import rules
from incidents.enums import WORK_FOR_US
from incidents.rules import Somebody
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import holders_meant_by, people_holding, people_named_in


def includes_lead(people: Sequence[User], now: datetime) -> bool:
    """Whether anybody of them holds or covers the post of the safeguarding lead."""
    leads = people_holding(PostCode.DSL, now)
    return any(person.pk in leads for person in people)


def workers_meant(people: Iterable[Somebody], now: datetime, *, by_one_word: bool = True) -> list[User]:
    """Those who work for us and may be meant: by their whole name, or (where the row says that they work for us) by
    one word of it or by their post. One too many rather than one too few; ``by_one_word`` False: none by one word."""
    subjects = [one for one in people if rules.is_said(one) and rules.may_be_a_subject(one)]
    whole = people_named_in(rules.names_of_subjects(subjects))
    spoken = "\n".join(one.name for one in subjects if one.kind in WORK_FOR_US)
    return list({user.pk: user for user in [*whole, *holders_meant_by(spoken, now, by_one_word=by_one_word)]}.values())
