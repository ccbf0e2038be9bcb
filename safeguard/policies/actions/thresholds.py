"""Changing thresholds."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import connection, transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib import context
from safeguard.lib.errors import Refused
from safeguard.notifications.actions import queue_messages
from safeguard.policies import access, messages, rules
from safeguard.policies.enums import Verb
from safeguard.policies.models import Threshold
from safeguard.policies.selectors import changes_from, leads_but
from safeguard.practitioners.models import User


@transaction.atomic
def set_threshold(
    *,
    by: User | None,
    now: datetime,
    code: str,
    value: Any,
    from_at: datetime | None = None,
    reason: str = "",
    client_token: UUID | None = None,
) -> Threshold:
    """Set a threshold from a moment on (default: from now); never in the past, which keeps what it had.

    ``value`` is in the threshold's own unit (``rules.DEFAULTS``); ``by`` None: the installation. An administrator may
    set the nation, which is a fact of the installation (practice F48). Raises Refused for anybody else but the lead,
    outside the bounds, in the past, and for a token that was used by somebody else or for another threshold. The same
    form again changes nothing; changed and sent again it is another change.
    """
    if by is not None and not access.may_set_threshold(by, code):
        raise Refused(_("Only the safeguarding lead may change thresholds."))
    _one_after_the_other()
    token = client_token or uuid4()
    landed = _landed(by, code, token)
    if landed is not None:
        held = landed.from_at <= now if from_at is None else landed.from_at == from_at
        if held and (landed.value, landed.reason) == (value, reason):
            return landed
        token = uuid5(token, repr((value, from_at, reason)))
        again = _landed(by, code, token)
        if again is not None:
            return again
    from_at = from_at or now
    problem = rules.why_not(code, value) or rules.why_not_then(from_at, now) or _together(code, value, from_at)
    if problem:
        raise Refused(problem)
    row = Threshold.objects.create(
        code=code, value=value, from_at=from_at, set_by=by, reason=reason, client_token=token
    )
    context.forget(("thresholds", now))
    record(Verb.THRESHOLD_SET, by=by, now=now, subject=row, fields=["value"])
    if by is not None:
        queue_messages([messages.threshold_changed(row, lead) for lead in leads_but(by, now)], now=now)
    return row


def _landed(by: User | None, code: str, token: UUID) -> Threshold | None:
    """What a form with this token has written already. Raises Refused if it was another's, or about another one."""
    row = Threshold.objects.filter(client_token=token).first()
    if row is not None and (row.set_by_id, row.code) != (by.pk if by else None, code):
        raise Refused(_("This form was used for something else. Open a new one."))
    return row


def _one_after_the_other() -> None:
    """Let two who change thresholds at once wait for each other: each is judged by what the other has done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('policies_threshold'))")


def _together(code: str, value: Any, from_at: datetime) -> Any:
    """Why it would make an impossible combination, at that moment or with what is planned for later."""
    if code not in rules.JUDGED_TOGETHER:
        return None
    changes = changes_from(from_at, rules.JUDGED_TOGETHER)
    place = sum(at <= from_at for at, _code, _value in changes)
    return rules.why_not_together([*changes[:place], (from_at, code, value), *changes[place:]], judged_from=place)
