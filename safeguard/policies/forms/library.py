"""Policies, their versions, who answers for one, what they may be about, and a signature."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguard.lib.clock import LONDON
from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField, UiDateField
from safeguard.lib.permissions import Permission
from safeguard.policies import rules
from safeguard.policies.actions import PolicyFacts, VersionFacts
from safeguard.policies.enums import Marking, PolicyKind, Readers
from safeguard.policies.models import PolicyType, PolicyVersion
from safeguard.policies.selectors import policy_types
from safeguard.practitioners.enums import PersonKind, Role
from safeguard.practitioners.models import Brand, Contract, User
from safeguard.practitioners.selectors import people_who_may, services_in_use
from safeguard.practitioners.selectors.staff import brands, contracts

LONGEST = 100_000
YES, NO = "yes", "no"
NOW, LATER = "now", "later"


class ByName(forms.ModelChoiceField):
    """Somebody who works here, by name."""

    def label_from_instance(self, obj: Any) -> str:
        """Their name."""
        return str(obj.full_name)


def officers() -> Any:
    """Those who may answer for a policy: whoever deals with safeguarding (ORG-36)."""
    return people_who_may(Permission.SEE_DASHBOARD)


class VersionForm(BaseForm):
    """The next version of a policy."""

    client_token = ClientTokenField()
    written_on = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = LongTextField(
        label=_("What does it say?"),
        help_text=_(
            "Plain words. An empty line begins a new paragraph. Leave it empty if all of it is held elsewhere."
        ),
        max_length=LONGEST,
        rows=18,
        required=False,
    )
    held_at = forms.CharField(
        label=_("Where is the whole of it held? (if not here)"),
        help_text=_("An address that begins with https://, or where it lies, for example “Shared drive, Policies, 12”"),
        max_length=300,
        required=False,
    )
    must_sign = forms.ChoiceField(
        label=_("Does everybody have to sign this version?"),
        choices=[(YES, _("Yes")), (NO, _("No: only its wording changed, or it is only to be read"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether everybody has to sign it")},
    )
    starts = forms.ChoiceField(
        label=_("From when does it hold?"),
        choices=[(NOW, _("From now on")), (LATER, _("From a later day"))],
        widget=forms.RadioSelect,
        required=False,
        initial=NOW,
    )
    starts_on = UiDateField(
        label=_("From which day?"), min_year=2020, error_messages={"required": _("Enter the day from which it holds")}
    )
    marking = forms.ChoiceField(
        label=_("How far may it be passed on?"), choices=Marking.choices, required=False, initial=Marking.INTERNAL
    )
    quotes = forms.CharField(
        label=_("Which edition of national guidance does it quote? (if any)"),
        help_text=_("For example “Keeping children safe in education, 2026”"),
        max_length=300,
        required=False,
    )
    supersedes = forms.CharField(
        label=_("What does it take the place of? (if not the version before)"), max_length=200, required=False
    )
    for_kinds = forms.MultipleChoiceField(
        label=_("Only for some of those who work here?"),
        help_text=_("Tick none for everybody."),
        choices=PersonKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    for_roles = forms.MultipleChoiceField(
        label=_("Only for some roles?"),
        help_text=_("Tick none for every role."),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    for_services = forms.ModelMultipleChoiceField(
        label=_("Only for some services?"),
        help_text=_("Tick none for every service."),
        queryset=services_in_use().none(),
        to_field_name="ref",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    for_brands = forms.ModelMultipleChoiceField(
        label=_("Or all services of a brand?"),
        queryset=Brand.objects.none(),
        to_field_name="ref",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    for_regions = forms.MultipleChoiceField(
        label=_("Or all services of a region?"),
        help_text=_("Also those that are added to it later."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    for_contracts = forms.ModelMultipleChoiceField(
        label=_("Or all services under a contract?"),
        queryset=Contract.objects.none(),
        to_field_name="ref",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reveals: ClassVar[Mapping[str, Mapping[str, Sequence[str]]]] = {"starts": {LATER: ["starts_on"]}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["for_services"].queryset = services_in_use()
        fields["for_brands"].queryset, fields["for_contracts"].queryset = brands(), contracts()
        there = set(services_in_use().exclude(region="").values_list("region", flat=True))
        kept = set(self.initial.get("for_regions") or [])  # one that no service has any more can be taken out
        fields["for_regions"].choices = [(one, one) for one in sorted(there | kept)]

    def audience_fields(self) -> list[forms.BoundField]:
        """The questions for whom it is, without those that have nothing to choose."""
        names = ("for_kinds", "for_roles", "for_services", "for_brands", "for_regions", "for_contracts")
        return [self[name] for name in names if list(self.fields[name].choices)]  # type: ignore[attr-defined]

    @property
    def is_for_some(self) -> bool:
        """Whether something is chosen, or wrong, in those questions."""
        return any(field.errors or field.value() for field in self.audience_fields())

    def clean_must_sign(self) -> bool:
        """Whether it must be signed."""
        return bool(self.cleaned_data["must_sign"] == YES)

    def clean(self) -> dict[str, Any]:
        """A policy has its words here, or says where they are held."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not (cleaned.get("text") or cleaned.get("held_at")):
            self.add_error("text", _("Write what it says, or below where it is held"))
        return cleaned

    def facts(self) -> VersionFacts:
        """What stands around its words."""
        cleaned = self.cleaned_data
        is_later = cleaned.get("starts") == LATER and cleaned.get("starts_on")
        return VersionFacts(
            effective_at=datetime.combine(cleaned["starts_on"], time(), LONDON) if is_later else None,
            marking=cleaned.get("marking") or Marking.INTERNAL,
            held_at=cleaned["held_at"],
            supersedes=cleaned["supersedes"],
            quotes=cleaned["quotes"],
            audience=rules.Audience(
                tuple(cleaned["for_kinds"]),
                tuple(cleaned["for_roles"]),
                tuple(sorted(service.pk for service in cleaned["for_services"])),
                tuple(sorted(brand.pk for brand in cleaned["for_brands"])),
                tuple(sorted(cleaned["for_regions"])),
                tuple(sorted(contract.pk for contract in cleaned["for_contracts"])),
            ),
        )


