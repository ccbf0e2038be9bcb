"""What is typed about who reads a case: readers, questions to colleagues, locks, the people it is about, filters."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from incidents import rules
from incidents.enums import LineKind
from incidents.models import Incident
from safeguard.lib.clock import LONDON
from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField, UiDateField
from safeguard.lib.refs import is_ref
from safeguard.people.access import visible_people
from safeguard.people.models import Person
from safeguard.practitioners.models import User

LONGEST = rules.LONGEST_TEXT


class ColleagueField(forms.ModelChoiceField):
    """Somebody who works here, by name and address, so that two of one name are told apart."""

    def __init__(self, **kwargs: Any) -> None:
        given = {"queryset": User.objects.none(), "to_field_name": "ref", "empty_label": _("Choose a person")}
        super().__init__(**{**given, **kwargs})

    def label_from_instance(self, obj: Any) -> str:
        """Name and address."""
        return f"{obj.full_name} ({obj.email})"


def _colleagues(incident: Incident, user: User) -> Any:
    """Everybody who may be asked: not whoever asks, and nobody who is left out of the case."""
    left_out = incident.exclusions.values("person")
    people = User.objects.filter(is_active=True).exclude(pk=user.pk).exclude(pk__in=left_out)
    return people.only("full_name", "email", "ref").order_by("full_name", "pk")


class _AboutColleague(BaseForm):
    client_token = ClientTokenField()
    person = ColleagueField(label=_("Who?"), error_messages={"required": _("Choose a person")})

    def __init__(self, *args: Any, incident: Incident, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = _colleagues(incident, user)  # type: ignore[attr-defined]


class ReaderForm(_AboutColleague):
    """Who may read a case, why, and for how long."""

    reason = LongTextField(
        label=_("Why do they need to read it?"),
        max_length=LONGEST,
        rows=3,
        error_messages={"required": _("Write why they need to read it")},
    )
    until = UiDateField(
        label=_("Until the end of which day?"),
        help_text=_("For example 27 3 2027. Leave it empty, and they may read it until you end it."),
        required=False,
        min_year=2020,
    )

    def clean_until(self) -> datetime | None:
        """The moment at which that day is over, in London."""
        return moments_of(None, self.cleaned_data["until"])[1]


class InvitationForm(_AboutColleague):
    """A question to a colleague who need not see the case."""

    question = LongTextField(
        label=_("What do you want to ask?"),
        help_text=_("They see these words and nothing else of the case. Do not write what they need not know."),
        max_length=LONGEST,
        error_messages={"required": _("Write what you want to ask")},
    )


class ContributionForm(BaseForm):
    """What somebody who was asked knows."""

    client_token = ClientTokenField()
    text = LongTextField(
        label=_("What do you know?"),
        help_text=_("What you saw, heard and did, in their exact words where you can. What you think, apart from it."),
        max_length=LONGEST,
        error_messages={"required": _("Write what you know")},
    )
    when_happened = forms.CharField(label=_("When did it happen?"), required=False, max_length=LONGEST)


class LockForm(BaseForm):
    """Why a case is locked, or unlocked."""

    client_token = ClientTokenField()
    reason = LongTextField(label=_("Why?"), max_length=LONGEST, rows=3, error_messages={"required": _("Write why")})


class LinkForm(BaseForm):
    """Whom a case is about, by their reference: a name stands in no address and is not guessed."""

    client_token = ClientTokenField()
    person = forms.CharField(
        label=_("Their reference"),
        help_text=_("It stands at the top of their page, for example PE-7F3K2-Q9MTX."),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "class": "govuk-input--width-20"}),
        error_messages={"required": _("Enter their reference")},
    )
    reason = LongTextField(
        label=_("How do you know that it is about them?"),
        max_length=LONGEST,
        rows=3,
        error_messages={"required": _("Write how you know")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_person(self) -> Person:
        """Somebody this user may see."""
        ref = self.cleaned_data["person"].strip().upper()
        found = visible_people(self.user).filter(ref=ref).first() if is_ref(ref) else None
        if found is None:
            raise ValidationError(_("There is nobody with this reference, as far as you may see."))
        return found


class UnlinkForm(BaseForm):
    """Why somebody is taken out of a case."""

    client_token = ClientTokenField()
    reason = LongTextField(
        label=_("Why is it not about them?"),
        max_length=LONGEST,
        rows=3,
        error_messages={"required": _("Write why it is not about them")},
    )


class CorrectionForm(BaseForm):
    """What is right, beside what was written."""

    client_token = ClientTokenField()
    entry = forms.UUIDField(widget=forms.HiddenInput, required=False)  # so that a draft goes on with its own entry
    text = LongTextField(
        label=_("What is right, and how do you know?"),
        max_length=LONGEST,
        error_messages={"required": _("Write what is right")},
    )
    when_happened = forms.CharField(label=_("When did it really happen?"), required=False, max_length=LONGEST)


class StreamFilter(BaseForm):
    """What of a chronology is shown. Its address carries only codes and days."""

    kind = forms.ChoiceField(label=_("What"), required=False)
    since = UiDateField(label=_("From"), required=False, min_year=2000)
    until = UiDateField(label=_("To, that day included"), required=False, min_year=2000)

    def __init__(self, *args: Any, kinds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(kind.value, kind.label) for kind in LineKind if kind in kinds]
        self.fields["kind"].choices = [("", _("Everything but who opened it")), *offered]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The days in their order."""
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("Enter a day that is not before the first"))
        return cleaned

    def moments(self) -> tuple[datetime | None, datetime | None]:
        """From when (included) to when (not included), in London's days."""
        return moments_of(self.cleaned_data.get("since"), self.cleaned_data.get("until"))


def moments_of(since: date | None, until: date | None) -> tuple[datetime | None, datetime | None]:
    """The beginning of the first day, and the end of the last."""
    after = until + timedelta(days=1) if until else None
    return _midnight(since), _midnight(after)


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, datetime.min.time(), LONDON) if day else None
