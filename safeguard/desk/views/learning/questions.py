"""Questions to the line manager or the online safety group, and their answers (ORG-43, ORG-33)."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safeguard.desk.actions import finish_form
from safeguard.desk.views.learning.pages import FormPage, ListPage, Part, Row
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.lib.pages import newest_first
from safeguard.lib.worktime import london_day
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners import access
from safeguard.practitioners.actions import answer_question, ask_question, note_question_opened
from safeguard.practitioners.enums import AskedOf
from safeguard.practitioners.forms import AnswerForm, QuestionForm
from safeguard.practitioners.models import Question
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of

WAITING_SHOWN = 25


@require_safe
def questions(request: SignedInRequest) -> HttpResponse:
    """What waits for an answer of this person, the longest first, and every question they may read."""
    user, today = request.user, london_day(clock.now())
    waiting = access.questions_to_answer(user).order_by("due_on", "pk")[:WAITING_SHOWN]
    page = newest_first(access.visible_questions(user), "asked_at", request.GET.get("after", ""))
    here = reverse("desk:questions")
    parts = [
        Part(
            title=_("Waiting for your answer"),
            rows=[_row(one, today) for one in waiting],
            empty=_("Nothing waits for your answer"),
        ),
        Part(
            title=_("All of them, newest first"),
            rows=[_row(one, today) for one in page.rows],
            empty=_("No question has been asked"),
            empty_hint=_("Ask whenever you are unsure how to work safely online. The answer is kept here."),
        ),
    ]
    return ListPage(
        title=_("Questions and answers"),
        back=(reverse("desk:yours"), _("Yours")),
        intro=_("About working safely online. No case details: if you are worried about somebody, raise a concern."),
        press=[(reverse("desk:question_ask"), _("Ask a question"))],
        parts=parts if page.is_first else parts[1:],
        next=f"{here}?after={page.older_key}" if page.older else "",
        first="" if page.is_first else here,
    ).show(request)


def _row(one: Question, today: date) -> Row:
    return [
        {"label": _("Question"), "text": Truncator(one.text).chars(70), "url": one.get_absolute_url()},
        {"label": _("Asked by"), "text": one.asked_by.full_name},
        {"label": _("Asked of"), "text": _of_whom(one)},
        {"label": _("Asked"), "text": london_day(one.asked_at)},
        _state(one, today),
    ]


def _of_whom(one: Question) -> str:
    return _("Line manager") if one.asked_of == AskedOf.MANAGER else _("Online safety group")


def _state(one: Question, today: date) -> dict[str, Any]:
    if one.answered_at is not None:
        return {"label": _("State"), "text": _("Answered"), "level": "done"}
    if one.due_on < today:
        return {"label": _("State"), "text": _("Overdue"), "level": "high"}
    due = _("Due by %(day)s") % {"day": date_format(one.due_on, "j F")}
    return {"label": _("State"), "text": due, "level": "none"}


def _ask_page() -> FormPage:
    return FormPage(
        title=_("Ask a question"),
        button=_("Ask it"),
        back=(reverse("desk:questions"), _("Questions and answers")),
        draft=DraftForm.QUESTION,
    )


def _ask_again(request: SignedInRequest, *, error: str, status: int) -> HttpResponse:
    """The form with what was typed and could not be sent."""
    form = QuestionForm(request.POST)
    form.add_error(None, error)
    return _ask_page().show(request, form, status=status)


@keeps_typing(DraftForm.QUESTION, shown_at="desk:question_ask", show_again=_ask_again)
@require_http_methods(["GET", "HEAD", "POST"])
def question_ask(request: SignedInRequest) -> HttpResponse:
    """Ask."""
    if request.method != "POST":
        form = QuestionForm(initial=restored(draft_of(request.user, DraftForm.QUESTION), QuestionForm))
        return _ask_page().show(request, form)
    form, now = QuestionForm(request.POST), clock.now()
    if form.is_valid():
        every, values = thresholds_in_force(now), dict(form.cleaned_data)
        try:
            asked = finish_form(
                by=request.user,
                now=now,
                form=DraftForm.QUESTION,
                client_token=values.pop("client_token"),
                action=ask_question,
                values={**values, "hours": every.hours, "answer_within": every.days("question_due")},
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your question has been sent."))
            return redirect(asked)
    return _ask_page().show(request, form)


def _answer_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    """The form with what was typed and could not be sent."""
    found = access.get_question_for(request.user, ref)
    form = AnswerForm(request.POST)
    form.add_error(None, error)
    return _answer_page(found).show(request, form, status=status)


def _answer_page(found: Question) -> FormPage:
    return FormPage(
        title=_("Answer %(ref)s") % {"ref": found.ref},
        button=_("Send the answer"),
        back=(reverse("desk:questions"), _("Questions and answers")),
        facts=_facts(found),
        draft=DraftForm.ANSWER,
        about=found.ref,
    )


def _facts(found: Question) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"key": _("Asked by"), "value": found.asked_by.full_name},
        {"key": _("Asked of"), "value": _of_whom(found)},
        {"key": _("Asked"), "value": clock.to_the_minute(found.asked_at)},
        {"key": _("Question"), "value": found.text, "long": True},
    ]
    if found.answered_by is None or found.answered_at is None:
        return [*facts, {"key": _("Answer due by"), "value": found.due_on}]
    who = _("%(name)s, %(at)s") % {"name": found.answered_by.full_name, "at": clock.to_the_minute(found.answered_at)}
    return [*facts, {"key": _("Answer"), "value": found.answer, "long": True}, {"key": _("Answered by"), "value": who}]


@keeps_typing(DraftForm.ANSWER, shown_at="desk:question", show_again=_answer_again)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: SignedInRequest, ref: str) -> HttpResponse:
    """Read a question, and answer it if one was asked."""
    user, now = request.user, clock.now()
    found = access.get_question_for(user, ref)
    if request.method == "POST":
        return _answer(request, found)
    note_question_opened(by=user, now=now, question=found)
    if access.may_answer(user, found):
        begun = restored(draft_of(user, DraftForm.ANSWER, found.ref), AnswerForm)
        return _answer_page(found).show(request, AnswerForm(initial=begun))
    back = (reverse("desk:questions"), _("Questions and answers"))
    context = {"title": found.ref, "rows": _facts(found), "back": back}
    return render(request, "desk/learning/detail.html", context)


def _answer(request: SignedInRequest, found: Question) -> HttpResponse:
    form, now = AnswerForm(request.POST), clock.now()
    if form.is_valid():
        hours = thresholds_in_force(now).hours
        try:
            finish_form(
                by=request.user,
                now=now,
                form=DraftForm.ANSWER,
                client_token=form.cleaned_data["client_token"],
                action=answer_question,
                values={"question": found, "answer": form.cleaned_data["text"], "hours": hours},
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your answer has been sent."))
            return redirect(found)
    return _answer_page(found).show(request, form)
