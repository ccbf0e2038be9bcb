"""Raising a concern: incident, ladder and alerts in one transaction."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from consent.access import alarm_for
from consent.actions import note_concern_raised
from consent.models import ConsentRequest
from incidents import rules
from incidents.access import complaint_for, lock_token
from incidents.actions.adding import add_to_report
from incidents.actions.complaining import note_complaint_raised
from incidents.actions.excluding import keep_out
from incidents.actions.involving import write_involved, write_involved_since
from incidents.actions.monitoring import tell_operations
from incidents.enums import QUESTIONS, Source, Verb
from incidents.models import Complaint, Incident
from incidents.rules import Somebody
from incidents.selectors import includes_lead
from incidents.selectors.excluding import workers_meant
from safeguard.audit.actions import record
from safeguard.escalation.actions import start_ladder
from safeguard.escalation.enums import RouteKind
from safeguard.escalation.rules import route_kind
from safeguard.lib.errors import Refused
from safeguard.lib.permissions import Permission
from safeguard.lib.refs import new_ref
from safeguard.people.access import visible_people
from safeguard.people.models import Person
from safeguard.practitioners.models import Service, User
from safeguard.practitioners.selectors import holders_meant_by, people_named_in
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm
from sessions_app.access import sessions_to_raise_from
from sessions_app.actions import note_concern
from sessions_app.models import Session


@dataclass(frozen=True, kw_only=True)
class Concern:
    """What somebody reports, in their own words."""

    client_token: UUID
    how_soon: str
    about_staff: str
    imagery: str
    is_danger: bool = False
    service: Service | None = None
    about_whom: str = ""
    involved: tuple[str, ...] = ()
    staff_named: str = ""
    safeguarding_people: tuple[User, ...] = ()
    imagery_notice_read: bool = False
    exact_words: str = ""
    seen_and_done: str = ""
    opinion: str = ""
    when_happened: str = ""
    when_learned: str = ""
    who_knows: str = ""
    emergency_rung_at: str = ""
    emergency_rung_by: str = ""
    emergency_number: str = ""
    session: Session | None = None  # it was raised from it; one that the raiser may not see is left away
    complaint: Complaint | None = None  # a parent or carer said it; only for whoever answers it
    alarm: ConsentRequest | None = None  # a family said there that somebody is unsafe; only for who was told of it
    people: tuple[Person, ...] = ()
    involved_people: tuple[Somebody, ...] = ()  # each with a part of their own
    source: str = Source.STAFF

    @property
    def service_id(self) -> int | None:
        """The service's key, to compare with a row."""
        return self.service.pk if self.service else None


# What is stored as it came; the people ticked decide who is told.
_NOT_COPIED = ("safeguarding_people", "involved", "people", "alarm", "complaint", "involved_people")
_COPIED = tuple(f.name for f in fields(Concern) if f.name not in _NOT_COPIED)
# What decides how urgent it is and who is told: changed, it is another concern and not an addition.
_DECISIVE = ("how_soon", "about_staff", "imagery", "is_danger", "staff_named", "about_whom", "service_id")


def raise_concern(*, by: User, now: datetime, concern: Concern) -> Incident:
    """Write the incident, start its ladder and queue the alerts, all or nothing (INC-01, INC-35, ESC-05).

    The same client token again gives the first incident back and tells nobody twice; words that were changed in
    between are added to it, and changed answers about urgency, staff or imagery are a second concern. Raises Refused
    if an answer is missing without which nobody could act.
    """
    _check(by, concern)
    with transaction.atomic():
        incident = _raise(by, now, concern)
        close_drafts(by=by, now=now, form=DraftForm.CONCERN, client_token=concern.client_token)
        return incident


