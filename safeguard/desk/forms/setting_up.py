"""What an administrator types on a set-up day, and what whoever gets a test message types back."""

import re
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import BaseForm, ClientTokenField, UiDateField
from safeguard.notifications.enums import Channel
from safeguard.people.rules import is_phone, tidy_phone
from safeguard.practitioners.actions import PersonDetails
from safeguard.practitioners.enums import PersonKind
from safeguard.practitioners.models import Service, User
from safeguard.practitioners.rules import ROLES_BY_HAND
from safeguard.practitioners.selectors import everybody, services_in_use

NATIONS = (("ENG", _("England")), ("WLS", _("Wales")), ("SCT", _("Scotland")), ("NIR", _("Northern Ireland")))
OFF = {"autocomplete": "off"}
NEW_PASSWORD = {"autocomplete": "new-password"}


def row_version() -> forms.IntegerField:
    """Of the row as it was when the page was opened."""
    return forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


def _name(label: Any, **over: Any) -> forms.CharField:
    return forms.CharField(**{"label": label, "max_length": 150, "widget": forms.TextInput(OFF), **over})


class PersonField(forms.ModelChoiceField):
    """One of the people who work here, by name and address, so that two of one name are told apart."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=User.objects.none(), to_field_name="ref", **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """Name and address."""
        return f"{obj.full_name} ({obj.email})"


class WorkPhoneField(forms.CharField):
    """A work mobile that can be rung, or none."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({**OFF, "inputmode": "tel", "class": "govuk-input--width-20"})
        given = {"label": _("Work mobile"), "max_length": 30, "required": False, "widget": widget, **kwargs}
        super().__init__(**given)

    def clean(self, value: Any) -> str:
        """The number as it is kept."""
        number = tidy_phone(super().clean(value))
        if number and not is_phone(number):
            raise ValidationError(_("Enter a telephone number in full, like 07700 900123"))
        return number


