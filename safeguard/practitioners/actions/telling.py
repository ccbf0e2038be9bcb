"""Nobody is let into cases unseen: those who answer for safeguarding are told who holds its posts (practice B16)."""

from collections.abc import Callable, Iterable
from datetime import datetime

from safeguard.lib.permissions import Permission
from safeguard.notifications.actions import Outgoing, queue_messages
from safeguard.practitioners import messages, selectors
from safeguard.practitioners.models import User

News = Callable[[User, datetime], Outgoing]


def tell_of_change(
    *,
    by: User | None,
    now: datetime,
    named: User | None,
    before: Iterable[User] = (),
    news: News = messages.posts_changed,
) -> None:
    """Tell the lead, the deputy, the strategic lead and whoever was it ``before``, once each for a moment; in the
    transaction of the change.

    Not ``by``, who did it; and not ``named`` alone, who may be a second account of theirs: then the other
    administrators too. Nobody while the installation is being set up.
    """
    if not selectors.is_live():
        return
    told = {person.pk: person for person in [*before, *selectors.holders_of_leading_posts(now)] if person.is_active}
    if by is not None:
        told.pop(by.pk, None)
    if not told.keys() - {named.pk if named else None}:
        told |= {person.pk: person for person in selectors.people_who_may(Permission.MANAGE_PEOPLE) if person != by}
    queue_messages([news(person, now) for person in told.values()], now=now)
