"""What those who deal with a case type: the chronology, triage, referrals, how it ended."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents import rules
from incidents.enums import (
    ANSWERS,
    Category,
    EntryKind,
    Involved,
    OutsideBody,
    Risk,
    Severity,
    TriageQuestion,
    Wishes,
    YesNoUnsure,
)
from incidents.forms.outside import (
    CallFields,
    authority_field,
    consent_field,
    kind_field,
    line,
    rung_by,
    talked_first,
)
from incidents.models import Incident, Referral
from incidents.rules import Given
from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField, UiDateField

LONGEST = rules.LONGEST_TEXT
WRITTEN = (EntryKind.NOTE, EntryKind.CONTACT, EntryKind.DECISION)


class EntryForm(BaseForm):
    """A line of a chronology."""

    client_token = ClientTokenField()
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(k.value, k.label) for k in WRITTEN],
        widget=forms.RadioSelect,
        initial=EntryKind.NOTE.value,
        error_messages={"required": _("Choose what it is")},
    )
    text = LongTextField(
        label=_("What happened, or what was decided and why"),
        max_length=LONGEST,
        error_messages={"required": _("Write what happened, or what was decided and why")},
    )
    when_happened = forms.CharField(label=_("When did it happen, if not just now?"), required=False, max_length=LONGEST)


def _reason(label: Any, help_text: Any = "") -> LongTextField:
    return LongTextField(label=label, help_text=help_text, required=False, max_length=LONGEST, rows=3)


def _question(label: Any, help_text: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, help_text=help_text, choices=choices, widget=forms.RadioSelect, required=False
    )


GROUPS = {
    Category.CONTENT: _("Content: what they saw"),
    Category.CONTACT: _("Contact: what somebody did to them online"),
    Category.CONDUCT: _("Conduct: what they or others of their age did"),
    Category.COMMERCE: _("Commerce: what somebody wanted to sell or take"),
    Category.NOT_ONLINE: _("Not online"),
}


def _kinds_of_harm() -> Iterator[tuple[Any, Any]]:
    yield "", _("Not chosen yet")
    for category, label in GROUPS.items():
        yield label, [(kind.value, kind.label) for kind in rules.sub_types_of(category)]


class TriageForm(BaseForm):
    """The questions of triage, safe first (practice A2). Any of them can be answered, none must be."""

    client_token = ClientTokenField()
    seen = forms.IntegerField(required=False, min_value=0, max_value=100_000, widget=forms.HiddenInput)
    risk = _question(
        _("What is the risk to the person now?"),
        _("Not sure counts as immediate for whom to tell. It holds nothing up."),
        [
            (Risk.IMMEDIATE.value, _("Immediate: they are being hurt, or may be soon")),
            (Risk.NOT_IMMEDIATE.value, Risk.NOT_IMMEDIATE.label),
            (Risk.NOT_SURE.value, Risk.NOT_SURE.label),
        ],
    )
    risk_reason = _reason(_("What makes you say so about the risk?"))
    wishes = _question(_("What do they want to happen, and how do they feel?"), "", Wishes.choices)
    wishes_reason = _reason(_("In their own words, or why they were not asked"))
    others = _question(
        _("Is anybody else at risk?"),
        _("Brothers, sisters, other children, another adult."),
        YesNoUnsure.choices,
    )
    others_reason = _reason(_("Who, and what is known of them"))
    online = _question(
        _("Is there online material, or an act by somebody?"),
        _("Pictures, messages, threats, contact, whether online or not. Neglect or thoughts of suicide alone: no."),
        YesNoUnsure.choices,
    )
    online_reason = _reason(_("What is it? In words only"))
    offence = _question(
        _("May it be a criminal offence?"),
        _("Not sure counts as yes until the safeguarding lead or deputy says otherwise."),
        YesNoUnsure.choices,
    )
    offence_reason = _reason(_("What makes you say so about an offence?"))
    severity = _question(_("How severe is it?"), "", Severity.choices)
    severity_reason = _reason(_("What makes you say so about the severity?"))
    category = forms.ChoiceField(
        label=_("What kind of harm is it, mainly?"), choices=_kinds_of_harm, widget=forms.Select, required=False
    )
    category_reason = _reason(_("Anything to add about the kind of harm"))

    def clean(self) -> dict[str, Any]:
        """An answer that needs a reason has one, and a reason has its answer: nothing typed is dropped."""
        cleaned = super().clean() or self.cleaned_data
        for question, given in self._given():
            if given.answer and question not in self.errors:
                wrong = rules.what_is_wrong(question, given)
                if wrong:
                    self.add_error(f"{question}_reason", f"{TriageQuestion(question).label}: {wrong}")
            elif given.reason and question not in self.errors:
                name = {"question": TriageQuestion(question).label}
                self.add_error(question, _("%(question)s: choose an answer to go with what you wrote") % name)
        return cleaned

    def _given(self) -> Iterator[tuple[str, Given]]:
        for question in ANSWERS:
            said = self.cleaned_data.get(question) or ""
            yield question, Given(said, self.cleaned_data.get(f"{question}_reason") or "")

    @property
    def answers(self) -> dict[str, Given]:
        """What the form says, by question; a blank answer is none."""
        return {question: given for question, given in self._given() if given.answer}


class ReferForm(CallFields):
    """A referral, or a call to 999, by those who deal with the case: whom and what first, the rest may wait."""

    client_token = ClientTokenField()
    follows = forms.CharField(required=False, widget=forms.HiddenInput)  # the referral that is made again
    body = forms.ChoiceField(
        label=_("Whom have you told?"),
        choices=OutsideBody.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whom you have told")},
    )
    kind = kind_field()
    spoke_to = line(_("Whom did you speak to?"))
    their_reference = line(_("What reference did they give you?"))
    text = LongTextField(label=_("What did you tell them, and what will they do?"), required=False, max_length=LONGEST)
    when_happened = forms.CharField(label=_("When, if not just now?"), required=False, max_length=LONGEST)
    rung_by = rung_by()
    authority = authority_field()
    consent = consent_field()
    consent_reason = _reason(_("If they do not agree, or were not asked: why is it referred all the same?"))
    talked_first = talked_first()
    talked_first_reason = _reason(_("If not: why not?"))

    FOLDED = ("when_happened", "rung_by", "authority", "consent", "consent_reason", "talked_first")

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.incident = incident
        if Involved.ADULT_AT_RISK in incident.involved:
            self.fields["text"].help_text = _(
                "For an adult, say too whether they agree, or why you refer without their agreement."
            )

    def clean_follows(self) -> Referral | None:
        """The referral that is made again; one of another case is none."""
        return self.incident.referrals.filter(ref=self.cleaned_data["follows"]).first()

    @property
    def has_more(self) -> bool:
        """Whether anything stands in the questions that are folded away."""
        return any(self[name].value() or self[name].errors for name in (*self.FOLDED, "talked_first_reason"))


class NotReferForm(BaseForm):
    """Why no authority is told."""

    client_token = ClientTokenField()
    text = LongTextField(
        label=_("Why is no authority told?"),
        help_text=_("What you know, what you weighed, and who was asked."),
        max_length=LONGEST,
        error_messages={"required": _("Write why no authority is told")},
    )


class CloseForm(BaseForm):
    """How a case ended, what was learned, and when somebody looks again (INC-51)."""

    client_token = ClientTokenField()
    outcome = LongTextField(
        label=_("What was done, and how does it stand now?"),
        help_text=_("For the person too: what they were told, and who supports them."),
        required=False,
        max_length=LONGEST,
    )
    learning = LongTextField(
        label=_("What was learned?"),
        help_text=_("What changes, so that it happens less. If nothing was learned, say why."),
        required=False,
        max_length=LONGEST,
    )
    monitor_on = UiDateField(
        label=_("When will you look again for developments or repeats?"),
        help_text=_("We suggest a week after closing, then 4 and 12 weeks. For example 27 3 2026"),
        required=False,
        min_year=2020,
    )
    no_monitoring = LongTextField(
        label=_("Or: why does nobody need to look again?"), required=False, max_length=LONGEST, rows=3
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """Ask for what closing lacks; a date that could not be read says so by itself."""
        cleaned = super().clean() or self.cleaned_data
        said = {name: cleaned.get(name) or "" for name in ("outcome", "learning", "no_monitoring")}
        day = cleaned.get("monitor_on")
        for missing in rules.what_closing_lacks(monitor_on=day, today=self.today, **said):
            if missing.field not in self.errors:
                self.add_error(missing.field, missing.text)
        return cleaned


class ReopenForm(BaseForm):
    """Why a closed case is opened again."""

    client_token = ClientTokenField()
    text = LongTextField(
        label=_("Why is it opened again?"),
        max_length=LONGEST,
        error_messages={"required": _("Write why it is opened again")},
    )
