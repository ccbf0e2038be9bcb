"""Copies of a chronology for readers outside: begin, look at and choose, confirm, wait, download."""

from datetime import date
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from incidents import access, actions, rules, selectors
from incidents.enums import CopyFor, LineKind
from incidents.forms import ChoicesForm, CopyForm, moments_of
from incidents.models import CaseCopy, Incident
from incidents.views.chronology import kinds_for
from incidents.views.lines import report_rows
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.practitioners.models import User
from safeguard.practitioners.requests import SignedInRequest, fresh_sign_in_required
from safeguard.storage.enums import DraftForm
from safeguard.storage.requests import keeps_typing, restored
from safeguard.storage.selectors import draft_of

COPIES_SHOWN = 50


@require_safe
def copies(request: SignedInRequest, ref: str) -> HttpResponse:
    """The copies of a case that somebody may see, the newest first."""
    incident = _dealt_with(request, ref)
    shown = access.visible_copies(request.user, incident).order_by("-begun_at", "-pk")[:COPIES_SHOWN]
    actions.note_opened(by=request.user, now=clock.now(), incident=incident, ladder=None)
    return render(request, "incidents/copy_list.html", {"incident": incident, "copies": shown})


def _dealt_with(request: SignedInRequest, ref: str) -> Incident:
    incident = access.get_incident_for(request.user, ref)
    if not access.handles(request.user, incident):
        raise NotVisible
    return incident


def _kinds(user: User, incident: Incident) -> Any:
    return kinds_for(handles=access.handles(user, incident), leads=access.signs_off(user, incident))


def _begin_again(request: SignedInRequest, ref: str, *, error: str, status: int) -> HttpResponse:
    incident = _dealt_with(request, ref)
    form = CopyForm(request.POST, kinds=_kinds(request.user, incident))
    form.add_error(None, error)
    return _beginning(request, incident, form, status)


