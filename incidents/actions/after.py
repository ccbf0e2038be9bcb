"""After closing: looking again at 1, 4 and 12 weeks, a second person, and cases that belong together (INC-32)."""

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from incidents import access, selectors
from incidents.actions.adding import add_entry
from incidents.actions.closing import reopen_incident
from incidents.actions.looking_again import end_second_look, plan_next_check
from incidents.enums import EntryKind, LinkKind, StepVerb
from incidents.models import CaseLink, ChronologyEntry, Incident, SecondLook
from safeguard.audit.actions import record
from safeguard.lib.errors import NotVisible, Refused
from safeguard.practitioners.models import User
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm


@transaction.atomic
def check_again(
    *,
    by: User,
    now: datetime,
    incident: Incident,
    client_token: UUID,
    found: str,
    text: str,
    is_last: bool = False,
) -> ChronologyEntry:
    """Somebody looks at a closed case again (INC-32): nothing new, and the next look gets its day; or it has happened
    again, and the case is opened again.

    Raises Refused for a reader who may not, without words, and for a case that is open.
    """
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    if not access.may_handle(by, incident):
        raise Refused(_("You may read this case, but not work on it."))
    if not text.strip():
        raise Refused(_("Write what you found"))
    sent_before = incident.entries.filter(client_token=client_token, by=by).first()
    if sent_before is not None:
        return sent_before
    if not incident.is_closed or incident.closed_at is None:
        raise Refused(_("It is open: write in its chronology."))
    closed_at = incident.closed_at
    kind = EntryKind.MONITORING
    entry = add_entry(by=by, now=now, incident=incident, client_token=client_token, kind=kind, text=text)
    if found == "repeat":
        token = uuid5(client_token, "again")
        reopen_incident(by=by, now=now, incident=incident, client_token=token, text=text)
    elif not is_last:
        plan_next_check(by=by, now=now, incident=incident, closed_at=closed_at)
    close_drafts(by=by, now=now, form=DraftForm.CASE_CHECK, client_token=client_token)
    return entry


@transaction.atomic
def link_incidents(
    *,
    by: User,
    now: datetime,
    incident: Incident,
    client_token: UUID,
    other_ref: str,
    kind: LinkKind,
    text: str = "",
) -> CaseLink:
    """Say that two cases belong together (INC-32). Each shows it to those who may see both.

    Raises Refused for a reader who may not, and for a case they may not see: then nothing says whether there is one.
    """
    if not access.may_handle(by, incident):
        raise Refused(_("You may read this case, but not work on it."))
    try:
        other = access.get_incident_for(by, other_ref)
    except NotVisible:
        raise Refused(_("There is no other case with this reference that you may see.")) from None
    if other.pk == incident.pk:
        raise Refused(_("That is this case itself."))
    values = {"incident": incident, "other": other, "kind": kind, "text": text, "by": by, "linked_at": now}
    link, is_new = CaseLink.objects.get_or_create(client_token=client_token, defaults=values)
    if (link.by_id, link.incident_id, link.other_id) != (by.pk, incident.pk, other.pk):
        raise Refused(_("This form was used for something else. Open a new one."))
    if is_new:
        record(StepVerb.LINKED, by=by, now=now, subject=link, fields=CaseLink.AUDIT_FIELDS)
    close_drafts(by=by, now=now, form=DraftForm.CASE_LINK, client_token=client_token)
    return link


@transaction.atomic
def look_a_second_time(
    *, by: User, now: datetime, incident: Incident, client_token: UUID, agrees: bool, text: str = ""
) -> SecondLook:
    """The second person agrees with how a case was closed, or opens it again with a reason (INC-51). The first answer
    stands.

    Raises Refused for whoever closed it, for those who may not, and where there is nothing to look at.
    """
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    closure = incident.closures.order_by("-id").first()
    if closure is None or (not incident.is_closed and not hasattr(closure, "second_look")):
        raise Refused(_("It is open."))
    sent_before = selectors.second_look_at(closure.pk)
    if sent_before is not None:
        return sent_before
    if not access.may_look_second(by, incident, closure):
        raise Refused(_("Another of lead, deputy and strategic lead looks at it: never whoever closed it."))
    if not agrees and not text.strip():
        raise Refused(_("Write what is missing"))
    look = SecondLook(closure=closure, client_token=client_token, agrees=agrees, text=text, by=by, looked_at=now)
    look.save(force_insert=True)
    record(StepVerb.LOOKED_AT, by=by, now=now, subject=look, fields=SecondLook.AUDIT_FIELDS)
    if agrees:
        end_second_look(by=by, now=now, incident=incident)
    else:
        token = uuid5(client_token, "again")
        reopen_incident(by=by, now=now, incident=incident, client_token=token, text=text)
    close_drafts(by=by, now=now, form=DraftForm.SECOND_LOOK, client_token=client_token)
    return look
