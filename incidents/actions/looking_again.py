"""What follows a closing: somebody looks again at 1, 4 and 12 weeks, and a second person where asked for (INC-32)."""

from datetime import datetime, timedelta
from uuid import uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from incidents import access, rules, selectors
from incidents.actions.writing import write_entry
from incidents.enums import EntryKind, ReadingVerb, Verb
from incidents.models import Closure, Incident, Reader
from safeguard.audit.actions import record
from safeguard.duties.actions import finish_duties, open_duty
from safeguard.duties.enums import DutyKind
from safeguard.escalation.selectors import ladder_about
from safeguard.lib.clock import LONDON
from safeguard.lib.worktime import add_working_time, london_day
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import who_answers

CHECKS = ("monitor_first", "monitor_second", "monitor_third")
SECOND = (PostCode.DSL, PostCode.DEPUTY_DSL, PostCode.STRATEGIC_LEAD)


@transaction.atomic
def plan_next_check(*, by: User, now: datetime, incident: Incident, closed_at: datetime) -> None:
    """The next of the three looks at a closed case becomes a duty; after the third there is none."""
    done, limits = selectors.checks_since(incident, closed_at), thresholds_in_force(now)
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    if done >= len(CHECKS) or ladder is None:
        return
    day = london_day(max(closed_at + limits.weeks(CHECKS[done]), now + timedelta(days=1)))
    due_at = datetime.combine(day, limits.hours.opens, LONDON)
    open_duty(by=by, now=now, kind=DutyKind.MONITOR, owner=by, due_at=due_at, about=ladder)


@transaction.atomic
def ask_for_second_look(*, by: User, now: datetime, incident: Incident, closure: Closure) -> User | None:
    """Another of lead, deputy and strategic lead is to look at how a case was closed, where its kind asks for it
    (INC-51). Returns who, or None where nobody is asked; that there is nobody to ask stands in the chronology.

    Of imagery, one who may not see it otherwise is named as its reader by whoever closed it (practice B18).
    """
    facts = selectors.facts_of(incident, now).case
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    if facts is None or ladder is None or not rules.needs_second(facts):
        return None
    limits = thresholds_in_force(now)
    out = {closure.closed_by_id, *incident.exclusions.values_list("person_id", flat=True)}
    found = who_answers(SECOND, service_id=incident.service_id, now=now, hours=limits.hours, excluded=out)
    people = [one.person for one in (found[code] for code in SECOND) if one is not None]
    if not people:
        text = _("Nobody else of lead, deputy and strategic lead may look at it a second time.")
        values = {"kind": EntryKind.DECISION, "text": text}
        token = uuid5(closure.client_token, "second")
        entry, _is_new = write_entry(by=by, now=now, incident=incident, client_token=token, values=values)
        record(Verb.ENTRY_ADDED, by=by, now=now, subject=entry, fields=["kind", "text"])
        return None
    sees = [one for one in people if access.visible_incidents(one).filter(pk=incident.pk).exists()]
    second = next(iter(sees), people[0])
    if not sees:
        Reader.objects.create(incident=incident, person=second, added_by=by, added_at=now)
        record(Verb.READER_ADDED, by=by, now=now, subject=incident, fields=["readers"])
    due_at = add_working_time(now, limits.working_hours_long("second_look"), limits.hours)
    open_duty(by=by, now=now, kind=DutyKind.SECOND_LOOK, owner=second, due_at=due_at, about=ladder)
    return second


def end_second_look(*, by: User, now: datetime, incident: Incident) -> None:
    """Nobody is to look any more: the duty is done, and whoever was let in only to look reads it no more.

    Their row is the one without a reason: whoever leads a case gives one for each they let in (practice B18).
    """
    kinds = [DutyKind.SECOND_LOOK]
    finish_duties(by=by, now=now, kinds=kinds, subject_type=Incident.SUBJECT, subject_ref=incident.ref)
    for reader in incident.readers.filter(reason="", ended_at=None).select_related("person"):
        reader.ended_at, reader.ended_by = now, by
        reader.save(update_fields=["ended_at", "ended_by"])
        record(ReadingVerb.READER_ENDED, by=by, now=now, subject=incident, refs=[str(reader.person.ref)])
