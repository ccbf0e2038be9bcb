"""The questions about people, as they stand in more than one form."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import BaseForm, LongTextField, UiDateField
from safeguard.lib.templatetags.ui import readable
from safeguard.people import rules
from safeguard.people.enums import ActsFor, AuthorityKnown, PersonKind, SafeToContact, YesNoNotAsked
from safeguard.people.models import Adult, Authority, Person
from safeguard.people.selectors import authorities
from safeguard.practitioners.models import Service, User
from safeguard.practitioners.selectors import services_of

LONGEST = 2_000
OFF = {"autocomplete": "off"}  # nobody else's name or number is offered on a shared machine
ADULT = "adult_"  # the first parent or carer stands in the form of the young person


def text_field(label: Any, **over: Any) -> forms.CharField:
    """A line of text, which no browser fills in."""
    return forms.CharField(**{"label": label, "max_length": 150, "widget": forms.TextInput(OFF), **over})


def phone_field(label: Any, **over: Any) -> forms.CharField:
    """A telephone number; its form says what is none."""
    box = forms.TextInput({**OFF, "inputmode": "tel", "class": "govuk-input--width-20"})
    return forms.CharField(**{"label": label, "max_length": 30, "widget": box, "required": False, **over})


def email_field(label: Any) -> forms.EmailField:
    """An email address."""
    return forms.EmailField(label=label, required=False, widget=forms.EmailInput(OFF))


def answer_field(label: Any, choices: Any, **over: Any) -> forms.TypedChoiceField:
    """One of three answers. Nothing chosen is "not asked yet", and never yes (practice B19)."""
    return forms.TypedChoiceField(
        **{
            "label": label,
            "choices": choices,
            "widget": forms.RadioSelect,
            "required": False,
            "initial": SafeToContact.NOT_ASKED.value,
            "empty_value": SafeToContact.NOT_ASKED.value,
            **over,
        }
    )


def safe_field(label: Any) -> forms.TypedChoiceField:
    """Whether somebody has said that a channel is safe."""
    return answer_field(label, SafeToContact.choices)


class CheckedForm(BaseForm):
    """A form whose answers are judged by the rules of people, field by field."""

    def wrong(self, cleaned: dict[str, Any]) -> Iterable[rules.Wrong]:
        """What the rules say."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """Each fault beside its question; a question with a fault of its own is not judged twice."""
        cleaned = super().clean() or self.cleaned_data
        for wrong in self.wrong(cleaned):
            if wrong.field not in self.errors:
                self.add_error(wrong.field if wrong.field in self.fields else None, wrong.text)
        return cleaned


class IdentityFields(BaseForm):
    """Who somebody is (PER-01), where they live and which local authority is theirs (PER-15)."""

    reveals: ClassVar[dict[str, dict[str, list[str]]]] = {"authority_known": {AuthorityKnown.YES: ["authority"]}}

    full_name = text_field(_("What is their full name?"), error_messages={"required": _("Enter their full name")})
    known_as = text_field(
        _("What name do they use?"),
        help_text=_("This is the name we show and say. Leave it blank if it is their first name."),
        max_length=100,
        required=False,
    )
    also_known_as = LongTextField(
        label=_("By what other names may somebody look for them?"),
        help_text=_(
            "Nicknames, names of before: one a line. Only the search uses them; nobody is called by them here."
        ),
        required=False,
        max_length=300,
        rows=2,
    )
    born_on = UiDateField(
        label=_("When were they born?"),
        help_text=_("For example, 27 3 2011. The rules for their age follow from it."),
        min_year=1800,
        error_messages={"required": _("Enter their date of birth")},
    )
    kind = forms.ChoiceField(
        label=_("Who are they?"),
        choices=PersonKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who they are")},
    )
    service = forms.ModelChoiceField(
        label=_("Which service is it?"),
        queryset=Service.objects.none(),
        to_field_name="ref",
        error_messages={"required": _("Choose the service")},
    )
    case_reference = text_field(
        _("What is their reference in another case system?"),
        help_text=_("If there is one."),
        max_length=60,
        required=False,
    )
    authority_known = answer_field(
        _("Do you know their local authority?"),
        AuthorityKnown.choices,
        help_text=_("If nobody knows it, the NSPCC helps: 0808 800 5000."),
    )
    authority = forms.ModelChoiceField(
        label=_("Which one?"),
        queryset=Authority.objects.none(),
        to_field_name="ref",
        error_messages={"required": _("Choose the local authority")},
    )
    address = LongTextField(label=_("What is their home address?"), required=False, max_length=LONGEST, rows=3)
    address_withheld = text_field(
        _("Is the address kept secret? Write whom to ask instead"),
        help_text=_("For a refuge or a confidential placement: the police or social care contact. Give no address."),
        max_length=200,
        required=False,
    )
    is_in_danger_at_home = forms.BooleanField(
        label=_("Contact itself may put them in danger"),
        help_text=_("Ring and write only in the way that was agreed. Messages then say nothing of what they are."),
        required=False,
    )
    known_use_endangers = forms.BooleanField(
        label=_("It would put them at risk if somebody knew that they use this service"),
        help_text=_("Every message to them and their family then has a neutral subject and no name of ours."),
        required=False,
    )
    has_known_violence = forms.BooleanField(
        label=_("They have lived with domestic abuse, or with violence where they live"),
        help_text=_("A welfare call is then made sooner, and messages say no more than who, when and how to answer."),
        required=False,
    )

    def __init__(self, *args: Any, user: User, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        service: Any = self.fields["service"]
        own = services_of(user)
        present = Q(pk=person.service_id) if person else Q(pk__in=[])
        service.queryset = Service.objects.filter(Q(pk__in=own.values("pk")) | present).order_by("name")
        self.fields["authority"].queryset = authorities()  # type: ignore[attr-defined]


class ReachFields(BaseForm):
    """A number and an address, each channel with its own answer."""

    phone = phone_field(_("Phone number"))
    safe_call = safe_field(_("Is it safe to ring this number?"))
    safe_text = safe_field(_("Is it safe to text this number?"))
    email = email_field(_("Email address"))
    safe_email = safe_field(_("Is it safe to email this address?"))


class ContactFields(ReachFields):
    """How a young person or adult at risk is reached (PER-03), and how to ring back without danger (practice A11)."""

    other_phone = phone_field(_("Another number, in case the connection fails"))
    safe_other_phone = safe_field(_("Is it safe to ring the other number?"))
    wants_reminders = forms.BooleanField(
        label=_("They want a text on the morning of a session"),
        help_text=_("Sent only if it is safe to text them."),
        required=False,
    )
    call_back_phone = phone_field(
        _("Which number is rung if a call is cut off?"), help_text=_("Only if it is another one.")
    )
    call_back_agreed = LongTextField(
        label=_("What have you agreed about ringing back?"),
        help_text=_("Safe times, voicemail or not, who may answer, and what the caller says."),
        required=False,
        max_length=LONGEST,
        rows=3,
    )


class AdultFields(ReachFields):
    """A parent, carer or other adult (PER-04, practice C27)."""

    full_name = text_field(_("What is their name?"), error_messages={"required": _("Enter their name")})
    relationship = text_field(
        _("Who are they to the young person?"),
        help_text=_("For example, mother, foster carer, social worker."),
        max_length=60,
        error_messages={"required": _("Enter who they are to the young person")},
    )
    may_countersign = answer_field(
        _("May they sign consent for the young person?"),
        YesNoNotAsked.choices,
        help_text=_("Nobody signs for an adult at risk."),
    )
    has_responsibility = answer_field(_("Do they have parental responsibility?"), YesNoNotAsked.choices)
    field_order = ("full_name", "relationship")


class SigningFields(BaseForm):
    """For whom an adult signs: a named social worker, or a foster carer with delegated authority, for the authority
    that holds responsibility (practice C27)."""

    reveals: ClassVar[dict[str, dict[str, list[str]]]] = {"acts_for": {ActsFor.AUTHORITY: ["delegation"]}}

    acts_for = answer_field(
        _("For whom do they sign?"),
        ActsFor.choices,
        help_text=_("A social worker signs for the authority; so does a foster carer to whom it was delegated."),
        initial=ActsFor.FAMILY.value,
        empty_value=ActsFor.FAMILY.value,
    )
    delegation = text_field(
        _("By what do they sign for the authority?"),
        help_text=_("For example: allocated social worker, care order of 4 May; delegated authority form, held at ..."),
        max_length=200,
        error_messages={"required": _("Write by what they sign for the authority")},
    )


def stored(row: Person | Adult, names: Iterable[str]) -> dict[str, Any]:
    """What a form begins with: the row as it is, related rows by their reference."""
    values = {name: getattr(row, name) for name in names if hasattr(row, name)}
    numbers = {name: readable(values[name]) for name in rules.PHONES if name in values}
    return {name: getattr(value, "ref", value) for name, value in values.items()} | numbers


def line_field(label: Any, longest: int = 200, **over: Any) -> forms.CharField:
    """A line that may stay blank."""
    return text_field(label, **{"max_length": longest, "required": False, **over})


def words_field(label: Any, **over: Any) -> LongTextField:
    """Several lines that may stay blank."""
    return LongTextField(label=label, **{"max_length": LONGEST, "required": False, "rows": 3, **over})


def day_field(label: Any, **over: Any) -> UiDateField:
    """A day."""
    return UiDateField(label=label, **{"help_text": _("For example, 27 3 2026."), **over})


def begun_with(row: Any, names: Iterable[str]) -> dict[str, Any]:
    """What a form begins with: the row as it is, numbers as people read them."""
    values = {name: getattr(row, name) for name in names if hasattr(row, name)}
    return values | {name: readable(values[name]) for name in rules.AROUND_PHONES if name in values}
