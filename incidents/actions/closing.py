"""Closing a case when nothing keeps it open, and opening it again (INC-51)."""

import logging
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from incidents import access, rules, selectors
from incidents.actions.excluding import let_wait_again
from incidents.actions.looking_again import ask_for_second_look, end_second_look
from incidents.actions.writing import tell_of_addition, write_entry
from incidents.enums import EntryKind, IncidentState, Verb
from incidents.models import ChronologyEntry, Closure, Incident
from safeguard.audit.actions import record
from safeguard.duties.actions import finish_duties, open_duty
from safeguard.duties.enums import DutyKind
from safeguard.escalation.selectors import ladder_about
from safeguard.lib.clock import LONDON, to_the_minute
from safeguard.lib.errors import Refused
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import User
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm

logger = logging.getLogger(__name__)


@transaction.atomic
def close_incident(
    *,
    by: User,
    now: datetime,
    incident: Incident,
    client_token: UUID,
    outcome: str,
    learning: str,
    monitor_on: date | None = None,
    no_monitoring: str = "",
) -> Closure:
    """Sign off: what was done, what was learned, and when ``by`` looks again (INC-51). The same form again
    closes once.

    Raises Refused with the first thing that keeps it open, and for anybody but the lead or deputy.
    """
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    if not access.may_sign_off(by, incident):
        raise Refused(_("The safeguarding lead or deputy closes a case."))
    sent_before = Closure.objects.filter(client_token=client_token).first()
    if sent_before is not None and (sent_before.incident_id, sent_before.closed_by_id) == (incident.pk, by.pk):
        return sent_before
    _check_that_it_may_close(incident, now, is_token_free=sent_before is None)
    lacking = rules.what_closing_lacks(
        outcome=outcome,
        learning=learning,
        monitor_on=monitor_on,
        no_monitoring=no_monitoring,
        today=now.astimezone(LONDON).date(),
    )
    if lacking:
        raise Refused(lacking[0].text)
    closure = Closure(
        incident=incident,
        client_token=client_token,
        outcome=outcome,
        learning=learning,
        monitor_on=monitor_on,
        no_monitoring=no_monitoring,
        closed_by=by,
        closed_at=now,
    )
    closure.save(force_insert=True)
    record(Verb.SIGNED_OFF, by=by, now=now, subject=closure, fields=closure.AUDIT_FIELDS)
    incident.state, incident.closed_at, incident.closed_by = IncidentState.CLOSED, now, by
    _save(Verb.CLOSED, by, now, incident)
    if monitor_on is not None:
        _look_again_on(monitor_on, by, now, incident)
    ask_for_second_look(by=by, now=now, incident=incident, closure=closure)
    close_drafts(by=by, now=now, form=DraftForm.CLOSING, client_token=client_token)
    return closure


@transaction.atomic
def reopen_incident(*, by: User, now: datetime, incident: Incident, client_token: UUID, text: str) -> ChronologyEntry:
    """Open a closed case again (INC-32), with the reason. Whoever dealt with it and whoever closed it are told; if
    whoever dealt with it is left out or has left since, it waits for another answer, and the first of its route are
    told.

    Raises Refused for a reader who may not, without a reason, and for a case that is open already.
    """
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    if not access.may_handle(by, incident):
        raise Refused(_("You may read this case, but not work on it."))
    if not text.strip():
        raise Refused(_("Write why it is opened again"))
    if not incident.is_closed:
        sent_before = incident.entries.filter(client_token=client_token, by=by, kind=EntryKind.REOPENED).first()
        if sent_before is None:
            raise Refused(_("It is open already."))
        return sent_before
    values = {"kind": EntryKind.REOPENED, "text": text}
    entry, _is_new = write_entry(by=by, now=now, incident=incident, client_token=client_token, values=values)
    record(Verb.ENTRY_ADDED, by=by, now=now, subject=entry, fields=["kind", "text"])
    tell_of_addition(by=by, now=now, incident=incident)
    incident.state, incident.closed_at, incident.closed_by = IncidentState.ACKNOWLEDGED, None, None
    _save(Verb.REOPENED, by, now, incident)
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    if ladder is not None and not _may_go_on(incident):
        let_wait_again(by=by, now=now, incident=incident, ladder=ladder)
    kinds = [DutyKind.MONITOR]
    finish_duties(by=by, now=now, kinds=kinds, subject_type=Incident.SUBJECT, subject_ref=incident.ref)
    end_second_look(by=by, now=now, incident=incident)
    close_drafts(by=by, now=now, form=DraftForm.REOPENING, client_token=client_token)
    return entry


def _may_go_on(incident: Incident) -> bool:
    """Whether whoever dealt with it still works here, and is not left out since."""
    kept_out = incident.exclusions.values("person")
    return User.objects.filter(pk__in=[incident.dealer_id], is_active=True).exclude(pk__in=kept_out).exists()


def _check_that_it_may_close(incident: Incident, now: datetime, *, is_token_free: bool) -> None:
    if incident.closed_by is not None and incident.closed_at is not None:
        said = {"name": incident.closed_by.full_name, "at": to_the_minute(incident.closed_at)}
        raise Refused(_("%(name)s closed it at %(at)s.") % said)
    if not rules.may_become(incident.state, IncidentState.CLOSED):
        raise Refused(_("Nobody has acknowledged it yet."))
    if not is_token_free:
        raise Refused(_("This form was used for something else. Open a new one."))
    missing = rules.what_keeps_open(selectors.facts_of(incident, now))
    if missing:
        raise Refused(_("It stays open. %(what)s.") % {"what": missing[0].text})


def _save(verb: Verb, by: User, now: datetime, incident: Incident) -> None:
    changed = ["state", "closed_at", "closed_by"]
    incident.save(update_fields=changed)
    record(verb, by=by, now=now, subject=incident, fields=changed)


def _look_again_on(day: date, by: User, now: datetime, incident: Incident) -> None:
    """When working time begins on that day, whoever closed it has to look again."""
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    if ladder is None:
        logger.error("%s was closed without a ladder", incident.ref)  # must never be
        return
    due_at = datetime.combine(day, thresholds_in_force(now).hours.opens, LONDON)
    open_duty(by=by, now=now, kind=DutyKind.MONITOR, owner=by, due_at=due_at, about=ladder)
