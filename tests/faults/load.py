"""People who raise concerns, and one who answers them, over real HTTP while processes die."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.faults.browser import Browser, Lost, concern_fields

PAUSE = 0.5  # seconds between two tries of the same form: somebody who presses again
DOUBLE = 0.1  # of all forms are sent twice at once on purpose
ANSWERED = 0.7  # of all concerns are acknowledged while the faults go on
GIVES_UP = 240.0  # seconds: longer than any fault here


@dataclass
class Raised:
    """One concern as its raiser saw it. Moments are the machine's (epoch)."""

    token: str
    by: str
    how_soon: str
    begun: float
    accepted: float | None = None
    places: set[str] = field(default_factory=set)  # where the server sent us: more than one is a fault
    tries: int = 0

    @property
    def ref(self) -> str:
        """The reference that the server gave."""
        return next(iter(self.places)).rstrip("/").rpartition("/")[2]


class Load:
    """Raisers and an answerer in threads of their own; they ask no database."""

    def __init__(self, raisers: Sequence[Browser], answerer: Browser, *, rate: float, rng: random.Random) -> None:
        """``rate``: concerns a second, all raisers together."""
        self.raised: list[Raised] = []
        self.acknowledged: set[str] = set()
        self.answers: Counter[str] = Counter()  # what came back, by status; "lost" for a dead line
        self.problems: list[str] = []
        self.pages: list[tuple[float, float]] = []  # when asked for (epoch), seconds until it was there
        self._rng, self._rate, self._raisers, self._answerer = rng, rate, raisers, answerer
        self._stop, self._paused = threading.Event(), threading.Event()
        self._to_answer: list[tuple[float, str]] = []
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin."""
        for raiser in self._raisers:
            self._begin(self._raise_again_and_again, raiser)
        self._begin(self._answer_again_and_again)

    def stop(self) -> None:
        """No new concerns; what was begun is sent to its end."""
        self._stop.set()
        for thread in list(self._threads):
            thread.join(GIVES_UP)
        alive = [thread.name for thread in self._threads if thread.is_alive()]
        assert not alive, f"still waiting for an answer after {GIVES_UP:.0f} s: {alive}"

    def accepted(self) -> list[Raised]:
        """The concerns that the server said it had taken."""
        return [raised for raised in list(self.raised) if raised.accepted]

    def _begin(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _raise_again_and_again(self, browser: Browser) -> None:
        while not self._stop.is_set():
            raised, fields = self._something(browser)
            self.raised.append(raised)
            if self._rng.random() < DOUBLE:
                second = threading.Thread(target=self._send, args=(browser, raised, fields), daemon=True)
                second.start()
                self._send(browser, raised, fields)
                second.join(GIVES_UP)
            else:
                self._send(browser, raised, fields)
            if raised.accepted and self._rng.random() < ANSWERED:
                self._to_answer.append((time.time() + self._rng.uniform(0, 12), raised.ref))
            self._stop.wait(self._rng.expovariate(self._rate / len(self._raisers)))

    def _something(self, browser: Browser) -> tuple[Raised, dict[str, str]]:
        how_soon = self._rng.choices(["now", "today", "not_sure", "can_wait"], [4, 4, 1, 1])[0]
        fields = concern_fields(
            how_soon=how_soon,
            about_staff=self._rng.choices(["no", "not_sure"], [9, 1])[0],
            imagery=self._rng.choices(["no", "not_sure"], [9, 1])[0],
        )
        return Raised(fields["client_token"], browser.email, how_soon, time.time()), fields

    def _send(self, browser: Browser, raised: Raised, fields: dict[str, str]) -> None:
        """Send the same form until the server says where the report is, as somebody would who presses again."""
        end = time.time() + GIVES_UP
        while time.time() < end:
            raised.tries += 1
            place = self._try(browser, "/raise/report/", fields)
            if place.startswith("/reports/"):
                raised.places.add(place)
                raised.accepted = raised.accepted or time.time()
                return
            time.sleep(PAUSE)

    def _try(self, browser: Browser, path: str, fields: dict[str, str]) -> str:
        begun = time.time()
        try:
            answer = browser.post(path, fields)
        except Lost:
            self.answers["lost"] += 1
            return ""
        self.answers[str(answer.status)] += 1
        if answer.status < 300:
            self.pages.append((begun, time.time() - begun))
        elif answer.status < 500 and answer.status != 302:
            self.problems.append(f"{path} answered {answer.status}: {' '.join(answer.body.split())[:200]}")
        return answer.location

    def _answer_again_and_again(self) -> None:
        while not self._stop.is_set() or self._to_answer:
            due = [item for item in list(self._to_answer) if item[0] <= time.time() or self._stop.is_set()]
            for item in due:
                place = self._try(self._answerer, f"/incidents/{item[1]}/acknowledge/", {})
                if place == f"/incidents/{item[1]}/":
                    self.acknowledged.add(item[1])
                    self._to_answer.remove(item)
            time.sleep(0.2)
