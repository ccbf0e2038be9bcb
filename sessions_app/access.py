"""Who may see and do what with sessions. What somebody may not see is a 404, and is not counted either.

A session leads nobody round the 404 on a person. Its own workers see it while it is under way and until its record is
written, whoever the people are; before and after that, a session is for those who may see somebody who takes part.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    When,
    prefetch_related_objects,
)
from django.utils.translation import gettext as _

from safeguard.duties.enums import DutyKind, DutyState
from safeguard.duties.models import Duty
from safeguard.escalation.access import may_know_of
from safeguard.escalation.enums import LadderState, StepKind
from safeguard.escalation.models import Ladder, LadderStep
from safeguard.lib.clock import NOW
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.permissions import Permission
from safeguard.people.access import may_change, may_open_masked, seen_by, visible_people
from safeguard.people.models import Involvement, Person
from safeguard.practitioners.access import in_services_of
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import PostHolding, User
from sessions_app.enums import CallResult, EventKind, SessionState
from sessions_app.models import AgreedAction, Participant, RiskAssessment, Session, WelfareCall
from sessions_app.rules import planning, readiness

IN_HAND = (SessionState.LIVE, SessionState.ENDED)  # under way, or its record is still to be written
OFFICERS = (PostCode.DSO, PostCode.DEPUTY_DSL, PostCode.DSL)


def visible_sessions(user: User) -> QuerySet[Session]:
    """The sessions somebody may see.

    Their own, while they have it in hand; those of people they work with now; of their team; of their services, or
    all, by role; and while it is theirs to answer, one of which they were told that something was not done, or whose
    welfare call they were told of (practice B15).
    """
    if not user.is_active:
        return Session.objects.none()
    if user.may(Permission.SEE_ALL_PEOPLE):
        return Session.objects.all()
    works_with = Involvement.objects.at(NOW).filter(practitioner=user).values("person")
    with_theirs = Participant.objects.filter(session=OuterRef("pk"), person__in=works_with)
    told = _calls_told(user).filter(session=OuterRef("pk"))
    may = _run_by(user) & Q(state__in=IN_HAND) | Q(Exists(told)) | Q(Exists(_waiting_for(user)))
    if user.may(Permission.WORK_WITH_PEOPLE):
        may |= Q(Exists(with_theirs))
    if user.may(Permission.MANAGE_TEAM):
        may |= Q(practitioner__line_manager=user)
    if user.may(Permission.SEE_SERVICE_PEOPLE):
        may |= in_services_of(user)
    return Session.objects.filter(may)


def _run_by(user: User, path: str = "") -> Q:
    """Sessions that somebody runs; ``path`` leads to the session."""
    return Q(**{f"{path}practitioner": user}) | Q(**{f"{path}second_worker": user})


def sessions_to_raise_from(user: User) -> QuerySet[Session]:
    """The sessions a concern may be raised from: those somebody may see, and their own for good."""
    if not user.is_active:
        return Session.objects.none()
    # Asked of one session at a time, and not as a list of all that somebody sees.
    return Session.objects.filter(Exists(visible_sessions(user).filter(pk=OuterRef("pk"))) | _run_by(user))


def people_shown_in(user: User, sessions: Iterable[Session]) -> Mapping[int, frozenset[int]]:
    """Whom of those who take part somebody may read about in each session: name, address, numbers, what was found.

    By the session's id, the ids of people: everybody to whoever has the session in hand, and to the line manager
    while its plan is open; else those whom they may see, and those whose welfare call they were told of. One query,
    and each session has those who take part, with the people, in ``taking_part``.
    """
    known = list(sessions)
    told = _calls_told(user).filter(session=OuterRef("session"), person=OuterRef("person"))
    everybody = Participant.objects.select_related("person").order_by("person__known_as", "pk")
    is_seen = Case(When(seen_by(user, "person__"), then=True), default=False, output_field=BooleanField())
    asked = everybody.annotate(is_seen=is_seen, is_told=Exists(told))
    prefetch_related_objects(known, Prefetch("participants", asked, to_attr="taking_part"))
    return {session.pk: _shown_in(user, session) for session in known}


def _shown_in(user: User, session: Any) -> frozenset[int]:
    in_hand = has_in_hand(user, session)
    return frozenset(one.person_id for one in session.taking_part if in_hand or one.is_seen or one.is_told)


def people_shown(user: User, session: Session) -> frozenset[int]:
    """Whom of those who take part somebody may read about in this session, by their ids."""
    return people_shown_in(user, [session])[session.pk]


def has_in_hand(user: User, session: Session) -> bool:
    """Whether everything about those who take part is theirs to know: they run it until its record is written, or
    they answer for its plan (practice B15)."""
    if session.state in IN_HAND:
        return may_run(user, session)
    manages = session.practitioner.line_manager_id == user.pk
    return user.is_active and manages and session.state in planning.OPEN


def answers_for(user: User, person: Person) -> bool:
    """Whether something about a person is somebody's to answer now: a welfare call they were told of, or a plan that
    waits for them. While it is, what is hidden about the person is theirs to open (practice B15). One query."""
    told = _calls_told(user).filter(person=person)
    waits = Participant.objects.filter(
        person=person, session__state=SessionState.WITH_MANAGER, session__practitioner__line_manager=user
    )
    runs = Participant.objects.filter(_run_by(user, "session__"), person=person, session__state__in=IN_HAND)
    asked = Q(Exists(told)) | Q(Exists(waits)) | Q(Exists(runs))
    return user.is_active and Person.objects.filter(asked, pk=person.pk).exists()


def tells_of_a_flag(user: User, session: Session, keys: Iterable[str]) -> set[str]:
    """Which of these findings somebody may not read, as they would tell that a person is flagged (SEC-14): all but
    those who hold the session, those who may open what is hidden, and those who have to answer now (practice B15).

    No query where there is none.
    """
    about = {key.partition(":")[2]: key for key in keys if key.startswith(f"{readiness.SAFE_WORD}:")}
    if not about or user.pk in (session.practitioner_id, session.second_worker_id):
        return set()
    flagged = Person.objects.filter(ref__in=about)
    return {about[one.ref] for one in flagged if not (may_open_masked(user, one) or answers_for(user, one))}


def get_session_for(user: User, ref: str) -> Session:
    """The session, if this person may see it. Raises NotVisible (a 404) otherwise."""
    session = (
        visible_sessions(user)
        .select_related("practitioner__line_manager", "second_worker", "service", "platform", "activity")
        .filter(ref=ref)
        .first()
    )
    if session is None:
        raise NotVisible
    return session


def may_plan_for(user: User, practitioner: User) -> bool:
    """Whether somebody may plan what ``practitioner`` is to run: themselves, or their line manager (PLN-01)."""
    if not practitioner.may(Permission.WORK_WITH_PEOPLE):
        return False
    return user.is_active and (user.pk == practitioner.pk or practitioner.line_manager_id == user.pk)


def may_plan(user: User, session: Session) -> bool:
    """Whether somebody may change a plan, or call it off: its workers, who planned it, and their line manager."""
    theirs = may_run(user, session) or user.pk == session.planned_by_id
    return user.is_active and (theirs or session.practitioner.line_manager_id == user.pk)


def get_plan_for(user: User, ref: str) -> Session:
    """A session whose plan this person may still change. Raises NotVisible otherwise."""
    session = get_session_for(user, ref)
    if not may_plan(user, session) or session.state not in planning.OPEN:
        raise NotVisible
    return session


def may_run(user: User, session: Session) -> bool:
    """Whether somebody may run it, press on its live page and write its record: its own workers (RUN-01)."""
    return user.is_active and user.pk in (session.practitioner_id, session.second_worker_id)


def lock_session(session: Session) -> Session:
    """The session's row as it now is, locked.

    Locked in one order everywhere: the session, its call, a duty, a ladder. Its key stays free (``no_key``): whoever
    has locked a call, and writes a row that points to the session, waits for nobody.
    """
    return Session.objects.select_for_update(no_key=True).get(pk=session.pk)


def lock_own_session(user: User, session: Session) -> Session:
    """The session's row as it now is, locked, for one of its own workers. Raises Refused for anybody else."""
    session = lock_session(session)
    if not may_run(user, session):
        raise Refused(_("Only those who run this session can do that."))
    return session


