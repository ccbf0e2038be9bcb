"""What the pages of training and support are made of: a form, a list, and something to read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm

Cell = dict[str, Any]
Row = list[Cell]


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """A page with one form. ``back``: address and words of where it leads back to; ``draft``: what keeps its typing."""

    title: str | Promise
    button: str | Promise
    back: tuple[str, str | Promise]
    intro: str | Promise = ""
    draft: DraftForm | None = None
    about: str = ""  # the reference of what the draft is about
    facts: Sequence[dict[str, Any]] = ()  # what stands above the form, as a summary list
    more: dict[str, Any] = field(default_factory=dict)  # for what stands below it

    def show(self, request: SignedInRequest, form: forms.Form, *, status: int | None = None) -> HttpResponse:
        """The page, with 422 for a form that came back unless another status is named."""
        context = {"page": self, "form": form, **self.more}
        return render(request, "desk/learning/form.html", context, status=status or (422 if form.is_bound else 200))


@dataclass(frozen=True, kw_only=True)
class Part:
    """A table of a list, or what stands in its place while it is empty."""

    title: str | Promise
    rows: Sequence[Row]
    empty: str | Promise
    empty_hint: str | Promise = ""

    @property
    def heads(self) -> list[Any]:
        """The names of its columns."""
        return [cell["label"] for row in self.rows[:1] for cell in row]


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """A page of tables. ``press``: address and words of what may be done here; ``next``: the address of the next page,
    ``first``: that of the first one, on any other."""

    title: str | Promise
    parts: Sequence[Part]
    intro: str | Promise = ""
    press: Sequence[tuple[str, str | Promise]] = ()
    back: tuple[str, str | Promise] | None = None
    next: str = ""
    first: str = ""

    def show(self, request: SignedInRequest, **more: Any) -> HttpResponse:
        """The page."""
        return render(request, "desk/learning/list.html", {"page": self, **more})
