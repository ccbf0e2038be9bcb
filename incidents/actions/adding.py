"""Adding to an incident: always a new line, never a change of an old one."""

from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from incidents import access
from incidents.enums import EntryKind, OutsideBody, Verb
from incidents.models import ChronologyEntry, Incident
from safeguard.audit.actions import record
from safeguard.duties.actions import finish_duties
from safeguard.duties.enums import DutyKind
from safeguard.escalation.actions import raise_urgency, tell_of_news
from safeguard.escalation.enums import Urgency
from safeguard.escalation.selectors import is_sleeping, ladder_about
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
    """Write a line in the chronology of a case; the first one answers the duty that asked for it."""
    if not access.may_handle(by, incident):
        raise Refused(_("You may read this chronology, but not write in it."))
    if corrects is not None and corrects.incident_id != incident.pk:
        raise Refused(_("That entry belongs to another chronology."))
    entry, is_new = _write(
        by, now, incident, client_token, kind=kind, text=text, when_happened=when_happened, corrects=corrects
    )
    if is_new:
        record(Verb.ENTRY_ADDED, by=by, now=now, subject=entry, fields=["kind", "text"])
        finish_duties(
            by=by,
            now=now,
            kinds=[DutyKind.FIRST_ENTRY],
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
    """The person who raised a concern adds to their own report (practice A6). Those who deal with it are told."""
    entry, is_new = _write(
        by,
        now,
        _own(by, report),
        client_token,
        kind=EntryKind.AFTERWARDS,
        text=text,
        already_happened=list(already_happened),
    )
    if is_new:
        record(Verb.REPORT_ADDED_TO, by=by, now=now, subject=entry, fields=["kind", "text"])
        if not _wake(by, now, report, Urgency.TODAY):
            _tell(now, report)
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
) -> ChronologyEntry:
    """Anyone may refer, at any moment, from their own report; those who deal with it are told (practice A4).

    A concern that was to wait does not wait any longer.
    """
    entry, is_new = _write(
        by,
        now,
        _own(by, report),
        client_token,
        kind=EntryKind.REFERRAL,
        text=text,
        body=body,
        when_happened=when_happened,
        their_reference=their_reference,
    )
    if is_new:
        record(Verb.REPORT_ADDED_TO, by=by, now=now, subject=entry, fields=["kind", "text"])
        if not _wake(by, now, report, Urgency.NOW):
            _tell(now, report)
    close_drafts(by=by, now=now, form=DraftForm.REFERRAL, client_token=client_token)
    return entry


def _wake(by: User, now: datetime, report: Incident, urgency: Urgency) -> bool:
    """What was to wait and has grown does not wait any longer. True if that has just told the first people."""
    incident = Incident.objects.select_for_update().get(pk=report.pk)  # before its ladder, as everywhere
    ladder = ladder_about(Incident.SUBJECT, report.ref)
    if ladder is None or not raise_urgency(by=by, now=now, ladder=ladder, urgency=urgency):
        return False
    incident.urgency = urgency
    incident.save(update_fields=["urgency"])
    record(Verb.URGENCY_RAISED, by=by, now=now, subject=incident, fields=["urgency"])
    return is_sleeping(ladder)  # as it was before


def _own(by: User, report: Incident) -> Incident:
    if report.raised_by_id != by.pk:
        raise Refused(_("Only the person who raised it may add to a report."))
    return report


def _tell(now: datetime, report: Incident) -> None:
    ladder = ladder_about(Incident.SUBJECT, report.ref)
    if ladder is not None:
        tell_of_news(now=now, ladder=ladder)


def _write(
    by: User, now: datetime, incident: Incident, client_token: UUID, **values: Any
) -> tuple[ChronologyEntry, bool]:
    """One line; the same form again gives the first one back, and changed and sent again it is another line."""
    entry, is_new = ChronologyEntry.objects.get_or_create(
        client_token=client_token, defaults={"incident": incident, "by": by, "written_at": now, **values}
    )
    if not is_new and (entry.by_id, entry.incident_id) != (by.pk, incident.pk):
        raise Refused(_("This form was used for something else. Open a new one."))
    if not is_new and any(getattr(entry, name) != value for name, value in values.items()):
        changed = uuid5(client_token, repr(sorted(values.items(), key=itemgetter(0))))
        return _write(by, now, incident, changed, **values)
    return entry, is_new
