"""To whom people are handed over, with what is to be known, and what becomes of each planned session."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from incidents.models import Incident
from safeguard.desk.rules.handing_over import SessionChoice, choices_for
from safeguard.desk.selectors.handing_over import case_about_staff
from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField
from safeguard.lib.permissions import Permission
from safeguard.people.models import Person
from safeguard.practitioners.models import Service, User
from safeguard.practitioners.selectors import people_who_may
from sessions_app.models import Session
from sessions_app.selectors.handing_over import words_for

LONGEST = 4_000
NOTE = "note_"  # before the reference of a person: what has to be known of them alone
SESSION = "session_"  # before the reference of a session: what becomes of it
WORDS = {
    SessionChoice.MOVE: gettext_lazy("It goes to whoever takes over"),
    SessionChoice.CALL_OFF: gettext_lazy("It is called off"),
    SessionChoice.KEEP: gettext_lazy("It stays with %(name)s, who sees them until that day is over"),
}
ALL_WORDS = {
    SessionChoice.MOVE: gettext_lazy("They go to whoever takes over"),
    SessionChoice.CALL_OFF: gettext_lazy("They are called off"),
    SessionChoice.KEEP: gettext_lazy("They stay with %(name)s, who sees those young people until the last of them"),
}


class HandOverForm(BaseForm):
    """Handing over one person; each of their planned sessions is a question of its own."""

    client_token = ClientTokenField()
    seen_with = forms.CharField(required=False, widget=forms.HiddenInput)  # whose they were when the form was opened
    to = forms.ModelChoiceField(
        label=gettext_lazy("Who takes over?"),
        help_text=gettext_lazy("They must work in the service."),
        queryset=User.objects.none(),
        to_field_name="ref",
        empty_label=gettext_lazy("Choose"),
        error_messages={"required": gettext_lazy("Choose who takes over")},
    )
    service = forms.ModelChoiceField(
        label=gettext_lazy("In which service?"),
        queryset=Service.objects.none(),
        to_field_name="ref",
        required=False,
        empty_label=gettext_lazy("The same as now"),
    )
    note = LongTextField(
        label=gettext_lazy("What does the one who takes over have to know?"),
        help_text=gettext_lazy("What works, what worries you, what was promised. It stays in the story."),
        max_length=LONGEST,
        error_messages={"required": gettext_lazy("Write what the one who takes over has to know")},
    )
    case = forms.CharField(
        label=gettext_lazy("Is it because of a case about somebody who works here?"),
        help_text=gettext_lazy(
            "Then enter its reference: whoever is kept out of the case finds neither this hand-over nor your note. Who "
            "works with the young person from now on can be seen by everybody who sees them. Or leave it blank."
        ),
        max_length=16,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "class": "govuk-input--width-10", "spellcheck": "false"}),
    )

    def __init__(
        self,
        *args: Any,
        user: User,
        of: User | None,
        people: Sequence[Person],
        planned: Sequence[Session],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.of, self.people, self.planned = user, of, people, planned
        everybody = people_who_may(Permission.WORK_WITH_PEOPLE)
        self.fields["to"].queryset = everybody.exclude(pk=of.pk) if of else everybody  # type: ignore[attr-defined]
        self.fields["service"].queryset = Service.objects.filter(is_active=True).order_by("name")  # type: ignore[attr-defined]
        self.to_settle: list[str] = []  # sessions that cannot stay, and with others cannot go either
        self.fields["seen_with"].initial = str(of.ref) if of else ""
        self.add_sessions()
        if not user.may(Permission.SEE_STAFF_INCIDENTS):
            del self.fields["case"]

    def add_sessions(self) -> None:
        """A question for each planned session."""
        chosen = [person.pk for person in self.people]
        for session in self.planned:
            may = choices_for(self._taking_part(session), chosen, may_keep=self._is_active)
            if may:
                self.fields[f"{SESSION}{session.ref}"] = self._question(words_for(session), may, WORDS)
            else:
                self.to_settle.append(words_for(session))

    def _question(self, label: Any, may: Sequence[SessionChoice], words: Any) -> forms.ChoiceField:
        name = {"name": self.of.full_name if self.of else ""}
        return forms.ChoiceField(
            label=label,
            choices=[(one.value, words[one] % name) for one in may],
            initial=may[0].value,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose what becomes of it")},
        )

    @property
    def _is_active(self) -> bool:
        """Whether whose people they are still works here."""
        return self.of is not None and self.of.is_active

    def _taking_part(self, session: Session) -> list[int]:
        return [one.person_id for one in session.participants.all()]

    def clean_case(self) -> Incident | None:
        """The case, if this person may read it."""
        ref = self.cleaned_data["case"]
        found = case_about_staff(self.user, ref) if ref else None
        if ref and found is None:
            raise forms.ValidationError(_("You can read no case about somebody who works here with this reference"))
        return found

    @property
    def is_stale(self) -> bool:
        """Whether somebody else works with them since the form was opened."""
        return self.is_bound and self.data.get("seen_with", "") != (str(self.of.ref) if self.of else "")

    def session_names(self) -> list[str]:
        """The names of the questions about sessions."""
        return [name for name in self.fields if name.startswith(SESSION)]

    def sessions(self) -> dict[str, SessionChoice]:
        """What becomes of each session, by its reference."""
        asked = [one.ref for one in self.planned if f"{SESSION}{one.ref}" in self.fields]
        return {ref: SessionChoice(self.cleaned_data[f"{SESSION}{ref}"]) for ref in asked}

    def with_others(self) -> list[str]:
        """The sessions that do not follow the one answer, unless everybody in them is handed over; none here: each is
        a question of its own."""
        return []

    def chosen(self) -> list[Person]:
        """Who is handed over."""
        return list(self.people)

    def note_names(self) -> list[str]:
        """The names of the questions about one of several."""
        return []

    def notes(self) -> dict[int, str]:
        """What has to be known of one alone, by their ids; of one who is handed over by themselves the note says it."""
        return {}


class HandOverSeveralForm(HandOverForm):
    """Handing over several people of one practitioner; one answer for all their planned sessions."""

    has_more = False  # whether the practitioner has people who stand on a later page

    people_refs = forms.MultipleChoiceField(
        label=gettext_lazy("Who is handed over?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose who is handed over")},
    )

    def add_sessions(self) -> None:
        """One question for all of them; a group with others, who stay, is kept whatever is chosen."""
        self.fields["people_refs"].choices = [(one.ref, _person_label(one)) for one in self.people]  # type: ignore[attr-defined]
        note = self.fields["note"]
        note.label = _("What does the one who takes over have to know about all of them?")
        note.help_text = _("It stands in the story of everybody you chose, so it names nobody. Or leave it blank.")
        note.required = False
        for one in self.people:
            self.fields[f"{NOTE}{one.ref}"] = LongTextField(
                label=_person_label(one), max_length=LONGEST, rows=2, required=False
            )
        may = choices_for([], [], may_keep=self._is_active)
        self.fields["all_sessions"] = self._question(_("What becomes of their planned sessions?"), may, ALL_WORDS)
        self.order_fields(["people_refs"])

    def clean(self) -> dict[str, Any]:
        """Something has to be known of each, in their own note or in that of all."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("note") and "note" not in self.errors:
            for ref in cleaned.get("people_refs", []):
                if not cleaned.get(f"{NOTE}{ref}") and f"{NOTE}{ref}" not in self.errors:
                    self.add_error(f"{NOTE}{ref}", _("Write what has to be known of them, here or for all of them"))
        return cleaned

    def note_names(self) -> list[str]:
        """The names of the questions about one of several."""
        return [f"{NOTE}{one.ref}" for one in self.people]

    def notes(self) -> dict[int, str]:
        """What has to be known of one alone, by their ids."""
        return {one.pk: self.cleaned_data[f"{NOTE}{one.ref}"] for one in self.chosen()}

    def session_names(self) -> list[str]:
        """The one question about sessions."""
        return ["all_sessions"]

    def sessions(self) -> dict[str, SessionChoice]:
        """The one answer for every session that it can be given for."""
        wanted = SessionChoice(self.cleaned_data["all_sessions"])
        chosen = {person.pk for person in self.chosen()}
        answers = {}
        for session in self.planned:
            taking_part = self._taking_part(session)
            if chosen & set(taking_part):
                may = choices_for(taking_part, chosen, may_keep=self._is_active)
                if may:
                    answers[session.ref] = wanted if wanted in may else may[0]
        return answers

    def with_others(self) -> list[str]:
        """The sessions that do not follow the one answer, unless everybody in them is handed over."""
        return [words_for(session) for session in self.planned if len(self._taking_part(session)) > 1]

    def chosen(self) -> list[Person]:
        """Who is handed over."""
        refs = set(self.cleaned_data["people_refs"])
        return [person for person in self.people if person.ref in refs]


def _person_label(person: Person) -> str:
    return f"{person.known_as} ({person.full_name}), {person.service.name}"
