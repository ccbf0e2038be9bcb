"""Young people, the adults around them, who works with them, what was assessed and what was agreed."""

from collections.abc import Iterator

from consent.models import ConsentDecision, ConsentRequest
from safeguard.people.models import Adult, Involvement, Person, SearchKey
from safeguard.people.rules import name_key, search_keys
from sessions_app.models import AgreedAction, RiskAssessment
from tests.bench.data.copying import Filling, Row
from tests.bench.data.drawing import DAYS, NULL, TODAY, Names, at, dice, escaped, ref, texts, token
from tests.bench.data.organisation import AUTHORITIES, Worker, World, activity_of

REACH = ("phone", "email", "safe_call", "safe_text", "safe_email")


def worker_of(world: World, person: int) -> Worker:
    """Who works with somebody (by id): everybody has about as many."""
    return world.workers[person % len(world.workers)]


def registered_on(world: World, person: int) -> int:
    """The day somebody was registered: evenly over the years until a week ago."""
    return 20 + person * (TODAY - 27) // (world.size.people + 1)


def activity_with(world: World, person: int) -> int:
    """What somebody takes part in."""
    return activity_of(worker_of(world, person).service, person)


def fill(filling: Filling, world: World) -> None:
    """Write all of it."""
    chance = dice("people")
    names = Names(chance).draw(world.size.people)
    filling.copy(Person, *_people(world, names))
    filling.copy(SearchKey, ("person_id", "kind", "key"), _search_keys(names))
    filling.copy(Adult, *_adults(world, names))
    columns = ("person_id", "practitioner_id", "role", "from_at", "to_at")
    filling.copy(Involvement, columns, _involvements(world))
    filling.copy(RiskAssessment, *_risks(world))
    filling.copy(AgreedAction, *_actions(world))
    filling.copy(ConsentRequest, *_requests(world))
    filling.copy(ConsentDecision, *_decisions(world, names))


def _everybody(world: World) -> Iterator[tuple[int, Worker, str]]:
    """Each person's id, who works with them, and the moment they were registered."""
    for person in range(1, world.size.people + 1):
        yield person, worker_of(world, person), at(registered_on(world, person), 540 + person % 420)


def _people(world: World, names: list[tuple[str, str]]) -> tuple[tuple[str, ...], Iterator[Row]]:
    columns: tuple[str, ...] = ("id", "ref", "client_token", "kind", "full_name", "known_as", "born_on", "service_id")
    columns += (*REACH, "authority_known", "authority_id", "name_key", "registered_at", "registered_by_id")
    chance = dice("birthdays")

    def rows() -> Iterator[Row]:
        for person, worker, moment in _everybody(world):
            first, last = names[person - 1]
            year, month, day = chance.randrange(2009, 2017), chance.randrange(1, 13), chance.randrange(1, 29)
            yield (
                *(str(person), ref("PE", person), token(20, person), "young_person", escaped(f"{first} {last}"), first),
                *(f"{year}-{month:02}-{day:02}", str(worker.service), f"+4477008{person:06}", ""),
                *("yes", "yes", "not_asked", "yes", str(person % AUTHORITIES + 1)),
                *(name_key(f"{first} {last}", first), moment, str(worker.id)),
            )

    return columns, rows()


def _search_keys(names: list[tuple[str, str]]) -> Iterator[Row]:
    """By what each person is found, as the product makes it of their name."""
    made: dict[tuple[str, str], list[tuple[str, str]]] = {}  # many have the same name
    for person, (first, last) in enumerate(names, start=1):
        if (first, last) not in made:
            made[first, last] = sorted(search_keys(f"{first} {last}", first, ""))
        for kind, key in made[first, last]:
            yield str(person), kind, escaped(key)


def _adults(world: World, names: list[tuple[str, str]]) -> tuple[tuple[str, ...], Iterator[Row]]:
    """A mother for everybody, and a father for every second one."""
    columns: tuple[str, ...] = ("id", "ref", "client_token", "person_id", "full_name", "relationship", *REACH)
    columns += ("may_countersign", "has_responsibility", "added_at", "added_by_id")

    def rows() -> Iterator[Row]:
        for person, worker, moment in _everybody(world):
            for who, relationship in enumerate(("mother", "father") if person % 2 == 0 else ("mother",)):
                number = 2 * person - 1 + who
                first = names[(person * 7 + who) % len(names)][0]
                yield (
                    *(str(number), ref("AD", number), token(21, number), str(person)),
                    *(escaped(f"{first} {names[person - 1][1]}"), relationship, f"+4477007{person:06}", ""),
                    *("yes", "yes", "not_asked", "yes", "yes", moment, str(worker.id)),
                )

    return columns, rows()


