"""What a young person, a parent or a carer is asked through a link. Nothing is chosen beforehand (design 4.8)."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consent.enums import Decision, Purpose
from consent.models import ConsentRequest
from consent.rules import LONGEST_NAME, LONGEST_NOTE
from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField, UiDateField

NOT_ASKED, YES, NO, NOT_SURE = "not_asked", "yes", "no", "not_sure"
OFF = {"autocomplete": "off"}  # a name stays out of the memory of a shared device


def isolated(name: str) -> str:
    """A name inside a sentence: written from right to left, it must not turn the words around it."""
    return f"\u2068{name}\u2069"


def _asked_of_adult(purpose: str, name: str, party: str) -> str:
    return {
        Purpose.TAKE_PART: _("May %(name)s take part in sessions online or by phone?"),
        Purpose.WORK: _("May we use work that %(name)s makes, such as writing or drawings?"),
        Purpose.IMAGE: _("May we use a picture of %(name)s?"),
        Purpose.RECORDING: _("May we record a session with %(name)s?"),
        Purpose.SHARING: _("May we share information about %(name)s with %(party)s?"),
        Purpose.MESSAGES: _("May we send %(name)s messages after a session?"),
    }[Purpose(purpose)] % {"name": isolated(name), "party": isolated(party)}


def _asked_of_young_person(purpose: str, party: str) -> str:
    return {
        Purpose.TAKE_PART: _("Do you want to take part in sessions online or by phone?"),
        Purpose.WORK: _("May we use work that you make, such as writing or drawings?"),
        Purpose.IMAGE: _("May we use a picture of you?"),
        Purpose.RECORDING: _("May we record a session with you?"),
        Purpose.SHARING: _("May we share information about you with %(party)s?"),
        Purpose.MESSAGES: _("May we send you messages after a session?"),
    }[Purpose(purpose)] % {"party": isolated(party)}


def question(request: ConsentRequest, purpose: str) -> str:
    """What is asked about a purpose, in the words of its page."""
    activity = request.activity
    if request.adult is None:
        return _asked_of_young_person(purpose, activity.sharing_with)
    return _asked_of_adult(purpose, request.person.known_as, activity.sharing_with)


class BirthdayForm(BaseForm):
    """The young person's date of birth: asked before any page says a name."""

    about = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    born_on = UiDateField(
        label=gettext_lazy("Date of birth"),
        help_text=gettext_lazy("For example, 27 3 2012"),
        error_messages={"required": gettext_lazy("Enter the date of birth")},
    )


class AnswerForm(BaseForm):
    """Each purpose on its own line, with an answer of its own (CON-03)."""

    reveals: ClassVar[dict[str, dict[str, list[str]]]] = {"is_unsafe": {YES: ["is_about_us"]}}

    about = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    client_token = ClientTokenField()
    note = LongTextField(
        label=gettext_lazy("Is there anything we should know before we start? (optional)"),
        help_text=gettext_lazy("Your worker reads this in the next few working days."),
        required=False,
        max_length=LONGEST_NOTE,
        rows=4,
    )
    is_unsafe = forms.ChoiceField(
        label=gettext_lazy("Is someone unsafe?"),
        help_text=gettext_lazy(
            "If you say yes, our safeguarding team is told straight away, at night too. They look after safety."
        ),
        choices=[(YES, gettext_lazy("Yes")), (NO, gettext_lazy("No"))],
        widget=forms.RadioSelect,
        required=False,
    )
    is_about_us = forms.ChoiceField(
        label=gettext_lazy("Is it about someone who works or helps out here?"),
        help_text=gettext_lazy("If it is, or you are not sure, they are not told, and nor are their managers."),
        choices=[
            (YES, gettext_lazy("Yes")),
            (NO, gettext_lazy("No")),
            (NOT_SURE, gettext_lazy("I am not sure")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    name = forms.CharField(
        label=gettext_lazy("Your full name"),
        help_text=gettext_lazy("Typing your name is like signing a form."),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(OFF),
        error_messages={"required": gettext_lazy("Enter your full name")},
    )

    def __init__(self, *args: Any, asked: ConsentRequest, asks_for_young_person: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked, self.asks_for_young_person = asked, asks_for_young_person
        for purpose in asked.purposes:
            self._ask(purpose)
        # The list of what is missing follows the page.
        self.order_fields([name for name in self.fields if name.startswith(("answer_", "young_"))])

    def _ask(self, purpose: str) -> None:
        words = question(self.asked, purpose)
        agree = [(Decision.AGREED.value, _("Yes, I agree")), (Decision.REFUSED.value, _("No, I do not agree"))]
        self.fields[f"answer_{purpose}"] = _choice(words, agree, _("Say yes or no: “%(question)s”"))
        if self.asks_for_young_person:
            name = isolated(self.asked.person.known_as)
            theirs = [
                (Decision.AGREED.value, _("Yes")),
                (Decision.REFUSED.value, _("No")),
                (NOT_ASKED, _("We have not talked about it")),
            ]
            label = _("What does %(name)s say to it?") % {"name": name}
            self.fields[f"young_{purpose}"] = _choice(
                label, theirs, _("Say what %(name)s says: “%(question)s”") % {"name": name, "question": words}
            )

    @property
    def questions(self) -> Iterator[tuple[Any, Any]]:
        """Each question with, to a parent or carer, what the young person says beside them, unless it is for them."""
        for purpose in self.asked.purposes:
            young = self[f"young_{purpose}"] if self.asks_for_young_person else None
            yield self[f"answer_{purpose}"], young

    @property
    def answers(self) -> dict[Purpose, Decision]:
        """The answers of whoever the link was sent to."""
        return {Purpose(one): Decision(self.cleaned_data[f"answer_{one}"]) for one in self.asked.purposes}

    @property
    def young_person(self) -> dict[Purpose, Decision]:
        """What the young person said beside them; what they have not talked about is left out."""
        given = {Purpose(one): self.cleaned_data.get(f"young_{one}", NOT_ASKED) for one in self.asked.purposes}
        return {purpose: Decision(answer) for purpose, answer in given.items() if answer != NOT_ASKED}

    @property
    def says_unsafe(self) -> bool:
        """Whether they say that somebody is unsafe, whatever else is missing."""
        return self["is_unsafe"].value() == YES

    @property
    def may_be_about_us(self) -> bool:
        """Whether it may be about somebody who works here: not saying counts as not sure (practice B17)."""
        return self["is_about_us"].value() != NO

    @property
    def note_as_typed(self) -> str:
        """What they want us to know, as far as there is room for it."""
        return str(self["note"].value() or "").replace("\r\n", "\n").strip()[:LONGEST_NOTE]


def _choice(label: str, choices: list[tuple[str, str]], missing: str) -> forms.ChoiceField:
    required = missing % {"question": label} if "%(question)s" in missing else missing
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, error_messages={"required": required}
    )
