"""Turning 18: somebody is asked in time, talks it over, and decides. Nothing changes by itself (practice A12)."""

from datetime import datetime, time

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.duties.actions import Matter, finish_duties, open_duty
from safeguard.duties.enums import DutyKind
from safeguard.lib.clock import LONDON
from safeguard.lib.errors import Refused
from safeguard.lib.refs import new_ref
from safeguard.lib.worktime import next_working_moment
from safeguard.notifications.actions import queue_messages
from safeguard.notifications.models import Message
from safeguard.people import access, messages, rules
from safeguard.people.enums import PersonKind, Verb
from safeguard.people.models import Adulthood, Person
from safeguard.people.selectors import allocated_to, turning_18
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors.learning import officers_of_services

BATCH = 100


@transaction.atomic
def ask_about_turning_18(*, by: None = None, now: datetime) -> int:
    """Give the allocated practitioner of everybody who turns 18 soon the duty to talk it over. Returns how many.

    Again and again it does no harm: whoever has been asked is not asked twice. Who is allocated to nobody is asked
    about as soon as somebody is; until then the officer of their service has been told once, in working time.
    """
    today = now.astimezone(LONDON).date()
    thresholds = thresholds_in_force(now)
    before = thresholds.weeks("turns_18")
    people = list(turning_18(today, before, now, has_worker=True).select_related("service")[:BATCH])
    workers = allocated_to(people, now) if people else {}
    for person in people:
        _ask(now, person, workers[person.pk])
    alone = turning_18(today, before, now, has_worker=False)
    _tell_of_those_with_nobody(now, alone, next_working_moment(now, thresholds.hours))
    return len(people)


def _tell_of_those_with_nobody(now: datetime, waiting: QuerySet[Person], due_at: datetime) -> None:
    """The officer of the service is told once of each: nobody else would be."""
    told = Message.objects.filter(kind=messages.NOBODY_TO_ASK, subject_ref=OuterRef("ref"))
    people = list(waiting.filter(~Exists(told))[:BATCH])
    officers = officers_of_services(now) if people else {}
    pairs = [(one, officers.get(one.service_id) or officers.get(None)) for one in people]
    queue_messages([messages.nobody_to_ask(one, to, due_at) for one, to in pairs if to is not None], now=now)


def _ask(now: datetime, person: Person, owner: User) -> None:
    day = rules.birthday(person.born_on, rules.ADULT)
    open_duty(
        by=None,
        now=now,
        kind=DutyKind.TURNS_18,
        owner=owner,
        due_at=max(now, datetime.combine(day, time(9), LONDON).astimezone(now.tzinfo)),
        about=Matter(
            subject_type=Person.SUBJECT,
            subject_ref=person.ref,
            path=reverse("people:adulthood", args=[person.ref]),
            service=person.service,
        ),
    )


@transaction.atomic
def talk_over_adulthood(*, by: User, now: datetime, person: Person, kind: str, wishes: str) -> Adulthood:
    """Keep what was talked over and decided before, or soon after, somebody turns 18.

    ``kind``: young person or adult at risk. Before the birthday nobody becomes an adult at risk: the duty stays until
    a person changes the record. The same said twice is kept once. Raises Refused for whoever may not, for words that
    are missing, for other words than those that were kept, and for somebody who has long been an adult.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not access.may_change(by, person):
        raise Refused(_("Only those who work with them, or their managers, can change this."))
    there = Adulthood.objects.filter(person=person).first()
    if there is not None:
        if (there.kind, there.wishes) == (kind, wishes.strip()):
            return there  # the second press
        raise Refused(_("Somebody has kept this already, in other words. Read it; keep yours as an agreement."))
    if kind not in (PersonKind.YOUNG_PERSON, PersonKind.ADULT_AT_RISK):
        raise Refused(_("Say what they are from 18 on: a young person, or an adult at risk."))
    if not wishes.strip():
        raise Refused(_("Write what they want: who may know what from now on."))
    talked = Adulthood.objects.create(
        ref=new_ref("AH"), person=person, kind=kind, wishes=wishes.strip(), added_at=now, added_by=by
    )
    record(Verb.TURNED_ADULT, by=by, now=now, subject=talked, fields=["kind", "wishes"])
    is_adult = not rules.is_child_on(PersonKind.YOUNG_PERSON, person.born_on, now.astimezone(LONDON).date())
    if person.kind != kind and (is_adult or kind == PersonKind.YOUNG_PERSON):
        person.kind, person.version = kind, person.version + 1
        person.save(update_fields=["kind", "version"])
        record(Verb.CHANGED, by=by, now=now, subject=person, fields=["kind", "version"])
    if person.kind == kind:
        finish_turning_18(by=by, now=now, person=person)
    return talked


def finish_turning_18(*, by: User, now: datetime, person: Person) -> None:
    """The duty is done: the record says what they are from 18 on."""
    finish_duties(by=by, now=now, kinds=[DutyKind.TURNS_18], subject_type=Person.SUBJECT, subject_ref=person.ref)
