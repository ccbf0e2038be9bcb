"""Sessions over three years and the next days, in the order in which they were held, with all that belongs to them."""

from collections.abc import Iterator
from dataclasses import dataclass

from safeguard.duties.models import Duty
from sessions_app.models import (
    Approval,
    Booking,
    LiveEvent,
    Participant,
    Record,
    Session,
    SessionAssessment,
    WelfareCall,
)
from tests.bench.data.copying import Filling, Row
from tests.bench.data.drawing import NULL, TODAY, at, dice, ref, texts, token
from tests.bench.data.organisation import Worker, World, activity_of
from tests.bench.data.people import registered_on, worker_of
from tests.bench.data.sizes import YEARS

COMING = 0.013  # of all: about two weeks
LONG = 45  # minutes of a session
PAST_STATES = ("recorded", "ended", "cancelled", "planned")
SUBJECT = "sessions_app.session"
ALONE = '{"alone": true, "people": []}'


@dataclass(frozen=True, slots=True)
class Held:
    """What the tables of one session agree on. ``chance``: 32 bits that are another for each."""

    id: int
    ref: str
    person: int
    worker: Worker
    day: int
    minute: int
    kind: str
    state: str
    chance: int

    @property
    def began(self) -> bool:
        """Whether it was held, or is under way."""
        return self.state in ("recorded", "ended", "live")

    def moment(self, after: int = 0) -> str:
        """When it began, or so many minutes after that."""
        return at(self.day, self.minute + after)


