"""Counting and documents: drafted by themselves at quarter end, once, and again when somebody asks (RPT-01)."""

from datetime import timedelta
from typing import Any

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.audit.selectors import agrees_with_trail
from safeguard.jobs import BY_NAME
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.lib.queue import Queue, Wake
from safeguard.notifications.models import Message
from safeguard.policies.actions import set_threshold
from safeguard.practitioners.models import User
from safeguard.reports import selectors
from safeguard.reports.actions import ask_for_report, prepare_due_reports, preparing
from safeguard.reports.models import BoardReport
from safeguard.reports.rules import quarter_of
from safeguard.reports.tasks import prepare_reports
from safeguard.storage.models import StoredFile
from tests.factories.escalation import set_clock
from tests.factories.figures import a_busy_quarter
from tests.factories.reports import a_report, an_issued_report, last_quarter, write
from tests.threads import at_once

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.django_db
def test_report_of_a_quarter_is_drafted_when_it_ends(cast: Any) -> None:
    quarter = quarter_of(clock.now())
    an_issued_report(cast.dsl, quarter.previous())
    now = set_clock(quarter.ends_at - MINUTE)
    prepare_due_reports(now=now)
    assert not BoardReport.objects.filter(quarter_start=quarter.first_day).exists()
    now = set_clock(quarter.ends_at)
    prepare_due_reports(now=now)
    prepare_due_reports(now=now + MINUTE)
    report = BoardReport.objects.get(quarter_start=quarter.first_day)
    assert (report.state, report.asker, report.revision) == ("draft", None, 1)
    assert abs(report.prepared_at - now) < MINUTE
    assert bytes(report.pdf.content).startswith(b"%PDF")
    assert report.pdf.name == f"{report.ref}.pdf"
    assert agrees_with_trail(report)


@pytest.mark.django_db
def test_draft_that_was_counted_too_early_is_counted_again_at_the_end(cast: Any) -> None:
    """Somebody looked in the middle of the quarter: the lead still gets the figures of all of it."""
    quarter = quarter_of(clock.now())
    an_issued_report(cast.dsl, quarter.previous())
    early = set_clock(quarter.ends_at - 20 * HOUR)
    ask_for_report(by=cast.manager, now=early, quarter=quarter)
    prepare_due_reports(now=early)
    report = BoardReport.objects.get(quarter_start=quarter.first_day)
    assert (report.state, report.asker) == ("draft", cast.manager)
    now = set_clock(quarter.ends_at)
    for minutes in (0, 1):
        prepare_due_reports(now=now + minutes * MINUTE)
    report.refresh_from_db()
    assert (report.state, report.asker, report.revision) == ("draft", None, 1)
    assert abs(report.prepared_at - now) < MINUTE
    assert Message.objects.filter(kind="reports.drafted", recipient=cast.dsl).exists()


@pytest.mark.django_db
def test_failure_of_one_worker_leaves_what_another_has_counted(cast: Any) -> None:
    report = a_report(cast.dsl, last_quarter())
    preparing._note_failure(report, clock.now())
    report.refresh_from_db()
    assert report.state == "draft"


@pytest.mark.django_db
def test_lead_is_told_that_a_report_was_drafted_by_a_reference_only(cast: Any) -> None:
    prepare_due_reports(now=clock.now())
    report = BoardReport.objects.get()
    message = Message.objects.get(kind="reports.drafted")
    assert (message.recipient, message.queue) == (cast.dsl, "reminders")
    assert report.ref in message.title
    assert f"/reports/board/{report.ref}/" in message.body
    assert report.quarter.label not in message.title + message.body


@pytest.mark.django_db
def test_nothing_is_drafted_for_a_time_before_anybody_was_here(cast: Any, now: Any) -> None:
    User.objects.update(joined_at=now)
    prepare_due_reports(now=now)
    assert not BoardReport.objects.exists()


