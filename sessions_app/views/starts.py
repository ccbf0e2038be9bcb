"""Calling a session off, telling the family, starting; and an unplanned contact."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.people.access import get_person_for
from safeguard.people.actions import note_contact_shown
from safeguard.people.enums import ContactChannel
from safeguard.people.models import Adult, Person
from safeguard.practitioners.requests import SignedInRequest
from sessions_app import access
from sessions_app.actions import cancel_session, note_opened, start_session, start_unplanned_contact, tell_family
from sessions_app.enums import SessionState
from sessions_app.forms.answers import ReasonForm, UnplannedForm
from sessions_app.forms.starts import StartForm
from sessions_app.messages import told_words
from sessions_app.models import Session
from sessions_app.rules import planning
from sessions_app.selectors.platforms import settings_for
from sessions_app.selectors.sessions import told_among
from sessions_app.views import lines
from sessions_app.views.sessions import detail_of, devices_for

ASKED = ["GET", "HEAD", "POST"]


@require_http_methods(ASKED)
def cancel(request: SignedInRequest, ref: str) -> HttpResponse:
    """Call a session off: the second press, with why."""
    session, now = access.get_session_for(request.user, ref), clock.now()
    if not (access.may_plan(request.user, session) or access.may_approve(request.user, session)):
        raise NotVisible
    if session.state not in planning.OPEN:
        return redirect(session)
    form = ReasonForm(request.POST or None, label=_("Why does it not take place?"))
    if request.method == "POST" and form.is_valid():
        try:
            cancel_session(by=request.user, now=now, session=session, reason=form.cleaned_data["reason"])
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(session)
        messages.success(request, _("It has been called off. Tell the family now."))
        return redirect("sessions:tell", ref=session.ref)
    context = {"form": form, "session": session, "when": lines.day_and_time(session.starts_at)}
    return render(request, "sessions/session_cancel.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(ASKED)
def tell(request: SignedInRequest, ref: str) -> HttpResponse:
    """Tell the family. Whom and how first, then the words as they will be sent, then the press (practice B14)."""
    session, now = access.get_session_for(request.user, ref), clock.now()
    if not access.may_plan(request.user, session):
        raise NotVisible
    if session.state not in planning.OPEN | {SessionState.CANCELLED}:
        return redirect(session)
    asked = request.POST if request.method == "POST" else request.GET
    shown = access.people_shown(request.user, session)
    whom, channel = _whom(shown, asked.get("whom", "")), asked.get("channel", "")
    waits = asked.get("waits") == "yes" and session.state != SessionState.CANCELLED
    if request.method == "POST" and whom is not None and channel in ContactChannel.values:
        return _tell(request, session, now, whom, ContactChannel(channel), waits=waits)
    note_opened(by=request.user, now=now, session=session)
    context = {
        "session": session,
        "when": lines.day_and_time(session.starts_at),
        "ways": _ways(session, shown),
        "waits": waits,
    }
    if whom is not None and channel in ContactChannel.values and whom.may_use(ContactChannel(channel)):
        if channel == ContactChannel.CALL:
            note_contact_shown(by=request.user, now=now, whom=whom)
        title, body = told_words(session, whom, ContactChannel(channel), waits=waits)
        name = whom.known_as if isinstance(whom, Person) else whom.full_name
        label = ContactChannel(channel).label
        context |= {"whom": whom, "name": name, "channel": channel, "by": label, "subject": title, "body": body}
    return render(request, "sessions/session_tell.html", context)


def _tell(
    request: SignedInRequest,
    session: Session,
    now: datetime,
    whom: Person | Adult,
    channel: ContactChannel,
    *,
    waits: bool,
) -> HttpResponse:
    try:
        tell_family(by=request.user, now=now, session=session, channel=channel, whom=whom, waits=waits)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("sessions:tell", ref=session.ref)
    messages.success(request, _("It is noted.") if channel == ContactChannel.CALL else _("It has been sent."))
    return redirect(session)


def _whom(people: Collection[int], ref: str) -> Person | Adult | None:
    """One who takes part and whom the reader may know of, by id, or an adult of theirs, by reference."""
    found = Person.objects.filter(pk__in=people, ref=ref).first()
    return found or Adult.objects.filter(person__in=people, ref=ref).select_related("person").first()


def _ways(session: Session, shown: Collection[int]) -> list[dict[str, Any]]:
    """Everybody who may be told, each with the ways that are safe, and the ways that are not and why."""
    ways = []
    people = session.participants.filter(person__in=shown).select_related("person").prefetch_related("person__adults")
    people = people.order_by("person__known_as", "pk")
    told = told_among(people)
    for one in people:
        everybody: list[tuple[str, Person | Adult]] = [(one.person.known_as, one.person)]
        everybody += [
            (f"{adult.full_name} ({adult.relationship})", adult)
            for adult in sorted(one.person.adults.all(), key=lambda adult: adult.pk)
        ]
        ways.append(
            {
                "told_at": one.told_at if one.pk in told else None,
                "person": one.person,
                "people": [
                    {
                        "name": name,
                        "ref": whom.ref,
                        "channels": [(way.value, way.label) for way in ContactChannel if whom.may_use(way)],
                    }
                    for name, whom in everybody
                ],
            }
        )
    return ways


@require_POST
def start(request: SignedInRequest, ref: str) -> HttpResponse:
    """Begin, on a device of ours (SEC-09). What is in the way is said on the session's page."""
    session, now = access.get_session_for(request.user, ref), clock.now()
    form = StartForm(request.POST, settings=settings_for(session), devices=devices_for(request.user))
    if not form.is_valid() and access.may_run(request.user, session) and session.state in planning.MAY_START:
        return render(request, "sessions/session_detail.html", detail_of(request, session, now, form), status=422)
    try:
        start_session(by=request.user, now=now, session=session, confirmed=form.said, **form.answer())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(session)
    return redirect("sessions:live", ref=session.ref)


@require_http_methods(ASKED)
def unplanned(request: SignedInRequest, ref: str) -> HttpResponse:
    """Begin an unplanned contact with somebody: one press, no gate (practice A7)."""
    person = get_person_for(request.user, ref)
    form = UnplannedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            session = start_unplanned_contact(by=request.user, now=clock.now(), person=person, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("sessions:live", ref=session.ref)
    return render(request, "sessions/session_unplanned.html", {"form": form, "person": person})
