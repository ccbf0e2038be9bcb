"""What the components page shows: a form with every kind of field, and made-up rows for everything else."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField, UiDateField

URGENCY = [
    ("now", _("Now: somebody is in danger or will be within the hour")),
    ("today", _("Today")),
    ("later", _("It can wait until working time")),
    ("not_sure", _("I am not sure")),
]


class EveryFieldForm(BaseForm):
    """Every kind of field once."""

    reveals = {"staff": {"yes": ["staff_name"]}}

    client_token = ClientTokenField()
    name = forms.CharField(label=_("Your full name"), widget=forms.TextInput({"autocomplete": "name"}))
    born = UiDateField(label=_("Date of birth"), help_text=_("For example, 27 3 2012"), required=False)
    words = LongTextField(
        label=_("What did they say, in their own words?"),
        help_text=_("Write it as they said it. What you think about it comes later."),
        max_length=200,
    )
    urgency = forms.ChoiceField(label=_("How soon must someone act?"), choices=URGENCY, widget=forms.RadioSelect)
    staff = forms.ChoiceField(
        label=_("Is this about someone who works or volunteers for us?"),
        choices=[("yes", _("Yes")), ("no", _("No")), ("not_sure", _("Not sure"))],
        widget=forms.RadioSelect,
    )
    staff_name = forms.CharField(label=_("Who is it about?"))
    told = forms.MultipleChoiceField(
        label=_("Who else knows?"),
        help_text=_("Tick all that you know of"),
        choices=[
            ("parent", _("A parent or carer")),
            ("school", _("Their school")),
            ("police", _("The police")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    where = forms.ChoiceField(
        label=_("Service"), choices=[("", _("Choose a service")), ("n", _("North")), ("s", _("South"))]
    )
    email = forms.EmailField(label=_("Email address"), widget=forms.EmailInput({"autocomplete": "email"}))
    phone = forms.CharField(
        label=_("Telephone number"),
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "class": "govuk-input--width-20"}),
    )
    age = forms.IntegerField(
        label=_("Age"),
        min_value=0,
        max_value=120,
        widget=forms.NumberInput({"class": "govuk-input--width-3"}),
    )
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput({"autocomplete": "current-password"}))
    search = forms.CharField(label=_("Find a reference"), required=False, widget=forms.TextInput({"type": "search"}))
    agree = forms.BooleanField(label=_("I have read the guidance on what to ask"))


class FilterForm(BaseForm):
    """The filters of a list."""

    level = forms.ChoiceField(label=_("Severity"), required=False, choices=[("", _("Any")), ("high", _("High"))])
    service = forms.ChoiceField(label=_("Service"), required=False, choices=[("", _("Any")), ("n", _("North"))])


def sent_wrong() -> EveryFieldForm:
    """The form as it comes back when it was sent with mistakes in it."""
    typed = {"born_day": "31", "born_month": "2", "born_year": "2012", "words": "word " * 45, "staff": "yes"}
    return EveryFieldForm({**typed, "email": "priya at harbour", "age": "old", "told": ["school"]}, auto_id="sent_%s")


def samples(now: datetime) -> dict[str, Any]:
    """Made-up rows for everything that is not a form."""
    return {
        "now": now,
        "reported": now - timedelta(minutes=12),
        "due": now + timedelta(minutes=3),
        "late": now - timedelta(hours=1, minutes=5),
        "duty": [
            {"name": "Dele Adeyemi", "post": _("Designated safeguarding officer"), "phone": "01632 960001"},
            {"name": "Dana Whitlock", "post": _("Designated safeguarding lead"), "phone": "01632 960002"},
        ],
        "levels": [
            ("immediate", _("Immediate")), ("high", _("High")), ("moderate", _("Moderate")), ("low", _("Low")),
            ("information", _("Monitoring")), ("closed", _("Closed")),
        ],
        "tasks": [
            {"text": _("Risk assessment"), "url": "#main", "status": _("Completed")},
            {"text": _("Consent"), "url": "#main", "hint": _("The parent has not answered yet"), "level": "high",
             "status": _("Waiting")},
            {"text": _("Pre-session message"), "status": _("Cannot start yet")},
        ],
        "entries": [
            {"title": _("Acknowledged"), "by": "Dana Whitlock", "at": now - timedelta(minutes=2)},
            {"title": _("Deputy told"), "at": now - timedelta(minutes=4),
             "text": _("By email and by text, because nobody had acknowledged within 15 minutes.")},
            {"title": _("Concern raised"), "by": "Priya Shah", "at": now - timedelta(minutes=19),
             "text": _("“Please do not tell my dad.”"), "url": "#main", "link_text": _("Read the report")},
        ],
        "crumbs": [{"text": _("Concerns"), "url": "#main"}, {"text": "SG-7K4M-2Q"}],
        "heads": [_("Reference"), _("Severity"), _("Waiting"), _("With")],
        "rows": [
            [
                {"label": _("Reference"), "text": "SG-7K4M-2Q", "url": "#main"},
                {"label": _("Severity"), "text": _("Immediate"), "level": "immediate"},
                {"label": _("Waiting"), "text": _("12 minutes")},
                {"label": _("With"), "text": _("nobody yet")},
            ],
            [
                {"label": _("Reference"), "text": "SG-2H8P-9C", "url": "#main"},
                {"label": _("Severity"), "text": _("Moderate"), "level": "moderate"},
                {"label": _("Waiting"), "text": _("2 days")},
                {"label": _("With"), "text": "Dele Adeyemi"},
            ],
        ],
        "facts": [
            {"key": _("Raised by"), "value": "Priya Shah, 20 November 2026, 22:03"},
            {"key": _("How soon"), "value": _("Now"), "url": "#main"},
            {"key": _("Exact words"), "value": _("“He said he would come back tonight.\nPlease do not tell my dad.”"),
             "long": True},
        ],
        "chosen": [{"text": _("Severity: High"), "url": "?"}, {"text": _("Service: North"), "url": "?"}],
    }  # fmt: skip
