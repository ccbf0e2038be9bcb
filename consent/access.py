"""Who may see and do what with consent. It follows the people it is about."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from consent.enums import Verb
from consent.models import Activity, ConsentRequest
from safeguard.audit.models import AuditEvent
from safeguard.escalation.access import may_know_of
from safeguard.escalation.enums import LadderState, RouteKind, StepKind
from safeguard.escalation.models import Ladder, LadderStep
from safeguard.escalation.selectors import ladder_about
from safeguard.lib.errors import NotVisible
from safeguard.lib.permissions import Permission
from safeguard.people.access import may_change, seen_by
from safeguard.people.models import Person
from safeguard.practitioners.access import in_services_of
from safeguard.practitioners.models import Service, User


def visible_activities(user: User) -> QuerySet[Activity]:
    """The activities somebody may ask about: those of their services, or all of them by role."""
    if user.may(Permission.SEE_ALL_PEOPLE):
        return Activity.objects.all()
    if not may_see_activities(user):
        return Activity.objects.none()
    return Activity.objects.filter(in_services_of(user))


def may_see_activities(user: User) -> bool:
    """Whether somebody works with activities at all."""
    ways = (Permission.WORK_WITH_PEOPLE, Permission.SEE_SERVICE_PEOPLE, Permission.SEE_ALL_PEOPLE)
    return any(user.may(one) for one in ways)


def get_activity_for(user: User, ref: str) -> Activity:
    """The activity, if this user may see it. Raises NotVisible (a 404) otherwise."""
    activity = visible_activities(user).select_related("service").filter(ref=ref).first()
    if activity is None:
        raise NotVisible
    return activity


def may_set_up_activities(user: User) -> bool:
    """Whether somebody may set up an activity."""
    return user.may(Permission.WORK_WITH_PEOPLE) or user.may(Permission.SEE_ALL_PEOPLE)


def may_use_service(user: User, service: Service) -> bool:
    """Whether somebody sets up activities of this service."""
    return user.may(Permission.SEE_ALL_PEOPLE) or user.services.filter(pk=service.pk).exists()


def may_issue_statements(user: User) -> bool:
    """Whether somebody may issue the consent statement (CON-08)."""
    return user.may(Permission.MANAGE_POLICIES)


def may_ask(user: User, person: Person) -> bool:
    """Whether somebody may ask for a person's consent, record an answer, or note that one was taken back."""
    return may_change(user, person)


def visible_requests(user: User) -> QuerySet[ConsentRequest]:
    """The requests somebody may read: about people they see, and those they were told of (practice B26)."""
    told = LadderStep.objects.filter(ladder__about_ref=OuterRef("ref"), person=user, kind=StepKind.TOLD)
    return ConsentRequest.objects.filter(seen_by(user, "person__") | Exists(told) if user.is_active else Q(pk__in=[]))


def get_request_for(user: User, ref: str) -> ConsentRequest:
    """The request, if this user may read it. Raises NotVisible (a 404) otherwise."""
    joined = ("person__service", "activity__service", "statement", "adult", "asked_by")
    request = visible_requests(user).select_related(*joined).filter(ref=ref).first()
    if request is None:
        raise NotVisible
    return request


def may_read_note(user: User, ladder: Ladder | None) -> bool:
    """Whether somebody who sees the request also reads "anything we should know" and what became of it.

    What may be about one of us is read by those who were told of it, and by nobody else (practice B16, B17, B26).
    """
    return ladder is None or ladder.kind == RouteKind.ORDINARY or may_take_on(user, ladder)


def may_take_on(user: User, ladder: Ladder) -> bool:
    """Whether somebody may answer for it that a family says somebody is unsafe: whoever was told of it.

    Told too is whoever hears that nothing was done about it.
    """
    told = LadderStep.objects.filter(ladder__about_ref=ladder.about_ref, ladder__kind=ladder.kind, kind=StepKind.TOLD)
    return user.is_active and told.filter(person=user).exists()


def may_know_it_was_raised(user: User, request: ConsentRequest) -> bool:
    """Whether somebody who reads a request may know that a concern was raised from what the family said: whoever did,
    and those who are not left out of it (practice B16 to B18)."""
    if request.settled_at is None or request.no_concern_why or request.settled_by_id == user.pk:
        return True
    raised = AuditEvent.objects.filter(verb=Verb.CONCERN_RAISED, subject_ref=request.ref).order_by("-id").first()
    return raised is not None and all(may_know_of(user, ref) for ref in raised.refs)


def is_about_us(request: ConsentRequest) -> bool:
    """Whether what a family said may be about somebody who works here."""
    ladder = ladder_about(ConsentRequest.SUBJECT, request.ref)
    return ladder is not None and ladder.kind != RouteKind.ORDINARY


def alarm_for(user: User, ref: str) -> ConsentRequest | None:
    """The request in which a family said that somebody is unsafe, for whoever was told of it: they raise a concern
    from it, or say why not."""
    request = visible_requests(user).select_related("person").filter(ref=ref).first()
    ladder = ladder_about(ConsentRequest.SUBJECT, ref) if request is not None else None
    return request if ladder is not None and may_take_on(user, ladder) else None


def visible_alarms(user: User) -> QuerySet[Ladder]:
    """What families say that somebody is unsafe, and nobody has acknowledged: of those who were told of it, and of
    everybody with the dashboard who sees the request, unless it may be about one of us. The longest waiting first."""
    if not user.is_active:
        return Ladder.objects.none()
    told = LadderStep.objects.filter(ladder=OuterRef("pk"), person=user, kind=StepKind.TOLD)
    may = Q(Exists(told))
    if user.may(Permission.SEE_DASHBOARD):
        # Asked of each of the few that wait: all requests that somebody sees are as many as the people they see.
        seen = visible_requests(user).filter(ref=OuterRef("subject_ref"))
        may |= Q(Exists(seen), kind=RouteKind.ORDINARY)
    waiting = Ladder.objects.filter(may, subject_type=ConsentRequest.SUBJECT, state=LadderState.CLIMBING)
    return waiting.select_related("service").order_by("started_at", "id")