def may_approve(user: User, session: Session) -> bool:
    """Whether somebody may approve the plan and give a manager's reasons: the worker's line manager, or the officer
    of the service on duty (practice E43), and never whoever runs it."""
    if not user.is_active or may_run(user, session):
        return False
    if session.practitioner.line_manager_id == user.pk:
        return True
    posts = PostHolding.objects.at(NOW).filter(person=user, post__code__in=OFFICERS)
    return posts.filter(Q(post__service=session.service_id) | Q(post__service__isnull=True)).exists()


def may_add_to_record(user: User, session: Session) -> bool:
    """Whether somebody may add to the locked record: its own workers, and the worker's line manager (LOG-17)."""
    return may_run(user, session) or (user.is_active and session.practitioner.line_manager_id == user.pk)


def visible_calls(user: User) -> QuerySet[WelfareCall]:
    """The welfare calls somebody may see: of people they may see; while they run the session, or the call is open,
    of their own sessions and their team's; those they were told of, until somebody has it; and what they took on."""
    if not user.is_active:
        return WelfareCall.objects.none()
    own = _run_by(user, "session__")
    team = Q(caller=user) | own
    if user.may(Permission.MANAGE_TEAM):  # as for sessions: named somebody's line manager without it, one sees nothing
        team |= Q(session__practitioner__line_manager=user)
    may = seen_by(user, "person__") | own & Q(session__state__in=IN_HAND) | team & Q(made_at__isnull=True)
    taken_on = Ladder.objects.filter(about_ref=OuterRef("ref"), acknowledged_by=user)
    theirs = Q(pk__in=_calls_told(user).values("pk")) | Q(Exists(taken_on), result=CallResult.CONCERN)
    return WelfareCall.objects.filter(may | theirs)


