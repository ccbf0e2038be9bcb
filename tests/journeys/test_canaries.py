"""Nothing that somebody typed is anywhere but in the database: unusual words are planted wherever words are taken,
everything is made to fail with them, and then they are looked for in every log, message, address, title and queue.

Real web, workers, beat, relay, PostgreSQL and Redis; the logs are also read line by line as what they promise to be.
"""

import http.client
import random
import re
import signal
import socket
import string
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.db import Error, connection
from pytest_django import DjangoDbBlocker
from redis import Redis

from safeguard.demo.models import CaughtMessage
from safeguard.desk.relay import LINE_EVERY
from safeguard.notifications.enums import MessageState
from safeguard.notifications.models import Message
from safeguard.practitioners.models import User
from tests.factories.consent import asked
from tests.factories.people import an_adult, register
from tests.journeys.crawling import Crawler, Page, lines_of
from tests.leaking.urls import WAYS
from tests.plugins.servers import LOGS
from tests.plugins.stack import Stack, run_stack

pytestmark = pytest.mark.journey
SWEPT = {"ladders", "reconciler", "alerts by e-mail"}
PROCESSES = ("web", "worker", "worker-slow", "beat", "relay", "mail")
BORN = date(2012, 5, 5)  # what the crawler answers when it is asked for a date
# Celery says this beside its log, whatever it is told, and without any values.
BESIDE = re.compile(r"^worker: (Warm|Cold) shutdown \(MainProcess\)$|^$", re.MULTILINE)
CRAWLED = {"practitioner": 40, "manager": 14, "dsl": 30, "ict": 12, "admin": 14, "board": 6}
SLOWEST = 90.0  # seconds for what was queued to have left, on a busy machine


def _word() -> str:
    return "zq" + "".join(random.choices(string.ascii_lowercase, k=10))


@dataclass
class Canaries:
    """Words that stand nowhere else. ``first``: a first name, which a message to the family may carry (practice B14);
    ``address``: what somebody types into the address itself, so that it may come back in an address."""

    typed: str = field(default_factory=_word)
    first: str = field(default_factory=_word)
    address: str = field(default_factory=_word)
    given: str = field(default_factory=_word)  # to a task, against the rule
    digits: str = field(default_factory=lambda: f"7700900{random.randint(300, 999)}")

    @property
    def words(self) -> dict[str, str]:
        """What is written into a field, by what it is called."""
        return {
            "text": f"{self.typed.title()} said: “{self.typed}” at 4 Quay Street",
            "email": f"{self.typed}@family.example",
            "phone": f"0{self.digits}",
            "known_as": self.first.title(),
        }

    def found_in(self, text: str, *, but: Iterable[str] = ()) -> set[str]:
        """Which of them stand in a text, however they are written there."""
        low, bare = text.lower(), re.sub(r"[\s()+-]", "", text)
        kinds = {"typed", "first", "address", "given"} - set(but)
        found = {kind for kind in kinds if getattr(self, kind) in low}
        return found | ({"digits"} if self.digits in bare and "digits" not in but else set())


@dataclass
class Walk:
    """What is left when everybody has gone."""

    canaries: Canaries
    logs: dict[str, str]
    postgres: str
    redis: str
    queued: int
    pages: list[Page]
    caught: list[CaughtMessage]
    statuses: dict[str, int]
    sent: int


@pytest.fixture(scope="module")
def walk(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Walk]:
    """The whole of it, once."""
    settings = {"LOG_FORMAT": "json", "LOG_LEVEL": "INFO", "DJANGO_SETTINGS_MODULE": "tests.leaking.settings"}
    with django_db_blocker.unblock(), run_stack("canaries", demo=True, environment=settings) as site:
        yield _walked(site, Canaries())


def _walked(site: Stack, canaries: Canaries) -> Walk:
    people = [_family(site, canaries)]
    for who, most in CRAWLED.items():
        crawler = Crawler(site.port, canaries.words)
        crawler.sign_in(who)
        begin = _begin() if who in ("practitioner", "dsl") else ("/",)
        crawler.crawl(*begin, most=most)
        people.append(crawler)
    nobody, statuses = Crawler(site.port, canaries.words), {}
    for way in WAYS:
        words = canaries.given if way == "task" else canaries.typed
        statuses[way] = nobody.ask("POST", f"/leak/{way}/", [("words", words)]).status
    statuses |= _refused(site, canaries, people[1], nobody)
    _broken_statements(canaries)
    due = Message.objects.filter(state=MessageState.WAITING, attempts=0, next_attempt_at__lte=_now())
    site.wait_for(lambda: not due.exists(), seconds=SLOWEST, what="the outbox to be empty")
    site.wait_for(lambda: _said_by_relay(site) >= SWEPT, seconds=2 * LINE_EVERY, what="a line of each sweep")
    redis, queued = _what_lies_in_redis(site, canaries, people[1])
    for name in PROCESSES:
        site.stop(name)
    postgres = LOGS / "postgres.log"
    everybody = [*people, nobody]
    return Walk(
        canaries=canaries,
        logs={path.stem: path.read_text() for path in LOGS.glob(f"{site.name}-*.log")},
        postgres=postgres.read_text() if postgres.exists() else "",
        redis=redis,
        queued=queued,
        pages=[page for one in everybody for page in one.pages],
        caught=list(CaughtMessage.objects.all()),
        statuses=statuses,
        sent=sum(one.sent for one in everybody),
    )


