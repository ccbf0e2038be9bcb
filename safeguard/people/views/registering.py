"""Registering somebody: one page, and a look at who may be the same person before anything is written."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.people import access, selectors
from safeguard.people.actions import note_listed, register_person
from safeguard.people.forms import RegisterForm
from safeguard.people.models import Person
from safeguard.people.views.lists import person_rows
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of


def _show_again(request: SignedInRequest, *, error: str, status: int) -> HttpResponse:
    """The form with what was typed and could not be sent."""
    _check(request)
    now = clock.now()
    form = _form(request, now, request.POST)
    form.add_error(None, error)
    return _page(request, form, now, status=status)


@keeps_typing(DraftForm.PERSON, shown_at="people:register", show_again=_show_again)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: SignedInRequest) -> HttpResponse:
    """Write down a young person or adult at risk, and one parent or carer."""
    _check(request)
    now = clock.now()
    if request.method != "POST":
        draft = draft_of(request.user, DraftForm.PERSON)
        return _page(request, _form(request, now, initial=restored(draft, RegisterForm)), now)
    form = _form(request, now, request.POST)
    doubles: list[Person] = []
    if form.is_valid():
        doubles = _doubles(form)
        if not doubles or form.cleaned_data["is_somebody_else"]:
            answer = _register(request, form, now)
            if answer is not None:
                return answer
        else:
            form.add_error("is_somebody_else", _("They may be here already. Look, then say that this is another"))
    return _page(request, form, now, doubles, status=422)


def _check(request: SignedInRequest) -> None:
    if not access.may_register(request.user):
        raise NotVisible


def _form(request: SignedInRequest, now: datetime, *args: Any, **kwargs: Any) -> RegisterForm:
    return RegisterForm(*args, user=request.user, today=now.astimezone(clock.LONDON).date(), **kwargs)


def _doubles(form: RegisterForm) -> list[Person]:
    """Who has the same birthday and a like name; the same form sent twice is not its own double."""
    given = form.cleaned_data
    found = selectors.like(given["born_on"], given["full_name"], given["known_as"])
    return [person for person in found if person.client_token != given["client_token"]]


def _register(request: SignedInRequest, form: RegisterForm, now: datetime) -> HttpResponse | None:
    given = form.cleaned_data
    try:
        person = register_person(
            by=request.user, now=now, details=form.details(), adults=form.adults(), client_token=given["client_token"]
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    if not access.visible_people(request.user).filter(pk=person.pk).exists():
        messages.success(request, _("%(ref)s has been registered.") % {"ref": person.ref})
        return redirect("people:list")
    messages.success(request, _("Registered. What is needed before the first session stands below."))
    return redirect(person)


def _page(
    request: SignedInRequest, form: RegisterForm, now: datetime, doubles: Sequence[Person] = (), *, status: int = 200
) -> HttpResponse:
    """Of those who may be the same person only the ones this user may see are shown (practice B22)."""
    refs = [person.ref for person in doubles]
    visible = list(access.visible_people(request.user).filter(ref__in=refs).select_related("service")) if refs else []
    note_listed(by=request.user, now=now, people=visible)
    context = {
        "form": form,
        "doubles": person_rows(visible, now),
        "has_hidden_doubles": len(visible) < len(refs),
        "asks_for_double": bool(refs) or bool(form["is_somebody_else"].value()),
    }
    return render(request, "people/person_register.html", context, status=status)
