from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from safeguard.desk.actions import release_held
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.practitioners.models import User


class Command(BaseCommand):
    """Lets go on what stands still since a backup was restored."""

    help = "Release what was held when a backup was restored. The page /held/ shows what that is."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who says so."""
        parser.add_argument("--by", required=True, metavar="EMAIL", help="the person who decides it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Release it in this person's name."""
        by = User.objects.filter(email=options["by"].strip().lower(), is_active=True).first()
        if by is None:
            raise CommandError("Nobody with this address works here.")
        try:
            count = release_held(by=by, now=clock.now())
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write("Nothing was held." if count is None else f"Released: {count} messages and matters go on.")
