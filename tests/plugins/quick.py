"""What costs time in every test and proves nothing there: it is done as in an installation, only sooner.

Processes that a test starts (journeys, faults, the demonstration) are told nothing of this.
"""

from typing import Any

import pytest
from whitenoise.base import WhiteNoise

ROUNDS = 1_000  # of a password's hash: the same algorithm, a thousandth of a second instead of a quarter

_look = WhiteNoise.update_files_dictionary
_seen: dict[tuple[str, str], dict[str, Any]] = {}


def _look_once(self: WhiteNoise, root: str, prefix: str) -> None:
    """Take what was found in this folder before, as a web process does; nothing changes there while tests run.

    Every `Client()` builds the middleware anew, and WhiteNoise then looked at each of some hundred files: a sixth of
    the time of a test that asks for pages.
    """
    if (root, prefix) not in _seen:
        _look(self, root, prefix)
        _seen[root, prefix] = dict(self.files)
    self.files.update(_seen[root, prefix])


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Let every browser of this process share what is served, and every password be hashed with fewer rounds."""
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    WhiteNoise.update_files_dictionary = _look_once
    PBKDF2PasswordHasher.iterations = ROUNDS