def _raise(by: User, now: datetime, concern: Concern) -> Incident:
    first = _first_with_token(by, concern)
    if first is None:
        return _write(by, now, concern)
    if _decides_otherwise(first, concern):
        return _raise_another(by, now, concern)
    _add_what_changed(by, now, first, concern)
    said = _linked(by, concern).involved_people
    write_involved_since(by=by, now=now, incident=first, client_token=concern.client_token, people=said)
    return first


def _check(by: User, concern: Concern) -> None:
    if not by.may(Permission.RAISE_CONCERN):
        raise Refused(_("This account is closed. Ring the safeguarding lead."))
    missing = rules.what_is_missing(
        how_soon=concern.how_soon,
        about_staff=concern.about_staff,
        imagery=concern.imagery,
        exact_words=concern.exact_words,
        seen_and_done=concern.seen_and_done,
    )
    if missing:
        raise Refused(missing[0].text)


def _first_with_token(by: User, concern: Concern) -> Incident | None:
    """The incident already raised with this token; whoever sends the same one at the same time waits here."""
    lock_token(concern.client_token)
    first = Incident.objects.filter(client_token=concern.client_token).first()
    if first is not None and first.raised_by_id != by.pk:
        raise Refused(_("This form was sent by somebody else. Open a new one."))
    return first


def _add_what_changed(by: User, now: datetime, first: Incident, concern: Concern) -> None:
    """Somebody went on writing while the first sending hung: what they wrote since becomes an addition."""
    changed = {
        str(label): getattr(concern, name)
        for name, label in QUESTIONS.items()
        if getattr(concern, name) and getattr(concern, name) != getattr(first, name)
    }
    if changed:
        text = "\n\n".join(f"{label}:\n{words}" for label, words in changed.items())
        token = uuid5(concern.client_token, text)
        add_to_report(by=by, now=now, report=first, client_token=token, text=text)


def _decides_otherwise(first: Incident, concern: Concern) -> bool:
    ticked = {person.pk for person in concern.safeguarding_people}
    left_out = set(first.exclusions.values_list("person_id", flat=True))
    return bool(ticked - left_out) or any(getattr(first, name) != getattr(concern, name) for name in _DECISIVE)


def _raise_another(by: User, now: datetime, concern: Concern) -> Incident:
    """The same form with other answers about urgency or people: its own concern, told to its own people, once."""
    ticked = sorted(person.pk for person in concern.safeguarding_people)
    answers = repr([ticked, *(getattr(concern, name) for name in _DECISIVE)])
    return raise_concern(by=by, now=now, concern=replace(concern, client_token=uuid5(concern.client_token, answers)))


def _write(by: User, now: datetime, concern: Concern) -> Incident:
    concern = _linked(by, concern)
    incident = write_concern(by=by, now=now, concern=concern, about_us=_is_about_us(concern))
    if concern.source == Source.MONITORING:
        tell_operations(by=by, now=now, incident=incident)
    _note_origin(by, now, concern, incident, is_kept_from_some=incident.exclusions.exists())
    return incident


def _is_about_us(concern: Concern) -> bool:
    anybody_named = bool(concern.safeguarding_people or concern.staff_named.strip())
    about_staff = rules.is_about_staff(concern.about_staff, is_anybody_named=anybody_named)
    return about_staff or rules.is_about_staff_by(concern.involved_people)


