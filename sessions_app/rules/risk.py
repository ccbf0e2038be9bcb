"""What an individual risk assessment must say (RA-03, RA-04). Pure."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sessions_app.enums import Rating


@dataclass(frozen=True)
class Missing:
    """A question whose answer is missing or wrong, and what to say about it."""

    field: str
    text: str


def what_is_wrong(
    *, rating: str, risks: str, measures: str, review_on: date | None, today: date, latest: date
) -> list[Missing]:
    """What keeps an assessment from being made, by field; an empty list if nothing does.

    There is no rating of "none": everybody carries some risk, so there is always something that lowers it (RA-04;
    004 Risk b5). ``latest`` is the last day on which somebody may look at it again.
    """
    wrong = []
    if rating not in Rating.values:
        wrong.append(Missing("rating", _("Choose how much risk there is")))
    if not risks.strip():
        wrong.append(Missing("risks", _("Write what may go wrong")))
    if not measures.strip():
        wrong.append(Missing("measures", _("Write what lowers the risk. There is always some")))
    if review_on is None or review_on <= today:
        wrong.append(Missing("review_on", _("Enter the day on which somebody looks at it again")))
    elif review_on > latest:
        wrong.append(
            Missing("review_on", _("Look at it again by %(day)s at the latest") % {"day": date_format(latest)})
        )
    return wrong


def what_is_wrong_with_action(*, what: str, due_on: date | None, today: date) -> list[Missing]:
    """What keeps something from being agreed, by field (RA-03)."""
    wrong = []
    if not what.strip():
        wrong.append(Missing("what", _("Write what is to be done")))
    if due_on is None or due_on < today:
        wrong.append(Missing("due_on", _("Enter the day by which it is done, today or later")))
    return wrong