@pytest.mark.django_db
def test_figures_are_counted_again_when_somebody_asks_and_the_words_stay(cast: Any, monkeypatch: Any) -> None:
    report = a_report(cast.dsl, summary="What matters")
    first = report.pdf
    monkeypatch.setattr(selectors, "figures_of", lambda *_: a_busy_quarter())
    asked = ask_for_report(by=cast.manager, now=clock.now(), quarter=report.quarter)
    assert (asked.pk, asked.state, asked.asker) == (report.pk, "preparing", cast.manager)
    prepare_due_reports(now=clock.now())
    report.refresh_from_db()
    assert report.state == "draft"
    assert selectors.latest_report(report.quarter) == report
    assert report.figures["tallies"][0]["total"] == 412
    assert report.summary == "What matters"
    assert report.pdf != first
    assert StoredFile.objects.get() == report.pdf  # the one before is gone


@pytest.mark.django_db
def test_asked_twice_it_is_counted_once(cast: Any, now: Any) -> None:
    first = ask_for_report(by=cast.dsl, now=now, quarter=last_quarter(now))
    again = ask_for_report(by=cast.manager, now=now + MINUTE, quarter=last_quarter(now))
    assert (again.pk, again.asked_at, again.asker) == (first.pk, now, cast.dsl)
    assert AuditEvent.objects.filter(verb="reports.report.asked_for").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["owner", "board", "ict", "dso"])
def test_only_who_makes_reports_has_figures_counted(cast: Any, now: Any, who: str) -> None:
    with pytest.raises(Refused, match="Only those who make"):
        ask_for_report(by=cast[who], now=now, quarter=last_quarter(now))
    assert not BoardReport.objects.exists()


@pytest.mark.django_db
def test_quarter_to_come_is_not_counted(cast: Any, now: Any) -> None:
    with pytest.raises(Refused, match="not begun"):
        ask_for_report(by=cast.dsl, now=now, quarter=quarter_of(now).next())


@pytest.mark.django_db
def test_correction_of_an_issued_report_is_another_revision(cast: Any) -> None:
    issued = an_issued_report(cast.dsl, summary="As it was")
    before = BoardReport.objects.filter(pk=issued.pk).values().get()
    with pytest.raises(Refused, match="Only the safeguarding lead may correct"):
        ask_for_report(by=cast.manager, now=clock.now(), quarter=issued.quarter)
    correction = a_report(cast.dsl)
    assert (correction.revision, correction.summary, correction.state) == (2, "As it was", "draft")
    assert BoardReport.objects.filter(pk=issued.pk).values().get() == before
    prepare_due_reports(now=clock.now())  # quarter end does not correct by itself
    assert BoardReport.objects.count() == 2


@pytest.mark.django_db
def test_quarter_before_is_shown_as_it_was_published(cast: Any, monkeypatch: Any) -> None:
    earlier = an_issued_report(cast.dsl, last_quarter().previous())
    assert earlier.sections[0]["tables"][0]["lines"][0]["value"] == "0"
    monkeypatch.setattr(selectors, "figures_of", lambda *_: a_busy_quarter())
    report = a_report(cast.dsl)
    line = report.sections[0]["tables"][0]["lines"][0]
    assert (line["label"], line["cells"]) == ("All sessions", ["410", "0"])


