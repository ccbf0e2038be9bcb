"""The same number of queries at 3 and at 300 rows, and an index behind every list and every sweep."""

import json
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents import access, selectors
from incidents.models import ChronologyEntry, Incident, TriageAnswer
from safeguard.duties.models import Duty
from safeguard.escalation.models import Ladder, LadderStep
from safeguard.lib.pages import newest_first
from safeguard.notifications.actions.delivery import CLAIM
from safeguard.notifications.models import Message
from tests.factories.incidents import raise_by
from tests.pages import browser

pytestmark = pytest.mark.django_db
ROWS = [3, 300]


def _copies(model: Any, one: Any, count: int, **over: Callable[[int], Any]) -> None:
    """So many more rows like one that the real actions have made."""
    values = {field.attname: getattr(one, field.attname) for field in model._meta.concrete_fields}
    del values["id"]
    made = [model(**{**values, **{name: value(number) for name, value in over.items()}}) for number in range(count)]
    model.objects.bulk_create(made, batch_size=500)


def _fill(cast: Any, now: Any, count: int, *, is_acknowledged: bool = False) -> Incident:
    """So many concerns of the owner, each with a ladder; the last ones are the oldest."""
    first = raise_by(cast.owner, now, service=cast.service)
    ladder = Ladder.objects.get(subject_ref=first.ref)
    if is_acknowledged:
        browser(cast.dsl).post(f"/incidents/{first.ref}/acknowledge/")
        first.refresh_from_db()
        ladder.refresh_from_db()
    refs = [f"SG-{number:05}-ABCDE" for number in range(count)]

    def earlier(number: int) -> Any:
        return now - timedelta(minutes=number + 1)

    _copies(Incident, first, count - 1, ref=refs.__getitem__, client_token=_new, raised_at=earlier)
    _copies(
        Ladder, ladder, count - 1, ref=lambda n: f"LD-{n:05}-ABCDE", subject_ref=refs.__getitem__,
        about_ref=refs.__getitem__, path=lambda n: f"/incidents/{refs[n]}/",
    )  # fmt: skip
    return first


def _new(_number: int) -> uuid.UUID:
    return uuid.uuid4()


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize(("who", "queries"), [("owner", 14), ("dsl", 20)])
def test_my_work(cast: Any, now: Any, django_assert_num_queries: Any, rows: int, who: str, queries: int) -> None:
    _fill(cast, now, rows)
    duty = _a_duty(cast, now)
    _copies(Duty, duty, rows - 1, ref=lambda n: f"DY-{n:05}-ABCDE", subject_ref=lambda n: f"SG-{n:05}-ABCDE")
    client = browser(cast[who])
    client.get("/")
    with django_assert_num_queries(queries):
        client.get("/")


def _a_duty(cast: Any, now: Any) -> Duty:
    incident = raise_by(cast.owner, now, service=cast.service)
    browser(cast.dsl).post(f"/incidents/{incident.ref}/acknowledge/")
    return Duty.objects.get()


# Also where more wait than the page shows: the newest of them is asked for among the rest.
@pytest.mark.parametrize(
    ("rows", "is_acknowledged", "queries"),
    [(3, False, 9), (20, False, 9), (300, False, 9), (3, True, 9), (300, True, 9)],
)
def test_the_dashboard(
    cast: Any, now: Any, django_assert_num_queries: Any, rows: int, is_acknowledged: bool, queries: int
) -> None:
    _fill(cast, now, rows, is_acknowledged=is_acknowledged)
    client = browser(cast.dsl)
    client.get("/incidents/")
    with django_assert_num_queries(queries):
        client.get("/incidents/")


def test_an_older_page_of_the_dashboard(cast: Any, now: Any, django_assert_num_queries: Any) -> None:
    _fill(cast, now, 300, is_acknowledged=True)
    client = browser(cast.dsl)
    key = newest_first(selectors.acknowledged(access.visible_incidents(cast.dsl)), "raised_at", "", 200).older_key
    client.get("/incidents/")
    with django_assert_num_queries(10):
        answer = client.get(f"/incidents/?after={key}")
    assert answer.content.decode().count('data-label="By"') == 25


@pytest.mark.parametrize("rows", ROWS)
def test_the_alerts_of_an_open_dashboard(cast: Any, now: Any, django_assert_num_queries: Any, rows: int) -> None:
    _fill(cast, now, rows)
    client = browser(cast.dsl)
    with django_assert_num_queries(4):
        client.get("/incidents/alerts/")


@pytest.mark.parametrize("rows", ROWS)
def test_a_case(cast: Any, now: Any, django_assert_num_queries: Any, rows: int) -> None:
    incident = _with_history(cast, now, rows)
    client = browser(cast.dsl)
    client.get(f"/incidents/{incident.ref}/")
    with django_assert_num_queries(24):  # four of them note that somebody who was told has opened it
        answer = client.get(f"/incidents/{incident.ref}/")
    assert answer.content.decode().count("moj-timeline__item") > 3 * rows


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize(("path", "queries"), [("triage", 14), ("refer", 15), ("not-refer", 12), ("close", 17)])
def test_a_page_to_work_on_a_case(
    cast: Any, now: Any, django_assert_num_queries: Any, rows: int, path: str, queries: int
) -> None:
    incident = _with_history(cast, now, rows)
    client = browser(cast.dsl)
    client.get(f"/incidents/{incident.ref}/{path}/")
    with django_assert_num_queries(queries):
        client.get(f"/incidents/{incident.ref}/{path}/")


