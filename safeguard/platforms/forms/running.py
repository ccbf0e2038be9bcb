"""Guides, accounts and closed groups."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField, UiDateField
from safeguard.platforms.models import ClosedGroup, PlatformGuide
from safeguard.platforms.selectors import platforms_to_choose_from
from safeguard.practitioners.models import Service, User

LONGEST = 10_000


def _one_of(label: Any, missing: Any, **more: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=label,
        queryset=User.objects.none(),
        to_field_name="ref",  # no counter leaves the server
        empty_label=_("Choose"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), missing),
        **more,
    )


def _everybody_here() -> Any:
    return User.objects.filter(is_active=True).order_by("full_name")


class GuideForm(BaseForm):
    """How to use a platform, for young people."""

    client_token = ClientTokenField()
    number = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = LongTextField(
        label=_("How is it used?"),
        help_text=_(
            "For a reader of twelve: short sentences, one step at a time, no names. A blank line between paragraphs; a "
            "line of its own above a paragraph is its heading."
        ),
        max_length=LONGEST,
        rows=14,
        error_messages={"required": _("Write how it is used")},
    )

    def __init__(self, *args: Any, last: PlatformGuide | None, **kwargs: Any) -> None:
        kept = {"number": last.number if last else 0, "text": last.text if last else ""}
        kwargs["initial"] = {**kept, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class AccountForm(BaseForm):
    """An account of the organisation's own."""

    client_token = ClientTokenField()
    platform = forms.ModelChoiceField(
        label=_("On which platform?"),
        queryset=platforms_to_choose_from(),
        to_field_name="ref",
        empty_label=_("Choose"),
        error_messages={"required": _("Choose a platform")},
    )
    label = forms.CharField(
        label=_("What is the account called?"),
        help_text=_("As others see it. Never a password."),
        max_length=100,
        error_messages={"required": _("Enter what the account is called")},
    )
    custodian = _one_of(_("Who looks after it?"), _("Choose who looks after it"))
    work_email = forms.EmailField(
        label=_("To which work email address is it linked?"),
        help_text=_("Private mailboxes are not accepted: an account of ours must stay when somebody leaves."),
        max_length=254,
        error_messages=dict.fromkeys(
            ("required", "invalid"), _("Enter the work email address that the account is linked to")
        ),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        custodian: Any = self.fields["custodian"]
        custodian.queryset, custodian.initial = _everybody_here(), user.ref


class CustodianForm(BaseForm):
    """Who looks after an account from now on."""

    to = _one_of(_("Who looks after it from now on?"), _("Choose who looks after it"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.queryset = _everybody_here()


class KeepersForm(BaseForm):
    """The two adults who look after a closed group."""

    administrator = _one_of(
        _("Who looks after the group?"),
        _("Choose who looks after it"),
        help_text=_("They are asked to close it in time."),
    )
    second_administrator = _one_of(_("And who else?"), _("Choose a second person"))

    def __init__(self, *args: Any, group: ClosedGroup | None = None, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("administrator", "second_administrator"):
            field: Any = self.fields[name]
            field.queryset = _everybody_here()
            if group is not None:
                field.initial = getattr(group, name).ref
        if user is not None:
            self.fields["administrator"].initial = user.ref


class GroupForm(KeepersForm):
    """A closed group."""

    field_order = ("platform", "service", "name")
    client_token = ClientTokenField()
    platform = forms.ModelChoiceField(
        label=_("On which platform?"),
        queryset=platforms_to_choose_from(),
        to_field_name="ref",
        empty_label=_("Choose"),
        error_messages={"required": _("Choose a platform")},
    )
    service = forms.ModelChoiceField(
        label=_("For which service?"),
        queryset=Service.objects.none(),
        to_field_name="ref",
        empty_label=None,
        error_messages={"required": _("Choose a service")},
    )
    name = forms.CharField(
        label=_("What is the group called?"),
        help_text=_("Nothing that says why somebody is in it."),
        max_length=100,
        error_messages={"required": _("Enter what the group is called")},
    )
    who_may_join = LongTextField(
        label=_("Who may join?"),
        rows=2,
        max_length=LONGEST,
        error_messages={"required": _("Write who may join")},
    )
    who_sees_material = LongTextField(
        label=_("Who can see what is put there?"),
        help_text=_("Words, pictures, the list of members; and who at the company."),
        rows=2,
        max_length=LONGEST,
        error_messages={"required": _("Write who can see what is put there")},
    )
    closes_on = UiDateField(
        label=_("When does it close?"),
        help_text=_("At the latest in two years. It can be extended."),
        error_messages={"required": _("Enter the day on which the group closes")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        service: Any = self.fields["service"]
        service.queryset = Service.objects.filter(pk__in=user.works_in).order_by("name")


class GroupExtendForm(BaseForm):
    """A group that goes on for longer."""

    closes_on = UiDateField(
        label=_("Until when?"), error_messages={"required": _("Enter the day on which the group closes")}
    )
    why = LongTextField(
        label=_("Why does it go on?"),
        rows=2,
        max_length=LONGEST,
        error_messages={"required": _("Write why it goes on")},
    )


class GroupCloseForm(BaseForm):
    """The record of a group that is closed."""

    closing_record = LongTextField(
        label=_("What became of the members and of the material?"),
        help_text=_("Who was told, what was deleted, what is kept and where. No names."),
        max_length=LONGEST,
        error_messages={"required": _("Write what became of the members and of the material")},
    )
