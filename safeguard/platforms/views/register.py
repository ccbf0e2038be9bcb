"""The register: what may be used, one platform, proposing, correcting, deciding."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.permissions import Permission
from safeguard.platforms import rules, selectors
from safeguard.platforms.access import may_note_streaming
from safeguard.platforms.actions import correct_platform, decide_on_platform, propose_platform
from safeguard.platforms.enums import PlatformState, PlatformStatus
from safeguard.platforms.exceptions import ChangedMeanwhile, DecidedMeanwhile
from safeguard.platforms.forms import CorrectionForm, DecisionForm, PlatformForm
from safeguard.platforms.models import Platform, PlatformAssessment
from safeguard.platforms.rules.questions import YES
from safeguard.platforms.views import words
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored, token_in
from safeguard.storage.selectors import draft_of

ASKED = ["GET", "HEAD", "POST"]


def check_managing(request: SignedInRequest) -> None:
    """Raise NotVisible for everybody who does not assess platforms."""
    if not request.user.may(Permission.MANAGE_PLATFORMS):
        raise NotVisible


def today_in_london() -> date:
    """The day that London's calendar shows."""
    return clock.now().astimezone(clock.LONDON).date()


@require_safe
def platforms(request: SignedInRequest) -> HttpResponse:
    """What may be used, and what may not; what waits for ICT comes first for those who look at it."""
    today = today_in_london()
    may_manage = request.user.may(Permission.MANAGE_PLATFORMS)
    groups: dict[str, list[Any]] = {"to_look_at": [], "usable": [], "restricted": [], "others": []}
    for platform in selectors.judged(selectors.register()):
        state = selectors.state_of(platform, today)
        groups[_group(platform, state, today, may_manage=may_manage)].append(words.list_row(platform, state))
    heads = [cell["label"] for rows in groups.values() for cell in (rows[0] if rows else [])][:5]
    context = {**groups, "heads": heads, "may_manage": may_manage}
    return render(request, "platforms/platform_list.html", context)


def _group(platform: Any, state: PlatformState, today: date, *, may_manage: bool) -> str:
    is_soon = platform.review_due is not None and platform.review_due <= today + rules.REMINDED_BEFORE
    if may_manage and (is_soon or platform.is_spoken_against or state == PlatformState.UNASSESSED):
        return "to_look_at"
    if state == PlatformState.USABLE:
        return "usable"
    return "restricted" if state in (PlatformState.RESTRICTED, PlatformState.LAPSED) else "others"


@require_safe
def detail(request: SignedInRequest, ref: str) -> HttpResponse:
    """A platform: may I use it, for whom, with which settings; then what was assessed, decided and corrected."""
    platform, today = selectors.platform_with(ref), today_in_london()
    assessments = list(selectors.assessments_of(platform))
    assessment = assessments[0] if assessments else None
    used = selectors.in_use(platform)
    state = rules.state_with(
        rules.state_on(platform.status, platform.review_due, today), is_spoken_against=bool(used.forbids)
    )
    may_manage = request.user.may(Permission.MANAGE_PLATFORMS)
    context = {
        "platform": platform,
        "state": state,
        "level": words.LEVELS[state],
        "rows": words.facts(platform, assessment),
        "decisions": words.story(platform),
        "assessment": assessment,
        "older": assessments[1:],
        "sections": words.assessment_sections(assessment) if assessment else [],
        "settings": rules.settings_in(used.answers),
        "forbids": used.forbids,
        "guide": selectors.guide_of(platform),
        "is_in_use": platform.status in rules.IN_USE,
        "may_manage": may_manage,
        "missing": _missing(platform, today) if may_manage else [],
        "lead_note_asked": _asks_for_note(request, assessment),
    }
    return render(request, "platforms/platform_detail.html", context)


def _asks_for_note(request: SignedInRequest, assessment: PlatformAssessment | None) -> bool:
    streams = assessment is not None and assessment.answers.get("streams") == YES
    return streams and may_note_streaming(request.user)


def _missing(platform: Platform, today: date) -> list[Any]:
    return rules.what_keeps_from_use(PlatformStatus.APPROVED, selectors.assessed(platform), today)


def _add_again(request: SignedInRequest, *, error: str, status: int) -> HttpResponse:
    """The form with what was typed and could not be sent."""
    check_managing(request)
    form = PlatformForm(request.POST, user=request.user)
    form.add_error(None, error)
    return render(request, "platforms/platform_add.html", {"form": form}, status=status)


