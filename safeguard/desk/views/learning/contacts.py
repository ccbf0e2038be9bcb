"""A young person found or wrote to somebody's own account (ORG-16)."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safeguard.desk.actions import keep_contact
from safeguard.desk.forms.contact import ReachedForm
from safeguard.desk.views.learning.pages import FormPage, ListPage, Part, Row
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.lib.pages import newest_first
from safeguard.lib.worktime import london_day
from safeguard.people.access import visible_people
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners import access
from safeguard.practitioners.actions import Reached, note_contact_opened, note_contacts_listed
from safeguard.practitioners.forms.support import YES
from safeguard.practitioners.models import PersonalContact
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of


@require_safe
def contacts(request: SignedInRequest) -> HttpResponse:
    """One's own records, and those one is to read, newest first."""
    now = clock.now()
    page = newest_first(access.visible_contacts(request.user), "recorded_at", request.GET.get("after", ""))
    note_contacts_listed(by=request.user, now=now, contacts=page.rows)
    here = reverse("desk:contacts")
    return ListPage(
        title=_("Contact through personal accounts"),
        back=(reverse("desk:yours"), _("Yours")),
        intro=_("Do not accept, do not reply there, tell them openly at work why, and write it down here."),
        press=[(reverse("desk:contact_add"), _("A young person has contacted my own account"))],
        parts=[
            Part(
                title=_("Records, newest first"),
                rows=[_row(one) for one in page.rows],
                empty=_("Nothing has been recorded"),
                empty_hint=_("If a young person finds you or writes to you on your own account, write it down here."),
            )
        ],
        next=f"{here}?after={page.older_key}" if page.older else "",
        first="" if page.is_first else here,
    ).show(request)


def _row(one: PersonalContact) -> Row:
    worrying = {"text": _("Yes"), "level": "high"} if one.is_worrying else {"text": _("No")}
    return [
        {"label": _("Reference"), "text": one.ref, "url": one.get_absolute_url()},
        {"label": _("When"), "text": one.happened_on},
        {"label": _("Recorded by"), "text": one.author.full_name},
        {"label": _("Where"), "text": one.platform},
        {"label": _("Worrying"), **worrying},
    ]


@require_safe
def contact(request: SignedInRequest, ref: str) -> HttpResponse:
    """One record. Who the young person is stands there only for those who may see them anyway."""
    user = request.user
    found = access.get_contact_for(user, ref)
    note_contact_opened(by=user, now=clock.now(), contact=found)
    rows: list[dict[str, Any]] = [
        {"key": _("When"), "value": found.happened_on},
        {"key": _("Recorded by"), "value": f"{found.author.full_name}, {clock.to_the_minute(found.recorded_at)}"},
        {"key": _("Where"), "value": found.platform},
        {"key": _("What happened"), "value": found.what, "long": True},
        {"key": _("The request was not accepted"), "value": _said(yes=found.not_accepted)},
        {"key": _("They were told openly"), "value": _said(yes=found.told_openly)},
        {"key": _("No private reply was sent"), "value": _said(yes=found.no_reply)},
        {"key": _("Something was worrying"), "value": _("Yes") if found.is_worrying else _("No")},
        {
            "key": _("Told"),
            "value": found.told.full_name
            if found.told
            else _("Nobody could be told: tell somebody who leads safeguarding"),
        },
    ]
    person = visible_people(user).filter(ref=found.young_person).first() if found.young_person else None
    if person is not None:
        known = {
            "key": _("Young person"),
            "value": person.known_as,
            "url": person.get_absolute_url(),
            "action": _("Open"),
        }
        rows.insert(2, known)
    context = {
        "title": found.ref,
        "rows": rows,
        "back": (reverse("desk:contacts"), _("Contact through personal accounts")),
        "concern_url": reverse("incidents:raise_start"),
    }
    return render(request, "desk/learning/detail.html", context)


def _said(*, yes: bool) -> str:
    return _("Yes") if yes else _("Not said")


def _page() -> FormPage:
    return FormPage(
        title=_("A young person has contacted my own account"),
        intro=_("Nobody is blamed for being found. Your line manager is told that there is something to read."),
        button=_("Record it"),
        back=(reverse("desk:contacts"), _("Contact through personal accounts")),
        draft=DraftForm.CONTACT,
    )


def _form(request: SignedInRequest, *args: Any, **kwargs: Any) -> ReachedForm:
    form = ReachedForm(*args, today=london_day(clock.now()), **kwargs)
    form.user = request.user
    return form


def _again(request: SignedInRequest, *, error: str, status: int) -> HttpResponse:
    """The form with what was typed and could not be sent."""
    form = _form(request, request.POST)
    form.add_error(None, error)
    return _page().show(request, form, status=status)


@keeps_typing(DraftForm.CONTACT, shown_at="desk:contact_add", show_again=_again)
@require_http_methods(["GET", "HEAD", "POST"])
def contact_add(request: SignedInRequest) -> HttpResponse:
    """Record it. What was worrying leads straight on to a concern, with what was written (practice D41)."""
    user, now = request.user, clock.now()
    if request.method != "POST":
        begun = restored(draft_of(user, DraftForm.CONTACT), ReachedForm)
        return _page().show(request, _form(request, initial=begun))
    form = _form(request, request.POST)
    if form.is_valid():
        values = form.cleaned_data
        try:
            made, concern = keep_contact(
                by=user,
                now=now,
                reached=_reached(values),
                person=values["young_person"],
                hours=thresholds_in_force(now).hours,
                client_token=values["client_token"],
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It has been recorded."))
            if concern is None:
                return redirect(made)
            return redirect(f"{reverse('incidents:raise_form')}?{urlencode({'draft': str(concern)})}")
    return _page().show(request, form)


def _reached(values: dict[str, Any]) -> Reached:
    done = set(values["done"])
    return Reached(
        happened_on=values["happened_on"],
        platform=values["platform"],
        what=values["what"],
        not_accepted="not_accepted" in done,
        told_openly="told_openly" in done,
        no_reply="no_reply" in done,
        is_worrying=values["is_worrying"] == YES,
        about_manager=values["about_manager"] == YES,
    )