def get_call_for(user: User, ref: str) -> WelfareCall:
    """The welfare call, if this person may see it. Raises NotVisible otherwise."""
    call = visible_calls(user).select_related("session__service", "person__authority", "caller").filter(ref=ref).first()
    if call is None:
        raise NotVisible
    return call


def _calls_told(user: User) -> QuerySet[WelfareCall]:
    """Calls somebody was told of that have no result yet, or that still wait for somebody to take them on."""
    told = LadderStep.objects.filter(ladder__about_ref=OuterRef("ref"), person=user, kind=StepKind.TOLD)
    # Not Exists: the database would first gather all that somebody was ever told, where few calls have no result.
    rows = WelfareCall.objects.alias(told=Subquery(told.values("pk")[:1]))
    return rows.filter(Q(made_at__isnull=True, told__isnull=False) | Exists(_waiting_for(user)))


def _waiting_for(user: User) -> QuerySet[LadderStep]:
    """That somebody was told of the outer row, and nobody has answered yet."""
    return LadderStep.objects.filter(
        ladder__about_ref=OuterRef("ref"), ladder__state=LadderState.CLIMBING, person=user, kind=StepKind.TOLD
    )


def get_answered_call_for(user: User, ref: str) -> tuple[WelfareCall, Ladder | None]:
    """A call somebody was told of and may no longer read, and the ladder by which somebody took it on, if any did.

    Raises NotVisible for everybody who was never told.
    """
    told = LadderStep.objects.filter(ladder__about_ref=OuterRef("ref"), person=user, kind=StepKind.TOLD)
    call = WelfareCall.objects.filter(Exists(told), ref=ref).first() if user.is_active else None
    if call is None:
        raise NotVisible
    taken_on = Ladder.objects.filter(about_ref=ref, state=LadderState.ACKNOWLEDGED).select_related("acknowledged_by")
    return call, taken_on.order_by("-acknowledged_at").first()


