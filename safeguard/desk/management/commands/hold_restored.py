from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from safeguard.desk.actions import hold_everything
from safeguard.lib import clock


def a_moment(text: str) -> datetime:
    """A moment with its zone. Raises ValueError for one without."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("without a zone")
    return moment


class Command(BaseCommand):
    """Holds what waited in a database that was brought back in another way than by `restore`."""

    help = "After a restore by base backup and WAL, before anything is started: let nothing old go on."

    def add_arguments(self, parser: CommandParser) -> None:
        """Up to when the database was brought back."""
        parser.add_argument("--taken-at", required=True, type=a_moment, help="e.g. 2026-11-29T10:00:00+00:00")

    def handle(self, *args: Any, **options: Any) -> None:
        """Hold it, and say how it goes on."""
        if options["taken_at"] > clock.now():
            raise CommandError("This moment is still to come.")
        hold_everything(now=clock.now(), taken_at=options["taken_at"])
        self.stdout.write("Whoever has chosen no password yet has to be invited again: the links they were sent open nothing any more.")
        self.stdout.write("Everything that waited stands still. Look at /held/, and release it there.")
