"""The parts of a run, in their order. Imported once Django is set up."""

import re
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

from safeguard.embedded.processes import Child
from safeguard.lib import clock
from safeguard.reports.actions import ask_for_report, prepare_due_reports
from safeguard.reports.rules import quarter_of
from tests.bench import phases
from tests.bench.client import signed_in
from tests.bench.data import fill as data
from tests.bench.data.organisation import World
from tests.bench.data.sizes import SIZES, SMALL, Size
from tests.bench.measure import Bench as Measurement
from tests.bench.measure import Result
from tests.bench.pages import FLOORS, PAGES
from tests.bench.pools import Pools, people_measured
from tests.bench.servers import RUNNING, Bench, size_of
from tests.bench.table import lines
from tests.plugins.database import connected_to
from tests.plugins.servers import with_database


class Run:
    """One run of the bench."""

    def __init__(self, bench: Bench, name: str, wanted: re.Pattern[str], *, quick: bool = False) -> None:
        """``name``: of the size; ``wanted``: the pages whose name, role or path it is found in."""
        self.bench, self.name, self.quick = bench, name, quick
        self.web: Child
        self.pages = [page for page in PAGES if wanted.search(f"{page.name} {page.role} {page.path}")]

    def all(self) -> None:
        """The pages at 1 %, and then at the size that was asked for."""
        small = self.measured(SMALL)
        if self.name != SMALL.name:
            self.measured(SIZES[self.name], small)
        self.besides()

    def measured(self, size: Size, small: Sequence[Result] | None = None) -> list[Result]:
        """The pages at one size."""
        with self.serving(size) as measurement:
            # With eight at once only where it is judged: at the size that was asked for.
            crowd = not self.quick and size.name == self.name
            results = measurement.measure([*FLOORS, *self.pages], crowd=crowd)
        print(f"\n{size.name}: {size.incidents:,} incidents, {size.sessions:,} sessions, {size.people:,} people")
        print("\n".join(lines(results, small)))
        print(measurement.gate)
        return results

    def besides(self) -> None:
        """Memory, an alert's way, and the sweep of ladders, each on a fresh copy; not where only some pages count."""
        if self.quick or len(self.pages) < len(PAGES):
            return
        size = SIZES[self.name]
        with self.serving(size, workers=1) as measurement:
            _say("memory", phases.memory(measurement, self.web.pid))
        raised = next(page for page in PAGES if page.form and page.target == 1.4)
        with (
            phases.mail_server(self.bench.mail_port) as taken,
            self.serving(size) as measurement,
            self.bench.running("worker", "relay"),
        ):
            _say("an alert’s way", phases.latency(measurement, taken, raised))
        with self.working_on(size):
            _say("the sweep of ladders", phases.sweep())

    @contextmanager
    def serving(self, size: Size, *, workers: int = 2) -> Iterator[Measurement]:
        """The web on a fresh copy of the data, with everybody signed in."""
        with self.working_on(size) as pools:
            cookies = {role: signed_in(user) for role, user in pools.users.items()}
            self.bench.look(RUNNING)
            with self.bench.running("web", workers=workers) as started:
                self.web = started["web"]
                yield Measurement(self.bench.port, pools, cookies, quick=self.quick)

    @contextmanager
    def working_on(self, size: Size) -> Iterator[Pools]:
        """A fresh copy of the data, with our own connection on it."""
        name = self.bench.filled(size, fill)
        with self.bench.copied(name):
            data.set_clock(with_database(self.bench.server.owner_url, RUNNING))
            connection.close()
            try:
                yield Pools(people_measured(World(size)))
            finally:
                connection.close()

    def profile(self, wanted: re.Pattern[str]) -> None:
        """Statements and profile of the first page that is meant."""
        from tests.bench.profile import profiled

        page = next((one for one in PAGES if wanted.search(f"{one.name} {one.role} {one.path}")), None)
        if page is None:
            sys.exit(f"no page of tests/bench/pages.py matches {wanted.pattern!r}")
        with self.working_on(SIZES[self.name]) as pools:
            print("\n".join(profiled(page, pools)))


def _say(what: str, found: Iterable[str]) -> None:
    print(f"\n{what}")
    for line in found:
        print(f"  {line}")


def fill(owner_url: str, size: Size) -> None:
    """Fill a database, and let the product make the board report of the last quarter. Says how long it took."""
    filling = data.fill(owner_url, size)
    data.set_clock(owner_url)
    began = time.monotonic()
    with connected_to(owner_url):  # as the owner: counting for a report is not measured, and may take its time
        now = clock.now()
        ask_for_report(by=None, now=now, quarter=quarter_of(now).previous())
        prepare_due_reports(now=now)
    counted = time.monotonic() - began
    slowest = sorted(((took, what) for what, took in filling.took.items() if what != "in all"), reverse=True)[:8]
    print(
        f"filled {size.name}: {sum(filling.rows.values()):,} rows, {size_of(owner_url)}, in "
        f"{filling.took['in all']:.0f} s ({', '.join(f'{what} {took:.0f}' for took, what in slowest)}); "
        f"board report in {counted:.1f} s"
    )
