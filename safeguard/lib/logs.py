"""Logs without personal data: an error is named, its text never written.

PostgreSQL puts whole rows into error texts ("Failing row contains ..."), and exceptions carry what people typed.
"""

import logging
import re
import traceback
from types import TracebackType

from safeguard.lib import context

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class RequestIdFilter(logging.Filter):
    """Gives every record the id of the request it belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add the id; never drops a record."""
        record.request_id = context.request_id()
        return True


class LinkFilter(logging.Filter):
    """Cuts the address of a link to a family out of a line, for whoever else reads the log: it is the key itself.

    Django names the address of every request that went wrong; the name of the route stands there instead.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Cut it out of the line; never drops a record."""
        text = record.getMessage()
        if LINKS in text:
            match = getattr(getattr(record, "request", None), "resolver_match", None)
            record.msg, record.args = without_links(text, match.view_name if match else ""), None
        return True


LINKS = "/l/"  # where every link to a family begins
_LINK = re.compile(r"/l/[^\s\"'<>]*")


def without_links(text: str, route: str = "") -> str:
    """The text with the name of the route, or dots, in the place of every link to a family."""
    return _LINK.sub(route or f"{LINKS}...", text)


class SafeFormatter(logging.Formatter):
    """Writes where an error happened and what kind it was, without the text or values it carries."""

    def format(self, record: logging.LogRecord) -> str:
        """As usual, but without links to families, and for Celery, which writes the error's text into its message."""
        if record.exc_info and record.name.startswith("celery"):
            record = logging.makeLogRecord(record.__dict__ | {"msg": "task failed", "args": None})
        return without_links(super().format(record))

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - logging's own name
        """The frames and the kinds of the error and of its causes, with SQLSTATE and constraint if it has them."""
        lines = [f"  {f.filename}:{f.lineno} in {f.name}" for f in traceback.extract_tb(ei[2])]
        error: BaseException | None = ei[1]
        while error is not None:
            lines.append(_kind(error))
            error = error.__cause__ or error.__context__
        return "\n".join(lines)


def _kind(error: BaseException) -> str:
    diagnosis = getattr(error, "diag", None)
    state = f" {diagnosis.sqlstate} {diagnosis.constraint_name or ''}" if diagnosis else ""
    return f"{type(error).__module__}.{type(error).__qualname__}{state}".rstrip()
