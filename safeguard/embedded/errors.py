"""What stops a start, told in one line."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager


class StartError(Exception):
    """The machine cannot run Safeguard; the text is the one line that its user reads."""


@contextmanager
def one_line() -> Iterator[None]:
    """Turn errors of the machine into one line and exit code 1; our own mistakes keep their traceback."""
    try:
        yield
    except StartError as problem:
        raise SystemExit(f"Safeguard cannot start: {problem}") from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise SystemExit("Safeguard cannot start: the disk is full.") from None
        if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise SystemExit(f"Safeguard cannot start: no right to write {problem.filename}.") from None
        raise
