"""Whatever is sent to a form of records, policies, platforms, staff pages and imports: an answer, never a fault; and
what is refused has changed nothing.

The addresses are read from the site, so a new form is among them by itself. What is sent comes from somebody who
may: nothing at all, a NUL, endless text and the 31st of February, another script and the year 9999, forged choices,
hidden answers and the year 1.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from safeguard.audit.models import AuditEvent
from safeguard.lib import clock
from safeguard.people.models import Signpost
from safeguard.practitioners.actions import keep_contract, seat_member
from safeguard.practitioners.enums import GroupSeat
from safeguard.practitioners.models import Course
from tests.architecture.test_access_matrix import World, things
from tests.pages import fresh

ROOMS = {"people": "person", "policies": "policy", "platforms": "platform", "practitioners": "owner", "desk": "owner"}
WHO = ("admin", "dsl", "owner", "manager", "ict", "dso")
# What an address is about where it is not what its room is about: a thing of the table of access, or a word.
ABOUT: dict[str, dict[str, str]] = {
    "policies:threshold": {"code": "session_length"},
    "policies:own_consent": {"ref": "service"},
    "policies:wording": {"code": "ground_rules"},
    "policies:standard_wording": {"code": "ground_rules"},
    "policies:check_link": {"code": "nspcc"},
    "policies:review": {"ref": "review"},
    "policies:detail": {"code": "aup"},
    "policies:sign": {"code": "aup"},
    "policies:version": {"code": "aup", "version": "owner"},
    "people:authority": {"ref": "authority"},
    "people:authority_checked": {"ref": "authority"},
    "people:contact_checked": {"ref": "signpost"},
    "people:entry": {"name": "home"},
    "people:adult_contact": {"ref": "adult"},
    "people:section": {"name": "access"},
    "people:entry_add": {"name": "home"},
    "platforms:account": {"ref": "page"},
    "platforms:account_close": {"ref": "page"},
    "people:signpost": {"ref": "signpost"},
    "desk:contract": {"ref": "contract"},
    "desk:course": {"ref": "course"},
    **{f"desk:{name}": {"ref": "seat"} for name in ("seat", "seat_end")},
    "desk:route": {"kind": "ordinary"},
    "desk:service_route": {"kind": "ordinary", "ref": "service"},
    "desk:self_check": {"code": "accounts"},
    "desk:set_up_post": {"code": "dsl"},
    "desk:post_away": {"code": "dsl"},
    "desk:import_new": {"kind": "staff"},
    "desk:import_template_csv": {"kind": "staff"},
    "desk:import_template_xlsx": {"kind": "staff"},
    "desk:policy_progress": {"ref": "policy"},
    **{f"desk:{name}": {"ref": name} for name in ("supervision", "question", "contact", "device", "agreement")},
    "desk:agreement_sign": {"ref": "agreement"},
    "desk:device_lost": {"ref": "device"},
    **{f"desk:{name}": {"ref": "moved"} for name in ("hand_over_detail", "hand_over_accept")},
    **{f"desk:{name}": {"ref": "person"} for name in ("person", "person_trail", "person_chronology", "hand_over")},
    **{f"desk:group{name}": {"ref": "group"} for name in ("", "_close", "_extend", "_keepers", "_left")},
    **{f"desk:import{name}": {"ref": "table_staff"} for name in ("", "_problems", "_confirm", "_discard", "_invite")},
    **{
        f"desk:{name}": {"ref": "service"}
        for name in ("set_up_service", "set_up_officer", "officer_away", "service_close")
    },
}
# What is only pressed, by whom, and what is sent with it.
PRESSED: dict[str, tuple[str, tuple[str, ...]]] = {
    "desk:directory_reached": ("dsl", ("person", "reached", "client_token")),
    "desk:directory_verify": ("dsl", ("person", "client_token")),
    "desk:group_left": ("owner", ("member",)),
    "policies:check_link": ("dsl", ("works",)),
    "policies:standard_wording": ("dsl", ("written_on",)),
}
# Nobody comes as far as a form there in this world, and why.
NOT_REACHED: dict[str, str] = {
    "desk:first_account": "the installation has been set up",
    "desk:test_message": "no test message has been sent",
    "desk:post_scope_end": "nobody covers a brand, a region or a contract",
    "people:entry": "no home has been written down",
    "platforms:lead_note": "the platform has not been assessed",
    "policies:guest": "the policy is not one for guests",
    **dict.fromkeys(
        (f"practitioners:{name}" for name in ("own_reset_stop", "reset_agree", "reset_stop", "reset_do")),
        "nobody's second step is being reset",
    ),
}
LONG = "\U0001f388\u202eevil\u202c " * 1_500  # more than 10,000 characters
# What is typed; what is chosen stays as the page offers it, so that the rest comes as far as it can.
TEXTS = {
    "NUL": "a\x00b",
    "endless": LONG,
    "strange": "\u202e\u0645\u0631\u062d\u0628\u0627 \U0001f469\u200d\U0001f467",
    "forged": "9" * 30,
}
DAYS = {
    "NUL": ("0", "0", "0"),
    "endless": ("31", "2", "2026"),
    "strange": ("31", "12", "9999"),
    "forged": ("1", "1", "1"),
}
EMAIL = {"strange": "someone@harbour.example"}


def addresses() -> Iterator[tuple[str, list[str]]]:
    """Every address of these rooms by its name, with what it takes."""
    for found in get_resolver().url_patterns:
        if isinstance(found, URLResolver) and found.app_name in ROOMS:
            for one in found.url_patterns:
                assert isinstance(one, URLPattern)
                yield f"{found.app_name}:{one.name}", list(one.pattern.converters)


@dataclass(frozen=True)
class Sent:
    """One answer to what was sent: its status, what broke, and what was written (the verbs of the events)."""

    status: int
    broke: str
    written: frozenset[str]
    page: str = field(repr=False)


@pytest.fixture(scope="module")
def sent(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, dict[str, Sent]]]:
    """Everything is sent once, and undone afterwards. A form that nobody finds is not in it."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = things()
        refs = {**world.refs, **_more(world)}
        browsers = {who: fresh(world[who]) for who in WHO}
        found = {}
        for name, takes in addresses():
            words = ABOUT.get(name, {})
            about = {one: words.get(one, ROOMS[name.partition(":")[0]]) for one in takes}
            path = reverse(name, kwargs={one: refs.get(value, value) for one, value in about.items()})
            if name in PRESSED:
                who, fields = PRESSED[name]
                found[name] = _every_kind(browsers[who], path, dict.fromkeys(fields, ("text", "")))
            else:
                found[name] = _answers(browsers, path)
        yield {name: answers for name, answers in found.items() if answers is not None}
        transaction.set_rollback(True)


