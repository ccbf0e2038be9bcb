from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection


class Command(BaseCommand):
    """Marks a test or demonstration database as one whose clock may be moved. Runs as the owner."""

    help = "Let the clock of this test or demonstration database be moved."

    def handle(self, *args: Any, **options: Any) -> None:
        """Set the mark; running it twice changes nothing."""
        with connection.cursor() as cursor:
            cursor.execute("UPDATE app_clock SET may_shift = true")
