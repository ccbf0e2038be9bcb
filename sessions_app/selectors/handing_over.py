"""What a practitioner still has to do for people who are handed over."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from safeguard.duties.enums import DutyKind, DutyState
from safeguard.duties.models import Duty
from safeguard.people.models import Person
from safeguard.practitioners.models import User
from sessions_app.models import AgreedAction, Participant, Session, WelfareCall
from sessions_app.rules import planning
from sessions_app.selectors.sessions import run_by


@dataclass(frozen=True)
class Work:
    """What one practitioner has to do: welfare calls, what was agreed, and sessions (by reference) to rearrange."""

    calls: list[WelfareCall]
    actions: list[AgreedAction]
    to_rearrange: list[str]


def planned_with(of: User, people: Collection[Person], now: datetime) -> QuerySet[Session]:
    """The sessions somebody is to run with these people, the soonest first, with everybody who takes part."""
    soon = now - planning.SAME_OCCASION
    theirs = Participant.objects.filter(person__in=people).values("session")
    rows = run_by(Session.objects.filter(pk__in=theirs, state__in=planning.OPEN, starts_at__gte=soon), of)
    everybody = Prefetch("participants", Participant.objects.select_related("person").order_by("pk"))
    return rows.select_related("practitioner", "second_worker").prefetch_related(everybody).order_by("starts_at", "pk")


def words_for(session: Session) -> str:
    """Which session it is, for whoever decides what becomes of it: its kind and when, and no name."""
    when = date_format(localtime(session.starts_at), "DATETIME_FORMAT")
    return _("%(kind)s on %(when)s") % {"kind": session.get_kind_display(), "when": when}


def work_of(of: User, people: Collection[Person]) -> Work:
    """What somebody has to do for these people. Three queries."""
    actions = AgreedAction.objects.filter(owner=of, assessment__person__in=people, done_at__isnull=True)
    calls = WelfareCall.objects.filter(caller=of, person__in=people, made_at__isnull=True)
    theirs = Participant.objects.filter(person__in=people).values("session__ref")
    duties = Duty.objects.filter(owner=of, kind=DutyKind.REARRANGE, state=DutyState.OPEN)
    late = duties.filter(subject_type=Session.SUBJECT, subject_ref__in=theirs)
    return Work(
        list(calls.order_by("due_at", "pk")),
        list(actions.select_related("assessment").order_by("due_on", "pk")),
        list(late.order_by("due_at").values_list("subject_ref", flat=True)),
    )
