"""Parsing and checking what is typed about checks, supervision, skills, questions and agreements. Never saves."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField, UiDateField
from safeguard.practitioners import access, rules
from safeguard.practitioners.enums import AskedOf, CheckIn
from safeguard.practitioners.forms.learning import checked_day
from safeguard.practitioners.models import Service, User
from safeguard.practitioners.models.support import LONGEST

YES, NO = "yes", "no"
YES_NO = [(YES, _("Yes")), (NO, _("No"))]


class SelfCheckForm(BaseForm):
    """Every statement of one kind, each to be ticked."""

    client_token = ClientTokenField()
    ticked = forms.MultipleChoiceField(
        label=_("Tick what is true"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["ticked"].choices = list(rules.STATEMENTS[kind].items())  # type: ignore[attr-defined]

    def clean_ticked(self) -> list[str]:
        """All of them, or none of it is said."""
        ticked: list[str] = self.cleaned_data["ticked"]
        if rules.what_is_not_said(self.kind, ticked):
            raise forms.ValidationError(
                _("Tick each of them once it is true. If one is not, talk with your line manager.")
            )
        return ticked


class BackgroundForm(BaseForm):
    """When somebody's background was checked."""

    client_token = ClientTokenField()
    checked_on = UiDateField(
        label=_("Which day does the certificate show?"),
        min_year=1990,
        error_messages={"required": _("Enter the day on the certificate")},
    )
    held_at = forms.CharField(
        label=_("Where is it recorded?"),
        help_text=_("For example: personnel file, HR-114. Never what it says, and nothing is uploaded."),
        required=False,
        max_length=150,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_checked_on(self) -> date:
        """A day that has come."""
        return checked_day(self.cleaned_data["checked_on"], self.today)


class CheckInForm(BaseForm):
    """With whom somebody has talked."""

    client_token = ClientTokenField()
    whom = forms.ChoiceField(
        label=_("I have talked about my work with"),
        choices=CheckIn.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whom you talked with")},
    )


class SupervisionForm(BaseForm):
    """A supervision of somebody whose line manager one is."""

    client_token = ClientTokenField()
    worker = forms.ModelChoiceField(
        label=_("With whom?"),
        queryset=User.objects.none(),
        to_field_name="ref",  # no counter leaves the server
        empty_label=_("Choose somebody"),
        error_messages={
            "required": _("Choose with whom it was"),
            "invalid_choice": _("Choose somebody of your team"),
        },
    )
    held_on = UiDateField(
        label=_("When was it?"), min_year=2000, error_messages={"required": _("Enter the day on which it was")}
    )
    was_discussed = forms.BooleanField(
        label=_("We talked about online safety"),
        error_messages={"required": _("Online safety is on every agenda: talk about it, then record the supervision")},
    )
    online_safety = LongTextField(
        label=_("What was said about online safety?"),
        help_text=_("No names of young people."),
        max_length=LONGEST,
        rows=4,
        error_messages={"required": _("Say what was said about online safety")},
    )
    notes = LongTextField(label=_("Anything else"), required=False, max_length=LONGEST, rows=4)

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["worker"].queryset = access.supervised_by(user)  # type: ignore[attr-defined]

    def clean_held_on(self) -> date:
        """A day that has come."""
        return checked_day(self.cleaned_data["held_on"], self.today)


SCALE = [
    ("1", _("1: not at all")),
    ("2", _("2: a little")),
    ("3", _("3: enough for most days")),
    ("4", _("4: well")),
    ("5", _("5: I could teach it")),
]


def _score(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=SCALE,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a number")},
    )


class SkillsForm(BaseForm):
    """Three parts of working remotely, each from 1 to 5."""

    client_token = ClientTokenField()
    technology = _score(_("How sure are you in using the technology?"))
    storing = _score(_("How sure are you of how data are stored and kept safe?"))
    duties = _score(_("How sure are you of your ethical and legal duties in remote work?"))
    words = LongTextField(
        label=_("What would help you?"),
        help_text=_("No names and nothing about a case."),
        required=False,
        max_length=4000,
        rows=3,
    )


class QuestionForm(BaseForm):
    """A question to one's line manager or the online safety group."""

    client_token = ClientTokenField()
    asked_of = forms.ChoiceField(
        label=_("Whom do you ask?"),
        choices=AskedOf.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whom you ask")},
    )
    text = LongTextField(
        label=_("Your question"),
        help_text=_("No case details and no names. If you are worried about somebody, raise a concern instead."),
        max_length=LONGEST,
        rows=5,
        error_messages={"required": _("Write your question")},
    )


class AnswerForm(BaseForm):
    """The answer to a question, or what was done about it."""

    client_token = ClientTokenField()
    text = LongTextField(
        label=_("Your answer, or what was done"),
        help_text=_("No case details and no names. It closes the question."),
        max_length=LONGEST,
        rows=5,
        error_messages={"required": _("Write an answer")},
    )


def _part(label: Any, hint: Any = "") -> LongTextField:
    return LongTextField(
        label=label, help_text=hint, max_length=LONGEST, rows=4, error_messages={"required": _("Write something here")}
    )


class AgreementForm(BaseForm):
    """How a service is delivered, in six parts."""

    client_token = ClientTokenField()
    written_on = forms.IntegerField(widget=forms.HiddenInput, required=False)
    service = forms.ModelChoiceField(
        label=_("Which service is it for?"),
        queryset=Service.objects.none(),
        to_field_name="ref",
        empty_label=_("Choose a service"),
        error_messages={"required": _("Choose a service"), "invalid_choice": _("Choose one of your services")},
    )
    planning = _part(_("How are sessions planned and scheduled?"), _("How long, how often, when, with what breaks."))
    inclusion = _part(_("How do we include everybody?"), _("Access needs, language, no device, no quiet room."))
    crisis = _part(_("What do we do in a crisis?"), _("Who rings whom, who stays on the line, who is on call."))
    notice = _part(_("How are people told beforehand, and helped to join?"))
    parents = _part(_("How and when are parents and carers told?"))
    consent = _part(_("How is consent asked for and kept?"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = user.services.filter(is_active=True).order_by("name")
        self.fields["service"].queryset = own  # type: ignore[attr-defined]


class ContactForm(BaseForm):
    """A young person found or wrote to somebody's own account. Whatever was done about it may be said."""

    client_token = ClientTokenField()
    happened_on = UiDateField(
        label=_("When was it?"), min_year=2000, error_messages={"required": _("Enter the day on which it was")}
    )
    platform = forms.CharField(
        label=_("Where?"),
        help_text=_("Which app or website"),
        max_length=100,
        error_messages={"required": _("Enter where it was")},
    )
    what = LongTextField(
        label=_("What happened?"),
        help_text=_("A request, a message, a comment. If they wrote something, their exact words."),
        max_length=LONGEST,
        rows=5,
        error_messages={"required": _("Say what happened")},
    )
    young_person = forms.CharField(
        label=_("The reference of the young person, if they are known here"),
        help_text=_("For example PE-7F3K2-Q9MTX. It stands on their page."),
        required=False,
        max_length=16,
    )
    is_worrying = forms.ChoiceField(
        label=_("Was anything in the message worrying?"),
        help_text=_("If so, you go straight on to raising a concern, and what you have written comes with you."),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether anything was worrying")},
    )
    done = forms.MultipleChoiceField(
        label=_("What is true so far?"),
        help_text=_("Leave open what is not. Your line manager helps with the rest."),
        choices=[
            ("not_accepted", _("I have not accepted the request")),
            ("told_openly", _("I have told them openly, at work, that I will not")),
            ("no_reply", _("I have not replied privately")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    about_manager = forms.ChoiceField(
        label=_("Is your line manager part of this?"),
        help_text=_("If so they are not told and cannot read it: your safeguarding officer is told instead."),
        choices=YES_NO,
        widget=forms.RadioSelect,
        initial=NO,
        error_messages={"required": _("Say whether your line manager is part of it")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_happened_on(self) -> date:
        """A day that has come."""
        return checked_day(self.cleaned_data["happened_on"], self.today)
