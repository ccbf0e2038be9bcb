"""Pages behind a link, for families: no account, no navigation, nothing said before the date of birth."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consent import selectors
from consent.actions import answer_request, identify, open_link, raise_alarm
from consent.enums import Decision, Party
from consent.exceptions import LinkClosed, TooManyTries
from consent.forms import AnswerForm, BirthdayForm
from consent.forms.answering import isolated, question
from consent.models import ConsentRequest
from consent.views import visits
from safeguard.escalation.enums import RouteKind
from safeguard.escalation.selectors import ladder_about
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.practitioners.requests import names_nobody_hidden

NO_REFERRER = "no-referrer"
SEND, CHANGE = "send", "change"  # the buttons of the page that shows the answers back


@login_not_required
@require_safe
def link(request: HttpRequest, link_id: UUID, token: str) -> HttpResponse:
    """Swap the token for a short visit, and go on at an address that does not carry it. Opening signs nothing."""
    if request.method == "HEAD":  # a look at the address is no visit
        return _without_referrer(HttpResponse())
    now = clock.now()
    try:
        opened = open_link(now=now, link_id=link_id, token=token)
    except LinkClosed:
        return _without_referrer(_closed(request))
    visits.begin(request, now, opened.ref)
    return _without_referrer(redirect("consent:answer"))


def _without_referrer(response: HttpResponse) -> HttpResponse:
    # Only here: on a page with a form it would make the browser hide where the form comes from, and it is refused.
    response.headers["Referrer-Policy"] = NO_REFERRER
    return response


def _closed(request: HttpRequest, *, was_told: bool = False) -> HttpResponse:
    """One page for every link that opens nothing; only that people were told of a danger is said as well."""
    return render(request, "consent/link_closed.html", {"was_told": was_told}, status=410)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@names_nobody_hidden
def answer(request: HttpRequest) -> HttpResponse:
    """First the date of birth; then what is asked, and the answers shown back before they are sent."""
    now = clock.now()
    visit = visits.current(request, now, request.POST.get("about", ""))
    asked = selectors.request_with(visit.ref) if visit else None
    if visit is None or asked is None:
        return _closed(request)
    if request.method == "POST" and visit.known:
        return _answered(request, asked, is_done=visit.done)
    if not selectors.is_open(asked, now):
        return redirect("consent:done") if visit.done else _closed(request)
    if request.method == "POST":
        return _identified(request, asked)
    if not visit.known:
        return _birthday_page(request, asked, BirthdayForm(initial={"about": asked.ref}))
    return _form_page(request, asked, _form(asked, now, initial={"about": asked.ref}))


def _identified(request: HttpRequest, asked: ConsentRequest) -> HttpResponse:
    form, now, status = BirthdayForm(request.POST), clock.now(), 422
    if form.is_valid():
        try:
            if identify(now=now, request=asked, born_on=form.cleaned_data["born_on"]):
                visits.note(request, now, asked.ref)
                return redirect("consent:answer")
            form.add_error("born_on", _("This is not the date of birth that we have. Check it, and try again"))
        except TooManyTries as tries:
            at = clock.to_the_minute(tries.until)
            form.add_error(None, _("That was wrong too many times. Try again after %(at)s.") % {"at": at})
            status = 429
        except LinkClosed:
            return _closed(request)
    return _birthday_page(request, asked, form, status=status)


def _birthday_page(
    request: HttpRequest, asked: ConsentRequest, form: BirthdayForm, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "is_own": asked.adult is None}
    return render(request, "consent/answer_birthday.html", context, status=status)


def _answered(request: HttpRequest, asked: ConsentRequest, *, is_done: bool) -> HttpResponse:
    """What somebody sent who gave the date of birth: shown back first, then written."""
    now = clock.now()
    form = _form(asked, now, request.POST)
    # Before anything else is judged: that somebody is unsafe waits for no other answer (practice B26).
    if form.says_unsafe:
        raise_alarm(now=now, request=asked, note=form.note_as_typed, is_about_us=form.may_be_about_us)
    if not form.is_valid():
        return _form_page(request, asked, form, status=422)
    step = request.POST.get("step", "")
    if step not in (SEND, CHANGE) and selectors.is_open(asked, now):
        return render(request, "consent/answer_check.html", _shown_back(asked, form))
    if step == CHANGE:
        return _form_page(request, asked, _form(asked, now, initial=_typed(request)))
    try:
        answer_request(
            now=now,
            request=asked,
            answers=form.answers,
            young_person=form.young_person,
            name=form.cleaned_data["name"],
            note=form.cleaned_data["note"],
            is_somebody_unsafe=form.says_unsafe,
            is_about_us=form.may_be_about_us,
            client_token=form.cleaned_data["client_token"],
        )
    except LinkClosed:
        return redirect("consent:done") if is_done else _closed(request, was_told=form.says_unsafe)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _form_page(request, asked, form, status=422)
    visits.note(request, now, asked.ref, done=True)
    return redirect("consent:done")


def _form(asked: ConsentRequest, now: datetime, *args: Any, **kwargs: Any) -> AnswerForm:
    asks = selectors.asks_for_young_person(asked, now)
    return AnswerForm(*args, asked=asked, asks_for_young_person=asks, **kwargs)


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What came, to begin the form with once more: asking to change is no fault, so nothing is marked as one."""
    return {name: value for name, value in request.POST.items() if name not in ("step", "csrfmiddlewaretoken")}


