"""The limits in force: each with where it comes from, what it may be, and what it was."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.policies import access, rules, selectors
from safeguard.policies.actions import set_threshold
from safeguard.policies.forms import NationForm, ThresholdForm
from safeguard.policies.models import Threshold
from safeguard.practitioners.models import User
from safeguard.practitioners.requests import SignedInRequest, fresh_sign_in_required


@require_safe
def thresholds(request: SignedInRequest) -> HttpResponse:
    """Every limit as it is now: value, from when, where it comes from, and what is planned."""
    now = clock.now()
    own, planned = selectors.set_by_organisation(now), selectors.planned_changes(now)
    rooms = [
        {"title": title, "rows": [_row(code, own.get(code), planned.get(code)) for code in codes]}
        for title, codes in rules.in_rooms(rules.DEFAULTS)
    ]
    heads = [_("Limit"), _("Now"), _("Since"), _("Where it comes from")]
    context = {"heads": heads, "rooms": rooms}
    return render(request, "policies/threshold_list.html", context)


def _row(code: str, own: Threshold | None, planned: Threshold | None) -> list[dict[str, Any]]:
    default = rules.DEFAULTS[code]
    value = rules.in_words(code, own.value if own else default.value)
    return [
        {"label": _("Limit"), "text": default.label, "url": reverse("policies:threshold", args=[code])},
        {"label": _("Now"), "text": f"{value}; {_planned(code, planned)}" if planned else value},
        {"label": _("Since"), "text": own.from_at.astimezone(clock.LONDON).date() if own else "–"},
        {"label": _("Where it comes from"), "text": _source(default, own)},
    ]


def _source(default: rules.Default, own: Threshold | None) -> str:
    if own is None:
        return rules.origin_in_words(default)
    if own.set_by is None:
        return _("Set when this installation was made.")
    return _("Set by your organisation: %(name)s.") % {"name": own.set_by.full_name}


def _planned(code: str, planned: Threshold) -> str:
    return _("%(value)s from %(day)s") % {"value": rules.in_words(code, planned.value), "day": _day(planned.from_at)}


def _day(moment: datetime) -> str:
    return date_format(moment.astimezone(clock.LONDON), "j F Y, H:i")


@require_http_methods(["GET", "HEAD", "POST"])
def threshold(request: SignedInRequest, code: str) -> HttpResponse:
    """One limit: what it is, what it was, and a change of it by those who may."""
    if code not in rules.DEFAULTS:
        raise NotVisible
    may = access.may_set_threshold(request.user, code)
    if request.method != "POST":
        return _threshold_page(request, code, _form(code) if may else None)
    if not may:
        raise NotVisible
    return _set(request, code)


@fresh_sign_in_required
def _set(request: SignedInRequest, code: str) -> HttpResponse:
    form = _form(code, request.POST)
    if form.is_valid():
        cleaned = form.cleaned_data
        try:
            set_threshold(
                by=request.user,
                now=clock.now(),
                code=code,
                value=cleaned["value"],
                from_at=form.from_at(),
                reason=cleaned["reason"],
                client_token=cleaned["client_token"],
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It is kept. What was judged before stays as it was."))
            return redirect("policies:threshold", code)
    return _threshold_page(request, code, form, status=422)


def _form(code: str, data: Any = None) -> ThresholdForm:
    kind = NationForm if rules.DEFAULTS[code].unit == rules.NATION else ThresholdForm
    return kind(data, code=code)


def _threshold_page(
    request: SignedInRequest, code: str, form: ThresholdForm | None, *, status: int = 200
) -> HttpResponse:
    now, default = clock.now(), rules.DEFAULTS[code]
    own = selectors.set_by_organisation(now).get(code)
    facts = [
        {"key": _("Now"), "value": rules.in_words(code, own.value if own else default.value)},
        {"key": _("Where it comes from"), "value": _source(default, own)},
        {"key": _("Without a word of yours"), "value": rules.in_words(code, default.value)},
        {"key": _("And that is"), "value": rules.origin_in_words(default)},
    ]
    if default.unit != rules.NATION:
        words = {"low": rules.in_words(code, default.low), "high": rules.in_words(code, default.high)}
        facts.append({"key": _("It may be"), "value": _("%(low)s to %(high)s") % words})
    history = [_entry(code, row, now) for row in selectors.history_of(code)]
    context = {"label": default.label, "code": code, "form": form, "facts": facts, "history": history}
    return render(request, "policies/threshold.html", context, status=status)


def _entry(code: str, row: Threshold, now: datetime) -> dict[str, Any]:
    by: User | None = row.set_by
    return {
        "value": rules.in_words(code, row.value),
        "day": _day(row.from_at),
        "is_planned": row.from_at > now,
        "who": by.full_name if by else _("this installation"),
        "reason": row.reason,
    }
