"""Reads of answers are events, written before the page is (SEC-13)."""

from datetime import datetime

from django.db import transaction

from consent.enums import Verb
from consent.models import ConsentRequest
from safeguard.audit.actions import record
from safeguard.escalation.actions import note_opened as note_ladder_opened
from safeguard.escalation.models import Ladder
from safeguard.practitioners.models import User


@transaction.atomic
def note_opened(*, by: User, now: datetime, request: ConsentRequest, ladder: Ladder | None = None) -> None:
    """Somebody opens a request; if they were told of it, its story says so."""
    record(Verb.OPENED, by=by, now=now, subject=request)
    if ladder is not None and ladder.is_climbing:
        note_ladder_opened(by=by, now=now, ladder=ladder)
