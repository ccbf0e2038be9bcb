"""Nothing that somebody typed is ever in a log."""

import io
import json
import logging
import subprocess
import sys
from datetime import datetime

import pytest
from django.db import DataError, IntegrityError, transaction

from safeguard.embedded.local import ROOT
from safeguard.lib import context
from safeguard.lib.logs import (
    DOTS,
    WITHHELD,
    JsonFormatter,
    RequestIdFilter,
    SafeFormatter,
    about,
    form_of,
    settings_for,
)
from tests.factories.practitioners import UserFactory

CANARY = "Zephyrine Quillfeather"


def formatted(error: BaseException) -> str:
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", (), (type(error), error, error.__traceback__))
    return SafeFormatter("%(message)s").format(record)


@pytest.mark.django_db
@pytest.mark.requirement("SEC-07")
def test_log_of_a_violated_constraint_hides_the_row():
    """PostgreSQL writes the whole row into the error's text."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        UserFactory(full_name=CANARY, email="Upper.Case@harbour.example")
    assert CANARY in str(caught.value)
    text = formatted(caught.value)
    assert CANARY not in text
    assert "harbour.example" not in text
    assert "23514 user_email_is_lower_case" in text
    assert "django.db.utils.IntegrityError" in text


@pytest.mark.django_db
def test_log_of_a_value_too_long_hides_the_value():
    with pytest.raises(DataError) as caught, transaction.atomic():
        UserFactory(full_name=CANARY * 20)
    assert "Zephyrine" not in formatted(caught.value)


def test_log_names_every_cause_and_hides_its_text():
    try:
        try:
            int(CANARY)
        except ValueError as cause:
            raise RuntimeError(CANARY) from cause
    except RuntimeError as error:
        text = formatted(error)
    assert "Zephyrine" not in text
    assert text.endswith("builtins.RuntimeError\nbuiltins.ValueError")
    assert "test_logs.py" in text


def test_failed_task_of_celery_is_not_quoted():
    """Celery writes the error's text into its own message."""
    error = ValueError(CANARY)
    record = logging.LogRecord("celery.app.trace", logging.ERROR, __file__, 1, f"raised {error!r}", (), None)
    record.exc_info = (ValueError, error, None)
    text = SafeFormatter("%(message)s").format(record)
    assert CANARY not in text
    assert text.startswith("task failed")
    assert CANARY in record.getMessage()  # other handlers are not disturbed


def test_log_line_carries_the_request_id():
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "hello", (), None)
    request_id = context.begin()
    assert RequestIdFilter().filter(record)
    assert record.request_id == request_id == context.request_id()
    assert context.begin() != request_id


@pytest.mark.parametrize("name", ["safeguard.x", "another.library"])
@pytest.mark.parametrize("text", ["opened %s", "GET %s HTTP/1.1", "http://safeguard.example%s"])
def test_a_link_in_any_line_is_cut(text, name):
    """Whoever has the link has the key: its address is in no log, also when another library writes it."""
    record = logging.LogRecord(name, logging.INFO, __file__, 1, text, ("/l/consent/3f/abc0123/?x=1",), None)
    for line in (SafeFormatter("%(message)s").format(record), JsonFormatter().format(record)):
        assert "abc0123" not in line
        assert ("/l/..." if name.startswith("safeguard") else text.replace("%s", DOTS)) in line


def line_of(name, text, *args, form=JsonFormatter, **more):
    """One line as it is written, read back."""
    record = logging.LogRecord(name, logging.WARNING, __file__, 7, text, args, more.pop("exc_info", None))
    record.__dict__.update(more)
    RequestIdFilter().filter(record)
    return json.loads(form().format(record))


def test_a_line_is_one_object_with_its_fields():
    context.begin()
    line = line_of("safeguard.x", "two\nlines", **about(route="desk:home", ms=12, user=None))
    assert datetime.fromisoformat(line.pop("time")).tzinfo is not None
    assert line == {
        "level": "WARNING",
        "logger": "safeguard.x",
        "message": "two\nlines",
        "request_id": context.request_id(),
        "route": "desk:home",
        "ms": 12,
    }
    record = logging.makeLogRecord({"name": "safeguard.x", "msg": "two\nlines"})
    assert "\n" not in JsonFormatter().format(record)