def _more(world: World) -> dict[str, str]:
    """What the table of access does without."""
    cast, now = world.cast, clock.now()
    contract = keep_contract(
        by=cast.admin, now=now, title="Families", from_on=now.date(), to_on=None, services=[cast.service]
    )
    seat = seat_member(by=cast.dsl, now=now, person=cast.manager, sits_as=GroupSeat.MANAGER)
    made = {"contract": contract, "seat": seat, "course": Course.objects.earliest("pk")}
    made["signpost"] = Signpost.objects.earliest("pk")
    return {name: str(one.ref) for name, one in made.items()}


def _answers(browsers: dict[str, Client], path: str) -> dict[str, Sent] | None:
    """What whoever may is answered; nothing for what is not sent to; None where there is nobody who may."""
    for client in browsers.values():
        nothing = _send(client.post, path, {})
        if nothing.status == 405:
            return {}
        if nothing.status not in (403, 404):
            looked = _send(client.get, path, {})
            answers = {"nothing": nothing, **_every_kind(client, path, fields_of(looked.page))}
            # Whatever looking at the page writes is no change.
            return {kind: replace(one, written=one.written - looked.written) for kind, one in answers.items()}
    return None


def _every_kind(client: Client, path: str, fields: dict[str, tuple[str, str]]) -> dict[str, Sent]:
    return {kind: _send(client.post, path, _typed(fields, kind)) for kind in TEXTS}


def fields_of(page: str) -> dict[str, tuple[str, str]]:
    """The fields of a page by name: of which type, and what it offers first."""
    found: dict[str, tuple[str, str]] = {}
    for tag, name in re.findall(r'(<(?:input|textarea|select)\b[^>]*\bname="([^"]+)"[^>]*>)', page):
        kind = re.search(r'\btype="([^"]+)"', tag)
        value = re.search(r'\bvalue="([^"]*)"', tag)
        which = kind[1] if kind else tag[1:].split(maxsplit=1)[0]
        if which == "select":
            offered = re.findall(r'<option value="([^"]+)"', page[page.index(tag) :].partition("</select>")[0])
            found[name] = which, (offered or [""])[0]
        elif name != "csrfmiddlewaretoken":
            found.setdefault(name, (which, value[1] if value else "on"))
    return found


def _typed(fields: dict[str, tuple[str, str]], kind: str) -> dict[str, str]:
    """What is sent: of a kind in every field. Whose page it is stays: another's is held back before it is read."""
    day = dict(zip(("_day", "_month", "_year"), DAYS[kind], strict=True))
    sent = {}
    for name, (which, offered) in fields.items():
        is_chosen = which in ("radio", "checkbox", "select", "hidden", "submit")
        if name == "author" or (is_chosen and kind != "forged"):
            sent[name] = offered
        elif which == "email":
            sent[name] = EMAIL.get(kind, TEXTS[kind])
        else:
            sent[name] = day.get(name[name.rfind("_") :], TEXTS[kind])
    return sent


def _send(send: Callable[..., Any], path: str, answers: dict[str, str]) -> Sent:
    with transaction.atomic():
        last = AuditEvent.objects.order_by("pk").last()
        try:
            with transaction.atomic():
                answer = send(path, answers)
            status, broke, page = answer.status_code, "", answer.content.decode()
        except Exception as fault:
            status, broke, page = 500, repr(fault)[:300], ""
        written = AuditEvent.objects.filter(pk__gt=last.pk if last else 0).values_list("verb", flat=True)
        found = Sent(status, broke, frozenset(written), page)
        transaction.set_rollback(True)
    return found


def test_nothing_that_is_sent_is_a_fault(sent: dict[str, dict[str, Sent]]) -> None:
    faults = [(name, kind, one) for name, kinds in sent.items() for kind, one in kinds.items() if one.status >= 500]
    assert not faults


def test_what_is_refused_has_changed_nothing(sent: dict[str, dict[str, Sent]]) -> None:
    changed = [
        (name, kind, one)
        for name, kinds in sent.items()
        for kind, one in kinds.items()
        if one.written and one.status != 302
    ]
    assert not changed


def test_every_form_is_reached_by_somebody(sent: dict[str, dict[str, Sent]]) -> None:
    assert {name for name, _takes in addresses()} - set(sent) == set(NOT_REACHED)
    assert sum(len(kinds) >= len(TEXTS) for kinds in sent.values()) >= 75
