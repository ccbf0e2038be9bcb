"""Lists, search, claims and sweeps stand on indexes: no statement that the product sends reads a large table through.

The statements are those that pages and sweeps really send, with their values, over enough rows of the bench's
organisation that reading a table through would cost more. Nothing is switched off to make the planner prefer an index.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client

from incidents.models import ChronologyEntry, Incident, TriageAnswer
from safeguard.audit.models import AuditEvent
from safeguard.desk.selectors import trail_of
from safeguard.duties import selectors as duties
from safeguard.duties.models import Duty
from safeguard.escalation.actions import climb_due_ladders
from safeguard.escalation.models import Ladder, LadderStep
from safeguard.jobs import SWEEPS, Sweep
from safeguard.lib import clock
from safeguard.notifications.actions.delivery import CLAIM
from safeguard.notifications.models import Message
from safeguard.people.models import Adult, Involvement, Person, SearchKey
from safeguard.practitioners.models import User
from sessions_app.models import LiveEvent, Participant, Record, Session, SessionAssessment
from tests.bench.data.sizes import ENOUGH
from tests.bench.pages import PAGES, Page
from tests.bench.plans import Plan, Plans, plan_of
from tests.bench.pools import Pools
from tests.factories.practitioners import UserFactory

LARGE = frozenset(
    model._meta.db_table
    for model in (
        *(Incident, ChronologyEntry, TriageAnswer, Ladder, LadderStep, Message, Duty, AuditEvent),
        *(Person, SearchKey, Adult, Involvement, Session, Participant, Record, SessionAssessment, LiveEvent),
        Incident.people.through,
    )
)
# What still reads a table through, by page: each is to be mended, and nothing is to be added.
STILL_READ: dict[str, frozenset[str]] = {}


@pytest.fixture(scope="module")
def pools(made: Any) -> Iterator[Pools]:
    """Enough of an organisation, a few of its messages, duties and ladders due."""
    with made(ENOUGH) as found:
        _let_some_fall_due()
        yield found


def _let_some_fall_due() -> None:
    now = clock.now()
    some = list(Ladder.objects.filter(state="climbing").values_list("pk", flat=True)[:20])
    Ladder.objects.filter(pk__in=some).update(next_due_at=now - timedelta(minutes=5))
    some = list(Message.objects.order_by("-pk").values_list("pk", flat=True)[:20])
    Message.objects.filter(pk__in=some).update(state="waiting", sent_at=None, next_attempt_at=now)


def read_through(plans: list[Plan], known: str) -> dict[str, list[str]]:
    """The large tables that are read through, with the statements that do."""
    found: dict[str, list[str]] = {}
    for plan in plans:
        for table in plan.scanned & LARGE - STILL_READ.get(known, frozenset()):
            found.setdefault(table, []).append(plan.statement)
    return found


def plans_of(work: Callable[[], object]) -> list[Plan]:
    """The plans of what a piece of work sends; what it writes is taken back."""
    plans = Plans()
    with transaction.atomic():
        with connection.execute_wrapper(plans):
            work()
        transaction.set_rollback(True)
    assert plans.found
    return plans.found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.name}, {page.role}")
def test_a_page_reads_no_large_table_through(pools: Pools, page: Page) -> None:
    browser = Client()
    browser.force_login(pools.users[page.role])
    path, form = pools.request(page)
    plans = plans_of(lambda: browser.get(path) if form is None else browser.post(path, form))
    assert not read_through(plans, page.name)


# Lists that are not measured, and who opens them. Somebody who is not of the bench's organisation is made for it.
LISTS = (
    *(("manager", page) for page in ("/training/", "/imports/", "/questions/", "/supervision/")),
    *(("manager", page) for page in ("/team/hand-over/", "/contacts/", "/platforms/groups/", "/platforms/accounts/")),
    *(("dso", page) for page in ("/agreements/", "/platforms/groups/", "/organisation/directory/")),
    *(("worker", page) for page in ("/yours/learning/", "/yours/devices/", "/questions/", "/training/taught/")),
    *(("worker", page) for page in ("/policies/", "/policies/reviews/")),
    *(("dsl", page) for page in ("/team/hand-over/", "/people/{person}/trail/", "/team/sign-ins/")),
    *(("administrator", page) for page in ("/organisation/people/", "/organisation/devices/", "/training/", "/team/")),
)


@pytest.fixture(scope="module")
def others(pools: Pools) -> dict[str, User]:
    """Who opens the lists that nobody of the bench's organisation opens."""
    return {role: UserFactory(email=f"{role}@bench.example", roles=[role]) for role in ("dsl", "administrator")}


@pytest.mark.parametrize(("who", "path"), LISTS)
def test_a_list_reads_no_large_table_through(pools: Pools, others: dict[str, User], who: str, path: str) -> None:
    browser = Client()
    browser.force_login(others.get(who) or pools.users[who])  # type: ignore[index]
    address = path.format(person=Person.objects.order_by("pk")[7].ref)
    answers: list[int] = []
    plans = plans_of(lambda: answers.append(browser.get(address).status_code))
    assert answers == [200]
    assert not read_through(plans, path)


@pytest.mark.parametrize("sweep", SWEEPS, ids=lambda sweep: sweep.name)
def test_a_sweep_reads_no_large_table_through(pools: Pools, sweep: Sweep) -> None:
    plans = plans_of(sweep.run)
    assert not read_through(plans, sweep.name)


def test_the_trail_of_a_record_reads_no_large_table_through(pools: Pools) -> None:
    person = Person.objects.order_by("pk")[7]
    assert not read_through(plans_of(lambda: trail_of(pools.users["dso"], person)), "trail")


def _claim_of_ladders() -> object:
    return climb_due_ladders(now=clock.now(), batches=1)


@pytest.mark.parametrize(
    ("work", "begins", "index"),
    [
        (_claim_of_ladders, 'SELECT "escalation_ladder"', "ladder_due"),
        (lambda: list(duties.duties_to_remind_of(clock.now())[:100]), 'SELECT "duties_duty"', "duty_due"),
        (
            lambda: list(duties.duties_to_tell_others_of(clock.now())[:100]),
            'SELECT "duties_duty"',
            "duty_to_escalate",
        ),
    ],
    ids=["ladders", "duties to remind of", "duties to tell others of"],
)
def test_what_is_due_is_claimed_by_its_partial_index(pools: Pools, work: Any, begins: str, index: str) -> None:
    claims = [plan for plan in plans_of(work) if plan.statement.startswith(begins)]
    assert index in claims[0].indexes, claims[0].statement


def test_the_outbox_is_claimed_by_its_partial_index(pools: Pools) -> None:
    connection.ensure_connection()
    plan = plan_of(CLAIM, [uuid4(), timedelta(seconds=30), "alerts", "email", 5])
    assert "message_due" in plan.indexes
    assert not plan.scanned & LARGE
