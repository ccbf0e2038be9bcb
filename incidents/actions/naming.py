"""It turns out whom a case is about, or that somebody who deals with it stands too near (INC-16, ESC-07; tree S2)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from incidents import access
from incidents.actions.excluding import keep_out, let_wait_again
from incidents.actions.officer import keep_lado_duty
from incidents.actions.writing import tell_of_addition, write_entry
from incidents.enums import EntryKind, ExclusionReason, ReadingVerb, Verb
from incidents.models import ChronologyEntry, Exclusion, Incident, StaffSupport
from incidents.selectors import includes_lead, parts_with_duties
from safeguard.audit.actions import record
from safeguard.audit.selectors import events_about
from safeguard.duties.actions import reroute_duties
from safeguard.duties.selectors import owners_of_open_duties
from safeguard.escalation.actions import alert_first_in_line, reroute_ladder
from safeguard.escalation.enums import RouteKind
from safeguard.escalation.models import Ladder
from safeguard.escalation.rules import route_kind
from safeguard.escalation.selectors import ladder_about, sent_to
from safeguard.lib.clock import to_the_minute
from safeguard.lib.errors import Refused
from safeguard.notifications.actions import cancel_messages
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import holders_of_leading_posts
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
    as_named = incident.exclusions.filter(reason__in=[ExclusionReason.NAMED, ExclusionReason.FOUND])
    named_before = set(as_named.values_list("person_id", flat=True))
    new = [person for person in people if person.pk not in named_before]
    if not new:
        raise Refused(_("Choose who it is about. Those you chose are left out already, or you chose nobody."))
    _take_another_route(by, now, incident, Verb.PEOPLE_NAMED, subjects=new)
    kind = RouteKind(incident.route)
    out = keep_out(incident=incident, now=now, kind=kind, named=new, subjects=new, why=ExclusionReason.FOUND)
    words = [_("It is about %(names)s.") % {"names": _names_of(new)}, text]
    entry = _leave_out(by, now, incident, client_token, out, words)
    _alert_those_above(by, now, incident, new)
    keep_lado_duty(by=by, now=now, incident=incident)
    return entry


@transaction.atomic
def leave_out_who_is_meant(
    *, by: User, now: datetime, incident: Incident, client_token: UUID, named: Sequence[User], is_about_staff: bool
) -> bool:
    """Somebody who works for us was written down among those involved: left out from then on, as when they are named.

    ``is_about_staff``: for what they may have done; else they are part of it in another way, and it keeps its route.
    The caller has checked that ``by`` may write whom it involves. True if that has changed whom it is told.
    """
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    about_staff = incident.is_about_staff or is_about_staff
    subjects = named if about_staff else []
    before = set(incident.exclusions.values_list("person_id", flat=True))
    kind = _route_by(incident, now, subjects, is_about_staff=about_staff)
    why = ExclusionReason.FOUND
    out = keep_out(incident=incident, now=now, kind=kind, named=named, subjects=subjects, why=why) - before
    if not out and about_staff == incident.is_about_staff:
        return False
    _take_another_route(by, now, incident, Verb.PEOPLE_NAMED, subjects=subjects, is_about_staff=about_staff)
    if not out:
        _reroute(by, now, incident)
        _alert_new_route(by, now, incident)
        keep_lado_duty(by=by, now=now, incident=incident)
        return True
    words = [_("Written down among those involved: %(names)s.") % {"names": _names_of(named)}]
    _leave_out(by, now, incident, uuid5(client_token, "left out"), out, words)
    _alert_those_above(by, now, incident, named)
    keep_lado_duty(by=by, now=now, incident=incident)
    return True


@transaction.atomic
def note_imagery(*, by: User, now: datetime, incident: Incident) -> None:
    """It turns out that pictures are part of it: from now on it is for the lead and deputy alone, and for whoever
    deals with it already (practice B18, INC-40). The caller has checked that ``by`` may write in it."""
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    if incident.has_imagery:
        return
    incident.has_imagery, before = True, incident.route
    _take_another_route(by, now, incident, Verb.IMAGERY_FOUND, is_about_staff=incident.is_about_staff)
    if incident.route != before:
        _reroute(by, now, incident)


def _reroute(by: User, now: datetime, incident: Incident) -> None:
    """Ladder and duties go the way of the case from now on; nobody else is left out by it."""
    kind, ladder = RouteKind(incident.route), ladder_about(Incident.SUBJECT, incident.ref)
    if ladder is not None:
        reroute_ladder(by=by, now=now, ladder=ladder, kind=kind, excluded=())
    _reroute_duties(by, now, incident, ())


def _reroute_duties(by: User, now: datetime, incident: Incident, out: Iterable[int]) -> None:
    """Everything that is to be done in a case or in a part of it goes its way, past those who are left out; and from
    those who see the case no more by its new route, once its ladder has taken that (practice B17)."""
    parts, out = parts_with_duties(incident), list(out)
    lost = _who_lost_sight(incident, parts)
    for subject_type, ref in parts:
        # Support is offered by whoever sees nothing of the case.
        takes_from = lost if subject_type != StaffSupport.SUBJECT else ()
        reroute_duties(
            by=by,
            now=now,
            subject_type=subject_type,
            subject_ref=ref,
            kind=RouteKind(incident.route),
            excluded=out,
            takes_from=takes_from,
        )


def _who_lost_sight(incident: Incident, parts: Sequence[tuple[str, str]]) -> set[int]:
    """Who has something to do in a case and may not read it; but its raiser, who rang from their own report."""
    owners = owners_of_open_duties([part for part in parts if part[0] != StaffSupport.SUBJECT])
    return {
        owner.pk
        for owner in owners
        if owner.pk != incident.raised_by_id and not access.visible_incidents(owner).filter(pk=incident.pk).exists()
    }


def _take_another_route(
    by: User,
    now: datetime,
    incident: Incident,
    verb: Verb,
    *,
    subjects: Sequence[User] = (),
    is_about_staff: bool = True,
) -> None:
    """Write the route that holds by what is known now; one that is about the lead stays so."""
    incident.is_about_staff = is_about_staff
    incident.route = _route_by(incident, now, subjects, is_about_staff=is_about_staff)
    changed = ["is_about_staff", "has_imagery", "route"]
    incident.save(update_fields=changed)
    record(verb, by=by, now=now, subject=incident, fields=changed)


def _route_by(incident: Incident, now: datetime, subjects: Sequence[User], *, is_about_staff: bool) -> RouteKind:
    about_lead = incident.route == RouteKind.ABOUT_LEAD or includes_lead(subjects, now)
    return route_kind(is_about_staff=is_about_staff, is_about_lead=about_lead, has_imagery=incident.has_imagery)


def _names_of(people: Iterable[User]) -> str:
    return ", ".join(_names({person.pk for person in people}).values())


@transaction.atomic
def step_back(*, by: User, now: datetime, incident: Incident, client_token: UUID, text: str) -> ChronologyEntry:
    """Say that one stands too near to a case to deal with it (tree S2): one sees it no more, and others are told.

    The same form again steps back once. Raises Refused without a reason, and for somebody who may not deal with it.
    """
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    sent_before = ChronologyEntry.objects.filter(client_token=client_token, by=by, incident=incident).first()
    if sent_before is not None:
        return sent_before
    if not access.may_handle(by, incident):
        raise Refused(_("You may read this case, but not work on it."))
    if not text.strip():
        raise Refused(_("Write why, in a few words"))
    Exclusion.objects.get_or_create(incident=incident, person=by, defaults={"reason": ExclusionReason.CONFLICT})
    record(Verb.STEPPED_BACK, by=by, now=now, subject=incident, fields=["exclusions"])
    words = [_("%(name)s stands too near to it, and has stepped back.") % {"name": by.full_name}, text]
    return _leave_out(by, now, incident, client_token, {by.pk}, words)


def _alert_those_above(by: User, now: datetime, incident: Incident, named: Sequence[User]) -> None:
    """Whoever names the lead, the deputy or the strategic lead takes them out of a case by a few words: where somebody
    deals with it, and no ladder tells them anyway, those who answer for it now are alerted at once."""
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    if ladder is None or ladder.is_climbing:
        return
    if holders_of_leading_posts(now).filter(pk__in=[person.pk for person in named]).exists():
        alert_first_in_line(by=by, now=now, ladder=ladder)


def _alert_new_route(by: User, now: datetime, incident: Incident) -> None:
    """It goes another way and somebody deals with it already, so that no ladder tells those who answer for it now."""
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    if ladder is not None and not ladder.is_climbing:
        tell_of_addition(by=by, now=now, incident=incident)
        alert_first_in_line(by=by, now=now, ladder=ladder)


def _leave_out(
    by: User, now: datetime, incident: Incident, token: UUID, out: Iterable[int], words: Sequence[str]
) -> ChronologyEntry:
    """Take people out of the ladder, the duties and the dealing, and write what they had been told by then."""
    out = set(out)
    kind = RouteKind(incident.route)
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    lines = [*words, *_what_they_knew(incident, ladder, out)]
    values = {"kind": EntryKind.DECISION, "text": "\n\n".join(lines)}
    entry, _is_new = write_entry(by=by, now=now, incident=incident, client_token=token, values=values)
    record(Verb.ENTRY_ADDED, by=by, now=now, subject=entry, fields=["kind", "text"])
    _end_their_part(by, now, incident, out)
    if ladder is not None:
        reroute_ladder(by=by, now=now, ladder=ladder, kind=kind, excluded=out)
        ladder.refresh_from_db()
        if incident.dealer_id in out and not incident.is_closed:
            let_wait_again(by=by, now=now, incident=incident, ladder=ladder)
        elif not ladder.is_climbing:
            tell_of_addition(by=by, now=now, incident=incident)
    _reroute_duties(by, now, incident, out)
    for form in (DraftForm.NAMING, DraftForm.STEPPING_BACK):
        close_drafts(by=by, now=now, form=form, client_token=token)
    return entry


def _end_their_part(by: User, now: datetime, incident: Incident, out: set[int]) -> None:
    """What had not left for those who are left out is stopped; they are asked nothing more, and are readers no more."""
    refs = [incident.ref]
    for part in (incident.notices, incident.invitations, incident.supports):
        refs += part.values_list("ref", flat=True)
    for ref in refs:
        cancel_messages(ref, recipient_ids=sorted(out))
    ended = ["ended_at", "ended_by"]
    for asked in incident.invitations.filter(person__in=out, ended_at=None):
        asked.ended_at, asked.ended_by = now, by
        asked.save(update_fields=ended)
        record(ReadingVerb.INVITATION_ENDED, by=by, now=now, subject=asked, fields=ended)
    for reader in incident.readers.filter(person__in=out, ended_at=None).select_related("person"):
        reader.ended_at, reader.ended_by = now, by
        reader.save(update_fields=ended)
        record(ReadingVerb.READER_ENDED, by=by, now=now, subject=incident, refs=[str(reader.person.ref)])


def _what_they_knew(incident: Incident, ladder: Ladder | None, out: set[int]) -> list[str]:
    """What those left out had been told, or may know of it otherwise: whoever deals with it must know how far that is.

    Call it before anything is changed.
    """
    sent = sent_to(ladder, out) if ladder is not None else []
    opened = _first_opened(incident, out)
    dealing = {incident.acknowledged_by_id, incident.handed_to_id}
    readers = set(incident.readers.values_list("person_id", flat=True))
    beside = _what_was_asked(incident, out)
    knew = out & {incident.raised_by_id, *dealing, *readers, *opened}
    names = _names({*knew, *(pk for pk, _told, _opened in sent), *(pk for pk, _line in beside)})
    said = [line % {"name": names[pk]} for pk, line in beside]
    known = [*_otherwise(incident, names, readers, opened), *said]
    return ["\n".join(_what_was_sent(sent, names)), *(["\n".join(known)] if known else [])]


def _what_was_asked(incident: Incident, out: set[int]) -> list[tuple[int, str]]:
    """What those left out had been told or asked beside the ladder: the id of each, and a line for their name."""
    found = []
    for notice in incident.notices.filter(person__in=out).order_by("id"):
        at = to_the_minute(notice.told_at)
        line = _("%%(name)s, told %(at)s that there is something for them, has not read it.")
        if notice.read_at is not None:
            line = _("%%(name)s, told %(at)s that there is something for them, has read it.")
        found.append((notice.person_id, line % {"at": at}))
    for asked in incident.invitations.filter(person__in=out).order_by("id"):
        line = _("%%(name)s had been asked %(at)s to add what they know.")
        found.append((asked.person_id, line % {"at": to_the_minute(asked.asked_at)}))
    for support in incident.supports.select_related("person").order_by("id"):
        has_it = {one.pk for one in owners_of_open_duties([(StaffSupport.SUBJECT, support.ref)])}
        line = _("%%(name)s had been asked %(at)s to offer support to %(who)s.")
        said = {"at": to_the_minute(support.opened_at), "who": support.person.full_name.replace("%", "%%")}
        found += [(pk, line % said) for pk in sorted({support.asked_of_id, *has_it} & out)]
    return found


def _what_was_sent(sent: Sequence[tuple[int, datetime, datetime | None]], names: Mapping[int, str]) -> list[str]:
    """Who of those left out had been told, when, and whether they opened it: messages say a reference and how soon."""
    if not sent:
        return [_("No message about it had been sent to anybody who is left out.")]
    lines = [_("Had been told before, by a message with the reference and how soon somebody must act, nothing else:")]
    for person_id, told_at, opened_at in sent:
        said = {"name": names[person_id], "at": to_the_minute(told_at)}
        if opened_at is None:
            lines.append(_("%(name)s, told %(at)s, has not opened it.") % said)
        else:
            lines.append(
                _("%(name)s, told %(at)s, opened it %(opened)s.") % {**said, "opened": to_the_minute(opened_at)}
            )
    return lines


def _otherwise(
    incident: Incident, names: Mapping[int, str], readers: set[int], opened: Mapping[int, datetime]
) -> list[str]:
    """Who of those left out raised it, dealt with it, may read it, or has opened it: they know more than a message."""
    lines = []
    for person_id, name in names.items():
        if person_id == incident.raised_by_id:
            lines.append(_("%(name)s raised it.") % {"name": name})
        if person_id == incident.acknowledged_by_id and incident.acknowledged_at is not None:
            at = to_the_minute(incident.acknowledged_at)
            lines.append(_("%(name)s acknowledged it %(at)s.") % {"name": name, "at": at})
        if person_id == incident.handed_to_id:
            lines.append(_("It had been handed over to %(name)s.") % {"name": name})
        if person_id in readers:
            lines.append(_("%(name)s had been let read it.") % {"name": name})
        if person_id in opened:
            at = to_the_minute(opened[person_id])
            lines.append(_("%(name)s first read the case %(at)s.") % {"name": name, "at": at})
    return lines


def _first_opened(incident: Incident, people: Iterable[int]) -> dict[int, datetime]:
    """When each of these people (ids) first opened the case, by the audit trail."""
    first: dict[int, datetime] = {}
    for event in events_about(incident).filter(verb=Verb.OPENED, actor_id__in=list(people)).order_by("id"):
        if event.actor_id is not None:
            first.setdefault(event.actor_id, event.at)
    return first


def _names(people: Iterable[int]) -> dict[int, str]:
    """The names of these people (ids), with the work e-mail of those who share theirs with somebody."""
    found = list(User.objects.filter(pk__in=list(people)).order_by("full_name", "pk"))
    names = {person.full_name for person in found}
    how_many = Counter(User.objects.filter(full_name__in=names).values_list("full_name", flat=True))
    return {one.pk: f"{one.full_name} ({one.email})" if how_many[one.full_name] > 1 else one.full_name for one in found}
