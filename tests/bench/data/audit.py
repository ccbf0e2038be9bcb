"""The audit trail: acts and readings, as many as they were asked for."""

from collections.abc import Iterator

from safeguard.audit.models import AuditEvent
from tests.bench.data.copying import Filling, Row
from tests.bench.data.drawing import TODAY, at, ref, token
from tests.bench.data.organisation import World
from tests.bench.data.sizes import YEARS

ACTS = (
    ("sessions_app.session.opened", "sessions_app.session", "SE"),
    ("people.person.opened", "people.person", "PE"),
    ("sessions_app.session.planned", "sessions_app.session", "SE"),
    ("incidents.incident.opened", "incidents.incident", "SG"),
    ("sessions_app.record.written", "sessions_app.session", "SE"),
    ("people.person.listed", "", "PE"),
    ("sessions_app.session.listed", "", "SE"),
    ("people.person.opened", "people.person", "PE"),
)
LISTED = 25  # references in a reading of a list


def fill(filling: Filling, world: World) -> None:
    """Write all of it, the earliest first."""
    filling.copy(AuditEvent, *_events(world))


def _events(world: World) -> tuple[tuple[str, ...], Iterator[Row]]:
    columns: tuple[str, ...] = ("verb", "actor_id", "subject_type", "subject_ref", "refs", "fields", "schema", "digest")
    columns += ("request_id", "at", "recorded_at")
    size, lists = world.size, [_listed(turn) for turn in range(500)]
    known = {"SE": size.sessions, "PE": size.people, "SG": size.incidents}
    first = world.workers[0].id

    def rows() -> Iterator[Row]:
        for number in range(size.audit):
            verb, subject, prefix = ACTS[number % 8]
            about = ref(prefix, number * 7919 % known[prefix] + 1) if subject else ""
            is_act = number % 8 in (2, 4)
            day, part = divmod(number * YEARS * 365 * 480 // size.audit, 480)
            moment = at(TODAY - YEARS * 365 + day, 540 + part)
            yield (
                *(verb, str(first + number * 31 % size.workers), subject, about),
                *("{}" if subject else lists[number % 500], "{state,version}" if is_act else "{}"),
                *(f"{subject}/1" if is_act else "", token(50, number) * 2 if is_act else "", token(51, number)),
                *(moment, moment),
            )

    return columns, rows()


def _listed(turn: int) -> str:
    return "{" + ",".join(ref("PE", turn * LISTED + number + 1) for number in range(LISTED)) + "}"
