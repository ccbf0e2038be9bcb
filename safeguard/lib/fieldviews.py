"""What the form templates need to know about a field: its kind, its ids, its messages and where a link to its
error must land. Works for any Django form, so that the sign-in forms come out in the same look."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from .forms import DateWidget

_GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)
_DATE_PARTS = (gettext_lazy("Day"), gettext_lazy("Month"), gettext_lazy("Year"))
_DJANGO_REQUIRED = forms.Field.default_error_messages["required"]
_YEAR_BOX = 2


@dataclass(frozen=True)
class Option:
    """One radio or tick box, with the questions that follow it."""

    id: str
    name: str
    value: str
    label: Any
    checked: bool
    disabled: bool
    revealed: Sequence[BoundField]

    @property
    def panel_id(self) -> str:
        """The id of the part that this answer shows."""
        return f"{self.id}_more"


@dataclass(frozen=True)
class DatePart:
    """One box of a date."""

    label: str
    width: int
    html: SafeString
    id: str


@dataclass(frozen=True)
class SummaryLine:
    """One line of the error summary. ``target`` is the id of something that takes the focus, or empty."""

    text: str
    target: str


@dataclass(frozen=True)
class FieldView:
    """A bound field, seen by a template."""

    field: BoundField

    @cached_property
    def kind(self) -> str:
        """The template that draws it: hidden, radios, checkboxes, checkbox, date, textarea, select, password, input."""
        widget = self.field.field.widget
        kinds: tuple[tuple[type[forms.Widget] | tuple[type[forms.Widget], ...], str], ...] = (
            (forms.CheckboxSelectMultiple, "checkboxes"),
            (forms.RadioSelect, "radios"),
            (DateWidget, "date"),
            (forms.CheckboxInput, "checkbox"),
            (forms.Textarea, "textarea"),
            (forms.Select, "select"),
            (forms.PasswordInput, "password"),
        )
        if widget.is_hidden:
            return "hidden"
        return next((name for kind, name in kinds if isinstance(widget, kind)), "input")

    @cached_property
    def id(self) -> str:
        """The id that the parts of the field are named after."""
        return str(self.field.field.widget.attrs.get("id") or self.field.auto_id or self.field.html_name)

    @property
    def hint_id(self) -> str:
        """The id of the hint."""
        return f"{self.id}_helptext"

    @property
    def error_id(self) -> str:
        """The id of the error message."""
        return f"{self.id}_error"

    @property
    def count_id(self) -> str:
        """The id of the character count's message; the design system's script looks for this name."""
        return f"{self.id}-info"

    @cached_property
    def messages(self) -> list[str]:
        """The error messages, in words that make sense away from the field."""
        errors = self.field.form.errors.as_data().get(self.field.name, [])
        return [text for error in errors for text in _words(self.field, self.kind, error)]

    @property
    def max_characters(self) -> int | None:
        """The longest text allowed, shown as a count under a long text; ``None`` where there is no count."""
        return getattr(self.field.field, "max_length", None) if self.kind == "textarea" else None

    @property
    def described_by(self) -> str:
        """The ids of what describes the field: its hint, its error and its count, where there are any."""
        ids = [
            (self.hint_id, self.field.help_text),
            (self.error_id, self.messages),
            (self.count_id, self.max_characters),
        ]
        return " ".join(name for name, there in ids if there)

    @property
    def target(self) -> str:
        """The id that a link to this field's error must name for the focus to land in it."""
        if self.kind == "hidden":
            return ""
        if self.kind == "date":
            errors = self.field.form.errors.as_data().get(self.field.name, [])
            return f"{self.id}_{_YEAR_BOX if any(error.code == 'year' for error in errors) else 0}"
        return f"{self.id}_0" if isinstance(self.field.field.widget, _GROUPS) else self.id

    @property
    def widget(self) -> SafeString:
        """The control itself, for the kinds that are one element."""
        css = {
            "textarea": "govuk-textarea",
            "select": "govuk-select",
            "password": "govuk-input",
            "input": "govuk-input",
        }
        name = "govuk-file-upload" if isinstance(self.field.field.widget, forms.FileInput) else css[self.kind]
        return self.field.as_widget(widget=self._without_spinner(), attrs=self._attrs(name))

    def _without_spinner(self) -> forms.Widget:
        """A number is a text box with a number pad: type=number drops what it cannot read before anybody sees it."""
        widget: forms.Widget = self.field.field.widget
        if not isinstance(widget, forms.NumberInput):
            return widget
        kept = {name: value for name, value in widget.attrs.items() if name not in ("min", "max", "step")}
        return forms.TextInput({**kept, "inputmode": "numeric"})

    def _attrs(self, css: str) -> dict[str, Any]:
        own = self.field.field.widget.attrs.get("class", "")
        script = {"password": "govuk-password-input__input govuk-js-password-input-input"}.get(self.kind, "")
        if self.max_characters:
            script = "govuk-js-character-count"
        parts = [css, f"{css}--error" if self.messages else "", script, own]
        # A placeholder repeats the label, and is gone when it is needed: left out, also of others' forms.
        attrs = {"class": " ".join(part for part in parts if part), "id": self.id, "placeholder": False}
        return {**attrs, **({"aria-describedby": self.described_by} if self.described_by else {})}

    @cached_property
    def options(self) -> list[Option]:
        """The radios or tick boxes, each with the questions that it reveals."""
        reveals = getattr(self.field.form, "reveals", {}).get(self.field.name, {})
        return [self._option(one.data, reveals) for one in self.field.subwidgets]

    def _option(self, data: dict[str, Any], reveals: dict[str, Sequence[str]]) -> Option:
        value = str(data["value"])
        return Option(
            id=data["attrs"].get("id") or f"{self.id}_{data['index']}",
            name=data["name"],
            value=value,
            label=data["label"],
            checked=data["selected"],
            disabled=bool(data["attrs"].get("disabled")),
            revealed=[self.field.form[name] for name in reveals.get(value, ()) if name in self.field.form.fields],
        )

    @property
    def reveals_anything(self) -> bool:
        """Whether an answer shows further questions."""
        return any(option.revealed for option in self.options)

    @property
    def date_parts(self) -> Iterator[DatePart]:
        """The three boxes of a date, each with its own visible label."""
        widget = self.field.field.widget
        assert isinstance(widget, DateWidget)
        value = self.field.value()
        values = value if isinstance(value, list | tuple) else widget.decompress(value)
        for index, (label, box) in enumerate(zip(_DATE_PARTS, widget.widgets, strict=True)):
            width = 4 if index == _YEAR_BOX else 2
            css = f"govuk-input govuk-date-input__input govuk-input--width-{width}"
            attrs = {
                "id": f"{self.id}_{index}",
                "class": css + (" govuk-input--error" if self.messages else ""),
            }
            name = self.field.html_name + widget.suffixes[index]
            yield DatePart(str(label), width, SafeString(box.render(name, values[index], attrs)), attrs["id"])


