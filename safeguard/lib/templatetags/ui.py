"""Tags and filters of the look. What a page is made of lies in templates/components/."""

import re
from datetime import datetime
from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from safeguard.lib.durations import in_words
from safeguard.lib.fieldviews import FieldView, SummaryLine, error_summary, top_level_fields

register = template.Library()

# A level is always written in words; the colour only repeats it. Red is kept for immediate risk.
_LEVELS = {
    "immediate": "red", "now": "red", "critical": "red",
    "high": "orange", "serious": "orange", "today": "orange", "not_sure": "orange",
    "moderate": "yellow", "low": "green", "done": "green", "information": "blue",
}  # fmt: skip


@register.filter
def tag_class(level: Any) -> str:
    """The colour class of a tag for a level; grey for one that asks for nothing."""
    return f"govuk-tag--{_LEVELS.get(str(level), 'grey')}"


@register.filter
def tel(number: Any) -> str:
    """A telephone number as its link: digits, and a plus in front where there is one."""
    text = str(number or "")
    return "tel:" + ("+" if text.strip().startswith("+") else "") + "".join(c for c in text if c in "0123456789")


@register.filter
def readable(number: Any) -> str:
    """A UK telephone number as people read it out: +447700900123 becomes 07700 900123; others stay as they are."""
    text = str(number or "")
    if text.startswith("+442") and len(text) == 13 and text[1:].isdigit():
        return f"0{text[3:5]} {text[5:9]} {text[9:]}"
    if text.startswith("+44") and len(text) == 13 and text[1:].isdigit():
        return f"0{text[3:7]} {text[7:]}"
    return text


@register.filter
def headed(text: Any, level: int = 3) -> SafeString:
    """A plain text in paragraphs; a line of its own that a paragraph begins with is drawn as its heading.

    A heading is a first line that other lines follow and no stop ends. Nothing in the text is taken for HTML.
    """
    return format_html_join("", "{}", ((_paragraph(part, level),) for part in _PARAGRAPHS.split(_tidy(text)) if part))


_PARAGRAPHS = re.compile(r"\n\s*\n")
_LONGEST_HEADING = 80  # characters: what is longer is a sentence without its full stop


def _tidy(text: Any) -> str:
    return str(text or "").replace("\r\n", "\n").strip()


def _paragraph(part: str, level: int) -> SafeString:
    first, _newline, rest = part.partition("\n")
    is_heading = rest.strip() and len(first) <= _LONGEST_HEADING and first.rstrip()[-1:] not in ".,;:!?…"
    lines = linebreaksbr(rest if is_heading else part)
    heading = format_html('<h{0} class="govuk-heading-s">{1}</h{0}>', level, first) if is_heading else ""
    return format_html("{}<p>{}</p>", heading, lines)


@register.filter
def html_lang(code: str) -> str:
    """A Django language code as HTML wants it: en-gb becomes en-GB."""
    language, _dash, region = str(code).partition("-")
    return f"{language}-{region.upper()}" if region else language


@register.filter
def has_errors(form: Any) -> bool:
    """Whether the form (or formset, or nothing at all) was sent with errors."""
    return bool(getattr(form, "is_bound", False)) and bool(error_summary(form))


@register.filter
def duration(length: Any) -> str:
    """A timedelta or a number of seconds in words."""
    return in_words(length) if length is not None and length != "" else ""


@register.simple_tag
def since(moment: datetime | None, now: datetime) -> SafeString:
    """How long ago, in words, ticking on the page. ``now`` is the clock's moment that the page was made at."""
    return _clock(moment, now, "since") if moment else SafeString("")


@register.simple_tag
def until(moment: datetime | None, now: datetime) -> SafeString:
    """How long until a moment, or by how long it is late, in words, ticking on the page."""
    return _clock(moment, now, "until") if moment else SafeString("")


def _clock(moment: datetime, now: datetime, kind: str) -> SafeString:
    seconds = int((now - moment).total_seconds())
    words = in_words(seconds)
    if kind == "until":
        words = (_("%(time)s late") if seconds > 0 else _("in %(time)s")) % {"time": words}
    # The page counts on from here by its own steady clock, so a wrong clock in the browser does no harm.
    shown = '<time datetime="{}" data-clock="{}" data-seconds="{}">{}</time>'
    return format_html(shown, moment.isoformat(timespec="seconds"), kind, seconds, words)


@register.simple_tag(takes_context=True)
def field_view(context: template.Context, field: BoundField) -> FieldView:
    """The field as the form templates see it."""
    return FieldView(field)


@register.simple_tag
def fields_of(form: Any) -> list[BoundField]:
    """The form's visible fields, without those shown under another's answer."""
    return top_level_fields(form)


@register.simple_tag
def ui_form(form: Any) -> SafeString:
    """All fields of any form, hidden ones too, in our look; the form tag and the buttons are the page's."""
    return render_to_string("safeguard/uni_form.html", {"form": form})


@register.simple_tag
def ui_field(field: BoundField, size: str = "s", *, heading: bool = False, inline: bool = False) -> SafeString:
    """One field. ``size``: of its label (s, m, l); ``heading``: the label is the page's h1; ``inline``: short
    choices in one row."""
    return render_to_string(
        "safeguard/field.html",
        {"field": field, "label_size": size, "label_heading": heading, "inline": inline},
    )


@register.inclusion_tag("components/error_summary.html")
def ui_error_summary(*forms: Any) -> dict[str, list[SummaryLine]]:
    """The list of errors at the top of a page, each a link into its field; nothing when there are none."""
    return {"lines": error_summary(*(form for form in forms if getattr(form, "is_bound", False)))}


@register.simple_tag
def ui_words() -> dict[str, str]:
    """The words that the scripts say, in the page's language."""
    return {
        "saved": _("Saved %(time)s"),
        "notSaved": _("Not saved yet"),
        "sending": _("Sending…"),
        "newOne": _("There is something new on this page."),
        "passkey": _("The passkey was not used. Try again, or use another way."),
        "idle": _("You will be signed out in 2 minutes. What you have typed is kept."),
        "idleOver": _("You have been signed out. What you have typed is kept: sign in, and it is there again."),
        "stale": _("This may be out of date: the service does not answer."),
        "stopped": _("This is no longer kept up to date, because you have been signed out. Load the page again."),
        "show": _("Show it"),
        "new": _("(1 new)"),
        "late": _("%(time)s late"),
        "in": _("in %(time)s"),
        "moment": _("less than a minute"),
        "minute": _("1 minute"),
        "minutes": _("%(count)s minutes"),
        "hour": _("1 hour"),
        "hours": _("%(count)s hours"),
        "days": _("%(count)s days"),
    }
