"""How-to guides: written by ICT, read by anybody who has the link."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.platforms import rules, selectors
from safeguard.platforms.actions import write_guide
from safeguard.platforms.exceptions import ChangedMeanwhile
from safeguard.platforms.forms import GuideForm
from safeguard.platforms.models import Platform, PlatformGuide
from safeguard.platforms.views.register import ASKED, check_managing
from safeguard.practitioners.requests import SignedInRequest, names_nobody_hidden
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of


@login_not_required
@require_safe
@names_nobody_hidden
def guide(request: HttpRequest, ref: str) -> HttpResponse:
    """How a platform is used, for young people and their families: without an account, with nothing about anybody."""
    return render(request, "platforms/guide.html", {"guide": selectors.public_guide(ref)})


def _again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    """What was typed, beside the version in force."""
    check_managing(request)
    platform = selectors.platform_with(ref)
    last = selectors.guide_of(platform)
    answers = request.POST.copy()
    answers["number"] = str(last.number if last else 0)
    form = GuideForm(answers, last=last)
    form.add_error(None, error)
    return _page(request, platform, last, form, status=status, show_last=True)


@keeps_typing(DraftForm.PLATFORM_GUIDE, shown_at="platforms:guide", show_again=_again)
@require_http_methods(ASKED)
def guide_write(request: SignedInRequest, ref: str) -> HttpResponse:
    """Write the guide of a platform, or a new version of it."""
    check_managing(request)
    platform, now = selectors.platform_with(ref), clock.now()
    last = selectors.guide_of(platform)
    if request.method != "POST":
        draft = draft_of(request.user, DraftForm.PLATFORM_GUIDE, ref)
        return _page(request, platform, last, GuideForm(initial=restored(draft, GuideForm), last=last))
    form = GuideForm(request.POST, last=last)
    if form.is_valid():
        said = {**form.cleaned_data, "number": form.cleaned_data["number"] or 0}
        try:
            written = write_guide(by=request.user, now=now, platform=platform, **said)
        except ChangedMeanwhile as meanwhile:
            return _again(request, ref, error=str(meanwhile), status=422)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _say(written))
            return redirect(platform)
    return _page(request, platform, last, form, status=422)


def _say(written: PlatformGuide) -> str:
    hard = rules.long_sentences(written.text)
    if not hard:
        return _("The guide has been saved.")
    begun = " ".join(hard[0].split()[:6])
    return _("The guide has been saved. Some sentences are long for a reader of twelve, first: “%(words)s …”") % {
        "words": begun
    }


def _page(
    request: SignedInRequest,
    platform: Platform,
    last: PlatformGuide | None,
    form: GuideForm,
    *,
    status: int = 200,
    show_last: bool = False,
) -> HttpResponse:
    context = {
        "platform": platform,
        "last": last,
        "form": form,
        "show_last": show_last,
        "link": f"{settings.SITE_URL}{last.get_absolute_url()}" if last else "",
        "is_in_use": platform.status in rules.IN_USE,
    }
    return render(request, "platforms/guide_write.html", context, status=status)
