"""The dashboard of those who deal with concerns (RPT-15): what burns first on top, each line a link to the work."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consent.access import visible_alarms
from incidents import access, selectors
from incidents.actions import note_listed
from incidents.models import Incident
from incidents.rules import AUTHORITIES, WAITING, Narrowed, narrowed
from incidents.views.lines import with_tags
from safeguard.duties.selectors import narrow_duties
from safeguard.escalation.access import sees_route
from safeguard.escalation.enums import RouteKind
from safeguard.escalation.selectors import failing_alerts_about
from safeguard.lib import clock
from safeguard.lib.pages import SIZE, Page, newest_first
from safeguard.lib.permissions import Permission
from safeguard.lib.worktime import end_of_day
from safeguard.notifications.selectors import restoration
from safeguard.practitioners.models import User
from safeguard.practitioners.requests import SignedInRequest

ALARMS_SHOWN = 50
WAITING_SHOWN, ALL_WAITING = 20, 200  # beside the rest, and alone
IN_HAND_FIRST = 10  # beside what waits; the pages after it hold more


@require_safe
def dashboard(request: SignedInRequest) -> HttpResponse:
    """What nobody has acknowledged; then what is late, what lies with authorities, and what somebody deals with."""
    access.check_sees_dashboard(request.user)
    user, now, to = request.user, clock.now(), narrowed(request.GET)
    sight = access.sight_of(user)
    visible = access.visible_incidents(user, sight)
    chosen = selectors.narrow(visible, to)
    most = ALL_WAITING if to.show == WAITING else WAITING_SHOWN
    found = list(selectors.waiting(selectors.still_waiting(chosen, to), most + 1))
    waiting, has_more = found[:most], len(found) > most
    page = _in_hand(chosen, to, user, now, request.GET.get("after", ""))
    note_listed(by=user, now=now, incidents=[*waiting, *page.rows])
    asks_newest = has_more or to.is_narrowed  # an open page is told of whatever is new, also of what it does not show
    duties = narrow_duties(
        access.watched_duties(user, sight), service=to.service, kind=to.kind, owner=user if to.mine else None
    )
    until = now if to.late else end_of_day(now)
    beside = selectors.beside(visible, access.services_seen(user, sight), duties, now, until, asks_newest=asks_newest)
    context = {
        "now": now,
        "to": to,
        "is_whole": to.show != WAITING,
        "waiting": waiting,
        "all_waiting": _here(replace(to, show=WAITING)) if has_more and to.show != WAITING else "",
        "has_more_waiting": has_more,
        "acknowledged": page,
        "here": _here(to),
        "older": f"{_here(to)}{'&' if to.is_narrowed else '?'}after={page.older_key}" if page.older else "",
        "in_hand": with_tags(page.rows),
        "latest": beside.latest if asks_newest else selectors.latest_alert(visible, shown=waiting),
        "counts": beside.counts,
        "due_more": to.of_duties,
        "beside": beside,
        "answers_late": (late := beside.late_answers(now)),
        "answers_owed": len(beside.answers_due) - late,
        "with_authorities": _here(Narrowed(show=AUTHORITIES)),
        "filters": _filters(user, to, beside.services),
        "chosen": _chosen(to, beside.services),
        **_what_is_wrong(user, visible, beside),
        "may_release": user.may(Permission.RELEASE_HELD),
        "second_channel": bool(settings.SMS_URL),
    }
    return render(request, "incidents/dashboard.html", context)


def _in_hand(chosen: QuerySet[Incident], to: Narrowed, user: User, now: datetime, after: str) -> Page[Incident]:
    if to.show == WAITING:
        return Page([], "", is_first=True)
    rows = selectors.acknowledged(selectors.in_hand(chosen, to, user, now))
    return newest_first(rows, "raised_at", after, SIZE if after or to.is_narrowed else IN_HAND_FIRST)


def _what_is_wrong(user: User, visible: QuerySet[Incident], there: selectors.Beside) -> dict[str, Any]:
    """What most days there is nothing of is looked up for this user only when there is any of it at all."""
    return {
        "alarms": list(visible_alarms(user)[:ALARMS_SHOWN]) if there.alarms else [],
        "failing": list(failing_alerts_about(visible.values("ref"))[:5]) if there.failing else [],
        "restored": restoration() if there.restored else None,
        "without_phone": list(selectors.without_phone(clock.now())) if there.without_phone else [],
    }


def _here(to: Narrowed) -> str:
    return f"{reverse('incidents:dashboard')}?{to.query}" if to.is_narrowed else reverse("incidents:dashboard")


def _filters(user: User, to: Narrowed, services: Sequence[dict[str, str]]) -> list[dict[str, Any]]:
    """What somebody may narrow the page to, each choice an address; nothing where there is no choice."""
    kinds = [kind for kind in RouteKind if sees_route(user, kind)]
    groups: list[tuple[str, list[tuple[str, Narrowed]]]] = [
        (_("Show"), [(_("Mine only"), replace(to, mine=True)), (_("Late only"), replace(to, late=True))]),
        (_("Kind"), [(str(capfirst(kind.label)), replace(to, kind=kind.value)) for kind in kinds]),
        (_("Service"), [(one["name"], replace(to, service=one["ref"])) for one in services]),
    ]
    return [
        {"title": title, "choices": [{"text": text, "url": _here(one), "current": one == to} for text, one in choices]}
        for title, choices in groups
        if len(choices) > 1
    ]


def _chosen(to: Narrowed, services: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """What the page is narrowed to, each with the address without it."""
    names = {one["ref"]: one["name"] for one in services}
    chosen = [
        (to.mine, _("Mine only"), replace(to, mine=False)),
        (to.late, _("Late only"), replace(to, late=False)),
        (to.show == WAITING, _("Not acknowledged"), replace(to, show="")),
        (to.show == AUTHORITIES, _("With authorities"), replace(to, show="")),
        (to.kind, str(capfirst(RouteKind(to.kind).label)) if to.kind else "", replace(to, kind="")),
        (to.service, names.get(to.service, _("Another service")), replace(to, service="")),
    ]
    return [{"text": text, "url": _here(without)} for is_so, text, without in chosen if is_so]


@require_safe
def closed(request: SignedInRequest) -> HttpResponse:
    """What was closed, the last closed first."""
    access.check_sees_dashboard(request.user)
    visible = access.visible_incidents(request.user)
    page = newest_first(selectors.closed(visible), "closed_at", request.GET.get("after", ""))
    note_listed(by=request.user, now=clock.now(), incidents=page.rows)
    return render(request, "incidents/closed_list.html", {"page": page, "closed": with_tags(page.rows)})


@require_safe
def alerts(request: SignedInRequest) -> HttpResponse:
    """What an open dashboard asks every few seconds: is there a new alert? It moves nothing on the page."""
    access.check_sees_dashboard(request.user)
    latest = selectors.latest_alert(access.visible_incidents(request.user))
    alarms = list(visible_alarms(request.user)[:ALARMS_SHOWN])
    return render(request, "incidents/dashboard_alerts.html", {"latest": latest, "alarms": alarms, "now": clock.now()})
