"""The bench does not rot: its generator fills a migrated database, and every page of its list answers on it."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.test import Client, override_settings

from incidents.models import ChronologyEntry, Incident
from safeguard.embedded.local import free_port
from safeguard.lib.refs import is_ref
from safeguard.notifications.models import Message
from safeguard.people.models import Person
from safeguard.people.rules import name_key
from sessions_app.models import Session
from tests.bench import client, phases
from tests.bench.data import people
from tests.bench.data.copying import Filling, _defaults
from tests.bench.data.drawing import dice, ref, token
from tests.bench.data.organisation import World
from tests.bench.data.sizes import FULL, LONG_CASE, MOMENT, SMALL, TEN, TINY, Size
from tests.bench.measure import Result
from tests.bench.pages import PAGES, ROWS, Page
from tests.bench.pools import Pools
from tests.bench.profile import profiled
from tests.bench.site import settings as bench_settings
from tests.bench.site.middleware import HEADER
from tests.bench.table import lines
from tests.plugins.database import fresh_copy


@pytest.fixture(scope="module")
def pools(made: Any) -> Iterator[Pools]:
    """A tiny organisation."""
    with made(TINY) as found:
        yield found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.name}, {page.role}")
def test_every_page_of_the_list_answers(pools: Pools, page: Page) -> None:
    browser = Client()
    browser.force_login(pools.users[page.role])
    path, form = pools.request(page)
    answer = browser.get(path) if form is None else browser.post(path, form)
    assert answer.status_code == page.status, path


def test_a_page_is_named_once() -> None:
    assert len({page.key for page in PAGES}) == len(PAGES)


def test_the_rows_are_as_many_as_they_say(pools: Pools) -> None:
    assert Person.objects.count() == TINY.people
    assert Session.objects.count() == pytest.approx(TINY.sessions, rel=0.02)
    counts = {state: Incident.objects.filter(state=state).count() for state in ("raised", "acknowledged", "closed")}
    assert sum(counts.values()) >= TINY.incidents
    assert counts["raised"] == pytest.approx(TINY.incidents * 0.10, rel=0.3)
    assert counts["acknowledged"] == pytest.approx(TINY.incidents * 0.05, rel=0.4)
    lengths = [case.entries.count() for case in Incident.objects.filter(state="acknowledged")]
    assert LONG_CASE in lengths
    assert ChronologyEntry.objects.count() == pytest.approx(TINY.incidents * 3 + LONG_CASE, rel=0.15)
    assert TEN in [case.entries.count() for case in Incident.objects.all()]


def test_what_is_waiting_has_its_ladder_and_what_was_told_its_messages(pools: Pools) -> None:
    from incidents.selectors import without_ladder
    from safeguard.escalation.models import Ladder, LadderStep
    from safeguard.escalation.selectors import story_of, untold

    assert not without_ladder(MOMENT).exists()
    assert not untold(MOMENT).exists()
    told = story_of(Ladder.objects.filter(state="climbing")[0])
    assert all(len(line.messages) == 2 for line in told)
    assert Message.objects.filter(state="sent").count() >= 2 * LadderStep.objects.filter(kind="told").count() - 8


def test_the_clock_of_the_data_stands_at_their_moment(pools: Pools) -> None:
    from safeguard.lib import clock

    assert 0 <= (clock.now() - MOMENT).total_seconds() < 300
    assert Session.objects.filter(state__in=["planned", "approved"], starts_at__gte=MOMENT).exists()


def test_names_are_found_as_the_product_keeps_them(pools: Pools) -> None:
    one = Person.objects.order_by("pk")[3]
    assert one.name_key == name_key(one.full_name, one.known_as)


@contextmanager
def _filling() -> Iterator[Filling]:
    with fresh_copy() as copy, psycopg.connect(copy.owner_url, autocommit=True) as owner:
        yield Filling(owner)


def _digest(owner: Any) -> str:
    statement = "SELECT md5(string_agg(p::text, '' ORDER BY id)) FROM people_person p"
    return str(owner.execute(statement).fetchone()[0])


def test_the_same_people_are_made_each_time_and_no_key_is_lost(pools: Pools) -> None:
    from tests.bench.data import organisation

    here = connection.cursor()
    here.execute("SELECT md5(string_agg(p::text, '' ORDER BY id)) FROM people_person p")
    with _filling() as filling:
        before = filling.kept()
        with filling.without_keys():
            assert not filling.kept()[0], "every key was to be away"
            organisation.fill(filling, World(TINY))
            people.fill(filling, World(TINY))
        assert _digest(filling.connection) == here.fetchone()[0]
        assert [name for _table, name, *_ in filling.kept()[0]] == [name for _table, name, *_ in before[0]]


def test_a_row_that_points_nowhere_is_refused_when_the_keys_come_back() -> None:
    with _filling() as filling, pytest.raises(psycopg.errors.ForeignKeyViolation), filling.without_keys():
        filling.copy(ChronologyEntry, *_entry_of(incident=77))


def _entry_of(incident: int) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    columns = ("ref", "client_token", "incident_id", "kind", "by_id", "written_at")
    return columns, [(token(1, 1), token(2, 1), str(incident), "note", "1", "2026-01-01 10:00+00")]


def test_a_column_that_must_differ_is_asked_for() -> None:
    with pytest.raises(ValueError, match="must be given"):
        _defaults(ChronologyEntry, {"incident_id", "by_id", "written_at", "kind"})
    with pytest.raises(ValueError, match="has no nonsense"):
        _defaults(ChronologyEntry, {*_entry_of(1)[0], "nonsense"})


def test_references_are_the_products_own_and_no_two_are_alike() -> None:
    drawn = {ref("SE", number) for number in range(20_000)}
    assert len(drawn) == 20_000
    assert all(is_ref(one) for one in list(drawn)[:100])
    assert dice("people").random() == dice("people").random() != dice("incidents").random()


@pytest.mark.parametrize("size", [TINY, SMALL, FULL], ids=lambda size: size.name)
def test_nobody_measured_sees_more_than_one_region(size: Size) -> None:
    world = World(size)
    own = {service for service, officer in world.officers.items() if officer == world.officer}
    assert len(own) == size.services_each < size.services
    assert {worker.service for worker in world.workers} <= set(world.officers)
    assert world.workers[0].service in own
    assert world.staff == (2_000 if size is FULL else world.staff)


def test_the_sweep_of_ladders_tells_once(pools: Pools) -> None:
    with transaction.atomic():
        found, climbed, again = phases.sweep(most=10)
        transaction.set_rollback(True)
    assert "10 due ladders" in found
    assert climbed.startswith("10 climbed, ")
    assert again == "a second sweep climbed 0 and sent 0"


def test_the_mail_server_notes_the_first_message_about_each_concern() -> None:
    port = free_port()
    with phases.mail_server(port) as taken, smtplib.SMTP("127.0.0.1", port) as line:
        for ref_in_title in ("SG-00000-00001", "SG-00000-00001", "SG-00000-00002"):
            line.sendmail("a@bench.example", ["b@bench.example"], f"Subject: {ref_in_title}: now\r\n\r\nOpen it.")
    assert list(taken.first) == ["SG-00000-00001", "SG-00000-00002"]


def test_an_answer_says_its_statements_and_its_times() -> None:
    head = "HTTP/1.1 302 Found\r\nX-Bench: 7;1.500;4.250\r\nLocation: /reports/SG-00000-00001/"
    answer = client._read(head, 12.0)
    assert (answer.status, answer.queries, answer.in_database, answer.processor) == (302, 7, 1.5, 4.25)
    assert answer.location == "/reports/SG-00000-00001/"


def test_floors_answer_in_plain_django_and_are_counted(pools: Pools) -> None:
    with override_settings(MIDDLEWARE=bench_settings.MIDDLEWARE, TEMPLATES=bench_settings.TEMPLATES):
        browser = Client()
        browser.force_login(pools.users["dso"])
        answer = browser.get("/bench/rows/")
        assert answer.headers[HEADER].startswith("3;")
        assert answer.content.count(b"<tr>") == 1 + 25
        assert browser.post("/bench/write/", {"exact_words": "Words"}).status_code == 302
        assert Client().get("/bench/rows/").status_code == 403


def test_a_profile_shows_every_statement_and_where_python_was(pools: Pools) -> None:
    page = next(page for page in PAGES if page.key == ("people", "worker"))
    first, *rest = profiled(page, pools)
    assert first.startswith("people (worker): answers 200 in ")
    assert any("people_involvement" in line for line in rest)
    assert "people_list" in rest[-1]


def test_the_table_says_what_is_within_its_target_and_what_is_not() -> None:
    results = [Result(ROWS), Result(PAGES[0]), Result(PAGES[1], problem="answers 500")]
    for result, took, queries in zip(results, (10.0, 26.0), (3, 8), strict=False):
        result.took, result.processor, result.in_database = [took], [took], [1.0]
        result.queries = {queries}
    shown = lines(results)
    assert shown[3].split()[4:7] == ["2.60", "2.5", "miss"]
    assert "not measured: dashboard, page 100 of those in hand (dso): answers 500" in shown
    results[1].took = [25.0]
    assert lines(results)[3].split()[4:7] == ["2.50", "2.5", "✓"]