@pytest.mark.django_db
def test_quarter_before_is_counted_where_no_report_says(cast: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(selectors, "figures_of", lambda *_: a_busy_quarter())
    line = a_report(cast.dsl).sections[0]["tables"][0]["lines"][0]
    assert line["cells"] == ["410", "410"]


@pytest.mark.django_db
def test_threshold_in_force_is_the_one_that_hides(cast: Any, monkeypatch: Any) -> None:
    set_threshold(by=cast.dsl, now=clock.now(), code="small_count", value=10)
    monkeypatch.setattr(selectors, "figures_of", lambda *_: a_busy_quarter())
    report = a_report(cast.dsl)
    assert report.small_count == 10
    assert "fewer than 10" in str(report.sections)
    assert "fewer than 5" not in str(report.sections)


@pytest.mark.django_db
def test_counting_that_fails_says_so_and_is_tried_again_within_the_hour(cast: Any, now: Any, monkeypatch: Any) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("the disk is full")

    ask_for_report(by=cast.dsl, now=now, quarter=last_quarter(now))
    with monkeypatch.context() as patch:
        patch.setattr(selectors, "figures_of", fail)
        prepare_due_reports(now=now)
    report = BoardReport.objects.get()
    assert (report.state, report.failed_at, report.figures) == ("failed", now, {})
    prepare_due_reports(now=now + HOUR)
    assert BoardReport.objects.get().state == "failed"
    prepare_due_reports(now=now + HOUR + MINUTE)
    assert BoardReport.objects.get().state == "draft"
    assert agrees_with_trail(BoardReport.objects.get())


@pytest.mark.django_db
def test_document_that_fails_is_tried_again_and_the_figures_are_there(cast: Any, now: Any, monkeypatch: Any) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("no letters")

    ask_for_report(by=cast.dsl, now=now, quarter=last_quarter(now))
    with monkeypatch.context() as patch:
        patch.setattr(preparing, "make_pdf", fail)
        prepare_due_reports(now=now)
    report = BoardReport.objects.get()
    assert (report.state, report.pdf) == ("draft", None)
    prepare_due_reports(now=now)
    assert BoardReport.objects.get().pdf is not None


@pytest.mark.django_db
def test_what_another_worker_has_done_meanwhile_is_left_alone(cast: Any, now: Any, monkeypatch: Any) -> None:
    report = a_report(cast.dsl)
    stale = BoardReport.objects.filter(pk=report.pk)
    monkeypatch.setattr(selectors, "reports_to_prepare", lambda _: stale)
    monkeypatch.setattr(selectors, "reports_without_pdf", lambda: stale)
    prepare_due_reports(now=now)
    again = BoardReport.objects.get()
    assert (again.version, again.pdf, str(again)) == (report.version, report.pdf, report.ref)


def test_two_workers_at_once_make_one_report(committed_db: Any, cast: Any) -> None:
    now = clock.now()
    ask_for_report(by=cast.dsl, now=now, quarter=last_quarter(now))
    answers = at_once(*[lambda: prepare_due_reports(now=now)] * 3)
    assert answers == [None] * 3
    report = BoardReport.objects.get()
    assert (report.state, report.version) == ("draft", 2)
    assert StoredFile.objects.count() == 1
    assert AuditEvent.objects.filter(verb="reports.report.prepared").count() == 1


def test_two_askers_at_once_get_one_report(committed_db: Any, cast: Any) -> None:
    now = clock.now()

    def ask() -> int:
        return ask_for_report(by=cast.dsl, now=now, quarter=last_quarter(now)).pk

    assert len(set(at_once(ask, ask, ask))) == 1


@pytest.mark.django_db
def test_worker_is_woken_and_the_relay_does_it_too(
    cast: Any, now: Any, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    from safeguard.lib import queue

    woken: list[Any] = []
    monkeypatch.setattr(queue.current_app, "send_task", lambda name, **how: woken.append((name, how["queue"])))
    with django_capture_on_commit_callbacks(execute=True):
        ask_for_report(by=cast.dsl, now=now, quarter=last_quarter(now))
    assert woken == [(Wake.BOARD_REPORTS.value, "reports")]
    sweep = BY_NAME["board reports"]
    assert (sweep.queue, sweep.lane) == (Queue.REPORTS, "reports")
    sweep.run()
    assert BoardReport.objects.get().state == "draft"
    write(cast.dsl, BoardReport.objects.get())
    prepare_reports()
    assert BoardReport.objects.get().pdf is not None
