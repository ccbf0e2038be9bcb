"""Pages of sessions: what is coming and past, one session with its readiness, and every reason to go on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible
from safeguard.lib.findings import Whose
from safeguard.lib.pages import Page, by_name, newest_first
from safeguard.lib.permissions import Permission
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import Device, User
from safeguard.practitioners.requests import SignedInRequest
from safeguard.practitioners.selectors.staff import has_register, usable_devices
from sessions_app import access
from sessions_app.actions import note_listed, note_opened
from sessions_app.enums import SessionState
from sessions_app.forms.starts import StartForm
from sessions_app.models import Participant, ReasonGiven, Session
from sessions_app.rules import planning, readiness
from sessions_app.selectors import sessions as selectors
from sessions_app.selectors.readiness import Readiness, readiness_of
from sessions_app.views import lines

SHOWN = ("mine", "mine-past", "all", "all-past")


@require_safe
def session_list(request: SignedInRequest) -> HttpResponse:
    """Today and coming, or past: one's own, and by role those of the team, the service, or everybody."""
    sees_more = _sees_more(request)
    if not (sees_more or request.user.may(Permission.WORK_WITH_PEOPLE)):
        raise NotVisible
    now = clock.now()
    shown = request.GET.get("show", "")
    shown = shown if shown in SHOWN and (sees_more or shown.startswith("mine")) else _first_shown(request)
    visible = access.visible_sessions(request.user)
    rows = selectors.run_by(visible, request.user) if shown.startswith("mine") else visible
    page = _page(rows, shown, request.GET.get("after", ""), now)
    note_listed(by=request.user, now=now, sessions=page.rows)
    today = now.astimezone(clock.LONDON).date()
    is_today = [one.starts_at.astimezone(clock.LONDON).date() <= today for one in page.rows]
    shown_in = access.people_shown_in(request.user, page.rows)
    found = [lines.list_line(one, shown_in[one.pk]) for one in page.rows]
    if shown == "mine":
        found = lines.with_breaks(found, thresholds_in_force(now).minutes("session_gap"))
    is_past = shown.endswith("past")
    context = {
        "shown": shown,
        "tabs": _tabs(shown, sees_more=sees_more),
        "today": [line for line, is_so in zip(found, is_today, strict=True) if is_so and not is_past],
        "rows": [line for line, is_so in zip(found, is_today, strict=True) if is_past or not is_so],
        "page": page,
        "is_past": is_past,
        "may_plan": request.user.may(Permission.WORK_WITH_PEOPLE),
    }
    return render(request, "sessions/session_list.html", context)


def _page(rows: QuerySet[Session], shown: str, after: str, now: datetime) -> Page[Session]:
    if shown.endswith("past"):
        return newest_first(selectors.past(rows, now), "starts_at", after)
    return by_name(selectors.coming(rows, now), "starts_at", after)


def _sees_more(request: SignedInRequest) -> bool:
    ways = (Permission.MANAGE_TEAM, Permission.SEE_SERVICE_PEOPLE, Permission.SEE_ALL_PEOPLE)
    return any(request.user.may(one) for one in ways)


def _first_shown(request: SignedInRequest) -> str:
    return "mine" if request.user.may(Permission.WORK_WITH_PEOPLE) else "all"


def _tabs(shown: str, *, sees_more: bool) -> list[dict[str, Any]]:
    names = {
        "mine": _("Yours, coming"),
        "mine-past": _("Yours, past"),
        "all": _("Everybody’s, coming"),
        "all-past": _("Everybody’s, past"),
    }
    here = reverse("sessions:list")
    return [
        {"text": text, "url": f"{here}?show={name}", "current": name == shown}
        for name, text in names.items()
        if sees_more or name.startswith("mine")
    ]


@require_safe
def reasons(request: SignedInRequest) -> HttpResponse:
    """Every reason to go on, newest first, for those who look after safeguarding: they see it at once (design 4.1)."""
    if not request.user.may(Permission.SEE_DASHBOARD):
        raise NotVisible
    now = clock.now()
    found = selectors.reasons_in(access.visible_sessions(request.user))
    page = newest_first(found, "at", request.GET.get("after", ""))
    note_listed(by=request.user, now=now, sessions=list({one.session.pk: one.session for one in page.rows}.values()))
    rows = [{"reason": one, "rule": readiness.NAMES.get(one.rule, one.rule)} for one in page.rows]
    return render(request, "sessions/session_reasons.html", {"page": page, "rows": rows})


