"""What surrounds a person, one part at a time: each its own short page, back on the story afterwards."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.people import access, rules
from safeguard.people.actions import (
    add_entry,
    change_entry,
    change_person,
    change_section,
    note_masked_shown,
    talk_over_adulthood,
)
from safeguard.people.forms import ENTRIES, SECTIONS, AdulthoodForm, EntryForm, RepresentationForm, VersionedForm
from safeguard.people.models import AdultCare, Adulthood, CapacityNote, CourtOrder, Person, Signpost, Told
from safeguard.people.selectors import entry_for, signposts
from safeguard.people.views.changing import answer_change, back_to, person_to_change
from safeguard.platforms.selectors import platforms_to_choose_from
from safeguard.practitioners.requests import SignedInRequest

CHANGING = require_http_methods(["GET", "HEAD", "POST"])
TEMPLATE = "people/part.html"


def _today() -> date:
    return clock.now().astimezone(clock.LONDON).date()


@CHANGING
def section(request: SignedInRequest, ref: str, name: str) -> HttpResponse:
    """One part of the record of which there is one."""
    person = person_to_change(request, ref)
    if name == "representation":
        return _representation(request, person)
    part = SECTIONS.get(name)
    if part is None or (part.section is AdultCare and not rules.has_own_say(person.kind, person.born_on, _today())):
        raise Http404
    rows: Any = part.section
    row = rows.objects.filter(person=person).first() or part.section(person=person)

    def form_for(row: Any, data: Any = None) -> VersionedForm:
        return part(data, row=row, today=_today())

    def save(form: VersionedForm) -> Any:
        return change_section(
            by=request.user,
            now=clock.now(),
            person=person,
            section=part.section,
            version=form.seen,
            changes=form.changes(),
        )

    def reload(_row: Any) -> Any:
        return rows.objects.get(person=person)

    context: dict[str, Any] = {"person": person, "heading": part.heading, "intro": part.intro}
    if name == "in-touch":  # by name: no order says which is better (PER-06)
        context["offer"] = [platform.name for platform in platforms_to_choose_from()]
    return answer_change(request, row, form_for, save, TEMPLATE, context, reload=reload)


def _representation(request: SignedInRequest, person: Person) -> HttpResponse:
    def form_for(row: Person, data: Any = None) -> VersionedForm:
        return RepresentationForm(data, person=row)

    def save(form: VersionedForm) -> Person:
        return change_person(by=request.user, now=clock.now(), person=person, version=form.seen, changes=form.changes())

    context = {"person": person, "heading": RepresentationForm.heading, "intro": RepresentationForm.intro}
    return answer_change(request, person, form_for, save, TEMPLATE, context)


@CHANGING
def entry_add(request: SignedInRequest, ref: str, name: str) -> HttpResponse:
    """One more of what there may be several."""
    person = person_to_change(request, ref)
    part = _part(name, person)
    shows_masked = access.may_open_masked(request.user, person)
    data = request.POST if request.method == "POST" else None
    form = part(data, person=person, today=_today(), shows_masked=shows_masked, initial=_begun(part, person, request))
    if form.is_valid():
        try:
            add_entry(
                by=request.user,
                now=clock.now(),
                person=person,
                entry=part.entry,
                facts=form.changes(),
                client_token=form.cleaned_data["client_token"],
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Added."))
            return redirect(back_to(person, "#around"))
    context = _context(part, person, form, adds=True)
    return render(request, TEMPLATE, context, status=422 if form.errors else 200)


def _part(name: str, person: Person) -> type[EntryForm]:
    part = ENTRIES.get(name)
    if part is None or (
        part.entry is CapacityNote and not rules.has_capacity_notes(person.kind, person.born_on, _today())
    ):
        raise Http404
    return part


def _begun(part: type[EntryForm], person: Person, request: SignedInRequest) -> dict[str, Any]:
    """What was told begins with the young person, today; a press in the library has named the service."""
    if part.entry is not Told:
        return {}
    picked = Signpost.objects.filter(name=request.GET.get("service", "")).first()
    begun: dict[str, Any] = {"whom": person.known_as, "told_on": _today(), "kind": request.GET.get("kind", "")}
    return begun | ({"what": f"{picked.name}: {picked.hours}", "links": picked.other_ways} if picked else {})


def _context(part: type[EntryForm], person: Person, form: Any, *, adds: bool) -> dict[str, Any]:
    return {
        "person": person,
        "heading": part.heading,
        "intro": part.intro,
        "form": form,
        "adds": adds,
        "services": [one for one in signposts() if one.is_shown] if part.entry is Told else [],
    }


@CHANGING
def entry_change(request: SignedInRequest, name: str, ref: str) -> HttpResponse:
    """Correct an entry, or let it end."""
    part = ENTRIES.get(name)
    if part is None or not part.can_change:
        raise Http404
    row = entry_for(request.user, part.entry, ref)
    person = row.person
    if not access.may_change(request.user, person):
        raise NotVisible
    shows_masked = access.may_open_masked(request.user, person)
    is_masked = isinstance(row, CourtOrder) and rules.is_masked_order(row.kind, row.effects)
    if is_masked and not shows_masked:
        raise NotVisible
    if shows_masked and request.method != "POST":
        opened = ["orders"] if is_masked else [one for one in part.masked if getattr(row, one)]
        note_masked_shown(by=request.user, now=clock.now(), person=person, what=opened)

    def form_for(row: Any, data: Any = None) -> VersionedForm:
        return part(data, row=row, person=person, today=_today(), shows_masked=shows_masked)

    def save(form: VersionedForm) -> Any:
        return change_entry(by=request.user, now=clock.now(), entry=row, version=form.seen, changes=form.changes())

    return answer_change(request, row, form_for, save, TEMPLATE, _context(part, person, None, adds=False))


@CHANGING
def adulthood(request: SignedInRequest, ref: str) -> HttpResponse:
    """What changes at 18: talked over with them, and decided by a person."""
    person = person_to_change(request, ref)
    talked = Adulthood.objects.filter(person=person).select_related("added_by").first()
    form = AdulthoodForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            talk_over_adulthood(by=request.user, now=clock.now(), person=person, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Kept. Now ask them for their own consent."))
            return redirect(back_to(person))
    context = {
        "person": person,
        "form": form,
        "talked": talked,
        "birthday": rules.birthday(person.born_on, rules.ADULT),
        "is_adult": rules.age_on(person.born_on, _today()) >= rules.ADULT,
    }
    return render(request, "people/adulthood.html", context, status=422 if form.errors else 200)
