from typing import Any

from django.core.management.base import BaseCommand

from safeguard.lib import clock
from safeguard.people.actions import refresh_search_keys


class Command(BaseCommand):
    """Makes right by what everybody is found, after an older release has written names beside it."""

    help = "Make right the keys by which people are found. To be run when no web of an older release runs any more."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say of how many they were wrong."""
        self.stdout.write(f"The keys of {refresh_search_keys(now=clock.now())} people were not right, and are now.")
