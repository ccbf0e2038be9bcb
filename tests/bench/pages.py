"""The pages that are measured. One line more here is all that a new page needs.

A name in braces is drawn anew for every request from the pool of that name (pools.py). ``target`` is the most that the
page may cost, as a multiple of floor (ii) of the same run, ``queries`` the most statements; None: nothing is promised.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Role = Literal["dso", "worker", "manager"]


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page as somebody opens it; with a ``form`` it is sent, and ``status`` is what a good answer has."""

    name: str
    role: Role
    path: str
    target: float | None = None
    queries: int | None = None
    form: Mapping[str, str] | None = None
    status: int = 200
    is_floor: bool = False
    crowd: bool = False  # asked for by eight at once too

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from every other page."""
        return self.name, self.role


EMPTY = Page(name="(i) empty view", role="dso", path="/bench/empty/", is_floor=True)
ROWS = Page(name="(ii) sign-in, 25 joined rows, a template", role="dso", path="/bench/rows/", is_floor=True, crowd=True)
WORDS = "They said that they do not want to go home, and that they have somewhere to sleep tonight. " * 7
WRITE = Page(
    name="(ii-w) sign-in, incident and entry, commit",
    role="worker",
    path="/bench/write/",
    form={"exact_words": WORDS},
    status=302,
    is_floor=True,
)
FLOORS = (EMPTY, ROWS, WRITE)

CONCERN = {
    "client_token": "{token}",
    "how_soon": "today",
    "about_staff": "no",
    "imagery": "no",
    "about_whom": "A young person of ours, 14",
    "exact_words": WORDS,
    "seen_and_done": "I asked what had happened then, and waited.",
}


def _get(name: str, role: Role, path: str, target: float, queries: int, *, crowd: bool = False) -> Page:
    return Page(name=name, role=role, path=path, target=target, queries=queries, crowd=crowd)


def _search(name: str, role: Role, words: str) -> Page:
    return Page(name=name, role=role, path="/search/", form={"words": words}, target=3, queries=6)


PAGES: tuple[Page, ...] = (
    _get("dashboard", "dso", "/incidents/", 2.5, 8, crowd=True),
    _get("dashboard, page 100 of those in hand", "dso", "/incidents/?after={in_hand_deep}", 2.5, 6),
    _get("what an open dashboard asks", "dso", "/incidents/alerts/", 2.5, 6),
    _get("sessions and staff, counted for it", "dso", "/incidents/sessions/counted/", 4, 6),
    _get("closed cases", "dso", "/incidents/closed/", 2.5, 6, crowd=True),
    _get("closed cases, page 100", "dso", "/incidents/closed/?after={closed_deep}", 2.5, 6),
    _get("case, 10 chronology rows", "dso", "/incidents/{case_of_ten}/", 3, 8, crowd=True),
    _get("case, 200 chronology rows", "dso", "/incidents/{case_of_many}/", 5, 8),
    _get("chronology of a case, 200 rows", "dso", "/incidents/{case_of_many}/chronology/", 5, 8),
    _get("raise a concern: the form", "worker", "/raise/report/", 2.5, 8),
    Page(
        name="raise a concern: sent",
        role="worker",
        path="/raise/report/",
        form=CONCERN,
        status=302,
        target=1.4,
        queries=12,
    ),
    _get("own report", "worker", "/reports/{report}/", 3, 8),
    _get("my work", "dso", "/", 2.5, 8),
    _get("my work", "worker", "/", 2.5, 8, crowd=True),
    _get("my work", "manager", "/", 2.5, 8),
    _get("people", "worker", "/people/", 2.5, 6),
    _get("people", "dso", "/people/?show=all", 2.5, 6, crowd=True),
    _get("people, page 100", "dso", "/people/?show=all&after={person_deep}", 2.5, 6),
    _get("a person’s story", "worker", "/people/{person}/", 2, 8, crowd=True),
    _get("a person’s story", "dso", "/people/{person}/", 2, 8),
    _get("a person’s chronology", "dso", "/people/{person}/chronology/", 4, 10),
    _search("search: a common name", "dso", "{common_name}"),
    _search("search: a rare name", "dso", "{rare_name}"),
    _search("search: misspelt", "dso", "{misspelt_name}"),
    _search("search: a common name", "worker", "{common_name}"),
    _search("search: a reference", "dso", "{session}"),
    _get("sessions to come", "worker", "/sessions/", 2, 6),
    _get("past sessions", "worker", "/sessions/?show=mine-past", 2, 6),
    _get("past sessions", "dso", "/sessions/?show=all-past", 2, 6, crowd=True),
    _get("past sessions, at depth 10,000", "dso", "/sessions/?show=all-past&after={session_deep}", 2, 6),
    _get("a session that is over", "worker", "/sessions/{session}/", 3, 8),
    _get("a session to come, with its readiness", "worker", "/sessions/{session_to_come}/", 3, 8),
    _get("a session’s record", "worker", "/sessions/{session_recorded}/record/", 3, 8),
    _get("team", "manager", "/team/", 2.5, 8),
    _get("board reports", "manager", "/reports/board/", 2.5, 6),
    _get("a board report", "manager", "/reports/board/{board_report}/", 15, 10),
)
