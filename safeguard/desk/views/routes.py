"""In which order people are told, by kind of concern and service, and who that would be at this moment (ESC-06)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from safeguard.desk.forms.routes import STEP_WORDS, RouteForm
from safeguard.escalation import selectors
from safeguard.escalation.access import may_change_route, may_see_routes
from safeguard.escalation.actions import set_route
from safeguard.escalation.enums import RouteKind
from safeguard.escalation.exceptions import RouteChanged
from safeguard.escalation.rules import Levels
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import Service
from safeguard.practitioners.requests import SignedInRequest, fresh_sign_in_required
from safeguard.practitioners.selectors import PostBook, post_book, service_with, services_in_use

KINDS = {
    RouteKind.ORDINARY: gettext_lazy("A concern about a young person or an adult at risk"),
    RouteKind.IMAGERY: gettext_lazy("Pictures or videos may be part of it"),
    RouteKind.ABOUT_STAFF: gettext_lazy("It is about somebody who works or volunteers for us"),
    RouteKind.ABOUT_LEAD: gettext_lazy("It is about the safeguarding lead"),
}


@dataclass(frozen=True)
class Step:
    """One step of an order: what it is called, and each post with who answers for it now (nobody: an empty text)."""

    words: str
    posts: tuple[tuple[str, str], ...]


@require_safe
def routes(request: SignedInRequest) -> HttpResponse:
    """Every kind of concern with its order, and the services that have one of their own."""
    if not may_see_routes(request.user):
        raise NotVisible
    now = clock.now()
    services = list(services_in_use())
    own = selectors.services_with_own_routes()
    book = post_book([], now=now, hours=thresholds_in_force(now).hours)
    context = {
        "kinds": [
            {
                "title": title,
                "steps": _steps(selectors.levels_of(kind, None), book, None),
                "url": _url(kind) if may_change_route(request.user, kind) else "",
                "with_own": [one for one in services if (kind.value, one.pk) in own],
            }
            for kind, title in KINDS.items()
        ]
    }
    return render(request, "desk/routes.html", context)


@fresh_sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def route(request: SignedInRequest, kind: str, ref: UUID | None = None) -> HttpResponse:
    """One order, to look at as it would be at this moment, and to change."""
    if kind not in RouteKind.values or not may_change_route(request.user, RouteKind(kind)):
        raise NotVisible
    which, service, now = RouteKind(kind), service_with(ref) if ref else None, clock.now()
    current: Levels = selectors.levels_of(which, service)
    form = RouteForm(request.POST if request.method == "POST" else None, kind=which, current=current)
    if request.method == "POST":
        gives_up = "give_up" in request.POST
        form.full_clean()
        if gives_up or form.is_valid():
            try:
                levels: Levels = () if gives_up else form.levels
                seen = form.cleaned_data.get("seen", [])
                set_route(by=request.user, now=now, kind=which, service=service, levels=levels, seen=seen)
            except RouteChanged as changed:
                form = _beside(request, which, changed)
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _for_which(which, service))
                return redirect("desk:routes")
    return _show(request, which, service, form, now)


def _for_which(kind: RouteKind, service: Service | None) -> str:
    """What a saved order holds for: a service with an order of its own keeps that."""
    if service is not None:
        return _("Saved. In %(service)s it holds for every concern that is raised from now on.") % {"service": service}
    own = selectors.services_with_own_routes()
    others = [str(one) for one in services_in_use() if (kind.value, one.pk) in own]
    if not others:
        return _("Saved. It holds for every concern that is raised from now on.")
    words = _("Saved. It holds for every concern that is raised from now on. These keep their own order: %(names)s.")
    return words % {"names": ", ".join(others)}


def _beside(request: SignedInRequest, kind: RouteKind, changed: RouteChanged) -> RouteForm:
    """The form with what was chosen; above it stands what somebody else has saved. Sent again, both were seen."""
    data = request.POST.copy()
    data["seen"] = json.dumps(changed.levels)
    again = RouteForm(data, kind=kind, current=changed.levels)
    again.add_error(None, str(changed))
    return again


def _show(
    request: SignedInRequest, kind: RouteKind, service: Service | None, form: RouteForm, now: datetime
) -> HttpResponse:
    book = post_book([service.pk if service else None], now=now, hours=thresholds_in_force(now).hours)
    context: dict[str, Any] = {
        "title": KINDS[kind],
        "service": service,
        "steps": _steps(selectors.levels_of(kind, service), book, service),
        "form": form,
        "has_own": selectors.has_own_route(kind, service),
        "services": [{"service": one, "url": _url(kind, one)} for one in services_in_use()] if not service else [],
    }
    return render(request, "desk/route.html", context, status=422 if form.errors else 200)


def _steps(levels: Levels, book: PostBook, service: Service | None) -> list[Step]:
    titles = dict(PostCode.choices)
    found = book.answering([code for level in levels for code in level], service_id=service.pk if service else None)
    return [
        Step(
            str(words),
            tuple((str(titles.get(code, code)), _first(found[code]) or _each(code, service)) for code in level),
        )
        for words, level in zip(STEP_WORDS, levels, strict=False)
    ]


def _first(answering: Iterable[Any]) -> str:
    return next((one.name for one in answering), "")


def _each(code: str, service: Service | None) -> str:
    """Officers belong to services: for the whole organisation nobody is missing."""
    return _("of the service") if code == PostCode.DSO and service is None else ""


def _url(kind: RouteKind, service: Service | None = None) -> str:
    if service is None:
        return reverse("desk:route", args=[kind.value])
    return reverse("desk:service_route", args=[kind.value, service.ref])
