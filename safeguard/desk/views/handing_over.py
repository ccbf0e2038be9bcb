"""Handing people over: one from their story, several of a practitioner, and accepting them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safeguard.desk.actions import hand_over
from safeguard.desk.forms.handing_over import HandOverForm, HandOverSeveralForm
from safeguard.desk.selectors import handing_over as selectors
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.people import access
from safeguard.people.actions import accept_hand_over, note_hand_over_opened, note_listed
from safeguard.people.models import HandOver, Person
from safeguard.people.selectors import allocated_to
from safeguard.practitioners.models import User
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm
from safeguard.storage.models import Draft
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of, drafts_of
from sessions_app.selectors.handing_over import planned_with, work_of


def _one_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    """What was typed, beside what is true now."""
    person, now = _person(request, ref), clock.now()
    answers = request.POST.copy()
    of = allocated_to([person], now).get(person.pk)
    answers["seen_with"] = str(of.ref) if of else ""
    form = _form_of_one(request, person, now, answers)
    form.add_error(None, error)
    return _one_page(request, person, form, status=status)


@keeps_typing(DraftForm.HAND_OVER, shown_at="desk:hand_over", show_again=_one_again)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_one(request: SignedInRequest, ref: str) -> HttpResponse:
    """Hand one person over to another practitioner."""
    person, now = _person(request, ref), clock.now()
    if request.method != "POST":
        draft = draft_of(request.user, DraftForm.HAND_OVER, ref)
        form = _form_of_one(request, person, now, initial=restored(draft, HandOverForm))
        return _one_page(request, person, form)
    form = _form_of_one(request, person, now, request.POST)
    if form.is_stale:
        return _one_again(
            request, ref, error=_("Somebody else works with them since you opened this. Look again."), status=422
        )
    if not form.is_valid() or not _hand_over(request, form, now, DraftForm.HAND_OVER):
        return _one_page(request, person, form, status=422)
    still_there = access.visible_people(request.user).filter(pk=person.pk).exists()
    return redirect(person) if still_there else redirect("people:list")


def _person(request: SignedInRequest, ref: str) -> Person:
    person = access.get_person_for(request.user, ref)
    if not access.may_see_people(request.user):
        raise NotVisible
    return person


def _form_of_one(request: SignedInRequest, person: Person, now: datetime, *args: Any, **kwargs: Any) -> HandOverForm:
    of = allocated_to([person], now).get(person.pk)
    planned = list(planned_with(of, [person], now)) if of else []
    return HandOverForm(*args, user=request.user, of=of, people=[person], planned=planned, **kwargs)


def _one_page(request: SignedInRequest, person: Person, form: HandOverForm, *, status: int = 200) -> HttpResponse:
    context = {"person": person, "form": form, "of": form.of, **_questions(form), "work": _work(form.of, [person])}
    return render(request, "desk/hand_over.html", context, status=status)


def _questions(form: HandOverForm) -> dict[str, Any]:
    """The form's fields in four rooms: to whom, what is to be known of each and of all, what becomes of sessions."""
    sessions, notes = form.session_names(), form.note_names()
    first = [field for field in form.visible_fields() if field.name not in {*sessions, *notes, "note", "case"}]
    last = [form[name] for name in ("note", "case") if name in form.fields]
    return {
        "questions": first,
        "note_questions": [form[name] for name in notes],
        "last_questions": last,
        "session_questions": [form[name] for name in sessions] if form.planned else [],
    }


def _work(of: User | None, people: Sequence[Person]) -> list[str]:
    """What goes along by itself, in words."""
    if of is None:
        return []
    work = work_of(of, people)
    calls = [
        _("The welfare call of %(day)s: ring whoever takes over, do not wait for this system")
        % {"day": clock.to_the_minute(call.due_at)}
        for call in work.calls
    ]
    actions = [
        _("What was agreed by %(day)s: %(what)s") % {"day": date_format(action.due_on), "what": action.what}
        for action in work.actions
    ]
    late = len(work.to_rearrange)
    words = ngettext("One session to be arranged anew", "%(count)s sessions to be arranged anew", late)
    return [*calls, *actions, *([words % {"count": late}] if late else [])]


