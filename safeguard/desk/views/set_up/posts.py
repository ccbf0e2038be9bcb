"""Who answers for safeguarding: the holders of posts, and whoever is on duty out of hours."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from safeguard.desk.forms.setting_up import HolderForm, OnDutyForm
from safeguard.desk.views.set_up.pages import administrators_only, form_page
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible
from safeguard.practitioners import selectors
from safeguard.practitioners.actions import appoint_holder, end_duty, put_on_duty
from safeguard.practitioners.enums import CoverReason, PostCode
from safeguard.practitioners.models import PostHolding, Service
from safeguard.practitioners.requests import SignedInRequest, fresh_sign_in_required

asked_and_sent = require_http_methods(["GET", "HEAD", "POST"])
HERE = "desk:set_up_posts"
# What each is for, in the order in which they are filled.
MEANING = {
    PostCode.DSL: gettext_lazy("Answers for safeguarding in the whole organisation. Is told of every concern."),
    PostCode.DEPUTY_DSL: gettext_lazy("Stands in for the lead, and is told next. Somebody else than the lead."),
    PostCode.STRATEGIC_LEAD: gettext_lazy(
        "A senior manager. Is told when nobody else has answered, and at once when it is about the lead."
    ),
    PostCode.HR_DSO: gettext_lazy("Is told, with the lead, when it is about somebody who works or volunteers here."),
    PostCode.CHAIR: gettext_lazy("Is told when it is about the lead and nobody else answers."),
    PostCode.CHAMPION: gettext_lazy("A member of the board, with online safety in the remit. Is told of no concern."),
    PostCode.POLICY_DSO: gettext_lazy("Keeps the policies and verifies the directory. Is told of no concern."),
    PostCode.DSO: gettext_lazy("Is told first of concerns in services that have no officer of their own."),
}

LEVELS = {PostCode.DSL: "high", PostCode.DEPUTY_DSL: "high"}  # nothing goes live without them


@administrators_only
@require_safe
def posts(request: SignedInRequest) -> HttpResponse:
    """Every post with its holder."""
    held = selectors.holders_now(clock.now())
    context = {
        "posts": [_task(held, code, None, reverse("desk:set_up_post", args=[code])) for code in MEANING],
        "officers": [
            _task(held, PostCode.DSO, service, reverse("desk:set_up_officer", args=[service.ref]))
            for service in selectors.services_in_use()
        ],
        "out_of_hours": [_on_duty(held)],
    }
    return render(request, "desk/set_up/posts.html", context)


def _task(held: Sequence[PostHolding], code: PostCode, service: Service | None, url: str) -> dict[str, Any]:
    holder = next(
        (one for one in held if one.reason is None and (one.post.code, one.post.service) == (code, service)), None
    )
    text = service.name if service else _("All other services: officer") if code == PostCode.DSO else code.label
    task = {"text": text, "hint": "" if service else MEANING[code], "url": url}
    if holder is None:
        return {**task, "status": _("Nobody"), "level": _level(held, code, service)}
    return {**task, "status": holder.person.full_name}


def _level(held: Sequence[PostHolding], code: PostCode, service: Service | None) -> str:
    """How much an empty post weighs: the officer for all services does for a service that has none of its own."""
    if code != PostCode.DSO:
        return LEVELS.get(code, "information")
    has_one_for_all = any((one.post.code, one.post.service, one.reason) == (code, None, None) for one in held)
    return "high" if service and not has_one_for_all else ""


def _on_duty(held: Sequence[PostHolding]) -> dict[str, Any]:
    now_on = next((one for one in held if one.reason == CoverReason.ON_DUTY), None)
    task = {
        "text": _("On duty out of hours"),
        "hint": _("Is told instead of the lead outside working hours. While nobody is, the lead is."),
        "url": reverse("desk:set_up_on_duty"),
    }
    if now_on is None or now_on.to_at is None:
        return {**task, "status": _("Nobody"), "level": "information"}
    last = now_on.to_at.astimezone(clock.LONDON) - timedelta(minutes=1)
    words = {"name": now_on.person.full_name, "day": date_format(last, "j F")}
    return {**task, "status": _("%(name)s, up to %(day)s") % words}


@administrators_only
@asked_and_sent
@fresh_sign_in_required
def post(request: SignedInRequest, code: str) -> HttpResponse:
    """Name the holder of a post for all services."""
    if code not in PostCode.values:
        raise NotVisible
    return _fill(request, PostCode(code), None)


@administrators_only
@asked_and_sent
@fresh_sign_in_required
def officer(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """Name the safeguarding officer of a service."""
    return _fill(request, PostCode.DSO, selectors.service_with(ref))


def _fill(request: SignedInRequest, code: PostCode, service: Service | None) -> HttpResponse:
    form = HolderForm(request.POST if request.method == "POST" else None, by=request.user)
    held = selectors.holders_now(clock.now())
    now_held = [one.person for one in held if (one.post.code, one.post.service) == (code, service) and not one.reason]
    return form_page(
        request,
        form,
        act=lambda: appoint_holder(by=request.user, now=clock.now(), code=code, service=service, **form.cleaned_data),
        done=_("The post is filled."),
        to=reverse(HERE),
        template="desk/set_up/post.html",
        context={
            "title": code.label,
            "service": service,
            "meaning": MEANING[code],
            "holder": now_held[:1],
            "away_url": reverse("desk:officer_away", args=[service.ref])
            if service
            else reverse("desk:post_away", args=[code]),
        },
        beside="person",
    )


@administrators_only
@asked_and_sent
@fresh_sign_in_required
def on_duty(request: SignedInRequest) -> HttpResponse:
    """Name who is told instead of the lead out of hours, up to a day, or take whoever is off duty."""
    now = clock.now()
    today = now.astimezone(clock.LONDON).date()
    held = [one for one in selectors.holders_now(now) if one.post.code == PostCode.DSL]
    lead = next((one.post for one in held), None)
    form = OnDutyForm(request.POST if request.method == "POST" else None, by=request.user, today=today)
    if lead is None:
        return render(request, "desk/set_up/on_duty.html", {"no_lead": True})

    if "nobody" in request.POST:
        end_duty(by=request.user, now=now, post=lead)
        messages.success(request, _("Nobody is on duty out of hours. The lead is told."))
        return redirect(HERE)

    def arrange() -> None:
        given = form.cleaned_data
        until = datetime.combine(given["until"] + timedelta(days=1), time(), clock.LONDON)
        put_on_duty(by=request.user, now=now, post=lead, person=given["person"], to_at=until)

    return form_page(
        request,
        form,
        act=arrange,
        done=_("They are on duty out of hours."),
        to=reverse(HERE),
        template="desk/set_up/on_duty.html",
        context={"on_now": [one.person.full_name for one in held if one.reason == CoverReason.ON_DUTY]},
        beside="person",
    )