def initial_of(version: PolicyVersion) -> dict[str, Any]:
    """What the next version begins with."""
    return {
        "written_on": version.number,
        "text": version.text,
        "held_at": version.held_at,
        "must_sign": YES if version.must_sign else NO,
        "starts": NOW,
        "marking": version.marking,
        "quotes": version.quotes,
        "for_kinds": version.for_kinds,
        "for_roles": version.for_roles,
        "for_services": list(services_in_use().filter(pk__in=version.for_services).values_list("ref", flat=True)),
        "for_brands": list(brands().filter(pk__in=version.for_brands).values_list("ref", flat=True)),
        "for_regions": version.for_regions,
        "for_contracts": list(contracts().filter(pk__in=version.for_contracts).values_list("ref", flat=True)),
    }


class PolicyForm(VersionForm):
    """A policy that is not there yet."""

    title = forms.CharField(
        label=_("What is it called?"), max_length=150, error_messages={"required": _("Enter what it is called")}
    )
    type = forms.ModelChoiceField(
        label=_("What is it about?"),
        queryset=PolicyType.objects.none(),
        to_field_name="code",
        empty_label=_("Choose what it is about"),
        error_messages={"required": _("Choose what it is about")},
    )
    readers = forms.ChoiceField(
        label=_("Whom does it speak to?"),
        help_text=_("Acceptable use and agreements have a policy of their own for each."),
        choices=Readers.choices,
        widget=forms.RadioSelect,
        required=False,
        initial=Readers.STAFF,
    )
    owner = ByName(
        label=_("Which officer answers for it?"),
        help_text=_("They tell its readers, and see who has signed."),
        queryset=User.objects.none(),
        to_field_name="ref",
        required=False,
        empty_label=_("Nobody yet"),
    )
    field_order = ("client_token", "written_on", "title", "type", "readers", "owner", "text", "held_at", "must_sign")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].queryset = policy_types()  # type: ignore[attr-defined]
        self.fields["owner"].queryset = officers()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Every policy needs a name for its address."""
        cleaned = super().clean() or self.cleaned_data
        title = cleaned.get("title", "")
        cleaned["code"] = rules.code_of(title)
        if title and not cleaned["code"]:
            self.add_error("title", _("Use letters or digits, and more than the word “add”"))
        return cleaned

    def policy_facts(self) -> PolicyFacts:
        """What it is about, for whom, and who answers for it."""
        cleaned = self.cleaned_data
        return PolicyFacts(type=cleaned["type"], readers=cleaned["readers"] or Readers.STAFF, owner=cleaned["owner"])

    @property
    def kind(self) -> PolicyKind:
        """Whether planning asks for its signature."""
        is_aup = self.cleaned_data["type"].code == rules.ACCEPTABLE_USE
        return PolicyKind.AUP if is_aup else PolicyKind.OTHER


class OwnerForm(BaseForm):
    """Who answers for a policy."""

    owner = ByName(
        label=_("Which officer answers for it?"),
        queryset=User.objects.none(),
        to_field_name="ref",
        required=False,
        empty_label=_("Nobody"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = officers()  # type: ignore[attr-defined]


class TypeForm(BaseForm):
    """Something else that policies may be about."""

    label = forms.CharField(
        label=_("What else may a policy be about?"),
        max_length=100,
        error_messages={"required": _("Enter what it is about")},
    )


class SignForm(BaseForm):
    """The tick that goes with the button: a signature takes both."""

    version = forms.UUIDField(widget=forms.HiddenInput)
    agree = forms.BooleanField(
        label=_("I have read it and will keep to it"),
        error_messages={"required": _("Tick that you have read it and will keep to it")},
    )