@pytest.mark.parametrize("rows", ROWS)
def test_the_closed_cases(cast: Any, now: Any, django_assert_num_queries: Any, rows: int) -> None:
    _fill(cast, now, rows, is_acknowledged=True)
    Incident.objects.update(state="closed", closed_at=now, closed_by=cast.dsl)
    client = browser(cast.dsl)
    client.get("/incidents/closed/")
    with django_assert_num_queries(6):
        first = client.get("/incidents/closed/")
    older = re.search(r'href="(/incidents/closed/\?after=[^"]+)"', first.content.decode())
    if rows > 25:
        assert older
        with django_assert_num_queries(7):
            assert client.get(older[1]).content.decode().count('data-label="Closed"') == 25


@pytest.mark.parametrize("rows", ROWS)
def test_a_report(cast: Any, now: Any, django_assert_num_queries: Any, rows: int) -> None:
    incident = _with_history(cast, now, rows)
    client = browser(cast.owner)
    with django_assert_num_queries(14):
        answer = client.get(f"/reports/{incident.ref}/")
    assert answer.content.decode().count("moj-timeline__item") == rows
    with django_assert_num_queries(4):
        client.get(f"/reports/{incident.ref}/answer/")


def _with_history(cast: Any, now: Any, rows: int) -> Incident:
    """A concern with so many lines in its chronology, and so many steps each with its message."""
    incident = raise_by(cast.owner, now, service=cast.service)
    browser(cast.owner).post(f"/reports/{incident.ref}/add/", {"text": "More"})
    _copies(ChronologyEntry, ChronologyEntry.objects.get(), rows - 1, ref=_new, client_token=_new)
    answer = {"incident": incident, "question": "risk", "answer": "not_sure", "by": cast.dso}
    moment = {"answered_at": now, "reason": "No answer yet."}
    first = TriageAnswer.objects.create(**answer, **moment)
    _copies(TriageAnswer, first, rows - 1, ref=_new, answered_at=lambda n: now + timedelta(minutes=n + 1))
    step = LadderStep.objects.filter(kind="told")[0]
    tellings = [uuid.uuid4() for _ in range(rows)]
    _copies(LadderStep, step, rows, telling=tellings.__getitem__, call=lambda n: n + 2)
    message = Message.objects.filter(subject_ref=str(step.telling)).first()
    _copies(
        Message, message, rows, key=_new, dedupe_key=lambda _: str(uuid.uuid4()),
        subject_ref=lambda n: str(tellings[n]),
    )  # fmt: skip
    return incident


# --- Indexes ------------------------------------------------------------------------------------------------------


@pytest.fixture
def many(cast: Any, now: Any) -> None:
    """Some thousand rows nobody waits for any more, and a few that somebody does, as after years of use."""
    done = _fill(cast, now - timedelta(days=1), 4000, is_acknowledged=True)
    Message.objects.update(state="sent", sent_at=now)
    message = Message.objects.first()
    _copies(Message, message, 6000, key=_new, dedupe_key=lambda _: str(uuid.uuid4()))
    assert done.acknowledged_at
    for _number in range(3):
        raise_by(cast.owner, now, service=cast.service)
    with connection.cursor() as cursor:
        for model in (Incident, Ladder, LadderStep, Message):
            cursor.execute(f"ANALYZE {model._meta.db_table}")


def _plan(sql: str, params: Any = ()) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        return json.dumps(cursor.fetchone()[0])


def _indexes(plan: str) -> set[str]:
    return set(re.findall(r'"Index Name": "([^"]+)"', plan))


def _scanned(plan: str) -> set[str]:
    return set(re.findall(r'"Node Type": "Seq Scan".*?"Relation Name": "([^"]+)"', plan))


@pytest.mark.usefixtures("many")
def test_the_outbox_finds_what_is_due_by_its_index() -> None:
    plan = _plan(CLAIM, [uuid.uuid4(), timedelta(seconds=30), "alerts", "email", 5])
    assert "message_due" in _indexes(plan)
    assert "notifications_message" not in _scanned(plan)


@pytest.mark.usefixtures("many")
def test_the_sweeps_and_the_lists_scan_no_table_that_grows(cast: Any, now: Any) -> None:
    from safeguard.escalation.actions import climb_due_ladders
    from safeguard.jobs import reconcile

    client, key = browser(cast.dsl), "SG-02000-ABCDE"
    with CaptureQueriesContext(connection) as seen:
        climb_due_ladders(now=now)
        reconcile()
        for path in ("/incidents/", f"/incidents/?after={key}", "/incidents/closed/", "/incidents/alerts/"):
            assert client.get(path).status_code == 200
        browser(cast.owner).get("/")
    grows = {model._meta.db_table for model in (Incident, Ladder, LadderStep, Message)}
    for query in seen:
        if query["sql"].startswith("SELECT") and any(table in query["sql"] for table in grows):
            plan = _plan(query["sql"].replace("%", "%%"))
            assert not grows & _scanned(plan), query["sql"]