def get_worry_for(user: User, ref: str) -> tuple[Session, Duty]:
    """A session that ended with a worry of which nobody has been told, and the newest duty to do so.

    For whoever has the duty, their line manager, if their role is that of one or sees everybody, and those who were
    told that it was not done. Raises NotVisible otherwise.
    """
    told = LadderStep.objects.filter(ladder__subject_ref=OuterRef("ref"), person=user, kind=StepKind.TOLD)
    may = Q(owner=user) | Q(Exists(told))
    if user.may(Permission.MANAGE_TEAM) or user.may(Permission.SEE_ALL_PEOPLE):
        may |= Q(owner__line_manager=user)
    about = Duty.objects.filter(may, kind=DutyKind.RAISE_CONCERN, subject_type=Session.SUBJECT, subject_ref=ref)
    duty = about.select_related("owner").order_by("-id").first() if user.is_active else None
    if duty is None:
        raise NotVisible
    return Session.objects.select_related("practitioner", "ended_by").get(ref=ref), duty


def may_take_on_worry(user: User, duty: Duty) -> bool:
    """Whether somebody may say that they deal with it: those who were told of it, while nobody does."""
    told = LadderStep.objects.filter(ladder__subject_ref=duty.ref, person=user, kind=StepKind.TOLD)
    return user.is_active and duty.state == DutyState.OPEN and told.filter(ladder__state=LadderState.CLIMBING).exists()


def get_agreed_action_for(user: User, ref: str) -> AgreedAction:
    """Something agreed in a risk assessment, for whoever is to do it and those who see the person.

    Raises NotVisible otherwise.
    """
    may = Q(owner=user) | Q(assessment__person__in=visible_people(user))
    rows = AgreedAction.objects.select_related("assessment__person", "owner", "done_by")
    action = rows.filter(may, ref=ref).first() if user.is_active else None
    if action is None:
        raise NotVisible
    return action


def may_do(user: User, action: AgreedAction) -> bool:
    """Whether somebody may note that it is done: its owner, and whoever works with the person."""
    return user.is_active and (action.owner_id == user.pk or may_change(user, action.assessment.person))


def may_call(user: User, call: WelfareCall) -> bool:
    """Whether somebody may make a welfare call and note what came of it: nobody who can help is kept from it.

    Whoever has it to make, the session's workers and their line manager, and whoever may take it on.
    """
    own = user.pk == call.caller_id or may_run(user, call.session)
    manages = call.session.practitioner.line_manager_id == user.pk
    return user.is_active and (own or manages or may_take_on(user, call))


def may_take_on(user: User, call: WelfareCall) -> bool:
    """Whether somebody may say that they are dealing with it: those who were told, and those who handle incidents."""
    told = LadderStep.objects.filter(ladder__about_ref=call.ref, person=user, kind=StepKind.TOLD)
    handles = user.may(Permission.HANDLE_INCIDENTS) and visible_calls(user).filter(pk=call.pk).exists()
    return user.is_active and (handles or told.exists())


def sees_person_of(user: User, action: AgreedAction) -> bool:
    """Whether somebody also sees the record of the person it was agreed for; its owner alone need not."""
    return visible_people(user).filter(pk=action.assessment.person_id).exists()


def get_risk_for(user: User, ref: str) -> RiskAssessment:
    """An individual risk assessment of a person this user may see. Raises NotVisible otherwise."""
    rows = RiskAssessment.objects.select_related("person__service", "made_by")
    assessment = rows.filter(person__in=visible_people(user), ref=ref).first()
    if assessment is None:
        raise NotVisible
    return assessment


def concerns_hidden_from(user: User, session: Session, refs: Collection[str]) -> set[str]:
    """Of the concerns raised from a session, those of which somebody who reads it is to know nothing: they are left out
    since, or it has become one that is not theirs (practice B16 to B18). Their own are never hidden from them.

    ``refs``: the concerns that are about to be shown; without any, no query.
    """
    if not refs:
        return set()
    own = session.events.filter(kind=EventKind.CONCERN, by=user).values_list("facts__ref", flat=True)
    return {ref for ref in set(refs) - set(own) if not may_know_of(user, ref)}