def _form_page(request: HttpRequest, asked: ConsentRequest, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "asked": asked,
        "is_own": asked.adult is None,
        "is_asked_alone": asked.adult is not None and not form.asks_for_young_person,
        "known_as": isolated(asked.person.known_as),
        "worker": asked.asked_by.name_for_families,
        "was_told": form.is_bound and form.says_unsafe,
    }
    return render(request, "consent/answer_form.html", context, status=status)


def _shown_back(asked: ConsentRequest, form: AnswerForm) -> dict[str, Any]:
    answers, young = form.answers, form.young_person
    rows = []
    for purpose, decision in answers.items():
        lines = [_said(decision)]
        if form.asks_for_young_person:
            lines.append(_theirs(asked, young.get(purpose)))
        rows.append({"key": question(asked, purpose), "value": "\n".join(lines), "long": True})
    rows.append({"key": _("Your name"), "value": form.cleaned_data["name"]})
    if form.cleaned_data["note"]:
        rows.append({"key": _("What we should know"), "value": form.cleaned_data["note"], "long": True})
    return {"asked": asked, "form": form, "rows": rows, "was_told": form.says_unsafe}


def _said(decision: str) -> str:
    return _("You said yes") if decision == Decision.AGREED else _("You said no")


def _theirs(asked: ConsentRequest, decision: str | None) -> str:
    name = {"name": isolated(asked.person.known_as)}
    if decision is None:
        return _("You have not talked about it with %(name)s") % name
    return (_("%(name)s said yes") if decision == Decision.AGREED else _("%(name)s said no")) % name


@login_not_required
@require_safe
@names_nobody_hidden
def done(request: HttpRequest) -> HttpResponse:
    """The receipt: every answer shown back, to the browser that sent it and for a short while."""
    visit = visits.current(request, clock.now())
    asked = selectors.request_with(visit.ref) if visit and visit.done else None
    if asked is None:
        return _closed(request)
    rows = list(selectors.decisions_on(asked))
    young = {row.purpose: row.decision for row in rows if row.party == Party.YOUNG_PERSON}
    asks_for_young_person = selectors.asks_for_young_person(asked, asked.answered_at or clock.now())
    lines = []
    for row in rows:
        if asked.adult is None or row.party != Party.YOUNG_PERSON:
            said = [_said(row.decision)]
            if asks_for_young_person:
                said.append(_theirs(asked, young.get(row.purpose)))
            lines.append({"key": question(asked, row.purpose), "value": "\n".join(said), "long": True})
    ladder = ladder_about(ConsentRequest.SUBJECT, asked.ref)
    context = {
        "asked": asked,
        "rows": lines,
        "worker": asked.asked_by.name_for_families,
        "was_told": ladder is not None,
        "is_kept_from_worker": ladder is not None and ladder.kind != RouteKind.ORDINARY,
    }
    return render(request, "consent/answer_done.html", context)
