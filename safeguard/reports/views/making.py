"""Making reports: have a quarter counted, write beside the figures, issue."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.practitioners.requests import SignedInRequest
from safeguard.reports import access, rules
from safeguard.reports.actions import ask_for_report, edit_report, issue_report
from safeguard.reports.exceptions import ChangedMeanwhile
from safeguard.reports.forms import QuarterForm, VersionForm, WordsForm
from safeguard.reports.models import BoardReport
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of

QUARTERS_OFFERED = 9  # the running one and two years


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: SignedInRequest) -> HttpResponse:
    """Choose a quarter to be counted. Asking again for one that is issued begins a correction."""
    if not access.may_prepare(request.user):
        raise NotVisible
    now = clock.now()
    quarters = rules.quarters_until(now, QUARTERS_OFFERED)
    form = QuarterForm(request.POST or None, quarters=quarters, initial={"quarter": quarters[1].first_day.isoformat()})
    if form.is_valid():
        try:
            return redirect(ask_for_report(by=request.user, now=now, quarter=form.cleaned_data["quarter"]))
        except Refused as refused:
            form.add_error(None, str(refused))
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/report_prepare.html", {"form": form}, status=status)


def _to_write(request: SignedInRequest, ref: str) -> BoardReport:
    report = access.get_report_for(request.user, ref)
    if not access.may_issue(request.user):
        raise NotVisible
    return report


def _show_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    """The page with what was typed and could not be kept in the report."""
    report = _to_write(request, ref)
    form = WordsForm(request.POST)
    form.add_error(None, error)
    return _page(request, report, form, status=status)


@keeps_typing(DraftForm.BOARD_REPORT, shown_at="reports:edit", show_again=_show_again)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, ref: str) -> HttpResponse:
    """Write in a draft. Who comes second sees both texts, and neither is lost."""
    report = _to_write(request, ref)
    if report.is_issued:
        return redirect(report)
    if request.method != "POST":
        draft = draft_of(request.user, DraftForm.BOARD_REPORT, report.ref)
        texts = {name: getattr(report, name) for name in rules.HEADINGS}
        initial = {**texts, "version": report.version, **restored(draft, WordsForm)}  # a draft began with an older one
        return _page(request, report, WordsForm(initial=initial), draft=draft)
    form = WordsForm(request.POST)
    theirs: dict[str, str] = {}
    if form.is_valid():
        token, version = form.cleaned_data["client_token"], form.cleaned_data["version"]
        try:
            edit_report(
                by=request.user, now=clock.now(), report=report, version=version, client_token=token, texts=form.texts
            )
        except ChangedMeanwhile as changed:
            form, theirs = _after_theirs(request, report, str(changed))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your words are in the report."))
            return redirect(report)
    return _page(request, report, form, status=422, theirs=theirs)


def _after_theirs(request: SignedInRequest, report: BoardReport, error: str) -> tuple[WordsForm, dict[str, str]]:
    """What was typed, ready to be sent over what stands there now, and what stands there."""
    report.refresh_from_db()
    data = request.POST.copy()
    data["version"] = str(report.version)
    form = WordsForm(data)
    form.add_error(None, error)
    current = {name: getattr(report, name) for name in rules.HEADINGS}
    return form, {name: text for name, text in current.items() if text != form.cleaned_data.get(name)}


def _page(
    request: SignedInRequest, report: BoardReport, form: WordsForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    theirs = [(rules.HEADINGS[name], text) for name, text in context.pop("theirs", {}).items()]
    context = {"report": report, "form": form, "theirs": theirs, **context}
    return render(request, "reports/report_edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: SignedInRequest, ref: str) -> HttpResponse:
    """The second press. A GET only asks."""
    report = _to_write(request, ref)
    if report.is_issued:
        return redirect(report)
    form, now, problem = VersionForm(request.POST or {"version": report.version}), clock.now(), ""
    if request.method == "POST" and form.is_valid():
        try:
            issue_report(by=request.user, now=now, report=report, version=form.cleaned_data["version"])
        except Refused as refused:
            problem = str(refused)
        else:
            messages.success(request, _("The report is issued. The board has been told."))
            return redirect(report)
    reason = rules.why_not_issue(
        state=report.state,
        quarter=report.quarter,
        prepared_at=report.prepared_at,
        summary=report.summary,
        now=now,
    )
    context = {"report": report, "form": form, "why_not": problem or reason}
    return render(request, "reports/report_issue.html", context, status=422 if request.method == "POST" else 200)