def _hand_over(request: SignedInRequest, form: HandOverForm, now: datetime, draft: DraftForm) -> bool:
    """Do it, and close what was kept of the typing. False, with the reason in the form, if it was refused."""
    given = form.cleaned_data
    chosen = form.chosen()
    try:
        hand_over(
            by=request.user,
            now=now,
            people=chosen,
            of=form.of,
            to=given["to"],
            note=given["note"],
            notes=form.notes(),
            service=given["service"],
            sessions=form.sessions(),
            because_of=given.get("case"),
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    close_drafts(by=request.user, now=now, form=draft, client_token=given["client_token"])
    words = ngettext(
        "Handed over. %(name)s has been told, and is to accept it.",
        "%(count)s young people have been handed over. %(name)s has been told, and is to accept it.",
        len(chosen),
    )
    messages.success(request, words % {"count": len(chosen), "name": given["to"].full_name})
    return True


def _several_again(request: SignedInRequest, *, error: str, status: int) -> HttpResponse:
    """What was typed, beside what is true now."""
    now = clock.now()
    _check_several(request)
    of = _practitioner(request, request.POST.get("of", ""), now)
    if of is None:
        return redirect("desk:hand_over_several")
    form = _form_of_several(request, of, now, request.POST)
    form.add_error(None, error)
    return _several_page(request, of, form, status=status)


@keeps_typing(DraftForm.HAND_OVER_SEVERAL, shown_at="desk:hand_over_several", show_again=_several_again)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_several(request: SignedInRequest) -> HttpResponse:
    """Choose a practitioner, then whom of theirs somebody else takes over."""
    now = clock.now()
    _check_several(request)
    asked = request.POST if request.method == "POST" else request.GET
    of = _practitioner(request, asked.get("of", ""), now)
    if of is None:
        practitioners = selectors.practitioners_with_people(request.user, now)
        return render(request, "desk/hand_over_choose.html", {"practitioners": practitioners})
    if request.method != "POST":
        ours = _draft_of_page(request, of)
        form = _form_of_several(request, of, now, initial=restored(ours, HandOverSeveralForm))
        note_listed(by=request.user, now=now, people=form.people)
        return _several_page(request, of, form)
    form = _form_of_several(request, of, now, request.POST)
    if not form.is_valid() or not _hand_over(request, form, now, DraftForm.HAND_OVER_SEVERAL):
        return _several_page(request, of, form, status=422)
    return redirect("desk:hand_over_several")


def _draft_of_page(request: SignedInRequest, of: User) -> Draft | None:
    """What was typed on this page of this practitioner's people: each page has a token of its own."""
    here = ([str(of.ref)], _number(request))
    for draft in drafts_of(request.user, DraftForm.HAND_OVER_SEVERAL):
        if (draft.content.get("of"), _page_number(draft.content.get("page", [""])[-1])) == here:
            return draft
    return None


def _check_several(request: SignedInRequest) -> None:
    if not access.may_see_others(request.user):
        raise NotVisible


def _practitioner(request: SignedInRequest, text: str, now: datetime) -> User | None:
    """Whose people are chosen from; None while nobody is chosen, or somebody who has none that this user may see."""
    try:
        ref = UUID(text)
    except ValueError:
        return None
    return selectors.practitioners_with_people(request.user, now).filter(ref=ref).first()


def _form_of_several(
    request: SignedInRequest, of: User, now: datetime, *args: Any, **kwargs: Any
) -> HandOverSeveralForm:
    theirs, first = selectors.people_allocated_to(request.user, of, now), (_number(request) - 1) * selectors.SHOWN
    found = list(theirs[first : first + selectors.SHOWN + 1])
    people = found[: selectors.SHOWN]
    planned = list(planned_with(of, people, now))
    form = HandOverSeveralForm(*args, user=request.user, of=of, people=people, planned=planned, **kwargs)
    form.has_more = len(found) > len(people)
    return form


def _number(request: SignedInRequest) -> int:
    """Which page of those who can be chosen, from 1; the first for anything that is no page."""
    return _page_number((request.POST if request.method == "POST" else request.GET).get("page", ""))


def _page_number(text: str) -> int:
    """A number of a page, from 1; the first for anything that is no page."""
    return int(text) if text.isascii() and text.isdecimal() and 0 < len(text) < 5 and int(text) else 1


def _several_page(request: SignedInRequest, of: User, form: HandOverSeveralForm, *, status: int = 200) -> HttpResponse:
    number = _number(request)
    address = f"{reverse('desk:hand_over_several')}?{urlencode({'of': str(of.ref)})}"
    context = {
        "form": form,
        "of": of,
        **_questions(form),
        "page": number,
        "first": (number - 1) * selectors.SHOWN + 1,
        "last": (number - 1) * selectors.SHOWN + len(form.people),
        "next": f"{address}&page={number + 1}" if form.has_more else "",
        "previous": f"{address}&page={number - 1}" if number > 1 else "",
    }
    return render(request, "desk/hand_over_several.html", context, status=status)


@require_safe
def hand_over_detail(request: SignedInRequest, ref: str) -> HttpResponse:
    """What was handed over, with what is to be known; whoever takes over accepts it here."""
    found, now = access.get_hand_over_for(request.user, ref), clock.now()
    people = list(selectors.people_of_hand_over(request.user, found))
    note_hand_over_opened(by=request.user, now=now, hand_over=found)
    note_listed(by=request.user, now=now, people=people)
    own = found.people.filter(person__in=people).exclude(note="").select_related("person")
    context = {
        "hand_over": found,
        "own_notes": own.order_by("person__known_as", "pk"),
        "rows": [_line(one) for one in people],
        "heads": [_("Name"), _("Service"), _("Reference")],
        "may_accept": access.may_accept(request.user, found) and found.accepted_at is None,
    }
    return render(request, "desk/hand_over_detail.html", context)


def _line(person: Person) -> list[dict[str, Any]]:
    """Somebody as a row of a table."""
    return [
        {"label": _("Name"), "text": person.known_as, "url": reverse("desk:person", args=[person.ref])},
        {"label": _("Service"), "text": person.service.name},
        {"label": _("Reference"), "text": person.ref},
    ]


@require_POST
def accept(request: SignedInRequest, ref: str) -> HttpResponse:
    """Accept what was handed over."""
    found: HandOver = access.get_hand_over_for(request.user, ref)
    try:
        accept_hand_over(by=request.user, now=clock.now(), hand_over=found)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("You have taken over. Meet them soon."))
    return redirect(found)
