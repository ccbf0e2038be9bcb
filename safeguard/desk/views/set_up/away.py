"""The holder of a post is away from a day to a day, and somebody stands in (ORG-21)."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeguard.desk.forms.setting_up import AwayForm
from safeguard.desk.views.set_up.pages import administrators_only, form_page
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible
from safeguard.practitioners import selectors
from safeguard.practitioners.actions import arrange_cover, end_absence
from safeguard.practitioners.enums import CoverReason, PostCode
from safeguard.practitioners.models import Post, PostHolding
from safeguard.practitioners.requests import SignedInRequest, fresh_sign_in_required


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
@fresh_sign_in_required
def away(request: SignedInRequest, code: str = PostCode.DSO, ref: UUID | None = None) -> HttpResponse:
    """Who stands in for the holder of a post while they are away; or they are back. ``ref``: the service of an
    officer."""
    service = selectors.service_with(ref) if ref is not None else None
    now = clock.now()
    post = Post.objects.filter(code=code, service=service).first()
    holder = selectors.holder_of(post, now) if post is not None else None
    if post is None or holder is None:
        raise NotVisible
    args = [service.ref] if service is not None else [code]
    here = reverse("desk:officer_away" if service is not None else "desk:post_away", args=args)
    if "nobody" in request.POST:
        end_absence(by=request.user, now=now, post=post)
        messages.success(request, _("Nobody stands in any more. The holder answers again."))
        return redirect(here)
    today = now.astimezone(clock.LONDON).date()
    form = AwayForm(request.POST if request.method == "POST" else None, by=request.user, today=today)

    def arrange() -> None:
        given = form.cleaned_data
        first = datetime.combine(given["from_on"], time(), clock.LONDON)
        arrange_cover(
            by=request.user,
            now=now,
            post=post,
            person=given["person"],
            reason=CoverReason.ABSENCE,
            from_at=max(first, now),
            to_at=datetime.combine(given["to_on"] + timedelta(days=1), time(), clock.LONDON),
        )

    return form_page(
        request,
        form,
        act=arrange,
        done=_("It is arranged. They are told while the holder is away."),
        to=here,
        template="desk/set_up/away.html",
        context={
            "post": post,
            "holder": holder,
            "here": here,
            "back": reverse("desk:set_up_officer" if service is not None else "desk:set_up_post", args=args),
            "covers": [_words(one) for one in selectors.absences_of(post, now)],
        },
        beside="person",
    )


def _words(cover: PostHolding) -> str:
    last = cover.to_at - timedelta(minutes=1) if cover.to_at else None
    days = {
        "name": cover.person.full_name,
        "first": date_format(cover.from_at.astimezone(clock.LONDON), "j F Y"),
        "last": date_format(last.astimezone(clock.LONDON), "j F Y") if last else _("further notice"),
    }
    return _("%(name)s, from %(first)s to %(last)s") % days
