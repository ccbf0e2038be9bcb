"""What is measured besides pages: memory of a web worker, an alert's way to a mail server, and the sweep of ladders."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from typing import Any

import psutil
from aiosmtpd.controller import Controller
from django.db import connection

from safeguard.escalation.actions import climb_due_ladders
from safeguard.escalation.models import Ladder
from safeguard.escalation.selectors import climbing
from safeguard.lib import clock
from safeguard.notifications.models import Message
from tests.bench.measure import Bench, percentile
from tests.bench.pages import PAGES, Page
from tests.bench.plans import plan_of

MEGABYTE = 2**20
FIRST_LOOK, LAST_LOOK = 100, 1_000  # pages after which memory is read
MEMORY, GROWTH = 150, 1.10  # megabytes; times the first look
SUBMITS, EVERY = 150, 0.060  # seconds between two concerns
MEDIAN, P95 = 30, 60  # milliseconds
ARRIVES_WITHIN = 30.0  # seconds after the last one was sent
DUE = 10_000  # ladders
SELECTED, CLIMBED = 50, 1.0  # milliseconds: to find what is due; to climb one ladder
REF = re.compile(r"SG-[0-9A-Z]{5}-[0-9A-Z]{5}")


def _judged(measured: float, most: float) -> str:
    return f"{measured:.1f} (at most {most:g}: {'✓' if measured <= most else 'miss'})"


def memory(bench: Bench, web: int) -> Iterator[str]:
    """Megabytes of the web's one worker after a hundred and after a thousand pages of all kinds."""
    worker = psutil.Process(web).children()[0]
    pages = [page for page in PAGES if page.form is None]
    sizes, wrong = [], 0
    for number in range(1, LAST_LOOK + 1):
        page = pages[number % len(pages)]
        wrong += bench.send(page).status != page.status
        if number in (FIRST_LOOK, LAST_LOOK):
            sizes.append(worker.memory_info().rss / MEGABYTE)
    first, last = sizes
    yield f"web worker after {FIRST_LOOK} pages: {first:.0f} MB; after {LAST_LOOK}: MB {_judged(last, MEMORY)}"
    if wrong:
        yield f"WRONG ANSWERS among them: {wrong}"
    yield f"growth between: times {_judged(last / first, GROWTH)}"


class Taken:
    """The mail server: when the data of the first message about each concern was taken (monotonic seconds)."""

    def __init__(self) -> None:
        self.first: dict[str, float] = {}

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take it."""
        at = time.monotonic()
        for ref in REF.findall(str(message_from_bytes(envelope.content)["Subject"])):
            self.first.setdefault(ref, at)
        return "250 taken"


@contextmanager
def mail_server(port: int) -> Iterator[Taken]:
    """A real SMTP server that takes everything."""
    taken = Taken()
    controller = Controller(taken, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield taken
    finally:
        controller.stop()


def latency(bench: Bench, taken: Taken, page: Page) -> Iterator[str]:
    """Concerns sent one after another: until the server has taken the first alert about each."""
    for _ in range(10):  # every process has its connections then
        bench.send(page)
    time.sleep(2)
    began: dict[str, float] = {}
    answered = []
    for _ in range(SUBMITS):
        start = time.monotonic()
        answer = bench.send(page)
        began[REF.findall(answer.location)[0]] = start
        answered.append(answer.took)
        time.sleep(max(0.0, EVERY - (time.monotonic() - start)))
    until = time.monotonic() + ARRIVES_WITHIN
    while began.keys() - taken.first.keys() and time.monotonic() < until:
        time.sleep(0.1)
    took = [(taken.first[ref] - start) * 1000 for ref, start in began.items() if ref in taken.first]
    yield f"{len(took)} of {SUBMITS} concerns alerted; each page answered in {percentile(answered, 0.5):.1f} ms"
    if took:
        median, p95 = percentile(took, 0.5), percentile(took, 0.95)
        yield f"submit until its first alert was taken: median ms {_judged(median, MEDIAN)}, p95 {_judged(p95, P95)}"


def sweep(most: int = DUE) -> Iterator[str]:
    """So many ladders fall due at once: how they are found, how long each takes to climb, and that it happens once."""
    now = clock.now()
    some = list(climbing().order_by("pk").values_list("pk", flat=True)[:most])
    Ladder.objects.filter(pk__in=some).update(next_due_at=now - timedelta(minutes=1))
    due = climbing().filter(next_due_at__lte=now).order_by("next_due_at")
    with connection.cursor() as cursor:
        statement, params = due.only("pk")[:100].query.sql_with_params()
        began = time.perf_counter()
        cursor.execute(statement, params)
        cursor.fetchall()
        selected = (time.perf_counter() - began) * 1000
        indexes = ", ".join(sorted(plan_of(statement, params).indexes))
    yield f"the first 100 of {len(some):,} due ladders found in ms {_judged(selected, SELECTED)} by {indexes}"
    before, began = Message.objects.count(), time.perf_counter()
    climbed = climb_due_ladders(now=now, batches=len(some) // 100 + 1)
    each = (time.perf_counter() - began) * 1000 / max(1, climbed)
    told = Message.objects.count() - before
    yield f"{climbed:,} climbed, {told} messages; each in ms {_judged(each, CLIMBED)}"
    again, before = climb_due_ladders(now=now, batches=1), Message.objects.count()
    yield f"a second sweep climbed {again} and sent {Message.objects.count() - before}"
