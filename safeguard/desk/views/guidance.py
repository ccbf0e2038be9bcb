"""What this software does of the guidance, and where to read on."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from safeguard.desk.forms import GuidanceForm
from safeguard.desk.rules.enforced import AREAS, DOES, ENFORCED, found
from safeguard.lib import clock
from safeguard.policies import access, rules, selectors
from safeguard.practitioners.requests import SignedInRequest

LEVELS = {"stop": "high", "reason": "moderate", "note": "information", "record": "none"}


@require_safe
def guidance(request: SignedInRequest) -> HttpResponse:
    """Every rule that is enforced or proved, with its clause and the limit that changes it; searched by a plain GET."""
    form = GuidanceForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = found(ENFORCED, asked.get("words", ""), asked.get("area", ""))
    areas = [{"title": AREAS[code], "code": code, "rows": [_row(one) for one in some]} for code, some in rows.items()]
    context = {
        "form": form,
        "areas": areas,
        "count": sum(len(some) for some in rows.values()),
        "asked": any(asked.values()),
    }
    return render(request, "desk/guidance.html", context)


def _row(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "does": DOES[row.does],
        "level": LEVELS[row.does],
        "setting": rules.DEFAULTS[row.setting].label if row.setting else "",
        "setting_url": reverse("policies:threshold", args=[row.setting]) if row.setting else "",
    }


@require_safe
def resources(request: SignedInRequest) -> HttpResponse:
    """What words mean, which risks there are, resilience, and guidance outside with the day each link was looked at."""
    now: datetime = clock.now()
    checks = selectors.link_checks()
    may_check = access.may_issue(request.user) or selectors.who_reviews(now).filter(pk=request.user.pk).exists()
    context = {
        "definitions": rules.DEFINITIONS,
        "risks": rules.RISKS,
        "resilience": rules.RESILIENCE,
        "links": [{"code": code, "link": one, "check": checks.get(code)} for code, one in rules.RESOURCES.items()],
        "may_check": may_check,
    }
    return render(request, "desk/resources.html", context)
