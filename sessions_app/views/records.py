"""The record of a session: written straight after it, locked, and added to (LOG-01, LOG-04, LOG-17)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from safeguard.duties.enums import DutyKind
from safeguard.duties.models import Duty
from safeguard.duties.selectors import open_duties_about
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.people.models import Person
from safeguard.practitioners.models import User
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of
from sessions_app import access
from sessions_app.actions import add_addendum, note_live_opened, note_rearranged, write_record
from sessions_app.enums import EndedHow, EventKind, SessionState
from sessions_app.forms.records import AddendumForm, RecordForm
from sessions_app.models import Record, Session
from sessions_app.rules.records import minutes_between
from sessions_app.selectors import live as selectors
from sessions_app.views import live_words as words
from sessions_app.views.lines import names_of
from sessions_app.views.live import is_hidden


def _record_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    form = RecordForm(request.POST)
    form.add_error(None, error)
    return _page(request, access.get_session_for(request.user, ref), clock.now(), status=status, form=form)


@keeps_typing(DraftForm.RECORD, shown_at="sessions:record", show_again=_record_again)
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: SignedInRequest, ref: str) -> HttpResponse:
    """The form while there is no record, then the record itself. Before the session has ended: its own page."""
    session = access.get_session_for(request.user, ref)
    if session.state not in (SessionState.ENDED, SessionState.RECORDED):
        return redirect("sessions:live" if session.state == SessionState.LIVE else "sessions:detail", ref=ref)
    now = clock.now()
    if request.method != "POST":
        note_live_opened(by=request.user, now=now, session=session)
        return _page(request, session, now)
    form = RecordForm(request.POST)
    if form.is_valid():
        try:
            write_record(by=request.user, now=now, session=session, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The record is written and locked."))
            location = _afterwards(request, ref)
            if "application/json" in request.headers.get("Accept", ""):
                return JsonResponse({"location": location})
            return redirect(location)
    return _page(request, session, now, status=422, form=form)


def _afterwards(request: SignedInRequest, ref: str) -> str:
    """The record; somebody who has just written it and works with nobody in it any more goes to their own work."""
    still_sees = access.visible_sessions(request.user).filter(ref=ref).exists()
    return reverse("sessions:record", args=[ref]) if still_sees else reverse("desk:home")


def _addendum_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    form = AddendumForm(request.POST)
    form.add_error(None, error)
    return _page(request, access.get_session_for(request.user, ref), clock.now(), status=status, addendum=form)


@keeps_typing(DraftForm.ADDENDUM, shown_at="sessions:record", anchor="#add", show_again=_addendum_again)
@require_POST
def addendum(request: SignedInRequest, ref: str) -> HttpResponse:
    """Add to a locked record, with a reason."""
    session = access.get_session_for(request.user, ref)
    found = _record_of(session)
    if found is None:
        raise NotVisible
    form = AddendumForm(request.POST)
    now = clock.now()
    if form.is_valid():
        try:
            add_addendum(by=request.user, now=now, record=found, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Added to the record."))
            return redirect(reverse("sessions:record", args=[ref]) + "#added")
    return _page(request, session, now, status=422, addendum=form)


@require_POST
def rearranged(request: SignedInRequest, ref: str) -> HttpResponse:
    """Another time has been arranged for a connection that was lost (practice E44)."""
    session = access.get_session_for(request.user, ref)
    try:
        note_rearranged(by=request.user, now=clock.now(), session=session)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Noted: another time has been arranged."))
    return redirect("sessions:record", ref=ref)


def _record_of(session: Session) -> Record | None:
    return Record.objects.filter(session=session).select_related("written_by", "session__practitioner").first()


def _page(
    request: SignedInRequest,
    session: Session,
    now: datetime,
    *,
    status: int = 200,
    form: RecordForm | None = None,
    addendum: AddendumForm | None = None,
) -> HttpResponse:
    found = _record_of(session)
    writes = found is None and access.may_run(request.user, session)
    adds = found is not None and access.may_add_to_record(request.user, session)
    if writes and form is None:
        form = RecordForm(initial=restored(draft_of(request.user, DraftForm.RECORD, session.ref), RecordForm))
    if adds and addendum is None:
        addendum = AddendumForm(initial=restored(draft_of(request.user, DraftForm.ADDENDUM, session.ref), AddendumForm))
    everybody = selectors.participants_of(session)
    shown = access.people_shown(request.user, session)
    people = [one.person for one in everybody if one.person_id in shown]
    duties = list(open_duties_about(Session.SUBJECT, session.ref))
    facts = _facts(session, found, people, shows_all=len(people) == len(everybody))
    facts = _without_hidden_concerns(request.user, session, facts)
    context = {
        "session": session,
        "record": found,
        "now": now,
        "form": form if writes else None,
        "addendum": addendum if adds else None,
        "addenda": list(found.addenda.select_related("by").order_by("at", "id")) if found else [],
        "names": ", ".join(names_of(everybody, shown)),
        "person_ref": people[0].ref if len(everybody) == len(people) == 1 else "",
        "due": next((duty for duty in duties if duty.kind == DutyKind.RECORD), None),
        "to_rearrange": any(duty.kind == DutyKind.REARRANGE for duty in duties),
        "arranges": access.may_add_to_record(request.user, session),
        "worries": _is_worried(request, duties),
        "calls": [one for one in selectors.calls_of(session) if one.made_at is None and one.person_id in shown],
        "rows": _rows(session, found, facts),
        "is_hidden": is_hidden(request),
        **_kept(people, facts),
    }
    return render(request, "sessions/record.html", context, status=status)


def _is_worried(request: SignedInRequest, duties: Sequence[Duty]) -> bool:
    """Whether they have still to raise what worried them at the end."""
    return any(duty.kind == DutyKind.RAISE_CONCERN and duty.owner_id == request.user.pk for duty in duties)


def _facts(session: Session, found: Record | None, people: Sequence[Person], *, shows_all: bool) -> dict[str, Any]:
    """The live facts with what was noted after the record was locked, as far as they are about these people."""
    facts = selectors.facts_to_keep(session)
    if found is not None:
        since = [one for one in facts["events"] if datetime.fromisoformat(one["at"]) > found.written_at]
        facts = {**found.facts, "events": [*found.facts["events"], *since]}
    if shows_all:
        return facts
    refs = {"", *(person.ref for person in people)}
    return {**facts, "events": [one for one in facts["events"] if one["of"] in refs], "adults": []}


def _without_hidden_concerns(user: User, session: Session, facts: dict[str, Any]) -> dict[str, Any]:
    concerns = [one["facts"]["ref"] for one in facts["events"] if one["kind"] == EventKind.CONCERN]
    unknown = access.concerns_hidden_from(user, session, concerns)
    return {**facts, "events": [one for one in facts["events"] if one["facts"].get("ref") not in unknown]}


def _rows(session: Session, found: Record | None, facts: dict[str, Any]) -> list[dict[str, Any]]:
    """Date, time, method, length, who was there (LOG-01, LOG-04)."""
    began, ended = (found.began_at, found.ended_at) if found else (session.started_at, session.ended_at)
    minutes = facts.get("minutes") or minutes_between(began, ended)
    there = [words.answered(one["kind"], one["facts"]) for one in facts["events"] if one["kind"] == EventKind.PRESENT]
    adults = [f"{one['name']} ({one['relationship']})" for one in facts["adults"]]
    rows: list[dict[str, Any]] = [
        {"key": _("When"), "value": _from_to(began, ended)},
        {"key": _("Length"), "value": _("%(count)s minutes") % {"count": minutes}},
        {"key": _("How"), "value": session.get_method_display()},
        {"key": _("Worker"), "value": session.practitioner.full_name},
        {"key": _("How it ended"), "value": EndedHow(facts["ended_how"]).label},
        {"key": _("Who else was there"), "value": ". ".join(there[-1]) if there else _("Not asked")},
    ]
    if session.second_worker:
        rows.insert(4, {"key": _("Second worker"), "value": session.second_worker.full_name})
    if adults:
        rows.append({"key": _("Adults who were to support"), "value": "; ".join(adults)})
    return rows


def _from_to(began: datetime | None, ended: datetime | None) -> str:
    if began is None or ended is None:
        return ""
    local, until = began.astimezone(clock.LONDON), ended.astimezone(clock.LONDON)
    return f"{local.day} {local:%B %Y, %H:%M} – {until:%H:%M}"


def _kept(people: Sequence[Person], facts: dict[str, Any]) -> dict[str, Any]:
    """The live facts as a story, and apart from it what is shown only when it is asked for."""
    names = {person.ref: person.known_as for person in people}
    story, private = [], []
    for one in facts["events"]:
        at = datetime.fromisoformat(one["at"])
        title = EventKind(one["kind"]).label
        text = words.answered(one["kind"], one["facts"])
        story.append({"at": at, "title": title, "of": names.get(one["of"], ""), "by": one["by"], "text": text})
        shown = words.private(one["kind"], one["facts"])
        if shown:
            private.append({"title": title, "at": at, "of": names.get(one["of"], ""), "text": shown})
    return {"story": story, "private": private}
