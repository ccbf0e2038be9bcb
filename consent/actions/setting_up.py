"""What is asked for, and with which words."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from consent import access, rules, selectors
from consent.enums import Purpose, Verb
from consent.models import Activity, Statement
from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.lib.refs import new_ref
from safeguard.practitioners.models import Service, User
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm

NUMBERS = 6_001  # the key of the advisory lock under which statements are numbered


@transaction.atomic
def set_up_activity(
    *,
    by: User,
    now: datetime,
    title: str,
    description: str,
    service: Service,
    purposes: Collection[Purpose],
    starts_on: date,
    ends_on: date | None = None,
    sharing_with: str = "",
    client_token: UUID,
) -> Activity:
    """Set up a piece of work that somebody can agree to, with the purposes that are asked for one by one (CON-03).

    The same client token again gives the first one back. Raises Refused for what cannot be asked.
    """
    if not access.may_set_up_activities(by) or not access.may_use_service(by, service):
        raise Refused(_("Only those who work with people in this service can set up an activity."))
    wrong = rules.what_is_wrong_with_activity(
        title=title,
        description=description,
        purposes=purposes,
        sharing_with=sharing_with,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    if wrong:
        raise Refused(next(iter(wrong.values())))
    activity, is_new = Activity.objects.get_or_create(
        client_token=client_token,
        defaults={
            "ref": new_ref("AC"),
            "title": title.strip(),
            "description": description.strip(),
            "service": service,
            "purposes": [purpose.value for purpose in Purpose if purpose in purposes],
            "sharing_with": sharing_with.strip() if Purpose.SHARING in purposes else "",
            "starts_on": starts_on,
            "ends_on": ends_on,
            "set_up_at": now,
            "set_up_by": by,
        },
    )
    if activity.set_up_by_id != by.pk:
        raise Refused(_("This form was sent by somebody else. Open a new one."))
    if is_new:
        record(Verb.ACTIVITY_SET_UP, by=by, now=now, subject=activity, fields=activity.AUDIT_FIELDS)
    close_drafts(by=by, now=now, form=DraftForm.ACTIVITY, client_token=client_token)
    return activity


@transaction.atomic
def issue_statement(
    *, by: User | None, now: datetime, text: str, written_on: int | None = None, client_token: UUID | None = None
) -> Statement:
    """Issue a version of the standard consent statement (CON-08); whatever was sent before keeps the version it had.

    ``by`` None: the first one comes with the installation. The words in force again change nothing. ``written_on``
    is the number in force when its author began (None: not asked). Raises Refused if another came in between.
    """
    _one_at_a_time()
    latest = selectors.statement_in_force()
    if by is None and latest is not None and latest.text != text.strip():
        raise Refused(_("Only the first statement comes with the installation."))
    if by is not None and not access.may_issue_statements(by):
        raise Refused(_("Only the safeguarding lead or an administrator may issue the consent statement."))
    if not text.strip():
        raise Refused(_("Write what it says."))
    number = latest.number if latest else 0
    if latest is None or latest.text != text.strip():
        if written_on is not None and written_on != number:
            raise Refused(_("Somebody issued version %(number)s while you were writing.") % {"number": number})
        latest = Statement.objects.create(number=number + 1, text=text.strip(), issued_at=now, issued_by=by)
        record(Verb.STATEMENT_ISSUED, by=by, now=now, subject=latest, fields=["number", "text"])
    if by is not None and client_token is not None:
        close_drafts(by=by, now=now, form=DraftForm.STATEMENT, client_token=client_token)
    return latest


def _one_at_a_time() -> None:
    """Whoever issues a statement at the same time waits here, so that no number is given twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBERS])
