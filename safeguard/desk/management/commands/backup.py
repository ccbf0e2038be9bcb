import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from safeguard.backup.errors import BackupError
from safeguard.backup.manifest import manifest_path
from safeguard.backup.taking import take_backup


class Command(BaseCommand):
    """Writes the whole database to one file, with a manifest beside it."""

    help = "Take a backup while people work. The keys are not in it: keep them elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("file", type=Path, help="a new file; its manifest is written beside it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it, and say what is in it."""
        begun, to = time.monotonic(), options["file"].absolute()
        try:
            manifest = take_backup(to)
        except BackupError as problem:
            raise CommandError(f"No backup was taken: {problem}") from None
        rows = f"{sum(manifest.counts.values()):,} rows of {len(manifest.counts)} tables"
        self.stdout.write(f"{to}: {rows}, {manifest.size / 1e6:.1f} MB, {time.monotonic() - begun:.1f} s")
        self.stdout.write(f"{manifest_path(to)}: taken at {manifest.taken_at}, sha256 {manifest.sha256}")
