"""What every form of ours starts from: fields that answer bad input in plain words, and questions that appear
after another answer. The markup is in templates/safeguard/; how a field is drawn is in ``fieldviews``."""

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject
from crispy_forms.utils import TEMPLATE_PACK, render_field
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_DIGITS = re.compile(r"[0-9]{1,4}")
_BIRTHDAY = ("bday-day", "bday-month", "bday-year")


class DateWidget(forms.MultiWidget):
    """Three short boxes: day, month, year. The names end in ``_day``, ``_month`` and ``_year``."""

    suffixes = ("_day", "_month", "_year")

    def __init__(self, attrs: Mapping[str, Any] | None = None, *, birthday: bool = False) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            part: forms.TextInput(
                {"inputmode": "numeric", **({"autocomplete": hint} if birthday else {})},
            )
            for part, hint in zip(("day", "month", "year"), _BIRTHDAY, strict=True)
        }
        super().__init__(boxes, dict(attrs or {}))

    def decompress(self, value: date | str | None) -> list[Any]:
        """Split a date, or its ISO text, into its boxes; anything else leaves them empty."""
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                value = None
        return [value.day, value.month, value.year] if isinstance(value, date) else [None, None, None]


class UiDateField(forms.MultiValueField):
    """A date typed as day, month and year.

    Every wrong date is an error in words, never a fault: text, signs, decimals, more digits than a year has,
    the 31st of February. A year outside ``min_year`` to ``max_year`` is refused because years near 1 and 9999
    break time-zone arithmetic, and "26" must not be kept as the year 26.
    """

    widget = DateWidget
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid_date": _("Enter a real date, for example 27 3 2026"),
        "incomplete": _("Enter the day, the month and the year, for example 27 3 2026"),
        "year": _("Enter the year in full, for example 2026"),
    }

    def __init__(self, *, min_year: int = 1900, max_year: int = 2100, **kwargs: Any) -> None:
        self.min_year, self.max_year = min_year, max_year
        boxes = [forms.CharField(required=False) for _part in range(3)]
        super().__init__(fields=boxes, require_all_fields=False, **kwargs)

    def compress(self, data_list: Sequence[str]) -> date | None:
        """Turn the three boxes into a date; ``None`` when all are empty."""
        if not any(data_list):
            return None
        if not all(data_list):
            raise self._error("incomplete")
        if not all(_DIGITS.fullmatch(part) for part in data_list):
            raise self._error("invalid_date")
        day, month, year = (int(part) for part in data_list)
        if not self.min_year <= year <= self.max_year:
            raise self._error("year")
        try:
            return date(year, month, day)
        except ValueError:
            raise self._error("invalid_date") from None

    def _error(self, code: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code)


class LongTextField(forms.CharField):
    """A long text. With ``max_length`` it shows how much room is left, and never cuts what is typed.

    Browsers send line ends as two characters and count them as one, so they are made one before the length is
    judged; and the ``maxlength`` attribute is left out, because it drops the end of a pasted text unseen.
    """

    widget = forms.Textarea

    def __init__(self, *, rows: int = 5, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs["rows"] = rows
        self.widget.attrs.pop("maxlength", None)

    def to_python(self, value: Any) -> Any:
        """The text with its line ends as single characters and the blank space around it taken off."""
        if isinstance(value, str):
            value = value.replace("\r\n", "\n").replace("\r", "\n")
        return super().to_python(value)


class ClientTokenField(forms.UUIDField):
    """A hidden number made by the server with the page, so that a form sent twice lands once.

    A missing or damaged number becomes a new one: a report is never refused for it, it only loses that protection.
    """

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "initial": uuid.uuid4, **kwargs})

    def clean(self, value: Any) -> uuid.UUID:
        """The number that came with the form, or a new one."""
        try:
            return super().clean(value) or uuid.uuid4()
        except ValidationError:
            return uuid.uuid4()


class BaseForm(forms.Form):
    """The form that ours inherit from.

    ``reveals`` names the questions that follow an answer, for example ``{"about_staff": {"yes": ["staff_name"]}}``:
    they are shown under that answer (all of them when there is no JavaScript), and a required one is required only
    when that answer was given. What was typed under another answer is kept, not dropped.
    """

    use_required_attribute = False
    reveals: ClassVar[Mapping[str, Mapping[str, Sequence[str]]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._required_when_revealed = set()
        for _question, _answer, name in self.revealed():
            field = self.fields.get(name)
            if field is not None and field.required:
                self._required_when_revealed.add(name)
                field.required = False

    def revealed(self) -> Iterator[tuple[str, str, str]]:
        """Each question that follows an answer, as (question, answer, name of what follows)."""
        for question, answers in self.reveals.items():
            for answer, names in answers.items():
                for name in names:
                    yield question, answer, name

    def clean(self) -> dict[str, Any] | None:
        """Ask for the required questions under the answers that were given."""
        cleaned = super().clean()
        for question, answer, name in self.revealed():
            if name not in self._required_when_revealed or name in self.errors or not self._chosen(question, answer):
                continue
            field = self.fields[name]
            if self.cleaned_data.get(name) in field.empty_values:
                self.add_error(name, ValidationError(field.error_messages["required"], code="required"))
        return cleaned

    def _chosen(self, question: str, answer: str) -> bool:
        given = self.cleaned_data.get(question)
        return answer in given if isinstance(given, list | tuple | set) else str(given) == answer


class Question(LayoutObject):
    """A field in a crispy layout, with choices about how it is drawn.

    ``size`` is that of its label or legend (s, m, l); ``heading`` makes the label the page's h1; ``inline`` puts
    short choices in one row.
    """

    def __init__(self, name: str, *, size: str = "s", heading: bool = False, inline: bool = False) -> None:
        self.fields = [name]
        self.options = {"label_size": size, "label_heading": heading, "inline": inline}

    def render(self, form: Any, context: Any, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> str:
        """Draw the field with its choices."""
        html: str = render_field(self.fields[0], form, context, template_pack=template_pack, extra_context=self.options)
        return html


class UiHelper(FormHelper):
    """A crispy helper for a form whose tag and buttons are the page's; hidden fields are never forgotten."""

    render_hidden_fields = True
    form_tag = False
    disable_csrf = True

    def __init__(self, *layout: Any) -> None:
        super().__init__()
        self.layout = Layout(*layout)
