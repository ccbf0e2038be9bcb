"""The live page: everything pressed in a hurry, on a phone, with a poor signal (RUN-01, practice A13)."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from safeguard.duties.enums import DutyKind
from safeguard.duties.selectors import open_duties_about
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.practitioners.requests import SignedInRequest
from sessions_app import access
from sessions_app.actions import end_session, note_live_opened, note_press, open_crisis, use_safe_word
from sessions_app.enums import EndedHow, EventKind, SessionState
from sessions_app.forms.live import FORMS, EndForm, Known, PressForm, SafeWordUsedForm
from sessions_app.models import Participant, Session
from sessions_app.selectors import live as selectors
from sessions_app.views import live_words as words

SHARES_SCREEN = "shares_screen"  # kept with the sign-in, on the server
ASKS_BY_SCRIPT = "X-Requested-With"


def _own(request: SignedInRequest, ref: str) -> Session:
    """The session, for somebody who runs it. Raises NotVisible for everybody else."""
    session = access.get_session_for(request.user, ref)
    if not access.may_run(request.user, session):
        raise NotVisible
    return session


@require_safe
def live(request: SignedInRequest, ref: str) -> HttpResponse:
    """The page of a session that is under way; one that has ended leads to its record."""
    session = _own(request, ref)
    if session.state != SessionState.LIVE:
        return _elsewhere(session)
    now = clock.now()
    note_live_opened(by=request.user, now=now, session=session)
    return _page(request, session, now)


def _elsewhere(session: Session) -> HttpResponse:
    if session.state in (SessionState.ENDED, SessionState.RECORDED):
        return redirect("sessions:record", ref=session.ref)
    return redirect(session)


@require_GET
def live_body(request: SignedInRequest, ref: str) -> HttpResponse:
    """What may have changed on an open page, because the other worker has pressed. 410 when the session has ended."""
    session = _own(request, ref)
    if session.state != SessionState.LIVE:
        return HttpResponse(status=410)
    return _page(request, session, clock.now(), template="sessions/live_body.html")


@require_POST
def press(request: SignedInRequest, ref: str) -> HttpResponse:
    """One press, saved at once. A script is answered with the parts of the page as they now are."""
    session = _own(request, ref)
    now = clock.now()
    page = selectors.live_page(session, now)
    kind = request.POST.get("kind", "")
    participant = _participant(page, request.POST.get("participant", ""))
    if kind not in FORMS:
        raise NotVisible
    known = _known(request, page, selectors.background_of(session), kind, participant)
    form = FORMS[kind](request.POST, known=known, auto_id=f"{_name(kind, participant)}_%s")
    if form.is_valid() and _press(request, session, form, participant, now):
        if _by_script(request):
            return _page(request, session, now, template="sessions/live_body.html")
        return redirect(reverse("sessions:live", args=[ref]) + f"#{_name(kind, participant)}")
    template = "sessions/live_body.html" if _by_script(request) else "sessions/live.html"
    return _page(request, session, now, template=template, status=422, sent=form, sent_for=participant)


def _press(request: SignedInRequest, session: Session, form: PressForm, of: Participant | None, now: Any) -> bool:
    try:
        note_press(
            by=request.user,
            now=now,
            session=session,
            kind=form.kind,
            participant=of,
            facts=form.facts,
            client_token=form.cleaned_data["client_token"],
            held=form.held,
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _by_script(request: SignedInRequest) -> bool:
    return request.headers.get(ASKS_BY_SCRIPT) == "fetch"


def _participant(page: selectors.LivePage, ref: str) -> Participant | None:
    return next((one for one in page.participants if str(one.ref) == ref), None)


def _name(kind: str, participant: Participant | None) -> str:
    return f"{kind}-{participant.ref}" if participant else kind


def _known(
    request: SignedInRequest,
    page: selectors.LivePage,
    background: selectors.Background,
    kind: str,
    participant: Participant | None,
) -> Known:
    method = page.session.method
    if participant is None:
        return Known(method=method, work_phone=request.user.work_phone)
    person = participant.person
    return Known(
        method=method,
        last=background.last.get((person.pk, kind), {}),
        address=person.address,
        withheld=person.address_withheld,
        phone=person.call_back_phone or person.phone,
        other_phone=person.other_phone,
        safe_word=person.safe_word,
        adults=background.adults.get(person.pk, ()),
        work_phone=request.user.work_phone,
    )


# --- The safe word, the crisis sheet, the screen ------------------------------------------------------------------


@require_POST
def safe_word(request: SignedInRequest, ref: str) -> HttpResponse:
    """ "Danger now?" and nothing else; then the call that follows (RUN-30, RUN-31)."""
    session = _own(request, ref)
    now = clock.now()
    form = SafeWordUsedForm(request.POST)
    script = _by_script(request)
    template = "sessions/live_body.html" if script else "sessions/live.html"
    if not (form.is_valid() and _use_safe_word(request, session, form, now)):
        return _page(request, session, now, template=template, status=422, safe_word_form=form)
    if script:
        return _page(request, session, now, template=template)
    return redirect(reverse("sessions:live", args=[ref]) + "#state")


def _use_safe_word(request: SignedInRequest, session: Session, form: SafeWordUsedForm, now: Any) -> bool:
    named = form.cleaned_data["participant"]
    everybody = selectors.participants_of(session)
    meant = next((one for one in everybody if one.ref == named or len(everybody) == 1), None)
    try:
        if meant is None:
            raise Refused(_("Say who used it."))
        use_safe_word(
            by=request.user,
            now=now,
            session=session,
            participant=meant,
            is_danger=form.cleaned_data["danger"] == "yes",
            client_token=form.cleaned_data["client_token"],
            held=form.held,
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


@require_safe
def crisis(request: SignedInRequest, ref: str) -> HttpResponse:
    """Everything for an emergency on one screen (RUN-36), about those whom its reader may know of.

    It shows people as they are now: once a session is over, only to those who may see them.
    """
    session = access.get_session_for(request.user, ref)
    shown = access.people_shown(request.user, session)
    if not shown:
        raise NotVisible
    now = clock.now()
    open_crisis(by=request.user, now=now, session=session)
    sheet = selectors.crisis_sheet(session, now, day=localdate(now), shown=shown)
    context = {"session": session, "now": now, "runs": access.may_run(request.user, session), "sheet": sheet}
    return render(request, "sessions/crisis.html", {**context, "is_hidden": is_hidden(request)})


def is_hidden(request: SignedInRequest) -> bool:
    """Whether they have said that they are sharing their screen: then nothing private is in the page at all."""
    return bool(request.session.get(SHARES_SCREEN))


@require_POST
def screen(request: SignedInRequest, ref: str) -> HttpResponse:
    """ "I am sharing my screen", and not any more (practice B24)."""
    session = access.get_session_for(request.user, ref)
    request.session[SHARES_SCREEN] = not is_hidden(request)
    back = "sessions:crisis" if request.POST.get("page") == "crisis" else "sessions:live"
    return redirect(back, ref=session.ref)


# --- The end ------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: SignedInRequest, ref: str) -> HttpResponse:
    """How it ended, with the closing step before (RUN-34)."""
    session = _own(request, ref)
    if session.state != SessionState.LIVE and request.method != "POST":
        return _elsewhere(session)
    now = clock.now()
    if request.method != "POST":
        how = request.GET.get("how", "")
        initial = {"ended_how": how if how in EndedHow.values else None}
        return _end_page(request, session, EndForm(initial=initial, method=session.method), now)
    form = EndForm(request.POST, method=session.method)
    if form.is_valid():
        location = _end(request, session, form, now)
        if location:
            if "application/json" in request.headers.get("Accept", ""):
                return JsonResponse({"location": location})
            return redirect(location)
    return _end_page(request, session, form, now, status=422)


def _end_page(request: SignedInRequest, session: Session, form: EndForm, now: Any, status: int = 200) -> HttpResponse:
    page = selectors.live_page(session, now)
    missing = [words.TITLES[line.item.kind] for line in page.lines if not line.is_done]
    context = {"session": session, "form": form, "now": now, "page": page, "missing": dict.fromkeys(missing)}
    return render(request, "sessions/live_end.html", context, status=status)


def _end(request: SignedInRequest, session: Session, form: EndForm, now: Any) -> str:
    answers = form.cleaned_data
    try:
        end_session(
            by=request.user,
            now=now,
            session=session,
            ended_how=EndedHow(answers["ended_how"]),
            closing=form.closing,
            worry=answers["worry"] == "yes",
            client_token=answers["client_token"],
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return ""
    if open_duties_about(Session.SUBJECT, session.ref).filter(kind=DutyKind.RAISE_CONCERN).exists():
        messages.info(request, _("The session has ended. Now say what worries you: it goes to those who can help."))
        return reverse("incidents:raise_start") + f"?session={session.ref}"
    return reverse("sessions:record", args=[session.ref])


# --- Drawing ------------------------------------------------------------------------------------------------------


def _page(
    request: SignedInRequest,
    session: Session,
    now: Any,
    *,
    template: str = "sessions/live.html",
    status: int = 200,
    sent: PressForm | None = None,
    sent_for: Participant | None = None,
    safe_word_form: SafeWordUsedForm | None = None,
) -> HttpResponse:
    page = selectors.live_page(session, now)
    background = selectors.background_of(session)
    hidden = is_hidden(request)
    concerns = [event.facts["ref"] for event in page.events if event.kind == EventKind.CONCERN]
    unknown = access.concerns_hidden_from(request.user, session, concerns)
    sent_name = _name(sent.kind.value, sent_for) if sent is not None else ""
    lines = [_line(request, page, background, line, hidden=hidden) for line in page.lines]
    begun = next((one for one in lines if not one["line"].is_done and not one["line"].is_waiting), None)
    for one in lines:
        one["is_open"] = one is begun or one["name"] == sent_name
        if one["name"] == sent_name:
            one["form"] = sent
    context = {
        "session": session,
        "now": now,
        "page": page,
        "lines": lines,
        "is_hidden": hidden,
        "story": [_event(event) for event in reversed(page.events) if event.facts.get("ref") not in unknown],
        "presses": {kind: _form(kind, Known(), sent, sent_name) for kind in PANEL},
        "safe_word_form": safe_word_form or SafeWordUsedForm(),
        "tries": [{"at": one.at, "words": ". ".join(words.answered(one.kind, one.facts))} for one in page.tries],
        "call_back_seconds": int(page.call_back_within.total_seconds()),
        "seconds_left": int((page.call_back_by - now).total_seconds()) if page.call_back_by else 0,
        "in_danger": any(one.person.is_flagged for one in page.participants),
        "sent": sent,
        "sheet": selectors.crisis_sheet(session, now, day=localdate(now)),
    }
    return render(request, template, context, status=status)


NAMES = (EventKind.PRESENT, EventKind.IDENTITY)  # their answers may name somebody
# Presses that stand beside the checklist.
PANEL = ("connection_lost", "connection_back", "call_tried", "note", "crisis")


def _form(kind: str, known: Known, sent: PressForm | None, sent_name: str) -> PressForm:
    return sent if sent is not None and sent_name == kind else FORMS[kind](known=known, auto_id=f"{kind}_%s")


def _line(
    request: SignedInRequest,
    page: selectors.LivePage,
    background: selectors.Background,
    line: selectors.Line,
    *,
    hidden: bool,
) -> dict[str, Any]:
    kind = line.item.kind.value
    known = _known(request, page, background, kind, line.participant)
    known = replace(known, adults=()) if hidden else known
    event = line.event
    return {
        "line": line,
        "kind": kind,
        "name": line.name,
        "title": words.TITLES[kind],
        "hints": words.hints(kind, page.session.method, page.session.service_id),
        "done_words": words.DONE.get(kind, _("Save")),
        "answered": words.answered(kind, event.facts) if event and not (hidden and kind in NAMES) else [],
        "private": [] if hidden or not event else words.private(kind, event.facts),
        "on_file": [] if hidden else _on_file(kind, known, line.participant),
        "form": FORMS[kind](known=known, auto_id=f"{line.name}_%s"),
        "state": f"{event.ref if event else ''}{line.is_waiting}{hidden}",
    }


def _on_file(kind: str, known: Known, participant: Participant | None) -> list[str]:
    """What the worker compares an answer with: shown when it is asked for."""
    if kind == EventKind.WORK_NUMBER:
        return words.private(kind, {"number": known.work_phone})
    if participant is None:
        return []
    if kind == EventKind.IDENTITY:
        born = participant.person.born_on
        return [participant.person.full_name, f"{born.day} {born:%B %Y}"]
    if kind == EventKind.LOCATION:
        last = words.private(kind, known.last) if known.last else []
        at_home = "" if known.withheld else known.address
        home = words.private(kind, {"address": at_home, "withheld": known.withheld})
        return [_("Last time:"), *last, _("Home:"), *home] if last and last != home else home
    if kind == EventKind.NUMBER:
        return words.private(kind, {"phone": known.phone, "other_phone": known.other_phone})
    return [known.safe_word] if kind == EventKind.SAFE_WORD and known.safe_word else []


def _event(event: Any) -> dict[str, Any]:
    return {
        "at": event.at,
        "title": EventKind(event.kind).label,
        "of": event.participant.person.known_as if event.participant else "",
        "by": event.by.full_name,
        "text": words.answered(event.kind, event.facts),
    }