def test_an_error_is_named_with_its_places():
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        line = line_of("safeguard.x", "it failed", exc_info=(ValueError, error, error.__traceback__))
    assert line["error"] == ["builtins.ValueError"]
    assert "test_logs.py" in line["frames"][0]
    assert CANARY not in json.dumps(line)


@pytest.mark.parametrize(
    ("name", "text", "args", "said"),
    [
        ("gunicorn.error", "Booting worker with pid: %s", (123,), "Booting worker with pid: 123"),
        ("gunicorn.error", "Error handling request %s", (f"/people/{CANARY}",), "Error handling request …"),
        ("gunicorn.error", f"Invalid request from ip=192.0.2.1: {CANARY}", (), WITHHELD),
        ("django.security.DisallowedHost", f"Invalid HTTP_HOST header: '{CANARY}'", (), WITHHELD),
        ("celery.worker.consumer", "Task %(name)s[%(id)s] took %(s)d", ({"name": CANARY, "id": 1, "s": 2},),
         "Task …[1] took 2"),
        ("celery.redirected", CANARY, (), WITHHELD),
        ("urllib3", "%d of %s and %s", (1, CANARY), WITHHELD),
        ("py.warnings", "%s", (f"/a/b.py:12: RuntimeWarning: naive {CANARY}\n  code",), "RuntimeWarning at /a/b.py:12"),
        ("py.warnings", CANARY, (), WITHHELD),
    ],
)  # fmt: skip
def test_of_another_library_only_what_stands_in_its_code(name, text, args, said):
    line = line_of(name, text, *args)
    assert line["message"] == said
    assert line["place"] == "test_logs:7"
    assert CANARY not in json.dumps(line)


def test_a_refused_host_is_named_by_its_answer():
    line = line_of("django.security.DisallowedHost", f"Invalid HTTP_HOST header: '{CANARY}'", status_code=400)
    assert (line["message"], line["status"], line["route"]) == ("Bad Request", 400, "-")


def test_a_text_kept_by_another_formatter_is_not_written():
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", (), (ValueError, error, None))
    assert CANARY in logging.Formatter().format(record)  # it keeps the text on the record
    assert CANARY not in SafeFormatter("%(message)s").format(record)


@pytest.mark.parametrize(
    ("environment", "form"),
    [
        ({}, "json"),
        ({"DEMO": "true"}, "text"),
        ({"DEMO": "true", "LOG_FORMAT": "json"}, "json"),
        ({"DEMO": "0"}, "json"),
    ],
)
def test_json_unless_people_look_on(environment, form, monkeypatch):
    monkeypatch.setattr("sys.stderr", io.StringIO())
    assert form_of(environment) == form


def test_text_at_a_terminal(monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert form_of({}) == "text"


@pytest.mark.parametrize("form", [JsonFormatter, lambda: SafeFormatter("%(message)s")])
def test_a_broken_call_of_ours_writes_nothing_of_what_was_to_be_put_in(form):
    record = logging.LogRecord("safeguard.x", logging.ERROR, __file__, 1, "%d of %s", (CANARY,), None)
    assert WITHHELD in form().format(record)
    assert CANARY not in form().format(record)


def test_a_line_that_cannot_be_written_is_not_printed_by_logging_itself():
    """In a process of its own, as every one of ours begins."""
    code = (
        "import logging\n"
        "from safeguard.lib.logs import catch_the_rest\n"
        "catch_the_rest()\n"
        "logging.basicConfig()\n"
        f"logging.getLogger('x').error('%d', {CANARY!r})\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert (done.stdout, done.stderr) == ("", "")


def test_another_form_is_refused():
    with pytest.raises(ValueError, match="LOG_FORMAT"):
        settings_for(form="xml", level="INFO")
