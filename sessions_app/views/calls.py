"""The welfare call: whom, when and how; who takes it on; what came of it (LOG-08)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safeguard.escalation.models import Ladder
from safeguard.escalation.selectors import climbing, ladder_about, story_of
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.people.enums import ContactChannel
from safeguard.practitioners.requests import SignedInRequest
from sessions_app import access
from sessions_app.actions import agree_call, note_call_opened, record_call, take_on_call
from sessions_app.enums import CallResult
from sessions_app.forms.calls import AgreeForm, ResultForm
from sessions_app.models import WelfareCall
from sessions_app.selectors import live as selectors
from sessions_app.views import live_words as words
from sessions_app.views.live import is_hidden


@require_safe
def call(request: SignedInRequest, ref: str) -> HttpResponse:
    """Everything that is needed to make it, and who knows of it."""
    try:
        found = access.get_call_for(request.user, ref)
    except NotVisible:
        return _answered(request, ref)
    now = clock.now()
    note_call_opened(by=request.user, now=now, call=found)
    return _page(request, found, now)


def _answered(request: SignedInRequest, ref: str) -> HttpResponse:
    """For somebody who was told of a call that is answered: by whom, and nothing else. A 404 for everybody else."""
    found, taken_on = access.get_answered_call_for(request.user, ref)
    if taken_on is not None and taken_on.acknowledged_by is not None:
        who = taken_on.acknowledged_by.full_name
        messages.info(request, _("%(ref)s: %(name)s is dealing with it.") % {"ref": found.ref, "name": who})
    else:
        messages.info(request, _("%(ref)s: the call has been made.") % {"ref": found.ref})
    return redirect("desk:home")


@require_POST
def call_agree(request: SignedInRequest, ref: str) -> HttpResponse:
    """Agreed with the young person: when today, how, who calls."""
    found = access.get_call_for(request.user, ref)
    now = clock.now()
    form = AgreeForm(request.POST, callers=selectors.callers_to_choose_from(found), day=localdate(now))
    if form.is_valid():
        answers = form.cleaned_data
        try:
            agree_call(
                by=request.user,
                now=now,
                call=found,
                due_at=form.due_at,
                channel=ContactChannel(answers["channel"]),
                caller=answers["caller"],
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Agreed."))
            return redirect(found)
    return _page(request, found, now, status=422, agree=form)


@require_POST
def call_result(request: SignedInRequest, ref: str) -> HttpResponse:
    """What came of a try. Worried leads on to raising a concern."""
    found = access.get_call_for(request.user, ref)
    now = clock.now()
    form = ResultForm(request.POST)
    if form.is_valid():
        answers = form.cleaned_data
        try:
            record_call(
                by=request.user,
                now=now,
                call=found,
                result=CallResult(answers["result"]),
                note=answers["note"],
                client_token=answers["client_token"],
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _afterwards(request, found, CallResult(answers["result"]))
    return _page(request, found, now, status=422, result=form)


def _afterwards(request: SignedInRequest, found: WelfareCall, result: CallResult) -> HttpResponse:
    if result == CallResult.CONCERN:
        messages.info(request, _("The call is noted. Now say what worries you: it goes to those who can help."))
        return redirect(f"{reverse('incidents:raise_start')}?session={found.session.ref}")
    if result == CallResult.SAFE:
        messages.success(request, _("They are safe. The call is done."))
    else:
        messages.warning(
            request,
            _("Not reached: the line manager, the officer and the lead are told now. The call is still to be made."),
        )
    try:
        access.get_call_for(request.user, found.ref)
    except NotVisible:  # whoever was only told of it need not see it any more
        return redirect("desk:home")
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def call_take_on(request: SignedInRequest, ref: str) -> HttpResponse:
    """ "Are you dealing with it?": asked once more, so that nobody takes it on by a slip."""
    try:
        found = access.get_call_for(request.user, ref)
    except NotVisible:
        return _answered(request, ref)
    now = clock.now()
    if request.method == "POST":
        try:
            taken = take_on_call(by=request.user, now=now, call=found)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            if taken.is_new:
                messages.success(request, _("You are dealing with it. Nobody else is called."))
            else:
                messages.info(request, _("%(name)s is dealing with it already.") % {"name": taken.by.full_name})
        return redirect(found)
    context = {"call": found, "may": access.may_take_on(request.user, found), "waits": _waiting(found)}
    return render(request, "sessions/call_take_on.html", context)


def _waiting(found: WelfareCall) -> bool:
    """Whether people are still being told of it."""
    return climbing().filter(about_ref=found.ref).exists()


def _page(
    request: SignedInRequest,
    found: WelfareCall,
    now: datetime,
    *,
    status: int = 200,
    agree: AgreeForm | None = None,
    result: ResultForm | None = None,
) -> HttpResponse:
    may = access.may_call(request.user, found) and found.made_at is None
    ladder: Ladder | None = ladder_about(WelfareCall.SUBJECT, found.ref)
    callers = selectors.callers_to_choose_from(found)
    initial: dict[str, Any] = {"caller": found.caller.ref, "channel": found.channel}
    if found.agreed_with_person:
        initial["at"] = f"{found.due_at.astimezone(clock.LONDON):%H:%M}"
    context = {
        "call": found,
        "person": found.person,
        "now": now,
        "may": may,
        "agree": agree or AgreeForm(initial=initial, callers=callers, day=localdate(now)),
        "result": result or ResultForm(),
        "ladder": ladder,
        "waits": _waiting(found),
        "may_take_on": access.may_take_on(request.user, found),
        "may_ring": found.person.may_use(ContactChannel.CALL),
        "may_text": found.person.may_use(ContactChannel.TEXT),
        "may_see_session": access.visible_sessions(request.user).filter(pk=found.session_id).exists(),
        "is_hidden": is_hidden(request),
        "tries": [
            {
                "title": _("Tried to reach them"),
                "at": one.at,
                "by": one.by.full_name,
                "text": "\n".join(words.answered(one.kind, {**one.facts, "call": found.ref})[1:]),
            }
            for one in selectors.tries_of(found)
        ],
        "story": [
            {"title": line.title, "at": line.step.at, "text": line.fate}
            for line in (reversed(story_of(ladder)) if ladder else ())
            if line.step.kind != "opened"
        ],
    }
    return render(request, "sessions/call.html", context, status=status)