def _involvements(world: World) -> Iterator[Row]:
    """The worker who is allocated; for every fourth person another one too, and for every third one who has left."""
    many = len(world.workers)
    for person, worker, moment in _everybody(world):
        yield str(person), str(worker.id), "allocated", moment, NULL
        if person % 4 == 0 and many > 1:
            yield str(person), str(world.workers[(person + 1) % many].id), "with", moment, NULL
        if person % 3 == 0 and many > 2:
            left = at(registered_on(world, person) + 3, 600)
            yield str(person), str(world.workers[(person + 2) % many].id), "with", moment, left


def _risks(world: World) -> tuple[tuple[str, ...], Iterator[Row]]:
    columns: tuple[str, ...] = ("id", "ref", "client_token", "person_id", "rating", "risks", "measures")
    columns += ("review_on", "made_at", "made_by_id")
    words = texts("risks", 2)
    ratings = ("low", "low", "low", "low", "moderate", "moderate", "high")

    def rows() -> Iterator[Row]:
        for person, worker, moment in _everybody(world):
            yield (
                *(str(person), ref("RA", person), token(22, person), str(person), ratings[person % len(ratings)]),
                *(words[person % 500], words[(person * 3) % 500], DAYS[TODAY + 10 + person % 80], moment),
                str(worker.id),
            )

    return columns, rows()


def _actions(world: World) -> tuple[tuple[str, ...], Iterator[Row]]:
    """One thing that was agreed for every fifth person; one in fifty is still to be done."""
    columns = ("ref", "assessment_id", "what", "owner_id", "due_on", "done_at", "done_by_id")

    def rows() -> Iterator[Row]:
        for person, worker, moment in _everybody(world):
            if person % 5 == 0:
                is_open = person % 50 == 0
                due = DAYS[TODAY + 5 if is_open else registered_on(world, person) + 20]
                done = (NULL, NULL) if is_open else (moment, str(worker.id))
                yield (ref("AA", person), str(person), "Ask the school about a quiet room.", str(worker.id), due, *done)

    return columns, rows()


def _requests(world: World) -> tuple[tuple[str, ...], Iterator[Row]]:
    columns: tuple[str, ...] = ("id", "ref", "client_token", "link_id", "person_id", "activity_id", "statement_id")
    columns += ("adult_id", "purposes", "asked_by_id", "asked_at", "expires_at", "state", "answered_at", "answer_name")

    def rows() -> Iterator[Row]:
        for person, worker, moment in _everybody(world):
            ends = at(registered_on(world, person) + 14, 540)
            yield (
                *(str(person), ref("CR", person), token(23, person), token(24, person), str(person)),
                *(str(activity_with(world, person)), "1", str(2 * person - 1), "{take_part}", str(worker.id)),
                *(moment, ends, "answered", moment, "as signed"),
            )

    return columns, rows()


def _decisions(world: World, names: list[tuple[str, str]]) -> tuple[tuple[str, ...], Iterator[Row]]:
    """Both agreed to take part, through the link."""
    columns: tuple[str, ...] = ("ref", "person_id", "activity_id", "request_id", "statement_id", "purpose", "party")
    columns += ("decision", "adult_id", "given_by", "method", "given_at", "recorded_at", "recorded_by_id")

    def rows() -> Iterator[Row]:
        for person, _worker, moment in _everybody(world):
            activity = str(activity_with(world, person))
            for party, adult in enumerate((NULL, str(2 * person - 1))):
                yield (
                    *(token(25, 2 * person + party), str(person), activity, str(person), "1", "take_part"),
                    *(("young_person", "parent_carer")[party], "agreed", adult, escaped(" ".join(names[person - 1]))),
                    *("link", moment, moment, NULL),
                )

    return columns, rows()
