"""What is somebody's own: their training, what they say of themselves, with whom they have talked, their skills."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safeguard.desk.actions import finish_form
from safeguard.desk.views.learning.pages import FormPage, Part, Row
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.lib.permissions import Permission
from safeguard.lib.worktime import london_day
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners import access, rules
from safeguard.practitioners.actions import assess_skills, check_in, make_self_check, record_background_check
from safeguard.practitioners.enums import CheckKind, OfficerKnown, Role
from safeguard.practitioners.forms import BackgroundForm, CheckInForm, SelfCheckForm, SkillsForm
from safeguard.practitioners.models import SkillsAssessment, User
from safeguard.practitioners.requests import SignedInRequest
from safeguard.practitioners.selectors import learning, services_of
from safeguard.practitioners.views.training import STANDING_LEVELS
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of

INTROS = {
    CheckKind.ACCOUNTS: gettext_lazy("So that a young person meets the worker, never the private person."),
    CheckKind.PRIVACY: gettext_lazy("So that young people cannot easily find or add you. On joining, and every year."),
    CheckKind.ICT: gettext_lazy("Whoever looks after our systems says so every year."),
    CheckKind.OFFICER: gettext_lazy("Before a one-to-one, and again when the officer of your service changes."),
}


@require_safe
def own_learning(request: SignedInRequest) -> HttpResponse:
    """Somebody's own training, checks and talks, with what is due."""
    user, now = request.user, clock.now()
    today = london_day(now)
    last = learning.last_trainings([user.pk])
    standings = learning.standings_of([user], today, trained=last)[user.pk]
    names = {one.code: one.name for one in learning.course_facts()}
    until = {names[code]: training for (_pk, code), training in last.items() if code in names}
    care = learning.care_of([user.pk])[user.pk]
    every = thresholds_in_force(now)
    context = {
        "training": Part(
            title=_("Training your work needs"),
            rows=[_course(name, one, until.get(name)) for name, one in standings.items()],
            empty=_("Your work needs no course"),
        ),
        "checks": Part(
            title=_("What you say of yourself"),
            rows=[_check(user, kind, said, every.weeks("self_check"), today) for kind, said in _due(user, care)]
            + _officers(user, now),
            empty=_("Nothing is asked of you here"),
        ),
        "talked_at": care.talked_at,
        "should_talk": _is_worker(user)
        and rules.nudges_missed(london_day(care.talked_at or care.joined_at), today, every.weeks("check_in")) > 0,
        "works": _is_worker(user),
        "form": CheckInForm(),
        "skills": SkillsAssessment.objects.filter(person=user).order_by("-assessed_at").first(),
    }
    return render(request, "desk/learning/own.html", context)


def _course(name: str, standing: Any, training: Any) -> Row:
    until = training.expires_on if training else None
    return [
        {"label": _("Course"), "text": name},
        {"label": _("State"), "text": standing.label, "level": STANDING_LEVELS[standing]},
        {"label": _("Done on"), "text": training.done_on if training else "–"},
        {"label": _("Counts until"), "text": until or (_("Does not run out") if training else "–")},
    ]


def _is_worker(user: User) -> bool:
    return user.may(Permission.WORK_WITH_PEOPLE)


def _due(user: User, care: learning.Care) -> list[tuple[CheckKind, datetime | None]]:
    """The checks that are asked of somebody, with when they last said it."""
    found: list[tuple[CheckKind, datetime | None]] = []
    if _is_worker(user):
        found += [(CheckKind.ACCOUNTS, care.accounts_at), (CheckKind.PRIVACY, care.privacy_at)]
    if Role.ICT in user.role_codes:
        found.append((CheckKind.ICT, care.ict_at))
    return found


def _check(user: User, kind: CheckKind, said_at: datetime | None, every: timedelta, today: date) -> Row:
    said_on = london_day(said_at) if said_at else None
    due_on = rules.due_again(said_on, every, london_day(user.joined_at))
    is_due = due_on <= today
    due = _("Now") if is_due else date_format(due_on, "j F Y")
    return [
        {"label": _("What"), "text": kind.label, "url": reverse("desk:self_check", args=[kind.value])},
        {"label": _("Last said"), "text": said_on or _("Never")},
        {"label": _("Due"), "text": due, **({"level": "high"} if is_due else {})},
    ]


def _officers(user: User, now: datetime) -> list[Row]:
    """Whether somebody has said that they know the officer, for each service they work in."""
    if not _is_worker(user):
        return []
    officers, said = learning.officers_of_services(now), learning.officers_said([user.pk])
    url = reverse("desk:self_check", args=[CheckKind.OFFICER.value])
    rows: list[Row] = []
    for service in services_of(user):
        officer = officers.get(service.pk, officers.get(None))
        known = rules.officer_known(said.get((user.pk, service.pk)), officer.pk if officer else None, own=user.pk)
        is_due = known in (OfficerKnown.NEVER, OfficerKnown.CHANGED)
        what = _("Safeguarding officer: %(service)s") % {"service": service.name}
        rows.append(
            [
                {"label": _("What"), "text": what, "url": url},
                {"label": _("Last said"), "text": known.label},
                {"label": _("Due"), **({"text": _("Now"), "level": "high"} if is_due else {"text": "–"})},
            ]
        )
    return rows


