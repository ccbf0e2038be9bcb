"""What a request says of the typing it carries: which form it is of, whose it is, and where that form is shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict

from safeguard.storage.enums import DraftForm
from safeguard.storage.models import Draft

NOT_TYPED = {"csrfmiddlewaretoken", "client_token", "author"}
View = TypeVar("View", bound=Callable[..., HttpResponse])


@dataclass(frozen=True)
class KeptForm:
    """A form whose typing outlives time-outs, stale tokens and somebody else's sign-in.

    ``shown_at``: the name of the address where it is shown, with the same arguments as the address it is sent to; it
    answers GET. ``anchor``: its place there. ``show_again(request, ..., error=, status=)``: that page with what came.
    """

    code: DraftForm
    shown_at: str
    anchor: str
    show_again: Callable[..., HttpResponse]


def keeps_typing(
    code: DraftForm, *, shown_at: str, show_again: Callable[..., HttpResponse], anchor: str = ""
) -> Callable[[View], View]:
    """Mark the view that a form is sent to, for the middleware: its typing is kept."""

    def mark(view: View) -> View:
        view.kept_form = KeptForm(code, shown_at, anchor, show_again)  # type: ignore[attr-defined]
        return view

    return mark


def shows_again(show_again: Callable[..., HttpResponse]) -> Callable[[View], View]:
    """Mark a view for people without an account: what it is sent and cannot take is shown again, and nothing is lost.

    ``show_again(request, ..., error=, status=)``: the page with what came. Nothing of it is kept.
    """

    def mark(view: View) -> View:
        view.shows_again = show_again  # type: ignore[attr-defined]
        return view

    return mark


def public_again(view: Callable[..., Any]) -> Callable[..., HttpResponse] | None:
    """The page of a public form with what came, if this view has one."""
    return getattr(view, "shows_again", None)


def page_again(view: Callable[..., Any], request: HttpRequest) -> Callable[..., HttpResponse] | None:
    """The page with what came, where there is one for whoever sent it: of a public form, or of one's own."""
    public = public_again(view)
    if public is not None:
        return public
    form, user = kept_form(view), getattr(request, "user", None)
    return form.show_again if form is not None and user is not None and user.is_authenticated else None


def kept_form(view: Callable[..., Any]) -> KeptForm | None:
    """The form that is sent to this view, if its typing is kept."""
    return getattr(view, "kept_form", None)


def typed(posted: QueryDict) -> dict[str, list[str]]:
    """What somebody typed and chose, without what the page put into the form by itself."""
    return {name: texts for name, texts in posted.lists() if name not in NOT_TYPED}


def token_in(texts: QueryDict, name: str = "client_token") -> UUID | None:
    """The token of a form; None when it is missing or damaged."""
    try:
        return UUID(texts.get(name, ""))
    except ValueError:
        return None


def author_named(request: HttpRequest) -> str:
    """Whose form it is, as the form says; empty when it does not say."""
    return str(request.POST.get("author", ""))


def is_somebody_elses(request: HttpRequest) -> bool:
    """Whether this form was opened by another person than the one who is signed in now, on a shared machine."""
    author = author_named(request)
    return bool(author) and request.user.is_authenticated and author != str(request.user.ref)


def restored(draft: Draft | None, form: type[forms.Form]) -> dict[str, Any]:
    """What a form begins with when it goes on where its draft ended; empty without a draft."""
    if draft is None:
        return {}
    lists = {name for name, field in form.base_fields.items() if _takes_many(field)}
    content = {name: texts if name in lists else texts[-1] for name, texts in draft.content.items() if texts}
    return {**content, **_boxes(content, form), "client_token": draft.client_token}


def _boxes(content: Mapping[str, Any], form: type[forms.Form]) -> dict[str, list[Any]]:
    """What stood in the boxes of a field that has several, a date that cannot be too."""
    found = {}
    for name, field in form.base_fields.items():
        if isinstance(field.widget, forms.MultiWidget):
            names: list[str] = field.widget.widgets_names  # type: ignore[attr-defined]
            boxes = [content.get(name + box, "") for box in names]
            if any(boxes):
                found[name] = boxes
    return found


def _takes_many(field: forms.Field) -> bool:
    return bool(getattr(field.widget, "allow_multiple_selected", False))
