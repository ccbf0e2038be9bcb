"""Yearly reviews and risk assessments, and a look at links to outside guidance."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.policies import access, rules, selectors
from safeguard.policies.actions import check_link, hold_review
from safeguard.policies.enums import ReviewKind
from safeguard.policies.forms import LinkForm, ReviewForm, RiskReviewForm
from safeguard.policies.models import Review
from safeguard.practitioners.models import User
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of


def _may_hold(user: User) -> bool:
    return access.may_issue(user) or selectors.who_reviews(clock.now()).filter(pk=user.pk).exists()


@require_safe
def reviews(request: SignedInRequest) -> HttpResponse:
    """What is due when, and every review that was held, for everybody who works here."""
    to_come = [one for kind in ReviewKind if (one := selectors.review_to_come(kind))]
    context = {
        "to_come": to_come,
        "held": selectors.reviews_held(),
        "today": clock.now().astimezone(clock.LONDON).date(),
    }
    return render(request, "policies/review_list.html", context)


def _again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    """The form with what was typed and could not be sent."""
    found = _review(ref)
    form = _form(found, request.POST)
    form.add_error(None, error)
    return _page(request, found, form, status=status)


@keeps_typing(DraftForm.REVIEW, shown_at="policies:review", show_again=_again)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: SignedInRequest, ref: str) -> HttpResponse:
    """One review: what it found, or the form in which it is written down."""
    found = _review(ref)
    may = found.held_at is None and _may_hold(request.user)
    if request.method != "POST":
        begun = restored(draft_of(request.user, DraftForm.REVIEW, ref), _kind(found)) if may else {}
        return _page(request, found, _form(found, initial=begun) if may else None)
    if not _may_hold(request.user):
        raise NotVisible
    form = _form(found, request.POST)
    if form.is_valid():
        cleaned = form.cleaned_data
        try:
            hold_review(
                by=request.user,
                now=clock.now(),
                review=found,
                held_on=cleaned["held_on"],
                took_part=cleaned["took_part"],
                found=cleaned["found"],
                decided=cleaned["decided"],
                risks=form.risks(),
                client_token=cleaned["client_token"],
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It is written down. The next one is due in a year."))
            return redirect(found)
    return _page(request, found, form, status=422)


def _review(ref: str) -> Review:
    found = Review.objects.select_related("held_by").filter(ref=ref).first()
    if found is None:
        raise NotVisible
    return found


def _kind(found: Review) -> type[ReviewForm]:
    return RiskReviewForm if found.kind == ReviewKind.RISK else ReviewForm


def _form(found: Review, data: object = None, initial: object = None) -> ReviewForm:
    return _kind(found)(data, initial=initial, today=clock.now().astimezone(clock.LONDON).date())


def _page(request: SignedInRequest, found: Review, form: ReviewForm | None, *, status: int = 200) -> HttpResponse:
    rows = [
        {"key": _("Took part"), "value": found.took_part},
        {"key": _("Found"), "value": found.found, "long": True},
        {"key": _("Decided"), "value": found.decided, "long": True},
    ]
    context = {
        "review": found,
        "form": form,
        "rows": rows,
        "risks": found.risks.order_by("pk"),
        "today": clock.now().astimezone(clock.LONDON).date(),
    }
    return render(request, "policies/review.html", context, status=status)


@require_POST
def check(request: SignedInRequest, code: str) -> HttpResponse:
    """Say whether a link to outside guidance still works."""
    form = LinkForm(request.POST)
    if not _may_hold(request.user) or not form.is_valid() or code not in rules.RESOURCES:
        raise NotVisible
    check_link(by=request.user, now=clock.now(), code=code, works=form.cleaned_data["works"] == "yes")
    messages.success(request, _("It is kept that you looked at it today."))
    return redirect("desk:resources")
