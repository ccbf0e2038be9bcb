#!/usr/bin/env python
"""Django's command line. Commands that change the database's shape run as its owner."""

import os
import sys

from safeguard.lib.logs import catch_the_rest

OWNER_COMMANDS = {
    "migrate",
    "makemigrations",
    "showmigrations",
    "sqlmigrate",
    "allow_clock_shift",
    "backup",
    "restore",
}


def main() -> None:
    """Run one command, as the owner of the database where its shape or its rights are changed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeguard.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ["DATABASE_ROLE"] = "owner"
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - after the role is known

    catch_the_rest()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
