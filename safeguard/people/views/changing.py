"""Changing who somebody is and how they are reached. Two editors at once: both texts are shown, none is lost."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.permissions import Permission
from safeguard.lib.templatetags.ui import readable
from safeguard.people import access
from safeguard.people.actions import (
    MASKED,
    add_adult,
    change_contact,
    change_person,
    note_contact_shown,
    note_masked_shown,
)
from safeguard.people.enums import ActsFor
from safeguard.people.exceptions import ChangedMeanwhile
from safeguard.people.forms import AdultAddForm, AdultForm, ContactForm, PersonForm, VersionedForm
from safeguard.people.models import Adult, Network, Person
from safeguard.people.selectors import has_order_for_nobody
from safeguard.people.views.keeping import Again, Keeps, goes_on_from, showing_again
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing

CHANGING = require_http_methods(["GET", "HEAD", "POST"])


def _change(request: SignedInRequest, ref: str, again: Again | None = None) -> HttpResponse:
    person = person_to_change(request, ref)
    today = clock.now().astimezone(clock.LONDON).date()
    shows_masked = _opens_masked(request, person, IDENTITY_MASKED)

    def form_for(row: Person, data: Any = None, **more: Any) -> PersonForm:
        return PersonForm(data, user=request.user, person=row, today=today, shows_masked=shows_masked, **more)

    def save(form: VersionedForm) -> Person:
        return change_person(by=request.user, now=clock.now(), person=person, version=form.seen, changes=form.changes())

    keeps = Keeps(DraftForm.PERSON_CHANGE, ref)
    context = {"person": person}
    return answer_change(request, person, form_for, save, "people/person_change.html", context, keeps, again)


@keeps_typing(DraftForm.PERSON_CHANGE, shown_at="people:change", show_again=showing_again(_change))
@CHANGING
def change(request: SignedInRequest, ref: str) -> HttpResponse:
    """Who somebody is, where they live, and which local authority is theirs."""
    return _change(request, ref)


def _contact(request: SignedInRequest, ref: str, again: Again | None = None) -> HttpResponse:
    person = person_to_change(request, ref)
    shows_masked = _opens_masked(request, person, CALLING_BACK)

    def form_for(row: Person, data: Any = None, **more: Any) -> ContactForm:
        return ContactForm(data, person=row, shows_masked=shows_masked, **more)

    def save(form: VersionedForm) -> Person:
        return change_contact(by=request.user, now=clock.now(), whom=person, version=form.seen, changes=form.changes())

    _note_shown(request, person)
    keeps = Keeps(DraftForm.PERSON_CONTACT, ref)
    context = {"person": person}
    return answer_change(request, person, form_for, save, "people/person_contact.html", context, keeps, again)


@keeps_typing(DraftForm.PERSON_CONTACT, shown_at="people:contact", show_again=showing_again(_contact))
@CHANGING
def contact(request: SignedInRequest, ref: str) -> HttpResponse:
    """How a person is reached, and which way is safe."""
    return _contact(request, ref)


def _adult_contact(request: SignedInRequest, ref: str, again: Again | None = None) -> HttpResponse:
    adult = access.get_adult_for(request.user, ref)
    if not access.may_change(request.user, adult.person):
        raise NotVisible

    def form_for(row: Adult, data: Any = None, **more: Any) -> AdultForm:
        return AdultForm(data, adult=row, **more)

    def save(form: VersionedForm) -> Adult:
        return change_contact(by=request.user, now=clock.now(), whom=adult, version=form.seen, changes=form.changes())

    _note_shown(request, adult)
    context = {"person": adult.person, "adult": adult}
    keeps = Keeps(DraftForm.ADULT_CHANGE, ref)
    return answer_change(request, adult, form_for, save, "people/adult_contact.html", context, keeps, again)


@keeps_typing(DraftForm.ADULT_CHANGE, shown_at="people:adult_contact", show_again=showing_again(_adult_contact))
@CHANGING
def adult_contact(request: SignedInRequest, ref: str) -> HttpResponse:
    """Who a parent or carer is, how they are reached, and whether they may sign."""
    return _adult_contact(request, ref)


def _adult_add(request: SignedInRequest, ref: str, again: Again | None = None) -> HttpResponse:
    person, keeps = person_to_change(request, ref), Keeps(DraftForm.ADULT, ref)
    for_authority = request.GET.get("for") == ActsFor.AUTHORITY
    begun = keeps.begun(request, AdultAddForm) or (_begun_from_network(person) if for_authority else {})
    form = AdultAddForm(request.POST if request.method == "POST" else None, initial=begun)
    if again is not None:
        again.show(form)
    elif form.is_valid():
        try:
            add_adult(
                by=request.user,
                now=clock.now(),
                person=person,
                details=form.details(),
                client_token=form.cleaned_data["client_token"],
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            keeps.close(request, form)
            messages.success(request, _("Added."))
            return redirect(back_to(person, "#adults"))
    context = {"form": form, "person": person, "for_authority": for_authority, "keeps": keeps}
    today = clock.now().astimezone(clock.LONDON).date()
    context["has_order_for_nobody"] = not for_authority and has_order_for_nobody(person, today)
    status = again.status if again else 422 if form.errors else 200
    return render(request, "people/adult_add.html", context, status=status)


@keeps_typing(DraftForm.ADULT, shown_at="people:adult_add", show_again=showing_again(_adult_add))
@CHANGING
def adult_add(request: SignedInRequest, ref: str) -> HttpResponse:
    """Another parent or carer."""
    return _adult_add(request, ref)


def _begun_from_network(person: Person) -> dict[str, Any]:
    """Whoever signs for the authority, as far as the social worker is on file already (practice C27)."""
    begun = {"acts_for": ActsFor.AUTHORITY.value}
    network: Network | None = getattr(person, "network", None)
    if network is None or not network.worker_name:
        return begun
    return begun | {
        "full_name": network.worker_name,
        "relationship": _("social worker"),
        "phone": readable(network.worker_phone),
        "email": network.worker_email,
    }


def person_to_change(request: SignedInRequest, ref: str) -> Person:
    """The person, for somebody who may write in their record. Raises NotVisible (a 404) otherwise."""
    person = access.get_person_for(request.user, ref)
    if not access.may_change(request.user, person):
        raise NotVisible
    return person


CALLING_BACK = frozenset({"call_back_phone", "call_back_agreed"})
IDENTITY_MASKED = MASKED - CALLING_BACK


def _opens_masked(request: SignedInRequest, person: Person, names: Iterable[str]) -> bool:
    """Whether the form shows what is hidden (SEC-14); then its first look is an opening, with the names of it."""
    if not access.may_open_masked(request.user, person):
        return False
    if request.method != "POST":
        opened = [name for name in names if getattr(person, name)]
        note_masked_shown(by=request.user, now=clock.now(), person=person, what=opened)
    return True


def _note_shown(request: SignedInRequest, whom: Person | Adult) -> None:
    if request.method != "POST":
        note_contact_shown(by=request.user, now=clock.now(), whom=whom)


def answer_change(
    request: SignedInRequest,
    row: Any,
    form_for: Callable[..., VersionedForm],
    save: Callable[[VersionedForm], Any],
    template: str,
    context: dict[str, Any],
    keeps: Keeps,
    again: Again | None = None,
    *,
    reload: Callable[[Any], Any] | None = None,
) -> HttpResponse:
    """Show the form, with what its author typed last and has not sent, or save it; a stale one comes back with what is
    there now beside what was typed."""
    context |= {"may_lift": request.user.may(Permission.LIFT_CONTACT_STOPS), "keeps": keeps}
    if request.method != "POST":
        draft, form = keeps.draft(request), form_for(row)
        if draft is not None:
            form = form_for(row, begun=goes_on_from(draft, type(form)))
        return render(request, template, {**context, "form": form})
    form = form_for(row, request.POST)
    if again is not None:
        again.show(form)
    elif form.is_valid():
        try:
            save(form)
        except ChangedMeanwhile as meanwhile:
            row = reload(row) if reload else _as_it_is_now(row)
            context["differences"] = _differences(row, form)
            answers = request.POST.copy()
            answers["version"] = str(row.version)
            form = form_for(row, answers)
            form.add_error(None, str(meanwhile))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            keeps.close(request, form)
            messages.success(request, _("Saved."))
            return redirect(back_to(context["person"]))
    return render(request, template, {**context, "form": form}, status=again.status if again else 422)


def back_to(person: Person, anchor: str = "") -> str:
    """Their story, where it goes on after a change."""
    return reverse("desk:person", args=[person.ref]) + anchor


def _as_it_is_now(row: Any) -> Any:
    row.refresh_from_db()
    return row


def _differences(row: Any, form: VersionedForm) -> list[dict[str, Any]]:
    """What is there now and what was typed, for every question where they differ."""
    typed = form.changes()
    return [
        {"question": form.fields[name].label, "there": _words(form, name, there), "typed": _words(form, name, value)}
        for name, value in typed.items()
        if (there := getattr(row, name)) != value
    ]


def _words(form: VersionedForm, name: str, value: Any) -> str:
    """An answer as people read it."""
    if value is None or value == "":
        return _("(blank)")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Model):
        return str(getattr(value, "full_name", value))
    if isinstance(value, list):
        return ", ".join(_words(form, name, one) for one in value) or _("(blank)")
    choices = dict(getattr(form.fields[name], "choices", None) or {})
    return str(choices.get(value, date_format(value) if hasattr(value, "year") else value))
