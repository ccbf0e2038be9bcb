"""Welfare calls, for whoever looks whether anything was lost."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from safeguard.duties.enums import DutyKind, DutyState
from safeguard.duties.models import Duty
from safeguard.escalation.models import Ladder
from sessions_app.models import WelfareCall

TOLD_WITHIN = timedelta(minutes=1)


def calls_nobody_has(now: datetime) -> QuerySet[WelfareCall]:
    """Calls without a result of which nobody was told, or which nobody has to make: must never be."""
    ladders = Ladder.objects.filter(subject_type=WelfareCall.SUBJECT, subject_ref=OuterRef("ref"))
    duties = Duty.objects.filter(
        kind=DutyKind.WELFARE_CALL,
        subject_type=WelfareCall.SUBJECT,
        subject_ref=OuterRef("ref"),
        state=DutyState.OPEN,
    )
    open_ones = WelfareCall.objects.filter(made_at__isnull=True, opened_at__lt=now - TOLD_WITHIN)
    return open_ones.exclude(Exists(ladders), Exists(duties))
