"""Parts of a record of which there may be several: each entry a short form."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safeguard.people import rules
from safeguard.people.enums import Capacity, OrderEffect, OrderKind, StatusKind, ToldHow, ToldKind
from safeguard.people.forms.fields import (
    begun_with,
    day_field,
    email_field,
    line_field,
    phone_field,
    text_field,
    words_field,
)
from safeguard.people.forms.people import VersionedForm
from safeguard.people.models import Adult, CapacityNote, CourtOrder, Home, Person, Status, Supporter, Told
from safeguard.people.selectors import adults_of


class EntryForm(VersionedForm):
    """One entry: added with a client token, corrected with the version its author saw."""

    entry: ClassVar[type[Any]]
    heading: ClassVar[str | Promise]
    intro: ClassVar[str | Promise] = ""
    anchor: ClassVar[str] = "around"
    can_change: ClassVar[bool] = True
    masked: ClassVar[frozenset[str]] = frozenset()

    def __init__(
        self, *args: Any, row: Any = None, person: Person, today: date, shows_masked: bool, **kwargs: Any
    ) -> None:
        initial = begun_with(row, self.base_fields) if row is not None else {}
        initial.pop("client_token", None)
        super().__init__(*args, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        self.row, self.person, self.today = row, person, today
        for name in () if shows_masked else self.masked:
            del self.fields[name]
        self.prepare()

    def prepare(self) -> None:
        """For forms whose choices depend on the person."""

    def wrong(self, cleaned: dict[str, Any]) -> Iterable[rules.Wrong]:
        """What the rules say."""
        return rules.wrong_around(cleaned, today=self.today)


NOTHING = "nothing"  # an order that forbids nothing, said by somebody


class OrderForm(EntryForm):
    """A court order, in words (practice C27)."""

    entry = CourtOrder
    heading = _("A court order or agreement")
    intro = _("No paper is stored here: write what it means, and where the paper is held.")

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[("", _("Choose")), *OrderKind.choices],
        error_messages={"required": _("Choose what it is")},
    )
    meaning = words_field(
        _("What does it mean for us?"),
        help_text=_("Who may not be told or seen; what nobody may do. Write it so that a colleague acts rightly."),
        required=True,
        error_messages={"required": _("Write in words what it means")},
    )
    effects = forms.MultipleChoiceField(
        label=_("What does it forbid or take away?"),
        help_text=_("Tick what applies. It is then hidden on the page until somebody opens it, which is written down."),
        choices=[*OrderEffect.choices, (NOTHING, _("None of these"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    binds = forms.ModelChoiceField(
        label=_("Which of the adults on file does it bind?"),
        help_text=_(
            "Where contact is forbidden, we do not ring or write to them; where responsibility is, they do not sign."
        ),
        queryset=Adult.objects.none(),
        to_field_name="ref",
        required=False,
        empty_label=_("None of them"),
    )
    is_not_on_file = forms.BooleanField(label=_("Whom it binds is not on file yet"), required=False)
    whom = line_field(_("Whom does it bind, in words?"), 150)
    held_at = line_field(_("Where is it held?"), 150, help_text=_("For example: social care, reference CA/114."))
    from_on = day_field(_("From when?"), error_messages={"required": _("Enter the day from which it holds")})
    to_on = day_field(_("Until when?"), required=False, help_text=_("Leave blank if it holds until further notice."))

    def prepare(self) -> None:
        """The adults around this person."""
        binds: Any = self.fields["binds"]
        binds.queryset = adults_of(self.person)
        binds.label_from_instance = lambda one: f"{one.full_name}, {one.relationship}"
        if self.row is not None and self.row.effects == []:
            self.initial["effects"] = self.initial.get("effects") or [NOTHING]

    def wrong(self, cleaned: dict[str, Any]) -> Iterable[rules.Wrong]:
        """What the rules say; and what it forbids and whom it binds are said, so that it is obeyed."""
        return [*super().wrong(cleaned), *self._wrong_effects(cleaned), *self._wrong_binds(cleaned)]

    def _wrong_effects(self, cleaned: dict[str, Any]) -> Iterable[rules.Wrong]:
        ticked = cleaned.get("effects") or []
        if NOTHING in ticked and len(ticked) > 1:
            yield rules.Wrong("effects", gettext("Tick what it forbids, or “None of these”, not both"))
        elif not ticked and not self._is_unsaid:
            yield rules.Wrong("effects", gettext("Tick what it forbids or takes away, or “None of these”"))

    def _wrong_binds(self, cleaned: dict[str, Any]) -> Iterable[rules.Wrong]:
        if not rules.obeying(cleaned.get("effects") or []) or cleaned.get("is_not_on_file") or "binds" not in cleaned:
            return
        if cleaned["binds"] is None:
            yield rules.Wrong("binds", gettext("Choose whom it binds, or tick that they are not on file yet"))

    @property
    def _is_unsaid(self) -> bool:
        """Whether it is an old one of which nobody has said what it forbids: it stays so until somebody does."""
        return self.row is not None and self.row.effects is None

    def changes(self) -> dict[str, Any]:
        """What was answered; nothing ticked says nothing of an order of which nothing has been said."""
        said = {name: value for name, value in super().changes().items() if name != "is_not_on_file"}
        effects = [one for one in said["effects"] if one != NOTHING]
        return said | {"effects": None if self._is_unsaid and not said["effects"] else effects}


class StatusForm(EntryForm):
    """How they stand with the authority (practice C27)."""

    entry = Status
    heading = _("How they stand with the local authority")
    intro = _("Give the old one an end and add the new one: the history stays.")

    kind = forms.ChoiceField(
        label=_("What are they?"),
        choices=StatusKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they are")},
    )
    note = line_field(_("Anything to know about it?"))
    from_on = day_field(_("From when?"), error_messages={"required": _("Enter the day from which it holds")})
    to_on = day_field(_("Until when?"), required=False, help_text=_("Leave blank while it holds."))


class HomeForm(EntryForm):
    """A home and who is usually there (PER-16)."""

    entry = Home
    heading = _("A home")
    intro = _("Who may be seen or heard on a call, and where. Somebody may have several homes.")
    masked = frozenset({"address", "address_withheld"})

    title = text_field(
        _("What do you call it?"),
        help_text=_("For example: with mum, or at his nan’s on Saturdays."),
        max_length=100,
        error_messages={"required": _("Give it a name, like: with mum")},
    )
    household = words_field(
        _("Who is usually there and may be seen or heard?"), help_text=_("One a line: Tariq, brother, 9.")
    )
    address = words_field(_("What is the address?"))
    address_withheld = line_field(
        _("Is the address kept secret? Write whom to ask instead"),
        help_text=_("For a refuge or a confidential placement. Give no address."),
    )
    from_on = day_field(_("Since when do they live there?"), error_messages={"required": _("Enter the day")})
    to_on = day_field(_("Until when?"), required=False, help_text=_("Leave blank while they do."))


class SupporterForm(EntryForm):
    """An adult who knows them (PER-10), or is there after a session (PER-11)."""

    entry = Supporter
    heading = _("An adult who supports them")
    intro = _("Chosen with the young person. A work contact, not a private one.")

    full_name = text_field(_("What is their name?"), error_messages={"required": _("Enter their name")})
    role = text_field(
        _("Who are they?"),
        help_text=_("For example, teacher, youth worker, grandmother."),
        max_length=100,
        error_messages={"required": _("Enter who they are")},
    )
    organisation = line_field(_("Which organisation?"), 150)
    work_phone = phone_field(_("Work number"))
    work_email = email_field(_("Work email address"))
    joins_sessions = forms.BooleanField(label=_("They join sessions"), required=False)
    is_there_afterwards = forms.BooleanField(
        label=_("The young person can talk to them after a session"), required=False
    )
    how_reached = line_field(_("How does the young person reach them?"))
    is_former = forms.BooleanField(label=_("They do not support them any more"), required=False)


class ToldForm(EntryForm):
    """What somebody was told of (PER-17 to PER-19)."""

    entry = Told
    heading = _("What somebody was told of")
    intro = _("Help beyond our sessions: what it was, who was told, and how.")
    can_change = False

    kind = forms.ChoiceField(
        label=_("What was it about?"),
        choices=ToldKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it was about")},
    )
    whom = text_field(
        _("Who was told?"),
        help_text=_("The young person, or which parent or carer."),
        error_messages={"required": _("Write who was told")},
    )
    what = words_field(
        _("What were they told?"),
        help_text=_("Which services, and when those are open."),
        required=True,
        error_messages={"required": _("Write what they were told")},
    )
    links = words_field(_("Which links were sent?"), help_text=_("One a line."), rows=2)
    how = forms.ChoiceField(
        label=_("How?"), choices=ToldHow.choices, widget=forms.RadioSelect, error_messages={"required": _("Choose how")}
    )
    told_on = day_field(_("When?"), error_messages={"required": _("Enter the day")})


class CapacityForm(EntryForm):
    """A decision, and whether they can make it now (practice A12)."""

    entry = CapacityNote
    heading = _("Whether they can make one decision")
    intro = _("One decision, one day. Everybody can, until shown otherwise; an unwise decision shows nothing.")
    can_change = False

    decision = line_field(
        _("Which decision is it?"), required=True, error_messages={"required": _("Write which decision it is about")}
    )
    found = forms.ChoiceField(
        label=_("What was found?"),
        choices=Capacity.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what was found")},
    )
    reasons = words_field(
        _("How did you come to this?"),
        help_text=_("How it was explained, what they understood, weighed up and said, and who helped."),
        required=True,
        error_messages={"required": _("Write how you came to this")},
    )
    assessed_on = day_field(_("On which day?"), error_messages={"required": _("Enter the day")})


ENTRIES: Mapping[str, type[EntryForm]] = {
    "order": OrderForm,
    "status": StatusForm,
    "home": HomeForm,
    "supporter": SupporterForm,
    "told": ToldForm,
    "capacity": CapacityForm,
}