def _asked(user: User, kind: CheckKind) -> bool:
    return Role.ICT in user.role_codes if kind == CheckKind.ICT else _is_worker(user)


@require_http_methods(["GET", "HEAD", "POST"])
def self_check(request: SignedInRequest, code: str) -> HttpResponse:
    """Say of oneself what is asked again and again: on joining, every year, or when the officer has changed."""
    if code not in CheckKind.values or not _asked(request.user, CheckKind(code)):
        raise Http404
    kind, now = CheckKind(code), clock.now()
    form = SelfCheckForm(request.POST if request.method == "POST" else None, kind=kind)
    if form.is_valid():
        try:
            make_self_check(by=request.user, now=now, kind=kind, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Thank you. It has been noted."))
            return redirect("desk:learning")
    return FormPage(
        title=str(kind.label),
        intro=INTROS[kind],
        button=_("Say so"),
        back=(reverse("desk:learning"), _("Training and support")),
        facts=_officer_facts(request.user, now) if kind == CheckKind.OFFICER else (),
    ).show(request, form)


def _officer_facts(user: User, now: datetime) -> list[dict[str, Any]]:
    """Who it is and how they are reached: nobody says that they know somebody whom they were not shown."""
    officers = learning.officers_of_services(now)
    facts = []
    for service in services_of(user):
        officer = officers.get(service.pk, officers.get(None))
        reach = ", ".join(filter(None, [officer.full_name, officer.work_phone, officer.email])) if officer else ""
        facts.append({"key": service.name, "value": reach or _("Nobody is named. Ask an administrator.")})
    return facts


@require_POST
def talked(request: SignedInRequest) -> HttpResponse:
    """Note that one has talked with a colleague or one's manager."""
    form = CheckInForm(request.POST)
    if form.is_valid():
        check_in(by=request.user, now=clock.now(), **form.cleaned_data)
        messages.success(request, _("It has been noted that you talked. What about stays between you."))
    else:
        messages.error(request, _("Choose whom you talked with"))
    return redirect("desk:learning")


def _skills_page() -> FormPage:
    return FormPage(
        title=_("How sure are you in remote work?"),
        intro=_("If something is low, your line manager is asked to help, and you see here what was done."),
        button=_("Keep my answers"),
        back=(reverse("desk:learning"), _("Training and support")),
        draft=DraftForm.SKILLS,
    )


def _skills_again(request: SignedInRequest, *, error: str, status: int) -> HttpResponse:
    """The form with what was typed and could not be sent."""
    form = SkillsForm(request.POST)
    form.add_error(None, error)
    return _skills_page().show(request, form, status=status)


@keeps_typing(DraftForm.SKILLS, shown_at="desk:skills", show_again=_skills_again)
@require_http_methods(["GET", "HEAD", "POST"])
def skills(request: SignedInRequest) -> HttpResponse:
    """Assess one's own skills in three parts; a low one asks for help (ORG-33)."""
    if request.method != "POST":
        form = SkillsForm(initial=restored(draft_of(request.user, DraftForm.SKILLS), SkillsForm))
        return _skills_page().show(request, form)
    form, now = SkillsForm(request.POST), clock.now()
    if form.is_valid():
        every, values = thresholds_in_force(now), dict(form.cleaned_data)
        made = finish_form(
            by=request.user,
            now=now,
            form=DraftForm.SKILLS,
            client_token=values.pop("client_token"),
            action=assess_skills,
            values={**values, "hours": every.hours, "answer_within": every.days("question_due")},
        )
        question = getattr(made, "question", None)
        if question is not None:
            messages.success(request, _("Your answers are kept, and somebody has been asked to help."))
            return redirect(question)
        messages.success(request, _("Your answers are kept."))
        return redirect("desk:learning")
    return _skills_page().show(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def background(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """Record when the background of somebody one looks after was checked (practice C30)."""
    person, now = access.get_person_for(request.user, ref), clock.now()
    today = london_day(now)
    form = BackgroundForm(request.POST if request.method == "POST" else None, today=today)
    if form.is_valid():
        try:
            record_background_check(by=request.user, now=now, person=person, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The background check has been recorded."))
            return redirect("desk:team")
    checks = person.background_checks.select_related("recorded_by").order_by("-recorded_at")
    return FormPage(
        title=_("Background check (DBS)"),
        intro=_("The day alone, and where the record is: never what a certificate says."),
        button=_("Record it"),
        back=(reverse("desk:team"), _("My team")),
        facts=[
            {"key": _("Who"), "value": person.full_name},
            *(
                {"key": _("Checked on"), "value": f"{date_format(one.checked_on, 'j F Y')}. {one.held_at}".strip(" .")}
                for one in checks[:5]
            ),
        ],
    ).show(request, form)
