"""Reading sessions that access has already let through."""

from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch, Q, QuerySet

from safeguard.lib.clock import LONDON
from safeguard.people.models import Person
from safeguard.practitioners.models import User
from sessions_app.enums import SessionState
from sessions_app.models import Approval, Participant, ReasonGiven, Session, SessionAssessment

ON_THE_WAY = (SessionState.PLANNED, SessionState.WITH_MANAGER, SessionState.APPROVED, SessionState.LIVE)
WITH_PERSON = Prefetch("participants", Participant.objects.select_related("person").order_by("person__known_as", "pk"))


def midnight(day: date) -> datetime:
    """The beginning of a day in London."""
    return datetime.combine(day, time(0), LONDON)


def for_list(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """With what a line of a list shows. One query more for those who take part, however many sessions."""
    return sessions.select_related("practitioner", "platform").prefetch_related(WITH_PERSON)


def run_by(sessions: QuerySet[Session], user: User) -> QuerySet[Session]:
    """Those of them that somebody runs, or runs with another."""
    return sessions.filter(Q(practitioner=user) | Q(second_worker=user))


def coming(sessions: QuerySet[Session], now: datetime) -> QuerySet[Session]:
    """What is still to be held: all of today and later, and whatever is under way. Order by ``starts_at``."""
    today = midnight(now.astimezone(LONDON).date())
    ahead = Q(state__in=ON_THE_WAY, starts_at__gte=today) | Q(state=SessionState.LIVE)
    return for_list(sessions.filter(ahead))


def past(sessions: QuerySet[Session], now: datetime) -> QuerySet[Session]:
    """What is over, was called off, or was planned for an earlier day and never held."""
    today = midnight(now.astimezone(LONDON).date())
    over = ~Q(state__in=ON_THE_WAY) | Q(starts_at__lt=today) & ~Q(state=SessionState.LIVE)
    return for_list(sessions.filter(over))


def on_day(sessions: QuerySet[Session], day: date) -> QuerySet[Session]:
    """Those of one day in London, the earliest first."""
    from_at, to_at = midnight(day), midnight(day + timedelta(days=1))
    return for_list(sessions.filter(starts_at__gte=from_at, starts_at__lt=to_at)).order_by("starts_at", "pk")


def sessions_of(person: Person) -> QuerySet[Session]:
    """Every session that a person takes part in, the newest first."""
    return for_list(Session.objects.filter(participants__person=person)).order_by("-starts_at", "-pk")


def plans_to_answer(user: User) -> QuerySet[Session]:
    """Plans of somebody's team that wait for them, those that start first on top."""
    waiting = Session.objects.filter(state=SessionState.WITH_MANAGER, practitioner__line_manager=user)
    return for_list(waiting).order_by("starts_at", "pk")


def assessment_of(session: Session) -> SessionAssessment | None:
    """The risk assessment of a session that is in force (RA-06)."""
    return session.assessments.select_related("made_by").order_by("-made_at", "-id").first()


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
