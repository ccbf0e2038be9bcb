"""What is typed about people who work here, services, contracts, devices and the Online Safety Group."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from safeguard.desk.forms.setting_up import OFF, PersonField, roles_by_hand, row_version
from safeguard.lib.forms import BaseForm, LongTextField, UiDateField
from safeguard.practitioners.actions import Hours, Profile
from safeguard.practitioners.enums import DeviceKind, DeviceState, GroupSeat, PersonKind, Role
from safeguard.practitioners.models import Brand, Contract, Device, Service, Takers, User
from safeguard.practitioners.selectors import everybody, services_in_use
from safeguard.practitioners.selectors.staff import brands, contracts

WEEKDAYS = (
    *(("0", _("Monday")), ("1", _("Tuesday")), ("2", _("Wednesday")), ("3", _("Thursday")), ("4", _("Friday"))),
    *(("5", _("Saturday")), ("6", _("Sunday"))),
)
KINDS = [(kind.value, str(kind.label).capitalize()) for kind in PersonKind]


def _line(label: Any, longest: int, **over: Any) -> forms.CharField:
    return forms.CharField(**{"label": label, "max_length": longest, "widget": forms.TextInput(OFF), **over})


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H%M"],
        widget=forms.TextInput({**OFF, "inputmode": "numeric", "class": "govuk-input--width-5"}),
        error_messages={"invalid": _("Enter a time like 09:30")},
    )


class HoursForm(BaseForm):
    """When somebody works."""

    works_from = _time(_("The day begins at"))
    works_to = _time(_("The day ends at"))
    works_on = forms.MultipleChoiceField(
        label=_("On these days"), choices=WEEKDAYS, required=False, widget=forms.CheckboxSelectMultiple
    )

    def hours(self) -> Hours:
        """The hours as the action takes them."""
        given = self.cleaned_data
        days = [int(day) for day in given["works_on"]]
        return Hours(works_from=given["works_from"], works_to=given["works_to"], works_on=days)


class OwnProfileForm(HoursForm):
    """What somebody says of themselves."""

    field_order = ("do_not_publicise", "works_from", "works_to", "works_on")
    do_not_publicise = forms.BooleanField(
        label=_("Do not publicise my name or what I do"),
        help_text=_(
            "You need not say why. Messages and pages for families then say “Your worker” instead of your name."
        ),
        required=False,
    )


class ProfileForm(HoursForm):
    """What an administrator says of somebody: work contact points only (ORG-13)."""

    field_order = (
        "version",
        "full_name",
        "email",
        "work_social",
        "kind",
        "services",
        "line_manager",
        "do_not_publicise",
    )
    version = row_version()
    full_name = _line(_("Full name"), 150, error_messages={"required": _("Enter their full name")})
    email = forms.EmailField(
        label=_("Work email address"),
        help_text=_("They are told at the old address as well. Without a second factor it changes after an hour."),
        widget=forms.EmailInput(OFF),
        error_messages={"required": _("Enter their work email address")},
    )
    work_social = _line(
        _("Social account of the organisation (optional)"),
        100,
        required=False,
        help_text=_("Only one that belongs to the organisation, never their own."),
    )
    kind = forms.ChoiceField(label=_("They are a"), choices=KINDS, widget=forms.RadioSelect)
    services = forms.ModelMultipleChoiceField(
        label=_("Services they work in"),
        queryset=Service.objects.none(),
        to_field_name="ref",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    line_manager = PersonField(label=_("Line manager"), required=False, empty_label=_("Nobody"))
    do_not_publicise = forms.BooleanField(
        label=_("Do not publicise their name or what they do"),
        help_text=_("Nobody asks why. Families read “Your worker” instead of the name."),
        required=False,
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["services"].queryset = services_in_use()  # type: ignore[attr-defined]
        self.fields["line_manager"].queryset = everybody().exclude(pk=person.pk)  # type: ignore[attr-defined]

    def profile(self) -> Profile:
        """What was said, as the action takes it."""
        names = ("full_name", "email", "kind", "services", "line_manager", "work_social", "do_not_publicise")
        return Profile(**{name: self.cleaned_data[name] for name in names}, hours=self.hours())


class StaffFilterForm(BaseForm):
    """Whom a list shows."""

    service = forms.ModelChoiceField(
        label=_("Service"), queryset=Service.objects.none(), to_field_name="ref", required=False, empty_label=_("All")
    )
    kind = forms.ChoiceField(label=_("They are a"), choices=[("", _("Anybody")), *KINDS], required=False)
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Any")), *Role.choices], required=False)
    left = forms.BooleanField(label=_("Those who have left"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = services_in_use()  # type: ignore[attr-defined]


class StaffSearchForm(BaseForm):
    """Somebody by name or address. Sent in the body: a name never stands in an address."""

    words = _line(_("Name or work email address"), 150, required=False)


class LeavingForm(BaseForm):
    """To whom work goes, and when."""

    now_or_later = forms.ChoiceField(
        label=_("When does the account close?"),
        choices=[("now", _("Now: all access ends when you press")), ("later", _("At the end of a day to come"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose when the account closes")},
    )
    last_day = UiDateField(
        label=_("Their last day"),
        help_text=_("For example, 27 3 2027. Access ends at midnight after it."),
        error_messages={"required": _("Enter their last day")},
    )
    reveals: ClassVar[dict[str, dict[str, list[str]]]] = {"now_or_later": {"later": ["last_day"]}}
    people_to = PersonField(label=_("Young people, sessions and calls go to"), required=False)
    cases_to = PersonField(label=_("Incidents go to"), required=False)
    tasks_to = PersonField(label=_("Everything else that is to be done goes to"), required=False)
    team_to = PersonField(label=_("The people they manage go to"), required=False)

    def __init__(self, *args: Any, able: dict[str, QuerySet[User]], others: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, people in able.items():
            field: Any = self.fields[name]
            field.queryset, field.empty_label = people, others[name]

    def takers(self) -> Takers:
        """Those who were named."""
        given = self.cleaned_data
        return Takers(
            people=given["people_to"], cases=given["cases_to"], tasks=given["tasks_to"], team=given["team_to"]
        )


class ReopenForm(BaseForm):
    """What somebody who comes back works in and does: nothing of it is as it was, unless it is said again."""

    services = forms.ModelMultipleChoiceField(
        label=_("Services they work in from now on"),
        queryset=Service.objects.none(),
        to_field_name="ref",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    roles = roles_by_hand(_("Leave all of them empty if nobody knows yet. Safeguarding roles come with a post."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["services"].queryset = services_in_use()  # type: ignore[attr-defined]


class ServiceDetailsForm(BaseForm):
    """What a service is called, where it is, for whom, and under which brand."""

    version = row_version()
    name = _line(_("What is the service called?"), 100, error_messages={"required": _("Enter the name of the service")})
    brand = forms.ModelChoiceField(
        label=_("Brand"), queryset=Brand.objects.none(), to_field_name="ref", required=False, empty_label=_("None")
    )
    region = _line(_("Region (optional)"), 100, required=False)
    audience = _line(_("For whom it is (optional)"), 100, required=False, help_text=_("For example, 11 to 18."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["brand"].queryset = brands()  # type: ignore[attr-defined]


class BrandForm(BaseForm):
    """A brand."""

    name = _line(_("What is the brand called?"), 100, error_messages={"required": _("Enter the name of the brand")})


class ContractForm(BaseForm):
    """A contract: which services it funds, and from when to when."""

    version = row_version()
    title = _line(_("What is the contract called?"), 100, error_messages={"required": _("Enter what it is called")})
    funder = _line(_("Who funds it? (optional)"), 100, required=False)
    from_on = UiDateField(
        label=_("It begins on"), min_year=2000, error_messages={"required": _("Enter when it begins")}
    )
    to_on = UiDateField(
        label=_("Its last day"), help_text=_("Leave it empty if it is open."), min_year=2000, required=False
    )
    services = forms.ModelMultipleChoiceField(
        label=_("Services it is for"),
        queryset=Service.objects.none(),
        to_field_name="ref",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one service")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["services"].queryset = services_in_use()  # type: ignore[attr-defined]


class DeviceForm(BaseForm):
    """A device of the register."""

    version = row_version()
    label = _line(
        _("What is it called?"),
        60,
        help_text=_("For example, Careers laptop 3."),
        error_messages={"required": _("Enter what it is called")},
    )
    kind = forms.ChoiceField(label=_("What is it?"), choices=DeviceKind.choices, widget=forms.RadioSelect)
    asset_number = _line(_("Asset number"), 40, error_messages={"required": _("Enter its asset number")})
    custodian = PersonField(label=_("Who has it?"), required=False, empty_label=_("Nobody: it is with us"))
    state = forms.ChoiceField(label=_("Where it stands"), choices=DeviceState.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, device: Device | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["custodian"].queryset = everybody()  # type: ignore[attr-defined]
        if device is None:
            del self.fields["state"]


class SeatForm(BaseForm):
    """A seat in the Online Safety Group."""

    person = PersonField(
        label=_("Who?"), empty_label=_("Choose somebody"), error_messages={"required": _("Choose somebody")}
    )
    sits_as = forms.ChoiceField(
        label=_("As what?"),
        choices=[one for one in GroupSeat.choices if one[0] != GroupSeat.LEAD],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose as what they sit in the group")},
    )
    duties = LongTextField(
        label=_("What they do from day to day"),
        help_text=_("The duties that the lead has delegated to them, one on a line."),
        max_length=2000,
        rows=4,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, people: Sequence[User] | QuerySet[User], is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        if not is_new:
            del self.fields["person"]


class ScopeForm(BaseForm):
    """Which services somebody works in or answers for: all that have what is chosen (ORG-01)."""

    person = PersonField(
        label=_("Who is it?"),
        empty_label=_("Choose somebody"),
        error_messages={"required": _("Choose somebody")},
    )
    part = forms.ChoiceField(
        label=_("What do they do there?"),
        choices=[("officer", _("They are the safeguarding officer")), ("works", _("They work there"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they do there")},
    )
    brand = forms.ModelChoiceField(
        label=_("Brand"), queryset=Brand.objects.none(), to_field_name="ref", required=False, empty_label=_("Any")
    )
    region = forms.ChoiceField(label=_("Region"), required=False)
    contract = forms.ModelChoiceField(
        label=_("Contract"), queryset=Contract.objects.none(), to_field_name="ref", required=False, empty_label=_("Any")
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["person"].queryset = everybody().exclude(pk=by.pk)
        fields["brand"].queryset, fields["contract"].queryset = brands(), contracts()
        regions = sorted({one.region for one in services_in_use() if one.region})
        fields["region"].choices = [("", _("Any")), *((one, one) for one in regions)]

    def clean(self) -> dict[str, Any]:
        """At least one thing is chosen: an officer for everything has a page of its own."""
        cleaned = super().clean() or self.cleaned_data
        if not any(cleaned.get(name) for name in ("brand", "region", "contract")):
            raise forms.ValidationError(_("Choose a brand, a region or a contract"))
        return cleaned

    def scope(self) -> dict[str, Any]:
        """What was chosen, as the action takes it."""
        given = self.cleaned_data
        return {
            "person": given["person"],
            "as_officer": given["part"] == "officer",
            "brand": given["brand"],
            "region": given["region"],
            "contract": given["contract"],
        }
