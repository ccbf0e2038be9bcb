"""Who may see and do what with sessions. What somebody may not see is a 404, and is not counted either."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from safeguard.escalation.enums import StepKind
from safeguard.escalation.models import LadderStep
from safeguard.lib.clock import NOW
from safeguard.lib.errors import NotVisible
from safeguard.lib.permissions import Permission
from safeguard.people.models import Involvement
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import PostHolding, User
from sessions_app.models import Participant, Session, WelfareCall


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
    may = Q(practitioner=user) | Q(second_worker=user) | Exists(_calls_told(user).filter(session=OuterRef("pk")))
    if user.may(Permission.WORK_WITH_PEOPLE):
        may |= Exists(with_theirs)
    if user.may(Permission.MANAGE_TEAM):
        may |= Q(practitioner__line_manager=user)
    if user.may(Permission.SEE_SERVICE_PEOPLE):
        may |= Q(service__in=user.services.values("pk"))
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


def may_run(user: User, session: Session) -> bool:
    """Whether somebody may run it, press on its live page and write its record: its own workers (RUN-01)."""
    return user.is_active and user.pk in (session.practitioner_id, session.second_worker_id)


def may_approve(user: User, session: Session) -> bool:
    """Whether somebody may approve the plan and give a manager's reasons: the worker's line manager, or the officer
    of the service on duty (practice E43), and never whoever runs it."""
    if not user.is_active or may_run(user, session):
        return False
    if session.practitioner.line_manager_id == user.pk:
        return True
    posts = PostHolding.objects.at(NOW).filter(person=user, post__code__in=[PostCode.DSO, PostCode.DSL])
    return posts.filter(Q(post__service=session.service_id) | Q(post__service__isnull=True)).exists()


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
