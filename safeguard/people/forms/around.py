"""What surrounds a person: each part of the record is a short form of its own."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import ClientTokenField, LongTextField, UiDateField
from safeguard.lib.templatetags.ui import readable
from safeguard.people import rules
from safeguard.people.enums import (
    Capacity,
    HelpFor,
    OrderKind,
    PersonKind,
    StatusKind,
    ToldHow,
    ToldKind,
    YesNoNotAsked,
)
from safeguard.people.forms.fields import (
    LONGEST,
    CheckedForm,
    answer_field,
    email_field,
    phone_field,
    stored,
    text_field,
)
from safeguard.people.forms.people import VersionedForm
from safeguard.people.models import (
    AdultCare,
    CapacityNote,
    CourtOrder,
    Home,
    Needs,
    Network,
    Person,
    Section,
    Status,
    Supporter,
    Told,
)


def _line(label: Any, longest: int = 200, **over: Any) -> forms.CharField:
    return text_field(label, **{"max_length": longest, "required": False, **over})


def _words(label: Any, **over: Any) -> LongTextField:
    return LongTextField(label=label, **{"max_length": LONGEST, "required": False, "rows": 3, **over})


def _day(label: Any, **over: Any) -> UiDateField:
    return UiDateField(label=label, **{"help_text": _("For example, 27 3 2026."), **over})


def _from(row: Any, names: Iterable[str]) -> dict[str, Any]:
    """What a form begins with: the row as it is, numbers as people read them."""
    values = {name: getattr(row, name) for name in names if hasattr(row, name)}
    return values | {name: readable(values[name]) for name in rules.AROUND_PHONES if name in values}


# --- Parts of which there is one ------------------------------------------------------------------------------------


class SectionForm(VersionedForm):
    """One part of the record: its title, a line on what it is for, and the model it is kept in."""

    section: ClassVar[type[Section]]
    heading: ClassVar[str | Promise]
    intro: ClassVar[str | Promise] = ""

    def __init__(self, *args: Any, row: Section, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial=_from(row, self.base_fields), **kwargs)
        self.row, self.today = row, today

    def wrong(self, cleaned: dict[str, Any]) -> Iterable[rules.Wrong]:
        """What the rules say."""
        return rules.wrong_around(cleaned, today=self.today)


class PlatformsForm(SectionForm):
    """What the family uses now and would like (PER-05, PER-06)."""

    section = Needs
    heading = _("Being in touch")
    intro = _("Asked at the first assessment. No way of being in touch is better than another: it is their choice.")

    platforms_used = _words(
        _("Which apps and platforms does the family use now?"), help_text=_("In their words, for example: WhatsApp.")
    )
    preferences = _words(_("How would they like to be in touch with us?"))
    future_options = _words(
        _("What did you talk over for later?"), help_text=_("For example, a video call once the new phone is there.")
    )


class AccessForm(SectionForm):
    """What makes it easier to take part (PER-08)."""

    section = Needs
    heading = _("What makes it easier to take part")
    intro = _("Ask; do not guess. Leave blank what does not matter to them.")

    device = _line(_("What device do they use, and is it theirs?"))
    connection = _line(_("How good is the connection?"))
    disability = _words(_("Is there a disability or a condition to think of?"))
    language = _line(_("Which language do they like best? Is an interpreter needed?"))
    surroundings = _words(_("What is the place like where they talk to us?"))
    adaptation = _words(_("What was chosen with them to make it work?"))


class DataForm(SectionForm):
    """Mobile data (PER-09)."""

    section = Needs
    heading = _("Mobile data")
    intro = _("A video call uses much of it. Nobody should be surprised by a bill.")

    data_payer = _line(_("Who pays for it?"))
    data_limit = _line(_("Is there a limit?"))
    data_agreed = _words(_("What have you agreed so that nothing costs them more than they expect?"))


class NetworkForm(SectionForm):
    """Social worker, school, doctor (practice C27)."""

    section = Network
    heading = _("Social worker, school and doctor")
    intro = _("Ring the social worker first where there is one.")

    worker_name = _line(_("Who is the allocated social worker?"), 150)
    worker_team = _line(_("Which team and authority?"), 150)
    worker_phone = phone_field(_("Their number"))
    worker_email = email_field(_("Their email address"))
    authority_consents = answer_field(
        _("Does the authority hold responsibility for consent?"),
        YesNoNotAsked.choices,
        help_text=_("Where somebody is looked after it may, alone or with the parents. It is shown when you ask."),
    )
    school = _line(_("Which school or college?"), 150)
    school_dsl = _line(_("Who is the safeguarding lead there?"), 150)
    school_phone = phone_field(_("The school’s number"))
    school_email = email_field(_("The school’s email address"))
    gp = _line(_("Who is their doctor, or which practice?"), 150)
    gp_phone = phone_field(_("The practice’s number"))


class AdultCareForm(SectionForm):
    """An adult at risk in their own right (practice A12)."""

    section = AdultCare
    heading = _("What they want")
    intro = _("Their life, their words. Family is told only if they agree, or in their best interests.")

    wishes = _words(_("What do they want to happen, and what should come of it?"))
    agrees_to_referral = answer_field(
        _("Do they agree that adult social care is told?"),
        YesNoNotAsked.choices,
        help_text=_("Without agreement somebody is told only for a reason, which is written down."),
    )
    override_reason = _words(
        _("If somebody is told all the same: why?"),
        help_text=_("Others at risk, a serious crime, coercion, or they cannot make this decision now."),
    )
    family_told = _words(_("Whom do they want to know, and whom not?"))
    attorney = _line(_("Is there an attorney or deputy? Who?"), 150)
    attorney_phone = phone_field(_("Their number"))
    attorney_for = _line(_("For which decisions, and where is the paper held?"))


SECTIONS: Mapping[str, type[SectionForm]] = {
    "in-touch": PlatformsForm,
    "access": AccessForm,
    "data": DataForm,
    "network": NetworkForm,
    "wishes": AdultCareForm,
}


class RepresentationForm(VersionedForm):
    """How they want to be seen and named (PER-07)."""

    heading = _("How they want to be seen and named")
    intro = _("Chosen with them. It stands on the page of each session.")

    prefers_first_name_only = forms.BooleanField(label=_("First name only"), required=False)
    prefers_video_off = forms.BooleanField(label=_("Video off"), required=False)
    representation_note = _line(_("Anything else?"), help_text=_("For example, a nickname on the screen."))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, initial=stored(person, self.base_fields), **kwargs)

    def wrong(self, cleaned: dict[str, Any]) -> Iterable[rules.Wrong]:
        """A wish cannot be wrong."""
        return []


# --- Parts of which there may be several ----------------------------------------------------------------------------


class EntryForm(VersionedForm):
    """One entry: added with a client token, corrected with the version its author saw."""

    entry: ClassVar[type[Any]]
    heading: ClassVar[str | Promise]
    intro: ClassVar[str | Promise] = ""
    anchor: ClassVar[str] = "around"
    can_change: ClassVar[bool] = True
    masked: ClassVar[frozenset[str]] = frozenset()

    client_token = ClientTokenField()

    def __init__(
        self, *args: Any, row: Any = None, person: Person, today: date, shows_masked: bool, **kwargs: Any
    ) -> None:
        initial = _from(row, self.base_fields) if row is not None else {}
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

    def changes(self) -> dict[str, Any]:
        """What was answered, as the action takes it."""
        return {name: value for name, value in super().changes().items() if name != "client_token"}


class OrderForm(EntryForm):
    """A court order, in words (practice C27)."""

    entry = CourtOrder
    heading = _("A court order or agreement")
    intro = _("No paper is stored here: write what it means, and where the paper is held.")

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=OrderKind.choices,
        error_messages={"required": _("Choose what it is")},
    )
    meaning = _words(
        _("What does it mean for us?"),
        help_text=_("Who may not be told or seen; what nobody may do. Write it so that a colleague acts rightly."),
        required=True,
        error_messages={"required": _("Write in words what it means")},
    )
    whom = _line(_("Whom does it bind?"), 150)
    held_at = _line(_("Where is it held?"), 150, help_text=_("For example: social care, reference CA/114."))
    from_on = _day(_("From when?"), error_messages={"required": _("Enter the day from which it holds")})
    to_on = _day(_("Until when?"), required=False, help_text=_("Leave blank if it holds until further notice."))


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
    note = _line(_("Anything to know about it?"))
    from_on = _day(_("From when?"), error_messages={"required": _("Enter the day from which it holds")})
    to_on = _day(_("Until when?"), required=False, help_text=_("Leave blank while it holds."))


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
    household = _words(
        _("Who is usually there and may be seen or heard?"), help_text=_("One a line: Tariq, brother, 9.")
    )
    address = _words(_("What is the address?"))
    address_withheld = _line(
        _("Is the address kept secret? Write whom to ask instead"),
        help_text=_("For a refuge or a confidential placement. Give no address."),
    )
    from_on = _day(_("Since when do they live there?"), error_messages={"required": _("Enter the day")})
    to_on = _day(_("Until when?"), required=False, help_text=_("Leave blank while they do."))


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
    organisation = _line(_("Which organisation?"), 150)
    work_phone = phone_field(_("Work number"))
    work_email = email_field(_("Work email address"))
    joins_sessions = forms.BooleanField(label=_("They join sessions"), required=False)
    is_there_afterwards = forms.BooleanField(
        label=_("The young person can talk to them after a session"), required=False
    )
    how_reached = _line(_("How does the young person reach them?"))
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
    what = _words(
        _("What were they told?"),
        help_text=_("Which services, and when those are open."),
        required=True,
        error_messages={"required": _("Write what they were told")},
    )
    links = _words(_("Which links were sent?"), help_text=_("One a line."), rows=2)
    how = forms.ChoiceField(
        label=_("How?"), choices=ToldHow.choices, widget=forms.RadioSelect, error_messages={"required": _("Choose how")}
    )
    told_on = _day(_("When?"), error_messages={"required": _("Enter the day")})


class CapacityForm(EntryForm):
    """A decision, and whether they can make it now (practice A12)."""

    entry = CapacityNote
    heading = _("Whether they can make one decision")
    intro = _("One decision, one day. Everybody can, until shown otherwise; an unwise decision shows nothing.")
    can_change = False

    decision = _line(
        _("Which decision is it?"), required=True, error_messages={"required": _("Write which decision it is about")}
    )
    found = forms.ChoiceField(
        label=_("What was found?"),
        choices=Capacity.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what was found")},
    )
    reasons = _words(
        _("How did you come to this?"),
        help_text=_("How it was explained, what they understood, weighed up and said, and who helped."),
        required=True,
        error_messages={"required": _("Write how you came to this")},
    )
    assessed_on = _day(_("On which day?"), error_messages={"required": _("Enter the day")})


ENTRIES: Mapping[str, type[EntryForm]] = {
    "order": OrderForm,
    "status": StatusForm,
    "home": HomeForm,
    "supporter": SupporterForm,
    "told": ToldForm,
    "capacity": CapacityForm,
}


# --- The library, and turning 18 ------------------------------------------------------------------------------------


class SignpostForm(CheckedForm):
    """A service for the library (PER-18)."""

    name = text_field(_("What is it called?"), max_length=100, error_messages={"required": _("Enter its name")})
    helps_with = text_field(
        _("What does it help with?"), max_length=200, error_messages={"required": _("Write what it helps with")}
    )
    help_for = forms.ChoiceField(label=_("Whom?"), choices=HelpFor.choices, widget=forms.RadioSelect)
    phone = phone_field(_("Phone number"))
    other_ways = _line(_("Another way to reach it"), help_text=_("A text number, a website."))
    hours = text_field(_("When is it open?"), max_length=100, error_messages={"required": _("Write when it is open")})
    checked_on = UiDateField(
        label=_("When did somebody last check this?"), required=False, help_text=_("For example, 27 3 2026.")
    )
    is_shown = forms.BooleanField(label=_("Show it in the library"), required=False, initial=True)

    def wrong(self, cleaned: dict[str, Any]) -> Iterable[rules.Wrong]:
        """It must be possible to reach it."""
        if cleaned.get("phone") or cleaned.get("other_ways"):
            return []
        return [rules.Wrong("phone", str(_("Give a number, or another way to reach it.")))]


class AdulthoodForm(CheckedForm):
    """What was talked over about turning 18."""

    kind = forms.ChoiceField(
        label=_("What are they to us from 18 on?"),
        choices=[
            (PersonKind.YOUNG_PERSON.value, _("A young person who is an adult now")),
            (PersonKind.ADULT_AT_RISK.value, _("An adult at risk: they need care or support to stay safe")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they are from 18 on")},
    )
    wishes = _words(
        _("What do they want: who may know what from now on?"),
        required=True,
        error_messages={"required": _("Write what they want")},
    )

    def wrong(self, cleaned: dict[str, Any]) -> Iterable[rules.Wrong]:
        """Their wishes cannot be wrong."""
        return []
