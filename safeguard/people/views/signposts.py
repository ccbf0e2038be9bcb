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
from safeguard.people.views.keeping import Again, Keeps, showing_again
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing


def _library(request: SignedInRequest, again: Again | None = None) -> HttpResponse:
    return _page(request, None, again)


@keeps_typing(DraftForm.SIGNPOST, shown_at="people:library", show_again=showing_again(_library))
@require_http_methods(["GET", "HEAD", "POST"])
def library(request: SignedInRequest) -> HttpResponse:
    """Every service, by name, and one more for it."""
    return _library(request)


def _signpost(request: SignedInRequest, ref: UUID, again: Again | None = None) -> HttpResponse:
    return _page(request, selectors.signposts().filter(ref=ref).first(), again, one=True)


@keeps_typing(DraftForm.SIGNPOST, shown_at="people:signpost", show_again=showing_again(_signpost))
@require_http_methods(["GET", "HEAD", "POST"])
def signpost(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """Correct what the library says of a service."""
    return _signpost(request, ref)


def _page(request: SignedInRequest, found: Signpost | None, again: Again | None, *, one: bool = False) -> HttpResponse:
    if not access.may_add_authority(request.user) or (one and found is None):
        raise NotVisible
    which = str(found.ref) if found else ""
    keeps = Keeps(DraftForm.SIGNPOST, part=which, kept_under=which)
    fields = [name for name in SignpostForm.base_fields if name != "client_token"]
    as_it_is = {name: getattr(found, name) for name in fields} if found else {}
    begun = {**as_it_is, **keeps.begun(request, SignpostForm)}
    form = SignpostForm(request.POST if request.method == "POST" else None, initial=begun)
    if again is not None:
        again.show(form)
    elif form.is_valid():
        try:
            write_signpost(by=request.user, now=clock.now(), signpost=found, **form.facts)
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            keeps.close(request, form)
            messages.success(request, _("The library has been changed."))
            return redirect("people:library")
    context = {"form": form, "signpost": found, "signposts": [] if found else selectors.signposts(), "keeps": keeps}
    status = again.status if again else 422 if form.errors else 200
    return render(request, "people/library.html", context, status=status)
