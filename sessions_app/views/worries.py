"""What worried somebody at the end of a session: raised as a concern, or answered with a reason (practice E44)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from safeguard.duties.enums import DutyState
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.practitioners.requests import SignedInRequest
from sessions_app import access
from sessions_app.actions import note_worry_opened, say_why_no_concern, take_on_worry
from sessions_app.forms.records import NoConcernForm


@require_http_methods(["GET", "HEAD", "POST"])
def worry(request: SignedInRequest, ref: str) -> HttpResponse:
    """Raise the concern, or say why not. It names nobody: whoever was told need not see the person."""
    session, duty = access.get_worry_for(request.user, ref)
    if duty.state == DutyState.DONE:
        messages.info(request, _("%(ref)s: this has been dealt with.") % {"ref": session.ref})
        return redirect("desk:home")
    now = clock.now()
    form = NoConcernForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            say_why_no_concern(by=request.user, now=now, session=session, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It is noted with the session."))
            return redirect("desk:home")
    note_worry_opened(by=request.user, now=now, session=session)
    context = {
        "form": form,
        "session": session,
        "duty": duty,
        "now": now,
        "is_own": duty.owner_id == request.user.pk,
        "may_take_on": access.may_take_on_worry(request.user, duty),
    }
    return render(request, "sessions/worry.html", context, status=422 if form.is_bound else 200)


@require_POST
def worry_take_on(request: SignedInRequest, ref: str) -> HttpResponse:
    """ "I am dealing with it": nobody else is called. The concern is still to be raised, or the reason given."""
    session, _duty = access.get_worry_for(request.user, ref)
    try:
        take_on_worry(by=request.user, now=clock.now(), session=session)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("You are dealing with it. Nobody else is called."))
    return redirect("sessions:worry", ref=session.ref)