def roles_by_hand(help_text: Any) -> forms.MultipleChoiceField:
    """The roles that come with no post, as a question."""
    return forms.MultipleChoiceField(
        label=_("What they do"),
        help_text=help_text,
        choices=[(role.value, role.label) for role in ROLES_BY_HAND],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


NEEDS_PHONE = _("Whoever answers for safeguarding needs one: alerts come as text messages too.")


class FirstAccountForm(BaseForm):
    """The account with which everything begins, and the code that only whoever runs the server has."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("It stands in the terminal in which Safeguard was started. Or run: manage.py set_up --code"),
        max_length=60,
        widget=forms.TextInput({**OFF, "class": "govuk-input--width-20", "spellcheck": "false"}),
        error_messages={"required": _("Enter the code")},
    )
    full_name = _name(_("Your full name"), error_messages={"required": _("Enter your full name")})
    email = forms.EmailField(
        label=_("Your work email address"),
        help_text=_("You sign in with it."),
        widget=forms.EmailInput({"autocomplete": "username"}),
        error_messages={"required": _("Enter your work email address")},
    )
    work_phone = WorkPhoneField(label=_("Your work mobile (optional)"), help_text=NEEDS_PHONE)
    password = forms.CharField(
        label=_("A password"),
        help_text=_("At least 12 characters. Three words that do not belong together are good."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(NEW_PASSWORD),
        error_messages={"required": _("Enter a password")},
    )
    again = forms.CharField(
        label=_("The password again"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(NEW_PASSWORD),
        error_messages={"required": _("Enter the password again")},
    )

    def clean(self) -> dict[str, Any]:
        """A password that is good enough, typed twice."""
        cleaned = super().clean() or self.cleaned_data
        password = cleaned.get("password")
        if password and cleaned.get("again") and password != cleaned["again"]:
            self.add_error("again", _("The two passwords are not the same. Enter them again"))
        if password:
            somebody = User(email=cleaned.get("email", ""), full_name=cleaned.get("full_name", ""))
            try:
                validate_password(password, somebody)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


class OrganisationForm(BaseForm):
    """What the organisation is called, and where it works. ``version``: both, as they were when the page was opened."""

    version = forms.CharField(widget=forms.HiddenInput, max_length=200, strip=False)

    name = _name(
        _("What is your organisation called?"),
        help_text=_("It stands in invitations."),
        error_messages={"required": _("Enter the name of your organisation")},
    )
    nation = forms.ChoiceField(
        label=_("In which nation do you work?"),
        help_text=_(
            "Bank holidays follow from it. England is covered completely; for the others, check ages, terms and "
            "bodies with your local partnership."
        ),
        choices=NATIONS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the nation")},
    )


class ServiceForm(BaseForm):
    """A service of the organisation."""

    name = _name(
        _("What is the service called?"),
        max_length=100,
        error_messages={"required": _("Enter the name of the service")},
    )
    region = _name(_("Region (optional)"), max_length=100, required=False)


class SetUpPersonForm(BaseForm):
    """Somebody who works here, with work contact points only (ORG-13)."""

    full_name = _name(_("Full name"), error_messages={"required": _("Enter their full name")})
    email = forms.EmailField(
        label=_("Work email address"),
        help_text=_("They sign in with it, and are told by it."),
        widget=forms.EmailInput(OFF),
        error_messages={"required": _("Enter their work email address")},
    )
    work_phone = WorkPhoneField(help_text=NEEDS_PHONE)
    kind = forms.ChoiceField(
        label=_("They are a"),
        choices=[(kind.value, str(kind.label).capitalize()) for kind in PersonKind],
        initial=PersonKind.STAFF,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they are")},
    )
    roles = roles_by_hand(
        _(
            "Safeguarding roles are not here: they come with a post, which you fill on its own page. Everybody may "
            "raise a concern."
        )
    )
    services = forms.ModelMultipleChoiceField(
        label=_("Services they work in"),
        queryset=Service.objects.none(),
        to_field_name="ref",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    line_manager = PersonField(label=_("Line manager"), required=False, empty_label=_("Nobody yet"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["services"].queryset = services_in_use()  # type: ignore[attr-defined]
        self.fields["line_manager"].queryset = everybody()  # type: ignore[attr-defined]

    def details(self) -> PersonDetails:
        """The person as the action takes them."""
        return PersonDetails(**self.cleaned_data)


class CorrectPersonForm(SetUpPersonForm):
    """The same of somebody who is there already, and the version of the row as it was when the page was opened."""

    version = row_version()

    def details(self) -> PersonDetails:
        """The person as the action takes them."""
        return PersonDetails(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


class ChangePersonForm(BaseForm):
    """What of somebody may change once they have signed in; nobody is asked for their own roles (practice B16)."""

    version = row_version()

    work_phone = WorkPhoneField(help_text=NEEDS_PHONE)
    roles = roles_by_hand(_("Safeguarding roles come with a post, and stay as they are."))

    def __init__(self, *args: Any, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_own:
            del self.fields["roles"]


class HolderForm(BaseForm):
    """Who holds a post from now on."""

    person = PersonField(
        label=_("Who holds it from now on?"),
        help_text=_("Somebody who is not in the list has to be added first. You are not in it yourself."),
        empty_label=_("Choose somebody"),
        error_messages={"required": _("Choose somebody")},
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = everybody().exclude(pk=by.pk)  # type: ignore[attr-defined]


class OnDutyForm(HolderForm):
    """Who is told first out of hours, and for how long."""

    until = UiDateField(
        label=_("Up to and including"),
        help_text=_("For example, 27 3 2026. They are on duty from now, outside working hours."),
        error_messages={"required": _("Enter the last day on which they are on duty")},
    )

    def __init__(self, *args: Any, by: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        self.today = today
        self.fields["person"].label = _("Who is on duty?")

    def clean_until(self) -> date:
        """A day that is not over."""
        until: date = self.cleaned_data["until"]
        if until < self.today:
            raise ValidationError(_("Enter a day that is still to come"))
        return until


class AwayForm(HolderForm):
    """Who stands in for the holder of a post, from a day to a day."""

    from_on = UiDateField(
        label=_("From"),
        help_text=_("For example, 27 3 2026. From the beginning of that day, or from now on if it is today."),
        error_messages={"required": _("Enter the first day on which the holder is away")},
    )
    to_on = UiDateField(
        label=_("Up to and including"),
        error_messages={"required": _("Enter the last day on which the holder is away")},
    )

    def __init__(self, *args: Any, by: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        self.today = today
        self.fields["person"].label = _("Who stands in?")

    def clean_from_on(self) -> date:
        """Today or a day to come."""
        from_on: date = self.cleaned_data["from_on"]
        if from_on < self.today:
            raise ValidationError(_("Enter today or a day that is still to come"))
        return from_on

    def clean(self) -> dict[str, Any]:
        """An absence that ends after it begins."""
        given = super().clean() or self.cleaned_data
        if {"from_on", "to_on"} <= given.keys() and given["to_on"] < given["from_on"]:
            self.add_error("to_on", _("The last day cannot be before the first"))
        return given


class TestForm(BaseForm):
    """Whom a test message goes to, and how."""

    __test__ = False  # nothing for pytest

    client_token = ClientTokenField()
    channel = forms.ChoiceField(
        label=_("How is it sent?"),
        choices=[(channel.value, str(channel.label).capitalize()) for channel in Channel],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it is sent")},
    )
    recipient = PersonField(
        label=_("To whom?"),
        help_text=_("Those who hold a safeguarding post: it is them whom an alert has to reach."),
        empty_label=_("Choose somebody"),
        error_messages={"required": _("Choose somebody")},
    )

    def __init__(self, *args: Any, holders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipient"].queryset = holders  # type: ignore[attr-defined]


class CodeForm(BaseForm):
    """The code in a test message."""

    code = forms.CharField(
        label=_("The six digits in the message"),
        max_length=20,
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "govuk-input--width-5"}
        ),
        error_messages={"required": _("Enter the six digits in the message")},
    )

    def clean_code(self) -> str:
        """Six digits, however they were spaced."""
        code = re.sub(r"\s", "", self.cleaned_data["code"])
        if not re.fullmatch("[0-9]{6}", code):
            raise ValidationError(_("Enter the six digits in the message, like 123456"))
        return code
