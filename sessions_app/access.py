"""Who may see and do what with sessions. What somebody may not see is a 404, and is not counted either."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from safeguard.escalation.enums import StepKind
from safeguard.escalation.models import LadderStep
from safeguard.lib.clock import NOW
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.permissions import Permission
from safeguard.people.access import may_change, visible_people
from safeguard.people.models import Involvement
from safeguard.practitioners.access import in_services_of
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import PostHolding, User
from sessions_app.models import AgreedAction, Participant, RiskAssessment, Session, WelfareCall
from sessions_app.rules import planning

OFFICERS = (PostCode.DSO, PostCode.DEPUTY_DSL, PostCode.DSL)


def visible_sessions(user: User) -> QuerySet[Session]:
    """The sessions somebody may see.

    Their own; those of people they work with now; of their team; of their services, or all, by role; and while it
    is theirs to answer, a session whose welfare call they were told of (practice B15).
    """
    if not user.is_active:
        return Session.objects.none()
    if user.may(Permission.SEE_ALL_PEOPLE):
        return Session.objects.all()
    works_with = Involvement.objects.at(NOW).filter(practitioner=user).values("person")
    with_theirs = Participant.objects.filter(session=OuterRef("pk"), person__in=works_with)
    told = _calls_told(user).filter(session=OuterRef("pk"))
    may = Q(practitioner=user) | Q(second_worker=user) | Q(Exists(told))
    if user.may(Permission.WORK_WITH_PEOPLE):
        may |= Q(Exists(with_theirs))
    if user.may(Permission.MANAGE_TEAM):
        may |= Q(practitioner__line_manager=user)
    if user.may(Permission.SEE_SERVICE_PEOPLE):
        may |= in_services_of(user)
    return Session.objects.filter(may)


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


def lock_own_session(user: User, session: Session) -> Session:
    """The session's row as it now is, locked, for one of its own workers. Raises Refused for anybody else."""
    session = Session.objects.select_for_update().get(pk=session.pk)
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
    """The welfare calls somebody may see: of sessions they may see, their own to make, and those they were told of."""
    if not user.is_active:
        return WelfareCall.objects.none()
    told = _calls_told(user).values("pk")
    return WelfareCall.objects.filter(Q(session__in=visible_sessions(user)) | Q(caller=user) | Q(pk__in=told))


def get_call_for(user: User, ref: str) -> WelfareCall:
    """The welfare call, if this person may see it. Raises NotVisible otherwise."""
    call = visible_calls(user).select_related("session__service", "person__authority", "caller").filter(ref=ref).first()
    if call is None:
        raise NotVisible
    return call


def _calls_told(user: User) -> QuerySet[WelfareCall]:
    """Calls somebody was told of that have no result yet."""
    told = LadderStep.objects.filter(ladder__about_ref=OuterRef("ref"), person=user, kind=StepKind.TOLD)
    return WelfareCall.objects.filter(Exists(told), made_at__isnull=True)


def get_agreed_action_for(user: User, ref: str) -> AgreedAction:
    """Something agreed in a risk assessment, for whoever is to do it and those who see the person."""
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
