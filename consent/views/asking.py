"""The page from which a link is sent."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consent import access, selectors
from consent.actions import ask_for_consent
from consent.forms import AskForm
from consent.forms.recording import adult_words
from consent.forms.staff import YOUNG_PERSON
from consent.messages import path_of, service_to_name, title_of_asking, words_of_asking
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.people.access import get_person_for, may_open_masked
from safeguard.people.actions import MASKED
from safeguard.people.models import Person
from safeguard.people.selectors import adults_of
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.requests import SignedInRequest

SHOWN = 50  # activities to choose from: the newest that have not ended


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: SignedInRequest, ref: str) -> HttpResponse:
    """Choose what it is about and who is asked; who cannot be asked by email is shown with what would change it."""
    person = get_person_for(request.user, ref)
    if not access.may_ask(request.user, person):
        raise NotVisible
    now = clock.now()
    today = selectors.day_of(now)
    activities = list(selectors.still_running(access.visible_activities(request.user), today)[:SHOWN])
    adults = list(adults_of(person))
    may, may_not = _whom(person, adults, today)
    choices: dict[str, Any] = {"activities": activities, "adults": adults, "whom": may}
    if request.method == "POST":
        form = AskForm(request.POST, **choices)
        if form.is_valid():
            try:
                sent = ask_for_consent(by=request.user, now=now, person=person, **form.facts())
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("The link is on its way. You are told when somebody answers."))
                return redirect(path_of(sent))
    else:
        form = AskForm(initial={"activity": request.GET.get("activity", "")}, **choices)
    thresholds = thresholds_in_force(now)
    until = clock.to_the_minute(now + thresholds.days("link_expires"))
    may_open = may_open_masked(request.user, person)
    is_discreet = person.is_flagged and may_open  # what others read is the same with and without a flag (SEC-14)
    context = {
        "person": person,
        "form": form,
        "may_not": may_not,
        **selectors.authority_on(person, today, thresholds),
        "alone": selectors.agrees_alone(person, today, thresholds),
        "has_activities": bool(activities),
        "has_statement": selectors.statement_in_force() is not None,
        "may_open": may_open,
        "has_hidden": any(getattr(person, name) for name in (*MASKED, "safe_word")),
        "mail_title": _("A message for you") if is_discreet else title_of_asking(request.user),
        "mail_body": words_of_asking(request.user, service_to_name(person) if may_open else person.service, until),
    }
    return render(request, "consent/request_ask.html", context, status=422 if form.is_bound else 200)


def _whom(person: Person, adults: list[Any], today: date) -> tuple[list[tuple[str, str]], list[dict[str, str]]]:
    """Who may be asked by email, as choices; and who may not, why, and where that is changed."""
    may: list[tuple[str, str]] = []
    may_not: list[dict[str, str]] = []
    young = f"{person.known_as}, {person.get_kind_display().lower()}"
    everybody = [(None, YOUNG_PERSON, young, reverse("people:contact", args=[person.ref]))]
    for one in adults:
        label = adult_words(one)
        everybody.append((one, one.ref, label, reverse("people:adult_contact", args=[one.ref])))
    for adult, value, label, url in everybody:
        problem = selectors.why_not_ask(person, adult, today)
        if problem:
            may_not.append({"who": label, "why": problem, "url": url})
        else:
            may.append((value, label))
    return may, may_not
