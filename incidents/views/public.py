"""The public form: for young people, parents and carers, without an account (practice B23, B26).

It sets no cookie beside the one that protects the form, and no address says what somebody wrote: what was sent is
answered on the page itself, so that nothing stays in the memory of a shared device.
"""

from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from incidents import selectors
from incidents.actions import Concern, Outside, add_from_outside, send_from_outside
from incidents.forms import PublicAddForm, PublicForm
from incidents.models import Incident, PublicReport
from safeguard.escalation.selectors import is_sleeping, ladder_about
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.links import is_token_of, token_of
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import Service
from safeguard.practitioners.selectors import services_in_use
from safeguard.storage.requests import shows_again

LINK = "told"
ASKED = ("GET", "HEAD", "POST")


@login_not_required
@require_safe
def public_start(request: HttpRequest) -> HttpResponse:
    """Danger first, then Childline, then the form, and what becomes of it."""
    service = service_named(request.GET.get("s", ""))
    return render(request, "incidents/public_start.html", {"service": service})


def _form_again(request: HttpRequest, *, error: str, status: int) -> HttpResponse:
    form = PublicForm(request.POST)
    form.add_error(None, error)
    return _form_page(request, form, status)


@login_not_required
@shows_again(_form_again)
@require_http_methods(ASKED)
def public_form(request: HttpRequest) -> HttpResponse:
    """The form; what was sent is answered on the same page."""
    if request.method != "POST":
        return _form_page(request, PublicForm(), 200)
    form = PublicForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, 422)
    concern = Concern(**form.concern, service=service_named(request.POST.get("s", "")), source="outside")
    slowed = _is_slowed(request)
    try:
        incident = send_from_outside(
            now=clock.now(), concern=concern, outside=Outside(**form.outside), is_slowed=slowed
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return _form_page(request, form, 422)
    return render(request, "incidents/public_sent.html", _receipt(incident))


def _form_page(request: HttpRequest, form: PublicForm, status: int) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    context = {"form": form, "service": service_named(asked.get("s", ""))}
    return render(request, "incidents/public_form.html", context, status=status)


def service_named(text: str) -> Service | None:
    """The service that a poster or a page of ours names; anything else is nothing, and blocks nothing."""
    try:
        return services_in_use().filter(ref=UUID(text)).first()
    except ValueError:
        return None


def _is_slowed(request: HttpRequest) -> bool:
    """Whether more comes from this address, or from everywhere, than people can be told of one by one."""
    return not ratelimit.consume(request, action="tell_us", key="everywhere")


def _receipt(incident: Incident) -> dict[str, Any]:
    report = selectors.public_report_of(incident)
    assert report is not None  # it was sent a moment ago
    ladder = ladder_about(Incident.SUBJECT, incident.ref)
    asleep = ladder is not None and is_sleeping(ladder)
    limits = thresholds_in_force(clock.now())
    within = limits.minutes("answer_now" if incident.urgency == "now" else "answer_today")
    return {
        "incident": incident,
        "report": report,
        "told_at": ladder.next_due_at if ladder and asleep else None,
        "within": round(within.total_seconds() / 60),
        "add_url": settings.SITE_URL + _add_path(report),
    }


def _add_path(report: PublicReport) -> str:
    return f"/l/{LINK}/{report.link_id}/{token_of(LINK, report.link_id)}/"


def _add_again(request: HttpRequest, link_id: UUID, token: str, *, error: str, status: int) -> HttpResponse:
    report = _report(link_id, token)
    form = PublicAddForm(request.POST)
    form.add_error(None, error)
    return _add_page(request, report, form, status)


@login_not_required
@shows_again(_add_again)
@require_http_methods(ASKED)
def public_add(request: HttpRequest, link_id: UUID, token: str) -> HttpResponse:
    """Add more by the link: it shows the reference and whether somebody has it, and nothing that was written."""
    report = _report(link_id, token)
    if request.method != "POST":
        return _add_page(request, report, PublicAddForm(), 200)
    form = PublicAddForm(request.POST)
    if not form.is_valid():
        return _add_page(request, report, form, 422)
    was_closed = report.incident.is_closed
    try:
        slowed = _is_slowed(request)
        add_from_outside(now=clock.now(), incident=report.incident, is_slowed=slowed, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _add_page(request, report, form, 422)
    report.incident.refresh_from_db(fields=["state", "acknowledged_at"])
    return _add_page(request, report, PublicAddForm(), 200, is_added=True, is_told_again=was_closed)


def _report(link_id: UUID, token: str) -> PublicReport:
    """What a link adds to. A forged one costs no query, and every wrong one is the same page."""
    report = selectors.public_report_with(link_id) if is_token_of(LINK, link_id, token) else None
    if report is None:
        raise NotVisible
    return report


def _add_page(
    request: HttpRequest, report: PublicReport, form: PublicAddForm, status: int, **said: bool
) -> HttpResponse:
    context = {"report": report, "incident": report.incident, "form": form, **said}
    return render(request, "incidents/public_add.html", context, status=status)
