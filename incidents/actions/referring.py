"""Those who deal with a case refer it, or say why not. Nothing ever has to happen first (practice A4)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from incidents import access
from incidents.actions.calls import Call, write_referral
from incidents.actions.officer import keep_lado_duty
from incidents.actions.writing import tell_of_addition, wake_ladder, write_entry
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
def refer_incident(
    *,
    by: User,
    now: datetime,
    incident: Incident,
    client_token: UUID,
    body: OutsideBody,
    text: str = "",
    when_happened: str = "",
    their_reference: str = "",
    call: Call = Call(),  # noqa: B008
) -> ChronologyEntry:
    """Record a referral, whatever the state of the case (ESC-04); the others who deal with it are told, and the
    authority's answer is waited for.

    A closed case stays closed. What was to wait does not wait any longer. Raises Refused for a reader who may not.
    """
    said = {"body": body, "text": text, "when_happened": when_happened, "their_reference": their_reference}
    entry, is_new = _write(by, now, incident, client_token, call=call, kind=EntryKind.REFERRAL, **said)
    if is_new and not wake_ladder(by=by, now=now, incident=incident, urgency=Urgency.NOW):
        tell_of_addition(by=by, now=now, incident=incident)
    close_drafts(by=by, now=now, form=DraftForm.REFER, client_token=client_token)
    return entry


@transaction.atomic
def decide_not_to_refer(
    *, by: User, now: datetime, incident: Incident, client_token: UUID, text: str
) -> ChronologyEntry:
    """Record why no authority is told (INC-24). The lead and whoever else deals with it are told that there is
    something new.

    Raises Refused for a reader who may not, and without a reason.
    """
    if not text.strip():
        raise Refused(_("Write why no authority is told"))
    entry, is_new = _write(by, now, incident, client_token, kind=EntryKind.NOT_REFERRED, text=text)
    if is_new:
        tell_of_addition(by=by, now=now, incident=incident)
    close_drafts(by=by, now=now, form=DraftForm.NOT_REFER, client_token=client_token)
    return entry


def _write(
    by: User, now: datetime, incident: Incident, client_token: UUID, *, call: Call | None = None, **values: Any
) -> tuple[ChronologyEntry, bool]:
    if not access.may_handle(by, incident):
        raise Refused(_("You may read this case, but not work on it. You may ring them yourself at any moment."))
    said: dict[str, Any] = {"by": by, "now": now, "incident": incident, "client_token": client_token, "values": values}
    entry, is_new = write_referral(**said, call=call) if call is not None else write_entry(**said)
    if is_new:
        record(Verb.ENTRY_ADDED, by=by, now=now, subject=entry, fields=["kind", "text"])
        finish_duties(
            by=by, now=now, kinds=[DutyKind.FIRST_ENTRY], subject_type=Incident.SUBJECT, subject_ref=incident.ref
        )
        keep_lado_duty(by=by, now=now, incident=incident)
    return entry, is_new
