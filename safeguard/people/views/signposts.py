"""The library of services to point people to, with their hours and when somebody last checked them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.people import access, selectors
from safeguard.people.actions import write_signpost
from safeguard.people.forms import SignpostForm
from safeguard.people.models import Signpost
from safeguard.practitioners.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def library(request: SignedInRequest) -> HttpResponse:
    """Every service, by name, and one more for it."""
    return _page(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def signpost(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """Correct what the library says of a service."""
    return _page(request, selectors.signposts().filter(ref=ref).first(), one=True)


def _page(request: SignedInRequest, found: Signpost | None, *, one: bool = False) -> HttpResponse:
    if not access.may_add_authority(request.user) or (one and found is None):
        raise NotVisible
    as_it_is = {name: getattr(found, name) for name in SignpostForm.base_fields} if found else None
    form = SignpostForm(request.POST if request.method == "POST" else None, initial=as_it_is)
    if form.is_valid():
        try:
            write_signpost(by=request.user, now=clock.now(), signpost=found, **form.facts)
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("The library has been changed."))
            return redirect("people:library")
    context = {"form": form, "signpost": found, "signposts": [] if found else selectors.signposts()}
    return render(request, "people/library.html", context, status=422 if form.errors else 200)
