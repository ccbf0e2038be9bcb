"""Handing people over with all that goes with them: planned sessions, what is to be done, what is to be known."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from incidents.models import Incident
from safeguard.desk.rules.handing_over import SessionChoice, choices_for, seen_until
from safeguard.lib.errors import Refused
from safeguard.people.access import lock_people
from safeguard.people.actions import hand_over_people
from safeguard.people.models import Involvement, Person
from safeguard.people.selectors import allocated_since, allocated_to
from safeguard.practitioners.models import Service, User
from sessions_app.actions import cancel_session, pass_session_on, pass_work_on
from sessions_app.models import Session
from sessions_app.selectors.handing_over import planned_with, words_for

CALLED_OFF = "Handed over to another practitioner"


@transaction.atomic
def hand_over(
    *,
    by: User,
    now: datetime,
    people: Collection[Person],
    of: User | None,
    to: User,
    note: str,
    sessions: Mapping[str, SessionChoice],
    notes: Mapping[int, str] | None = None,
    service: Service | None = None,
    because_of: Incident | None = None,
) -> list[Involvement]:
    """Hand people over from ``of`` (None: nobody is allocated to them) to another practitioner, all or none.

    ``note`` stands in each story, what ``notes`` says of one by their id in theirs. ``sessions``: what becomes of each
    planned session that ``of`` runs with them, by its reference. What was agreed to do, welfare calls and times to
    rearrange go with them; risk assessments and consent are read by whoever sees the person. ``because_of``: a case
    about somebody who works here; whoever is kept out of it finds neither hand-over nor note (practice B16).
    Raises Refused as ``hand_over_people`` does, and when something has changed since the form was opened.
    """
    locked = lock_people(people)  # of two at once, the second sees what the first has done, and is told
    if set(allocated_to(locked, now).values()) != ({of} if of else set()) or allocated_since(locked, now):
        raise Refused(_("Somebody has handed them over meanwhile. Look again."))
    planned = list(planned_with(of, people, now)) if of else []
    _check_choices(planned, people, sessions, may_keep=of is not None and of.is_active and because_of is None)
    for session in planned:
        if sessions[session.ref] == SessionChoice.CALL_OFF:
            cancel_session(by=by, now=now, session=session, reason=_(CALLED_OFF))
    begun = hand_over_people(
        by=by,
        now=now,
        people=people,
        to=to,
        reason=note,
        notes=notes,
        service=service,
        kept_from=_kept_from(because_of),
        seen_until=_seen_until([one for one in planned if sessions[one.ref] == SessionChoice.KEEP], people),
    )
    if of is not None and of != to:
        for session in planned:
            if sessions[session.ref] == SessionChoice.MOVE:
                pass_session_on(by=by, now=now, session=session, of=of, to=to)
        pass_work_on(by=by, now=now, people=people, of=of, to=to)
    return begun


def _check_choices(
    planned: Collection[Session], people: Collection[Person], sessions: Mapping[str, SessionChoice], *, may_keep: bool
) -> None:
    chosen = [person.pk for person in people]
    for session in planned:
        may = choices_for([one.person_id for one in session.participants.all()], chosen, may_keep=may_keep)
        if not may:
            words = _(
                "%(session)s has to be settled first: others take part, and it cannot stay as it is. Call it off."
            )
            raise Refused(words % {"session": words_for(session)})
        if session.ref not in sessions:
            raise Refused(_("The sessions that are planned have changed meanwhile. Look again."))
        if sessions[session.ref] not in may:
            words = _("That cannot become of this session: %(session)s. Choose something else.")
            raise Refused(words % {"session": words_for(session)})
    if len(planned) != len(sessions):
        raise Refused(_("The sessions that are planned have changed meanwhile. Look again."))


def _seen_until(kept: Collection[Session], people: Collection[Person]) -> dict[int, datetime]:
    """Until when each of the people who takes part in a session that is kept is still seen, by their ids."""
    moments: dict[int, list[datetime]] = {}
    for session in kept:
        for one in session.participants.all():
            moments.setdefault(one.person_id, []).append(session.starts_at)
    last = {person.pk: seen_until(moments.get(person.pk, [])) for person in people}
    return {pk: until for pk, until in last.items() if until is not None}


def _kept_from(because_of: Incident | None) -> list[int]:
    """Whoever is named in a case, and their line: those who are kept out of it."""
    return list(because_of.exclusions.values_list("person_id", flat=True)) if because_of else []
