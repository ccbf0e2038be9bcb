"""What those who deal with a case say of its steps, and what others say of what they were asked."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents import rules
from incidents.enums import Level, LinkKind, StepOutcome
from incidents.rules import Judged, StepSaid
from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField, UiDateField
from safeguard.policies.models import PolicyVersion

LONGEST = rules.LONGEST_TEXT
SAYS = ("outcome", "answer", "text", "when_happened", "who", "their_reference", "due_on", "factors", "agreed_with")
ASKED = {"when": "when_happened", "who": "who", "reference": "their_reference", "factors": "factors"}


class StepForm(BaseForm):
    """How one step stands. Only what this step asks for is on its page."""

    client_token = ClientTokenField()
    code = forms.CharField(required=False, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("How does it stand?"),
        choices=StepOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it stands")},
    )
    factors = forms.MultipleChoiceField(label=_("What is there?"), widget=forms.CheckboxSelectMultiple, required=False)
    answer = forms.ChoiceField(
        label=_("Your answer"), widget=forms.RadioSelect, error_messages={"required": _("Choose an answer")}
    )
    due_on = UiDateField(label=_("By which day?"), help_text=_("For example 27 3 2026"), required=False, min_year=2020)
    text = LongTextField(label=_("In a few words"), required=False, max_length=LONGEST, rows=3)
    when_happened = forms.CharField(label=_("When, if not just now?"), required=False, max_length=LONGEST)
    who = forms.CharField(label=_("By whom, and with whom?"), required=False, max_length=LONGEST)
    their_reference = forms.CharField(label=_("Their reference"), required=False, max_length=LONGEST)
    version = forms.ModelChoiceField(
        label=_("Which policy was changed?"),
        queryset=PolicyVersion.objects.none(),
        to_field_name="ref",
        required=False,
        empty_label=_("None, or not yet"),
    )
    agreed_with = forms.CharField(
        label=_("An authority asked us to wait with this. Who there agreed to it, and when?"),
        help_text=_(
            "The officer’s name and reference. If it has happened and nobody had agreed, write that, and how it came "
            "about: the record says what happened. Help and support never wait for this."
        ),
        required=False,
        max_length=LONGEST,
    )

    def __init__(
        self,
        *args: Any,
        judged: Judged,
        waits: frozenset[str] = frozenset(),
        factors: Sequence[str] = (),
        versions: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        step = judged.step
        self.judged = judged
        self.fields["code"].initial = step.code
        gone = {name for asked, name in ASKED.items() if asked not in step.asks}
        gone |= {"outcome"} if step.answers is not None else {"answer"}
        gone |= set() if "version" in step.asks else {"version"}
        gone |= set() if step.after_hold in waits else {"agreed_with"}
        gone |= {"due_on"} if step.answers is not None and not step.revisit else set()
        for name in gone:
            del self.fields[name]
        self._choose(judged, factors, versions)

    def _choose(self, judged: Judged, factors: Sequence[str], versions: Any) -> None:
        step = judged.step
        fields: dict[str, Any] = dict(self.fields)
        if "outcome" in fields:
            off = judged.level == Level.OFF
            outcomes = [StepOutcome.NOT_NEEDED] if off else rules.outcomes_of(step)
            fields["outcome"].choices = [(one.value, one.label) for one in outcomes]
            follow = {StepOutcome.PLANNED.value: ["due_on"]}
            if step.sends:  # of what is sent from here, this is known
                follow[StepOutcome.DONE.value] = [name for name in ("when_happened", "who") if name in fields]
            self.reveals = {"outcome": follow}  # type: ignore[misc]
        if "answer" in fields and step.answers is not None:
            fields["answer"].choices = step.answers.choices
            all_say_why = step.say == frozenset(step.answers.values)
            fields["text"].label = _("What makes you say so?") if all_say_why else _("The reason, or anything to add")
            self.reveals = {"answer": {one: ["due_on"] for one in step.revisit}}  # type: ignore[misc]
        if step.revisit:
            fields["due_on"].label = _("On which day is it weighed again?")
        if "factors" in fields:
            fields["factors"].choices = [(one, one) for one in factors]
        if "version" in fields and versions is not None:
            fields["version"].queryset = versions

    def clean_due_on(self) -> Any:
        """A day that belongs to another answer is not one of this."""
        given = self.cleaned_data.get("due_on")
        if self.judged.step.answers is not None:
            return given if self.cleaned_data.get("answer") in self.judged.step.revisit else None
        return given if self.cleaned_data.get("outcome") == StepOutcome.PLANNED else None

    @property
    def said(self) -> StepSaid:
        """What the form says."""
        given = {name: self.cleaned_data[name] for name in SAYS if self.cleaned_data.get(name)}
        return StepSaid(**{"outcome": StepOutcome.DONE.value, **given})

    @property
    def version_said(self) -> PolicyVersion | None:
        """The version of a policy that was chosen."""
        found: PolicyVersion | None = self.cleaned_data.get("version")
        return found


class CheckForm(BaseForm):
    """A look at a closed case (INC-32)."""

    client_token = ClientTokenField()
    found = forms.ChoiceField(
        label=_("What did you find?"),
        choices=[("clear", _("Nothing new")), ("repeat", _("It has happened again: open the case"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you found")},
    )
    text = LongTextField(
        label=_("Whom did you ask, and what did you hear?"),
        help_text=_("Online abuse above all: accounts change, people come back."),
        max_length=LONGEST,
        rows=4,
        error_messages={"required": _("Write what you found")},
    )
    is_last = forms.BooleanField(label=_("Nobody needs to look again"), required=False)


class SecondForm(BaseForm):
    """What the second person says of how a case was closed."""

    client_token = ClientTokenField()
    agrees = forms.ChoiceField(
        label=_("Do you agree that it is closed?"),
        choices=[("yes", _("Yes")), ("no", _("No: open it again"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you agree")},
    )
    text = LongTextField(label=_("What is missing, or to add"), required=False, max_length=LONGEST, rows=3)

    def clean_agrees(self) -> bool:
        """Whether they agree."""
        return bool(self.cleaned_data["agrees"] == "yes")

    def clean(self) -> dict[str, Any]:
        """Whoever does not agree says what is missing."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("agrees") is False and not cleaned.get("text"):
            self.add_error("text", _("Write what is missing"))
        return cleaned


