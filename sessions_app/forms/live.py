"""What is pressed and typed on the live page. Each form turns into the facts that ``rules.live.check`` judges."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField
from safeguard.people.models import Adult
from sessions_app.enums import Calm, ClosingActivity, EndedHow, EventKind, Match, SafeWordKind, TryResult
from sessions_app.rules import live as rules

LAST, HOME, OTHER = "last", "home", "other"
YES, NO = "yes", "no"


@dataclass(frozen=True)
class Known:
    """What a form begins with: what was said last time, what stands on file, who may be there, the worker's number."""

    method: str = "video"
    last: Mapping[str, Any] = field(default_factory=dict)  # the facts of the same press in the session before
    address: str = ""
    withheld: str = ""
    phone: str = ""
    other_phone: str = ""
    safe_word: str = ""
    adults: Sequence[Adult] = ()
    work_phone: str = ""


class HeldField(forms.IntegerField):
    """How many seconds a press waited in the page. Anything unreadable is none: no press is lost for it."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> int:
        """The seconds, or 0."""
        try:
            return max(0, super().clean(value) or 0)
        except ValidationError:
            return 0


class PressForm(BaseForm):
    """One line of the live page. Without questions: a press alone."""

    kind: ClassVar[EventKind]
    client_token = ClientTokenField()
    held_seconds = HeldField(required=False, max_value=10**6)

    def __init__(self, *args: Any, known: Known | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known or Known()
        self.arrange()

    def arrange(self) -> None:
        """Fit the questions to what is known."""

    def revealed(self) -> Iterator[tuple[str, str, str]]:
        """Only what follows a question that is asked."""
        return (one for one in super().revealed() if one[0] in self.fields)

    def said(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """The answers as facts."""
        return {}

    def clean(self) -> dict[str, Any]:
        """Judge the facts, and put each fault at its question."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            self.facts, wrong = rules.check(self.kind, self.said(cleaned), method=self.known.method)
            for one in wrong:
                self.add_error(one.field if one.field in self.fields else None, str(one.text))
        return cleaned

    @property
    def held(self) -> timedelta:
        """How long the press waited in the page for a signal; nothing when the page does not say."""
        return timedelta(seconds=self.cleaned_data["held_seconds"])


