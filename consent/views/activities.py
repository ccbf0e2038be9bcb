"""Pages of what is asked for: the activities, and the consent statement."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consent import access, selectors
from consent.actions import issue_statement, set_up_activity
from consent.forms import ActivityForm, StatementForm
from consent.forms.recording import purpose_words
from consent.messages import first_statement
from consent.models import Activity
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.pages import newest_first
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of


@require_safe
def activities(request: SignedInRequest) -> HttpResponse:
    """The activities somebody may ask about, the newest first."""
    if not access.may_see_activities(request.user):
        raise NotVisible
    rows = access.visible_activities(request.user).select_related("service")
    page = newest_first(rows, "set_up_at", request.GET.get("after", ""))
    context = {
        "page": page,
        "cards": [(activity, _facts(activity)) for activity in page.rows],
        "may_add": access.may_set_up_activities(request.user),
        "statement": selectors.statement_in_force(),
        "may_issue": access.may_issue_statements(request.user),
    }
    return render(request, "consent/activity_list.html", context)


def _facts(activity: Activity) -> list[dict[str, Any]]:
    days = [date_format(day) if day else "" for day in (activity.starts_on, activity.ends_on)]
    when = _("From %(start)s to %(end)s") if days[1] else _("From %(start)s")
    return [
        {"key": _("What happens"), "value": activity.description, "long": True},
        {"key": _("When"), "value": when % {"start": days[0], "end": days[1]}},
        {"key": _("Service"), "value": activity.service.name},
        {"key": _("What is asked for"), "value": "\n".join(_purposes(activity)), "long": True},
    ]


def _purposes(activity: Activity) -> list[str]:
    return [purpose_words(purpose, activity) for purpose in activity.purposes]


def _check_adding(request: SignedInRequest) -> None:
    if not access.may_set_up_activities(request.user):
        raise NotVisible


def _add_again(request: SignedInRequest, *, error: str, status: int) -> HttpResponse:
    """The form with what was typed and could not be sent."""
    _check_adding(request)
    form = ActivityForm(request.POST, user=request.user)
    form.add_error(None, error)
    return render(request, "consent/activity_add.html", {"form": form}, status=status)


@keeps_typing(DraftForm.ACTIVITY, shown_at="consent:activity_add", show_again=_add_again)
@require_http_methods(["GET", "HEAD", "POST"])
def activity_add(request: SignedInRequest) -> HttpResponse:
    """Set up an activity."""
    _check_adding(request)
    if request.method != "POST":
        draft = draft_of(request.user, DraftForm.ACTIVITY)
        form = ActivityForm(initial=restored(draft, ActivityForm), user=request.user)
        return render(request, "consent/activity_add.html", {"form": form})
    form = ActivityForm(request.POST, user=request.user)
    if form.is_valid():
        try:
            set_up_activity(by=request.user, now=clock.now(), **form.facts())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The activity has been set up. You can ask people about it now."))
            return redirect("consent:activities")
    return render(request, "consent/activity_add.html", {"form": form}, status=422)


def _statement_again(request: SignedInRequest, *, error: str, status: int) -> HttpResponse:
    """What was typed, beside the version in force, which may be another than the one it was written on."""
    if not access.may_issue_statements(request.user):
        raise NotVisible
    current = selectors.statement_in_force()
    form = StatementForm({**request.POST.dict(), "written_on": current.number if current else 0})
    form.add_error(None, error)
    return _statement_page(request, form, status=status)


@keeps_typing(DraftForm.STATEMENT, shown_at="consent:statement", show_again=_statement_again)
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: SignedInRequest) -> HttpResponse:
    """Read the consent statement; issue its next version, for those who may."""
    may_issue = access.may_issue_statements(request.user)
    if not may_issue and (request.method == "POST" or not access.may_see_activities(request.user)):
        raise NotVisible
    if request.method != "POST":
        current = selectors.statement_in_force()
        begun = {"written_on": current.number, "text": current.text} if current else _first()
        draft = draft_of(request.user, DraftForm.STATEMENT) if may_issue else None
        return _statement_page(request, StatementForm(initial={**begun, **restored(draft, StatementForm)}))
    form = StatementForm(request.POST)
    if form.is_valid():
        try:
            issue_statement(by=request.user, now=clock.now(), **form.cleaned_data)
        except Refused as refused:
            return _statement_again(request, error=str(refused), status=422)
        messages.success(request, _("The statement is in force. Requests from now on carry it."))
        return redirect("consent:statement")
    return _statement_page(request, form, status=422)


def _first() -> dict[str, Any]:
    return {"written_on": 0, "text": first_statement()}


def _statement_page(request: SignedInRequest, form: StatementForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "statement": selectors.statement_in_force(),
        "may_issue": access.may_issue_statements(request.user),
        "has_changed": status != 200,
    }
    return render(request, "consent/statement_detail.html", context, status=status)