class Sessions:
    """All sessions of one world, the earliest first."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.all = list(self._held())  # a quarter of a gigabyte at full size, and a minute less

    def _drawn(self) -> list[int]:
        """Day, minute and person of each session in one number, the earliest first."""
        world, chance = self.world, dice("sessions")
        times = world.size.sessions / world.size.people / 10
        keys: list[int] = []
        slots: dict[int, int] = {}
        for person in range(1, world.size.people + 1):
            first = max(registered_on(world, person) + 4, TODAY - YEARS * 365)
            worker = person % len(world.workers)
            for _ in range(round(times * (30 if _is_often_met(person) else 5))):
                if chance.random() < COMING:
                    slot = slots[worker] = slots.get(worker, -1) + 1
                    day, minute = TODAY + slot // 6, 660 + slot % 6 * 60
                else:
                    day, minute = chance.randrange(first, TODAY), 540 + chance.randrange(96) * 5
                keys.append((day * 1440 + minute) << 20 | person)
        live = [(TODAY * 1440 + 580) << 20 | worker + len(world.workers) for worker in range(0, len(world.workers), 20)]
        return sorted(keys + live)

    def _held(self) -> Iterator[Held]:
        world = self.world
        for number, key in enumerate(self._drawn(), 1):
            person = key & 0xFFFFF
            day, minute = divmod(key >> 20, 1440)
            chance = number * 2654435761 & 0xFFFFFFFF
            kind = _kind(chance % 100)
            state = _state(day, minute, chance >> 8)
            kind = "group" if kind == "unplanned" and state not in ("recorded", "ended") else kind
            yield Held(number, ref("SE", number), person, worker_of(world, person), day, minute, kind, state, chance)

    def others_in(self, one: Held) -> list[int]:
        """Who takes part: in every second group somebody else of the same worker too."""
        other = one.person + len(self.world.workers)
        is_there = one.kind == "group" and one.chance & 1 and other <= self.world.size.people
        return [one.person, other] if is_there else [one.person]

    def second_worker(self, one: Held) -> int | None:
        """Another worker in one of twenty past sessions."""
        if one.day >= TODAY or one.chance >> 4 & 31 != 7 or len(self.world.workers) < 2:
            return None
        number = one.person % len(self.world.workers)
        return self.world.workers[(number + 1) % len(self.world.workers)].id


def _is_often_met(person: int) -> bool:
    """One in five is met thirty times, the others five times, wherever they are in the list."""
    return (person * 2654435761 >> 7) % 5 == 0


def _kind(percent: int) -> str:
    if percent < 70:
        return "one_to_one"
    return "group" if percent < 97 else "unplanned"


def _state(day: int, minute: int, chance: int) -> str:
    if (day, minute) == (TODAY, 580):
        return "live"
    if day >= TODAY:
        return "approved" if chance & 1 else "planned"
    if day >= TODAY - 2 and chance % 10 < 2:
        return "ended"
    percent = chance % 1000
    return "planned" if percent < 2 else "cancelled" if percent < 32 else "recorded"


def fill(filling: Filling, sessions: Sessions) -> None:
    """Write all of it."""
    filling.copy(Session, *_sessions(sessions))
    filling.copy(Participant, *_participants(sessions))
    filling.copy(SessionAssessment, *_assessments(sessions))
    filling.copy(Approval, *_approvals(sessions))
    filling.copy(Booking, *_bookings(sessions))
    filling.copy(LiveEvent, *_events(sessions))
    filling.copy(Record, *_records(sessions))
    filling.copy(WelfareCall, *_calls(sessions))
    filling.copy(Duty, *_duties(sessions))


def _sessions(sessions: Sessions) -> tuple[tuple[str, ...], Iterator[Row]]:
    columns: tuple[str, ...] = ("id", "ref", "client_token", "kind", "phase", "method", "purpose", "platform_id")
    columns += ("activity_id", "practitioner_id", "second_worker_id", "service_id", "starts_at", "planned_minutes")
    columns += ("why_one_to_one", "mitigations", "state", "planned_at", "planned_by_id", "family_told_at")
    columns += ("started_at", "started_by_id", "ended_at", "ended_by_id", "ended_how", "recorded_at", "recorded_by_id")
    columns += ("cancelled_at", "cancelled_by_id", "cancelled_why")
    purposes = texts("purposes", 1, 100)

    def rows() -> Iterator[Row]:
        nothing = (NULL, NULL)
        for one in sessions.all:
            by, method = str(one.worker.id), one.chance % 3
            is_planned, is_alone = one.kind != "unplanned", one.kind == "one_to_one"
            over = one.state in ("recorded", "ended")
            second = sessions.second_worker(one)
            activity = activity_of(one.worker.service, one.person)
            yield (
                *(str(one.id), ref("SE", one.id), token(30, one.id), one.kind),
                *("follow_up", ("video", "phone", "chat")[method], purposes[one.chance % 100]),
                *((str(method + 1), str(activity)) if is_planned else nothing),
                *(by, str(second) if second else NULL, str(one.worker.service), one.moment(), str(LONG)),
                *(("private", "{adult_near}") if is_alone else ("", "{}")),
                *(one.state, at(min(one.day, TODAY) - 5, 600), by, at(min(one.day, TODAY) - 3, 600)),
                *((one.moment(), by) if one.began else nothing),
                *((one.moment(LONG), by, _ended_how(one.chance)) if over else (*nothing, "")),
                *((one.moment(LONG + 10), by) if one.state == "recorded" else nothing),
                *((at(one.day - 1, 900), by, "They are ill.") if one.state == "cancelled" else (*nothing, "")),
            )

    return columns, rows()


def _ended_how(chance: int) -> str:
    percent = chance % 200
    early = ("left_by_choice", "not_sure", "connection_lost", "safe_word", "concern", "did_not_come")
    return early[percent] if percent < len(early) else "as_planned"


def _ended(one: Held) -> str:
    return f'{{"how": "{_ended_how(one.chance)}", "worry": false}}'


def _participants(sessions: Sessions) -> tuple[tuple[str, ...], Iterator[Row]]:
    def rows() -> Iterator[Row]:
        number = 0
        for one in sessions.all:
            told = at(min(one.day, TODAY) - 3, 600)
            for person in sessions.others_in(one):
                number += 1
                yield token(31, number), str(one.id), str(person), told, "{spoken}"

    return ("ref", "session_id", "person_id", "told_at", "told_through"), rows()


def _assessments(sessions: Sessions) -> tuple[tuple[str, ...], Iterator[Row]]:
    columns: tuple[str, ...] = ("ref", "client_token", "session_id", "rating", "risks", "measures", "response")
    columns += ("made_at", "made_by_id")
    words = texts("session risks", 1, 100)

    def rows() -> Iterator[Row]:
        for one in sessions.all:
            yield (
                *(token(32, one.id), token(33, one.id), str(one.id), "low", words[one.chance % 100]),
                *(words[one.chance % 97], "The manager rings 999; the worker stays on the line."),
                *(at(min(one.day, TODAY) - 5, 630), str(one.worker.id)),
            )

    return columns, rows()


def _approvals(sessions: Sessions) -> tuple[tuple[str, ...], Iterator[Row]]:
    def rows() -> Iterator[Row]:
        for one in sessions.all:
            if one.kind == "one_to_one" and one.state != "planned":
                moment = at(min(one.day, TODAY) - 4, 600)
                yield token(34, one.id), str(one.id), "1", "t", str(one.worker.manager), moment

    return ("ref", "session_id", "version", "is_approved", "by_id", "at"), rows()


def _bookings(sessions: Sessions) -> tuple[tuple[str, ...], Iterator[Row]]:
    def rows() -> Iterator[Row]:
        for one in sessions.all:
            during = f"[{one.moment()},{one.moment(LONG)})"
            is_free = "f" if one.day >= TODAY else "t"
            for worker in (one.worker.id, sessions.second_worker(one)):
                if worker is not None and one.kind != "unplanned":
                    yield str(one.id), str(worker), during, is_free

    return ("session_id", "worker_id", "during", "is_free"), rows()


def _events(sessions: Sessions) -> tuple[tuple[str, ...], Iterator[Row]]:
    """Two presses for each session that was held, and what went wrong in one of fifty."""

    def rows() -> Iterator[Row]:
        number = 0
        for one in sessions.all:
            if not one.began:
                continue
            presses = [("present", ALONE, 2)]
            if one.chance >> 5 & 63 == 7:
                presses += [("connection_lost", "{}", 10), ("connection_back", "{}", 12)]
            if one.state != "live":
                presses += [("ended", _ended(one), LONG)]
            for kind, facts, after in presses:
                number += 1
                yield (
                    *(token(35, number), token(36, number), str(one.id), kind, facts),
                    *(str(one.worker.id), one.moment(after)),
                )

    return ("ref", "client_token", "session_id", "kind", "facts", "by_id", "at"), rows()


def _records(sessions: Sessions) -> tuple[tuple[str, ...], Iterator[Row]]:
    columns: tuple[str, ...] = ("ref", "client_token", "session_id", "method", "began_at", "ended_at", "summary")
    columns += ("agreed", "facts", "written_at", "written_by_id")
    words, agreed = texts("summaries", 4), texts("agreed", 1, 100)

    def rows() -> Iterator[Row]:
        for one in sessions.all:
            if one.state == "recorded":
                yield (
                    *(ref("RC", one.id), token(37, one.id), str(one.id), ("video", "phone", "chat")[one.chance % 3]),
                    *(one.moment(), one.moment(LONG), words[one.chance % 500], agreed[one.chance % 100]),
                    *(_kept(one), one.moment(LONG + 10), str(one.worker.id)),
                )

    return columns, rows()


def _kept(one: Held) -> str:
    """The live facts as a record keeps them (rules.records.snapshot)."""
    present = f'{{"kind": "present", "at": "{one.moment(2)}", "by": "A worker", "of": "", "facts": {ALONE}}}'
    ended = f'{{"kind": "ended", "at": "{one.moment(LONG)}", "by": "A worker", "of": "", "facts": {_ended(one)}}}'
    rest = f'"minutes": {LONG}, "ended_how": "{_ended_how(one.chance)}"'
    return f'{{"people": ["{ref("PE", one.person)}"], "adults": [], "events": [{present}, {ended}], {rest}}}'


def _calls(sessions: Sessions) -> tuple[tuple[str, ...], Iterator[Row]]:
    """A welfare call after one session in a thousand, each made the same day."""
    columns: tuple[str, ...] = ("ref", "client_token", "session_id", "person_id", "is_danger", "opened_at")
    columns += ("opened_by_id", "due_at", "caller_id", "result", "made_at", "made_by_id")

    def rows() -> Iterator[Row]:
        for one in sessions.all:
            if one.state == "recorded" and one.chance >> 6 & 1023 == 7:
                by = str(one.worker.id)
                yield (
                    *(ref("WC", one.id), token(38, one.id), str(one.id), str(one.person), "f", one.moment(30), by),
                    *(one.moment(150), by, "safe", one.moment(90), by),
                )

    return columns, rows()


def _duties(sessions: Sessions) -> tuple[tuple[str, ...], Iterator[Row]]:
    """The record of each session that is over: done, or still to be written."""
    columns: tuple[str, ...] = ("ref", "kind", "owner_id", "subject_type", "subject_ref", "path", "opened_at", "due_at")
    columns += ("state", "done_at", "done_by_id", "escalate_at", "reminded_at", "escalated_at", "route_kind")
    columns += ("service_id",)

    def rows() -> Iterator[Row]:
        for one in sessions.all:
            if one.state not in ("recorded", "ended"):
                continue
            by, late = str(one.worker.id), at(one.day + 1, 600)
            is_done = one.state == "recorded"
            done = ("done", one.moment(LONG + 10), by) if is_done else ("open", NULL, NULL)
            told = (NULL, NULL) if is_done else (one.moment(LONG + 65), late)
            yield (
                *(ref("DU", one.id), "record", by, SUBJECT, one.ref, f"/sessions/{one.ref}/record/"),
                *(one.moment(LONG), one.moment(LONG + 60), *done, late, *told),
                *("ordinary", str(one.worker.service)),
            )

    return columns, rows()