class CaseLinkForm(BaseForm):
    """Two cases that belong together."""

    client_token = ClientTokenField()
    other_ref = forms.CharField(
        label=_("Reference of the other case"),
        help_text=_("For example SG-7F3K2-Q9MTX"),
        max_length=40,
        error_messages={"required": _("Enter the reference of the other case")},
    )
    kind = forms.ChoiceField(
        label=_("How do they belong together?"),
        choices=LinkKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how they belong together")},
    )
    text = LongTextField(label=_("Anything to add"), required=False, max_length=LONGEST, rows=3)

    def clean_other_ref(self) -> str:
        """As references are written."""
        return str(self.cleaned_data["other_ref"]).strip().upper()


class SupportForm(BaseForm):
    """What support was offered to a colleague."""

    client_token = ClientTokenField()
    offered = LongTextField(
        label=_("What did you offer?"),
        help_text=_("A talk, time off the screen, supervision, a helpline. Not what they told you."),
        max_length=LONGEST,
        rows=4,
        error_messages={"required": _("Write what was offered, in a few words")},
    )


class SeveralForm(BaseForm):
    """Several steps of which the same is to be said, for the practised."""

    client_token = ClientTokenField()
    codes = forms.MultipleChoiceField(
        label=_("Which steps?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick the steps that it is true of")},
    )
    outcome = forms.ChoiceField(
        label=_("How do they stand?"),
        choices=[(one.value, one.label) for one in (StepOutcome.NOT_NEEDED, StepOutcome.DONE)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how they stand")},
    )
    text = LongTextField(
        label=_("Why, or what was done, for all of them"),
        max_length=LONGEST,
        rows=3,
        error_messages={"required": _("Write why, or what was done")},
    )

    def __init__(self, *args: Any, judged: Sequence[Judged], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.step.code, f"{one.step.track.label}: {one.step.words}") for one in judged]
        self.fields["codes"].choices = choices  # type: ignore[attr-defined]
