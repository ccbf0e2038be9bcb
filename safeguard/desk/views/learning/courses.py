"""The matrix of training, the courses, and what was taught to others."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safeguard.desk.actions import finish_form
from safeguard.desk.views.learning.pages import FormPage, ListPage, Part, Row
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.pages import by_name, newest_first
from safeguard.lib.permissions import Permission
from safeguard.lib.worktime import london_day
from safeguard.practitioners import access
from safeguard.practitioners.actions import CourseWords, add_course, change_course, note_team_listed, record_education
from safeguard.practitioners.enums import Role, Standing
from safeguard.practitioners.forms import CourseForm, EducationForm
from safeguard.practitioners.models import Course, Education, User
from safeguard.practitioners.requests import SignedInRequest
from safeguard.practitioners.selectors import learning
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of


@require_safe
def matrix(request: SignedInRequest) -> HttpResponse:
    """Who lacks which training, of the people somebody looks after (ORG-28)."""
    user, now = request.user, clock.now()
    if not access.manages_people(user):
        raise NotVisible
    people = access.looked_after_by(user).prefetch_related("role_grants")
    page = by_name(people, "full_name", request.GET.get("after", ""))
    note_team_listed(by=user, now=now, people=page.rows)
    standings = learning.standings_of(page.rows, london_day(now))
    here = reverse("desk:matrix")
    return ListPage(
        title=_("Training"),
        back=(reverse("desk:organisation"), _("The organisation")),
        intro=_("Who lacks which course their work needs. Open a name to see all of it, and to record a training."),
        press=[(reverse("desk:courses"), _("Courses, and who needs them"))] if _may_set_up(user) else [],
        parts=[
            Part(
                title=_("Who lacks which training"),
                rows=[_person(one, standings[one.pk]) for one in page.rows],
                empty=_("Nobody is in your team"),
                empty_hint=_("Somebody is in it when an administrator has named you as their line manager."),
            )
        ],
        next=f"{here}?after={page.older_key}" if page.older else "",
        first="" if page.is_first else here,
    ).show(request)


def _person(person: User, standings: Mapping[str, Standing]) -> Row:
    """Somebody with what is missing, what has run out and what soon will."""

    def named(standing: Standing) -> str:
        return ", ".join(name for name, one in standings.items() if one == standing) or "–"

    done = sum(one in (Standing.DONE, Standing.SOON) for one in standings.values())
    needed = sum(one != Standing.LATER for one in standings.values())
    in_date = f"{done}\N{NO-BREAK SPACE}/\N{NO-BREAK SPACE}{needed}"
    return [
        {"label": _("Name"), "text": person.full_name, "url": reverse("practitioners:training", args=[person.ref])},
        {"label": _("In date"), "text": in_date, **({} if done == needed else {"level": "high"})},
        {"label": _("Never done"), "text": named(Standing.MISSING)},
        {"label": _("Run out"), "text": named(Standing.EXPIRED)},
        {"label": _("Runs out soon"), "text": named(Standing.SOON)},
    ]


def _may_set_up(user: User) -> bool:
    return user.may(Permission.MANAGE_PEOPLE)


def _check_setting_up(request: SignedInRequest) -> None:
    if not _may_set_up(request.user):
        raise NotVisible


@require_safe
def courses(request: SignedInRequest) -> HttpResponse:
    """Every course, how long it counts, and who needs it."""
    _check_setting_up(request)
    return ListPage(
        title=_("Courses"),
        intro=_("What each role needs, at induction or later, and for how long it counts."),
        back=(reverse("desk:matrix"), _("Training")),
        press=[(reverse("desk:course_add"), _("Add a course"))],
        parts=[
            Part(
                title=_("Courses, and who needs them"),
                rows=[_course(one) for one in learning.courses()],
                empty=_("There is no course yet"),
            )
        ],
    ).show(request)


def _course(course: Any) -> Row:
    if not course.is_used:
        when = _("Not in use")
    elif course.starts_after:
        when = _("%(months)s months after joining") % {"months": course.starts_after}
    else:
        when = _("At induction")
    lasts = _("%(months)s months") % {"months": course.months} if course.months else _("Does not run out")
    roles = [str(role.label) for role in Role if role in course.roles]
    return [
        {"label": _("Course"), "text": course.name, "url": reverse("desk:course", args=[course.ref])},
        {"label": _("When"), "text": when},
        {"label": _("Counts for"), "text": lasts},
        {"label": _("Needed by"), "text": ", ".join(roles) or _("Nobody")},
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def course_add(request: SignedInRequest) -> HttpResponse:
    """Add a course."""
    _check_setting_up(request)
    form = CourseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            add_course(by=request.user, now=clock.now(), words=_words(form))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The course has been added."))
            return redirect("desk:courses")
    return _course_page(_("Add a course")).show(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def course(request: SignedInRequest, ref: UUID) -> HttpResponse:
    """Change a course and who needs it. Whoever sends an older page sees what it says now beside what they typed."""
    _check_setting_up(request)
    found = learning.courses().filter(ref=ref).first()
    if found is None:
        raise Http404
    if request.method != "POST":
        return _course_page(found.name).show(request, CourseForm(initial=_begun(found)))
    form = CourseForm(request.POST)
    more: dict[str, Any] = {}
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            change_course(by=request.user, now=clock.now(), course=found, version=version or 0, words=_words(form))
        except Refused as refused:
            if version != found.version:
                form = CourseForm({**_posted(request), "version": found.version})
                more = {"other": _now_says(found), "other_title": _("What it says now")}
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The course has been changed."))
            return redirect("desk:courses")
    return _course_page(found.name, **more).show(request, form)


def _posted(request: SignedInRequest) -> dict[str, Any]:
    return {**request.POST.dict(), "roles": request.POST.getlist("roles")}


def _now_says(found: Any) -> list[dict[str, Any]]:
    return [{"key": cell["label"], "value": cell["text"]} for cell in _course(found)]


def _begun(found: Course) -> dict[str, Any]:
    names = ("version", "name", "about", "months", "starts_after", "is_used", "roles")
    return {name: getattr(found, name) for name in names}


def _words(form: CourseForm) -> CourseWords:
    return CourseWords(**{name: value for name, value in form.cleaned_data.items() if name != "version"})


def _course_page(title: str, **more: Any) -> FormPage:
    return FormPage(title=title, button=_("Keep it"), back=(reverse("desk:courses"), _("Courses")), more=more)


# --- What is taught to others --------------------------------------------------------------------------------------


def _may_teach(user: User) -> bool:
    return user.may(Permission.WORK_WITH_PEOPLE) or user.may(Permission.SEE_ALL_PEOPLE)


@require_safe
def education(request: SignedInRequest) -> HttpResponse:
    """What young people, learners and families were taught of online safety, newest first (ORG-31)."""
    rows = Education.objects.select_related("service")
    page = newest_first(rows, "given_on", request.GET.get("after", ""))
    here = reverse("desk:education")
    return ListPage(
        title=_("Online safety that was taught"),
        back=(reverse("desk:organisation"), _("The organisation")),
        intro=_("To young people, to learners and customers, and to families: sessions and materials."),
        press=[(reverse("desk:education_add"), _("Record it"))] if _may_teach(request.user) else [],
        parts=[
            Part(
                title=_("What was taught, newest first"),
                rows=[_taught(one) for one in page.rows],
                empty=_("Nothing has been recorded yet"),
                empty_hint=_("What young people, learners and families are taught about being online will be here."),
            )
        ],
        next=f"{here}?after={page.older_key}" if page.older else "",
        first="" if page.is_first else here,
    ).show(request)


def _taught(one: Education) -> Row:
    reached = f" ({one.how_many})" if one.how_many else ""
    return [
        {"label": _("When"), "text": one.given_on},
        {"label": _("For whom"), "text": f"{one.get_audience_display()}{reached}"},
        {"label": _("Topics"), "text": ", ".join(one.topic_words)},
        {"label": _("What"), "text": one.what},
        {"label": _("Given by"), "text": one.given_by},
        {"label": _("Service"), "text": one.service.name if one.service else _("All of them")},
    ]


def _education_page() -> FormPage:
    return FormPage(
        title=_("Record what was taught"),
        button=_("Record it"),
        back=(reverse("desk:education"), _("Online safety that was taught")),
        draft=DraftForm.EDUCATION,
    )


def _education_again(request: SignedInRequest, *, error: str, status: int) -> HttpResponse:
    """The form with what was typed and could not be sent."""
    form = EducationForm(request.POST, today=london_day(clock.now()))
    form.add_error(None, error)
    return _education_page().show(request, form, status=status)


@keeps_typing(DraftForm.EDUCATION, shown_at="desk:education_add", show_again=_education_again)
@require_http_methods(["GET", "HEAD", "POST"])
def education_add(request: SignedInRequest) -> HttpResponse:
    """Record what young people, learners or families were taught."""
    if not _may_teach(request.user):
        raise NotVisible
    now = clock.now()
    if request.method != "POST":
        draft = draft_of(request.user, DraftForm.EDUCATION)
        begun = {"given_by": request.user.full_name, **restored(draft, EducationForm)}
        return _education_page().show(request, EducationForm(initial=begun, today=london_day(now)))
    form = EducationForm(request.POST, today=london_day(now))
    if form.is_valid():
        try:
            values = dict(form.cleaned_data)
            token = values.pop("client_token")
            finish_form(
                by=request.user,
                now=now,
                form=DraftForm.EDUCATION,
                client_token=token,
                action=record_education,
                values=values,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It has been recorded."))
            return redirect("desk:education")
    return _education_page().show(request, form)
