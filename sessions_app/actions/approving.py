"""The risk of a session, reasons to go on, and the answer of the line manager."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.duties.actions import Matter, open_duty
from safeguard.duties.enums import DutyKind
from safeguard.lib.errors import Refused
from safeguard.lib.findings import Finding, Whose
from safeguard.notifications.actions import queue_messages
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import User
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm
from sessions_app import access, messages
from sessions_app.actions.planning import ask_again, finish_approval
from sessions_app.enums import Rating, SessionState, Verb
from sessions_app.exceptions import PlanChanged
from sessions_app.models import Approval, ReasonGiven, Session, SessionAssessment
from sessions_app.rules import planning, readiness
from sessions_app.selectors.readiness import officers_for, readiness_of, refuse_unanswered
from sessions_app.selectors.sessions import lock_open, workers_of

LITTLE_TIME = timedelta(hours=4)  # until it starts: the officer on duty is asked as well (practice E43)
OUTSIDE_HOURS = "PLN-04"


@transaction.atomic
def assess_session(
    *,
    by: User,
    now: datetime,
    session: Session,
    rating: str,
    risks: str,
    measures: str,
    response: str,
    client_token: UUID,
) -> SessionAssessment:
    """Assess the risk of one session (RA-06). ``response``: exactly what is done, by whom, if a concern arises; it is
    shown while the session runs, and nothing is saved without it (RA-08).

    A plan that had been sent or approved goes back: it was judged by another assessment. Raises Refused while something
    of it is missing, for whoever may not, and once the session has begun.
    """
    session = lock_open(session)
    if not access.may_plan(by, session):
        raise Refused(_("Only its workers and their line manager may assess a session."))
    first = SessionAssessment.objects.filter(client_token=client_token).first()
    if first is not None:
        if (first.session_id, first.made_by_id) != (session.pk, by.pk):
            raise Refused(_("This form was used for something else. Open the page again."))
        return first
    if rating not in Rating.values or not risks.strip() or not measures.strip():
        raise Refused(_("Say how high the risk is, what it is, and what lowers it."))
    if not response.strip():
        raise Refused(_("Write exactly what is done, and by whom, if a concern arises."))
    assessment = SessionAssessment.objects.create(
        client_token=client_token,
        session=session,
        rating=rating,
        risks=risks,
        measures=measures,
        response=response,
        made_at=now,
        made_by=by,
    )
    record(Verb.ASSESSED, by=by, now=now, subject=assessment, fields=assessment.AUDIT_FIELDS)
    if session.state != SessionState.PLANNED:
        ask_again(by=by, now=now, session=session)
        session.save(update_fields=["state", "version"])
        record(Verb.CHANGED, by=by, now=now, subject=session, fields=["state", "version"])
    close_drafts(by=by, now=now, form=DraftForm.SESSION_RISK, client_token=client_token)
    return assessment


@transaction.atomic
def give_reason(*, by: User, now: datetime, session: Session, key: str, reason: str) -> ReasonGiven:
    """Say why it may go on although a rule asks (design 4.1). It holds for the plan as it now is.

    Its worker answers for length, hours and adults; the line manager, or the officer on duty, for the rest. Raises
    Refused for anybody else, and for what nobody asks. The same reason sent twice lands once.
    """
    session = lock_open(session)
    ready = readiness_of(session, now)
    finding = ready.open_with(key)
    if finding is None or finding.code in readiness.ANSWERED_BY_APPROVAL:
        given = session.reasons.filter(key=key, version=session.version).order_by("-at", "-id").first()
        if given is None or key not in ready.answered:
            raise Refused(_("No reason is asked for this any more."))
        return given
    if not _may_answer(by, session, finding):
        raise Refused(_("Only the line manager or the safeguarding officer on duty may give this reason."))
    return _give(by, now, session, finding, reason)


@transaction.atomic
def send_to_manager(*, by: User, now: datetime, session: Session) -> Session:
    """Ask the line manager (without one, the officer on duty) to answer the plan (RA-10).

    Raises Refused while something stops it, while its worker still has to give a reason, and where nobody need be
    asked. A plan that was approved is sent again when a rule has begun to ask since (practice E43).
    """
    session = lock_open(session)
    if not access.may_plan(by, session):
        raise Refused(_("Only its workers may send a plan."))
    if session.state == SessionState.WITH_MANAGER:
        return session  # the second press
    ready = readiness_of(session, now)
    ready.refuse_if_stopped()
    refuse_unanswered(ready.for_the_worker)
    if not readiness.given_by(ready.open, Whose.MANAGER):
        raise Refused(_("Nothing in it has to be approved."))
    people = _who_answers(session, now)
    session.state = SessionState.WITH_MANAGER
    session.save(update_fields=["state"])
    about = Matter(
        subject_type=Session.SUBJECT,
        subject_ref=session.ref,
        path=session.get_absolute_url(),
        service=session.service,
        excluded=workers_of(session),
    )
    due_at = planning.approval_due_at(now, session.starts_at, thresholds_in_force(now).hours)
    open_duty(by=by, now=now, kind=DutyKind.APPROVE, owner=people[0], due_at=due_at, about=about)
    is_urgent = session.starts_at - now <= LITTLE_TIME
    asked = people if is_urgent else people[:1]
    queue_messages(messages.plan_waits(session, asked, now=now, is_urgent=is_urgent), now=now)
    record(Verb.SENT_TO_MANAGER, by=by, now=now, subject=session, fields=["state"])
    return session


@transaction.atomic
def approve_session(
    *, by: User, now: datetime, session: Session, version: int, reasons: Mapping[str, str], comment: str = ""
) -> Approval:
    """Approve a plan, with a reason for each thing that a manager is asked about (RA-10, RA-05).

    ``version`` is that of the plan its approver saw: raises PlanChanged if it was changed since. ``reasons``: by the
    key of the finding. Raises Refused while something stops it or a reason is missing.
    """
    session = lock_open(session)
    if not access.may_approve(by, session):
        raise Refused(_("Only the line manager or the safeguarding officer on duty may approve this."))
    if session.version != version:
        raise PlanChanged
    if session.state == SessionState.APPROVED:
        return session.approvals.order_by("-at", "-id")[0]  # somebody was first, or pressed twice
    if session.state != SessionState.WITH_MANAGER:
        raise Refused(_("This plan has not been sent to you yet."))
    ready = readiness_of(session, now)
    ready.refuse_if_stopped()
    refuse_unanswered(ready.for_the_worker)
    asked = [f for f in readiness.given_by(ready.open, Whose.MANAGER) if f.code not in readiness.ANSWERED_BY_APPROVAL]
    refuse_unanswered(f for f in readiness.before_the_manager(asked) if not reasons.get(f.key, "").strip())
    for finding in asked:
        if reasons.get(finding.key, "").strip():
            _give(by, now, session, finding, reasons[finding.key])
    return _answer(by, now, session, SessionState.APPROVED, comment)


@transaction.atomic
def send_back(*, by: User, now: datetime, session: Session, reason: str) -> Approval:
    """Give a plan back to its worker, with what has to change.

    Raises Refused without words, for whoever may not approve it, and for a plan that nobody sent.
    """
    session = lock_open(session)
    if not access.may_approve(by, session):
        raise Refused(_("Only the line manager or the safeguarding officer on duty may send this back."))
    if session.state != SessionState.WITH_MANAGER:
        raise Refused(_("This plan is not waiting for an answer any more."))
    if not reason.strip():
        raise Refused(_("Write what has to change."))
    return _answer(by, now, session, SessionState.PLANNED, reason)


def _answer(by: User, now: datetime, session: Session, state: SessionState, words: str) -> Approval:
    is_approved = state == SessionState.APPROVED
    session.state = state
    session.save(update_fields=["state"])
    approval = Approval.objects.create(
        session=session, version=session.version, is_approved=is_approved, reason=words, by=by, at=now
    )
    finish_approval(by=by, now=now, session=session)
    verb = Verb.APPROVED if is_approved else Verb.SENT_BACK
    record(verb, by=by, now=now, subject=session, fields=["state"])
    record(verb, by=by, now=now, subject=approval, fields=approval.AUDIT_FIELDS)
    queue_messages(messages.plan_answered(session, session.practitioner, now=now), now=now)
    return approval


def _give(by: User, now: datetime, session: Session, finding: Finding, reason: str) -> ReasonGiven:
    if not reason.strip():
        raise Refused(_("Write why it may go on."))
    given = ReasonGiven.objects.create(
        session=session, version=session.version, key=finding.key, reason=reason, by=by, at=now
    )
    record(Verb.REASON_GIVEN, by=by, now=now, subject=given, fields=given.AUDIT_FIELDS)
    manager = session.practitioner.line_manager
    if finding.code == OUTSIDE_HOURS and manager is not None and manager.is_active and manager.pk != by.pk:
        queue_messages(messages.outside_hours(session, manager), now=now)
    return given


def _may_answer(by: User, session: Session, finding: Finding) -> bool:
    if access.may_approve(by, session):
        return True
    return finding.whose == Whose.PRACTITIONER and access.may_run(by, session)


def _who_answers(session: Session, now: datetime) -> list[User]:
    """Who is asked, first the line manager; never a worker of the session itself."""
    workers = workers_of(session)
    manager = session.practitioner.line_manager
    people = [manager] if manager is not None and manager.is_active and manager.pk not in workers else []
    people += [officer for officer in officers_for(session, now, but=workers) if officer not in people]
    if not people:
        raise Refused(_("There is no line manager, and no safeguarding officer on duty. Ask an administrator."))
    return people
