from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from safeguard.desk.actions import hold_everything
from safeguard.escalation.selectors import started_since
from safeguard.lib import clock
from safeguard.notifications.enums import Part
from safeguard.notifications.selectors import LATE_AFTER, pulse


def a_moment(text: str) -> datetime:
    """A moment with its zone. Raises ValueError for one without."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("without a zone")
    return moment


def why_it_is_alive(*, now: datetime, taken_at: datetime) -> str:
    """What shows that people work with this database already; empty if nothing. A hold would stop their alerts."""
    relay = pulse(Part.RELAY)
    if relay is not None and relay.at > now - LATE_AFTER:
        return "the relay works, or did so less than two minutes ago: stop everything first, and wait that long"
    if started_since(taken_at).exists():
        return "something was raised after the moment that --taken-at names"
    return ""


class Command(BaseCommand):
    """Holds what waited in a database that was brought back in another way than by `restore`."""

    help = "After a restore by base backup and WAL, before anything is started: let nothing old go on."

    def add_arguments(self, parser: CommandParser) -> None:
        """Up to when the database was brought back."""
        parser.add_argument("--taken-at", required=True, type=a_moment, help="e.g. 2026-11-29T10:00:00+00:00")
        parser.add_argument("--really", action="store_true", help="hold it though people seem to work with it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Hold it, and say how it goes on."""
        if options["taken_at"] > clock.now():
            raise CommandError("This moment is still to come.")
        alive = why_it_is_alive(now=clock.now(), taken_at=options["taken_at"])
        if alive and not options["really"]:
            raise CommandError(f"Nothing was held: {alive}. Alerts of today would stand still; --really does it.")
        hold_everything(now=clock.now(), taken_at=options["taken_at"])
        self.stdout.write("Whoever has chosen no password yet has to be invited again: earlier links open nothing.")
        self.stdout.write("Everything that waited stands still. Look at /held/, and release it there.")
