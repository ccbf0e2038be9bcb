"""What of the sessions to come waits for those who answer for safeguarding (RPT-15), as access let it through."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from consent.enums import Decision, Party, Purpose
from consent.models import ConsentDecision
from safeguard.lib.worktime import london_day, midnight
from safeguard.people.enums import PersonKind
from safeguard.people.rules import birthday
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.enums import TrainingKind
from safeguard.practitioners.models import Training, User
from sessions_app.enums import Rating, SessionKind, SessionState, Watch
from sessions_app.models import Participant, ReasonGiven, RiskAssessment, Session, SessionAssessment
from sessions_app.selectors.sessions import ON_THE_WAY, for_list

AHEAD = timedelta(days=7)
LATELY = timedelta(days=7)
MOST = 100  # as many are counted: where there are more, a page says so
RISKY = (Rating.MODERATE, Rating.HIGH)


@dataclass(frozen=True)
class Watched:
    """How many sessions there are to look at for one reason."""

    what: Watch
    count: int


@dataclass(frozen=True)
class SessionsWatched:
    """What there is of each, without those of which there is none, and the reasons given lately to go on."""

    sessions: tuple[Watched, ...]
    reasons: int


def watched_sessions(sessions: QuerySet[Session], what: Watch, now: datetime) -> QuerySet[Session]:
    """Those of these sessions that are to be looked at for this reason, for a list; order by ``starts_at``."""
    return for_list(_narrowed(sessions, what, now))


def count_watched(sessions: QuerySet[Session], now: datetime) -> SessionsWatched:
    """How many there are of each. One query."""
    of_each = {what: _narrowed(sessions, what, now) for what in Watch}
    given = ReasonGiven.objects.filter(at__gt=now - LATELY, session__in=sessions.order_by().values("pk"))
    any_row = User.objects.order_by()[:1]  # a query needs a table
    counted = any_row.values_list(*(_some(rows) for rows in [*of_each.values(), given]))[0]
    found = [Watched(what, len(pks)) for what, pks in zip(of_each, counted, strict=False) if pks]
    return SessionsWatched(tuple(found), len(counted[-1]))


def _some(rows: QuerySet[Any]) -> ArraySubquery:
    return ArraySubquery(rows.order_by().values("pk")[: MOST + 1])


def _narrowed(sessions: QuerySet[Session], what: Watch, now: datetime) -> QuerySet[Session]:
    today = london_day(now)
    # All of them are on the way, and an index holds those alone, by their time.
    ahead = sessions.filter(state__in=ON_THE_WAY, starts_at__gte=midnight(today), starts_at__lt=now + AHEAD)
    narrow: dict[Watch, Callable[[], QuerySet[Session]]] = {
        Watch.DECISION: lambda: _waiting_at_risk(sessions),
        Watch.CONSENT: lambda: ahead.filter(Exists(_without_consent(now))),
        Watch.TRAINING: lambda: ahead.filter(_untrained("practitioner", today) | _untrained("second_worker", today)),
        Watch.ALONE: lambda: ahead.filter(kind=SessionKind.GROUP, second_worker__isnull=True),
        Watch.TODAY: lambda: ahead.filter(
            kind=SessionKind.ONE_TO_ONE, starts_at__lt=midnight(today + timedelta(days=1))
        ),
    }
    return narrow[what]()


def _waiting_at_risk(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Plans with a manager, where the risk of the session, or of somebody who takes part, is not low (RA-05, RA-06)."""
    of_session = SessionAssessment.objects.filter(session=OuterRef("pk")).order_by("-made_at", "-id")
    of_person = RiskAssessment.objects.filter(person=OuterRef("person")).order_by("-made_at", "-id")
    at_risk = Participant.objects.alias(risk=Subquery(of_person.values("rating")[:1])).filter(
        session=OuterRef("pk"), risk__in=RISKY
    )
    waiting = sessions.filter(state=SessionState.WITH_MANAGER).alias(risk=Subquery(of_session.values("rating")[:1]))
    return waiting.filter(Q(risk__in=RISKY) | Q(Exists(at_risk)))


def _without_consent(now: datetime) -> QuerySet[Participant]:
    """Those who take part in the outer session, where somebody has not agreed to it, or said no and nothing since.

    It leads people to the session, whose readiness says exactly what is missing (CON-01, CON-06).
    """
    answers = ConsentDecision.objects.filter(
        person=OuterRef("person"), activity=OuterRef("session__activity"), purpose=Purpose.TAKE_PART
    )
    said_since = ConsentDecision.objects.filter(
        Q(given_at__gt=OuterRef("given_at")) | Q(given_at=OuterRef("given_at"), pk__gt=OuterRef("pk")),
        Q(party=Party.YOUNG_PERSON) | Q(adult=OuterRef("adult")) | Q(adult__isnull=True, given_by=OuterRef("given_by")),
        person=OuterRef("person"),
        activity=OuterRef("activity"),
        purpose=Purpose.TAKE_PART,
        party=OuterRef("party"),
    )
    agreed = answers.filter(decision=Decision.AGREED)
    refused = answers.filter(~Exists(said_since), ~Q(decision=Decision.AGREED))
    signs = Q(person__born_on__gt=_born_after(now)) & ~Q(person__kind=PersonKind.ADULT_AT_RISK)
    missing = (
        ~Exists(agreed.filter(party=Party.YOUNG_PERSON))
        | Exists(refused)
        | signs & ~Exists(agreed.exclude(party=Party.YOUNG_PERSON))
    )
    return Participant.objects.filter(missing, session=OuterRef("pk"), session__activity__isnull=False)


def _born_after(now: datetime) -> date:
    """Who was born after this day is not old enough to agree alone (CON-06)."""
    return birthday(london_day(now), -thresholds_in_force(now).number("countersign_under"))


def _untrained(worker: str, today: date) -> Q:
    """Sessions whose worker has no safeguarding training in date today: the record written last counts (ORG-26)."""
    last = Training.objects.filter(person=OuterRef(OuterRef(worker)), kind=TrainingKind.SAFEGUARDING_ONLINE)
    pk = Subquery(last.order_by("-recorded_at", "-pk").values("pk")[:1])
    in_date = Training.objects.filter(Q(expires_on__isnull=True) | Q(expires_on__gte=today), pk=pk, done_on__lte=today)
    return Q(~Exists(in_date), **{f"{worker}__isnull": False})
