"""Where sign-ins are kept: rows that know their person, so that each can be listed and ended (decision 0029).

The moments here are those of real browsers: a demonstration that moves the clock of the house signs nobody out.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.http import HttpRequest
from django.utils import timezone

from safeguard.desk.selectors import busy_until
from safeguard.lib import clock
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners import rules
from safeguard.practitioners.models import SignIn
from safeguard.practitioners.selectors import needs_second_factor


def moment() -> datetime:
    """The real time, as Django's own expiry of sessions has it."""
    return timezone.now()  # noqa: TID251 - a browser lives by it, whatever the house's clock was moved to


class SessionStore(db.SessionStore):
    """Django's store over our rows. ``row`` is the one that was loaded or saved last: it costs no query of its own."""

    row: SignIn | None = None
    device = ""  # what kind the browser says it is; given by the middleware

    @classmethod
    def get_model_class(cls) -> type[SignIn]:
        """Our own table."""
        return SignIn

    def _get_session_from_db(self) -> Any:
        self.row = super()._get_session_from_db()  # type: ignore[misc]
        return self.row

    def create(self) -> None:
        """Begin anew, with another key: at sign-in, and when the password was changed."""
        self.row = None
        super().create()

    def create_model_instance(self, data: dict[str, Any]) -> SignIn:
        """The row to be written. Another person in the same browser is another sign-in."""
        made: SignIn = super().create_model_instance(data)  # type: ignore[assignment]
        made.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        before, now = self.row, moment()
        if before is not None and before.user_id == made.user_id:
            made.ref, made.began_at, made.seen_at = before.ref, before.began_at, before.seen_at
        else:
            made.began_at = made.seen_at = now
        made.device = self.device or (before.device if before else "")
        self.row = made
        return made


def sign_in_time_left(request: HttpRequest) -> timedelta | None:
    """How long the sign-in of this request still lasts, None where no row knows. No query until its time is up."""
    row: SignIn | None = getattr(request.session, "row", None)
    if row is None or not request.user.is_authenticated:
        return None
    user, in_force = request.user, thresholds_in_force(clock.now())
    now = moment()
    limits = rules.Limits(idle=in_force.minutes("idle_safeguarding" if needs_second_factor(user) else "idle"))
    left = rules.time_left(row.began_at, row.seen_at, now, limits)
    if left > rules.WARNED:
        return left
    return rules.time_left(row.began_at, row.seen_at, now, limits, busy_until=busy_until(user, now))


def still_here(request: HttpRequest) -> None:
    """Note that somebody pressed something, once a minute at most."""
    row: SignIn | None = getattr(request.session, "row", None)
    now = moment()
    if row is not None and now - row.seen_at >= rules.SEEN_EVERY:
        row.seen_at = now
        SignIn.objects.filter(pk=row.pk).update(seen_at=now)