@keeps_typing(DraftForm.COPY, shown_at="incidents:copy_begin", show_again=_begin_again)
@require_http_methods(["GET", "HEAD", "POST"])
def copy_begin(request: SignedInRequest, ref: str) -> HttpResponse:
    """For whom, why, and which parts of it."""
    incident = _dealt_with(request, ref)
    kinds = _kinds(request.user, incident)
    if request.method != "POST":
        begun = restored(draft_of(request.user, DraftForm.COPY, incident.ref), CopyForm)
        return _beginning(request, incident, CopyForm(initial=begun, kinds=kinds), 200)
    form = CopyForm(request.POST, kinds=kinds)
    if form.is_valid():
        try:
            copy = actions.begin_copy(by=request.user, now=clock.now(), incident=incident, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(copy)
    return _beginning(request, incident, form, 422)


def _beginning(request: SignedInRequest, incident: Incident, form: CopyForm, status: int) -> HttpResponse:
    actions.note_opened(by=request.user, now=clock.now(), incident=incident, ladder=None)
    return render(request, "incidents/copy_begin.html", {"incident": incident, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: SignedInRequest, ref: str, copy_ref: str) -> HttpResponse:
    """While it is chosen: what it will say, and what to do about it. Confirmed: how far it is, and the download."""
    incident = _dealt_with(request, ref)
    found = access.get_copy_for(request.user, incident, copy_ref)
    actions.note_copy_opened(by=request.user, now=clock.now(), copy=found)
    if found.asked_at is not None:
        return render(request, "incidents/copy_made.html", {"incident": incident, "copy": found})
    if found.begun_by_id != request.user.pk:
        raise NotVisible  # it is nothing yet, and its maker's alone
    if request.method == "POST":
        return _choose(request, incident, found)
    return _look(request, incident, found, ChoicesForm(initial={"words": _lines(found)}), 200)


def _lines(found: CaseCopy) -> str:
    return "\n".join(found.choices.get("words", []))


def _choose(request: SignedInRequest, incident: Incident, found: CaseCopy) -> HttpResponse:
    form, now = ChoicesForm(request.POST), clock.now()
    if not form.is_valid():
        return _look(request, incident, found, form, 422)
    try:
        found = actions.choose_for_copy(by=request.user, now=now, copy=found, choices=form.chosen())
        if "confirm" in request.POST:
            content = Paper(request.user, incident, found).content()
            seen = request.POST.get("digest", "")
            actions.confirm_copy(by=request.user, now=now, copy=found, content=content, seen=seen)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _look(request, incident, found, form, 422)
    return redirect(found)


def _look(
    request: SignedInRequest, incident: Incident, found: CaseCopy, form: ChoicesForm, status: int
) -> HttpResponse:
    paper = Paper(request.user, incident, found)
    content = paper.content()
    context = {
        "incident": incident,
        "copy": found,
        "form": form,
        "people": paper.rows_of_people(),
        "found": paper.rows_found(),
        "lines": paper.rows_of_lines(),
        "kept": len(content["lines"]),
        "legend": content["legend"],
        "digest": rules.digest_of(content),
    }
    return render(request, "incidents/copy_choose.html", context, status=status)


@require_safe
def copy_progress(request: SignedInRequest, ref: str, copy_ref: str) -> HttpResponse:
    """The part of an open page that says whether the document is there."""
    found = access.get_copy_for(request.user, _dealt_with(request, ref), copy_ref)
    return render(request, "incidents/copy_progress.html", {"copy": found, "incident": found.incident})


@require_safe
@fresh_sign_in_required(back_to="incidents:copy")
def copy_download(request: SignedInRequest, ref: str, copy_ref: str) -> HttpResponse:
    """The document. Each download is an event."""
    found = access.get_copy_for(request.user, _dealt_with(request, ref), copy_ref)
    if found.file is None:
        messages.info(request, _("The PDF is still being made. Try again in a moment."))
        return redirect(found)
    actions.note_copy_downloaded(by=request.user, now=clock.now(), copy=found)
    headers = {
        "Content-Disposition": f'attachment; filename="{found.file.name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(bytes(found.file.content), content_type=found.file.content_type, headers=headers)


class Paper:
    """What a copy says, as its maker sees the case now and has chosen; read once for a page."""

    def __init__(self, user: User, incident: Incident, found: CaseCopy) -> None:
        self.user, self.incident, self.copy = user, incident, found
        said = found.choices
        self.choices = rules.Choices(
            named=frozenset(said.get("named", ())) if "named" in said else self._first_named(),
            seen=frozenset(said.get("seen", ())),
            replaced=frozenset(said.get("replaced", ())),
            words=tuple(said.get("words", ())),
            out=frozenset(said.get("out", ())),
        )
        self.redactor = rules.Redactor(
            self.people,
            self.choices,
            never=selectors.never_in_copies(incident),
            gone=_("[left out]"),
            hidden=_("[address or secret left out]"),
        )
        self.lines = self._read()

    def _first_named(self) -> frozenset[str]:
        """Who keeps their name until somebody chooses: everybody for ourselves; everybody for a court and an authority,
        but for whoever has said that theirs is not to go out (ORG-18); for a partner whom it is about now, and nobody
        else; for a family the one it is about, and nobody where it is about several: whose family it is, somebody has
        to say."""
        if self.copy.copy_for in (CopyFor.OURSELVES, CopyFor.COURT, CopyFor.AUTHORITY):
            hidden = set() if self.copy.copy_for == CopyFor.OURSELVES else selectors.not_publicised()
            return frozenset(one.key for one in self.people if one.key not in hidden)
        linked = frozenset(one.key for one in self.people if one.key.startswith(selectors.LINKED))
        return linked if self.copy.copy_for != CopyFor.FAMILY or len(linked) == 1 else frozenset()

    @cached_property
    def people(self) -> list[rules.Named]:
        """Whoever is known to be in the case."""
        return selectors.everybody_in(self.incident)

    def _read(self) -> list[dict[str, Any]]:
        """Each line as it will read, with its place; lines that are left out too."""
        said = self.copy.choices
        allowed = {kind.value for kind in _kinds(self.user, self.incident)}
        kinds = [LineKind(kind) for kind in said["kinds"] if kind in allowed]
        since, until = (date.fromisoformat(said[name]) if said[name] else None for name in ("since", "until"))
        wanted = selectors.Wanted(kinds, *moments_of(since, until))
        lines = selectors.whole_stream(selectors.SOURCES, selectors.Cases.of([self.incident]), wanted)
        return [self._line(line) for line in lines]

    def _line(self, line: selectors.Line) -> dict[str, Any]:
        words, text = self.redactor.words, line.text
        if line.place.startswith(selectors.RAISED):
            text = "\n".join(f"{row['key']}: {row['value']}" for row in report_rows(self.incident))
        return {
            "place": line.place,
            "at": _moment(line.at),
            "happened": words(line.happened),
            "title": words(line.title),
            "by": self.redactor.name(line.by),
            "text": words(text),
            "corrects": line.corrects,
            "corrected": [
                {"at": _moment(one.at), "by": self.redactor.name(one.by), "text": words(one.text)}
                for one in line.corrected
            ],
        }

    def content(self) -> dict[str, Any]:
        """Everything the document says (``templates/incidents/chronology.typ``)."""
        made_by = {"name": self.user.full_name, "whom": self.copy.for_whom}
        kept = [line for line in self.lines if line["place"] not in self.choices.out]
        return {
            "title": _("Chronology %(ref)s") % {"ref": self.incident.ref},
            "ref": self.copy.ref,
            "author": _("Safeguarding"),
            "lang": "en",
            "region": "GB",
            "for_whom": _("For %(whom)s") % made_by,
            "made_by": _("Made by %(name)s") % made_by,
            "page_words": _("Page # of @"),
            "status": str(CopyFor(self.copy.copy_for).label),
            "begun": date_format(self.copy.begun_at.astimezone(clock.LONDON), "j F Y"),
            "written": _("Written"),
            "happened": _("Happened"),
            "by": _("by"),
            "corrected": _("Corrected"),
            "corrects": _("Corrects what was written"),
            "notes": self._notes(len(self.lines) - len(kept)),
            "legend": self._legend(),
            "lines": [{name: value for name, value in line.items() if name != "place"} for line in kept],
        }

    def _legend(self) -> list[str]:
        """What the roles stand for, for those who are not named."""
        return [
            f"{one.role}: {self.redactor.words(one.what)}" for one in self.people if one.key not in self.choices.named
        ]

    def _notes(self, left_out: int) -> list[str]:
        kinds = [str(LineKind(kind).label) for kind in self.copy.choices["kinds"]]
        notes = [_("Parts: %(parts)s.") % {"parts": "; ".join(kinds)}]
        if left_out:
            notes.append(_("Lines left out: %(count)d.") % {"count": left_out})
        if len(self.choices.named) < len(self.people) or self.choices.words:
            notes.append(_("Names and words were replaced by roles, or left out, by whoever made this copy."))
        notes.append(_("Addresses, and what was agreed in secret, stand in no copy. A sign we cannot print is a box."))
        return notes

    def rows_of_people(self) -> list[dict[str, Any]]:
        """Everybody who may be named, and whether they are."""
        return [
            {
                "key": one.key,
                "name": one.names[0],
                "role": one.role,
                "what": one.what,
                "named": one.key in self.choices.named,
            }
            for one in self.people
        ]

    def rows_found(self) -> list[dict[str, Any]]:
        """What was found in words, and whether it is replaced."""
        heads = {
            rules.How.WORD: _("As a name"),
            rules.How.SMALL: _("In small letters: perhaps no name"),
            rules.How.INSIDE: _("Inside a longer word: perhaps no name"),
            rules.How.REACHED: _("A number, a postcode or a mail address"),
        }
        return [
            {"found": one, "how": heads[one.how], "replaced": self.choices.replaces(one.term, one.how)}
            for one in self.redactor.found
        ]

    def rows_of_lines(self) -> list[dict[str, Any]]:
        """Each line as it will read, and whether it is left out."""
        return [{**line, "out": line["place"] in self.choices.out} for line in self.lines]


def _moment(at: Any) -> str:
    return date_format(at.astimezone(clock.LONDON), "DATETIME_FORMAT")
