"""Reading reports: on the page, on paper, in a spreadsheet."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safeguard.lib import clock
from safeguard.lib.pages import newest_first
from safeguard.lib.sheets import as_csv
from safeguard.practitioners.requests import SignedInRequest, fresh_sign_in_required
from safeguard.reports import access, rules, selectors
from safeguard.reports.actions import note_downloaded, note_listed, note_opened
from safeguard.reports.models import BoardReport
from safeguard.reports.rules import layout


@require_safe
def report_list(request: SignedInRequest) -> HttpResponse:
    """The reports somebody may read, newest quarter first."""
    access.check_may_list(request.user)
    reports = access.visible_reports(request.user).defer("figures", "sections")
    page = newest_first(reports, "asked_at", request.GET.get("after", ""))
    note_listed(by=request.user, now=clock.now(), reports=page.rows)
    context = {"reports": page, "may_prepare": access.may_prepare(request.user)}
    return render(request, "reports/report_list.html", context)


@require_safe
def detail(request: SignedInRequest, ref: str) -> HttpResponse:
    """A report: its words and its tables; while it is counted, how far that is. Opening it is an event."""
    report = access.get_report_for(request.user, ref)
    note_opened(by=request.user, now=clock.now(), report=report)
    context = {
        "report": report,
        "may_prepare": access.may_prepare(request.user),
        "may_issue": access.may_issue(request.user),
        "correction": selectors.correction_of(report),
        "words": _words(report),
        "how_to_read": rules.how_to_read(report.small_count),
    }
    return render(request, "reports/report_detail.html" if report.has_figures else "reports/report_wait.html", context)


def _words(report: BoardReport) -> list[dict[str, object]]:
    return [
        {"heading": heading, "paragraphs": rules.paragraphs(getattr(report, name))}
        for name, heading in rules.HEADINGS.items()
        if getattr(report, name)
    ]


@require_safe
def progress(request: SignedInRequest, ref: str) -> HttpResponse:
    """The part of an open page that says whether the figures, and the PDF, are there yet."""
    report = access.get_report_for(request.user, ref)
    return render(request, "reports/report_progress.html", {"report": report})


@require_safe
@fresh_sign_in_required(back_to="reports:detail")
def as_pdf(request: SignedInRequest, ref: str) -> HttpResponse:
    """The document, as it was made by the worker."""
    report = access.get_report_for(request.user, ref)
    if report.pdf is None:
        messages.info(request, _("The PDF is still being made. Try again in a moment."))
        return redirect(report)
    note_downloaded(by=request.user, now=clock.now(), report=report)
    return _download(bytes(report.pdf.content), report.pdf.content_type, report.pdf.name)


@require_safe
@fresh_sign_in_required(back_to="reports:detail")
def as_sheet(request: SignedInRequest, ref: str) -> HttpResponse:
    """The tables as one sheet."""
    report = access.get_report_for(request.user, ref)
    if not report.has_figures:
        messages.info(request, _("The figures are still being counted. Try again in a moment."))
        return redirect(report)
    note_downloaded(by=request.user, now=clock.now(), report=report)
    rows = layout.as_rows(rules.title(report.quarter), report.sections)
    return _download(as_csv(rows), "text/csv; charset=utf-8", f"{report.ref}.csv")


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    """A file that is kept under a reference and nothing else, and by no browser or proxy on the way."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=content_type, headers=headers)
