"""The words of a report and issuing it: by the lead, naming nobody, and then for good (RPT-01, RPT-11)."""

import uuid
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, transaction

from safeguard.audit.models import AuditEvent
from safeguard.audit.selectors import agrees_with_trail
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from safeguard.reports.actions import edit_report, issue_report, prepare_due_reports
from safeguard.reports.exceptions import ChangedMeanwhile
from safeguard.reports.models import BoardReport
from safeguard.reports.rules import quarter_of
from safeguard.storage.actions import save_draft
from safeguard.storage.selectors import drafts_of
from tests.factories.live import a_person
from tests.factories.reports import WORDS, a_report, an_issued_report, write
from tests.threads import at_once


@pytest.fixture
def report(cast: Any) -> BoardReport:
    return a_report(cast.dsl)


def issue(by: Any, report: BoardReport, **over: Any) -> BoardReport:
    return issue_report(**{"by": by, "now": clock.now(), "report": report, "version": report.version, **over})


@pytest.mark.django_db
def test_words_are_written_and_the_document_is_made_again(cast: Any, report: BoardReport) -> None:
    first, version = report.pdf_id, report.version
    report = write(cast.dsl, report, summary="Much has changed.")
    assert (report.summary, report.edited_by, report.version, report.pdf) == (
        "Much has changed.", cast.dsl, version + 1, None
    )  # fmt: skip
    prepare_due_reports(now=clock.now())
    report.refresh_from_db()
    assert report.pdf_id not in (None, first)
    assert agrees_with_trail(report)
    assert AuditEvent.objects.filter(verb="reports.report.edited").get().fields == ["learning", "summary", "version"]


@pytest.mark.django_db
def test_writing_drops_the_draft_that_was_kept(cast: Any, now: Any, report: BoardReport) -> None:
    token = uuid.uuid4()
    kept = {"form": "board_report", "client_token": token, "content": {"summary": "Much"}, "about": report.ref}
    save_draft(by=cast.dsl, now=now, **kept)
    edit_report(by=cast.dsl, now=now, report=report, version=report.version, client_token=token, texts=WORDS)
    assert not drafts_of(cast.dsl, "board_report", report.ref).exists()


@pytest.mark.django_db
def test_who_writes_second_is_told_and_nothing_is_lost(cast: Any, report: BoardReport) -> None:
    seen = report.version
    write(cast.dsl, report, summary="The lead's words")
    with pytest.raises(ChangedMeanwhile):
        edit_report(
            by=cast.deputy, now=clock.now(), report=report, version=seen, client_token=uuid.uuid4(),
            texts={**WORDS, "summary": "The deputy's words"},
        )  # fmt: skip
    report.refresh_from_db()
    assert report.summary == "The lead's words"
    again = edit_report(
        by=cast.dsl, now=clock.now(), report=report, version=seen, client_token=uuid.uuid4(),
        texts={**WORDS, "summary": "The lead's words"},
    )  # fmt: skip
    assert again.version == report.version  # the same form sent twice


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["owner", "manager", "dso", "board", "ict", "admin"])
def test_only_the_lead_writes_and_issues(cast: Any, report: BoardReport, who: str) -> None:
    with pytest.raises(Refused, match="Only the safeguarding lead"):
        write(cast[who], report)
    with pytest.raises(Refused, match="Only the safeguarding lead"):
        issue(cast[who], report)


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["summary", "learning", "asks"])
def test_words_that_name_somebody_are_refused(cast: Any, report: BoardReport, field: str) -> None:
    a_person(cast.owner)
    for name in ("Maya Ellis", "priya shah"):
        with pytest.raises(Refused, match="names nobody"):
            write(cast.dsl, report, **{field: f"Thanks to {name}, all is well."})
    report.refresh_from_db()
    assert getattr(report, field) == ""


@pytest.mark.django_db
def test_name_registered_after_it_was_written_is_found_when_it_is_issued(cast: Any, report: BoardReport) -> None:
    report = write(cast.dsl, report, summary="Maya Ellis was helped.")
    a_person(cast.owner)
    with pytest.raises(Refused, match="Maya Ellis"):
        issue(cast.dsl, report)


@pytest.mark.django_db
def test_issued_report_is_read_by_the_board_which_is_told(cast: Any, report: BoardReport) -> None:
    report = write(cast.dsl, report)
    report = issue(cast.dsl, report)
    assert (report.state, report.issued_by) == ("issued", cast.dsl)
    told = Message.objects.filter(kind="reports.issued")
    assert {message.recipient for message in told} == {cast.board, cast.chair}
    assert all(report.ref in message.title and "safety" not in message.title for message in told)
    assert issue(cast.dsl, report).version == report.version  # pressed twice
    assert told.count() == 2
    prepare_due_reports(now=clock.now())
    report.refresh_from_db()
    assert agrees_with_trail(report)


@pytest.mark.django_db
def test_report_is_not_issued_before_its_time(cast: Any, report: BoardReport) -> None:
    with pytest.raises(Refused, match="what matters most"):
        issue(cast.dsl, report)
    running = write(cast.dsl, a_report(cast.dsl, quarter_of(clock.now())))
    with pytest.raises(Refused, match="has not ended"):
        issue(cast.dsl, running)
    written = write(cast.dsl, report)
    with pytest.raises(Refused, match="has changed since"):
        issue(cast.dsl, written, version=written.version - 1)


@pytest.mark.django_db
def test_issued_report_is_not_written_in_and_another_lead_is_told(cast: Any) -> None:
    report = an_issued_report(cast.dsl)
    with pytest.raises(Refused, match="Begin a correction"):
        write(cast.dsl, report, summary="Better")
    with pytest.raises(Refused, match="issued already"):
        issue(cast.deputy, report)


@pytest.mark.django_db
def test_database_itself_keeps_an_issued_report_as_it_is(cast: Any) -> None:
    report = an_issued_report(cast.dsl)
    same = BoardReport.objects.filter(pk=report.pk)
    for change in ({"summary": "x"}, {"state": "draft"}, {"figures": {}}, {"pdf": None}):
        with pytest.raises(DatabaseError, match="not changed"), transaction.atomic():
            same.update(**change)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        same.delete()


def test_issued_report_is_not_changed_by_the_owner_of_the_database_either(committed_db: Any, cast: Any) -> None:
    report = an_issued_report(cast.dsl)
    with psycopg.connect(committed_db.owner_url) as owner, pytest.raises(psycopg.Error, match="not changed"):
        owner.execute("UPDATE reports_boardreport SET summary = 'x' WHERE id = %s", [report.pk])


def test_two_leads_who_write_at_once_do_not_lose_a_word(committed_db: Any, cast: Any) -> None:
    report = a_report(cast.dsl)

    def one(by: Any, words: str) -> Any:
        return lambda: write(by, report, summary=words)

    answers = at_once(one(cast.dsl, "one"), one(cast.deputy, "two"))
    assert sum(isinstance(answer, ChangedMeanwhile) for answer in answers) == 1
