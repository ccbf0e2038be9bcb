"""From a machine with Python and make to one that can run or test Safeguard.

    python3 -m safeguard.embedded.bootstrap run | test

It makes `.venv`, installs what the lock names, builds CSS and JavaScript, and becomes the supervisor (`run`)
or returns (`test`). This file must be readable by any Python 3: an old one is told so.
"""

import os
import sys

OLDEST = (3, 11)


def check_python(version: "tuple[int, ...]") -> None:
    """Stop with one line when this Python is too old."""
    if tuple(version[:2]) < OLDEST:
        found, needed = (".".join(str(part) for part in v[:2]) for v in (version, OLDEST))
        sys.exit(
            "Safeguard cannot start: it needs Python "
            + needed
            + " or newer, this is "
            + found
            + ". Name another with `make run PYTHON=python"
            + needed
            + "`."
        )


def main() -> None:
    """Prepare this folder, then run or return."""
    check_python(sys.version_info[:3])
    # Only now: what follows is written for a Python that is new enough.
    from safeguard.embedded.errors import one_line  # noqa: PLC0415
    from safeguard.embedded.install import install  # noqa: PLC0415

    purpose = sys.argv[1] if len(sys.argv) > 1 else "run"
    with one_line():
        python = install(tests=purpose == "test")
    if purpose == "run":
        command = [str(python), "-m", "safeguard.embedded.supervisor"]
        os.execv(python, command)  # noqa: S606 - we become it, so that make's signals reach it


if __name__ == "__main__":
    main()
