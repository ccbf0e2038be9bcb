"""Whether the make that started us has been told to end.

GNU make passes only TERM on to its recipe. On INT and HUP to its own pid it waits for the recipe, which would
never hear of it; but while it waits that signal is blocked and has lost its handler, as Linux shows in /proc.
"""

import os
import signal
from pathlib import Path

WATCHED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Parent:
    """The process that started us, as it was then."""

    def __init__(self) -> None:
        self.pid = os.getppid()
        self.is_make = _read(self.pid, "comm").strip() in ("make", "gmake")

    def wants_end(self) -> bool:
        """True once make is gone or dies of a signal; another parent is not watched."""
        return self.is_make and (os.getppid() != self.pid or dies_of_a_signal(self.pid))


def dies_of_a_signal(pid: int) -> bool:
    """Whether the handler of a deadly signal runs in this process now (Linux; False elsewhere)."""
    lines = (line.split() for line in _read(pid, "status").splitlines() if line.startswith("Sig"))
    masks = {words[0]: int(words[1], 16) for words in lines if "/" not in words[1]}
    dying = masks.get("SigBlk:", 0) & ~masks.get("SigCgt:", 0) & ~masks.get("SigIgn:", 0)
    return any(dying & (1 << (sig - 1)) for sig in WATCHED)


def _read(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except OSError:
        return ""
