"""What a line manager sees of their team's work (RPT-16): each line leads to the work."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from incidents.models import StaffSupport
from safeguard.desk.selectors.work import late_in_team
from safeguard.duties.enums import DutyKind, DutyState
from safeguard.duties.models import Duty
from safeguard.lib.worktime import london_day, midnight
from safeguard.practitioners.enums import CheckIn
from safeguard.practitioners.models import CheckedIn, Supervision, User
from sessions_app.access import visible_sessions
from sessions_app.enums import EndedHow, SessionKind
from sessions_app.models import Session
from sessions_app.selectors.sessions import ON_THE_WAY, for_list

AHEAD = timedelta(days=7)
LONGEST = timedelta(days=1)  # from when a session was to begin until it ended, at most
BACK = timedelta(days=28)  # a session that ended early longer ago was talked over, or never will be
EARLY = (EndedHow.LEFT_BY_CHOICE, EndedHow.NOT_SURE, EndedHow.SAFE_WORD, EndedHow.CONCERN)


def sessions_of_team(user: User, now: datetime) -> QuerySet[Session]:
    """The one-to-ones of the next days of the people somebody manages, and what ended early and was not talked over
    since (004 Risk b3); order by ``starts_at``."""
    team = list(User.objects.filter(line_manager=user).values_list("pk", flat=True))
    # Days bound it, so that the diary of each is read from its index and not a year of sessions.
    since, until = now - BACK - LONGEST, now + AHEAD
    own = visible_sessions(user).filter(practitioner__in=team, starts_at__gte=since, starts_at__lt=until)
    coming = Q(
        kind=SessionKind.ONE_TO_ONE,
        state__in=ON_THE_WAY,
        starts_at__gte=midnight(london_day(now)),
        starts_at__lt=now + AHEAD,
    )
    return for_list(own.filter(coming | _to_talk_over(now)))


def _to_talk_over(now: datetime) -> Q:
    talked = CheckedIn.objects.filter(
        person=OuterRef("practitioner"), whom=CheckIn.MANAGER, at__gt=OuterRef("ended_at")
    )
    supervised = Supervision.objects.filter(worker=OuterRef("practitioner"), held_on__gt=OuterRef("ended_at__date"))
    return Q(~Exists(talked), ~Exists(supervised), ended_how__in=EARLY, ended_at__gt=now - BACK)


def late_or_to_offer(user: User, now: datetime) -> QuerySet[Duty]:
    """The records that somebody's team should have written by now, and support that they are asked to offer (ESC-17);
    order by ``due_at``. One query for both, with who is to do it."""
    late = late_in_team(user, now).filter(kind=DutyKind.RECORD).values("pk")
    to_offer = Q(owner=user, kind=DutyKind.SUPPORT_COLLEAGUE, subject_type=StaffSupport.SUBJECT)
    rows = Duty.objects.filter(Q(pk__in=late) | to_offer, state=DutyState.OPEN)
    return rows.select_related("owner").order_by("due_at", "id")
