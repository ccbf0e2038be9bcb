"""Reading sessions that access has already let through."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from safeguard.lib.errors import Refused
from safeguard.lib.worktime import london_day, midnight
from safeguard.notifications.selectors import never_left
from safeguard.practitioners.models import User
from sessions_app.enums import DeclaredAt, SessionState
from sessions_app.models import Approval, Participant, ReasonGiven, Session, SessionAssessment
from sessions_app.rules import planning

ON_THE_WAY = (SessionState.PLANNED, SessionState.WITH_MANAGER, SessionState.APPROVED, SessionState.LIVE)
# What a line of a list shows, and what tells whether somebody has it in hand.
LISTED = (
    *("ref", "kind", "method", "state", "starts_at", "planned_minutes", "second_worker_id"),
    *("practitioner__full_name", "practitioner__line_manager_id"),
)


def lock_open(session: Session) -> Session:
    """The session as it now is, locked. Raises Refused if it has begun, is over, or was called off."""
    found = Session.objects.select_for_update(no_key=True).get(
        pk=session.pk
    )  # no join: a joined row is as it was before
    if found.state not in planning.OPEN:
        raise Refused(_("This session is %(state)s: its plan stays as it is.") % {"state": found.get_state_display()})
    return found


def workers_of(session: Session) -> list[int]:
    """The ids of its workers, in the one order in which everybody books them: nobody waits in a ring."""
    return sorted(pk for pk in (session.practitioner_id, session.second_worker_id) if pk is not None)


def told_among(participants: Iterable[Participant]) -> set[int]:
    """The ids of those who were told of the session as it is planned, by a call or by a message that may still arrive.
    One query."""
    told = [one for one in participants if one.told_at is not None]
    gone = never_left(key for one in told for key in one.told_through)
    return {one.pk for one in told if not one.told_through or set(one.told_through) - gone}


def lock_workers(session: Session) -> None:
    """Let nobody else begin anything of its workers until this is committed."""
    workers = User.objects.select_for_update(no_key=True).filter(pk__in=workers_of(session)).order_by("pk")
    list(workers.values_list("pk"))


def for_list(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """With what a line of a list shows; those who take part come with ``access.people_shown_in``."""
    return sessions.select_related("practitioner").only(*LISTED)


def run_by(sessions: QuerySet[Session], user: User) -> QuerySet[Session]:
    """Those of them that somebody runs, or runs with another."""
    return sessions.filter(Q(practitioner=user) | Q(second_worker=user))


def in_the_name_of(user: User) -> QuerySet[Session]:
    """The sessions of somebody that are to come, under way, or without a record: what waits when they leave."""
    waiting = (*planning.OPEN, SessionState.LIVE, SessionState.ENDED)
    return Session.objects.filter(Q(practitioner=user) | Q(second_worker=user), state__in=waiting)


def coming(sessions: QuerySet[Session], now: datetime) -> QuerySet[Session]:
    """What is still to be held: all of today and later, and whatever is under way. Order by ``starts_at``."""
    today = midnight(london_day(now))
    # All of them are on the way, and an index holds those alone: the years behind them are not looked through.
    ahead = Q(starts_at__gte=today) | Q(state=SessionState.LIVE)
    return for_list(sessions.filter(ahead, state__in=ON_THE_WAY))


def past(sessions: QuerySet[Session], now: datetime) -> QuerySet[Session]:
    """What is over, was called off, or was planned for an earlier day and never held."""
    today = midnight(london_day(now))
    over = ~Q(state__in=ON_THE_WAY) | Q(starts_at__lt=today) & ~Q(state=SessionState.LIVE)
    return for_list(sessions.filter(over))


def assessment_of(session: Session) -> SessionAssessment | None:
    """The risk assessment of a session that is in force (RA-06)."""
    return session.assessments.select_related("made_by").order_by("-made_at", "-id").first()


def refs_around(session: Session, person_ids: Collection[int]) -> frozenset[str]:
    """The references of these people who take part, and of the adults who are to be there for them."""
    if not person_ids:
        return frozenset()
    people = session.participants.filter(person__in=person_ids).values_list("person__ref", flat=True)
    adults = session.supporting_adults.filter(adult__person__in=person_ids).values_list("adult__ref", flat=True)
    return frozenset([*people, *adults])


def approvals_of(session: Session) -> QuerySet[Approval]:
    """What was said to its plan, the last answer first."""
    return session.approvals.select_related("by").order_by("-at", "-id")


def reasons_of(session: Session) -> QuerySet[ReasonGiven]:
    """The reasons given to go on, the last one first."""
    return session.reasons.select_related("by").order_by("-at", "-id")


def reasons_in(sessions: QuerySet[Session]) -> QuerySet[ReasonGiven]:
    """Every reason given in these sessions, for those who look after safeguarding (design 4.1)."""
    rows = ReasonGiven.objects.filter(session__in=sessions.order_by().values("pk"))
    return rows.select_related("by", "session__practitioner")


def promotion_of(session: Session) -> str:
    """What was last said about promoting it; empty when nothing was."""
    said = (
        session.declarations.filter(moment=DeclaredAt.PLAN).order_by("-at", "-pk").values_list("promotion", flat=True)
    )
    return said.first() or ""
