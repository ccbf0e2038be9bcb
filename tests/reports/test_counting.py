"""What is counted for a quarter, and that it takes the same number of queries however much there is."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from incidents.models import Incident
from safeguard.policies.selectors import thresholds_in_force
from safeguard.reports.rules import Quarter
from safeguard.reports.rules.layout import ANSWERED, CALLS, CALLS_MADE, CLOSED, REFERRED
from safeguard.reports.selectors import figures_of, names_told_in, service_names, was_anybody_here
from sessions_app.enums import EndedHow, EventKind, SessionKind, SessionState
from tests.factories.happened import (
    a_concern,
    a_session,
    a_welfare_call,
    acknowledged,
    closed,
    pressed,
    referred,
    there_was,
    triaged,
)
from tests.factories.live import a_person

pytestmark = pytest.mark.django_db
QUARTER = Quarter(date(2026, 4, 1))  # summer time: it begins on 31 March at 23:00 UTC
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
AT_TEN = datetime(2026, 4, 15, 9, tzinfo=UTC)  # a Wednesday, 10:00 in London


@pytest.fixture
def person(cast: Any) -> Any:
    return a_person(cast.owner)


@pytest.fixture
def held(cast: Any, person: Any) -> Any:
    def hold(at: datetime = AT_TEN, **over: Any) -> Any:
        return a_session(person, cast.owner, at, **over)

    return hold


def counted(quarter: Quarter = QUARTER) -> dict[str, int]:
    """Every count by its code."""
    found: dict[str, int] = {}

    def walk(code: str, divisions: Any) -> None:
        for division in divisions:
            for key, count in division.counts.items():
                found[f"{code}.{division.code}.{key}"] = count
                walk(f"{code}.{division.code}.{key}", division.within.get(key, ()))

    for tally in figures(quarter).tallies:
        found[tally.code] = tally.total
        walk(tally.code, tally.divisions)
    return found


def figures(quarter: Quarter = QUARTER) -> Any:
    return figures_of(quarter, thresholds_in_force(AT_TEN))


# --- Sessions -----------------------------------------------------------------------------------------------------


def test_a_session_counts_in_the_quarter_of_its_beginning(held: Any) -> None:
    held(QUARTER.starts_at)
    held(QUARTER.ends_at - MINUTE)
    held(QUARTER.starts_at - MINUTE)
    held(QUARTER.ends_at)
    assert counted()["sessions"] == 2


def test_a_session_that_was_not_held_does_not_count(held: Any, cast: Any) -> None:
    held(ended_how=EndedHow.DID_NOT_COME)
    nothing = {"started_at": None, "started_by": None, "ended_at": None, "ended_by": None, "ended_how": ""}
    held(state=SessionState.CANCELLED, cancelled_at=AT_TEN, cancelled_by=cast.owner, **nothing)
    held(state=SessionState.APPROVED, **nothing)
    held(state=SessionState.LIVE, ended_at=None, ended_by=None, ended_how="")
    assert counted()["sessions"] == 1


def test_sessions_by_method_and_kind(held: Any) -> None:
    for method in ("video", "video", "phone", "chat"):
        held(method=method)
    activity = held().pk  # any session will do to be made another kind
    type(held()).objects.filter(pk=activity).update(kind=SessionKind.UNPLANNED)
    found = counted()
    methods = {key: found[f"sessions.method.{key}"] for key in ("video", "phone", "chat")}
    assert methods == {"video": 2, "phone": 3, "chat": 1}
    assert found["sessions.one_to_one.yes"] == 0


def test_a_one_to_one_is_counted_by_its_kind(cast: Any, person: Any) -> None:
    from tests.factories.live import a_live_session

    session = a_live_session(cast.owner, people=[person])
    found = counted(Quarter(_first_day(session.starts_at)))
    assert (found["sessions"], found["sessions.one_to_one.yes"]) == (1, 1)


def _first_day(moment: datetime) -> date:
    from safeguard.reports.rules import quarter_of

    return quarter_of(moment).first_day


def test_a_second_adult_is_a_second_worker_or_an_adult_on_record(held: Any, cast: Any, person: Any) -> None:
    mother = person.adults.get()
    held(second_worker=cast.colleague)
    there_was(held(), mother)
    there_was(held(), "A stranger")
    pressed(held(), EventKind.PRESENT, alone=True, people=[])
    assert counted()["sessions.second_adult.yes"] == 2


@pytest.mark.parametrize(("minutes", "counts"), [(45, 0), (46, 1)])
def test_over_length_is_longer_than_the_threshold(held: Any, minutes: int, counts: int) -> None:
    held(minutes=minutes)
    assert counted()["sessions.over_length.yes"] == counts


@pytest.mark.parametrize(
    ("at", "is_out"),
    [
        (datetime(2026, 4, 15, 8, 0, tzinfo=UTC), False),  # 9:00 in London
        (datetime(2026, 4, 15, 7, 59, tzinfo=UTC), True),
        (datetime(2026, 4, 15, 15, 59, tzinfo=UTC), False),
        (datetime(2026, 4, 15, 16, 0, tzinfo=UTC), True),  # 17:00
        (datetime(2026, 4, 18, 9, 0, tzinfo=UTC), True),  # a Saturday
        (datetime(2026, 5, 4, 9, 0, tzinfo=UTC), True),  # the early May bank holiday
    ],
)
def test_out_of_hours_is_as_the_working_week_of_the_organisation(held: Any, at: datetime, is_out: bool) -> None:
    held(at)
    assert counted()["sessions.out_of_hours.yes"] == int(is_out)


def test_a_lost_connection_counts_as_answered_when_every_loss_was(held: Any) -> None:
    quick, slow, twice, worried = held(), held(), held(), held()
    for session in (quick, slow, twice, worried):
        pressed(session, EventKind.CONNECTION_LOST, 10 * MINUTE)
    pressed(quick, EventKind.CALL_TRIED, 15 * MINUTE)  # five minutes, as the guidance says
    pressed(slow, EventKind.CALL_TRIED, 15 * MINUTE + timedelta(seconds=1))
    pressed(worried, EventKind.CALL_TRIED, 12 * MINUTE, call="WC-AAAAA-AAAAA")  # a welfare call is no call back
    pressed(twice, EventKind.CONNECTION_BACK, 12 * MINUTE)
    pressed(twice, EventKind.CONNECTION_LOST, 30 * MINUTE)
    held()
    found = counted()
    assert (found["sessions.lost.yes"], found["sessions.lost.yes.called_back.yes"]) == (4, 1)


def test_ended_early_by_reason(held: Any) -> None:
    for how in (EndedHow.LEFT_BY_CHOICE, EndedHow.LEFT_BY_CHOICE, EndedHow.SAFE_WORD, EndedHow.AS_PLANNED):
        held(ended_how=how)
    found = counted()
    assert found["sessions.early.yes"] == 3
    reasons = {code.rpartition(".")[2]: n for code, n in found.items() if ".reason." in code and n}
    assert reasons == {"left_by_choice": 2, "safe_word": 1}


def test_safe_words_and_welfare_calls(held: Any) -> None:
    session = held()
    pressed(session, EventKind.SAFE_WORD_USED, danger_now=False)
    pressed(session, EventKind.SAFE_WORD_USED, 5 * MINUTE, danger_now=True)
    a_welfare_call(session, AT_TEN, was_made=True)
    a_welfare_call(session, AT_TEN, was_made=False)
    a_welfare_call(session, QUARTER.ends_at, was_made=True)
    found = counted()
    assert (found["sessions.safe_word.yes"], found[CALLS], found[CALLS_MADE]) == (1, 2, 1)


# --- Concerns and incidents ---------------------------------------------------------------------------------------


@pytest.fixture
def raised(cast: Any) -> Any:
    def raise_it(at: datetime = AT_TEN, **over: Any) -> Incident:
        return a_concern(cast.owner, at, **over)

    return raise_it


def test_a_concern_counts_in_the_quarter_in_which_it_was_raised(raised: Any) -> None:
    for at in (QUARTER.starts_at, QUARTER.ends_at - MINUTE, QUARTER.starts_at - MINUTE, QUARTER.ends_at):
        raised(at)
    assert counted()["incidents"] == 2


def test_concerns_by_where_they_stand_restricted_ones_too(raised: Any, cast: Any) -> None:
    raised()
    acknowledged(raised(about_staff="yes", staff_named="Callum Reid"), cast.dsl, HOUR)
    closed(raised(imagery="yes", imagery_notice_read=True), cast.dsl, 3 * DAY)
    found = counted()
    assert found["incidents.answer.waiting"] == 1
    assert (found[ANSWERED], found[f"{ANSWERED}.state.open"], found[CLOSED]) == (2, 1, 1)


def test_triage_counts_as_it_is_in_force_and_what_is_not_decided_counts_too(raised: Any, cast: Any) -> None:
    first, second = raised(), raised()
    raised()
    triaged(first, cast.dsl, risk="not_sure", severity="low", category="content_suicide", online="yes", offence="yes")
    triaged(first, cast.dsl, severity="serious", category="contact_sextortion")
    triaged(second, cast.dsl, risk="immediate", category="not_online_neglect", online="no")
    found = counted()
    ones = {code for code, count in found.items() if count == 1 and code.startswith("incidents.")}
    assert ones == {
        "incidents.category.contact",
        "incidents.category.contact.kind.contact_sextortion",
        "incidents.category.not_online",
        "incidents.category.not_online.kind.not_online_neglect",
        "incidents.category.undecided",
        "incidents.severity.serious",
        "incidents.offence.yes",
        "incidents.offence.not_asked",
        "incidents.offence.undecided",
        "incidents.risk.not_sure",
        "incidents.risk.immediate",
        "incidents.risk.undecided",
    }
    assert found["incidents.severity.undecided"] == 2


def test_concerns_by_service(raised: Any, cast: Any) -> None:
    cast.other_service.region = "North West"
    cast.other_service.save()
    raised(service=cast.service)
    raised(service=cast.service)
    raised(service=None)
    found = counted()
    names = {name: found[f"incidents.service.{ref}"] for ref, name in service_names().items()}
    assert names == {"Evening line": 2, "Day groups (North West)": 0}
    assert found["incidents.service.none"] == 1


def test_a_repeat_is_about_somebody_with_an_earlier_concern(raised: Any, cast: Any, person: Any) -> None:
    other = a_person(cast.owner, full_name="Ben Okoro", known_as="Ben")
    raised(QUARTER.starts_at - 90 * DAY, about=person)  # of an earlier quarter
    raised(about=person)
    raised(about=other)
    raised()
    found = counted()
    assert (found["incidents"], found["incidents.repeat.yes"]) == (3, 1)


def test_times_are_medians_from_the_raising(raised: Any, cast: Any) -> None:
    for minutes in (10, 20, 60):
        incident = raised()
        acknowledged(incident, cast.dsl, minutes * MINUTE)
    closed(incident, cast.dsl, 4 * DAY)
    referred(incident, cast.dsl, 2 * HOUR)
    referred(incident, cast.dsl, 9 * HOUR)
    raised()
    assert figures().medians == {ANSWERED: 10 * 60, REFERRED: 2 * 3600, CLOSED: 4 * 86400}


def test_nothing_at_all_counts_as_nothing(cast: Any) -> None:
    assert set(counted().values()) == {0}
    assert figures().medians == {}


@pytest.mark.parametrize("rows", [3, 100])
def test_counting_takes_as_many_queries_whatever_there_is(
    held: Any, raised: Any, cast: Any, django_assert_num_queries: Any, rows: int
) -> None:
    thresholds, first = thresholds_in_force(AT_TEN), held()
    copies(first, rows)
    copies(raised(), rows)
    with django_assert_num_queries(5):
        figures_of(QUARTER, thresholds)
    assert counted()["sessions"] == counted()["incidents"] == rows + 1


def copies(one: Any, count: int) -> None:
    """So many more rows like one."""
    import uuid

    from safeguard.lib.refs import new_ref

    values = {field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields}
    del values["id"]
    rows = [{**values, "ref": new_ref("XX"), "client_token": uuid.uuid4()} for _ in range(count)]
    type(one).objects.bulk_create([type(one)(**row) for row in rows])


# --- Names --------------------------------------------------------------------------------------------------------


def test_names_of_staff_and_of_those_we_work_with_are_found(cast: Any, person: Any) -> None:
    text = "Thanks to PRIYA SHAH. Maya Ellis’s mother rang. Callum was away; Reid Street is closed; Mayaellis."
    assert names_told_in(text) == ["Maya Ellis", "Priya Shah"]
    assert names_told_in("A worker rang.") == []


def test_whether_anybody_used_this_before_a_day(cast: Any) -> None:
    assert was_anybody_here(date(2026, 1, 1))
    assert not was_anybody_here(date(2019, 1, 1))
