"""My work: what waits for somebody, soonest first."""

from collections.abc import Collection, Sequence
from datetime import datetime, time
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consent.access import visible_alarms
from incidents import access, selectors
from incidents.actions import note_listed
from safeguard.desk import selectors as desk
from safeguard.desk.access import is_told_of_lapses
from safeguard.duties.enums import DutyKind
from safeguard.duties.models import Duty
from safeguard.duties.selectors import open_duties_of
from safeguard.lib import clock
from safeguard.lib.permissions import Permission
from safeguard.notifications.selectors import restoration
from safeguard.people.access import may_register, may_see_people
from safeguard.people.actions import note_listed as note_people_listed
from safeguard.people.models import Person
from safeguard.people.rules import age_on
from safeguard.people.selectors import people_of
from safeguard.policies.selectors import policies_to_sign, thresholds_in_force
from safeguard.practitioners.access import questions_to_answer
from safeguard.practitioners.enums import TrainingState
from safeguard.practitioners.models import User
from safeguard.practitioners.requests import SignedInRequest
from safeguard.practitioners.selectors import is_live, training_state_of
from safeguard.reports.access import visible_reports
from safeguard.reports.rules.quarters import quarter_of
from safeguard.storage.enums import DraftForm
from safeguard.storage.selectors import drafts_of
from sessions_app.access import people_shown_in
from sessions_app.actions import note_listed as note_sessions_listed
from sessions_app.selectors.risk import risk_in_force
from sessions_app.views.lines import names_of, with_breaks

ALARMS_SHOWN = 10
WAITING_SHOWN = 5
REPORTS_SHOWN = 10
OWN_REPORTS_SHOWN = 100  # of somebody who has nothing else here
DRAFTS_SHOWN = 10
DUTIES_SHOWN = 25
SESSIONS_SHOWN = 10
PEOPLE_SHOWN = 10
CALLS_SHOWN = 10
QUESTIONS_SHOWN = 5
BOARD_REPORTS_SHOWN = 4


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """What waits for this person, by what they do here; nobody is shown a part that is never theirs."""
    user, now = request.user, clock.now()
    if user.raises_only:
        own = {"reports": selectors.reports_of(user)[:OWN_REPORTS_SHOWN]}
        return render(
            request, "desk/raise_only.html", {**own, "drafts": drafts_of(user, DraftForm.CONCERN)[:DRAFTS_SHOWN]}
        )
    context = {
        "now": now,
        **_concerns(user, now),
        **_to_do(user, now),
        **(_with_people(user, now) if may_see_people(user) else {}),
        **(_for_managers(user, now) if user.may(Permission.MANAGE_TEAM) else {}),
        **(_for_platforms(now) if user.may(Permission.MANAGE_PLATFORMS) else {}),
        **_board_reports(user),
        **_installation(user, now),
        "questions": _questions(user, now),
        "shared": selectors.shared_with(user),
        "manages_policies": user.may(Permission.MANAGE_POLICIES),
        "restored": restoration() if user.may(Permission.RELEASE_HELD) or user.may(Permission.SEE_DASHBOARD) else None,
        "may_release": user.may(Permission.RELEASE_HELD),
        "manages_people": user.may(Permission.MANAGE_PEOPLE),
    }
    return render(request, "desk/home.html", context)


@require_safe
def help_page(request: SignedInRequest) -> HttpResponse:
    """How to use what is here, and whom to ask."""
    return render(request, "desk/help.html")


def _concerns(user: User, now: datetime) -> dict[str, Any]:
    """Concerns nobody has acknowledged, welfare calls nobody has made, and what this person has raised."""
    waiting = list(selectors.waiting(access.visible_incidents(user, access.sight_of(user)), WAITING_SHOWN))
    if waiting:
        note_listed(by=user, now=now, incidents=waiting)
    sees_dashboard = user.may(Permission.SEE_DASHBOARD)
    return {
        "waiting": waiting,
        "alarms": visible_alarms(user)[:ALARMS_SHOWN],
        "sees_dashboard": sees_dashboard,
        "calls": desk.calls_to_make(user)[:CALLS_SHOWN] if sees_dashboard else [],
        "reports": selectors.reports_of(user)[:REPORTS_SHOWN],
        "drafts": drafts_of(user, DraftForm.CONCERN)[:DRAFTS_SHOWN],
    }


