"""Who may see and do what with incidents. What somebody may not see is a 404, and is not counted either (SEC-06)."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from incidents.models import Exclusion, Hold, Incident, Reader, Referral
from safeguard.escalation.enums import LadderState, RouteKind, StepKind
from safeguard.escalation.models import LadderStep
from safeguard.lib.errors import NotVisible
from safeguard.lib.permissions import Permission
from safeguard.people.access import may_open_masked
from safeguard.people.models import Person
from safeguard.practitioners.access import officer_of
from safeguard.practitioners.models import User


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


def visible_referrals(user: User) -> QuerySet[Referral]:
    """The referrals of the cases somebody may read. Asked of each row, so that a short list reads few cases."""
    return Referral.objects.filter(Exists(visible_incidents(user).filter(pk=OuterRef("incident"))))


def get_referral_for(user: User, ref: str) -> Referral:
    """A referral of a case somebody may read, one they made from their own report, or one whose answer they were told
    is late. Raises NotVisible (a 404) otherwise."""
    told = LadderStep.objects.filter(ladder__about_ref=OuterRef("ref"), person=user, kind=StepKind.TOLD)
    kept_out = Exclusion.objects.filter(incident=OuterRef("incident"), person=user)
    case = visible_incidents(user).filter(pk=OuterRef("incident"))
    may = Q(Exists(case)) | (Q(by=user) | Exists(told)) & ~Exists(kept_out)
    rows = Referral.objects.filter(may, ref=ref).annotate(sees_case=Exists(case))
    found = rows.select_related("incident__service", "entry", "by", "authority", "follows").first()
    if found is None:
        raise NotVisible
    return found


def may_follow_up(user: User, referral: Referral) -> bool:
    """Whether somebody may write down what the authority said: who deals with the case, and whoever rang (A4)."""
    is_own = referral.by_id == user.pk and referral.incident.raised_by_id == user.pk
    kept_out = Exclusion.objects.filter(incident=referral.incident, person=user)
    return may_handle(user, referral.incident) or (is_own and not kept_out.exists())


def get_hold_for(user: User, ref: str) -> Hold:
    """A hold of a case somebody may read. Raises NotVisible (a 404) otherwise."""
    case = visible_incidents(user).filter(pk=OuterRef("incident"))
    joined = ("incident__service", "referral__entry", "begun_by", "ended_by")
    found = Hold.objects.filter(Exists(case), ref=ref).select_related(*joined).first()
    if found is None:
        raise NotVisible
    return found


def may_read_out(user: User, person: Person) -> bool:
    """Whether somebody opens what is hidden about a person in a case: those who may on their record, and whoever has
    an open case about them to answer (practice B15)."""
    return may_open_masked(user, person) or holds_alert_about(user, person)
