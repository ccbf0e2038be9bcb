"""What the pages of a set-up day share: a form, one action, and what was refused beside its question."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from safeguard.desk.access import check_sets_up
from safeguard.lib.errors import Refused
from safeguard.lib.forms import BaseForm
from safeguard.practitioners.requests import SignedInRequest

View = TypeVar("View", bound=Callable[..., HttpResponse])


def administrators_only(view: View) -> View:
    """To anybody else the page is not there."""

    @wraps(view)
    def asked(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        check_sets_up(request.user)
        return view(request, *args, **kwargs)

    return cast("View", asked)


def form_page(
    request: SignedInRequest,
    form: BaseForm,
    *,
    act: Callable[[], object],
    done: str | Promise,
    to: str,
    template: str,
    context: Mapping[str, Any] | None = None,
    beside: str | None = None,
) -> HttpResponse:
    """Show the form, or carry out ``act`` and go on ``to`` the next address; what it refuses stands ``beside`` a
    question, or above all of them."""
    if form.is_valid():
        try:
            act()
        except Refused as refused:
            form.add_error(beside, str(refused))
        else:
            messages.success(request, str(done))
            return redirect(to)
    return render(request, template, {"form": form, **(context or {})}, status=422 if form.errors else 200)
