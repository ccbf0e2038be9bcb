"""My team: who is trained and has signed, and what else a line manager looks after."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safeguard.desk import selectors as desk
from safeguard.duties.enums import DutyKind
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible
from safeguard.lib.pages import by_name
from safeguard.lib.permissions import Permission
from safeguard.lib.worktime import london_day
from safeguard.policies.enums import AupState
from safeguard.policies.rules import Thresholds
from safeguard.policies.selectors import aup_state_of, thresholds_in_force
from safeguard.practitioners import rules
from safeguard.practitioners.access import looked_after_by, questions_to_answer, services_agreed_on_by
from safeguard.practitioners.actions import note_team_listed
from safeguard.practitioners.enums import OfficerKnown, QuestionKind, TrainingKind, TrainingState
from safeguard.practitioners.models import Training, User
from safeguard.practitioners.requests import SignedInRequest
from safeguard.practitioners.selectors import learning
from sessions_app.access import people_shown_in
from sessions_app.actions import note_listed as note_sessions_listed
from sessions_app.selectors.sessions import ON_THE_WAY
from sessions_app.views.lines import list_line

SESSIONS_SHOWN = 50
DUTIES_SHOWN = 50
QUESTIONS_SHOWN = 25


@require_safe
def team(request: SignedInRequest) -> HttpResponse:
    """Who of the people somebody looks after is trained and has signed the policy on acceptable use."""
    user, now = request.user, clock.now()
    if not (user.may(Permission.MANAGE_TEAM) or user.may(Permission.MANAGE_PEOPLE)):
        raise NotVisible
    people = looked_after_by(user).prefetch_related("role_grants", "services")
    page = by_name(people, "full_name", request.GET.get("after", ""))
    note_team_listed(by=user, now=now, people=page.rows)
    ids = [person.pk for person in page.rows]
    today = london_day(now)
    trained, signed = learning.last_trainings(ids), aup_state_of(ids, now)
    standings, care = learning.standings_of(page.rows, today, trained=trained), learning.care_of(ids)
    officers, every = OfficersKnown(page.rows, now), thresholds_in_force(now)
    rows = [
        _member(one, _for_sessions(trained.get((one.pk, TrainingKind.SAFEGUARDING_ONLINE)), today), signed[one.pk])
        + _support(
            one,
            gaps=rules.gaps(standings[one.pk]),
            care=care[one.pk],
            knows_officer=officers.are_known_to(one),
            every=every,
            today=today,
        )
        for one in page.rows
    ]
    context = {
        "page": page,
        "everybody": user.may(Permission.MANAGE_PEOPLE),
        "heads": [cell["label"] for row in rows[:1] for cell in row],
        "rows": rows,
        "without_agreement": _without_agreement(user),
        **(_work(user, now) if user.may(Permission.MANAGE_TEAM) and page.is_first else {}),
    }
    return render(request, "desk/team.html", context)


def _work(user: User, now: datetime) -> dict[str, Any]:
    """What of the work of their team waits for a line manager (RPT-16)."""
    sessions = list(desk.sessions_of_team(user, now).order_by("starts_at", "pk")[:SESSIONS_SHOWN])
    shown_in = people_shown_in(user, sessions)
    if sessions:
        note_sessions_listed(by=user, now=now, sessions=sessions)
    found = [(one, list_line(one, shown_in[one.pk])) for one in sessions]
    duties = list(desk.late_or_to_offer(user, now)[:DUTIES_SHOWN])
    asks = questions_to_answer(user).filter(kind=QuestionKind.HELP, asked_by__line_manager=user)
    return {
        "now": now,
        "early": [line for one, line in found if one.state not in ON_THE_WAY],
        "one_to_ones": [line for one, line in found if one.state in ON_THE_WAY],
        "support": [duty for duty in duties if duty.kind == DutyKind.SUPPORT_COLLEAGUE],
        "late_records": [duty for duty in duties if duty.kind == DutyKind.RECORD],
        "asks": list(asks.order_by("due_on", "pk")[:QUESTIONS_SHOWN]),
        "today": london_day(now),
    }


class OfficersKnown:
    """Whether people have said that they know the officers of their services, asked for all of them in two queries."""

    def __init__(self, people: Sequence[User], now: datetime) -> None:
        self._officers = learning.officers_of_services(now)
        self._said = learning.officers_said(person.pk for person in people)

    def are_known_to(self, person: User) -> bool:
        """Whether somebody has said it of all their services, and of whoever it is now; true for those not asked."""
        if not person.may(Permission.WORK_WITH_PEOPLE):
            return True
        return all(self._state(person, service.pk) in _FINE for service in person.services.all())

    def _state(self, person: User, service_id: int) -> OfficerKnown:
        officer = self._officers.get(service_id, self._officers.get(None))
        said = self._said.get((person.pk, service_id))
        return rules.officer_known(said, officer.pk if officer else None, own=person.pk)


_FINE = (OfficerKnown.KNOWN, OfficerKnown.NOBODY)  # where nobody is named, that is for the administrator to put right


def _without_agreement(user: User) -> list[str]:
    """The services of a manager that have no agreement in force (ORG-34)."""
    services = learning.with_agreements(services_agreed_on_by(user))
    return [service.name for service in services if service.agreed is None]  # type: ignore[attr-defined]


def _support(
    person: User, *, gaps: Sequence[str], care: learning.Care, knows_officer: bool, every: Thresholds, today: date
) -> list[dict[str, Any]]:
    """What else a line manager looks after, each with where it is put right; only what needs doing is marked."""
    works = person.may(Permission.WORK_WITH_PEOPLE)
    checks = [] if not works else [care.accounts_at, care.privacy_at]
    late = not knows_officer or any(_is_late(at, person, every.weeks("self_check"), today) for at in checks)
    supervised = care.supervised_on
    return [
        {
            "label": _("All courses"),
            **_marked(_("In date"), _("%(count)s to do") % {"count": len(gaps)} if gaps else ""),
        },
        {
            "label": _("Background check"),
            **_background(care.background_on, today - every.weeks("background_check")),
            "url": reverse("desk:background", args=[person.ref]),
        },
        {"label": _("Self-checks"), **_marked(_("Said") if works else "–", _("Due") if late else "")},
        {
            "label": _("Supervision"),
            **_last(supervised, is_late=supervised is None or supervised < today - every.weeks("supervision")),
        },
        {
            "label": _("Last talk"),
            **_last(
                london_day(care.talked_at) if care.talked_at else None,
                is_late=works and _is_late(care.talked_at, person, every.weeks("check_in"), today),
            ),
        },
        {
            "label": _("Open questions"),
            "text": care.waiting or "–",
            "url": reverse("desk:questions") if care.waiting else "",
        },
    ]


def _is_late(at: datetime | None, person: User, every: timedelta, today: date) -> bool:
    return rules.due_again(london_day(at) if at else None, every, london_day(person.joined_at)) <= today


def _marked(fine: str, wrong: str) -> dict[str, Any]:
    return {"text": wrong, "level": "high"} if wrong else {"text": fine}


def _background(checked_on: date | None, since: date) -> dict[str, Any]:
    if checked_on is None:
        return {"text": _("Not recorded"), "level": "high"}
    return {"text": _short(checked_on), **({"level": "high"} if checked_on < since else {})}


def _short(day: date) -> str:
    return date_format(day, "j M Y")


def _last(on: date | None, *, is_late: bool) -> dict[str, Any]:
    text = _short(on) if on else _("Never")
    return {"text": text, "level": "high"} if is_late else {"text": text}


def _for_sessions(training: Training | None, today: date) -> TrainingState:
    """Where somebody stands with the course that sessions ask for."""
    return rules.training_on(training.fact() if training else None, today)


def _member(person: User, training: TrainingState, aup: AupState) -> list[dict[str, Any]]:
    """Somebody as a row of a table; only what needs doing is marked."""
    trained = {} if training == TrainingState.CURRENT else {"level": "high"}
    signed = {"level": "high"} if aup in (AupState.NEVER_SIGNED, AupState.STALE) else {}
    return [
        {"label": _("Name"), "text": person.full_name, "url": reverse("practitioners:training", args=[person.ref])},
        {"label": _("Safeguarding training"), "text": training.label, **trained},
        {"label": _("Acceptable use policy"), "text": aup.label, **signed},
    ]
