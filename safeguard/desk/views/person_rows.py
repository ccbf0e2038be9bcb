"""What surrounds a person, as rows of their story: each with its words, and where one part of it is changed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeguard.people.enums import FamilyMayKnow, YesNoNotAsked
from safeguard.people.models import AdultCare, CourtOrder, Needs, Network, Person
from safeguard.people.rules import has_capacity_notes, has_own_say, is_masked_order
from safeguard.people.selectors import Around
from safeguard.people.selectors.around import in_force


@dataclass(frozen=True)
class Line:
    """A line of a row: words, perhaps a number to ring, an entry to change, or something to do first."""

    text: str | Promise
    phone: str = ""
    url: str = ""
    quiet: str | Promise = ""
    is_past: bool = False
    is_opened: bool = False  # hidden until somebody opened it: it is not printed (SEC-14)


@dataclass(frozen=True)
class Row:
    """A part of the record: its name, what stands in it, where it is changed or added to."""

    key: str | Promise
    lines: list[Line]
    url: str
    action: str | Promise

    @property
    def has_opened(self) -> bool:
        """Whether one of its lines is opened, and so not printed."""
        return any(line.is_opened for line in self.lines)


def rows_around(person: Person, around: Around, today: date, *, opened: bool) -> list[Row]:
    """Every part of the record that surrounds the person, in the order in which people ask for it. No query.

    ``opened``: whether what is hidden is shown (SEC-14).
    """
    return [
        _network(person),
        _homes(person, around, today),
        _supporters(person, around),
        _statuses(person, around, today),
        _orders(person, around, today, opened=opened),
        *(_adult_care(person) if has_own_say(person.kind, person.born_on, today) else []),
        *(_capacity(person, around) if has_capacity_notes(person.kind, person.born_on, today) else []),
        _representation(person),
        *_needs(person),
        _told(person, around),
    ]


def rows_in_force(person: Person, around: Around, today: date, *, opened: bool) -> list[Row]:
    """What binds everybody now, and whom to ring first: it stands at the top, and only where there is something."""
    orders, statuses = in_force(around.orders, today), in_force(around.statuses, today)
    found = [
        Row(
            _("Orders"),
            [_order(one, one.whom, opened=opened) for one in orders],
            _add(person, "order"),
            _("Add"),
        )
        if orders
        else None,
        Row(
            _("With the authority"),
            [Line(f"{one.get_kind_display()}", quiet=_since(one)) for one in statuses],
            _add(person, "status"),
            _("Add"),
        )
        if statuses
        else None,
    ]
    network = _of(person, "network")
    if network is not None and network.worker_name:
        line = Line(network.worker_name, network.worker_phone, quiet=network.worker_team)
        found.append(Row(_("Ring first: social worker"), [line], _part(person, "network"), _("Change")))
    return [row for row in found if row is not None]


def _of(person: Person, name: str) -> Any:
    """A section of the person that was read with them; None until somebody writes in it."""
    return getattr(person, name, None)


def _part(person: Person, name: str) -> str:
    return reverse("people:section", args=[person.ref, name])


def _add(person: Person, name: str) -> str:
    return reverse("people:entry_add", args=[person.ref, name])


def _change(name: str, ref: str) -> str:
    return reverse("people:entry", args=[name, ref])


def _since(one: Any) -> str:
    words = {"from": date_format(one.from_on), "to": date_format(one.to_on) if one.to_on else ""}
    return (_("%(from)s to %(to)s") if one.to_on else _("since %(from)s")) % words


def _said(pairs: Iterable[tuple[str, str]]) -> list[Line]:
    """Each answer with its question before it; unanswered ones are left out."""
    return [Line(f"{question}: {answer}" if question else answer) for question, answer in pairs if answer]


def _network(person: Person) -> Row:
    found: Network | None = _of(person, "network")
    lines = []
    if found is not None:
        if found.worker_name:
            team = ", ".join(part for part in (found.worker_team, found.worker_email) if part)
            lines.append(
                Line(_("Social worker: %(name)s") % {"name": found.worker_name}, found.worker_phone, quiet=team)
            )
        if found.school or found.school_dsl:
            who = _("%(school)s, safeguarding lead %(name)s") if found.school_dsl else _("%(school)s")
            text = who % {"school": found.school or _("School"), "name": found.school_dsl}
            lines.append(Line(text, found.school_phone, quiet=found.school_email))
        if found.gp:
            lines.append(Line(_("Doctor: %(gp)s") % {"gp": found.gp}, found.gp_phone))
        if found.authority_consents == YesNoNotAsked.YES:
            lines.append(Line(_("The local authority holds responsibility for consent too")))
    return Row(_("Social worker, school, doctor"), lines, _part(person, "network"), _("Change"))


def _homes(person: Person, around: Around, today: date) -> Row:
    """The address is not among these lines: it is shown with the numbers, to those who may open it."""
    lines = [
        Line(
            f"{one.title}: {', '.join(one.household.splitlines())}" if one.household else one.title,
            url=_change("home", one.ref),
            quiet=_since(one),
            is_past=one.to_on is not None and one.to_on < today,
        )
        for one in around.homes
    ]
    return Row(_("Homes, and who may be seen or heard"), lines, _add(person, "home"), _("Add"))


def _supporters(person: Person, around: Around) -> Row:
    lines = []
    for one in around.supporters:
        roles = [one.role, one.organisation]
        roles += [_("joins sessions")] if one.joins_sessions else []
        roles += [_("to talk to after a session")] if one.is_there_afterwards else []
        lines.append(
            Line(
                f"{one.full_name}, {', '.join(str(role) for role in roles if role)}",
                one.work_phone,
                _change("supporter", one.ref),
                one.how_reached or one.work_email,
                one.is_former,
            )
        )
    return Row(_("Adults who support them"), lines, _add(person, "supporter"), _("Add"))


def _statuses(person: Person, around: Around, today: date) -> Row:
    lines = [
        Line(
            ", ".join(str(part) for part in (one.get_kind_display(), one.note) if part),
            url=_change("status", one.ref),
            quiet=_since(one),
            is_past=one.to_on is not None and one.to_on < today,
        )
        for one in around.statuses
    ]
    return Row(_("With the local authority"), lines, _add(person, "status"), _("Add"))


def _orders(person: Person, around: Around, today: date, *, opened: bool) -> Row:
    lines = []
    for one in around.orders:
        line = _order(one, ", ".join(filter(None, [one.whom, _since(one), _held(one.held_at)])), opened=opened)
        is_past = one.to_on is not None and one.to_on < today
        url = "" if line.text == HIDDEN_ORDER else _change("order", one.ref)
        lines.append(replace(line, url=url, is_past=is_past))
    return Row(_("Court orders"), lines, _add(person, "order"), _("Add"))


HIDDEN_ORDER = gettext_lazy("An order that is hidden, like what there is to know before any contact")


UNSAID = gettext_lazy("nobody has said what it forbids")


def _order(one: CourtOrder, quiet: str, *, opened: bool) -> Line:
    """An order in words; one that forbids or takes away only where that is opened."""
    is_masked = is_masked_order(one.kind, one.effects)
    if is_masked and not opened:
        return Line(HIDDEN_ORDER, quiet=str(UNSAID) if one.effects is None else "")
    quiet = ", ".join(filter(None, [quiet, str(UNSAID) if one.effects is None else ""]))
    return Line(f"{one.get_kind_display()}: {one.meaning}", quiet=quiet, is_opened=is_masked)


def _held(where: str) -> str:
    return _("held at %(where)s") % {"where": where} if where else ""


def _adult_care(person: Person) -> list[Row]:
    found: AdultCare | None = _of(person, "adultcare")
    lines = []
    if found is not None:
        agrees = YesNoNotAsked(found.agrees_to_referral)
        asked = agrees != YesNoNotAsked.NOT_ASKED
        may_know = FamilyMayKnow(found.family_may_know)
        is_known = may_know != FamilyMayKnow.NOT_ASKED
        lines = _said(
            [
                ("", found.wishes),
                (_("Agrees to a referral"), str(agrees.label) if asked else ""),
                (_("Told all the same because"), found.override_reason),
                (_("May their family be told when we meet"), str(may_know.label) if is_known else ""),
                (_("Who may know"), found.family_told),
            ]
        )
        if found.attorney:
            who = _("Attorney or deputy: %(name)s") % {"name": found.attorney}
            lines.append(Line(who, found.attorney_phone, quiet=found.attorney_for))
    return [Row(_("What they want"), lines, _part(person, "wishes"), _("Change"))]


def _capacity(person: Person, around: Around) -> list[Row]:
    lines = [
        Line(
            f"{one.decision}: {str(one.get_found_display()).lower()}. {one.reasons}",
            quiet=f"{date_format(one.assessed_on)}, {one.by}",  # type: ignore[attr-defined]
        )
        for one in around.capacity_notes
    ]
    return [Row(_("Decisions they can make"), lines, _add(person, "capacity"), _("Add"))]


def _representation(person: Person) -> Row:
    wishes = [
        _("First name only") if person.prefers_first_name_only else "",
        _("Video off") if person.prefers_video_off else "",
        person.representation_note,
    ]
    lines = [Line(wish) for wish in wishes if wish]
    return Row(_("Seen and named"), lines, _part(person, "representation"), _("Change"))


def _needs(person: Person) -> list[Row]:
    found: Needs | None = _of(person, "needs")
    touch = access = data = []
    if found is not None:
        touch = _said(
            [
                (_("Uses now"), found.platforms_used),
                (_("Would like"), found.preferences),
                (_("Perhaps later"), found.future_options),
            ]
        )
        access = _said(
            [
                (_("Device"), found.device),
                (_("Connection"), found.connection),
                (_("Disability"), found.disability),
                (_("Language"), found.language),
                (_("Surroundings"), found.surroundings),
                (_("What was chosen"), found.adaptation),
            ]
        )
        data = _said(
            [(_("Who pays"), found.data_payer), (_("Limit"), found.data_limit), (_("Agreed"), found.data_agreed)]
        )
    return [
        Row(_("Being in touch"), touch, _part(person, "in-touch"), _("Change")),
        Row(_("What makes it easier"), access, _part(person, "access"), _("Change")),
        Row(_("Mobile data"), data, _part(person, "data"), _("Change")),
    ]


def _told(person: Person, around: Around) -> Row:
    lines = [
        Line(
            f"{one.get_kind_display()}: {one.what}",
            quiet=", ".join(
                part for part in (one.whom, str(one.get_how_display()), date_format(one.told_on), one.links) if part
            ),
        )
        for one in around.told
    ]
    return Row(_("Told of other help"), lines, _add(person, "told"), _("Add"))
