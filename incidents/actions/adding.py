"""Adding to an incident: always a new line, never a change of an old one."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from incidents import access
from incidents.actions.calls import Call, write_referral
from incidents.actions.officer import keep_lado_duty
from incidents.actions.writing import tell_who_must_know, write_entry
from incidents.enums import EntryKind, OutsideBody, Verb
from incidents.models import ChronologyEntry, Incident
from safeguard.audit.actions import record
from safeguard.duties.actions import finish_duties
from safeguard.duties.enums import DutyKind
from safeguard.escalation.enums import Urgency
from safeguard.lib.errors import Refused
from safeguard.practitioners.models import User
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm


@transaction.atomic
def add_entry(
    *,
    by: User,
    now: datetime,
    incident: Incident,
    client_token: UUID,
    kind: EntryKind,
    text: str,
    when_happened: str = "",
    corrects: ChronologyEntry | None = None,
) -> ChronologyEntry:
    """Write a line in the chronology of a case, a closed one too (INC-31).

    The first one answers the duty that asked for it, and having looked again the duty of monitoring. Raises Refused for
    a reader who may not, and for an entry of another case.
    """
    if not access.may_handle(by, incident):
        raise Refused(_("You may read this chronology, but not write in it."))
    if corrects is not None and corrects.incident_id != incident.pk:
        raise Refused(_("That entry belongs to another chronology."))
    values = {"kind": kind, "text": text, "when_happened": when_happened, "corrects": corrects}
    entry, is_new = write_entry(by=by, now=now, incident=incident, client_token=client_token, values=values)
    if is_new:
        record(Verb.ENTRY_ADDED, by=by, now=now, subject=entry, fields=["kind", "text"])
        finish_duties(
            by=by,
            now=now,
            kinds=[DutyKind.MONITOR if kind == EntryKind.MONITORING else DutyKind.FIRST_ENTRY],
            subject_type=Incident.SUBJECT,
            subject_ref=incident.ref,
        )
    close_drafts(by=by, now=now, form=DraftForm.CHRONOLOGY, client_token=client_token)
    return entry


@transaction.atomic
def add_to_report(
    *,
    by: User,
    now: datetime,
    report: Incident,
    client_token: UUID,
    already_happened: Sequence[str] = (),
    text: str = "",
) -> ChronologyEntry:
    """The person who raised a concern adds to their own report (practice A6). Those who deal with it are told;
    a closed one waits for an answer again.

    Raises Refused for anybody else.
    """
    values = {"kind": EntryKind.AFTERWARDS, "text": text, "already_happened": list(already_happened)}
    own = _own(by, report)
    entry, is_new = write_entry(by=by, now=now, incident=own, client_token=client_token, values=values)
    if is_new:
        record(Verb.REPORT_ADDED_TO, by=by, now=now, subject=entry, fields=["kind", "text"])
        tell_who_must_know(by=by, now=now, incident=report, urgency=Urgency.TODAY)
    close_drafts(by=by, now=now, form=DraftForm.AFTERWARDS, client_token=client_token)
    return entry


@transaction.atomic
def record_referral(
    *,
    by: User,
    now: datetime,
    report: Incident,
    client_token: UUID,
    body: OutsideBody,
    text: str = "",
    when_happened: str = "",
    their_reference: str = "",
    call: Call = Call(),  # noqa: B008
) -> ChronologyEntry:
    """Anyone may refer, at any moment, from their own report; those who deal with it are told (practice A4).

    A concern that was to wait does not wait any longer, and a closed one waits for an answer again. Raises Refused for
    anybody but the person who raised it.
    """
    values = {
        "kind": EntryKind.REFERRAL,
        "text": text,
        "body": body,
        "when_happened": when_happened,
        "their_reference": their_reference,
    }
    own = _own(by, report)
    entry, is_new = write_referral(by=by, now=now, incident=own, client_token=client_token, values=values, call=call)
    if is_new:
        record(Verb.REPORT_ADDED_TO, by=by, now=now, subject=entry, fields=["kind", "text"])
        keep_lado_duty(by=by, now=now, incident=own)
        tell_who_must_know(by=by, now=now, incident=report, urgency=Urgency.NOW)
    close_drafts(by=by, now=now, form=DraftForm.REFERRAL, client_token=client_token)
    return entry


def _own(by: User, report: Incident) -> Incident:
    if report.raised_by_id != by.pk:
        raise Refused(_("Only the person who raised it may add to a report."))
    return report
