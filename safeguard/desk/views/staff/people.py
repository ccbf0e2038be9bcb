"""Everybody who works here, or did: the one list, with a search and filters."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeguard.desk.forms.staff import StaffFilterForm, StaffSearchForm
from safeguard.desk.views.set_up.pages import administrators_only
from safeguard.desk.views.set_up.people import rows_of
from safeguard.lib import clock
from safeguard.lib.pages import SIZE, Page, by_name
from safeguard.practitioners.actions import note_staff_listed
from safeguard.practitioners.models import User
from safeguard.practitioners.requests import SignedInRequest
from safeguard.practitioners.selectors.staff import people_like

FOUND = 50  # by a search: whoever finds more types more of the name


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: SignedInRequest) -> HttpResponse:
    """The people who work here by name, or those who have left; those of a name, which is sent in the body (SEC-07)."""
    now = clock.now()
    search = StaffSearchForm(request.POST if request.method == "POST" else None)
    filters = StaffFilterForm(request.GET or None)
    given: dict[str, Any] = filters.cleaned_data if filters.is_bound and filters.is_valid() else {}
    words = search.cleaned_data["words"] if search.is_bound and search.is_valid() else ""
    found = people_like({**given, "words": words}).distinct()
    page: Page[User] = by_name(
        found, "full_name", "" if words else request.GET.get("after", ""), FOUND if words else SIZE
    )
    note_staff_listed(by=request.user, now=now, people=page.rows)
    rows = rows_of(page.rows, now)
    chosen = _chosen(given, request)
    context = {
        "page": page,
        "heads": [cell["label"] for row in rows[:1] for cell in row],
        "rows": rows,
        "search": search,
        "filters": filters,
        "chosen": chosen,
        "words": words,
        "older_url": f"?{urlencode({**_asked(request), 'after': page.older})}" if page.older and not words else "",
        "has_more": bool(page.older and words),
    }
    return render(request, "desk/set_up/people.html", context, status=422 if search.errors else 200)


def _asked(request: SignedInRequest) -> dict[str, str]:
    names = StaffFilterForm.base_fields
    return {name: request.GET[name] for name in names if request.GET.get(name)}


def _chosen(given: dict[str, Any], request: SignedInRequest) -> list[dict[str, str]]:
    """Each filter that is set, with the address without it."""
    asked = _asked(request)
    texts = {
        "service": str(given.get("service") or ""),
        "kind": dict(StaffFilterForm.base_fields["kind"].choices).get(given.get("kind"), ""),  # type: ignore[attr-defined]
        "role": dict(StaffFilterForm.base_fields["role"].choices).get(given.get("role"), ""),  # type: ignore[attr-defined]
        "left": _("Those who have left") if given.get("left") else "",
    }
    here = reverse("desk:set_up_people")
    return [
        {
            "text": str(texts[name]),
            "url": f"{here}?{urlencode({key: value for key, value in asked.items() if key != name})}",
        }
        for name in asked
        if given.get(name)
    ]
