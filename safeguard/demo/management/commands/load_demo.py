from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from safeguard.demo.organisation import build_organisation
from safeguard.lib import clock
from safeguard.lib.errors import Refused


class Command(BaseCommand):
    """Loads the fictional organisation, once."""

    help = "Load Harbour Youth, the demonstration's organisation. A second time changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say that somebody wants the people only, and nothing of what they have done."""
        parser.add_argument("--staff", action="store_true", help="only those who work there, and no past")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build it in one transaction and say whether it was there already."""
        try:
            is_new = build_organisation(now=clock.now(), with_past=not options["staff"])
        except Refused as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            "Harbour Youth is loaded." if is_new else "Harbour Youth is here already: nothing was changed."
        )
