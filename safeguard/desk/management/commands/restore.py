import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from safeguard.backup.errors import BackupError
from safeguard.backup.restoring import restore_backup


class Command(BaseCommand):
    """Restores a backup into an empty database."""

    help = "Restore a backup into an empty database. Nothing that waited in it is sent until somebody releases it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where from."""
        parser.add_argument("file", type=Path, help="what `backup` wrote, with its manifest beside it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, and say what was compared and what to do next."""
        begun = time.monotonic()
        try:
            manifest = restore_backup(options["file"].absolute(), say=self.stdout.write)
        except BackupError as problem:
            raise CommandError(f"Not restored: {problem}") from None
        for table, count in sorted(manifest.counts.items()):
            self.stdout.write(f"{count:12,}  {table}")
        rows, seconds = sum(manifest.counts.values()), time.monotonic() - begun
        self.stdout.write(f"{rows:12,}  rows, each table as in the manifest; {seconds:.1f} s in all")
        self.stdout.write(f"The backup is of {manifest.taken_at}. What happened after it has to be written again.")
        self.stdout.write("Everything that waited in it stands still. What is raised from now on is alerted as ever.")
        self.stdout.write("Whoever has chosen no password yet has to be invited again: earlier links open nothing.")
        self.stdout.write("Look at /held/ and release it there, or with: manage.py release_held --by EMAIL")
