"""Nothing that somebody typed is ever in a log."""

import logging

import pytest
from django.db import DataError, IntegrityError, transaction

from safeguard.lib import context
from safeguard.lib.logs import RequestIdFilter, SafeFormatter
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


@pytest.mark.parametrize("text", ["opened %s", "GET %s HTTP/1.1", "http://safeguard.example%s"])
def test_a_link_in_any_line_is_cut(text):
    """Whoever has the link has the key: its address is in no log, also when another library writes it."""
    record = logging.LogRecord("x", logging.INFO, __file__, 1, text, ("/l/consent/3f/abc0123/?x=1",), None)
    line = SafeFormatter("%(message)s").format(record)
    assert "abc0123" not in line
    assert "/l/..." in line
