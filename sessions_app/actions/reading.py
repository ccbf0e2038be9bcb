"""Reads of sessions are events, written before the page is (SEC-13)."""

from collections.abc import Iterable
from datetime import datetime

from safeguard.audit.actions import record
from safeguard.practitioners.models import User
from sessions_app.enums import Verb
from sessions_app.models import Session


def note_opened(*, by: User, now: datetime, session: Session) -> None:
    """Somebody opens a session: its plan, and who takes part."""
    record(Verb.OPENED, by=by, now=now, subject=session)


def note_listed(*, by: User, now: datetime, sessions: Iterable[Session]) -> None:
    """Somebody sees a list of sessions: one event with the references it showed."""
    record(Verb.LISTED, by=by, now=now, refs=[session.ref for session in sessions])
