"""Somebody's story: what is in force now, then what happened."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from consent.rules import Standing
from consent.selectors import ActivityStanding, standing_of
from incidents.actions import note_listed as note_incidents_listed
from safeguard.desk import access as desk_access
from safeguard.desk import selectors
from safeguard.desk.rules import next_age_that_matters
from safeguard.desk.views.person_rows import rows_around, rows_in_force
from safeguard.lib import clock
from safeguard.people import access
from safeguard.people.actions import MASKED, note_contact_shown, note_masked_shown, note_opened
from safeguard.people.enums import ActsFor, AuthorityKnown, PersonKind, SafeToContact, YesNoNotAsked
from safeguard.people.models import Adult, Person
from safeguard.people.rules import ADULT, age_on, birthday, is_masked_order
from safeguard.people.selectors import Around, adults_of, agreement_lines, around, involved_with, lines_now
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.requests import SignedInRequest
from sessions_app.actions import note_risk_opened
from sessions_app.selectors.risk import open_actions_of, risk_in_force

STANDINGS = {
    Standing.COMPLETE: (gettext_lazy("Agreed"), "done"),
    Standing.NOT_COUNTERSIGNED: (gettext_lazy("Not signed by a parent or carer yet"), "moderate"),
    Standing.ABSENT: (gettext_lazy("No answer yet"), ""),
    Standing.REFUSED: (gettext_lazy("Did not agree"), "high"),
    Standing.WITHDRAWN: (gettext_lazy("Taken back"), "high"),
}
COMING_SHOWN = 5


@require_safe
def person(request: SignedInRequest, ref: str) -> HttpResponse:
    """The story of one person. Opening it is an event, and so is each look at how they are reached."""
    found, now = access.get_person_for(request.user, ref), clock.now()
    before = _moment(request.GET.get("before", ""))
    kind = selectors.kind_of(request.GET.get("kind", ""))
    shows_contact = request.GET.get("show") == "contact"
    may_open = desk_access.may_open_masked(request.user, found)
    note_opened(by=request.user, now=now, person=found)
    story = selectors.story_of(request.user, found, now, before, kind)
    parts = around(found)
    if story.concerns:
        note_incidents_listed(by=request.user, now=now, incidents=story.concerns)
    context = {
        "person": found,
        "story": story,
        "older_url": _older(story.older_than, kind),
        "kinds": _kinds(kind),
        "kind": kind,
        "is_first": before is None,
        "now": now,
        "shows_contact": shows_contact,
        "may_open": may_open,
        "has_hidden": bool(_hidden(found, parts)),
        "may_read_trail": desk_access.may_read_trail(request.user),
        "may_change": access.may_see_people(request.user),
        "holds_sessions": access.may_register(request.user),
        **_who(found, now),
        **_in_force(request, found, now),
        **_people(request, found, parts, now, shows_contact=shows_contact, may_open=may_open),
    }
    return render(request, "desk/person.html", context)


def _moment(text: str) -> datetime | None:
    """The moment before which the story is asked for; None for what is no moment."""
    try:
        return datetime.fromtimestamp(float(text), clock.LONDON)
    except (ValueError, OverflowError, OSError):
        return None


def _older(moment: datetime | None, kind: str) -> str:
    narrowed = f"&kind={kind}" if kind else ""
    return f"?before={moment.timestamp()}{narrowed}#story" if moment else ""


def _kinds(kind: str) -> list[dict[str, Any]]:
    """What of the story may be read alone."""
    every = [{"text": _("Everything"), "url": "?#story", "current": not kind}]
    return every + [
        {"text": text, "url": f"?kind={one.value}#story", "current": kind == one.value}
        for one, text in selectors.KIND_WORDS.items()
    ]


def _who(found: Person, now: datetime) -> dict[str, Any]:
    today = now.astimezone(clock.LONDON).date()
    turning = next_age_that_matters(found.born_on, today)
    return {
        "today": today,
        "age": age_on(found.born_on, today),
        "turning": {"age": turning[0], "day": turning[1]} if turning else None,
    }


def _in_force(request: SignedInRequest, found: Person, now: datetime) -> dict[str, Any]:
    """Risk, consent, what comes next and what is still to be done."""
    today, limits = now.astimezone(clock.LONDON).date(), thresholds_in_force(now)
    risk = risk_in_force([found.pk]).get(found.pk)
    if risk is not None:
        note_risk_opened(by=request.user, now=now, assessment=risk)
    return {
        "risk": risk,
        "risk_overdue": risk is not None and risk.review_on < today,
        "consents": [_standing(one) for one in standing_of(found, today, limits)],
        "coming": selectors.coming_with(request.user, found, now)[:COMING_SHOWN],
        "actions": _actions(found, today),
        "agreements": agreement_lines(found),
        "authority_unknown": found.authority_known != AuthorityKnown.YES,
        "numbers": lines_now(found, found.authority, now, limits.hours),
        "adulthood_on": _adulthood_on(found, today, limits.weeks("turns_18")),
    }


def _standing(one: ActivityStanding) -> dict[str, Any]:
    lines = []
    for line in one.lines:
        words, level = STANDINGS[line.standing]
        if line.standing == Standing.NOT_COUNTERSIGNED and one.is_signed_by_authority:
            words = gettext_lazy("Not signed for the local authority yet")
        lines.append({"purpose": line.label, "words": words, "level": level})
    return {"activity": one.activity, "lines": lines, "waiting": one.waiting}


def _actions(found: Person, today: date) -> list[dict[str, Any]]:
    return [
        {
            "text": action.what,
            "url": action.get_absolute_url(),
            "hint": _("%(name)s, by %(day)s") % {"name": action.owner.full_name, "day": date_format(action.due_on)},
            "status": _("Late") if action.due_on < today else _("To do"),
            "level": "high" if action.due_on < today else "",
        }
        for action in open_actions_of(found)
    ]


def _adulthood_on(found: Person, today: date, before: timedelta) -> date | None:
    """The day somebody turns 18, while it is near enough to be talked over (practice A12)."""
    day = birthday(found.born_on, ADULT)
    is_near = found.kind != PersonKind.ADULT_AT_RISK and abs(day - today) <= before
    return day if is_near else None


def _people(
    request: SignedInRequest, found: Person, parts: Around, now: datetime, *, shows_contact: bool, may_open: bool
) -> dict[str, Any]:
    """Who works with them, who surrounds them; how all of them are reached only when asked for, and what is hidden
    only to those who may open it (SEC-14)."""
    adults, today = list(adults_of(found)), now.astimezone(clock.LONDON).date()
    if shows_contact:
        everybody: list[Person | Adult] = [found, *adults]
        for whom in everybody:
            note_contact_shown(by=request.user, now=now, whom=whom)
    if shows_contact and may_open:
        note_masked_shown(by=request.user, now=now, person=found, what=_hidden(found, parts))
    homes = {one.pk: one.title for one in parts.homes}
    return {
        "workers": involved_with(found, now),
        "adults": [{"adult": one, "rows": _adult_rows(one, homes, shows_contact=shows_contact)} for one in adults],
        "contact": _contact_rows(found) if shows_contact else [],
        "hidden": _hidden_rows(found, parts) if shows_contact and may_open else [],
        "flags": _flags(found) if shows_contact and may_open else [],
        "bound_by": rows_in_force(found, parts, today, opened=shows_contact and may_open),
        "rows_around": rows_around(found, parts, today, opened=shows_contact and may_open),
    }


HIDDEN = (*sorted(MASKED), "safe_word")


def _hidden(found: Person, parts: Around) -> list[str]:
    """The names of what is hidden about somebody, where there is anything."""
    homes = ["homes"] if any(one.address or one.address_withheld for one in parts.homes) else []
    orders = ["orders"] if any(is_masked_order(one.kind, one.effects) for one in parts.orders) else []
    return [name for name in HIDDEN if getattr(found, name)] + homes + orders


def _flags(found: Person) -> list[Any]:
    """What to know before any contact, in words."""
    words = {
        "is_in_danger_at_home": _("Contact itself may put them in danger. Ring and write only as agreed."),
        "known_use_endangers": _("It would put them at risk if somebody knew that they use this service."),
        "has_known_violence": _("They have lived with domestic abuse or violence. Say no more than is needed."),
    }
    return [text for name, text in words.items() if getattr(found, name)]


def _hidden_rows(found: Person, parts: Around) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"key": _("Number to ring back"), "phone": found.call_back_phone, "may_ring": True},
        {"key": _("Agreed about ringing back"), "value": found.call_back_agreed, "long": True},
        {"key": _("Home address"), "value": found.address, "long": True},
        {"key": _("Address withheld: ask"), "value": found.address_withheld},
        *({"key": one.title, "value": one.address or one.address_withheld, "long": True} for one in parts.homes),
        {"key": _("Safe word or gesture"), "value": found.safe_word},
    ]
    return [row | {"is_opened": True} for row in rows if row.get("value") or row.get("phone")]


def _contact_rows(found: Person) -> list[dict[str, Any]]:
    rows = [
        *_reach_rows(found),
        _number(_("Another number"), found.other_phone, found.safe_other_phone),
        {"key": _("Wants a reminder by text"), "value": _("Yes") if found.wants_reminders else _("No")},
    ]
    return [row | {"is_opened": True} for row in rows if row.get("value") or row.get("phone")]


def _reach_rows(whom: Person | Adult) -> list[dict[str, Any]]:
    phone = _number(_("Phone"), whom.phone, whom.safe_call)
    phone["answers"].append(_safe(TEXTS, whom.safe_text))
    email = {"key": _("Email"), "value": whom.email, "answers": [_safe(EMAILS, whom.safe_email)]}
    return [row | {"is_opened": True} for row in (phone, email) if row.get("phone") or row.get("value")]


def _number(key: str, phone: str, may_ring: str) -> dict[str, Any]:
    """A number; it can be pressed to ring it only where somebody has said that this is safe (practice B19)."""
    answers = [_safe(CALLS, may_ring)]
    return {"key": key, "phone": phone, "may_ring": may_ring == SafeToContact.YES, "answers": answers}


def _safe(words: Mapping[Any, Any], answer: str) -> dict[str, Any]:
    """An answer in words; a no is loud."""
    return {"text": words[answer], "level": "high" if answer == SafeToContact.NO else ""}


CALLS = {
    SafeToContact.YES: gettext_lazy("Safe to ring."),
    SafeToContact.NO: gettext_lazy("Do not ring"),
    SafeToContact.NOT_ASKED: gettext_lazy("Not asked yet whether it is safe to ring."),
}
TEXTS = {
    SafeToContact.YES: gettext_lazy("Safe to text."),
    SafeToContact.NO: gettext_lazy("Do not text"),
    SafeToContact.NOT_ASKED: gettext_lazy("Not asked yet whether it is safe to text."),
}
EMAILS = {
    SafeToContact.YES: gettext_lazy("Safe to email."),
    SafeToContact.NO: gettext_lazy("Do not email"),
    SafeToContact.NOT_ASKED: gettext_lazy("Not asked yet whether it is safe to email."),
}


def _adult_rows(one: Adult, homes: Mapping[int, str], *, shows_contact: bool) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"key": _("May sign consent"), "value": YesNoNotAsked(one.may_countersign).label},
        {"key": _("Parental responsibility"), "value": YesNoNotAsked(one.has_responsibility).label},
    ]
    if home := homes.get(one.home_id or 0):
        rows.append({"key": _("Home"), "value": home})
    if one.acts_for == ActsFor.AUTHORITY:
        signs_by = _("For the local authority: %(by)s") % {"by": one.delegation}
        rows.insert(1, {"key": _("Signs"), "value": signs_by, "long": True})
    return [*rows, *(_reach_rows(one) if shows_contact else [])]
