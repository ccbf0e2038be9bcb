"""Who may read a case: named readers, questions to colleagues, locks, and who has opened it (decision 0034)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from incidents import access, actions, selectors
from incidents.forms import ContributionForm, InvitationForm, LinkForm, LockForm, ReaderForm, UnlinkForm
from incidents.models import Incident, Invitation
from incidents.views.lines import entry_line
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.forms import BaseForm
from safeguard.practitioners.models import User
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of

asked_and_sent = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Page:
    """A page with one form about a case. ``may``: who is shown it; whoever sends it all the same is refused."""

    form: type[BaseForm]
    draft: DraftForm
    action: Callable[..., Any]
    may: Callable[[User, Incident], bool]
    done: str | Promise
    title: str | Promise
    intro: str | Promise
    button: str | Promise
    back: str = "incidents:readers"
    needs: tuple[str, ...] = ()  # what its form is made with


PAGES = {
    "reader": Page(
        ReaderForm,
        DraftForm.READER,
        actions.name_reader,
        access.signs_off,
        done=_l("They may read it, and have been told."),
        title=_l("Let somebody read it"),
        intro=_l(
            "They are sent its reference and a link. They read all of it, and cannot write in it. Each time they open"
            " it is written down."
        ),
        button=_l("Let them read it"),
        needs=("incident", "user"),
    ),
    "invitation": Page(
        InvitationForm,
        DraftForm.INVITATION,
        actions.invite_colleague,
        access.handles,
        done=_l("They have been told that a question waits for them."),
        title=_l("Ask a colleague what they know"),
        intro=_l(
            "They see your question and what they write themselves, nothing else: not the case, its reference, or what"
            " others wrote. What they write stands in the chronology."
        ),
        button=_l("Ask them"),
        needs=("incident", "user"),
    ),
    "lock": Page(
        LockForm,
        DraftForm.LOCK,
        actions.lock_case,
        access.signs_off,
        done=_l("It is locked."),
        title=_l("Lock it to named people"),
        intro=_l(
            "From then on it is seen by the readers you name, by whoever holds or covers the lead’s post, by whoever"
            " deals with it, and by you. To everybody else it is not there. Alerts still reach those who must answer,"
            " and they can open it until somebody has."
        ),
        button=_l("Lock it"),
    ),
    "unlock": Page(
        LockForm,
        DraftForm.LOCK,
        actions.lift_lock,
        access.signs_off,
        done=_l("The lock is lifted."),
        title=_l("Lift the lock"),
        intro=_l("Those who see such cases because of what they do here see this one again."),
        button=_l("Lift the lock"),
    ),
    "link": Page(
        LinkForm,
        DraftForm.LINK,
        actions.link_person,
        access.handles,
        done=_l("It stands in their story now."),
        title=_l("Link somebody to it"),
        intro=_l("It then stands in their story, for those who may read this case and for nobody else."),
        button=_l("Link them"),
        back="incidents:people",
        needs=("user",),
    ),
    "unlink": Page(
        UnlinkForm,
        DraftForm.LINK,
        actions.unlink_person,
        access.handles,
        done=_l("It stands in their story no more. The chronology keeps why."),
        title=_l("It is not about them"),
        intro=_l("It leaves their story. Its chronology keeps that it stood there, who took it out, and why."),
        button=_l("Take them out"),
        back="incidents:people",
    ),
}


@require_safe
def readers(request: SignedInRequest, ref: str) -> HttpResponse:
    """Who may read a case and why, whom somebody asked about it, whether it is locked; for whoever leads it, who has
    opened it."""
    incident = access.get_incident_for(request.user, ref)
    leads = access.signs_off(request.user, incident)
    if not access.handles(request.user, incident):
        raise NotVisible
    actions.note_readers_opened(by=request.user, now=clock.now(), incident=incident)
    context = {
        "incident": incident,
        "leads": leads,
        "readers": selectors.readers_of(incident),
        "invitations": selectors.invitations_of(incident),
        "lock": selectors.lock_of(incident),
        "left_out": selectors.left_out(incident),
        "openings": selectors.openings_of(incident)[: selectors.OPENINGS_SHOWN] if leads else [],
    }
    return render(request, "incidents/readers.html", context)


@require_safe
def people(request: SignedInRequest, ref: str) -> HttpResponse:
    """Which of the people we work with a case is about."""
    incident = access.get_incident_for(request.user, ref)
    if not access.handles(request.user, incident):
        raise NotVisible
    actions.note_opened(by=request.user, now=clock.now(), incident=incident, ladder=None)
    context = {"incident": incident, "people": selectors.people_in(incident).order_by("known_as", "pk")}
    return render(request, "incidents/case_people.html", context)


def _again(name: str, request: SignedInRequest, ref: str, *, error: str, status: int, **where: Any) -> HttpResponse:
    """The page with what was typed and could not be kept."""
    incident = access.get_incident_for(request.user, ref)
    form = _form(name, incident, request.user, request.POST)
    form.add_error(None, error)
    return _show(request, incident, form, name, status, **_found(incident, **where))


def _form(name: str, incident: Incident, user: User, *args: Any, **kwargs: Any) -> BaseForm:
    page, known = PAGES[name], {"incident": incident, "user": user}
    return page.form(*args, **{need: known[need] for need in page.needs}, **kwargs)


@keeps_typing(DraftForm.READER, shown_at="incidents:reader_add", show_again=partial(_again, "reader"))
@asked_and_sent
def reader_add(request: SignedInRequest, ref: str) -> HttpResponse:
    """Name somebody who may read a case."""
    return _work(request, ref, "reader")


@keeps_typing(DraftForm.INVITATION, shown_at="incidents:invite", show_again=partial(_again, "invitation"))
@asked_and_sent
def invite(request: SignedInRequest, ref: str) -> HttpResponse:
    """Ask a colleague, who need not see the case."""
    return _work(request, ref, "invitation")


@keeps_typing(DraftForm.LOCK, shown_at="incidents:lock", show_again=partial(_again, "lock"))
@asked_and_sent
def lock(request: SignedInRequest, ref: str) -> HttpResponse:
    """Lock a case to named people."""
    return _work(request, ref, "lock")


@keeps_typing(DraftForm.LOCK, shown_at="incidents:unlock", show_again=partial(_again, "unlock"))
@asked_and_sent
def unlock(request: SignedInRequest, ref: str) -> HttpResponse:
    """Lift the lock of a case."""
    return _work(request, ref, "unlock")


@keeps_typing(DraftForm.LINK, shown_at="incidents:link", show_again=partial(_again, "link"))
@asked_and_sent
def link(request: SignedInRequest, ref: str) -> HttpResponse:
    """Say that a case is about somebody we work with."""
    return _work(request, ref, "link")


@keeps_typing(DraftForm.LINK, shown_at="incidents:unlink", show_again=partial(_again, "unlink"))
@asked_and_sent
def unlink(request: SignedInRequest, ref: str, person: str) -> HttpResponse:
    """Take somebody out of a case it is not about."""
    return _work(request, ref, "unlink", person=person)


def _found(incident: Incident, person: str = "") -> dict[str, Any]:
    """Whom the address names, of those the case is about."""
    if not person:
        return {}
    found = selectors.people_in(incident).filter(ref=person).first()
    if found is None:
        raise NotVisible
    return {"person": found}


def _work(request: SignedInRequest, ref: str, name: str, **where: Any) -> HttpResponse:
    """Show the form, or carry out its action."""
    page = PAGES[name]
    incident = access.get_incident_for(request.user, ref)
    named = _found(incident, **where)
    if request.method == "POST":
        form = _form(name, incident, request.user, request.POST)
        if form.is_valid():
            said = {**form.cleaned_data, **named}
            try:
                page.action(by=request.user, now=clock.now(), incident=incident, **said)
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, str(page.done))
                return redirect(page.back, ref=incident.ref)
        return _show(request, incident, form, name, 422, **named)
    if not page.may(request.user, incident):
        raise NotVisible
    draft = draft_of(request.user, page.draft, incident.ref)
    form = _form(name, incident, request.user, initial=restored(draft, page.form))
    return _show(request, incident, form, name, 200, **named)


def _show(
    request: SignedInRequest, incident: Incident, form: BaseForm, name: str, status: int, **more: Any
) -> HttpResponse:
    page = PAGES[name]
    actions.note_opened(by=request.user, now=clock.now(), incident=incident, ladder=None)
    context = {
        "incident": incident,
        "form": form,
        "back": reverse(page.back, args=[incident.ref]),
        "page": page,
        **more,
    }
    return render(request, "incidents/case_form.html", context, status=status)


@require_POST
def reader_end(request: SignedInRequest, ref: str, person: UUID) -> HttpResponse:
    """From now on they read it no more."""
    incident = access.get_incident_for(request.user, ref)
    named = incident.readers.filter(person__ref=person).select_related("person").order_by("-pk").first()
    if named is None:
        raise NotVisible
    try:
        actions.end_reader(by=request.user, now=clock.now(), incident=incident, person=named.person)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(incident)
    messages.success(request, _("%(name)s may read it no more.") % {"name": named.person.full_name})
    return redirect("incidents:readers", ref=incident.ref)


@require_POST
def invitation_end(request: SignedInRequest, ref: str, invitation: str) -> HttpResponse:
    """The question is over: whoever was asked no longer sees it."""
    incident = access.get_incident_for(request.user, ref)
    found = incident.invitations.filter(ref=invitation).first()
    if found is None:
        raise NotVisible
    try:
        actions.end_invitation(by=request.user, now=clock.now(), invitation=found)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(incident)
    messages.success(request, _("The question is ended."))
    return redirect("incidents:readers", ref=incident.ref)


# --- For whoever was asked: the question and their own words, nothing of the case ------------------------------------


def _asked_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    invitation = access.get_invitation_for(request.user, ref)
    form = ContributionForm(request.POST)
    form.add_error(None, error)
    return _asked(request, invitation, form, status)


@keeps_typing(DraftForm.CONTRIBUTION, shown_at="incidents:asked", show_again=_asked_again)
@asked_and_sent
def asked(request: SignedInRequest, ref: str) -> HttpResponse:
    """Read what one is asked, and add what one knows."""
    invitation = access.get_invitation_for(request.user, ref)
    if request.method != "POST":
        draft = draft_of(request.user, DraftForm.CONTRIBUTION, invitation.ref)
        return _asked(request, invitation, ContributionForm(initial=restored(draft, ContributionForm)), 200)
    form = ContributionForm(request.POST)
    if form.is_valid():
        try:
            actions.contribute_to_case(by=request.user, now=clock.now(), invitation=invitation, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Sent. Those who asked have been told."))
            return redirect("incidents:asked", ref=invitation.ref)
    return _asked(request, invitation, form, 422)


def _asked(request: SignedInRequest, invitation: Invitation, form: BaseForm, status: int) -> HttpResponse:
    actions.note_invitation_opened(by=request.user, now=clock.now(), invitation=invitation)
    own = [entry_line(entry) for entry in selectors.own_contributions(invitation).select_related("by")]
    context = {"invitation": invitation, "form": form, "own": own}
    return render(request, "incidents/asked.html", context, status=status)
