"""Concerns over three years, with who was told of them, what was triaged, written, and how they were closed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from incidents.models import ChronologyEntry, Closure, Exclusion, Incident, TriageAnswer
from safeguard.duties.models import Duty
from safeguard.escalation.enums import RouteKind
from safeguard.escalation.models import Ladder, LadderStep
from safeguard.escalation.rules import ROUTES
from safeguard.notifications.models import Message
from tests.bench.data.copying import Filling, Row
from tests.bench.data.drawing import NULL, TODAY, at, dice, ref, texts, token
from tests.bench.data.organisation import DSL, Worker, World
from tests.bench.data.people import registered_on, worker_of
from tests.bench.data.sizes import LONG_CASE, TEN, YEARS

SUBJECT = "incidents.incident"
NOT_BEGUN = 13  # the percent of cases that are acknowledged and have no entry
LATER = 30  # days until a ladder that climbs is due again: nothing falls due while pages are measured
LEVELS = json.dumps(ROUTES[RouteKind.ORDINARY])
STAFF_LEVELS = json.dumps(ROUTES[RouteKind.ABOUT_STAFF])
KINDS = ("note", "contact", "decision", "referral")
TRIAGE = (("risk", "not_immediate"), ("online", "yes"), ("offence", "no"), ("severity", ""), ("category", ""))
SEVERITIES = ("low", "moderate", "moderate", "serious", "critical")
CATEGORIES = ("conduct_bullying", "contact_grooming_sexual", "content_self_harm", "not_online_neglect", "contact_other")


@dataclass(frozen=True, slots=True)
class Case:
    """What the tables of one concern agree on. ``entries``: how many rows its chronology has."""

    id: int
    ref: str
    person: int
    worker: Worker
    officer: int
    day: int
    minute: int
    state: str
    is_about_staff: bool
    entries: int
    chance: int

    @property
    def is_answered(self) -> bool:
        """Whether somebody has acknowledged it."""
        return self.state != "raised"

    @property
    def handler(self) -> int:
        """Who deals with it: the officer of the service, or the lead where it is about one of us."""
        return DSL if self.is_about_staff else self.officer

    def moment(self, after: int = 0) -> str:
        """When it was raised, or so many minutes after that."""
        return at(self.day, self.minute + after)


class Cases:
    """All concerns of one world, the earliest first; the same ones each time."""

    def __init__(self, world: World) -> None:
        self.world = world
        chance, size = dice("incidents"), world.size
        keys = []
        for _ in range(size.incidents):
            person = chance.randrange(1, size.people + 1)
            first = max(registered_on(world, person) + 4, TODAY - YEARS * 365)
            keys.append((chance.randrange(first, TODAY) * 1440 + 540 + chance.randrange(480)) << 20 | person)
        self.keys = sorted(keys)
        # Those with the longest chronology: ordinary ones of the first region that are being dealt with.
        self.long: frozenset[int] = frozenset()
        fit = [one.id for one in self.all() if one.handler == world.officer and one.state == "acknowledged"]
        self.long = frozenset(fit[: size.long_cases])

    def all(self) -> Iterator[Case]:
        """Every concern."""
        world = self.world
        for number, key in enumerate(self.keys, 1):
            person = key & 0xFFFFF
            day, minute = divmod(key >> 20, 1440)
            chance = number * 2654435761 >> 3 & 0xFFFFFFF
            worker = worker_of(world, person)
            percent = chance % 100
            state = "raised" if percent < 10 else "acknowledged" if percent < 15 else "closed"
            entries = LONG_CASE if number in self.long else _entries(number, percent)
            is_about_staff = chance >> 7 & 31 == 7
            yield Case(
                *(number, ref("SG", number), person, worker, world.officers[worker.service], day, minute, state),
                *(is_about_staff, entries, chance),
            )


def _entries(number: int, percent: int) -> int:
    """How long a chronology is: three rows in the mean, of all cases. Nobody has begun those of NOT_BEGUN yet."""
    if percent < 10 or percent == NOT_BEGUN:
        return 0
    return TEN if number % 20 == 3 else number % 5 + 1


def fill(filling: Filling, cases: Cases) -> None:
    """Write all of it."""
    filling.copy(Incident, *_incidents(cases))
    people = Incident.people.through
    filling.copy(people, ("incident_id", "person_id"), ((str(one.id), str(one.person)) for one in cases.all()))
    manager = ((str(one.id), str(one.worker.manager), "line") for one in cases.all() if one.is_about_staff)
    filling.copy(Exclusion, ("incident_id", "person_id", "reason"), manager)
    filling.copy(ChronologyEntry, *_chronology(cases))
    filling.copy(TriageAnswer, *_triage(cases))
    filling.copy(Closure, *_closures(cases))
    filling.copy(Ladder, *_ladders(cases))
    filling.copy(LadderStep, *_steps(cases))
    filling.copy(Message, *_messages(cases))
    filling.copy(Duty, *_duties(cases))


def _incidents(cases: Cases) -> tuple[tuple[str, ...], Iterator[Row]]:
    columns: tuple[str, ...] = ("id", "ref", "client_token", "raised_by_id", "raised_at", "service_id", "is_danger")
    columns += ("how_soon", "urgency", "about_whom", "involved", "about_staff", "imagery", "exact_words")
    columns += ("seen_and_done", "route", "has_imagery", "is_about_staff", "state")
    columns += ("acknowledged_at", "acknowledged_by_id", "closed_at", "closed_by_id")
    words, seen = texts("exact words", 6), texts("seen and done", 6)

    def rows() -> Iterator[Row]:
        for one in cases.all():
            soon = ("today", "today", "now", "can_wait")[one.chance % 4]
            yield (
                *(str(one.id), one.ref, token(40, one.id), str(one.worker.id), one.moment()),
                *(str(one.worker.service), "f", soon, soon, "A young person, 14", "{child}"),
                *("yes" if one.is_about_staff else "no", "no", words[one.chance % 500], seen[one.chance % 499]),
                *("about_staff" if one.is_about_staff else "ordinary", "f", "t" if one.is_about_staff else "f"),
                *(one.state, *((one.moment(9), str(one.handler)) if one.is_answered else (NULL, NULL))),
                *((one.moment(10_000), str(DSL)) if one.state == "closed" else (NULL, NULL)),
            )

    return columns, rows()


def _chronology(cases: Cases) -> tuple[tuple[str, ...], Iterator[Row]]:
    columns: tuple[str, ...] = ("ref", "client_token", "incident_id", "kind", "by_id", "written_at", "text", "body")
    words = texts("chronology", 3)

    def rows() -> Iterator[Row]:
        number = 0
        for one in cases.all():
            for turn in range(one.entries):
                number += 1
                kind = KINDS[(turn + one.chance) % 4]
                yield (
                    *(token(41, number), token(42, number), str(one.id), kind, str(one.handler)),
                    *(one.moment(20 + turn * 30), words[number % 500], "social_care" if kind == "referral" else ""),
                )

    return columns, rows()


def _triage(cases: Cases) -> tuple[tuple[str, ...], Iterator[Row]]:
    columns = ("ref", "incident_id", "question", "answer", "reason", "by_id", "answered_at")

    def rows() -> Iterator[Row]:
        number = 0
        for one in cases.all():
            if not one.is_answered:
                continue
            given = {"severity": SEVERITIES[one.chance % 5], "category": CATEGORIES[one.chance % 5]}
            for question, answer in TRIAGE:
                number += 1
                said = answer or given[question]
                yield (
                    *(token(43, number), str(one.id), question, said, "As we talked about."),
                    *(str(one.handler), one.moment(15)),
                )

    return columns, rows()


def _closures(cases: Cases) -> tuple[tuple[str, ...], Iterator[Row]]:
    columns: tuple[str, ...] = ("ref", "client_token", "incident_id", "outcome", "learning", "no_monitoring")
    words = texts("closures", 2, 100)

    def rows() -> Iterator[Row]:
        for one in cases.all():
            if one.state == "closed":
                yield (
                    *(token(44, one.id), token(45, one.id), str(one.id), words[one.chance % 100]),
                    *(words[one.chance % 99], "The family has support.", str(DSL), one.moment(10_000)),
                )

    return (*columns, "closed_by_id", "closed_at"), rows()


def _ladders(cases: Cases) -> tuple[tuple[str, ...], Iterator[Row]]:
    columns: tuple[str, ...] = ("id", "ref", "subject_type", "subject_ref", "about_ref", "path", "kind", "levels")
    columns += ("service_id", "urgency", "excluded", "state", "level", "calls", "started_at", "next_due_at")
    columns += ("acknowledged_at", "acknowledged_by_id")

    def rows() -> Iterator[Row]:
        for one in cases.all():
            about_staff = one.is_about_staff
            excluded = f"{{{one.worker.manager},{one.worker.id}}}" if about_staff else f"{{{one.worker.id}}}"
            due = one.moment(60) if one.is_answered else at(TODAY + LATER, one.chance % 1440)
            answered = ("acknowledged", "0", "1") if one.is_answered else ("climbing", "2", "3")
            yield (
                *(str(one.id), ref("LD", one.id), SUBJECT, one.ref, one.ref, f"/incidents/{one.ref}/"),
                *(("about_staff", STAFF_LEVELS) if about_staff else ("ordinary", LEVELS)),
                *(str(one.worker.service), ("today", "today", "now", "can_wait")[one.chance % 4], excluded, *answered),
                *(one.moment(), due, *((one.moment(9), str(one.handler)) if one.is_answered else (NULL, NULL))),
            )

    return columns, rows()


def _told(one: Case) -> Iterator[tuple[int, int, str, int, int]]:
    """Who was told of a concern: the number of the call, its level, the post, the person, and minutes after."""
    first = (4, "Safeguarding officer for staff matters") if one.is_about_staff else (one.officer, "DSO")
    yield 1, 0, first[1], first[0], 0
    yield 1, 0, "DSL", DSL, 0
    if not one.is_answered:
        yield 2, 1, "Deputy DSL", 2, 60
        yield 3, 2, "Strategic lead", 3, 120


def _steps(cases: Cases) -> tuple[tuple[str, ...], Iterator[Row]]:
    columns = ("ladder_id", "kind", "at", "call", "level", "post", "person_id", "telling")

    def rows() -> Iterator[Row]:
        number = 0
        for one in cases.all():
            for call, level, post, person, after in _told(one):
                number += 1
                yield (
                    *(str(one.id), "told", one.moment(after), str(call), str(level), post),
                    *(str(person), token(46, number)),
                )
            if one.is_answered:
                for kind, after in (("opened", 8), ("acknowledged", 9)):
                    yield str(one.id), kind, one.moment(after), "1", "0", "", str(one.handler), NULL

    return columns, rows()


def _messages(cases: Cases) -> tuple[tuple[str, ...], Iterator[Row]]:
    """An e-mail and a text message to everybody who was told, all of them taken by their provider."""
    columns: tuple[str, ...] = ("key", "dedupe_key", "kind", "queue", "channel", "recipient_id", "address")
    columns += ("subject_ref", "title", "body", "is_persistent", "state", "queued_at", "next_attempt_at", "attempts")
    columns += ("sent_at", "provider_id")

    def rows() -> Iterator[Row]:
        number = 0
        for one in cases.all():
            for _call, _level, _post, person, after in _told(one):
                number += 1
                telling = token(46, number)
                telling = "-".join((telling[:8], telling[8:12], telling[12:16], telling[16:20], telling[20:]))
                title = f"{one.ref}: somebody must act today. Answer by 10:00"
                for turn, channel in enumerate(("email", "sms")):
                    address = f"staff{person}@bench.example" if channel == "email" else f"+4477009{person:05}"
                    yield (
                        *(token(47, 2 * number + turn), f"{telling}:{person}:{channel}", "escalation.alert", "alerts"),
                        *(channel, str(person), address, telling, title, title, "t", "sent", one.moment(after)),
                        *(one.moment(after), "1", one.moment(after), ""),
                    )

    return columns, rows()


def _duties(cases: Cases) -> tuple[tuple[str, ...], Iterator[Row]]:
    """The first entry: done, but for one in five of the cases that somebody is dealing with."""
    columns: tuple[str, ...] = ("ref", "kind", "owner_id", "subject_type", "subject_ref", "path", "opened_at", "due_at")
    columns += ("state", "done_at", "done_by_id", "escalate_at", "reminded_at", "escalated_at", "route_kind")

    def rows() -> Iterator[Row]:
        for one in cases.all():
            if not one.is_answered:
                continue
            by, due = str(one.handler), one.moment(129)
            is_open = not one.entries
            done = ("open", NULL, NULL) if is_open else ("done", one.moment(20), by)
            told = (due, one.moment(159)) if is_open else (NULL, NULL)
            yield (
                *(ref("DY", one.id), "first_entry", by, SUBJECT, one.ref, f"/incidents/{one.ref}/"),
                *(one.moment(9), due, *done, one.moment(159), *told),
                *("about_staff" if one.is_about_staff else "ordinary", str(one.worker.service)),
            )

    return (*columns, "service_id"), rows()
