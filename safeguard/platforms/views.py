"""Pages of the register of platforms: everybody reads it, ICT and administrators write in it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.permissions import Permission
from safeguard.platforms import rules, selectors
from safeguard.platforms.actions import decide_on_platform, propose_platform
from safeguard.platforms.enums import PlatformState, PlatformStatus
from safeguard.platforms.exceptions import DecidedMeanwhile
from safeguard.platforms.forms import DecisionForm, PlatformForm
from safeguard.platforms.models import Platform, PlatformDecision
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored, token_in
from safeguard.storage.selectors import draft_of

# The colour of a state; red is kept for immediate risk, and what asks for nothing has none.
LEVELS = {
    PlatformState.USABLE: "",
    PlatformState.RESTRICTED: "moderate",
    PlatformState.LAPSED: "high",
    PlatformState.UNASSESSED: "none",
    PlatformState.REFUSED: "high",
    PlatformState.RETIRED: "none",
}
FEATURES = (
    ("has_chat", gettext_lazy("written messages")),
    ("has_camera", gettext_lazy("a camera")),
    ("has_recording", gettext_lazy("recording")),
)


def _check_managing(request: SignedInRequest) -> None:
    if not request.user.may(Permission.MANAGE_PLATFORMS):
        raise NotVisible


@require_safe
def platforms(request: SignedInRequest) -> HttpResponse:
    """What may be used, and what may not."""
    today = clock.now().astimezone(clock.LONDON).date()
    usable: list[list[dict[str, Any]]] = []
    others: list[list[dict[str, Any]]] = []
    for platform in selectors.register():
        (usable if platform.status in rules.IN_USE else others).append(_row(platform, today))
    context = {
        "heads": [cell["label"] for row in [*usable, *others][:1] for cell in row],
        "usable": usable,
        "others": others,
        "may_manage": request.user.may(Permission.MANAGE_PLATFORMS),
    }
    return render(request, "platforms/platform_list.html", context)


def _row(platform: Platform, today: date) -> list[dict[str, Any]]:
    """A platform as a row of a table."""
    state = rules.state_on(platform.status, platform.review_due, today)
    return [
        {"label": _("Platform"), "text": platform.name, "url": platform.get_absolute_url()},
        {"label": _("How people meet"), "text": _methods(platform)},
        {"label": _("Youngest age"), "text": _age(platform)},
        {"label": _("State"), "text": state.label, "level": LEVELS[state]},
    ]


def _methods(platform: Platform) -> str:
    return capfirst(", ".join(words.lower() for words in platform.method_words))


def _age(platform: Platform) -> str:
    return str(platform.min_age) if platform.min_age else _("Any")


@require_safe
def detail(request: SignedInRequest, ref: str) -> HttpResponse:
    """A platform: what it may be used for, and what was decided about it when and why."""
    platform = selectors.platform_with(ref)
    today = clock.now().astimezone(clock.LONDON).date()
    state = rules.state_on(platform.status, platform.review_due, today)
    context = {
        "platform": platform,
        "state": state,
        "level": LEVELS[state],
        "rows": _facts(platform),
        "decisions": [_decision_line(one) for one in platform.decisions.all()],
        "may_manage": request.user.may(Permission.MANAGE_PLATFORMS),
    }
    return render(request, "platforms/platform_detail.html", context)


def _facts(platform: Platform) -> list[dict[str, Any]]:
    """A platform as rows of a summary list."""
    has = [str(words) for name, words in FEATURES if getattr(platform, name)]
    rows: list[dict[str, Any]] = [
        {"key": _("How people meet"), "value": _methods(platform)},
        {"key": _("What it is for"), "value": platform.purpose, "long": True},
        {"key": _("Youngest age its terms allow"), "value": _age(platform)},
        {"key": _("It has"), "value": capfirst(", ".join(has)) or _("No written messages, camera or recording")},
        {"key": _("Who answers for it"), "value": platform.owner.full_name},
    ]
    if platform.restrictions:
        rows.insert(0, {"key": _("It may be used for"), "value": platform.restrictions, "long": True})
    if platform.review_due:
        rows.append({"key": _("Looked at again by"), "value": platform.review_due})
    return rows


def _decision_line(decision: PlatformDecision) -> dict[str, Any]:
    """A decision as a line of a timeline."""
    words = [decision.reason]
    if decision.restrictions:
        words.append(_("May be used for: %(what)s") % {"what": decision.restrictions})
    if decision.review_due:
        words.append(_("Looked at again by %(day)s") % {"day": date_format(decision.review_due)})
    return {
        "title": PlatformStatus(decision.status).label,
        "at": decision.decided_at,
        "by": decision.decided_by.full_name,
        "text": "\n\n".join(words),
    }


def _add_again(request: SignedInRequest, *, error: str, status: int) -> HttpResponse:
    """The form with what was typed and could not be sent."""
    _check_managing(request)
    form = PlatformForm(request.POST, user=request.user)
    form.add_error(None, error)
    return render(request, "platforms/platform_add.html", {"form": form}, status=status)


@keeps_typing(DraftForm.PLATFORM, shown_at="platforms:add", show_again=_add_again)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: SignedInRequest) -> HttpResponse:
    """Propose a platform."""
    _check_managing(request)
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


def _decide_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    """What was typed, beside the decision in force, which may be another than the one its author saw."""
    _check_managing(request)
    platform, today = selectors.platform_with(ref), clock.now().astimezone(clock.LONDON).date()
    answers = request.POST.copy()
    answers["version"] = str(platform.version)
    form = DecisionForm(answers, platform=platform, today=today)
    form.add_error(None, error)
    return _decide_page(request, platform, form, status=status)


@keeps_typing(DraftForm.PLATFORM_DECISION, shown_at="platforms:decide", show_again=_decide_again)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: SignedInRequest, ref: str) -> HttpResponse:
    """Decide whether, for what and until when a platform may be used."""
    _check_managing(request)
    platform, now = selectors.platform_with(ref), clock.now()
    today = now.astimezone(clock.LONDON).date()
    if request.method != "POST":
        draft = draft_of(request.user, DraftForm.PLATFORM_DECISION, ref)
        form = DecisionForm(initial=restored(draft, DecisionForm), platform=platform, today=today)
        return _decide_page(request, platform, form)
    if any(decision.client_token == token_in(request.POST) for decision in platform.decisions.all()):
        return redirect(platform)  # the second press
    form = DecisionForm(request.POST, platform=platform, today=today)
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
    decisions = [_decision_line(one) for one in platform.decisions.all()[:1]]
    context = {"platform": platform, "form": form, "decisions": decisions}
    return render(request, "platforms/platform_decide.html", context, status=status)
