"""Typing that is kept: every long form about people goes on where its author was interrupted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from safeguard.lib import clock
from safeguard.people.actions import MASKED
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm
from safeguard.storage.models import Draft
from safeguard.storage.requests import restored
from safeguard.storage.selectors import drafts_of


@dataclass(frozen=True)
class Again:
    """A form that came and could not be sent: it is shown with what was typed, and why."""

    error: str
    status: int

    def show(self, form: forms.BaseForm) -> None:
        """Say why, on the form."""
        form.add_error(None, self.error)


def showing_again(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The page of a form with what came, for ``keeps_typing``: the view itself, which then writes nothing."""

    def show_again(request: SignedInRequest, *, error: str, status: int, **kwargs: Any) -> HttpResponse:
        return view(request, **kwargs, again=Again(error, status))

    return show_again


@dataclass(frozen=True)
class Keeps:
    """Where the typing of a form is kept. ``part``: which of the forms at this address it is, where there are several;
    it is sent with the form. ``kept_under``: what the address itself names, where that is no reference of ours.
    """

    code: DraftForm
    about: str = ""
    part: str = ""
    kept_under: str = ""

    @property
    def url(self) -> str:
        """The address that keeps it."""
        if not self.about:
            return reverse("storage:draft", args=[self.code.value])
        return reverse("storage:draft_about", args=[self.code.value, self.about])

    def draft(self, request: SignedInRequest) -> Draft | None:
        """What this person typed here last and has not sent. One query; two where it is kept under two names."""
        if request.method == "POST":
            return None
        drafts = list(drafts_of(request.user, self.code, self.about))
        if self.kept_under:  # what was sent after a time-out is kept under the address
            drafts += drafts_of(request.user, self.code, self.kept_under)
        return next((one for one in drafts if one.content.get("part", [""])[-1] == self.part), None)

    def begun(self, request: SignedInRequest, form: type[forms.Form]) -> dict[str, Any]:
        """The same as a form begins with it; empty when there is nothing."""
        draft = self.draft(request)
        return goes_on_from(draft, form) if draft else {}

    def close(self, request: SignedInRequest, form: forms.Form) -> None:
        """It has been sent: nothing of it is kept."""
        token = form.cleaned_data["client_token"]
        close_drafts(by=request.user, now=clock.now(), form=self.code, client_token=token)


def goes_on_from(draft: Draft, form: type[forms.Form]) -> dict[str, Any]:
    """What a form begins with that goes on from a draft. A box that is not in it was not ticked, unless
    it was not there: what is hidden was shown only where its lines of text came too (SEC-14)."""
    was_there = form.base_fields.keys() - (MASKED if not MASKED & draft.content.keys() else set())
    unticked = {name: _nothing(form.base_fields[name]) for name in was_there if _is_ticked(form.base_fields[name])}
    return unticked | restored(draft, form)


def _is_ticked(field: forms.Field) -> bool:
    """Whether a browser says nothing of a field that is not ticked."""
    return isinstance(field, forms.BooleanField | forms.MultipleChoiceField)


def _nothing(field: forms.Field) -> Any:
    return False if isinstance(field, forms.BooleanField) else []
