"""The long form of an assessment, and the note on live streaming."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.platforms import rules, selectors
from safeguard.platforms.access import may_note_streaming
from safeguard.platforms.actions import assess_platform, write_lead_note
from safeguard.platforms.exceptions import ChangedMeanwhile
from safeguard.platforms.forms import AssessmentForm, LeadNoteForm
from safeguard.platforms.models import Platform, PlatformAssessment
from safeguard.platforms.views import words
from safeguard.platforms.views.register import ASKED, check_managing, today_in_london
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of


def _again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    """What was typed, with where it differs from the version in force."""
    check_managing(request)
    platform = selectors.platform_with(ref)
    last = selectors.assessment_of(platform)
    typed = AssessmentForm(request.POST, last=last, today=today_in_london())
    stale = last is not None and request.POST.get("number") != str(last.number)
    there = last.answers if last else {}
    differing = words.differences(there, rules.tidy(typed.answers())) if stale and typed.is_valid() else []
    answers = request.POST.copy()
    answers["number"] = str(last.number if last else 0)
    form = AssessmentForm(answers, last=last, today=today_in_london())
    form.add_error(None, error)
    return _page(request, platform, last, form, differing, status=status)


@keeps_typing(DraftForm.PLATFORM_ASSESSMENT, shown_at="platforms:assess", show_again=_again)
@require_http_methods(ASKED)
def assess(request: SignedInRequest, ref: str) -> HttpResponse:
    """Assess a platform, or go through its assessment again."""
    check_managing(request)
    platform, now = selectors.platform_with(ref), clock.now()
    last = selectors.assessment_of(platform)
    if request.method != "POST":
        initial = restored(draft_of(request.user, DraftForm.PLATFORM_ASSESSMENT, ref), AssessmentForm)
        begun = {} if last else {"min_age": platform.min_age}
        form = AssessmentForm(initial={**begun, **initial}, last=last, today=today_in_london())
        return _page(request, platform, last, form, [])
    form = AssessmentForm(request.POST, last=last, today=today_in_london())
    if form.is_valid():
        facts: dict[str, Any] = {"answers": form.answers(), "number": form.seen}
        token = form.cleaned_data["client_token"]
        try:
            made = assess_platform(by=request.user, now=now, platform=platform, client_token=token, **facts)
        except ChangedMeanwhile as meanwhile:
            return _again(request, ref, error=str(meanwhile), status=422)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            _say_what_is_open(request, made)
            return redirect(platform)
    return _page(request, platform, last, form, [], status=422)


def _say_what_is_open(request: SignedInRequest, made: PlatformAssessment) -> None:
    if rules.what_is_missing(made.answers):
        messages.success(request, _("The assessment has been saved. What is still missing stands below."))
    else:
        messages.success(request, _("The assessment has been saved. It is complete: decide about it now."))


def _page(
    request: SignedInRequest,
    platform: Platform,
    last: PlatformAssessment | None,
    form: Any,
    differing: list[dict[str, str]],
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"platform": platform, "last": last, "form": form, "differences": differing}
    return render(request, "platforms/platform_assess.html", context, status=status)


@require_http_methods(ASKED)
def lead_note(request: SignedInRequest, ref: str) -> HttpResponse:
    """What the safeguarding lead says to live streaming."""
    platform = selectors.platform_with(ref)
    assessment = selectors.assessment_of(platform)
    if not may_note_streaming(request.user) or assessment is None:
        raise NotVisible
    form = LeadNoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            write_lead_note(by=request.user, now=clock.now(), assessment=assessment, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The note stands with the assessment."))
            return redirect(platform)
    context = {"platform": platform, "form": form, "sections": words.assessment_sections(assessment)}
    return render(request, "platforms/lead_note.html", context, status=422 if form.errors else 200)
