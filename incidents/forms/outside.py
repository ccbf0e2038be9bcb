"""What is typed about referrals, what authorities answer, contact with them, and waiting for them."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from incidents import rules
from incidents.actions import Call
from incidents.enums import AnswerKind, Consent, OutsideBody, OutsideKind, ReferralKind, TalkedFirst, Waits
from incidents.models import Incident, OutsideContact, Referral
from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField, UiDateField
from safeguard.people.models import Authority

LONGEST = rules.LONGEST_TEXT


def words(label: Any, help_text: Any = "", **over: Any) -> LongTextField:
    """A text that may be left out, unless its form says otherwise."""
    return LongTextField(
        **{"label": label, "help_text": help_text, "max_length": LONGEST, "rows": 3, "required": False, **over}
    )


def line(label: Any, help_text: Any = "", **over: Any) -> forms.CharField:
    """A line that may be left out."""
    return forms.CharField(**{"label": label, "help_text": help_text, "max_length": 200, "required": False, **over})


def chosen(label: Any, choices: Any, help_text: Any = "", **over: Any) -> forms.ChoiceField:
    """One of some, or none."""
    return forms.ChoiceField(
        **{
            "label": label,
            "choices": choices,
            "help_text": help_text,
            "widget": forms.RadioSelect,
            "required": False,
            **over,
        }
    )


def missing_in(form: BaseForm, missing: Iterable[rules.Missing]) -> None:
    """Each thing that is missing beside its question, unless that has a fault of its own."""
    for one in missing:
        if one.field not in form.errors:
            form.add_error(one.field, one.text)


CALL = ("kind", "rung_by", "spoke_to", "consent", "consent_reason", "talked_first", "talked_first_reason")


def rung_by() -> forms.CharField:
    """Who rang: asked where somebody may have rung for somebody else (ESC-01)."""
    return line(_("Who rang, if not you?"))


def talked_first() -> forms.ChoiceField:
    """Whether the person was told before (ESC-11)."""
    return chosen(
        _("Did somebody talk to the young person first?"),
        TalkedFirst.choices,
        _("Only where it is safe. It holds nothing up."),
    )


class CallFields(BaseForm):
    """What is asked of every referral, all of it optional (practice A7): ``said`` is what the action takes."""

    reveals: ClassVar[dict[str, dict[str, list[str]]]] = {}

    @property
    def said(self) -> dict[str, Any]:
        """The words of the line as they are, and what else is known of the call as one thing."""
        cleaned = dict(self.cleaned_data)
        call = {name: cleaned.pop(name) for name in (*CALL, "authority", "follows") if name in cleaned}
        return {**cleaned, "call": Call(**call)}


class AnswerForm(BaseForm):
    """What an authority said to a referral."""

    client_token = ClientTokenField()
    answer = chosen(
        _("What do they do?"),
        AnswerKind.choices,
        required=True,
        error_messages={"required": _("Choose what they do")},
    )
    text = words(_("What did they say, in their words?"))
    said_by = line(_("Who said it?"))
    when_happened = line(_("When, if not just now?"))
    next_steps = words(_("What may we do now, and what shall we leave to them?"), rows=2)
    their_reference = line(_("Their reference, if it is a new one"))
    held_at = line(
        _("Where is their letter kept, if there is one?"),
        _("Letters are not stored here: say where it lies, with its reference."),
    )


class OutsideForm(BaseForm):
    """A line of the contact log (ESC-08), or what was handed to an authority (INC-33)."""

    client_token = ClientTokenField()
    referral = forms.CharField(required=False, widget=forms.HiddenInput)
    after = forms.CharField(required=False, widget=forms.HiddenInput)  # the contact whose next step this is
    kind = chosen(
        _("What was it?"),
        OutsideKind.choices,
        required=True,
        initial=OutsideKind.CONTACT.value,
        error_messages={"required": _("Choose what it was")},
    )
    body = chosen(
        _("With whom?"),
        [("", _("Choose one")), *OutsideBody.choices],
        required=True,
        widget=forms.Select,
        error_messages={"required": _("Choose with whom")},
    )
    person = line(_("Who was it there, by name and post?"))
    text = words(
        _("What was said or done?"),
        _("For a report or evidence: describe it and give its reference. No copy, no picture, ever."),
        required=True,
        rows=5,
        error_messages={"required": _("Write what was said or done")},
    )
    when_happened = line(_("When, if not just now?"))
    their_reference = line(_("Their reference"))
    held_at = line(_("Where is the letter or report kept?"), _("Papers are not stored here: say where they lie."))
    next_step = words(_("What is the next step?"), rows=2)
    next_on = UiDateField(
        label=_("On which day?"),
        help_text=_("You are reminded that morning. For example 27 3 2026"),
        required=False,
        min_year=2020,
    )

    def __init__(self, *args: Any, incident: Incident, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.incident, self.today = incident, today

    def clean_referral(self) -> Referral | None:
        """The referral it is about; one of another case is none."""
        return self.incident.referrals.filter(ref=self.cleaned_data["referral"]).first()

    def clean_after(self) -> OutsideContact | None:
        """The contact it follows."""
        return self.incident.outside.filter(ref=self.cleaned_data["after"]).first()

    def clean(self) -> dict[str, Any]:
        """A day has its step."""
        cleaned = super().clean() or self.cleaned_data
        said = {name: cleaned.get(name) or "" for name in ("text", "next_step")}
        missing = rules.what_contact_lacks(next_on=cleaned.get("next_on"), today=self.today, **said)
        missing_in(self, missing)
        return cleaned

    @property
    def said(self) -> dict[str, Any]:
        """What the action takes."""
        cleaned = dict(self.cleaned_data)
        follows = cleaned.pop("after")
        return {**cleaned, "follows": follows}


class _WhichReferral(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        """To whom, and when."""
        return f"{obj.get_body_display()}, {date_format(localdate(obj.made_at), 'j F Y')}"


class HoldForm(BaseForm):
    """What waits until the authorities have finished (INC-25)."""

    client_token = ClientTokenField()
    referral = _WhichReferral(
        label=_("Which referral is it about?"),
        queryset=Referral.objects.none(),
        to_field_name="ref",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose the referral"), "invalid_choice": _("Choose the referral")},
    )
    agreed_with = line(_("Which officer did you agree it with?"), _("Name, post and where they work."))
    their_reference = line(_("Their reference"))
    waits = forms.MultipleChoiceField(
        label=_("What do they ask us to wait with?"),
        choices=Waits.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    chase_on = UiDateField(
        label=_("When will you ask them whether they have finished?"),
        help_text=_("For example 27 3 2026"),
        required=False,
        min_year=2020,
    )

    def __init__(self, *args: Any, incident: Incident, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        field: Any = self.fields["referral"]
        field.queryset = incident.referrals.order_by("-id")
        refs = list(incident.referrals.values_list("ref", flat=True)[:2])
        if len(refs) == 1:
            field.initial = refs[0]

    def clean(self) -> dict[str, Any]:
        """With whom, what, until when."""
        cleaned = super().clean() or self.cleaned_data
        missing = rules.what_hold_lacks(
            agreed_with=cleaned.get("agreed_with") or "",
            waits=cleaned.get("waits") or (),
            chase_on=cleaned.get("chase_on"),
            today=self.today,
        )
        missing_in(self, missing)
        return cleaned


class HoldEndForm(BaseForm):
    """Have they finished? If they have: the outcome (ESC-13). If not: when they are asked again."""

    reveals: ClassVar[dict[str, dict[str, list[str]]]] = {
        "finished": {"yes": ["outcome", "concluded_on", "next_steps"], "no": ["text", "chase_on"]},
    }

    client_token = ClientTokenField()
    finished = chosen(
        _("Have they finished?"),
        [("yes", _("Yes")), ("no", _("Not yet"))],
        required=True,
        error_messages={"required": _("Choose whether they have finished")},
    )
    outcome = words(_("What have they found or decided?"), _("In their words, with who said it."))
    concluded_on = UiDateField(
        label=_("On which day did they finish?"), help_text=_("For example 27 3 2026"), required=False, min_year=2020
    )
    next_steps = words(_("What may we do now?"), _("Conversations, removal of content, anything they leave to us."))
    text = words(_("What did they say?"))
    chase_on = UiDateField(
        label=_("When do you ask them again?"), help_text=_("For example 27 3 2026"), required=False, min_year=2020
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """What belongs to the answer that was given."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("finished") == "yes":
            day = cleaned.get("concluded_on")
            missing = rules.what_end_lacks(outcome=cleaned.get("outcome") or "", concluded_on=day, today=self.today)
            missing_in(self, missing)
        elif cleaned.get("finished") == "no":
            if not cleaned.get("text"):
                missing_in(self, [rules.Missing("text", str(_("Write what they said")))])
            missing_in(self, rules.wrong_chase_day(cleaned.get("chase_on"), self.today))
        return cleaned


def kind_field() -> forms.ChoiceField:
    """How it was put to them."""
    return chosen(_("How was it put to them?"), ReferralKind.choices)


def consent_field() -> forms.ChoiceField:
    """Whether it was agreed to; it never blocks."""
    return chosen(
        _("Do they agree, or whoever holds parental responsibility?"),
        Consent.choices,
        _("You refer without agreement where asking would add to the danger, or somebody may be harmed."),
    )


def authority_field() -> forms.ModelChoiceField:
    """Which local authority it was."""
    return forms.ModelChoiceField(
        label=_("Which local authority?"),
        queryset=Authority.objects.order_by("name"),
        to_field_name="ref",
        required=False,
        empty_label=_("Not one of these, or not an authority"),
    )
