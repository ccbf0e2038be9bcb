"""Counting the figures of a quarter and making the document: asked for by somebody, done by the worker or the relay.

Doing it twice, or in two places at once, does no harm: a report is done by whoever holds its row.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.lib.pdf import make_pdf
from safeguard.lib.queue import Wake, wake_on_commit
from safeguard.lib.refs import new_ref
from safeguard.notifications.actions import queue_messages
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import people_holding
from safeguard.reports import access, messages, rules, selectors
from safeguard.reports.enums import ReportState, Verb
from safeguard.reports.models import BoardReport
from safeguard.reports.rules import Quarter, layout
from safeguard.storage.actions import remove_file, store_file
from safeguard.storage.enums import FileKind

logger = logging.getLogger(__name__)
RETRY_AFTER = timedelta(hours=1)  # what failed is tried again without anybody asking
TEMPLATE = "reports/board_report.typ"
PDF = "application/pdf"


@transaction.atomic
def ask_for_report(*, by: User | None, now: datetime, quarter: Quarter) -> BoardReport:
    """Have the figures of a quarter counted, or counted again while its report is a draft; its words stay.

    Of an issued report only those who issue may begin a correction, which is another revision. Asked twice, it is
    counted once. ``by`` None: the quarter has ended. Raises Refused for those who make no reports, and for a quarter
    that has not begun.
    """
    if by is not None and not access.may_prepare(by):
        raise Refused(_("Only those who make board reports may have figures counted."))
    if quarter.starts_at > now:
        raise Refused(_("That quarter has not begun yet."))
    report, is_new = _report_of(by, now, quarter)
    if not is_new and (report.state == ReportState.PREPARING or report.is_issued):
        return report
    report.state, report.asked_at, report.asker = ReportState.PREPARING, now, by
    report.save(update_fields=["state", "asked_at", "asker"])
    record(Verb.ASKED, by=by, now=now, subject=report, fields=["state"])
    wake_on_commit(Wake.BOARD_REPORTS)
    return report


def prepare_due_reports(*, by: None = None, now: datetime) -> None:
    """Draft the report of a quarter that has ended (RPT-01), count what is asked for, and make documents that are
    missing."""
    ended = rules.quarter_of(now).previous()
    if selectors.is_to_be_drafted(ended):
        ask_for_report(by=None, now=now, quarter=ended)
    for report in selectors.reports_to_prepare(now - RETRY_AFTER):
        try:
            _prepare(report, now)
        except Exception:
            logger.exception("the figures of %s could not be counted", report.ref)
            _note_failure(report, now)
    for report in selectors.reports_without_pdf():
        try:
            _make_document(report, now)
        except Exception:
            logger.exception("the PDF of %s could not be made and is tried again", report.ref)


def drop_document(*, by: User | None, now: datetime, report: BoardReport) -> None:
    """Take away a document whose report reads otherwise now; the next is made at once."""
    old, report.pdf = report.pdf, None
    report.save(update_fields=["pdf"])
    if old is not None:
        remove_file(by=by, now=now, file=old)
    wake_on_commit(Wake.BOARD_REPORTS)


def _report_of(by: User | None, now: datetime, quarter: Quarter) -> tuple[BoardReport, bool]:
    """The report that is in the making, locked, begun if need be; or the issued one that is not to be corrected."""
    asked = {"asked_at": now, "asker": by}
    first, is_new = BoardReport.objects.get_or_create(
        quarter_start=quarter.first_day, revision=1, defaults={"ref": new_ref("BR"), **asked}
    )
    latest = BoardReport.objects.filter(quarter_start=first.quarter_start).order_by("-revision")
    report = latest.select_for_update()[0]
    if is_new or not report.is_issued or by is None:
        return report, is_new
    if not access.may_issue(by):
        raise Refused(_("This report has been issued. Only the safeguarding lead may correct it."))
    correction = BoardReport.objects.create(
        ref=new_ref("BR"),
        quarter_start=report.quarter_start,
        revision=report.revision + 1,
        **asked,
        **{name: getattr(report, name) for name in BoardReport.TEXTS},
    )
    return correction, True


@transaction.atomic
def _prepare(waiting: BoardReport, now: datetime) -> None:
    report = BoardReport.objects.select_for_update(skip_locked=True).filter(pk=waiting.pk).first()
    if report is None or report.state not in (ReportState.PREPARING, ReportState.FAILED):
        return
    thresholds = thresholds_in_force(now)
    small = thresholds.number("small_count")
    figures = selectors.figures_of(report.quarter, thresholds)
    previous = report.quarter.previous()
    earlier = selectors.report_before(report.quarter)
    before = (
        layout.values_of(earlier.sections)  # what was published stays what it is compared with
        if earlier
        else layout.shown_values(rules.shown_figures(selectors.figures_of(previous, thresholds), small))
    )
    sections = rules.build_sections(
        rules.shown_figures(figures, small),
        before,
        rules.Words(
            services=selectors.service_names(),
            longest_minutes=thresholds.number("session_length"),
            call_back_minutes=thresholds.number("call_back"),
        ),
        small=small,
        heads=(report.quarter.label, previous.label),
    )
    report.figures, report.sections, report.small_count = figures.as_json(), layout.as_json(sections), small
    report.state, report.prepared_at, report.failed_at = ReportState.DRAFT, now, None
    report.version += 1
    report.save()
    record(Verb.PREPARED, by=None, now=now, subject=report, fields=["state", "sections"])
    drop_document(by=None, now=now, report=report)
    if report.asker_id is None:
        leads = User.objects.filter(pk__in=people_holding(PostCode.DSL, now), is_active=True)
        queue_messages(messages.drafted(report, leads), now=now)


@transaction.atomic
def _note_failure(waiting: BoardReport, now: datetime) -> None:
    report = BoardReport.objects.select_for_update().get(pk=waiting.pk)
    if report.state not in (ReportState.PREPARING, ReportState.FAILED):
        return  # another worker has counted it meanwhile
    report.state, report.failed_at = ReportState.FAILED, now
    report.save(update_fields=["state", "failed_at"])
    record(Verb.FAILED, by=None, now=now, subject=report, fields=["state"])


@transaction.atomic
def _make_document(waiting: BoardReport, now: datetime) -> None:
    report = BoardReport.objects.select_for_update(skip_locked=True).filter(pk=waiting.pk, pdf=None).first()
    if report is None or not report.has_figures or report.prepared_at is None:
        return
    data = rules.as_document(
        ref=report.ref,
        quarter=report.quarter,
        revision=report.revision,
        prepared_at=report.prepared_at,
        issued_at=report.issued_at,
        texts={name: getattr(report, name) for name in BoardReport.TEXTS},
        sections=report.sections,
        small=report.small_count,
    )
    report.pdf = store_file(
        by=None,
        now=now,
        kind=FileKind.BOARD_REPORT,
        name=f"{report.ref}.pdf",
        content_type=PDF,
        content=make_pdf(TEMPLATE, data, made_at=report.issued_at or report.prepared_at),
    )
    report.save(update_fields=["pdf"])
    record(Verb.FILED, by=None, now=now, subject=report, fields=["pdf"])