def _to_do(user: User, now: datetime) -> dict[str, Any]:
    """Duties, the soonest first, and what has to be signed."""
    duties = list(open_duties_of(user)[:DUTIES_SHOWN])
    return {"duties": _tasks(user, duties, now), "to_sign": policies_to_sign(user)}


def _tasks(user: User, duties: Sequence[Duty], now: datetime) -> list[dict[str, Any]]:
    about = desk.what_about(user, duties)
    return [
        {
            "duty": duty,
            "about": about.get(duty.subject_ref, ""),
            "url": duty.path + ("#chronology" if duty.kind == DutyKind.FIRST_ENTRY else ""),
            "is_late": duty.due_at <= now,
        }
        for duty in duties
    ]


def _with_people(user: User, now: datetime) -> dict[str, Any]:
    """The sessions and the people of somebody who works with people."""
    today = now.astimezone(clock.LONDON).date()
    begins = datetime.combine(today, time(), clock.LONDON)
    sessions = list(desk.own_sessions(user, begins)[:SESSIONS_SHOWN])
    shown_in = people_shown_in(user, sessions)
    if sessions:
        note_sessions_listed(by=user, now=now, sessions=sessions)
    people = list(people_of(user, now)[: PEOPLE_SHOWN + 1])
    note_people_listed(by=user, now=now, people=people[:PEOPLE_SHOWN])
    trained = training_state_of([user.pk], today)[user.pk]
    return {
        "works_with_people": may_register(user),
        "sees_people": True,
        "sessions": with_breaks(
            [_session(one, shown_in[one.pk], now) for one in sessions],
            thresholds_in_force(now).minutes("session_gap"),
        ),
        "people": _own_people(people[:PEOPLE_SHOWN], now),
        "has_more_people": len(people) > PEOPLE_SHOWN,
        "untrained": trained if may_register(user) and trained != TrainingState.CURRENT else None,
    }


def _own_people(people: Sequence[Person], now: datetime) -> list[dict[str, Any]]:
    """People with their age today and the risk in force. One query."""
    today, risks = now.astimezone(clock.LONDON).date(), risk_in_force([one.pk for one in people])
    return [
        {
            "person": one,
            "age": age_on(one.born_on, today),
            "risk": risks.get(one.pk),
            "risk_words": _("Risk: %(rating)s") % {"rating": str(risks[one.pk].get_rating_display()).lower()}
            if one.pk in risks
            else "",
        }
        for one in people
    ]


def _board_reports(user: User) -> dict[str, Any]:
    newest = visible_reports(user).order_by("-quarter_start", "-revision")[:BOARD_REPORTS_SHOWN]
    shown = [(quarter_of(one.quarter_start).label, one) for one in newest]
    return {"sees_board_reports": user.may(Permission.SEE_REPORTS), "board_reports": shown}


def _session(one: Any, shown: Collection[int], now: datetime) -> dict[str, Any]:
    names = names_of(one.taking_part, shown)
    is_today = one.starts_at.astimezone(clock.LONDON).date() == now.astimezone(clock.LONDON).date()
    return {"session": one, "names": ", ".join(names), "day": _("Today") if is_today else ""}


def _for_managers(user: User, now: datetime) -> dict[str, Any]:
    """What the team should have done by now."""
    late = list(desk.late_in_team(user, now)[:DUTIES_SHOWN])
    return {"manages_team": True, "late": _tasks(user, late, now)}


def _questions(user: User, now: datetime) -> list[dict[str, Any]]:
    """Questions that wait for an answer of this person, the longest first. One query, for those who are asked any."""
    if not (user.may(Permission.MANAGE_TEAM) or user.may(Permission.ANSWER_QUESTIONS)):
        return []
    today = now.astimezone(clock.LONDON).date()
    waiting = questions_to_answer(user).order_by("due_on", "pk")[:QUESTIONS_SHOWN]
    return [{"question": one, "is_late": one.due_on < today} for one in waiting]


def _installation(user: User, now: datetime) -> dict[str, Any]:
    """What is essential and has gone since the installation went live (practice A10): one query, and only for those
    who are told."""
    return {"lapses": desk.lapses(now) if is_live() and is_told_of_lapses(user) else []}


def _for_platforms(now: datetime) -> dict[str, Any]:
    today = now.astimezone(clock.LONDON).date()
    return {"manages_platforms": True, "platforms": desk.platforms_to_look_at(today)}
