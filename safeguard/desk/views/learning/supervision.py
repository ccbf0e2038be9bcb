"""Supervision: recorded by the line manager, read by the two of them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safeguard.desk.actions import finish_form
from safeguard.desk.views.learning.pages import FormPage, ListPage, Part, Row
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.pages import newest_first
from safeguard.lib.worktime import london_day
from safeguard.practitioners import access
from safeguard.practitioners.actions import note_supervision_opened, record_supervision
from safeguard.practitioners.forms import SupervisionForm
from safeguard.practitioners.models import Supervision
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of


@require_safe
def supervisions(request: SignedInRequest) -> HttpResponse:
    """The supervisions somebody took part in, newest first."""
    page = newest_first(access.visible_supervisions(request.user), "held_on", request.GET.get("after", ""))
    here = reverse("desk:supervisions")
    press = [(reverse("desk:supervision_add"), _("Record a supervision"))]
    return ListPage(
        title=_("Supervision"),
        back=(reverse("desk:yours"), _("Yours")),
        intro=_("Read by the two of you, and by nobody else. Online safety is on every agenda."),
        press=press if access.supervised_by(request.user).exists() else [],
        parts=[
            Part(
                title=_("Supervisions, newest first"),
                rows=[_row(one) for one in page.rows],
                empty=_("No supervision has been recorded"),
                empty_hint=_("Your line manager records it, and you both find it here."),
            )
        ],
        next=f"{here}?after={page.older_key}" if page.older else "",
        first="" if page.is_first else here,
    ).show(request)


def _row(one: Supervision) -> Row:
    return [
        {"label": _("Reference"), "text": one.ref, "url": one.get_absolute_url()},
        {"label": _("When"), "text": one.held_on},
        {"label": _("Worker"), "text": one.worker.full_name},
        {"label": _("Supervisor"), "text": one.supervisor.full_name},
    ]


@require_safe
def supervision(request: SignedInRequest, ref: str) -> HttpResponse:
    """What was said."""
    found = access.get_supervision_for(request.user, ref)
    note_supervision_opened(by=request.user, now=clock.now(), supervision=found)
    rows = [
        {"key": _("When"), "value": found.held_on},
        {"key": _("Worker"), "value": found.worker.full_name},
        {"key": _("Supervisor"), "value": found.supervisor.full_name},
        {"key": _("Online safety"), "value": found.online_safety, "long": True},
        {"key": _("Anything else"), "value": found.notes or "–", "long": True},
    ]
    context = {"title": found.ref, "rows": rows, "back": (reverse("desk:supervisions"), _("Supervision"))}
    return render(request, "desk/learning/detail.html", context)


def _page() -> FormPage:
    return FormPage(
        title=_("Record a supervision"),
        intro=_("Of staff and of volunteers. It cannot be changed afterwards; if something is wrong, record another."),
        button=_("Record it"),
        back=(reverse("desk:supervisions"), _("Supervision")),
        draft=DraftForm.SUPERVISION,
    )


def _again(request: SignedInRequest, *, error: str, status: int) -> HttpResponse:
    """The form with what was typed and could not be sent."""
    form = SupervisionForm(request.POST, user=request.user, today=london_day(clock.now()))
    form.add_error(None, error)
    return _page().show(request, form, status=status)


@keeps_typing(DraftForm.SUPERVISION, shown_at="desk:supervision_add", show_again=_again)
@require_http_methods(["GET", "HEAD", "POST"])
def supervision_add(request: SignedInRequest) -> HttpResponse:
    """Record a supervision; ``?worker=`` names of whom."""
    user, now = request.user, clock.now()
    if not access.supervised_by(user).exists():
        raise NotVisible
    if request.method != "POST":
        draft = draft_of(user, DraftForm.SUPERVISION)
        begun = {"worker": request.GET.get("worker", ""), **restored(draft, SupervisionForm)}
        return _page().show(request, SupervisionForm(initial=begun, user=user, today=london_day(now)))
    form = SupervisionForm(request.POST, user=user, today=london_day(now))
    if form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "was_discussed"}
        try:
            made = finish_form(
                by=user,
                now=now,
                form=DraftForm.SUPERVISION,
                client_token=values.pop("client_token"),
                action=record_supervision,
                values=values,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The supervision has been recorded."))
            return redirect(made)
    return _page().show(request, form)
