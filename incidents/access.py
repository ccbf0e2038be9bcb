"""Who may see and do what with incidents. What somebody may not see is a 404, and is not counted either (SEC-06)."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from incidents.models import CaseCopy, CaseLock, Exclusion, Incident, Invitation, Reader, people_linked
from safeguard.escalation.enums import LadderState, RouteKind, StepKind
from safeguard.escalation.models import LadderStep
from safeguard.lib.clock import NOW
from safeguard.lib.errors import NotVisible
from safeguard.lib.permissions import Permission
from safeguard.people.models import Person
from safeguard.practitioners.access import officer_of
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import PostHolding, User


def visible_incidents(user: User) -> QuerySet[Incident]:
    """The incidents somebody may read as a case (SEC-06).

    By role and service, unless it is locked to others; wider for those named as readers, told while it waits, or
    dealing with it; never for anybody named in it or in the line of somebody who is, whatever else they are.
    """
    kept_out = Exclusion.objects.filter(incident=OuterRef("pk"), person=user)
    named = Reader.objects.at(NOW).filter(person=user).values("incident")
    told = LadderStep.objects.filter(
        ladder__about_ref=OuterRef("ref"),
        ladder__state=LadderState.CLIMBING,
        person=user,
        kind=StepKind.TOLD,
    )
    may = _by_role(user) & _in_spite_of_lock(user) | Q(acknowledged_by=user) | Q(pk__in=named) | Exists(told)
    return Incident.objects.filter(may, ~Exists(kept_out))


ABOUT_STAFF = (RouteKind.ABOUT_STAFF, RouteKind.ABOUT_LEAD)
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


def _in_spite_of_lock(user: User) -> Q:
    """What is not locked; and of what is, what somebody has locked themselves or took over, or is locked to the post
    they hold or cover now: the lead's, and the strategic lead's where it is about staff."""
    others = CaseLock.objects.filter(incident=OuterRef("pk"), lifted_at__isnull=True).exclude(locked_by=user)
    posts = PostHolding.objects.at(NOW).filter(person=user)
    lead = Q(Exists(posts.filter(post__code=PostCode.DSL)))
    above = Q(Exists(posts.filter(post__code=PostCode.STRATEGIC_LEAD)), route__in=ABOUT_STAFF)
    return ~Q(Exists(others)) | Q(handed_to=user) | lead | above


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
    theirs = cases_about(user, person).filter(Exists(told) | Q(acknowledged_by=user))
    return theirs.filter(closed_at__isnull=True).exists()


def cases_about(user: User, person: Person) -> QuerySet[Incident]:
    """The cases about somebody that this user may read; not those from which they were taken out again."""
    return visible_incidents(user).filter(pk__in=people_linked().filter(person=person).values("incident"))


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
    about_staff = incident.route in ABOUT_STAFF
    return user.may(Permission.SIGN_OFF_STAFF_INCIDENTS if about_staff else Permission.SIGN_OFF_INCIDENTS)


# --- Readers, questions to colleagues, locks and copies (decision 0037) ----------------------------------------------


def may_let_in(user: User, incident: Incident) -> bool:
    """Whether somebody names readers of a case, locks it, and sees who has opened it: whoever leads it (SEC-06).

    Never an administrator as such, who cannot let themselves in either (practice B16).
    """
    return may_sign_off(user, incident)


def visible_copies(user: User, incident: Incident) -> QuerySet[CaseCopy]:
    """The copies of a case, which ``get_incident_for`` has let somebody see: their own; all of them for whoever
    leads it; for everybody else none. Whoever reads no more of the case than a reader keeps none."""
    if not handles(user, incident):
        return incident.copies.none()
    copies = incident.copies.select_related("incident", "begun_by")
    return copies if signs_off(user, incident) else copies.filter(begun_by=user)


def get_copy_for(user: User, incident: Incident, ref: str) -> CaseCopy:
    """A copy, as above. Raises NotVisible (a 404) otherwise."""
    found = visible_copies(user, incident).select_related("file").filter(ref=ref).first()
    if found is None:
        raise NotVisible
    return found


def open_invitations(user: User) -> QuerySet[Invitation]:
    """What somebody is asked to add to cases they need not see; never of one they are kept out of (INC-16)."""
    kept_out = Exclusion.objects.filter(incident=OuterRef("incident"), person=user)
    return Invitation.objects.filter(~Exists(kept_out), person=user, ended_at__isnull=True)


def get_invitation_for(user: User, ref: str) -> Invitation:
    """A question that was put to somebody. Raises NotVisible (a 404) for everybody else's, and for one that ended."""
    found = open_invitations(user).select_related("asked_by").filter(ref=ref).first()
    if found is None or not user.is_active:
        raise NotVisible
    return found