def write_concern(
    *,
    by: User | None,
    now: datetime,
    concern: Concern,
    about_us: bool,
    searched: str = "",
    not_before: datetime | None = None,
) -> Incident:
    """Write the incident, keep out whom it names, and start telling people of it, in the caller's transaction.

    ``searched``: words in which somebody who works for us may be named as well; ``not_before``: as for a ladder.
    """
    named = _people_named(concern, now, searched)
    subjects = named if about_us else []
    imagery = concern.imagery != "" and rules.counts_as_yes(concern.imagery)
    incident = Incident(
        ref=new_ref("SG"),
        raised_by=by,
        raised_at=now,
        urgency=rules.urgency_of(concern.how_soon, is_danger=concern.is_danger),
        is_about_staff=about_us,
        has_imagery=imagery,
        route=route_kind(is_about_staff=about_us, is_about_lead=includes_lead(subjects, now), has_imagery=imagery),
        involved=rules.kinds_of(concern.involved, concern.involved_people),
        **{name: getattr(concern, name) for name in _COPIED},
    )
    incident.save(force_insert=True)
    if concern.people:
        incident.people.add(*concern.people)
    kept_out = keep_out(incident=incident, now=now, kind=RouteKind(incident.route), named=named, subjects=subjects)
    record(Verb.RAISED, by=by, now=now, subject=incident, fields=incident.AUDIT_FIELDS)
    write_involved(by=by, now=now, incident=incident, client_token=concern.client_token, people=concern.involved_people)
    start_ladder(
        by=by,
        now=now,
        subject_type=Incident.SUBJECT,
        subject_ref=incident.ref,
        about_ref=incident.ref,
        path=incident.get_absolute_url(),
        kind=RouteKind(incident.route),
        urgency=incident.urgency,
        service=incident.service,
        # Nobody is told of what names them (ESC-07), and the raiser is not told of what they have raised.
        excluded=kept_out | ({by.pk} if by else set()),
        not_before=not_before,
    )
    return incident


def _note_origin(by: User, now: datetime, concern: Concern, incident: Incident, *, is_kept_from_some: bool) -> None:
    """Say in the session, and in what a family said, that a concern was raised from it."""
    if concern.session is not None:
        # Others read the page of the session: its other worker, managers (practice B16, B18).
        is_hidden = incident.route != RouteKind.ORDINARY or is_kept_from_some
        token = uuid5(concern.client_token, "session")
        note_concern(by=by, now=now, session=concern.session, ref=incident.ref, is_hidden=is_hidden, client_token=token)
    if concern.complaint is not None and complaint_for(by, concern.complaint.ref) is not None:
        note_complaint_raised(by=by, now=now, complaint=concern.complaint, incident=incident)
    if concern.alarm is not None:
        note_concern_raised(by=by, now=now, request=concern.alarm, ref=incident.ref)


def _linked(by: User, concern: Concern) -> Concern:
    """The concern with the session and the people that its raiser may see; the only one in a session is meant."""
    session = concern.session
    if session is not None and not sessions_to_raise_from(by).filter(pk=session.pk).exists():
        session = None
    in_it = list(Person.objects.filter(sessions__session=session)[:2]) if session is not None else []
    people = set(visible_people(by).filter(pk__in=[person.pk for person in concern.people]))
    if not people and len(in_it) == 1:
        people = set(in_it)
    alarm = alarm_for(by, concern.alarm.ref) if concern.alarm is not None else None
    if not people and alarm is not None:
        people = {alarm.person}
    may_pick = set(_picked(by, concern))
    said = tuple(one if one.person_id in may_pick else replace(one, person_id=None) for one in concern.involved_people)
    ordered = tuple(sorted(people, key=lambda person: person.pk))
    return replace(concern, session=session, alarm=alarm, people=ordered, involved_people=said)


def _picked(by: User, concern: Concern) -> list[int]:
    """Those picked in the rows whom the raiser may see; a forged one stays as the words that were typed."""
    wanted = [one.person_id for one in concern.involved_people if one.person_id is not None]
    return list(visible_people(by).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else []


def _people_named(concern: Concern, now: datetime, searched: str) -> list[User]:
    """Staff who are ticked, or named in what was typed about whom it is: one too many rather than one too few.

    Those who would be told are found by one word of their name or by their post, in the answer that asks for staff.
    """
    found = [
        *concern.safeguarding_people,
        *people_named_in(f"{concern.staff_named}\n{concern.about_whom}\n{searched}"),
        *holders_meant_by(concern.staff_named, now),
        *workers_meant(concern.involved_people, now),
    ]
    return list({person.pk: person for person in found}.values())
