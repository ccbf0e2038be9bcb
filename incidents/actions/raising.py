"""Raising a concern: incident, ladder and alerts in one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID, uuid5

from django.db import connection, transaction

from incidents import rules
from incidents.actions.adding import add_to_report
from incidents.enums import QUESTIONS, ExclusionReason, Verb
from incidents.models import Exclusion, Incident
from safeguard.audit.actions import record
from safeguard.escalation.actions import start_ladder
from safeguard.escalation.enums import RouteKind
from safeguard.escalation.rules import route_kind
from safeguard.lib.errors import Refused
from safeguard.lib.permissions import Permission
from safeguard.lib.refs import new_ref
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import Service, User
from safeguard.practitioners.selectors import line_above, people_holding, people_named_in
from safeguard.storage.actions import discard_draft
from safeguard.storage.enums import DraftForm


@dataclass(frozen=True, kw_only=True)
class Concern:
    """What somebody reports. Texts are kept exactly as they were typed."""

    client_token: UUID
    how_soon: str
    about_staff: str
    imagery: str
    is_danger: bool = False
    service: Service | None = None
    about_whom: str = ""
    staff_named: str = ""
    safeguarding_people: tuple[User, ...] = ()
    exact_words: str = ""
    seen_and_done: str = ""
    opinion: str = ""
    when_happened: str = ""
    who_knows: str = ""
    emergency_rung_at: str = ""
    emergency_rung_by: str = ""
    emergency_number: str = ""


# What is stored as it came; the rest of a Concern decides who is told.
_COPIED = tuple(f.name for f in fields(Concern) if f.name != "safeguarding_people")


def raise_concern(*, by: User, now: datetime, concern: Concern) -> Incident:
    """Write the incident, start its ladder and queue the alerts, all or nothing (INC-01, INC-35, ESC-05).

    The same client token again gives the first incident back and tells nobody twice; words that were changed in
    between are added to it. Raises Refused if an answer is missing without which nobody could act.
    """
    _check(by, concern)
    with transaction.atomic():
        first = _first_with_token(by, concern)
        if first is None:
            return _write(by, now, concern)
        _add_what_changed(by, now, first, concern)
        return first


def _check(by: User, concern: Concern) -> None:
    if not by.may(Permission.RAISE_CONCERN):
        raise Refused("This account is closed. Ring the safeguarding lead.")
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
    _lock_token(concern.client_token)
    first = Incident.objects.filter(client_token=concern.client_token).first()
    if first is not None and first.raised_by_id != by.pk:
        raise Refused("This form was sent by somebody else. Open a new one.")
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
    discard_draft(by=by, form=DraftForm.CONCERN)


def _lock_token(token: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [token.int % 2**63])


def _write(by: User, now: datetime, concern: Concern) -> Incident:
    anybody_named = bool(concern.safeguarding_people or concern.staff_named.strip())
    about_staff = rules.is_about_staff(concern.about_staff, is_anybody_named=anybody_named)
    named = _people_named(concern) if about_staff else []
    about_lead = bool(named) and not {p.pk for p in named}.isdisjoint(people_holding(PostCode.DSL, now))
    imagery = rules.counts_as_yes(concern.imagery)
    incident = Incident(
        ref=new_ref("SG"),
        raised_by=by,
        raised_at=now,
        urgency=rules.urgency_of(concern.how_soon, is_danger=concern.is_danger),
        is_about_staff=about_staff,
        has_imagery=imagery,
        route=route_kind(is_about_staff=about_staff, is_about_lead=about_lead, has_imagery=imagery),
        **{name: getattr(concern, name) for name in _COPIED},
    )
    incident.save(force_insert=True)
    excluded = _exclude(incident, named)
    record(Verb.RAISED, by=by, now=now, subject=incident, fields=incident.AUDIT_FIELDS)
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
        excluded=excluded,
    )
    discard_draft(by=by, form=DraftForm.CONCERN)
    return incident


def _people_named(concern: Concern) -> list[User]:
    """Staff the concern is about: ticked, or named in what was typed about whom it is."""
    typed = people_named_in(f"{concern.staff_named}\n{concern.about_whom}")
    return list({p.pk: p for p in [*concern.safeguarding_people, *typed]}.values())


def _exclude(incident: Incident, named: Iterable[User]) -> list[int]:
    named = list(named)
    ids = {person.pk for person in named}
    line = line_above(named) - ids if named else set()
    Exclusion.objects.bulk_create(
        [Exclusion(incident=incident, person_id=pk, reason=ExclusionReason.NAMED) for pk in sorted(ids)]
        + [Exclusion(incident=incident, person_id=pk, reason=ExclusionReason.LINE) for pk in sorted(line)]
    )
    return sorted(ids | line)
