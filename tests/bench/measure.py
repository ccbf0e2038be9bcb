"""Asking for pages in turns, so that whatever else the machine does falls on all of them alike."""

import statistics
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import psutil

from tests.bench.client import Answer, ask
from tests.bench.pages import Page
from tests.bench.pools import Pools

ROUNDS = 3
REQUESTS, SECONDS = 100, 3.0  # of one page in one round, whichever comes first
QUICK_REQUESTS, QUICK_SECONDS = 25, 1.0
TURN = 5  # requests of one page before it is the next one's turn
WARM = 8  # of each page, not counted: every thread of the web has its connection and its templates then
AT_ONCE = 8
CROWD_SECONDS = 2.0
QUIET = 40.0  # per cent of all cores that others may use before we begin
LONGEST_WAIT = 10.0  # seconds for one block: the machine may be shared with others
Send = Callable[[Page], Answer]


@dataclass
class Result:
    """What was measured of one page."""

    page: Page
    took: list[float] = field(default_factory=list)
    in_database: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    queries: set[int] = field(default_factory=set)
    crowd_rates: list[float] = field(default_factory=list)
    crowd_took: list[float] = field(default_factory=list)
    wrong: dict[int, int] = field(default_factory=dict)  # status -> how often, of answers that were not good
    problem: str = ""  # why it could not be asked for at all

    @property
    def median(self) -> float:
        """Milliseconds."""
        return statistics.median(self.took)

    @property
    def cost(self) -> float:
        """Milliseconds of a processor, in the web and in the database."""
        return statistics.median(self.processor)

    @property
    def rate(self) -> float:
        """Pages a second with AT_ONCE clients; 0: not measured."""
        return statistics.median(self.crowd_rates) if self.crowd_rates else 0.0

    def note(self, answer: Answer) -> None:
        """Add one answer."""
        if answer.status != self.page.status:
            self.wrong[answer.status] = self.wrong.get(answer.status, 0) + 1
        self.took.append(answer.took)
        self.in_database.append(answer.in_database)
        self.processor.append(answer.processor)
        self.queries.add(answer.queries)


def percentile(values: Sequence[float], part: float) -> float:
    """The value below which this part of them lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


class Gate:
    """Waits until the machine is quiet, but not for long; says afterwards how it was."""

    def __init__(self) -> None:
        self.waited, self.was_busy = 0.0, 0
        self.steal: list[float] = []

    def wait(self) -> None:
        """Wait until others use less than QUIET, or LONGEST_WAIT."""
        began = time.monotonic()
        while True:
            times = psutil.cpu_times_percent(interval=0.5)
            self.steal.append(getattr(times, "steal", 0.0))
            if 100 - times.idle - getattr(times, "iowait", 0.0) <= QUIET:
                break
            if time.monotonic() - began > LONGEST_WAIT:
                self.was_busy += 1
                break
        self.waited += time.monotonic() - began

    def __str__(self) -> str:
        busy = f"; {self.was_busy} blocks began while others were working" if self.was_busy else ""
        return f"waited {self.waited:.0f} s for a quiet machine{busy}; steal at most {max(self.steal, default=0):.1f} %"


class Bench:
    """One run over one database."""

    def __init__(self, port: int, pools: Pools, cookies: Mapping[str, str], *, quick: bool = False) -> None:
        """``quick``: a quarter of the requests, to see what a change has done while working on it."""
        self.port, self.pools, self.cookies = port, pools, cookies
        self.requests, self.seconds = (QUICK_REQUESTS, QUICK_SECONDS) if quick else (REQUESTS, SECONDS)
        self.gate = Gate()

    def send(self, page: Page) -> Answer:
        """One request of a page, with new draws."""
        path, form = self.pools.request(page)
        return ask(self.port, self.cookies[page.role], path, form)

    def measure(self, pages: Sequence[Page], *, crowd: bool = True) -> list[Result]:
        """Every page in ROUNDS rounds by one client; then, of those that say so, by AT_ONCE."""
        results = [Result(page) for page in pages]
        for result in results:
            self._warm(result)
        good = [result for result in results if not result.problem]
        for _ in range(ROUNDS):
            self.gate.wait()
            self._round(good)
        for _ in range(ROUNDS if crowd else 0):
            self.gate.wait()
            for result in good:
                if result.page.crowd:
                    self._crowd(result)
        return results

    def _warm(self, result: Result) -> None:
        try:
            for _ in range(WARM):
                answer = self.send(result.page)
        except LookupError as problem:
            result.problem = str(problem)
            return
        except OSError as problem:
            result.problem = f"no answer: {problem}"
            return
        if answer.status != result.page.status:
            result.problem = f"answers {answer.status}"

    def _round(self, results: Sequence[Result]) -> None:
        spent = {result.page.key: 0.0 for result in results}
        for _ in range(self.requests // TURN):
            for result in results:
                if spent[result.page.key] >= self.seconds * 1000:
                    continue
                for _ in range(TURN):
                    answer = self.send(result.page)
                    result.note(answer)
                    spent[result.page.key] += answer.took

    def _crowd(self, result: Result) -> None:
        """AT_ONCE clients for CROWD_SECONDS; each waits for its last answer, so nothing is left for the next page."""
        requests = [self.pools.request(result.page) for _ in range(400)]
        answers: list[Answer] = []
        began = time.monotonic()
        until = began + CROWD_SECONDS

        def ask_on(first: int) -> None:
            turn = first
            while time.monotonic() < until:
                path, form = requests[turn % len(requests)]
                if form and "client_token" in form:
                    path, form = self.pools.request(result.page)
                answers.append(ask(self.port, self.cookies[result.page.role], path, form))
                turn += AT_ONCE

        clients = [threading.Thread(target=ask_on, args=(number,)) for number in range(AT_ONCE)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        result.crowd_rates.append(len(answers) / (time.monotonic() - began))
        for answer in answers:
            result.crowd_took.append(answer.took)
            if answer.status != result.page.status:
                result.wrong[answer.status] = result.wrong.get(answer.status, 0) + 1
