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
from safeguard.people.enums import SafeToContact
from safeguard.people.forms import ENTRIES, SECTIONS, AdulthoodForm, EntryForm, RepresentationForm, VersionedForm
from safeguard.people.models import Adult, AdultCare, Adulthood, CapacityNote, CourtOrder, Entry, Person, Signpost, Told
from safeguard.people.selectors import entry_for, signposts
from safeguard.people.views.changing import answer_change, back_to, person_to_change
from safeguard.people.views.keeping import Again, Keeps, showing_again
from safeguard.platforms.selectors import platforms_to_choose_from
from safeguard.practitioners.requests import SignedInRequest
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing

CHANGING = require_http_methods(["GET", "HEAD", "POST"])
TEMPLATE = "people/part.html"


def _today() -> date:
    return clock.now().astimezone(clock.LONDON).date()


def _section(request: SignedInRequest, ref: str, name: str, again: Again | None = None) -> HttpResponse:
    person = person_to_change(request, ref)
    if name == "representation":
        return _representation(request, person, again)
    part = SECTIONS.get(name)
    if part is None or (part.section is AdultCare and not rules.has_own_say(person.kind, person.born_on, _today())):
        raise Http404
    rows: Any = part.section

    def as_it_is(_seen: Any = None) -> Any:
        return rows.objects.filter(person=person).first() or part.section(person=person)

    def form_for(row: Any, data: Any = None, **more: Any) -> VersionedForm:
        return part(data, row=row, today=_today(), **more)

    def save(form: VersionedForm) -> Any:
        return change_section(
            by=request.user,
            now=clock.now(),
            person=person,
            section=part.section,
            version=form.seen,
            changes=form.changes(),
        )

    context: dict[str, Any] = {"person": person, "heading": part.heading, "intro": part.intro}
    if name == "in-touch":  # by name: no order says which is better (PER-06)
        context["offer"] = [platform.name for platform in platforms_to_choose_from()]
    keeps = Keeps(DraftForm.AROUND, ref, name)
    return answer_change(request, as_it_is(), form_for, save, TEMPLATE, context, keeps, again, reload=as_it_is)


@keeps_typing(DraftForm.AROUND, shown_at="people:section", show_again=showing_again(_section))
@CHANGING
def section(request: SignedInRequest, ref: str, name: str) -> HttpResponse:
    """One part of the record of which there is one."""
    return _section(request, ref, name)


def _representation(request: SignedInRequest, person: Person, again: Again | None) -> HttpResponse:
    def form_for(row: Person, data: Any = None, **more: Any) -> VersionedForm:
        return RepresentationForm(data, person=row, **more)

    def save(form: VersionedForm) -> Person:
        return change_person(by=request.user, now=clock.now(), person=person, version=form.seen, changes=form.changes())

    context = {"person": person, "heading": RepresentationForm.heading, "intro": RepresentationForm.intro}
    keeps = Keeps(DraftForm.AROUND, person.ref, "representation")
    return answer_change(request, person, form_for, save, TEMPLATE, context, keeps, again)


