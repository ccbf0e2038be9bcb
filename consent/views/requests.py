"""The page of a request: the exact words that were sent, and the reply as it came (CON-08)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consent import access, selectors
from consent.actions import acknowledge_alarm, decide_no_concern, note_opened, revoke_request
from consent.enums import Decision, Party, RequestState
from consent.forms import NoConcernForm
from consent.forms.recording import purpose_words
from consent.messages import path_of
from consent.models import ConsentDecision, ConsentRequest
from safeguard.escalation.models import Ladder
from safeguard.escalation.selectors import ladder_about, story_of
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.people.access import visible_people
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of

LEVELS = {Decision.AGREED: "done", Decision.REFUSED: "high", Decision.WITHDRAWN: "high"}


@require_safe
def detail(request: SignedInRequest, ref: str) -> HttpResponse:
    """A request, its reply, and what became of it. Opening it is an event."""
    asked = access.get_request_for(request.user, ref)
    now = clock.now()
    any_ladder = ladder_about(ConsentRequest.SUBJECT, asked.ref)
    may_read_note = access.may_read_note(request.user, any_ladder)
    ladder = any_ladder if may_read_note else None
    note_opened(by=request.user, now=now, request=asked, ladder=ladder)
    is_open = selectors.is_open(asked, now)
    sees_person = visible_people(request.user).filter(pk=asked.person_id).exists()
    answers = [_row(asked, row) for row in selectors.decisions_on(asked)]
    context = {
        "asked": asked,
        "now": now,
        "state": _state(asked, is_open=is_open),
        "rows": _facts(asked),
        "heads": [cell["label"] for row in answers[:1] for cell in row],
        "answers": answers,
        "note": asked.answer_note if may_read_note else "",
        "ladder": ladder,
        "story": _story(ladder) if ladder else [],
        "may_take_on": ladder is not None and ladder.is_climbing and access.may_take_on(request.user, ladder),
        "may_settle": ladder is not None and asked.settled_at is None and access.may_take_on(request.user, ladder),
        "knows_it_was_raised": access.may_know_it_was_raised(request.user, asked),
        "sees_person": sees_person,
        "may_revoke": asked.state == RequestState.SENT and access.may_ask(request.user, asked.person),
        "may_ask": sees_person and asked.state != RequestState.ANSWERED and not is_open,
    }
    return render(request, "consent/request_detail.html", context)


def _state(asked: ConsentRequest, *, is_open: bool) -> dict[str, str]:
    if asked.state == RequestState.ANSWERED:
        return {"text": _("Answered"), "level": "done"}
    if asked.state == RequestState.REVOKED:
        return {"text": _("Taken back"), "level": "none"}
    if is_open:
        return {"text": _("Not answered yet"), "level": "moderate"}
    return {"text": _("The link does not work any more"), "level": "high"}


def _facts(asked: ConsentRequest) -> list[dict[str, Any]]:
    whom = f"{asked.adult.full_name}, {asked.adult.relationship}" if asked.adult else asked.person.known_as
    rows = [
        {"key": _("About"), "value": asked.activity.title},
        {"key": _("Asked"), "value": whom},
        {"key": _("Sent"), "value": f"{_at(asked.asked_at)}, {asked.asked_by.full_name}"},
        {"key": _("Works until"), "value": _at(asked.expires_at)},
    ]
    if asked.opened_at:
        rows.append(
            {"key": _("Link opened"), "value": _("%(at)s, by a person or a mail filter") % _said(asked.opened_at)}
        )
    if asked.identified_at:
        rows.append({"key": _("Date of birth given"), "value": _at(asked.identified_at)})
    if asked.wrong_birthdays:
        rows.append({"key": _("Wrong dates of birth"), "value": str(asked.wrong_birthdays)})
    if asked.answered_at:
        rows.append({"key": _("Answered"), "value": _at(asked.answered_at)})
        rows.append({"key": _("Name as they typed it"), "value": asked.answer_name})
    return rows


def _at(moment: Any) -> str:
    return date_format(moment.astimezone(clock.LONDON), "DATETIME_FORMAT")


def _said(moment: Any) -> dict[str, str]:
    return {"at": _at(moment)}


def _row(asked: ConsentRequest, row: ConsentDecision) -> list[dict[str, Any]]:
    return [
        {"label": _("Asked for"), "text": purpose_words(row.purpose, asked.activity)},
        {"label": _("Who"), "text": _who(row)},
        {"label": _("Answer"), "text": row.get_decision_display(), "level": LEVELS[Decision(row.decision)]},
    ]


def _who(row: ConsentDecision) -> str:
    """Who it was; and for a young person, who told us, where they did not answer themselves."""
    if row.party != Party.YOUNG_PERSON:
        return row.given_by
    told_by = selectors.passed_on_by(row)
    words = _("%(name)s, the young person, as told by %(adult)s") if told_by else _("%(name)s, the young person")
    return words % {"name": row.given_by, "adult": told_by.full_name if told_by else ""}


def _story(ladder: Ladder) -> list[dict[str, Any]]:
    return [{"title": line.title, "at": line.step.at, "text": line.fate} for line in story_of(ladder)]


@require_http_methods(["GET", "HEAD", "POST"])
def acknowledge(request: SignedInRequest, ref: str) -> HttpResponse:
    """The second press. A GET only asks: mail scanners open links."""
    asked = access.get_request_for(request.user, ref)
    ladder = ladder_about(ConsentRequest.SUBJECT, asked.ref)
    if ladder is None or not access.may_read_note(request.user, ladder):
        raise NotVisible
    if request.method != "POST":
        context = {"asked": asked, "ladder": ladder, "may": access.may_take_on(request.user, ladder)}
        return render(request, "consent/request_acknowledge.html", context)
    try:
        answered = acknowledge_alarm(by=request.user, now=clock.now(), request=asked)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(path_of(asked))
    if answered.acknowledged_by == request.user:
        messages.success(request, _("You have acknowledged it. Raise a concern now, or say why none is raised."))
    elif answered.acknowledged_by is not None and answered.acknowledged_at is not None:
        words = {"name": answered.acknowledged_by.full_name, "at": clock.to_the_minute(answered.acknowledged_at)}
        messages.info(request, _("%(name)s acknowledged it first, at %(at)s.") % words)
    return redirect(path_of(asked))


def _alarm(request: SignedInRequest, ref: str) -> ConsentRequest:
    asked = access.alarm_for(request.user, ref)
    if asked is None:
        raise NotVisible
    return asked


def _no_concern_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    """What was typed and could not be sent."""
    asked = _alarm(request, ref)
    form = NoConcernForm(request.POST)
    form.add_error(None, error)
    return render(request, "consent/request_no_concern.html", {"asked": asked, "form": form}, status=status)


@keeps_typing(DraftForm.NO_CONCERN, shown_at="consent:no_concern", show_again=_no_concern_again)
@require_http_methods(["GET", "HEAD", "POST"])
def no_concern(request: SignedInRequest, ref: str) -> HttpResponse:
    """Say why no concern is raised from what a family said."""
    asked = _alarm(request, ref)
    if request.method != "POST":
        form = NoConcernForm(initial=restored(draft_of(request.user, DraftForm.NO_CONCERN, ref), NoConcernForm))
        return render(request, "consent/request_no_concern.html", {"asked": asked, "form": form})
    form = NoConcernForm(request.POST)
    if form.is_valid():
        try:
            decide_no_concern(by=request.user, now=clock.now(), request=asked, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your reason has been written down."))
            return redirect(path_of(asked))
    return render(request, "consent/request_no_concern.html", {"asked": asked, "form": form}, status=422)


@require_POST
def revoke(request: SignedInRequest, ref: str) -> HttpResponse:
    """Take a request back."""
    asked = access.get_request_for(request.user, ref)
    try:
        revoke_request(by=request.user, now=clock.now(), request=asked)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The request has been taken back. Its link opens nothing any more."))
    return redirect(path_of(asked))
