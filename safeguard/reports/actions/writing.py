"""The words of a report, and issuing it (RPT-01)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.lib.permissions import Permission
from safeguard.notifications.actions import queue_messages
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import people_who_may
from safeguard.reports import access, messages, rules, selectors
from safeguard.reports.actions.preparing import drop_document
from safeguard.reports.enums import ReportState, Verb
from safeguard.reports.exceptions import ChangedMeanwhile
from safeguard.reports.models import BoardReport
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm


@transaction.atomic
def edit_report(
    *, by: User, now: datetime, report: BoardReport, version: int, client_token: UUID, texts: Mapping[str, str]
) -> BoardReport:
    """Write the words beside the figures. ``version``: the one that was open.

    Raises ChangedMeanwhile when somebody else has written since, and Refused for an issued report and for words that
    name somebody (RPT-11).
    """
    if not access.may_issue(by):
        raise Refused(_("Only the safeguarding lead writes in a board report."))
    report = BoardReport.objects.select_for_update().get(pk=report.pk)
    if report.is_issued:
        raise Refused(_("This report has been issued and is not changed any more. Begin a correction."))
    changed = [name for name in BoardReport.TEXTS if texts[name] != getattr(report, name)]
    if changed and report.version != version:
        raise ChangedMeanwhile(_("This report has changed since you opened it. Both texts are below."))
    _check_names(texts)
    if changed:
        for name in changed:
            setattr(report, name, texts[name])
        report.edited_at, report.edited_by = now, by
        report.version += 1
        report.save(update_fields=[*changed, "edited_at", "edited_by", "version"])
        record(Verb.EDITED, by=by, now=now, subject=report, fields=[*changed, "version"])
        drop_document(by=by, now=now, report=report)
    close_drafts(by=by, now=now, form=DraftForm.BOARD_REPORT, client_token=client_token)
    return report


@transaction.atomic
def issue_report(*, by: User, now: datetime, report: BoardReport, version: int) -> BoardReport:
    """Issue a report: the board may read it, is told of it, and nothing in it changes any more (RPT-01).

    ``version``: the one that was read. Raises Refused when it has changed since, for words that name somebody
    (RPT-11), and where ``rules.why_not_issue`` says why.
    """
    if not access.may_issue(by):
        raise Refused(_("Only the safeguarding lead issues a board report."))
    report = BoardReport.objects.select_for_update().get(pk=report.pk)
    if report.is_issued and report.issued_by_id == by.pk:
        return report  # pressed twice
    reason = rules.why_not_issue(
        state=report.state,
        quarter=report.quarter,
        prepared_at=report.prepared_at,
        summary=report.summary,
        now=now,
    )
    if reason:
        raise Refused(reason)
    if report.version != version:
        raise Refused(_("This report has changed since you opened it. Read it again, then issue it."))
    _check_names({name: getattr(report, name) for name in BoardReport.TEXTS})
    drop_document(by=by, now=now, report=report)  # the board's says that it is issued
    report.state, report.issued_at, report.issued_by = ReportState.ISSUED, now, by
    report.version += 1
    report.save(update_fields=["state", "issued_at", "issued_by", "version"])
    record(Verb.ISSUED, by=by, now=now, subject=report, fields=["state", "issued_at", "issued_by", "version"])
    queue_messages(messages.issued(report, _readers()), now=now)
    return report


def _readers() -> list[User]:
    """Those who see issued reports and no drafts: the board."""
    makers = set(people_who_may(Permission.SEE_DRAFT_REPORTS))
    return [person for person in people_who_may(Permission.SEE_REPORTS) if person not in makers]


def _check_names(texts: Mapping[str, str]) -> None:
    names = selectors.names_told_in("\n".join(texts.values()))
    if names:
        raise Refused(
            _("A board report names nobody. Leave out: %(names)s. Say what they are instead.")
            % {"names": ", ".join(names)}
        )