def _entry_add(request: SignedInRequest, ref: str, name: str, again: Again | None = None) -> HttpResponse:
    person = person_to_change(request, ref)
    part = _part(name, person)
    shows_masked = access.may_open_masked(request.user, person)
    data, keeps = request.POST if request.method == "POST" else None, Keeps(DraftForm.AROUND, ref, name)
    begun = {**_begun(part, person, request), **keeps.begun(request, part)}
    form = part(data, person=person, today=_today(), shows_masked=shows_masked, initial=begun)
    if again is not None:
        again.show(form)
    elif form.is_valid():
        try:
            added = add_entry(
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
            keeps.close(request, form)
            messages.success(request, _("Added."))
            _say_what_is_obeyed(request, added)
            return redirect(back_to(person, "#around"))
    context = {**_context(part, person, form, adds=True), "keeps": keeps}
    return render(request, TEMPLATE, context, status=again.status if again else 422 if form.errors else 200)


@keeps_typing(DraftForm.AROUND, shown_at="people:entry_add", show_again=showing_again(_entry_add))
@CHANGING
def entry_add(request: SignedInRequest, ref: str, name: str) -> HttpResponse:
    """One more of what there may be several."""
    return _entry_add(request, ref, name)


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


def _entry_change(request: SignedInRequest, name: str, ref: str, again: Again | None = None) -> HttpResponse:
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
        return _hidden_meanwhile(request, row, part, again)
    if shows_masked and request.method != "POST":
        opened = ["orders"] if is_masked else [one for one in part.masked if getattr(row, one)]
        note_masked_shown(by=request.user, now=clock.now(), person=person, what=opened)

    def form_for(row: Any, data: Any = None, **more: Any) -> VersionedForm:
        return part(data, row=row, person=person, today=_today(), shows_masked=shows_masked, **more)

    def save(form: VersionedForm) -> Any:
        bound = row.binds_id if isinstance(row, CourtOrder) else None
        saved = change_entry(by=request.user, now=clock.now(), entry=row, version=form.seen, changes=form.changes())
        _say_what_is_obeyed(request, saved, before=bound)
        return saved

    context, keeps = _context(part, person, None, adds=False), Keeps(DraftForm.ENTRY_CHANGE, ref)
    return answer_change(request, row, form_for, save, TEMPLATE, context, keeps, again)


def _hidden_meanwhile(request: SignedInRequest, row: Entry, part: type[EntryForm], again: Again | None) -> HttpResponse:
    """An order that was hidden while somebody wrote in it: their own words come back, and nothing of it."""
    if request.method != "POST":
        raise NotVisible
    form: Any = part(request.POST, row=row, person=row.person, today=_today(), shows_masked=False)
    form.add_error(None, _("This order has been hidden meanwhile. Ask those who may open it to write this down."))
    keeps = Keeps(DraftForm.ENTRY_CHANGE, row.ref)
    context = {**_context(part, row.person, form, adds=False), "keeps": keeps}
    return render(request, TEMPLATE, context, status=again.status if again else 422)


def _say_what_is_obeyed(request: SignedInRequest, row: Any, *, before: int | None = None) -> None:
    """What an order has changed about an adult, and who lifts it: also what stays of what it said before."""
    if not isinstance(row, CourtOrder) or (row.to_on is not None and row.to_on < _today()):
        return
    noes = rules.obeying(row.effects or ()) if row.binds is not None else {}
    if row.binds is not None and noes:
        stopped = {"safe_call": _("we do not ring or write to them"), "may_countersign": _("they do not sign")}
        what = ", ".join(words for name, words in stopped.items() if name in noes)
        said = _("%(name)s: %(what)s from now on, also after the order ends. Only the safeguarding lead or deputy can "
                 "change it again.")  # fmt: skip
        messages.warning(request, said % {"name": row.binds.full_name, "what": what})
    left = Adult.objects.filter(pk=before).first() if before is not None else None
    if left is not None and (left.pk != row.binds_id or not noes) and SafeToContact.NO in _noes(left):
        said = _("What an order said about %(name)s stays until the safeguarding lead or deputy changes it.")
        messages.warning(request, said % {"name": left.full_name})


def _noes(adult: Adult) -> list[str]:
    return [adult.safe_call, adult.safe_text, adult.safe_email, adult.may_countersign]


@keeps_typing(DraftForm.ENTRY_CHANGE, shown_at="people:entry", show_again=showing_again(_entry_change))
@CHANGING
def entry_change(request: SignedInRequest, name: str, ref: str) -> HttpResponse:
    """Correct an entry, or let it end."""
    return _entry_change(request, name, ref)


def _adulthood(request: SignedInRequest, ref: str, again: Again | None = None) -> HttpResponse:
    person, keeps = person_to_change(request, ref), Keeps(DraftForm.ADULTHOOD, ref)
    talked = Adulthood.objects.filter(person=person).select_related("added_by").first()
    begun = keeps.begun(request, AdulthoodForm)
    form = AdulthoodForm(request.POST if request.method == "POST" else None, initial=begun)
    if again is not None:
        again.show(form)
    elif form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("kind", "wishes")}
        try:
            talk_over_adulthood(by=request.user, now=clock.now(), person=person, **said)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            keeps.close(request, form)
            messages.success(request, _("Kept. Now ask them for their own consent."))
            return redirect(back_to(person))
    context = {
        "person": person,
        "form": form,
        "talked": talked,
        "birthday": rules.birthday(person.born_on, rules.ADULT),
        "is_adult": rules.age_on(person.born_on, _today()) >= rules.ADULT,
        "keeps": keeps,
    }
    status = again.status if again else 422 if form.errors else 200
    return render(request, "people/adulthood.html", context, status=status)


@keeps_typing(DraftForm.ADULTHOOD, shown_at="people:adulthood", show_again=showing_again(_adulthood))
@CHANGING
def adulthood(request: SignedInRequest, ref: str) -> HttpResponse:
    """What changes at 18: talked over with them, and decided by a person."""
    return _adulthood(request, ref)