def _said_by_relay(site: Stack) -> set[str]:
    """Whose lines the relay has written so far; on a quick machine the walk is over before the first."""
    text = site.log("relay").read_text()
    return {name for name in SWEPT if f'"{name}"' in text}


def _now() -> Any:
    from safeguard.lib import clock

    return clock.now()


def _family(site: Stack, canaries: Canaries) -> Crawler:
    """Somebody with a mother, both named so; the mother answers on her phone, from the link in the message."""
    priya, words = User.objects.get(email="practitioner@harbour.example"), canaries.words
    mother = an_adult(full_name=f"Mother {canaries.typed.title()}", email=words["email"], phone=words["phone"])
    person = register(
        priya, adults=(mother,), full_name=f"{canaries.first.title()} {canaries.typed.title()}", born_on=BORN,
        known_as=canaries.first.title(), phone=words["phone"], address=words["text"], safe_word=canaries.typed,
        service=priya.services.first(),
    )  # fmt: skip
    asked(priya, person, person.adults.get())
    caught = CaughtMessage.objects.filter(to=words["email"], body__contains="/l/")
    site.wait_for(caught.exists, seconds=SLOWEST, what="the link to the family")
    (link,) = re.findall(r"http://[^/\s]+(/l/\S+)", caught[0].body)
    family = Crawler(site.port, words)
    page = family.open(link)
    for _step in ("birthday", "answers", "send"):
        answer = family.write(page, page.forms[0])
        assert answer is not None
        page = family.open(answer.headers["location"]) if "location" in answer.headers else answer
    return family


def _begin() -> tuple[str, ...]:
    """Where most is written, before the rest is come upon."""
    from safeguard.people.models import Person

    person = Person.objects.latest("pk").ref
    return (
        f"/people/{person}/", f"/people/{person}/?show=contact", f"/people/{person}/change/", "/people/new/",
        "/raise/report/", "/sessions/new/", f"/sessions/unplanned/{person}/", f"/sessions/risk/{person}/new/",
        f"/consent/{person}/ask/", f"/consent/{person}/record/", "/search/", "/", "/incidents/",
    )  # fmt: skip


def _refused(site: Stack, canaries: Canaries, priya: Crawler, nobody: Crawler) -> dict[str, int]:
    """Everything that is turned away, each time with somebody's words in it."""
    typed, address = canaries.typed, canaries.address
    signing_in = [("login", f"{typed}@family.example"), ("password", typed)]
    nobody.open("/account/login/")
    token = _token(nobody)
    concern = [("exact_words", typed), ("client_token", str(uuid.uuid4()))]
    return {
        "nowhere": priya.ask("GET", f"/{address}/?q={address}").status,
        "nowhere, signed out": nobody.ask("GET", f"/people/{address}/?q={address}").status,
        "not for her": priya.ask("GET", f"/operations/?q={address}").status,
        "wrong method": priya.ask("DELETE", f"/raise/report/?q={address}").status,
        "odd method": nobody.ask(address.upper(), "/health/live").status,
        "NUL": priya.ask("GET", f"/search/?q={address}%00").status,
        "no token": priya.ask("POST", f"/incidents/?q={address}", concern).status,
        "a draft": priya.ask("POST", "/drafts/concern/", [*concern, _token(priya)], Accept="application/json").status,
        "too much": priya.ask("POST", "/raise/report/", [("exact_words", typed * 100_000), _token(priya)]).status,
        "too many": priya.ask("POST", "/raise/report/", [(f"{typed}{n}", typed) for n in range(500)]).status,
        "wrong sign-in": nobody.ask("POST", "/account/login/", [token, *signing_in]).status,
        "forgotten": nobody.ask("POST", "/account/password/reset/", [token, ("email", signing_in[0][1])]).status,
        "forged link": nobody.ask("GET", f"/l/consent/{uuid.uuid4()}/{address}/").status,
        "no link": nobody.ask("GET", f"/l/{address}/").status,
        "another host": nobody.ask("GET", "/", Host=f"{address}.example").status,
        "odd header": nobody.ask("GET", "/", Referer=f"http://x/{address}", **{"User-Agent": address}).status,
        "no HTTP": _raw(site.port, f"GET /{address} {typed}\r\nHost: {typed}\r\n\r\n"),
        "odd field": _raw(site.port, f"GET / HTTP/1.1\r\nHost: localhost\r\nA {typed}: {typed}\r\n\r\n"),
    }


