"""The chronology of a case by itself: a part of it, of some days, page by page; and correcting what was wrong."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from incidents import access, actions, selectors
from incidents.enums import LineKind
from incidents.forms import CorrectionForm, StreamFilter
from incidents.models import ChronologyEntry, Incident
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of


@require_safe
def chronology(request: SignedInRequest, ref: str) -> HttpResponse:
    """Everything that happened in its order, the newest first. Who has opened it stands there only if it is asked for,
    by whoever leads the case."""
    incident = access.get_incident_for(request.user, ref)
    handles, leads = access.handles(request.user, incident), access.signs_off(request.user, incident)
    kinds = kinds_for(handles=handles, leads=leads)
    form = StreamFilter(request.GET or {}, kinds=kinds)
    shown = form.is_valid()
    wanted = _wanted(form, kinds) if shown else selectors.Wanted(())
    page = selectors.page_of_stream(
        selectors.SOURCES, selectors.Cases.of([incident]), wanted, request.GET.get("after", "")
    )
    actions.note_chronology_opened(by=request.user, now=clock.now(), incident=incident)
    codes = _codes(request) if shown else {}
    context = {
        "incident": incident,
        "form": form,
        "page": page,
        "may_handle": handles,
        "leads": leads,
        "chosen": _chosen(form, codes) if shown else [],
        "older_url": f"?{urlencode({**codes, 'after': page.older})}" if page.older else "",
        "newest_url": f"?{urlencode(codes)}",
    }
    return render(request, "incidents/chronology.html", context, status=200 if shown else 422)


def kinds_for(*, handles: bool, leads: bool) -> Collection[LineKind]:
    """The parts of a chronology that somebody sees: who reads it and was asked is for those who deal with the case, who
    has opened it for whoever leads it."""
    hidden = set() if leads else {LineKind.OPENED}
    return [kind for kind in LineKind if kind not in hidden and (handles or kind != LineKind.ACCESS)]


def _wanted(form: StreamFilter, kinds: Collection[LineKind]) -> selectors.Wanted:
    chosen = form.cleaned_data["kind"]
    since, until = form.moments()
    every = [kind for kind in kinds if kind != LineKind.OPENED]
    return selectors.Wanted([LineKind(chosen)] if chosen else every, since, until)


_CODES = ("kind", "since_day", "since_month", "since_year", "until_day", "until_month", "until_year")


def _codes(request: SignedInRequest) -> dict[str, str]:
    """What of the address narrows the chronology: a part and days, nothing that somebody typed."""
    return {name: request.GET[name] for name in _CODES if request.GET.get(name)}


def _chosen(form: StreamFilter, codes: dict[str, str]) -> list[dict[str, str]]:
    """Each filter in words, and the address without it."""
    words = {
        "kind": str(LineKind(form.cleaned_data["kind"]).label) if form.cleaned_data["kind"] else "",
        "since": _day(_("From %(day)s"), form.cleaned_data["since"]),
        "until": _day(_("To %(day)s"), form.cleaned_data["until"]),
    }
    return [{"text": text, "url": f"?{urlencode(_without(codes, name))}"} for name, text in words.items() if text]


def _without(codes: dict[str, str], name: str) -> dict[str, str]:
    return {code: value for code, value in codes.items() if not code.startswith(name)}


def _day(words: str, day: Any) -> str:
    return words % {"day": date_format(day, "j F Y")} if day else ""


# --- Correcting ------------------------------------------------------------------------------------------------------


def _entry(incident: Incident, entry: UUID) -> ChronologyEntry:
    found = incident.entries.select_related("by").filter(ref=entry).first()
    if found is None:
        raise NotVisible
    return found


def _correct_again(request: SignedInRequest, ref: str, entry: UUID, *, error: str, status: int) -> HttpResponse:
    incident = access.get_incident_for(request.user, ref)
    form = CorrectionForm(request.POST)
    form.add_error(None, error)
    return _correcting(request, incident, _entry(incident, entry), form, status)


@keeps_typing(DraftForm.CORRECTION, shown_at="incidents:entry_correct", show_again=_correct_again)
@require_http_methods(["GET", "HEAD", "POST"])
def entry_correct(request: SignedInRequest, ref: str, entry: UUID) -> HttpResponse:
    """Write what is right beside what was wrong; both stay."""
    incident = access.get_incident_for(request.user, ref)
    wrong = _entry(incident, entry)
    if request.method != "POST":
        if not access.handles(request.user, incident):
            raise NotVisible
        return _correcting(request, incident, wrong, CorrectionForm(initial=_begun(request, incident, wrong)), 200)
    form = CorrectionForm(request.POST)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("client_token", "text", "when_happened")}
        try:
            actions.correct_entry(by=request.user, now=clock.now(), incident=incident, entry=wrong, **said)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The correction stands beside it."))
            return redirect("incidents:chronology", ref=incident.ref)
    return _correcting(request, incident, wrong, form, 422)


def _begun(request: SignedInRequest, incident: Incident, wrong: ChronologyEntry) -> dict[str, Any]:
    """What the form begins with: the draft, if it is of this entry."""
    begun = restored(draft_of(request.user, DraftForm.CORRECTION, incident.ref), CorrectionForm)
    return begun if begun.get("entry") == str(wrong.ref) else {"entry": wrong.ref}


def _correcting(
    request: SignedInRequest, incident: Incident, wrong: ChronologyEntry, form: CorrectionForm, status: int
) -> HttpResponse:
    actions.note_opened(by=request.user, now=clock.now(), incident=incident, ladder=None)
    context = {
        "incident": incident,
        "entry": wrong,
        "form": form,
        "back": reverse("incidents:chronology", args=[incident.ref]),
    }
    return render(request, "incidents/entry_correct.html", context, status=status)
