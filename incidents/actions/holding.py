"""Waiting for the authorities (INC-25): begun with a referral, a reason and never a lock (practice A3)."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from incidents import access, rules, selectors
from incidents.actions.writing import tell_of_addition, write_entry
from incidents.enums import EntryKind, Verb, Waits
from incidents.models import Hold, Incident, Referral
from safeguard.audit.actions import record
from safeguard.duties.actions import finish_duties, move_duty, open_duty
from safeguard.duties.enums import DutyKind
from safeguard.lib.errors import Refused
from safeguard.lib.refs import new_ref, token_for
from safeguard.lib.worktime import london_day
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import User
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm


@transaction.atomic
def begin_hold(
    *,
    by: User,
    now: datetime,
    referral: Referral,
    client_token: UUID,
    agreed_with: str,
    waits: Sequence[str],
    chase_on: date | None,
    their_reference: str = "",
) -> Hold:
    """Write down what waits until the authority of this referral has finished, and when they are asked again.

    The same form again gives the first one back, and with other facts it is another. Raises Refused for a reader who
    may not, and for what is missing.
    """
    incident = Incident.objects.select_for_update(of=("self",)).get(pk=referral.incident_id)
    _check(by, incident)
    facts = {
        "referral": referral,
        "agreed_with": agreed_with,
        "their_reference": their_reference,
        "waits": [code for code in Waits.values if code in waits],
        "chase_on": chase_on,
    }
    token = token_for(client_token, incident.holds.filter(client_token=client_token, begun_by=by).first(), facts)
    first = Hold.objects.filter(client_token=token).first()
    if first is not None and (first.incident_id, first.begun_by_id) == (incident.pk, by.pk):
        return first
    lacking = rules.what_hold_lacks(agreed_with=agreed_with, waits=waits, chase_on=chase_on, today=london_day(now))
    if lacking or chase_on is None or first is not None:
        raise Refused(lacking[0].text if lacking else _("This form was used for something else. Open a new one."))
    hold = Hold(ref=new_ref("HO"), client_token=token, incident=incident, begun_by=by, begun_at=now, **facts)
    hold.save(force_insert=True)
    record(Verb.HOLD_BEGUN, by=by, now=now, subject=hold, fields=hold.AUDIT_FIELDS)
    words = _("Agreed with %(who)s. Until they have finished: %(what)s wait. Help, contact and support go on.")
    _write(by, now, hold, token, words % {"who": agreed_with, "what": ", ".join(hold.waits_words)})
    about = selectors.matter_of(incident, now, Hold.SUBJECT, hold.ref, hold.get_absolute_url())
    due = rules.due_on(chase_on, now, thresholds_in_force(now))
    open_duty(by=by, now=now, kind=DutyKind.CHASE_HOLD, owner=by, due_at=due, about=about)
    close_drafts(by=by, now=now, form=DraftForm.HOLD, client_token=client_token)
    return hold


@transaction.atomic
def move_hold(*, by: User, now: datetime, hold: Hold, client_token: UUID, text: str, chase_on: date | None) -> Hold:
    """The authorities were asked, and have not finished: what they said, and when they are asked again.

    The same form again moves it once, and with another day again. Raises Refused for a reader who may not, without
    words or a day, and for one that has ended.
    """
    hold = _locked(by, hold)
    wrong = rules.wrong_chase_day(chase_on, london_day(now))
    if not text.strip():
        raise Refused(_("Write what they said"))
    if hold.ended_at is not None:
        raise Refused(_("They have finished already."))
    if wrong or chase_on is None:
        raise Refused(wrong[0].text)
    if not _write(by, now, hold, uuid5(client_token, str(chase_on)), text):
        return hold
    hold.chase_on = chase_on
    hold.save(update_fields=["chase_on"])
    record(Verb.HOLD_MOVED, by=by, now=now, subject=hold, fields=["chase_on"])
    due = rules.due_on(chase_on, now, thresholds_in_force(now))
    about = {"subject_type": Hold.SUBJECT, "subject_ref": hold.ref}
    move_duty(by=by, now=now, kind=DutyKind.CHASE_HOLD, due_at=due, **about)
    close_drafts(by=by, now=now, form=DraftForm.HOLD_END, client_token=client_token)
    return hold


@transaction.atomic
def end_hold(
    *,
    by: User,
    now: datetime,
    hold: Hold,
    client_token: UUID,
    outcome: str,
    concluded_on: date | None,
    next_steps: str = "",
) -> Hold:
    """The authority has finished: the outcome, its day, and what we may do now (ESC-13). Those who deal with it are
    told.

    Raises Refused for a reader who may not, and for what is missing; one that has ended stays as it is.
    """
    hold = _locked(by, hold)
    if hold.ended_at is not None:
        said = (hold.ended_by_id, hold.outcome, hold.concluded_on, hold.next_steps)
        if said == (by.pk, outcome, concluded_on, next_steps):
            return hold  # the same form again
        raise Refused(_("They have finished already: what was written down stands there."))
    lacking = rules.what_end_lacks(outcome=outcome, concluded_on=concluded_on, today=london_day(now))
    if lacking:
        raise Refused(lacking[0].text)
    ended = {"ended_by": by, "ended_at": now, "concluded_on": concluded_on, "outcome": outcome}
    for name, value in {**ended, "next_steps": next_steps}.items():
        setattr(hold, name, value)
    hold.save(update_fields=[*ended, "next_steps"])
    record(Verb.HOLD_ENDED, by=by, now=now, subject=hold, fields=[*ended, "next_steps"])
    words = _("They have finished: %(outcome)s") % {"outcome": outcome}
    if next_steps:
        words += "\n\n" + _("What we may do now: %(steps)s") % {"steps": next_steps}
    _write(by, now, hold, client_token, words)
    about = {"subject_type": Hold.SUBJECT, "subject_ref": hold.ref}
    finish_duties(by=by, now=now, kinds=[DutyKind.CHASE_HOLD], **about)
    tell_of_addition(by=by, now=now, incident=hold.incident)
    close_drafts(by=by, now=now, form=DraftForm.HOLD_END, client_token=client_token)
    return hold


def _locked(by: User, hold: Hold) -> Hold:
    row = Hold.objects.select_for_update(of=("self",)).select_related("incident", "referral").get(pk=hold.pk)
    _check(by, row.incident)
    return row


def _check(by: User, incident: Incident) -> None:
    if not access.may_handle(by, incident):
        raise Refused(_("You may read this case, but not work on it."))


def _write(by: User, now: datetime, hold: Hold, client_token: UUID, text: str) -> bool:
    values = {
        "kind": EntryKind.HOLD,
        "body": hold.referral.body,
        "their_reference": hold.their_reference,
        "text": text,
    }
    entry, is_new = write_entry(by=by, now=now, incident=hold.incident, client_token=client_token, values=values)
    if is_new:
        record(Verb.ENTRY_ADDED, by=by, now=now, subject=entry, fields=["kind", "text"])
    return is_new