@require_safe
def detail(request: SignedInRequest, ref: str) -> HttpResponse:
    """A session: how ready it is, first; then its plan, its risk, what was said to it."""
    session = access.get_session_for(request.user, ref)
    now = clock.now()
    note_opened(by=request.user, now=now, session=session)
    return render(request, "sessions/session_detail.html", detail_of(request, session, now))


def detail_of(
    request: SignedInRequest, session: Session, now: datetime, form: StartForm | None = None
) -> dict[str, Any]:
    """What the page of a session shows; ``form``: what was answered at the start, if it could not begin."""
    user = request.user
    given, approvals = list(selectors.reasons_of(session)), list(selectors.approvals_of(session))
    shown = access.people_shown(user, session)
    everybody: list[Participant] = session.taking_part  # type: ignore[attr-defined]
    people = [one for one in everybody if one.person_id in shown]
    hidden = selectors.refs_around(session, [one.person_id for one in everybody if one.person_id not in shown])
    assessment = selectors.assessment_of(session)
    is_open = session.state in planning.OPEN
    is_the_day = planning.is_the_same_occasion(session.starts_at, now)
    ready = readiness_of(session, now) if is_open else None
    given, ready = _without_flags(user, session, given, ready)
    context: dict[str, Any] = {
        "session": session,
        "now": now,
        "title": lines.title_of(session, lines.names_of(everybody, shown)),
        "when": lines.day_and_time(session.starts_at),
        "state": lines.SessionState(session.state),
        "level": lines.LEVELS[lines.SessionState(session.state)],
        "people": people,
        "told": selectors.told_among(people),
        "others": len(everybody) - len(people),
        "rows": [*lines.plan_rows(session, shown), *lines.declared_rows(session)],
        "assessment": assessment,
        "assessment_rows": lines.assessment_rows(assessment) if assessment else [],
        "story": lines.story_of(session, approvals, [one for one in given if _about(one.key) not in hidden]),
        "ready": ready,
        "is_open": is_open,
        "is_the_day": is_the_day,
        "may_plan": access.may_plan(user, session),
        "may_run": access.may_run(user, session),
        "may_approve": access.may_approve(user, session),
        "manager": session.practitioner.line_manager,
        "next_url": _next_url(session, user),
        "last_answer": approvals[0] if approvals else None,
    }
    if ready is None:
        context["rows"] += lines.settings_rows(session)
        return context
    seen = ready.without(hidden)
    context |= {"found": lines.finding_lines(seen, session, user, given), **_what_next(ready, context)}
    context |= {"found_about_others": len(ready.stops + ready.open) - len(seen.stops + seen.open)}
    if context["may_start"]:
        context["form"] = form or StartForm(settings=ready.facts.platform_settings, devices=devices_for(user))
    return context


def _without_flags(
    user: User, session: Session, given: Sequence[ReasonGiven], ready: Readiness | None
) -> tuple[list[ReasonGiven], Readiness | None]:
    """Reasons and findings without those that would tell this person of a flag (SEC-14)."""
    keys = [one.key for one in given] + [one.key for one in (ready.findings if ready else ())]
    secret = access.tells_of_a_flag(user, session, keys)
    return [one for one in given if one.key not in secret], ready.without_keys(secret) if ready else None


def _about(key: str) -> str:
    """Whom a reason is about, by the reference in its key."""
    return key.partition(":")[2].partition(":")[0]


def _what_next(ready: Readiness, context: dict[str, Any]) -> dict[str, Any]:
    """The one thing to press next, where there is one."""
    state, may_run = context["session"].state, context["may_run"]
    asks_manager = bool(readiness.given_by(ready.open, Whose.MANAGER))
    waits = state == SessionState.WITH_MANAGER
    worker_done = not ready.stops and not ready.for_the_worker
    first_time = bool(ready.for_the_manager)
    return {
        "asks_manager": first_time,
        "may_send": context["may_plan"]
        and worker_done
        and asks_manager
        and not waits
        and (first_time or context["is_the_day"]),
        "may_answer": context["may_approve"] and waits,
        "may_start": may_run and ready.is_ready and not waits and context["is_the_day"],
        "is_ready_later": ready.is_ready and not waits and not context["is_the_day"],
    }


def devices_for(user: User) -> Sequence[Device] | None:
    """The devices of ours that somebody may use, None as long as there is no register. Two queries."""
    return usable_devices(user) if has_register() else None


def _next_url(session: Session, user: Any) -> str:
    """Where a session goes on that has begun."""
    name = lines.WHERE_TO.get(SessionState(session.state))
    if name is None or (session.state != SessionState.RECORDED and not access.may_run(user, session)):
        return ""
    return reverse(name, args=[session.ref])