class IdentityForm(PressForm):
    """Who they are (RUN-04, practice E43)."""

    kind = EventKind.IDENTITY
    reveals: ClassVar[dict[str, dict[str, list[str]]]] = {"match": {Match.OTHER_PROOF.value: ["proof"]}}
    match = forms.ChoiceField(
        label=_("Do their full name and date of birth match?"),
        choices=Match.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    proof = forms.CharField(
        label=_("How do you know who they are?"),
        help_text=_("For example: their teacher is with them, or they ring from a number we know."),
        required=False,
        max_length=rules.LONGEST_LINE,
    )

    def said(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """The match, and the proof."""
        return {"match": cleaned.get("match"), "proof": cleaned.get("proof")}


class PresentForm(PressForm):
    """Who else is there (RUN-07)."""

    kind = EventKind.PRESENT
    reveals: ClassVar[dict[str, dict[str, list[str]]]] = {"alone": {NO: ["adults", "people"]}}
    alone = forms.ChoiceField(
        label=_("Who is with them?"),
        choices=[(YES, _("Nobody")), (NO, _("Somebody"))],
        widget=forms.RadioSelect,
        required=False,
    )
    adults = forms.MultipleChoiceField(
        label=_("Those we know"), choices=(), widget=forms.CheckboxSelectMultiple, required=False
    )
    people = LongTextField(
        label=_("Others: a line each, with a name and who they are to them"),
        help_text=_("For example: Sam, brother"),
        required=False,
        rows=2,
        max_length=rules.LONGEST_TEXT,
    )

    def arrange(self) -> None:
        """Offer the adults that are known; nobody, no question."""
        known = [(adult.ref, f"{adult.full_name}, {adult.relationship}") for adult in self.known.adults]
        self.fields["adults"].choices = known  # type: ignore[attr-defined]
        if not known:
            del self.fields["adults"]

    def said(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Whether they are alone, and each person with who they are."""
        alone = {YES: True, NO: False}.get(str(cleaned.get("alone")))
        ticked = set(cleaned.get("adults") or ())
        people = [
            {"name": adult.full_name, "relationship": adult.relationship}
            for adult in self.known.adults
            if adult.ref in ticked
        ]
        lines = [line.strip() for line in str(cleaned.get("people") or "").splitlines() if line.strip()]
        return {"alone": alone, "people": people + [_name_and_who(line) for line in lines]}


def _name_and_who(line: str) -> dict[str, str]:
    """ "Sam, brother" or "Sam (brother)" as a name and who they are to the young person."""
    name, _comma, who = line.replace("(", ",", 1).rstrip(")").partition(",")
    return {"name": name.strip(), "relationship": who.strip()}


class LocationForm(PressForm):
    """Where they are now, for use in a crisis: what we know is offered, and has to be confirmed (RUN-08)."""

    kind = EventKind.LOCATION
    reveals: ClassVar[dict[str, dict[str, list[str]]]] = {"where": {OTHER: ["address"]}}
    where = forms.ChoiceField(label=_("Where are they?"), choices=(), widget=forms.RadioSelect)
    address = LongTextField(
        label=_("Full address: street, town, county"), required=False, rows=3, max_length=rules.LONGEST_TEXT
    )

    def arrange(self) -> None:
        """Offer only places that are known."""
        known = self.known
        at_home = known.last and known.last.get("address") in ("", known.address)
        choices = [(LAST, _("Where they were last time"))] if known.last and not at_home else []
        if known.withheld:
            choices.append((HOME, _("Where they live (the address is withheld)")))
        elif known.address:
            choices.append((HOME, _("At home")))
        self.fields["where"].choices = [*choices, (OTHER, _("Somewhere else"))]  # type: ignore[attr-defined]

    def said(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """The address, or whom to ask for it."""
        where = cleaned.get("where")
        if where == LAST:
            last = self.known.last
            return {"address": last.get("address"), "withheld": last.get("withheld"), "same_as_last": True}
        if where == HOME:
            home = "" if self.known.withheld else self.known.address
            return {"address": home, "withheld": self.known.withheld, "same_as_last": False}
        return {"address": cleaned.get("address")}


class NumberForm(PressForm):
    """On which number they can be rung if the connection fails (RUN-09)."""

    kind = EventKind.NUMBER
    reveals: ClassVar[dict[str, dict[str, list[str]]]] = {"which": {OTHER: ["phone", "other_phone"]}}
    which = forms.ChoiceField(label=_("On which number can you ring them?"), choices=(), widget=forms.RadioSelect)
    phone = forms.CharField(
        label=_("Number"), required=False, max_length=30, widget=forms.TextInput({"inputmode": "tel"})
    )
    other_phone = forms.CharField(
        label=_("Another number, if that one fails"),
        required=False,
        max_length=30,
        widget=forms.TextInput({"inputmode": "tel"}),
    )

    def arrange(self) -> None:
        """Offer the number on file."""
        ours = [(HOME, _("The number we have"))] if self.known.phone else []
        self.fields["which"].choices = [*ours, (OTHER, _("Another number"))]  # type: ignore[attr-defined]

    def said(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """The number, and the one for when it fails."""
        if cleaned.get("which") == HOME:
            return {"phone": self.known.phone, "other_phone": self.known.other_phone, "same_as_last": True}
        return {"phone": cleaned.get("phone"), "other_phone": cleaned.get("other_phone")}


class WorkNumberForm(PressForm):
    """The worker's own work number was given to them (RUN-09)."""

    kind = EventKind.WORK_NUMBER

    def said(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """The number that was given."""
        return {"number": self.known.work_phone}


class SafeWordForm(PressForm):
    """A word or a gesture that says that something is wrong (RUN-06)."""

    kind = EventKind.SAFE_WORD
    reveals: ClassVar[dict[str, dict[str, list[str]]]] = {"which": {OTHER: ["type", "value"]}}
    which = forms.ChoiceField(label=_("Which do you agree on?"), choices=(), widget=forms.RadioSelect)
    type = forms.ChoiceField(label=_("It is"), choices=(), widget=forms.RadioSelect, required=False)
    value = forms.CharField(
        label=_("The word or gesture"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    knows_when = forms.BooleanField(label=_("They know when to use it"), required=False)

    def arrange(self) -> None:
        """Offer the one agreed last; a gesture only where it can be seen."""
        kinds = [(k.value, k.label) for k in SafeWordKind if k == SafeWordKind.WORD or self.known.method == "video"]
        self.fields["type"].choices = kinds  # type: ignore[attr-defined]
        if len(kinds) == 1:
            self.fields["type"].initial = kinds[0][0]
        if self.known.safe_word:
            choices = [(LAST, _("The one agreed last time")), (OTHER, _("Another"))]
            self.fields["which"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["which"]

    def said(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """What it is, and whether they know when to use it."""
        knows = bool(cleaned.get("knows_when"))
        if cleaned.get("which") == LAST:
            kind = self.known.last.get("type") or SafeWordKind.WORD.value
            return {"type": kind, "value": self.known.safe_word, "knows_when": knows}
        return {"type": cleaned.get("type"), "value": cleaned.get("value"), "knows_when": knows}


class NoteForm(PressForm):
    """A note, with its time."""

    kind = EventKind.NOTE
    text = LongTextField(label=_("Note"), required=False, rows=2, max_length=rules.LONGEST_TEXT)

    def said(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """The words."""
        return {"text": cleaned.get("text")}


class CallTriedForm(PressForm):
    """What came of one try to ring back (RUN-24)."""

    kind = EventKind.CALL_TRIED
    result = forms.ChoiceField(label=_("What came of it?"), choices=TryResult.choices, required=False)

    def said(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """The result."""
        return {"result": cleaned.get("result")}


def _plain(of: EventKind) -> type[PressForm]:
    return type(f"{of.name.title().replace('_', '')}Form", (PressForm,), {"kind": of, "__doc__": str(of.label)})


_WITH_QUESTIONS: tuple[type[PressForm], ...] = (
    IdentityForm,
    PresentForm,
    LocationForm,
    NumberForm,
    WorkNumberForm,
    SafeWordForm,
    NoteForm,
    CallTriedForm,
)
_PLAIN = (
    EventKind.GROUND_RULES,
    EventKind.NOTES_TOLD,
    EventKind.CONSENT_TOLD,
    EventKind.FORMAT_TOLD,
    EventKind.CONNECTION_LOST,
    EventKind.CONNECTION_BACK,
    EventKind.CRISIS,
)
FORMS: dict[str, type[PressForm]] = {form.kind.value: form for form in _WITH_QUESTIONS} | {
    kind.value: _plain(kind) for kind in _PLAIN
}


class SafeWordUsedForm(BaseForm):
    """ "Danger now?", and nothing else: no reason is asked (RUN-30, practice A11)."""

    client_token = ClientTokenField()
    held_seconds = HeldField(required=False, max_value=10**6)
    participant = forms.UUIDField(required=False, widget=forms.HiddenInput)
    danger = forms.ChoiceField(
        label=_("Danger now?"),
        choices=[(YES, _("Yes, danger now")), (NO, _("No danger that I know of"))],
        error_messages={"required": _("Say whether there is danger now")},
    )

    @property
    def held(self) -> timedelta:
        """How long the press waited in the page for a signal (practice A13)."""
        return timedelta(seconds=self.cleaned_data["held_seconds"])


class EndForm(BaseForm):
    """How it ended, with the closing step (RUN-34, practice E44)."""

    client_token = ClientTokenField()
    ended_how = forms.ChoiceField(
        label=_("How does it end?"), choices=EndedHow.choices, widget=forms.RadioSelect, required=False
    )
    calm = forms.ChoiceField(label=_("How are they?"), choices=Calm.choices, widget=forms.RadioSelect, required=False)
    done_about_it = LongTextField(  # not "action": a script reads a form's own by that name
        label=_("They are distressed: what is done about it, and by whom?"),
        required=False,
        rows=3,
        max_length=rules.LONGEST_TEXT,
    )
    activities = forms.MultipleChoiceField(
        label=_("How did you close?"),
        choices=ClosingActivity.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    goals = LongTextField(
        label=_("What are they going to do next?"), required=False, rows=2, max_length=rules.LONGEST_TEXT
    )
    worry = forms.ChoiceField(
        label=_("Does anything about how it ended worry you?"),
        choices=[(NO, _("No")), (YES, _("Yes"))],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, method: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.method = method

    @property
    def closing(self) -> dict[str, Any]:
        """The closing step as facts."""
        said = {name: self.cleaned_data.get(name) for name in ("calm", "activities", "goals")}
        return {**said, "action": self.cleaned_data.get("done_about_it")}

    def clean(self) -> dict[str, Any]:
        """Ask for what keeps the session open."""
        cleaned = super().clean() or self.cleaned_data
        how = str(cleaned.get("ended_how") or "")
        if not self.errors:
            for one in rules.what_keeps_open(how, self.closing, method=self.method):
                self.add_error("done_about_it" if one.field == "action" else one.field, str(one.text))
            if how in EARLY and not cleaned.get("worry"):
                self.add_error("worry", _("Say whether anything about how it ended worries you"))
        return cleaned


# Practice E44: asked of whoever sees somebody go early.
EARLY = (EndedHow.LEFT_BY_CHOICE, EndedHow.NOT_SURE, EndedHow.CONNECTION_LOST)
