"""Who may see and do what with incidents. What somebody may not see is a 404, and is not counted either (SEC-06)."""

from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from incidents.enums import ComplaintState
from incidents.models import Complaint, Exclusion, Incident, Reader
from safeguard.escalation.enums import LadderState, RouteKind, StepKind
from safeguard.escalation.models import LadderStep
from safeguard.lib.errors import NotVisible
from safeguard.lib.permissions import Permission
from safeguard.people.models import Person
from safeguard.practitioners.access import officer_of
from safeguard.practitioners.models import User

TOKENS = 5_002  # the first key of the advisory lock on a form's token


def visible_incidents(user: User) -> QuerySet[Incident]:
    """The incidents somebody may read as a case (SEC-06).

    By role and service; wider for those named as readers, told while it waits, or dealing with it; never for
    anybody named in it or in the line of somebody who is, whatever else they are.
    """
    kept_out = Exclusion.objects.filter(incident=OuterRef("pk"), person=user)
    named = Reader.objects.filter(person=user).values("incident")
    told = LadderStep.objects.filter(
        ladder__about_ref=OuterRef("ref"),
        ladder__state=LadderState.CLIMBING,
        person=user,
        kind=StepKind.TOLD,
    )
    may = _by_role(user) | Q(acknowledged_by=user) | Q(pk__in=named) | Exists(told)
    return Incident.objects.filter(may, ~Exists(kept_out))


_ROUTES_SEEN = {
    Permission.SEE_ALL_INCIDENTS: RouteKind.ORDINARY,
    Permission.SEE_STAFF_INCIDENTS: RouteKind.ABOUT_STAFF,
    Permission.SEE_LEAD_INCIDENTS: RouteKind.ABOUT_LEAD,
    Permission.SEE_IMAGERY_INCIDENTS: RouteKind.IMAGERY,
}


def _by_role(user: User) -> Q:
    seen = [route for permission, route in _ROUTES_SEEN.items() if user.may(permission)]
    allowed = Q(route__in=seen)
    if user.may(Permission.SEE_SERVICE_INCIDENTS) and RouteKind.ORDINARY not in seen:
        allowed |= Q(route=RouteKind.ORDINARY) & officer_of(user)
    return allowed


def get_answer_for(user: User, ref: str) -> Incident:
    """A case somebody was told of and may no longer read: that it was answered, by whom and when, nothing else.

    Raises NotVisible for everybody who was never told, and for those who are kept out.
    """
    told = LadderStep.objects.filter(ladder__about_ref=OuterRef("ref"), person=user, kind=StepKind.TOLD)
    kept_out = Exclusion.objects.filter(incident=OuterRef("pk"), person=user)
    found = Incident.objects.filter(Exists(told), ~Exists(kept_out), ref=ref, acknowledged_by__isnull=False)
    answered = found.select_related("acknowledged_by").only("ref", "acknowledged_at", "acknowledged_by").first()
    if answered is None:
        raise NotVisible
    return answered


def holds_alert_about(user: User, person: Person) -> bool:
    """Whether an open case about a person is somebody's to answer: they were told and nobody has it yet, or they deal
    with it (practice B15). One query."""
    told = LadderStep.objects.filter(
        ladder__about_ref=OuterRef("ref"), ladder__state=LadderState.CLIMBING, person=user, kind=StepKind.TOLD
    )
    theirs = visible_incidents(user).filter(Exists(told) | Q(acknowledged_by=user), people=person)
    return theirs.filter(closed_at__isnull=True).exists()


# All of an incident, and of what it points to only what its pages name.
_OF_A_CASE = (
    *(field.attname for field in Incident._meta.concrete_fields),
    *("service__name", "session__ref", "raised_by__full_name", "raised_by__work_phone"),
    *("acknowledged_by__full_name", "closed_by__full_name"),
)


def get_incident_for(user: User, ref: str) -> Incident:
    """The incident, if this person may read the case. Raises NotVisible (a 404) otherwise."""
    rows = visible_incidents(user).select_related("service", "session", "raised_by", "acknowledged_by", "closed_by")
    incident = rows.only(*_OF_A_CASE).filter(ref=ref).first()
    if incident is None:
        raise NotVisible
    return incident


def get_report_for(user: User, ref: str) -> Incident:
    """The report somebody made themselves: their own words and whether it was acknowledged, never the case.

    Raises NotVisible for anybody else's.
    """
    own = Incident.objects.filter(raised_by=user, ref=ref)
    report = own.select_related("service", "session", "acknowledged_by").first()
    if report is None:
        raise NotVisible
    return report


def may_handle(user: User, incident: Incident) -> bool:
    """Whether somebody may acknowledge a case and write in it (SEC-01)."""
    return handles(user, incident) and visible_incidents(user).filter(pk=incident.pk).exists()


def handles(user: User, incident: Incident) -> bool:
    """Whether somebody may also acknowledge and write in a case that ``get_incident_for`` has just let them see
    (SEC-01).

    Whoever was told may: the organisation has just asked them to. A named reader may only read.
    """
    if user.may(Permission.HANDLE_INCIDENTS) or incident.acknowledged_by_id == user.pk:
        return True
    told = LadderStep.objects.filter(ladder__about_ref=incident.ref, person=user, kind=StepKind.TOLD)
    return told.exists()


def may_sign_off(user: User, incident: Incident) -> bool:
    """Whether somebody may close a case."""
    return signs_off(user, incident) and visible_incidents(user).filter(pk=incident.pk).exists()


def signs_off(user: User, incident: Incident) -> bool:
    """Whether somebody may close a case that ``get_incident_for`` has just let them see (INC-51).

    The lead or deputy, and above them where it is about staff.
    """
    about_staff = incident.route in (RouteKind.ABOUT_STAFF, RouteKind.ABOUT_LEAD)
    return user.may(Permission.SIGN_OFF_STAFF_INCIDENTS if about_staff else Permission.SIGN_OFF_INCIDENTS)


def visible_complaints(user: User) -> QuerySet[Complaint]:
    """What parents and carers said about sessions: for whoever wrote it down, whoever answers, and the leads."""
    if not user.is_active:
        return Complaint.objects.none()
    if user.may(Permission.SEE_ALL_PEOPLE):
        return Complaint.objects.all()
    return Complaint.objects.filter(Q(logged_by=user) | Q(manager=user))


def get_complaint_for(user: User, ref: str) -> Complaint:
    """What a parent or carer said, if this person may read it. Raises NotVisible (a 404) otherwise."""
    joined = ("session__service", "logged_by", "manager", "incident")
    found = visible_complaints(user).select_related(*joined).filter(ref=ref).first()
    if found is None:
        raise NotVisible
    return found


def may_answer(user: User, complaint: Complaint) -> bool:
    """Whether somebody answers what a parent or carer said (ESC-15): the manager it went to, or the leads."""
    return complaint.manager_id == user.pk or (user.is_active and user.may(Permission.SEE_ALL_PEOPLE))


def complaint_for(user: User, ref: str) -> Complaint | None:
    """What a parent or carer said and nobody has settled, for whoever may raise a concern from it."""
    found = visible_complaints(user).filter(ref=ref, state=ComplaintState.OPEN).select_related("session").first()
    return found if found is not None and may_answer(user, found) else None


def lock_token(token: UUID) -> None:
    """Whoever sends the same form at the same time waits here until the first one is written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [TOKENS, token.int % 2**31])