@keeps_typing(DraftForm.PLATFORM, shown_at="platforms:add", show_again=_add_again)
@require_http_methods(ASKED)
def add(request: SignedInRequest) -> HttpResponse:
    """Propose a platform."""
    check_managing(request)
    if request.method != "POST":
        draft = draft_of(request.user, DraftForm.PLATFORM)
        form = PlatformForm(initial=restored(draft, PlatformForm), user=request.user)
        return render(request, "platforms/platform_add.html", {"form": form})
    form = PlatformForm(request.POST, user=request.user)
    if form.is_valid():
        try:
            platform = propose_platform(by=request.user, now=clock.now(), **form.facts())
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("It is in the register. Nobody may use it before it has been decided on."))
            return redirect(platform)
    return render(request, "platforms/platform_add.html", {"form": form}, status=422)


@require_http_methods(ASKED)
def correct(request: SignedInRequest, ref: str) -> HttpResponse:
    """Put right what the register says. Two editors at once: both texts are shown, none is lost."""
    check_managing(request)
    platform = selectors.platform_with(ref)
    if request.method != "POST":
        return _correct_page(request, platform, CorrectionForm(platform=platform))
    form = CorrectionForm(request.POST, platform=platform)
    if form.is_valid():
        try:
            correct_platform(by=request.user, now=clock.now(), platform=platform, **form.cleaned_data)
        except ChangedMeanwhile as meanwhile:
            differing = _differing(platform, form)
            answers = request.POST.copy()
            answers["version"] = str(platform.version)
            form = CorrectionForm(answers, platform=platform)
            form.add_error(None, str(meanwhile))
            return _correct_page(request, platform, form, differing)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It has been corrected. What it said before is kept."))
            return redirect(platform)
    return _correct_page(request, platform, form)


def _differing(platform: Platform, form: CorrectionForm) -> list[dict[str, str]]:
    typed = {**form.cleaned_data}
    there = {"name": platform.name, "methods": platform.methods, "purpose": platform.purpose, "owner": platform.owner}
    shown = [
        {"question": str(form.fields[name].label), "there": _said(name, there[name]), "typed": _said(name, typed[name])}
        for name in there
    ]
    return [line for line in shown if line["there"] != line["typed"]]


def _said(name: str, value: Any) -> str:
    return words.methods(Platform(methods=value)) if name == "methods" else str(value)


def _correct_page(
    request: SignedInRequest, platform: Platform, form: CorrectionForm, differing: list[dict[str, str]] | None = None
) -> HttpResponse:
    context = {"platform": platform, "form": form, "differences": differing or []}
    return render(request, "platforms/platform_correct.html", context, status=422 if form.errors else 200)


def _decide_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    """What was typed, beside the decision in force, which may be another than the one its author saw."""
    check_managing(request)
    platform = selectors.platform_with(ref)
    answers = request.POST.copy()
    answers["version"] = str(platform.version)
    form = _decision_form(platform, answers)
    form.add_error(None, error)
    return _decide_page(request, platform, form, status=status)


def _decision_form(platform: Platform, data: Any = None, **more: Any) -> DecisionForm:
    assessed = selectors.assessed(platform)
    return DecisionForm(data, platform=platform, today=today_in_london(), assessed=assessed, **more)


@keeps_typing(DraftForm.PLATFORM_DECISION, shown_at="platforms:decide", show_again=_decide_again)
@require_http_methods(ASKED)
def decide(request: SignedInRequest, ref: str) -> HttpResponse:
    """Decide whether, for what and until when a platform may be used."""
    check_managing(request)
    platform, now = selectors.platform_with(ref), clock.now()
    if request.method != "POST":
        draft = draft_of(request.user, DraftForm.PLATFORM_DECISION, ref)
        return _decide_page(request, platform, _decision_form(platform, initial=restored(draft, DecisionForm)))
    if any(decision.client_token == token_in(request.POST) for decision in platform.decisions.all()):
        return redirect(platform)  # the second press
    form = _decision_form(platform, request.POST)
    if form.is_stale:
        return _decide_again(request, ref, error=str(DecidedMeanwhile()), status=422)
    if form.is_valid():
        try:
            decide_on_platform(by=request.user, now=now, platform=platform, **form.cleaned_data)
        except DecidedMeanwhile as meanwhile:
            return _decide_again(request, ref, error=str(meanwhile), status=422)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The decision has been written down."))
            return redirect(platform)
    return _decide_page(request, platform, form, status=422)


def _decide_page(
    request: SignedInRequest, platform: Platform, form: DecisionForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "platform": platform,
        "form": form,
        "decisions": [words.decision_line(one) for one in platform.decisions.all()[:1]],
        "missing": rules.what_keeps_from_use(PlatformStatus.APPROVED, form.assessed, form.today),
    }
    return render(request, "platforms/platform_decide.html", context, status=status)