_OURS = {
    "Enter a valid email address.": gettext_lazy("Enter an email address in the usual form, like name@example.org"),
    "Enter a whole number.": gettext_lazy("Enter a whole number, for example 12"),
}


def _words(bound: BoundField, kind: str, error: ValidationError) -> list[str]:
    """Django's own messages in words that say what to do; a form's own messages as they are."""
    label = str(bound.label)
    if error.code == "required" and str(error.message) == str(_DJANGO_REQUIRED):
        return [_required(label, kind)]
    if error.code == "max_length" and error.params:
        text = _("Shorten “%(label)s” to %(limit)s characters or fewer (it has %(length)s)")
        return [text % {"label": label, "limit": error.params["limit_value"], "length": error.params["show_value"]}]
    if error.code == "invalid_choice" and error.params and kind in ("radios", "checkboxes", "select"):
        return [_required(label, kind)]
    with override("en"):
        plain = str(error.message)
    return [str(_OURS[plain])] if plain in _OURS else [str(message) for message in error.messages]


def _required(label: str, kind: str) -> str:
    if kind == "checkbox":
        return _("Tick “%(label)s”") % {"label": label}
    if label.endswith("?"):
        return _("Answer “%(label)s”") % {"label": label}
    if kind in ("radios", "checkboxes", "select"):
        return _("Choose an answer for “%(label)s”") % {"label": label}
    return _("Fill in “%(label)s”") % {"label": label}


def error_summary(*forms_or_formsets: Any) -> list[SummaryLine]:
    """Every error of the forms, hidden fields too, in the order of the page: first those of no field."""
    lines: list[SummaryLine] = []
    for form in _each_form(forms_or_formsets):
        lines += [SummaryLine(str(text), "") for text in form.non_field_errors()]
        for bound in form:
            view = FieldView(bound)
            lines += [SummaryLine(text, view.target) for text in view.messages]
    return lines


def _each_form(things: Sequence[Any]) -> Iterator[Any]:
    for thing in things:
        if isinstance(thing, forms.BaseFormSet):
            if thing.is_bound:
                yield _FormsetErrors(thing)
            yield from thing.forms
        elif thing is not None and hasattr(thing, "non_field_errors"):
            yield thing


class _FormsetErrors:
    """The errors that belong to a formset as a whole, in the shape of a form."""

    def __init__(self, formset: Any) -> None:
        self.non_field_errors = formset.non_form_errors

    def __iter__(self) -> Iterator[BoundField]:
        return iter(())


def top_level_fields(form: Any) -> list[BoundField]:
    """The visible fields that are not shown under another's answer, in order."""
    under = {name for _question, _answer, name in form.revealed()} if hasattr(form, "revealed") else set()
    return [bound for bound in form.visible_fields() if bound.name not in under]
