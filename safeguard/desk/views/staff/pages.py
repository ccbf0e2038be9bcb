"""What these pages share: a form over a row that somebody else may have changed meanwhile; neither text is lost."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.forms import BaseForm
from safeguard.lib.permissions import Permission
from safeguard.practitioners.exceptions import Stale
from safeguard.practitioners.requests import SignedInRequest

F = TypeVar("F", bound=BaseForm)
TEMPLATE = "desk/staff/form.html"


def check_may(request: SignedInRequest, *permissions: Permission) -> None:
    """Raise NotVisible (a 404) for whoever has none of these."""
    if not any(request.user.may(one) for one in permissions):
        raise NotVisible


def edit_page(
    request: SignedInRequest,
    make: Callable[[QueryDict | None], F],
    *,
    act: Callable[[F], object],
    done: str | Promise | Callable[[], str],
    to: str,
    context: Mapping[str, Any],
    as_it_is: Callable[[], tuple[int | str, Sequence[Mapping[str, Any]]]] | None = None,
    template: str = TEMPLATE,
) -> HttpResponse:
    """Show the form, or carry out ``act`` and go on ``to`` the next address.

    ``as_it_is``: the version and the facts of the row now, for whoever was slower than another: both texts are shown,
    and the next press means what it says.
    """
    form = make(request.POST if request.method == "POST" else None)
    rows: Sequence[Mapping[str, Any]] = ()
    if form.is_valid():
        try:
            act(form)
        except Stale as stale:
            form, rows = _both(request, make, stale, as_it_is)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, done() if callable(done) else str(done))
            return redirect(to)
    shown = {"form": form, "button": _("Save"), **context, "as_it_is": rows}
    return render(request, template, shown, status=422 if form.errors else 200)


def _both(request: SignedInRequest, make: Any, stale: Stale, as_it_is: Any) -> tuple[Any, Any]:
    typed = request.POST.copy()
    version, rows = as_it_is() if as_it_is else (0, ())
    typed["version"] = str(version)
    form = make(typed)
    form.is_valid()
    form.add_error(None, str(stale))
    return form, rows
