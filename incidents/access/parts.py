"""Who may see and do what with parts of cases: complaints, readers, questions, copies, referrals, notices, support."""

from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from incidents.access.cases import (
    handles,
    holds_alert_about,
    in_spite_of_lock,
    may_handle,
    may_sign_off,
    signs_off,
    visible_incidents,
    was_told,
)
from incidents.enums import ComplaintState
from incidents.models import (
    CaseCopy,
    CaseNotice,
    Complaint,
    Exclusion,
    Hold,
    Incident,
    Invitation,
    Referral,
    StaffSupport,
)
from safeguard.duties.enums import DutyKind
from safeguard.duties.models import Duty
from safeguard.escalation.enums import LadderState, RouteKind
from safeguard.lib.errors import NotVisible
from safeguard.lib.permissions import Permission
from safeguard.people.access import may_open_masked
from safeguard.people.models import Person
from safeguard.practitioners.models import User

TOKENS = 5_002  # the first key of the advisory lock on a form's token


def visible_complaints(user: User) -> QuerySet[Complaint]:
    """What parents and carers said about sessions: for whoever wrote it down, whoever answers or has it to answer now,
    their line manager once the answer is late, and the leads."""
    if not user.is_active:
        return Complaint.objects.none()
    if user.may(Permission.SEE_ALL_PEOPLE):
        return Complaint.objects.all()
    late = Q(owner__line_manager=user, escalated_at__isnull=False)
    theirs = _to_answer(OuterRef("ref")).filter(Q(owner=user) | late)
    return Complaint.objects.filter(Q(logged_by=user) | Q(manager=user) | Exists(theirs))


def _to_answer(ref: str | OuterRef) -> QuerySet[Duty]:
    """That somebody was to answer what a parent or carer said, or still is."""
    return Duty.objects.filter(kind=DutyKind.ANSWER_COMPLAINT, subject_type=Complaint.SUBJECT, subject_ref=ref)


def get_complaint_for(user: User, ref: str) -> Complaint:
    """What a parent or carer said, if this person may read it. Raises NotVisible (a 404) otherwise."""
    joined = ("session__service", "logged_by", "manager", "incident")
    found = visible_complaints(user).select_related(*joined).filter(ref=ref).first()
    if found is None:
        raise NotVisible
    return found


def may_answer(user: User, complaint: Complaint) -> bool:
    """Whether somebody answers what a parent or carer said (ESC-15): the manager it went to, whoever has it to answer
    now in their place, or the leads."""
    if complaint.manager_id == user.pk or (user.is_active and user.may(Permission.SEE_ALL_PEOPLE)):
        return True
    return _to_answer(complaint.ref).filter(owner=user).exists()


def may_know_what_came_of(user: User, complaint: Complaint) -> bool:
    """Whether somebody may know that a concern was raised from what a parent or carer said: never whoever is left out
    of it, and of one that is not ordinary nobody but those who read the case, and its raiser (practice B16 to B18)."""
    incident = complaint.incident
    if incident is None:
        return True
    if Exclusion.objects.filter(incident=incident, person=user).exists():
        return False
    if incident.route == RouteKind.ORDINARY or incident.raised_by_id == user.pk:
        return True
    return visible_incidents(user).filter(pk=incident.pk).exists()


def complaint_for(user: User, ref: str) -> Complaint | None:
    """What a parent or carer said and nobody has settled, for whoever may raise a concern from it."""
    found = visible_complaints(user).filter(ref=ref, state=ComplaintState.OPEN).select_related("session").first()
    return found if found is not None and may_answer(user, found) else None


def lock_token(token: UUID) -> None:
    """Whoever sends the same form at the same time waits here until the first one is written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [TOKENS, token.int % 2**31])


# --- Readers, questions to colleagues, locks and copies (decision 0034) ----------------------------------------------


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


def visible_referrals(user: User) -> QuerySet[Referral]:
    """The referrals of the cases somebody may read. Asked of each row, so that a short list reads few cases."""
    return Referral.objects.filter(Exists(visible_incidents(user).filter(pk=OuterRef("incident"))))


def get_referral_for(user: User, ref: str) -> Referral:
    """A referral of a case somebody may read, one they made from their own report, or one whose answer they were told
    is late, while it is and nothing has locked them out since. Raises NotVisible (a 404) otherwise."""
    of_case = Incident.objects.filter(pk=OuterRef("incident"))
    told = was_told(user, OuterRef("ref")).filter(ladder__state=LadderState.CLIMBING)
    late = Exists(told) & Exists(of_case.filter(in_spite_of_lock(user)))
    kept_out = Exclusion.objects.filter(incident=OuterRef("incident"), person=user)
    case = visible_incidents(user).filter(pk=OuterRef("incident"))
    may = Q(Exists(case)) | (Q(by=user, incident__raised_by=user) | Q(late)) & ~Exists(kept_out)
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


def get_notice_for(user: User, ref: str) -> CaseNotice:
    """What somebody was told of a case, for them alone: not any more once they are left out of it (INC-19, ESC-07).

    Raises NotVisible otherwise.
    """
    kept_out = Exclusion.objects.filter(incident=OuterRef("incident"), person=user)
    rows = CaseNotice.objects.filter(~Exists(kept_out), person=user, ref=ref)
    found = rows.select_related("by", "incident__acknowledged_by", "incident__handed_to").first()
    if found is None:
        raise NotVisible
    return found


def get_support_for(user: User, ref: str) -> StaffSupport:
    """A request for support, for whoever was asked, or has it now in the place of somebody who left (ESC-17): not any
    more once they are left out of the case, for it says who has had a part in it (practice B16).

    Raises NotVisible for anybody else.
    """
    kept_out = Exclusion.objects.filter(incident=OuterRef("incident"), person=user)
    theirs = Duty.objects.filter(subject_type=StaffSupport.SUBJECT, subject_ref=OuterRef("ref"), owner=user)
    rows = StaffSupport.objects.filter(Q(asked_of=user) | Exists(theirs), ~Exists(kept_out), ref=ref)
    found = rows.select_related("person", "answered_by").first()
    if found is None:
        raise NotVisible
    return found
