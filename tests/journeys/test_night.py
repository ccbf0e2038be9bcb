"""A night and a weekend by the database's clock, through the real web, workers, relay and SMTP."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoDbBlocker

from safeguard.demo.models import CaughtMessage
from safeguard.demo.people import PASSWORD, PEOPLE
from safeguard.lib import clock
from safeguard.lib.clock import LONDON
from tests.faults.browser import Browser, concern_fields
from tests.plugins.stack import Stack, run_stack

pytestmark = pytest.mark.journey
NAMES = {address: person.key for person in PEOPLE for address in (person.email, person.work_phone)}
SOON = 12.0  # seconds of real time in which what is due has left: the relay looks every two


@pytest.fixture(scope="module")
def site(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stack]:
    """Everything running, with the people of the demonstration."""
    with django_db_blocker.unblock(), run_stack("night") as running:
        running.manage("load_demo --staff")  # half a year on, a year of duties would all be late at once
        yield running


@dataclass
class Night:
    """The clock of the database and what has reached people by it."""

    site: Stack
    monday: datetime  # the Monday after it
    seen: set[tuple[str, str, str]] = field(default_factory=set)

    def at(self, day: int, hour: int, minute: int = 0, second: int = 1) -> None:
        """Move on to a moment of London time; ``day`` counts from that Monday (-3 is the Friday before)."""
        there = (self.monday + timedelta(days=day)).replace(hour=hour, minute=minute, second=second)
        ahead = there - clock.now()
        assert ahead > timedelta(0), "the clock only goes on"
        clock.shift(ahead)

    def raised(self, how_soon: str) -> str:
        """Raise a concern as the practitioner, through the web; its reference."""
        answer = self.browser("practitioner").post("/raise/report/", concern_fields(how_soon=how_soon))
        assert answer.status == 200, answer.body[:300]
        return answer.location.rstrip("/").rpartition("/")[2]

    def browser(self, who: str) -> Browser:
        """Somebody's browser, signed in just now."""
        browser = Browser(self.site.base_url, f"{who}@harbour.example", PASSWORD)
        browser.sign_in()
        return browser

    def told(self, ref: str, channel: str = "email") -> list[tuple[str, str]]:
        """Who was told of a concern, each with the London minute by the database's clock."""
        caught = CaughtMessage.objects.filter(channel=channel, body__contains=ref).order_by("received_at", "id")
        return [(f"{one.received_at.astimezone(LONDON):%a %H:%M}", NAMES[one.to]) for one in caught]

    def expect(self, ref: str, *lines: tuple[str, set[str]]) -> None:
        """By both channels exactly these people have been told, and nobody twice at one time."""
        wanted = [(at, who) for at, people in lines for who in sorted(people)]
        for channel in ("email", "sms"):
            self.site.wait_for(
                lambda channel=channel: len(self.told(ref, channel)) >= len(wanted),  # type: ignore[misc]
                seconds=SOON,
                what=f"{channel}: {wanted}, so far {self.told(ref, channel)}",
            )
            assert sorted(self.told(ref, channel)) == sorted(wanted), channel

    def timeline(self, *refs: str) -> list[str]:
        """Who was told of which concern, when and how, in the order in which it reached them."""
        caught = CaughtMessage.objects.filter(title__regex="|".join(refs)).order_by("received_at", "id")
        return [
            f"{one.received_at.astimezone(LONDON):%a %d %b %H:%M:%S}  {NAMES[one.to]:<8} {one.channel:<5}  {one.title}"
            for one in caught
        ]

    def quiet(self, ref: str, seconds: float = 3.0) -> None:
        """Nothing more is sent of it while the relay looks at least once."""
        before = len(self.told(ref))
        end = clock.now() + timedelta(seconds=seconds)
        self.site.wait_for(lambda: clock.now() > end, what="the relay to look")
        assert len(self.told(ref)) == before


@pytest.fixture
def night(site: Stack) -> Night:
    """The night begins on the Friday before a bank holiday: the last Monday of May after next."""
    monday = datetime(clock.now().year + 1, 5, 31, tzinfo=LONDON)
    return Night(site, monday - timedelta(days=monday.weekday()))


BOTH = {"dso", "dsl"}
ALL = {"dso", "dsl", "deputy", "lead"}


@pytest.mark.requirement("ESC-05", "ESC-06", "SEC-07")
def test_nobody_answers_at_night_until_somebody_does(night: Night) -> None:
    """Now at 22:00: officer and lead, then the deputy, the strategic lead, then everybody every quarter of an hour."""
    night.at(-3, 22)
    waits = night.raised("can_wait")
    ref = night.raised("now")
    night.expect(ref, ("Fri 22:00", BOTH))
    night.at(-3, 22, 14, 40)
    night.quiet(ref)
    story = [("Fri 22:00", BOTH)]
    for minute, people in ((15, {"deputy"}), (30, {"lead"}), (45, ALL)):
        night.at(-3, 22, minute, 5)
        story.append((f"Fri 22:{minute}", people))
        night.expect(ref, *story)
    night.at(-3, 23, 0, 10)
    night.expect(ref, *story, ("Fri 23:00", ALL))
    night.at(-3, 23, 10)
    deputy = night.browser("deputy")
    assert deputy.post(f"/incidents/{ref}/acknowledge/", {}, json=False).status == 302
    entry = {
        "kind": "decision",
        "text": "Rang the duty team.",
    }  # else Tuesday's messages speak of the missing entry too
    assert deputy.post(f"/incidents/{ref}/entry/", entry, json=False).status == 302
    night.at(-3, 23, 16)
    night.quiet(ref)
    night.at(-2, 12)
    night.quiet(ref)
    night.expect(ref, *story, ("Fri 23:00", ALL))

    # What can wait has slept all the while, and sleeps through the bank holiday until Tuesday's working time.
    assert night.told(waits) == []
    night.at(0, 12)
    night.quiet(waits)
    night.at(1, 8, 59, 40)
    night.quiet(waits)
    assert night.told(waits) == []
    night.at(1, 9)
    night.expect(waits, ("Tue 09:00", BOTH))
    _titles_say_only_what_they_may(ref, waits)
    sys.stdout.write("\n".join(["", *night.timeline(ref, waits), ""]))  # shown with -s


def _titles_say_only_what_they_may(*refs: str) -> None:
    for ref in refs:
        for one in CaughtMessage.objects.filter(body__contains=ref):
            text = f"{one.title}\n{one.body}"
            assert ref in one.title
            for word in ("Priya", "Shah", "Jordan", "young person", "home tonight", "Careers"):
                assert word not in text
            assert re.findall(r"http://localhost:\d+/incidents/SG-[0-9A-Z-]+/", text)
