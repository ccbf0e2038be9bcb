"""The settings of an installation, with addresses and a task that fail on purpose (tests/journeys/test_canaries.py)."""

from safeguard.settings import *  # noqa: F403

ROOT_URLCONF = "tests.leaking.urls"
CELERY_IMPORTS = ["tests.leaking.tasks"]
