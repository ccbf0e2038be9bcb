"""Logs without personal data: one line a thing, with names of routes and ids, and nothing that somebody typed.

PostgreSQL puts whole rows into error texts ("Failing row contains ..."), exceptions carry what people typed, and
libraries write addresses of pages, of mailboxes and of links. So an error is named and never quoted, and of what
others write only the fixed part of the sentence is kept (docs/decisions/0021). Needs nothing of Django: the web
server's own process is told the same (safeguard/gunicorn.py).
"""

import http.client
import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from safeguard.lib import context

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
OURS = frozenset({"safeguard", "consent", "incidents", "sessions_app"})
DOTS = "…"
WITHHELD = "(text withheld)"
_WARNING = re.compile(r"(?P<place>[^\s:]+:\d+): (?P<kind>\w+): ")
logger = logging.getLogger(__name__)


def about(**fields: str | float | None) -> dict[str, Any]:
    """The ``extra`` of a line: names, ids, counts and milliseconds, as fields of their own. None is left out."""
    return {"fields": {name: value for name, value in fields.items() if value is not None}}


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
            record.msg, record.args = without_links(text, _route(record)), None
        return True


LINKS = "/l/"  # where every link to a family begins
_LINK = re.compile(r"/l/[^\s\"'<>]*")


def without_links(text: str, route: str = "") -> str:
    """The text with the name of the route, or dots, in the place of every link to a family."""
    return _LINK.sub(route or f"{LINKS}...", text)


class SafeFormatter(logging.Formatter):
    """A line for people: when, how grave, who says it, what; then its fields, and of an error kind and place."""

    def format(self, record: logging.LogRecord) -> str:
        """As usual, with what is safe to say in the place of what was said."""
        fields = "".join(f" {name}={value}" for name, value in fields_of(record).items())
        copy = logging.makeLogRecord(record.__dict__ | {"msg": f"{said(record)}{fields}", "args": None})
        copy.exc_text = copy.stack_info = None  # another formatter may have kept the error's text there
        return without_links(super().format(copy))

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - logging's own name
        """The frames and the kinds of the error and of its causes, with SQLSTATE and constraint if it has them."""
        return "\n".join([*(f"  {frame}" for frame in frames(ei)), *kinds(ei)])


class JsonFormatter(SafeFormatter):
    """The same line for a machine: one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Time (UTC), level, logger, message, request id, then the fields of the line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_links(said(record)),
            "request_id": getattr(record, "request_id", "-"),
            **fields_of(record),
        }
        if record.exc_info:
            line |= {"error": kinds(record.exc_info), "frames": frames(record.exc_info)}
        return json.dumps(line, ensure_ascii=False, default=str)


def said(record: logging.LogRecord) -> str:
    """The sentence of a line. Ours as it is; of another's only what stands in its code, with numbers but no words."""
    if record.name.partition(".")[0] in OURS:
        try:
            return record.getMessage()
        except (TypeError, ValueError, KeyError):  # a broken call of ours, and what was to be put in may be anything
            return WITHHELD
    if record.name == "py.warnings":
        found = _WARNING.match(record.getMessage())
        return f"{found['kind']} at {found['place']}" if found else WITHHELD
    if status := getattr(record, "status_code", None):
        return http.client.responses.get(status, "")
    if record.exc_info and record.name.startswith("celery"):
        return "task failed"
    return _without_words(record)


def _without_words(record: logging.LogRecord) -> str:
    """The pattern with dots for what was to be put in, but for numbers; a finished sentence is withheld."""
    if not record.args:
        return WITHHELD
    try:
        if isinstance(record.args, dict):
            return str(record.msg) % {name: _number(value) for name, value in record.args.items()}
        return str(record.msg) % tuple(_number(value) for value in record.args)
    except (TypeError, ValueError, KeyError):
        return WITHHELD


def _number(value: object) -> object:
    return value if isinstance(value, int | float) else DOTS


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """The fields of a line, with the name of the route for a request, and the place for a line of another's."""
    found: dict[str, Any] = dict(getattr(record, "fields", {}))
    if hasattr(record, "status_code"):
        found |= {"route": _route(record) or "-", "status": record.status_code}
    elif record.name.partition(".")[0] not in OURS:
        found["place"] = f"{record.module}:{record.lineno}"
    return found


def _route(record: logging.LogRecord) -> str:
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    return match.view_name if match else ""


def frames(ei: ExcInfo) -> list[str]:
    """Where an error happened, without the line of code or the values there."""
    return [f"{f.filename}:{f.lineno} in {f.name}" for f in traceback.extract_tb(ei[2])]


def kinds(ei: ExcInfo) -> list[str]:
    """What kind an error and each of its causes is, with SQLSTATE and constraint or column if it has them."""
    found, error = [], ei[1]
    while error is not None:
        found.append(_kind(error))
        error = error.__cause__ or error.__context__
    return found


def _kind(error: BaseException) -> str:
    diagnosis = getattr(error, "diag", None)
    state = f" {diagnosis.sqlstate} {diagnosis.constraint_name or diagnosis.column_name or ''}" if diagnosis else ""
    return f"{type(error).__module__}.{type(error).__qualname__}{state}".rstrip()


def settings_for(*, form: str, level: str) -> dict[str, Any]:
    """What logging is told in every process. ``form`` is ``json`` or ``text``. Raises ValueError for another."""
    if form not in ("json", "text"):
        raise ValueError(f"LOG_FORMAT must be json or text, not {form!r}.")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "request_id": {"()": "safeguard.lib.logs.RequestIdFilter"},
            "links": {"()": "safeguard.lib.logs.LinkFilter"},
        },
        "formatters": {
            "text": {
                "()": "safeguard.lib.logs.SafeFormatter",
                "format": "{asctime} {levelname} {name} [{request_id}] {message}",
                "style": "{",
            },
            "json": {"()": "safeguard.lib.logs.JsonFormatter"},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form, "filters": ["request_id"]}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "apprise": {"level": "ERROR"},  # it writes telephone numbers at lower levels
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},  # each task has a line of ours
            "celery.app.trace": {"level": "WARNING"},
            # They write the address of a request that went wrong, and a link's address is its key.
            "django.request": {"filters": ["links"]},
            "django.security.csrf": {"filters": ["links"]},
            # Django brings handlers of its own for some.
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": [], "filters": ["links"], "propagate": True},
            # The web server brings handlers of its own; its lines go our way, and each request has a line of ours.
            "gunicorn.error": {"handlers": [], "level": "INFO", "propagate": True},
            "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
        },
    }


def form_of(environment: Mapping[str, str]) -> str:
    """``LOG_FORMAT``; unless it says so, text for people who look on: in a demonstration and at a terminal."""
    looked_on = environment.get("DEMO", "").lower() in ("true", "1", "yes", "on") or sys.stderr.isatty()
    return environment.get("LOG_FORMAT") or ("text" if looked_on else "json")


def catch_the_rest() -> None:
    """Send to the log what would be written to the terminal beside it: warnings, and errors that nobody caught.

    A line that cannot be written is lost: logging itself would print it with everything that was to be put in.
    """
    logging.raiseExceptions = False
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda hooked: _uncaught(hooked.exc_type, hooked.exc_value, hooked.exc_traceback)
    sys.unraisablehook = lambda hooked: _uncaught(hooked.exc_type, hooked.exc_value, hooked.exc_traceback)


def _uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if error is not None and not isinstance(error, SystemExit | KeyboardInterrupt):
        logger.critical("nobody caught this", exc_info=(kind, error, trace))
