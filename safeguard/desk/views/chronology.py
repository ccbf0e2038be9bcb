"""The chronology of a person, to be read from its beginning and to be printed."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from incidents.actions import note_chronologies_opened
from safeguard.desk import selectors
from safeguard.desk.forms.chronology import ChronologyForm
from safeguard.desk.selectors.story import Kind, Span
from safeguard.lib import clock
from safeguard.people import access
from safeguard.people.actions import note_opened
from safeguard.practitioners.requests import SignedInRequest

_CODES = ("kind", "since_day", "since_month", "since_year", "until_day", "until_month", "until_year")


@require_safe
def person_chronology(request: SignedInRequest, ref: str) -> HttpResponse:
    """Sessions, calls, consent, risk, and the cases that this user may read, line by line, the oldest first. Reading it
    opens the record of the person, and each case it shows."""
    found, now = access.get_person_for(request.user, ref), clock.now()
    form = ChronologyForm(request.GET or {})
    note_opened(by=request.user, now=now, person=found)
    context: dict[str, Any] = {"person": found, "form": form, "now": now}
    if form.is_valid():
        since, until = form.moments(now)
        before = _moment(request.GET.get("before", ""))
        span = Span(min(until, before) if before else until, since, selectors.MOST)
        shown = selectors.chronology_of_person(request.user, found, span, form.cleaned_data["kind"])
        note_chronologies_opened(by=request.user, now=now, incidents=shown.cases)
        codes = {name: request.GET[name] for name in _CODES if request.GET.get(name)}
        context |= {
            "entries": shown.entries,
            "chosen": _chosen(form, codes),
            "older_url": _older(shown.older_than, codes),
            "made_by": request.user.full_name,
        }
    return render(request, "desk/person_chronology.html", context, status=200 if form.is_valid() else 422)


def _chosen(form: ChronologyForm, codes: dict[str, str]) -> list[dict[str, str]]:
    """Each filter in words, and the address without it."""
    said = form.cleaned_data
    words = {
        "kind": str(selectors.KIND_WORDS[Kind(said["kind"])]) if said["kind"] else "",
        "since": _("From %(day)s") % {"day": date_format(said["since"], "j F Y")} if said["since"] else "",
        "until": _("To %(day)s") % {"day": date_format(said["until"], "j F Y")} if said["until"] else "",
    }
    return [{"text": text, "url": f"?{urlencode(_without(codes, name))}"} for name, text in words.items() if text]


def _without(codes: dict[str, str], name: str) -> dict[str, str]:
    return {code: value for code, value in codes.items() if not code.startswith(name)}


def _older(moment: datetime | None, codes: dict[str, str]) -> str:
    return f"?{urlencode({**codes, 'before': str(moment.timestamp())})}" if moment else ""


def _moment(text: str) -> datetime | None:
    """The moment before which it is asked for; None for what is no moment."""
    try:
        return datetime.fromtimestamp(float(text), clock.LONDON)
    except (ValueError, OverflowError, OSError):
        return None
