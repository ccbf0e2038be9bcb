"""What whoever raises a concern types: the concern, and what they add to it."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.access import alarm_for
from consent.models import ConsentRequest
from incidents import rules
from incidents.access import complaint_for
from incidents.enums import RUNG_BY_ANYBODY, WORK_FOR_US, AlreadyHappened, HowSoon, Involved, YesNoUnsure
from incidents.forms.involved import PeopleRows
from incidents.forms.outside import CallFields, line, rung_by, talked_first
from incidents.models import Complaint
from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField
from safeguard.lib.permissions import Permission
from safeguard.lib.refs import is_ref
from safeguard.practitioners.models import Service, User
from safeguard.practitioners.selectors import holders_of_safeguarding_posts, services_of
from sessions_app.access import sessions_to_raise_from
from sessions_app.models import Session

LONGEST = rules.LONGEST_TEXT


class ConcernForm(PeopleRows):
    """A concern, in the order of practice A5 and C28. Three answers and a few words are enough to send it."""

    reveals: ClassVar[dict[str, dict[str, list[str]]]] = {
        "imagery": {"yes": ["imagery_notice_read"]},
    }

    client_token = ClientTokenField()
    is_danger = forms.BooleanField(required=False, widget=forms.HiddenInput)
    session = forms.CharField(required=False, widget=forms.HiddenInput)  # the reference of the one it was raised from
    alarm = forms.CharField(required=False, widget=forms.HiddenInput)  # the request where a family said it
    complaint = forms.CharField(required=False, widget=forms.HiddenInput)  # what a parent or carer said of a session
    emergency_rung_at = forms.CharField(
        label=_("When was 999 rung?"),
        help_text=_("If nobody has rung yet: ring now. You can fill this in afterwards."),
        required=False,
        max_length=LONGEST,
    )
    emergency_rung_by = forms.CharField(label=_("Who rang?"), required=False, max_length=LONGEST)
    emergency_number = forms.CharField(
        label=_("What number did they give you for the call?"), required=False, max_length=LONGEST
    )
    from_monitoring = forms.BooleanField(
        label=_("Our own monitoring found it"),
        help_text=_("The Operations Manager is told too, without any detail."),
        required=False,
    )
    how_soon = forms.ChoiceField(
        label=_("How soon must somebody act?"),
        choices=HowSoon.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    about_whom = forms.CharField(
        label=_("Who is it about?"),
        help_text=_("Names and ages, if you know them. If you do not, say how you know of them."),
        required=False,
        max_length=LONGEST,
    )
    involved = forms.MultipleChoiceField(
        label=_("Who are they?"),
        choices=[(i.value, i.label) for i in Involved if i not in WORK_FOR_US],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    about_staff = forms.ChoiceField(
        label=_("Is this about someone who works or volunteers for us?"),
        help_text=_("If it is, or you are not sure, fewer people are told: not the person, and not their managers."),
        choices=YesNoUnsure.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    staff_named = forms.CharField(
        label=_("What is the name of the person who works or volunteers for us?"),
        help_text=_("First name and surname, so that they and their managers are left out."),
        required=False,
        max_length=LONGEST,
    )
    safeguarding_people = forms.ModelMultipleChoiceField(
        label=_("Is it one of these people, who would be told?"),
        help_text=_("Tick them, and they are left out."),
        queryset=User.objects.none(),
        to_field_name="ref",  # no counter leaves the server
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    staff_involved = forms.MultipleChoiceField(
        label=_("Are they"),
        choices=[(i.value, i.label) for i in WORK_FOR_US],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    imagery = forms.ChoiceField(
        label=_("Are nude or sexual pictures or videos part of it?"),
        help_text=_("Never look at, copy, send on, save or delete such pictures, and never ask a child to show them."),
        choices=YesNoUnsure.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    imagery_notice_read = forms.BooleanField(
        label=_("I have read this, and I will describe it in words only"), required=False
    )
    exact_words = LongTextField(
        label=_("What did they say? Their exact words"),
        help_text=_("Ask open questions only: what, when, where. Do not ask why, and do not put words in their mouth."),
        required=False,
        max_length=LONGEST,
    )
    seen_and_done = LongTextField(
        label=_("What did you see, ask and do?"),
        help_text=_("Facts only. What you think comes next."),
        required=False,
        max_length=LONGEST,
    )
    opinion = LongTextField(
        label=_("What do you think? (if you want to say)"), required=False, max_length=LONGEST, rows=3
    )
    when_happened = forms.CharField(
        label=_("When did it happen?"),
        help_text=_("For example: today about 21:40, in our video call"),
        required=False,
        max_length=LONGEST,
    )
    when_learned = forms.CharField(
        label=_("When did you learn of it, if not just now?"), required=False, max_length=LONGEST
    )
    who_knows = forms.CharField(label=_("Who else knows?"), required=False, max_length=LONGEST)
    service = forms.ModelChoiceField(
        label=_("Which service is it about?"),
        queryset=Service.objects.none(),
        required=False,
        empty_label=_("I do not know, or another"),
    )

    def __init__(self, *args: Any, user: User, now: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.now = now
        own = services_of(user)
        self.fields["service"].queryset = own  # type: ignore[attr-defined]
        if len(own) <= 1:  # nothing to ask
            del self.fields["service"]
        self.only_service = own[0] if len(own) == 1 else None
        if not user.may(Permission.OPERATE):
            del self.fields["from_monitoring"]
        people = holders_of_safeguarding_posts(now).exclude(pk=user.pk)
        self.fields["safeguarding_people"].queryset = people  # type: ignore[attr-defined]
        if not self.came_by_danger:
            for name in ("emergency_rung_at", "emergency_rung_by", "emergency_number"):
                del self.fields[name]

    @property
    def has_more(self) -> bool:
        """Whether anything stands in the questions that are folded away."""
        return any(self[name].value() or self[name].errors for name in FOLDED)

    @property
    def from_session(self) -> Session | None:
        """The session it is raised from; one that this person may not see is nothing, and blocks nothing."""
        ref = str(self["session"].value() or "")
        return sessions_to_raise_from(self.user).filter(ref=ref).first() if is_ref(ref) else None

    def clean_session(self) -> Session | None:
        """The session itself."""
        return self.from_session

    @property
    def from_alarm(self) -> ConsentRequest | None:
        """The request in which a family said that somebody is unsafe; nothing for whoever was not told of it."""
        ref = str(self["alarm"].value() or "")
        return alarm_for(self.user, ref) if is_ref(ref) else None

    def clean_alarm(self) -> ConsentRequest | None:
        """The request itself."""
        return self.from_alarm

    def clean_complaint(self) -> Complaint | None:
        """What a parent or carer said; nothing for whoever does not answer it, and it blocks nothing."""
        ref = str(self["complaint"].value() or "")
        return complaint_for(self.user, ref) if is_ref(ref) else None

    @property
    def came_by_danger(self) -> bool:
        """Whether somebody came here by way of 999."""
        value = self["is_danger"].value()
        return str(value).lower() in ("true", "on", "1", "yes")

    def clean(self) -> dict[str, Any]:
        """Ask only for what nobody could act without (practice A7)."""
        cleaned = super().clean() or self.cleaned_data
        for missing in rules.what_is_missing(
            **{name: str(cleaned.get(name) or self.data.get(name) or "") for name in _NEEDED}
        ):
            if missing.field not in self.errors:
                self.add_error(missing.field, missing.text)
        return cleaned


FOLDED = ("when_happened", "when_learned", "who_knows", "opinion")
_NEEDED = ("how_soon", "about_staff", "imagery", "exact_words", "seen_and_done")


class AfterwardsForm(BaseForm):
    """After the report is sent: optional, and never blocking (practice A6)."""

    client_token = ClientTokenField()
    already_happened = forms.MultipleChoiceField(
        label=_("Has any of this already happened?"),
        help_text=_("Nobody is blamed. It helps us to help."),
        choices=AlreadyHappened.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    text = LongTextField(label=_("Anything else to add"), required=False, max_length=LONGEST, rows=3)

    def clean(self) -> dict[str, Any]:
        """One of the two must be there, or there is nothing to send."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("already_happened") and not cleaned.get("text"):
            self.add_error("text", _("Tick something, or write what you want to add"))
        return cleaned


class ReferralForm(CallFields):
    """ "I have rung": anyone may, at any moment (practice A4)."""

    client_token = ClientTokenField()
    body = forms.ChoiceField(
        label=_("Whom have you rung?"),
        choices=[(body.value, body.label) for body in RUNG_BY_ANYBODY],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whom you have rung")},
    )
    when_happened = forms.CharField(label=_("When?"), required=False, max_length=LONGEST)
    their_reference = forms.CharField(
        label=_("Whom did you speak to, and what reference did they give you?"),
        required=False,
        max_length=200,
    )
    text = LongTextField(label=_("What did they say they will do?"), required=False, max_length=LONGEST, rows=3)
    rung_by = rung_by()
    talked_first = talked_first()
    talked_first_reason = line(_("If not: why not?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # It stands on the same page as AfterwardsForm, which asks for a text too: a label leads to one field.
        super().__init__(*args, **{"auto_id": "rung_%s", **kwargs})
