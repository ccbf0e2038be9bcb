"""Parsing and checking what is typed about plans. Never saves anything."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consent.access import visible_activities
from consent.models import Activity
from consent.selectors import still_running
from safeguard.lib.clock import LONDON
from safeguard.lib.forms import BaseForm, ClientTokenField, LongTextField, UiDateField
from safeguard.lib.permissions import Permission
from safeguard.people.models import Adult, Person
from safeguard.people.selectors import people_of
from safeguard.platforms.enums import Method
from safeguard.platforms.models import Platform
from safeguard.platforms.selectors import platforms_to_choose_from
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import people_who_may, services_of
from sessions_app.actions import Plan
from sessions_app.enums import Mitigation, Phase, Promotion, SessionKind, WhyOneToOne
from sessions_app.models import Session
from sessions_app.rules import planning

LONGEST = planning.LONGEST_TEXT
WHEN = "%H:%M"


class PersonChoices(forms.ModelMultipleChoiceField):
    """People by the name they use."""

    def label_from_instance(self, obj: Any) -> str:
        """The name to display."""
        return str(obj.known_as)


class AdultChoices(forms.ModelMultipleChoiceField):
    """Adults with what they are to whom."""

    def label_from_instance(self, obj: Any) -> str:
        """Their name, and whose parent, carer or teacher they are."""
        words = {"adult": obj.full_name, "what": obj.relationship, "person": obj.person.known_as}
        return _("%(adult)s (%(what)s of %(person)s)") % words


class StaffChoice(forms.ModelChoiceField):
    """A member of staff by name."""

    def label_from_instance(self, obj: Any) -> str:
        """Their name."""
        return str(obj.full_name)


class PlanForm(BaseForm):
    """A plan (PLN-01). Who, when, how, what for; and for a one-to-one, why and what makes it safer (RA-10)."""

    reveals: ClassVar[Mapping[str, Mapping[str, Sequence[str]]]] = {
        "kind": {SessionKind.ONE_TO_ONE: ["why_one_to_one", "why_detail", "mitigations"]}
    }

    # As on the page, so that the list of errors reads in its order.
    field_order = [
        *("participants", "kind", "why_one_to_one", "why_detail", "mitigations", "phase", "supporting", "agreed"),
        *("starts_on", "starts_time", "minutes", "platform", "method", "practitioner", "second_worker"),
        *("activity", "purpose", "content", "promotion", "fits_policies"),
    ]

    client_token = ClientTokenField()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    participants = PersonChoices(
        label=gettext_lazy("Who takes part?"),
        queryset=Person.objects.none(),
        to_field_name="ref",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose who takes part")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of session is it?"),
        choices=[(kind.value, kind.label) for kind in SessionKind if kind != SessionKind.UNPLANNED],
        widget=forms.RadioSelect,
    )
    why_one_to_one = forms.ChoiceField(
        label=gettext_lazy("Why a one-to-one and not a group?"),
        choices=WhyOneToOne.choices,
        widget=forms.RadioSelect,
    )
    why_detail = LongTextField(
        label=gettext_lazy("What your line manager should know about that (if anything)"),
        required=False,
        max_length=LONGEST,
        rows=2,
    )
    mitigations = forms.MultipleChoiceField(
        label=gettext_lazy("What makes it safer?"),
        choices=Mitigation.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one thing that makes it safer")},
    )
    phase = forms.ChoiceField(
        label=gettext_lazy("Is it their first session?"),
        choices=[
            (Phase.INTRODUCTORY.value, gettext_lazy("Yes, an introductory session")),
            (Phase.FOLLOW_UP.value, gettext_lazy("No, a follow-up session")),
        ],
        widget=forms.RadioSelect,
    )
    activity = forms.ModelChoiceField(
        label=gettext_lazy("Which activity is it part of?"),
        help_text=gettext_lazy("Consent is asked for an activity."),
        queryset=Activity.objects.none(),
        to_field_name="ref",
        empty_label=gettext_lazy("Choose an activity"),
    )
    purpose = LongTextField(
        label=gettext_lazy("What is it for?"),
        max_length=LONGEST,
        rows=2,
        error_messages={"required": gettext_lazy("Write what the session is for")},
    )
    content = LongTextField(
        label=gettext_lazy("What do you plan to do or talk about?"), required=False, max_length=LONGEST, rows=3
    )
    platform = forms.ModelChoiceField(
        label=gettext_lazy("On which platform?"),
        help_text=gettext_lazy("Only those that have been approved are here."),
        queryset=Platform.objects.none(),
        to_field_name="ref",
        empty_label=gettext_lazy("Choose a platform"),
    )
    method = forms.ChoiceField(label=gettext_lazy("How do you meet?"), choices=Method.choices, widget=forms.RadioSelect)
    starts_on = UiDateField(label=gettext_lazy("On which day?"), min_year=2020)
    starts_time = forms.CharField(
        label=gettext_lazy("At what time?"),
        help_text=gettext_lazy("For example 14:30"),
        max_length=5,
        widget=forms.TextInput({"class": "govuk-input--width-5", "autocomplete": "off"}),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("For how many minutes?"),
        widget=forms.NumberInput({"class": "govuk-input--width-3"}),
    )
    practitioner = StaffChoice(
        label=gettext_lazy("Who runs it?"), queryset=User.objects.none(), to_field_name="ref", empty_label=None
    )
    second_worker = StaffChoice(
        label=gettext_lazy("Does a second worker join?"),
        queryset=User.objects.none(),
        to_field_name="ref",
        required=False,
        empty_label=gettext_lazy("No"),
    )
    supporting = AdultChoices(
        label=gettext_lazy("Which parent, carer or other adult is to be there or near?"),
        queryset=Adult.objects.none(),
        to_field_name="ref",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agreed = AdultChoices(
        label=gettext_lazy("Who of them has agreed?"),
        queryset=Adult.objects.none(),
        to_field_name="ref",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    promotion = forms.ChoiceField(
        label=gettext_lazy("Is it a group or an event that is advertised?"),
        help_text=gettext_lazy("A one-to-one needs no answer."),
        choices=Promotion.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    fits_policies = forms.BooleanField(
        label=gettext_lazy("This contact fits our policies on acceptable use and safeguarding, as they are today"),
        error_messages={"required": gettext_lazy("Read the two policies, and say that this contact fits them")},
    )

    def __init__(
        self,
        *args: Any,
        user: User,
        now: datetime,
        longest: int,
        people: Iterable[Person] = (),
        session: Session | None = None,
        **kwargs: Any,
    ) -> None:
        """``longest``: the usual minutes. ``people``: whose adults may be there. ``session``: what changes."""
        super().__init__(*args, **kwargs)
        self.user, self.now, self.session = user, now, session
        here = list(people)
        self._choose("participants", _people(user, now, here))
        self._choose("activity", _activities(user, now, session))
        self._choose("platform", _platforms(session))
        self._choose_staff(user, session)
        adults = Adult.objects.filter(person__in=here).select_related("person").order_by("person__known_as", "pk")
        for name in ("supporting", "agreed"):
            self._choose(name, adults)
        if not adults:
            del self.fields["supporting"], self.fields["agreed"]
        self.fields["minutes"].initial = longest
        self.fields["minutes"].help_text = _("%(minutes)s at most. More needs a reason.") % {"minutes": longest}

    def _choose(self, name: str, queryset: Any) -> None:
        self.fields[name].queryset = queryset  # type: ignore[attr-defined]

    def _choose_staff(self, user: User, session: Session | None) -> None:
        runs = session.practitioner if session else user
        team = Q(pk__in=[user.pk, runs.pk]) | Q(line_manager=user)
        own = people_who_may(Permission.WORK_WITH_PEOPLE).filter(team)
        self._choose("practitioner", own)
        self.fields["practitioner"].initial = str(runs.ref)
        if len(own) == 1:
            del self.fields["practitioner"]
        second = Q(services__in=services_of(runs)) | Q(pk=session.second_worker_id if session else None)
        self._choose("second_worker", people_who_may(Permission.WORK_WITH_PEOPLE).filter(second).distinct())

    def clean_starts_time(self) -> time:
        """A time of day, written as 14:30, 14.30 or 1430."""
        typed = str(self.cleaned_data["starts_time"]).strip().replace(".", ":").replace(" ", "")
        if ":" not in typed and len(typed) in (3, 4) and typed.isdecimal():
            typed = f"{typed[:-2]}:{typed[-2:]}"
        hours, _colon, minutes = typed.partition(":")
        if not (hours.isdecimal() and minutes.isdecimal() and len(hours) <= 2 and len(minutes) == 2):
            raise ValidationError(_("Enter a time, for example 14:30"))
        if int(hours) > 23 or int(minutes) > 59:
            raise ValidationError(_("Enter a time of day, from 00:00 to 23:59"))
        return time(int(hours), int(minutes))

    def clean(self) -> dict[str, Any]:
        """One moment of day and time; the rest is judged by the rules of planning."""
        cleaned = super().clean() or self.cleaned_data
        day, at = cleaned.get("starts_on"), cleaned.get("starts_time")
        if day is not None and isinstance(at, time):
            cleaned["starts_at"] = self._moment(day, at)
        if not self.errors:
            for missing in planning.what_is_wrong(self._proposal(cleaned)):
                self.add_error(missing.field if missing.field in self.fields else None, str(missing.text))
        return cleaned

    def _moment(self, day: date, at: time) -> datetime:
        """That time in London. The hour that comes twice in October is its first; the one that is left out in March
        does not exist."""
        moment = datetime.combine(day, at, LONDON)
        if not _exists(moment):
            self.add_error("starts_time", _("The clocks go forward that night: this time does not exist"))
        return moment

    def _proposal(self, cleaned: Mapping[str, Any]) -> planning.Proposal:
        session, second = self.session, cleaned.get("second_worker")
        platform, activity = cleaned["platform"], cleaned["activity"]
        moved = session is None or session.starts_at != cleaned["starts_at"]
        return planning.Proposal(
            now=self.now if moved else min(self.now, cleaned["starts_at"]),
            kind=cleaned["kind"],
            method=cleaned["method"],
            purpose=cleaned["purpose"],
            starts_at=cleaned["starts_at"],
            minutes=cleaned["minutes"],
            people=len(cleaned["participants"]),
            platform_status=platform.status,
            platform_methods=platform.methods,
            is_new_platform=session is None or session.platform_id != platform.pk,
            activity_from=activity.starts_on,
            activity_to=activity.ends_on,
            why_one_to_one=cleaned.get("why_one_to_one", ""),
            mitigations=cleaned.get("mitigations", ()),
            is_second_worker_the_first=second is not None and second == self._runs(cleaned),
            fits_policies=cleaned["fits_policies"],
            promotion=cleaned["promotion"],
        )

    def _runs(self, cleaned: Mapping[str, Any]) -> User:
        practitioner: User | None = cleaned.get("practitioner")
        return practitioner or (self.session.practitioner if self.session else self.user)

    def plan(self) -> Plan:
        """What was typed, as a plan."""
        cleaned = self.cleaned_data
        agreed = set(cleaned.get("agreed") or ())
        adults = {**dict.fromkeys(cleaned.get("supporting") or (), False), **dict.fromkeys(agreed, True)}
        there = set(cleaned["participants"])
        return Plan(
            kind=cleaned["kind"],
            phase=cleaned["phase"],
            method=cleaned["method"],
            purpose=cleaned["purpose"],
            content=cleaned["content"],
            platform=cleaned["platform"],
            activity=cleaned["activity"],
            starts_at=cleaned["starts_at"],
            minutes=cleaned["minutes"],
            participants=list(cleaned["participants"]),
            second_worker=cleaned.get("second_worker"),
            supporting_adults=[(adult, has) for adult, has in adults.items() if adult.person in there],
            why_one_to_one=cleaned["why_one_to_one"],
            why_detail=cleaned["why_detail"],
            mitigations=tuple(cleaned["mitigations"]),
            practitioner=self._runs(cleaned),
            fits_policies=cleaned["fits_policies"],
            promotion=cleaned["promotion"],
        )

    @property
    def is_stale(self) -> bool:
        """Whether it was written on an earlier plan than the one in force, or does not say on which."""
        return self.session is not None and str(self.data.get("version", "")) != str(self.session.version)


def _exists(moment: datetime) -> bool:
    """Whether a time of day comes on that day: an hour is left out in March."""
    from_utc = datetime.fromtimestamp(moment.timestamp(), LONDON)
    return (from_utc.hour, from_utc.minute) == (moment.hour, moment.minute)


def _people(user: User, now: datetime, here: Sequence[Person]) -> Any:
    own = people_of(user, now).values("pk")
    mine = Q(pk__in=own) | Q(pk__in=[person.pk for person in here])
    return Person.objects.filter(mine).select_related("service").order_by("known_as", "pk")


def _activities(user: User, now: datetime, session: Session | None) -> Any:
    day = now.astimezone(LONDON).date()
    if session is None:
        return still_running(visible_activities(user), day)
    running = still_running(visible_activities(user), day).order_by().values("pk")
    both = Activity.objects.filter(Q(pk__in=running) | Q(pk=session.activity_id))
    return both.select_related("service").order_by("-set_up_at", "-pk")


def _platforms(session: Session | None) -> Any:
    usable = platforms_to_choose_from()
    if session is None or session.platform_id is None:
        return usable
    return Platform.objects.filter(Q(pk__in=usable.order_by().values("pk")) | Q(pk=session.platform_id)).order_by(
        "name"
    )


def initial_of(plan: Plan) -> dict[str, Any]:
    """What the form begins with for a plan as it is stored."""
    at = plan.starts_at.astimezone(LONDON)
    return {
        "participants": [person.ref for person in plan.participants],
        "kind": plan.kind,
        "why_one_to_one": plan.why_one_to_one,
        "why_detail": plan.why_detail,
        "mitigations": list(plan.mitigations),
        "phase": plan.phase,
        "activity": plan.activity.ref,
        "purpose": plan.purpose,
        "content": plan.content,
        "promotion": plan.promotion,
        "platform": plan.platform.ref,
        "method": plan.method,
        "starts_on": at.date(),
        "starts_time": at.strftime(WHEN),
        "minutes": plan.minutes,
        "practitioner": str(plan.practitioner.ref) if plan.practitioner else "",
        "second_worker": str(plan.second_worker.ref) if plan.second_worker else "",
        "supporting": [adult.ref for adult, _agreed in plan.supporting_adults],
        "agreed": [adult.ref for adult, has_agreed in plan.supporting_adults if has_agreed],
    }
