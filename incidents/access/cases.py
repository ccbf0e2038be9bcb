"""Who may see and deal with cases, and watches over what is to be done in them (SEC-06)."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from incidents.models import (
    CaseLock,
    CaseStep,
    Closure,
    Exclusion,
    Hold,
    Incident,
    OutsideContact,
    Reader,
    Referral,
    StaffSupport,
    people_linked,
)
from safeguard.duties.access import watched_duties as duties_watched_by
from safeguard.duties.models import Duty
from safeguard.escalation.access import seen_by_role
from safeguard.escalation.enums import LadderState, RouteKind, StepKind
from safeguard.escalation.models import LadderStep
from safeguard.lib.clock import NOW
from safeguard.lib.errors import NotVisible
from safeguard.lib.permissions import Permission
from safeguard.people.models import Person
from safeguard.practitioners.access import officer_posts
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import PostHolding, Service, User


@dataclass(frozen=True)
class Sight:
    """What lets somebody see cases, and what keeps them out of some, as numbers."""

    services: tuple[int, ...]  # whose officer they are
    all_services: bool
    named: tuple[int, ...]  # the cases whose named reader they are
    locked: tuple[int, ...]  # the cases that are locked to others, whatever their role
    kept_out: tuple[int, ...]  # the cases they are left out of

    @property
    def officer(self) -> Q:
        """Rows with a ``service`` whose officer they are."""
        return Q() if self.all_services else Q(service__in=self.services)


def sight_of(user: User) -> Sight:
    """What lets somebody see cases now. One query, for a page that asks for cases more than once.

    With numbers the database plans once, and asks nothing of each row but whether somebody was told of it.
    """
    any_row = User.objects.order_by()[:1]  # a query needs a table
    found = any_row.values_list(
        ArraySubquery(officer_posts(user).values("post__service")),
        ArraySubquery(_reads(user)),
        ArraySubquery(_locked_to(user).values("pk")),
        ArraySubquery(Exclusion.objects.filter(person=user).values("incident")),
    )
    services, named, locked, kept_out = found[0]
    return Sight(
        services=tuple(sorted(one for one in services if one is not None)),
        all_services=None in services,
        named=tuple(named),
        locked=tuple(locked),
        kept_out=tuple(kept_out),
    )


def visible_incidents(user: User, sight: Sight | None = None) -> QuerySet[Incident]:
    """The incidents somebody may read as a case (SEC-06).

    By role and service, unless it is locked to others; wider for those named as readers, told while it waits, or
    dealing with it; never for anybody named in it or in the line of somebody who is, whatever else they are. Told of a
    case that has taken another route since is not enough for whoever has no part in that (practice B17). ``sight``:
    what ``sight_of`` has just said; the same cases are seen.
    """
    told = was_told(user, OuterRef("ref")).filter(ladder__state=LadderState.CLIMBING)
    if sight is not None:
        by_role = seen_by_role(user, "route", sight.officer) & ~Q(pk__in=sight.locked)
        theirs = Q(acknowledged_by=user) | Q(pk__in=sight.named) | Q(told__isnull=False)
        # Not Exists: the database would first gather all that somebody was ever told, where a list reads a few rows.
        rows = Incident.objects.alias(told=Subquery(told.values("pk")[:1]))
        return rows.filter(by_role | theirs).exclude(pk__in=sight.kept_out)
    kept_out = Exclusion.objects.filter(incident=OuterRef("pk"), person=user)
    named = _reads(user)
    may = (
        seen_by_role(user, "route") & in_spite_of_lock(user) | Q(acknowledged_by=user) | Q(pk__in=named) | Exists(told)
    )
    return Incident.objects.filter(may, ~Exists(kept_out))


def _reads(user: User) -> QuerySet[Reader, Any]:
    """The cases whose named reader somebody is now."""
    return Reader.objects.at(NOW).filter(person=user).values("incident")


def services_seen(user: User, sight: Sight) -> QuerySet[Service]:
    """The services that are run and whose concerns somebody sees, to choose from."""
    all_of_them = user.may(Permission.SEE_ALL_INCIDENTS) or user.may(Permission.SEE_STAFF_INCIDENTS)
    mine = Q() if all_of_them or sight.all_services else Q(pk__in=sight.services)
    return Service.objects.filter(mine, is_active=True)


ABOUT_STAFF = (RouteKind.ABOUT_STAFF, RouteKind.ABOUT_LEAD)


def in_spite_of_lock(user: User) -> Q:
    """What is not locked; and of what is, what somebody has locked themselves or took over, or is locked to the post
    they hold or cover now: the lead's, and the strategic lead's where it is about staff."""
    others = CaseLock.objects.filter(incident=OuterRef("pk"), lifted_at__isnull=True).exclude(locked_by=user)
    return ~Q(Exists(others)) | _opens_locks(user)


def _opens_locks(user: User) -> Q:
    posts = PostHolding.objects.at(NOW).filter(person=user)
    lead = Q(Exists(posts.filter(post__code=PostCode.DSL)))
    above = Q(Exists(posts.filter(post__code=PostCode.STRATEGIC_LEAD)), route__in=ABOUT_STAFF)
    return Q(handed_to=user) | lead | above


def _locked_to(user: User) -> QuerySet[Incident]:
    """The cases that are locked to others: found from the locks, of which there are few."""
    locks = CaseLock.objects.filter(lifted_at__isnull=True).exclude(locked_by=user)
    return Incident.objects.filter(~_opens_locks(user), pk__in=locks.values("incident"))


def watched_duties(user: User, sight: Sight | None = None) -> QuerySet[Duty]:
    """What others still have to do, for those who answer for safeguarding; nothing of a case that is locked to them,
    which is not counted either (SEC-06). ``sight``: as for cases."""
    watched = duties_watched_by(user, sight.officer if sight is not None else None)
    if sight is not None and not sight.locked:
        return watched
    theirs = Q(acknowledged_by=user) | Q(pk__in=_reads(user))
    locked = _locked_to(user).exclude(theirs)
    hidden = Q(subject_type=Incident.SUBJECT, subject_ref__in=locked.values("ref"))
    for part in (CaseStep, Referral, OutsideContact, Hold, StaffSupport):
        refs = part.objects.filter(incident__in=locked).values("ref")
        hidden |= Q(subject_type=part.SUBJECT, subject_ref__in=refs)
    return watched.exclude(hidden)


def was_told(user: User, ref: str | OuterRef) -> QuerySet[LadderStep]:
    """That somebody was told of a case, by ladders that have not left them out since (ESC-07)."""
    told = LadderStep.objects.filter(ladder__about_ref=ref, person=user, kind=StepKind.TOLD)
    return told.exclude(ladder__excluded__contains=[user.pk])


def get_answer_for(user: User, ref: str) -> Incident:
    """A case somebody was told of and may no longer read: that it was answered, by whom and when, nothing else.

    Raises NotVisible for everybody who was never told, and for those who are kept out.
    """
    told, kept_out = was_told(user, OuterRef("ref")), Exclusion.objects.filter(incident=OuterRef("pk"), person=user)
    found = Incident.objects.filter(Exists(told), ~Exists(kept_out), ref=ref, acknowledged_by__isnull=False)
    answered = found.select_related("acknowledged_by").only("ref", "acknowledged_at", "acknowledged_by").first()
    if answered is None:
        raise NotVisible
    return answered


def holds_alert_about(user: User, person: Person) -> bool:
    """Whether an open case about a person is somebody's to answer: they were told and nobody has it yet, or they deal
    with it (practice B15). One query."""
    told = was_told(user, OuterRef("ref")).filter(ladder__state=LadderState.CLIMBING)
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
    """The report somebody made themselves: their own words and whether it was acknowledged, never the case. With
    ``leaves_out``: whether its raiser is left out of the case, and is to learn nothing more by it (practice B16).

    Raises NotVisible for anybody else's.
    """
    left_out = Exclusion.objects.filter(incident=OuterRef("pk"), person=user)
    own = Incident.objects.filter(raised_by=user, ref=ref).annotate(leaves_out=Exists(left_out))
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
    return was_told(user, incident.ref).exists()


def may_sign_off(user: User, incident: Incident) -> bool:
    """Whether somebody may close a case."""
    return signs_off(user, incident) and visible_incidents(user).filter(pk=incident.pk).exists()


def signs_off(user: User, incident: Incident) -> bool:
    """Whether somebody may close a case that ``get_incident_for`` has just let them see (INC-51).

    The lead or deputy, and above them where it is about staff.
    """
    about_staff = incident.route in ABOUT_STAFF
    return user.may(Permission.SIGN_OFF_STAFF_INCIDENTS if about_staff else Permission.SIGN_OFF_INCIDENTS)


def judges_staff(user: User) -> bool:
    """Whether somebody may say that a concern is low-level, or not about staff after all (practice C30)."""
    return user.may(Permission.SEE_STAFF_INCIDENTS) or user.may(Permission.SEE_LEAD_INCIDENTS)


def may_look_second(user: User, incident: Incident, closure: Closure) -> bool:
    """Whether somebody may look at a closed case as the second person: another of lead, deputy and strategic lead, who
    sees it, and never whoever closed it (INC-51)."""
    leads = user.may(Permission.SIGN_OFF_INCIDENTS) or user.may(Permission.SIGN_OFF_STAFF_INCIDENTS)
    return leads and closure.closed_by_id != user.pk and visible_incidents(user).filter(pk=incident.pk).exists()


def sees_low_level(user: User) -> bool:
    """Whether there is a list of low-level concerns for somebody (practice C30)."""
    return judges_staff(user)


def check_sees_dashboard(user: User) -> None:
    """Raise NotVisible (a 404) unless somebody deals with concerns."""
    if not user.may(Permission.SEE_DASHBOARD):
        raise NotVisible