def _token(who: Crawler) -> tuple[str, str]:
    return ("csrfmiddlewaretoken", who.cookies["csrftoken"])


def _raw(port: int, text: str) -> int:
    """The status of an answer to what no browser would send."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(text.encode())
        answer = http.client.HTTPResponse(line)
        answer.begin()
        return answer.status


def _broken_statements(canaries: Canaries) -> None:
    """What PostgreSQL would write into its log if it were let."""
    for statement, values in (
        ("SELECT %s::text::integer", [canaries.typed]),
        (f"SELECT '{canaries.typed}'::uuid", None),
        (f'SELECT "{canaries.typed}" FROM practitioners_user', None),
        (f"SELECT 1 {canaries.typed} {canaries.typed}", None),
        ("INSERT INTO practitioners_service (name) VALUES (%s)", [canaries.typed]),
        ("SELECT pg_sleep(1), %s::text", [canaries.typed]),
        (f"DO $$ BEGIN RAISE WARNING '{canaries.typed}'; END $$", None),
    ):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET statement_timeout = 200")
                cursor.execute(statement, values)
        except Error:
            connection.close()


def _what_lies_in_redis(site: Stack, canaries: Canaries, priya: Crawler) -> tuple[str, int]:
    """All keys and values while workers that stand still have work waiting; and how much that is."""
    for name in ("worker", "worker-slow"):
        site.kill(name, signal.SIGSTOP)
    page = priya.open("/raise/report/")
    form = next(one for one in page.forms if any(name == "exact_words" for name, *_ in one.fields))
    priya.write(page, form)
    with Redis.from_url(site.redis.url(), decode_responses=True) as redis:
        site.wait_for(lambda: redis.llen("alerts"), what="work for the workers")
        readers = {
            "list": lambda key: redis.lrange(key, 0, -1),
            "hash": redis.hgetall,
            "set": redis.smembers,
            "zset": lambda key: redis.zrange(key, 0, -1),
            "string": redis.get,
        }
        found = {key: readers[redis.type(key)](key) for key in redis.scan_iter()}
        queued = redis.llen("alerts")
    for name in ("worker", "worker-slow"):
        site.kill(name, signal.SIGCONT)
    return repr(found), queued


# --- it was planted -------------------------------------------------------------------------------------


def test_words_were_really_planted_and_everything_really_failed(walk: Walk) -> None:
    assert walk.sent > 50
    assert {way: walk.statuses[way] for way in WAYS} == {
        "row": 500, "statement": 500, "thread": 200, "error": 500, "suspicious": 400, "host": 400,
        "missing": 404, "warning": 200, "library": 200, "naive": 200, "task": 200,
    }  # fmt: skip
    refused = {name: status for name, status in walk.statuses.items() if name not in WAYS}
    assert refused == {
        "nowhere": 404, "nowhere, signed out": 404, "not for her": 404, "wrong method": 422, "odd method": 403,
        "NUL": 400, "no token": 403, "a draft": 200, "too much": 400, "too many": 400, "wrong sign-in": 200,
        "forgotten": 302, "forged link": 410, "no link": 404, "another host": 400, "odd header": 302, "no HTTP": 400,
        "odd field": 400,
    }  # fmt: skip
    assert sum(walk.canaries.typed in page.text.lower() for page in walk.pages) > 5
    faults = [page.path for page in walk.pages if page.status >= 500 and not page.path.startswith("/leak/")]
    assert faults == []


def test_the_search_finds_what_is_planted(walk: Walk) -> None:
    canaries = walk.canaries
    for text in (
        f"x{canaries.typed.upper()}y",
        f"/people/?q={canaries.typed}",
        f"+44 {canaries.digits[:4]} {canaries.digits[4:7]}-{canaries.digits[7:]}",
    ):
        assert canaries.found_in(text), text
    assert canaries.found_in(f"Dear {canaries.first}", but=["first"]) == set()
    assert canaries.found_in("nothing of the kind") == set()
    page = Page("/", 200, {"content-type": "text/html", "x-a": "1", "location": "/l"}, "<title>T</title><a href='/h'>")
    assert dict(page.outside()).items() >= {"title": "T", "address": "/h", "x-a": "1", "location": "/l"}.items()
    with pytest.raises(ValueError, match="Expecting value"):
        list(lines_of('{"a": 1}\nTraceback (most recent call last):'))


# --- and it is nowhere ----------------------------------------------------------------------------------


def test_no_word_is_in_a_log(walk: Walk) -> None:
    for name, text in {**walk.logs, "postgres": walk.postgres}.items():
        for line in text.splitlines():
            assert not walk.canaries.found_in(line), (name, line)


def test_no_word_is_in_a_message_to_staff_and_only_a_first_name_in_one_to_the_family(walk: Walk) -> None:
    to_family = [one for one in walk.caught if walk.canaries.found_in(one.to)]
    to_staff = [one for one in walk.caught if one not in to_family]
    assert to_family
    assert len(to_staff) > 5
    for one in to_staff:
        assert not walk.canaries.found_in(f"{one.title}\n{one.body}"), (one.to, one.title)
    for one in to_family:
        assert not walk.canaries.found_in(f"{one.title}\n{one.body}", but=["first"]), (one.to, one.title)


def test_no_word_is_in_the_broker(walk: Walk) -> None:
    assert walk.queued > 0
    assert not walk.canaries.found_in(walk.redis)


def test_no_word_is_in_an_address_a_title_or_a_header(walk: Walk) -> None:
    """What stands there is kept by browsers and proxies, and read over a shoulder."""
    assert len(walk.pages) > 150
    for page in walk.pages:
        assert not walk.canaries.found_in(page.path, but=["address"]), page.path
        for place, text in page.outside():
            assert not walk.canaries.found_in(text, but=["address"]), (page.path, place, text)


# --- each line is what it promises to be ----------------------------------------------------------------


def _lines(walk: Walk, process: str) -> list[dict[str, Any]]:
    (text,) = [text for name, text in walk.logs.items() if name.endswith(f"-{process}")]
    return list(lines_of("\n".join(line for line in text.splitlines() if not BESIDE.match(line))))


@pytest.mark.parametrize("process", PROCESSES)
def test_every_line_of_every_process_is_one_object(walk: Walk, process: str) -> None:
    lines = _lines(walk, process)
    assert lines or process == "beat"  # which has nothing to say while all is well
    for line in lines:
        assert {"time", "level", "logger", "message", "request_id"} <= line.keys()
        assert isinstance(line["message"], str)


def test_each_request_has_one_line_with_its_route_and_no_address(walk: Walk) -> None:
    found = [line for line in _lines(walk, "web") if line["message"] == "request"]
    assert len(found) > 150
    allowed = {"route", "method", "status", "ms", "queries", "db_ms", "user"}
    for line in found:
        assert line.keys() - {"time", "level", "logger", "message", "request_id"} <= allowed
        assert "/" not in line["route"]
    assert {"desk:home", "incidents:raise_form", "consent:answer"} <= {line["route"] for line in found}
    refs = {str(ref) for ref in User.objects.values_list("ref", flat=True)}
    assert {line["user"] for line in found if "user" in line} <= refs
    assert any(line["queries"] > 5 and line["db_ms"] >= 0 for line in found)


def test_errors_are_named_with_their_codes(walk: Walk) -> None:
    lines = _lines(walk, "web")
    kinds = {kind for line in lines for kind in line.get("error", [])}
    assert {"builtins.ValueError", "builtins.RuntimeError"} <= kinds
    assert "psycopg.errors.CheckViolation 23514 user_email_is_lower_case" in kinds
    assert any(kind.startswith("psycopg.errors.InvalidTextRepresentation 22P02") for kind in kinds)
    assert any(line["message"] == "nobody caught this" for line in lines)
    assert any(line["logger"] == "py.warnings" for line in lines)
    failed = [line for line in _lines(walk, "worker") if "builtins.ValueError" in line.get("error", [])]
    assert failed
    assert {line["message"] for line in failed} == {"task failed"}


def test_tasks_sweeps_and_deliveries_have_their_lines(walk: Walk) -> None:
    tasks = [line for line in _lines(walk, "worker") if line["message"] == "task"]
    assert {"notifications.deliver_alerts", "tests.leak"} <= {line["task"] for line in tasks}
    assert {"success", "failure"} <= {line["outcome"] for line in tasks}
    assert all(line["ms"] >= 0 and "args" not in line for line in tasks)
    sweeps = [line for line in _lines(walk, "relay") if line["message"] == "sweep"]
    assert {line["sweep"] for line in sweeps} >= SWEPT
    taken = [
        line for name in ("worker", "worker-slow", "relay") for line in _lines(walk, name) if "message_key" in line
    ]
    keys = {str(key) for key in Message.objects.filter(sent_at__isnull=False).values_list("key", flat=True)}
    assert {line["message_key"] for line in taken if line["outcome"] == "taken"} <= keys
    assert {line["channel"] for line in taken} == {"email", "sms"}
