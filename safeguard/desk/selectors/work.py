"""What waits for somebody on My work."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet, TextField, Value
from django.utils.text import Truncator

from incidents.enums import IncidentState
from incidents.models import Incident
from safeguard.duties.enums import DutyKind, DutyState
from safeguard.duties.models import Duty
from safeguard.people.access import visible_people
from safeguard.people.models import Person
from safeguard.platforms.enums import PlatformState, PlatformStatus
from safeguard.platforms.models import Platform
from safeguard.platforms.selectors import judged, state_of
from safeguard.practitioners.models import User
from safeguard.practitioners.rules import IN_THE_MIDDLE, WRITING_UP
from sessions_app.access import visible_calls, visible_sessions
from sessions_app.enums import SessionState
from sessions_app.models import AgreedAction, Participant, Session, WelfareCall
from sessions_app.selectors.sessions import for_list

TO_COME = (SessionState.PLANNED, SessionState.WITH_MANAGER, SessionState.APPROVED, SessionState.LIVE)
LATELY = timedelta(hours=12)  # a session planned so long ago may still be started
PLATFORM_SOON = timedelta(days=30)
WORDS_SHOWN = 12  # of what was agreed, in a list


def coming_with(user: User, person: Person, now: datetime) -> QuerySet[Session]:
    """The sessions with a person that are to come or under way, as far as this user may see them."""
    rows = visible_sessions(user).filter(participants__person=person, state__in=TO_COME, starts_at__gte=now - LATELY)
    return rows.select_related("practitioner").order_by("starts_at", "id")


def own_sessions(user: User, today: datetime) -> QuerySet[Session]:
    """The sessions somebody runs and may see, of today and to come, and those that are over and have no record."""
    own = visible_sessions(user).filter(Q(practitioner=user) | Q(second_worker=user))
    waiting = Q(state__in=TO_COME, starts_at__gte=today) | Q(state__in=[SessionState.LIVE, SessionState.ENDED])
    return for_list(own.filter(waiting)).order_by("starts_at", "id")


def busy_until(user: User, now: datetime) -> datetime | None:
    """Until when nobody signs somebody out, because they run a session right now, have just ended one, or have taken on
    a case within the last hours (practice A7); None: nothing of it. Two queries at most.

    While it lasts the moment moves on with ``now``; after a session it stands.
    """
    own = Session.objects.filter(Q(practitioner=user) | Q(second_worker=user))
    recent = own.filter(Q(state=SessionState.LIVE) | Q(ended_at__gt=now - WRITING_UP))
    ends = list(recent.values_list("ended_at", flat=True))
    taken_on = Incident.objects.filter(
        acknowledged_by=user, state=IncidentState.ACKNOWLEDGED, acknowledged_at__gt=now - IN_THE_MIDDLE
    )
    ended = [one for one in ends if one is not None]
    if len(ended) < len(ends) or taken_on.exists():
        return now + WRITING_UP
    return max(ended) + WRITING_UP if ended else None


def calls_to_make(user: User) -> QuerySet[WelfareCall]:
    """The welfare calls that nobody has brought to an end, the soonest first."""
    rows = visible_calls(user).filter(made_at__isnull=True).select_related("person", "caller")
    return rows.order_by("due_at", "id")


def late_in_team(user: User, now: datetime) -> QuerySet[Duty]:
    """What the people somebody manages should have done by now, the longest late first."""
    late = Duty.objects.filter(owner__line_manager=user, state=DutyState.OPEN, due_at__lte=now)
    # What is about a case is for those who may read it.
    of_a_case = [DutyKind.FIRST_ENTRY, DutyKind.MONITOR, DutyKind.RAISE_CONCERN]
    of_a_case += [DutyKind.AUTHORITY_ANSWER, DutyKind.NEXT_STEP, DutyKind.CHASE_HOLD]
    of_a_case += [DutyKind.CASE_STEP, DutyKind.TELL_LADO, DutyKind.SECOND_LOOK]
    late = late.exclude(kind__in=of_a_case).exclude(excluded__contains=[user.pk])
    return late.select_related("owner").order_by("due_at", "id")


def platforms_to_look_at(today: date) -> list[tuple[Platform, PlatformState]]:
    """The platforms that nobody has decided about, those whose approval ends within a month or has ended, and those
    that a newer assessment speaks against. One query."""
    unassessed = Q(status__in=[PlatformStatus.PROPOSED, PlatformStatus.IN_ASSESSMENT])
    ending = Q(status__in=[PlatformStatus.APPROVED, PlatformStatus.RESTRICTED], review_due__lte=today + PLATFORM_SOON)
    rows = judged(Platform.objects.all()).filter(unassessed | ending | Q(is_spoken_against=True))
    return [(platform, state_of(platform, today)) for platform in rows.order_by("review_due", "name")[:10]]


def what_about(user: User, duties: Sequence[Duty]) -> dict[str, str]:
    """Whom or which platform duties are about, and what was agreed, by the reference of their subject. One query.

    Only of people this user may see: whoever is to do something need not see the record it comes from.
    """
    kinds: list[Any] = [Session, WelfareCall, AgreedAction, Person, Platform]
    refs: dict[str, list[str]] = {kind.SUBJECT: [] for kind in kinds}
    for duty in duties:
        if duty.subject_type in refs:
            refs[duty.subject_type].append(duty.subject_ref)
    if not any(refs.values()):
        return {}
    seen = visible_people(user).values("pk")
    sessions = Participant.objects.filter(session__ref__in=refs[Session.SUBJECT], person__in=seen)
    calls = WelfareCall.objects.filter(ref__in=refs[WelfareCall.SUBJECT], person__in=seen)
    actions = AgreedAction.objects.filter(ref__in=refs[AgreedAction.SUBJECT], assessment__person__in=seen)
    nothing = Value("", TextField())
    rows = sessions.values_list("pk", "session__ref", "person__known_as", nothing).union(
        calls.values_list("pk", "ref", "person__known_as", nothing),
        actions.values_list("pk", "ref", "assessment__person__known_as", "what"),
        visible_people(user).filter(ref__in=refs[Person.SUBJECT]).values_list("pk", "ref", "known_as", nothing),
        Platform.objects.filter(ref__in=refs[Platform.SUBJECT]).values_list("pk", "ref", "name", nothing),
        all=True,
    )
    found: dict[str, list[str]] = {}
    for _pk, ref, name, what in sorted(rows):
        found.setdefault(ref, []).extend([name, Truncator(what).words(WORDS_SHOWN)] if what else [name])
    return {ref: ", ".join(words) for ref, words in found.items()}
