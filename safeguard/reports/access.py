"""Who may see and do what with board reports."""

from django.db.models import QuerySet

from safeguard.lib.errors import NotVisible
from safeguard.lib.permissions import Permission
from safeguard.practitioners.models import User
from safeguard.reports.enums import ReportState
from safeguard.reports.models import BoardReport


def visible_reports(user: User) -> QuerySet[BoardReport]:
    """The reports somebody may read: the board those that were issued, those who make them all, others none."""
    reports = BoardReport.objects.all()
    if user.may(Permission.SEE_DRAFT_REPORTS):
        return reports
    if user.may(Permission.SEE_REPORTS):
        return reports.filter(state=ReportState.ISSUED)
    return reports.none()


def get_report_for(user: User, ref: str) -> BoardReport:
    """The report, if this person may read it. Raises NotVisible (a 404) otherwise."""
    report = visible_reports(user).filter(ref=ref).first()
    if report is None:
        raise NotVisible
    return report


def check_may_list(user: User) -> None:
    """Whether somebody may see reports at all. Raises NotVisible (a 404) otherwise."""
    if not (user.may(Permission.SEE_REPORTS) or user.may(Permission.SEE_DRAFT_REPORTS)):
        raise NotVisible


def may_prepare(user: User) -> bool:
    """Whether somebody may have the figures of a quarter counted."""
    return user.may(Permission.SEE_DRAFT_REPORTS)


def may_issue(user: User) -> bool:
    """Whether somebody writes the words of a report and issues it (RPT-01: the safeguarding lead)."""
    return user.may(Permission.ISSUE_REPORTS)
