"""What a parent or carer says about a session goes to the service manager, is logged, and becomes a concern if it is
one (ESC-15)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from incidents import access, messages
from incidents.enums import ComplaintState, Verb
from incidents.models import Complaint, Incident
from safeguard.audit.actions import record
from safeguard.duties.actions import Matter, finish_duties, open_duty
from safeguard.duties.enums import DutyKind
from safeguard.lib.errors import Refused
from safeguard.lib.refs import new_ref, token_for
from safeguard.lib.worktime import add_working_time
from safeguard.notifications.actions import queue_messages
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.enums import PostCode, Role
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import people_holding, people_with_role
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm
from sessions_app.access import visible_sessions
from sessions_app.models import Session


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a parent or carer said, in their words."""

    said_by: str
    words: str
    when_said: str = ""


@transaction.atomic
def log_complaint(*, by: User, now: datetime, session: Session, client_token: UUID, said: Said) -> Complaint:
    """Write down what a parent or carer said about a session; the service manager is told and has it to answer.

    Never whoever ran the session or wrote it down, while somebody else answers for the service. The same form lands
    once, and with other words it is another. Raises Refused for a session that ``by`` may not see, and without a name
    or words.
    """
    if not visible_sessions(by).filter(pk=session.pk).exists():
        raise Refused(_("Somebody who sees the session must write it down."))
    if not said.said_by.strip() or not said.words.strip():
        raise Refused(_("Write who said it, and what they said."))
    first = _with_token(client_token)
    if first is not None and (first.logged_by_id, first.session_id) != (by.pk, session.pk):
        raise Refused(_("This form was used for something else. Open a new one."))
    token = token_for(client_token, first, vars(said))
    before = _with_token(token)
    if before is not None:
        return before
    complaint = Complaint.objects.create(
        ref=new_ref("CP"),
        client_token=token,
        session=session,
        logged_by=by,
        logged_at=now,
        manager=_who_answers(session, by, now),
        **vars(said),
    )
    record(Verb.COMPLAINT_LOGGED, by=by, now=now, subject=complaint, fields=complaint.AUDIT_FIELDS)
    if complaint.manager is not None:
        _give(by, now, complaint, complaint.manager)
    close_drafts(by=by, now=now, form=DraftForm.COMPLAINT, client_token=client_token)
    return complaint


def _with_token(token: UUID) -> Complaint | None:
    """What was written with a token; whoever sends the same form at the same time waits here."""
    access.lock_token(token)
    return Complaint.objects.filter(client_token=token).first()


def _who_answers(session: Session, by: User, now: datetime) -> User | None:
    """The service manager of the session's service, else the line manager of whoever ran it, else the lead."""
    managers = [one for one in people_with_role(Role.SERVICE_MANAGER) if session.service_id in one.works_in]
    line = session.practitioner.line_manager
    leads = User.objects.filter(pk__in=people_holding(PostCode.DSL, now), is_active=True).order_by("pk")
    asked = [*managers, *([line] if line and line.is_active else []), *leads]
    able = [one for one in asked if one != session.practitioner]
    return next((one for one in able if one != by), able[0] if able else None)


def _give(by: User, now: datetime, complaint: Complaint, manager: User) -> None:
    limits = thresholds_in_force(now)
    due_at = add_working_time(now, limits.working_hours_long("answer_can_wait"), limits.hours)
    about = Matter(
        subject_type=Complaint.SUBJECT,
        subject_ref=complaint.ref,
        path=complaint.get_absolute_url(),
        service=complaint.session.service,
    )
    open_duty(by=by, now=now, kind=DutyKind.ANSWER_COMPLAINT, owner=manager, due_at=due_at, about=about)
    queue_messages([messages.complaint_for(complaint, manager)], now=now)


@transaction.atomic
def answer_complaint(*, by: User, now: datetime, complaint: Complaint, client_token: UUID, answer: str) -> Complaint:
    """Say what was done about it, and that it is no concern. Raises Refused without words, for somebody who may not,
    and where it was settled before."""
    complaint = _to_settle(by, complaint)
    if not answer.strip():
        raise Refused(_("Write what was done, and what the parent or carer was told."))
    complaint.answer = answer.strip()
    _settle(by, now, complaint, ComplaintState.ANSWERED, Verb.COMPLAINT_ANSWERED)
    close_drafts(by=by, now=now, form=DraftForm.COMPLAINT_ANSWER, client_token=client_token)
    return complaint


@transaction.atomic
def note_complaint_raised(*, by: User, now: datetime, complaint: Complaint, incident: Incident) -> Complaint:
    """A concern was raised from it: it is dealt with as one now. One that somebody has settled meanwhile stays as it
    is, for nothing may take back a concern. Raises Refused for somebody who may not answer it."""
    complaint = _locked(by, complaint)
    if complaint.state != ComplaintState.OPEN:
        return complaint
    complaint.incident = incident
    _settle(by, now, complaint, ComplaintState.RAISED, Verb.COMPLAINT_RAISED)
    return complaint


def _to_settle(by: User, complaint: Complaint) -> Complaint:
    complaint = _locked(by, complaint)
    if complaint.state != ComplaintState.OPEN:
        raise Refused(_("It has been settled already."))
    return complaint


def _locked(by: User, complaint: Complaint) -> Complaint:
    complaint = Complaint.objects.select_for_update(of=("self",)).select_related("session").get(pk=complaint.pk)
    if not access.may_answer(by, complaint):
        raise Refused(_("The service manager answers it."))
    return complaint


def _settle(by: User, now: datetime, complaint: Complaint, state: ComplaintState, verb: Verb) -> None:
    complaint.state, complaint.settled_by, complaint.settled_at = state, by, now
    fields = ["state", "settled_by", "settled_at", "answer", "incident"]
    complaint.save(update_fields=fields)
    record(verb, by=by, now=now, subject=complaint, fields=fields)
    subject = {"subject_type": Complaint.SUBJECT, "subject_ref": complaint.ref}
    finish_duties(by=by, now=now, kinds=[DutyKind.ANSWER_COMPLAINT], **subject)
