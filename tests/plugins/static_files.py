"""What the web serves is read from the disk once in a process, as a web process does, not once for each test's browser.

Every `Client()` builds the middleware anew, and WhiteNoise then looks at each of some hundred files: a sixth of the
time of a test that asks for pages.
"""

from typing import Any

import pytest
from whitenoise.base import WhiteNoise

_look = WhiteNoise.update_files_dictionary
_seen: dict[tuple[str, str], dict[str, Any]] = {}


def _look_once(self: WhiteNoise, root: str, prefix: str) -> None:
    """Take what was found in this folder before; nothing changes there while tests run."""
    if (root, prefix) not in _seen:
        _look(self, root, prefix)
        _seen[root, prefix] = dict(self.files)
    self.files.update(_seen[root, prefix])


def pytest_configure(config: pytest.Config) -> None:
    """Let every browser of this process share what is served."""
    WhiteNoise.update_files_dictionary = _look_once
