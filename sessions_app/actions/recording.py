"""The record of a contact: written once, locked, and added to (LOG-01, LOG-04, LOG-17)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record as record_event
from safeguard.duties.actions import finish_duties
from safeguard.duties.enums import DutyKind
from safeguard.lib.errors import Refused
from safeguard.lib.refs import new_ref
from safeguard.practitioners.models import User
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm
from sessions_app import access
from sessions_app.enums import SessionState, Verb
from sessions_app.models import Record, RecordAddendum, Session
from sessions_app.selectors import live as selectors


@transaction.atomic
def write_record(
    *,
    by: User,
    now: datetime,
    session: Session,
    summary: str,
    agreed: str = "",
    no_actions: bool = False,
    client_token: UUID,
) -> Record:
    """Write the record and lock it, with the live facts as they are now (LOG-01, LOG-04). The duty to write it is done.

    ``agreed``: the actions agreed, or ``no_actions``. The same client token again gives the first one back. Raises
    Refused when something is missing, or when it has been written: then it is added to.
    """
    session = access.lock_own_session(by, session)
    summary, agreed = summary.strip(), agreed.strip()
    before = Record.objects.filter(session=session).first()
    if before is not None:
        if before.client_token == client_token and (before.summary, before.agreed) == (summary, agreed):
            return before
        raise Refused(_("The record has been written already. Add to it instead."))
    if session.state != SessionState.ENDED or session.started_at is None or session.ended_at is None:
        raise Refused(_("The record is written when the session has ended."))
    if not summary:
        raise Refused(_("Write what the session was about."))
    if not agreed and not no_actions:
        raise Refused(_("Write what was agreed, or say that nothing was."))
    written = Record(
        ref=new_ref("RC"),
        client_token=client_token,
        session=session,
        method=session.method,
        began_at=session.started_at,
        ended_at=session.ended_at,
        summary=summary,
        agreed=agreed,
        no_actions=not agreed,
        facts=selectors.facts_to_keep(session),
        written_at=now,
        written_by=by,
    )
    written.save(force_insert=True)
    record_event(Verb.RECORDED, by=by, now=now, subject=written, fields=["summary", "agreed", "facts"])
    session.state, session.recorded_at, session.recorded_by = SessionState.RECORDED, now, by
    session.save(update_fields=["state", "recorded_at", "recorded_by"])
    record_event(Verb.CHANGED, by=by, now=now, subject=session, fields=["state", "recorded_at", "recorded_by"])
    finish_duties(by=by, now=now, kinds=[DutyKind.RECORD], subject_type=Session.SUBJECT, subject_ref=session.ref)
    close_drafts(by=by, now=now, form=DraftForm.RECORD, client_token=client_token)
    return written


@transaction.atomic
def add_addendum(
    *, by: User, now: datetime, record: Record, text: str, reason: str, client_token: UUID
) -> RecordAddendum:
    """Add to a locked record, with author, moment and reason (LOG-17): its workers, and their line manager.

    Raises Refused for anybody else, and without text or reason.
    """
    if not access.may_add_to_record(by, record.session):
        raise Refused(_("You may read this record, but not add to it."))
    text, reason = text.strip(), reason.strip()
    if not text or not reason:
        raise Refused(_("Write what you add, and why you add it now."))
    addendum, is_new = RecordAddendum.objects.get_or_create(
        client_token=client_token,
        defaults={"record": record, "text": text, "reason": reason, "by": by, "at": now},
    )
    if (addendum.record_id, addendum.by_id, addendum.text, addendum.reason) != (record.pk, by.pk, text, reason):
        raise Refused(_("This form was sent before, with other words. Open the page again."))
    if is_new:
        record_event(Verb.ADDED_TO_RECORD, by=by, now=now, subject=addendum, fields=["text", "reason"])
    close_drafts(by=by, now=now, form=DraftForm.ADDENDUM, client_token=client_token)
    return addendum
