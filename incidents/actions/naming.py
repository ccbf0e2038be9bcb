"""It turns out whom a case is about, or that somebody who deals with it stands too near (INC-16, ESC-07; tree S2)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from incidents import access
from incidents.actions.excluding import includes_lead, keep_out
from incidents.actions.writing import tell_of_addition, write_entry
from incidents.enums import EntryKind, ExclusionReason, IncidentState, Verb
from incidents.models import ChronologyEntry, Exclusion, Incident
from safeguard.audit.actions import record
from safeguard.duties.actions import reroute_duties
from safeguard.escalation.actions import reroute_ladder, start_again
from safeguard.escalation.enums import RouteKind
from safeguard.escalation.rules import route_kind
from safeguard.escalation.selectors import ladder_about, sent_to
from safeguard.lib.clock import to_the_minute
from safeguard.lib.errors import Refused
from safeguard.practitioners.models import User
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm


@transaction.atomic
def name_people(
    *, by: User, now: datetime, incident: Incident, client_token: UUID, people: Sequence[User], text: str
) -> ChronologyEntry:
    """Say that a case is about these people who work or volunteer for us, whenever it turns out (practice B17).

    From then on they and the line above them see and are told nothing; what they had been sent is written in the
    chronology. It climbs the route of what is about staff, or of what is about the lead; if one of them was dealing
    with it, it waits for another answer. The same form again names once. Raises Refused for a reader who may not,
    without a reason, for nobody at all, and for those who are left out already.
    """
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    sent_before = ChronologyEntry.objects.filter(client_token=client_token, by=by, incident=incident).first()
    if sent_before is not None:
        return sent_before
    if not access.may_handle(by, incident):
        raise Refused(_("You may read this case, but not work on it."))
    if not text.strip():
        raise Refused(_("Write how you know, in a few words"))
    named_before = set(incident.exclusions.filter(reason=ExclusionReason.NAMED).values_list("person_id", flat=True))
    new = [person for person in people if person.pk not in named_before]
    if not new:
        raise Refused(_("Choose who it is about. Those you chose are left out already, or you chose nobody."))
    out = keep_out(incident=incident, now=now, named=new, subjects=new)
    was_about_lead = incident.route == RouteKind.ABOUT_LEAD
    incident.is_about_staff = True
    incident.route = route_kind(
        is_about_staff=True, is_about_lead=was_about_lead or includes_lead(new, now), has_imagery=incident.has_imagery
    )
    incident.save(update_fields=["is_about_staff", "route"])
    record(Verb.PEOPLE_NAMED, by=by, now=now, subject=incident, fields=["is_about_staff", "route"])
    names = ", ".join(person.full_name for person in new)
    words = [_("It is about %(names)s.") % {"names": names}, text]
    return _leave_out(by, now, incident, client_token, out, words)


@transaction.atomic
def step_back(*, by: User, now: datetime, incident: Incident, client_token: UUID, text: str) -> ChronologyEntry:
    """Say that one stands too near to a case to deal with it (tree S2): one sees it no more, and others are told.

    Raises Refused without a reason, and for somebody who may not deal with it.
    """
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    if not access.may_handle(by, incident):
        raise Refused(_("You may read this case, but not work on it."))
    if not text.strip():
        raise Refused(_("Write why, in a few words"))
    Exclusion.objects.get_or_create(incident=incident, person=by, defaults={"reason": ExclusionReason.CONFLICT})
    record(Verb.STEPPED_BACK, by=by, now=now, subject=incident, fields=["exclusions"])
    words = [_("%(name)s stands too near to it, and has stepped back.") % {"name": by.full_name}, text]
    return _leave_out(by, now, incident, client_token, {by.pk}, words)


def _leave_out(
    by: User, now: datetime, incident: Incident, token: UUID, out: Iterable[int], words: Sequence[str]
) -> ChronologyEntry:
    """Take people out of the ladder, the duties and the dealing, and write what they had been told by then."""
    out = set(out)
    kind = RouteKind(incident.route)
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    sent = sent_to(ladder, out) if ladder is not None else []
    lines = [*words, *_what_was_sent(sent)]
    values = {"kind": EntryKind.DECISION, "text": "\n\n".join(lines)}
    entry, _is_new = write_entry(by=by, now=now, incident=incident, client_token=token, values=values)
    record(Verb.ENTRY_ADDED, by=by, now=now, subject=entry, fields=["kind", "text"])
    reroute_duties(by=by, now=now, subject_type=Incident.SUBJECT, subject_ref=incident.ref, kind=kind, excluded=out)
    if ladder is not None:
        reroute_ladder(by=by, now=now, ladder=ladder, kind=kind, excluded=out)
        ladder.refresh_from_db()
        if {incident.handed_to_id or incident.acknowledged_by_id} & out and not incident.is_closed:
            incident.state, incident.acknowledged_at, incident.acknowledged_by = IncidentState.RAISED, None, None
            incident.handed_to = None
            changed = ["state", "acknowledged_at", "acknowledged_by"]
            incident.save(update_fields=[*changed, "handed_to"])
            record(Verb.WAITS_AGAIN, by=by, now=now, subject=incident, fields=changed)
            start_again(by=by, now=now, ladder=ladder)
        elif not ladder.is_climbing:
            tell_of_addition(by=by, now=now, incident=incident)
    for form in (DraftForm.NAMING, DraftForm.STEPPING_BACK):
        close_drafts(by=by, now=now, form=form, client_token=token)
    return entry


def _what_was_sent(sent: Sequence[tuple[str, datetime, datetime | None]]) -> list[str]:
    """Who of those left out had been told, when, and whether they opened it: messages say a reference and how soon."""
    if not sent:
        return [_("Nobody who is left out had been told of it.")]
    lines = [_("Had been told before, by a message with the reference and how soon somebody must act, nothing else:")]
    for name, told_at, opened_at in sent:
        said = {"name": name, "at": to_the_minute(told_at)}
        if opened_at is None:
            lines.append(_("%(name)s, told %(at)s, has not opened it.") % said)
        else:
            lines.append(
                _("%(name)s, told %(at)s, opened it %(opened)s.") % {**said, "opened": to_the_minute(opened_at)}
            )
    return ["\n".join(lines)]
