"""What somebody says of themselves, and what is checked about them."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.lib.worktime import london_day
from safeguard.practitioners import access, rules, selectors
from safeguard.practitioners.enums import CheckIn, CheckKind, LearningVerb
from safeguard.practitioners.models import BackgroundCheck, CheckedIn, SelfCheck, Service, User
from safeguard.practitioners.selectors import learning


@transaction.atomic
def make_self_check(
    *, by: User, now: datetime, kind: str, ticked: Iterable[str], client_token: UUID
) -> list[SelfCheck]:
    """Say of oneself what a kind asks for (ORG-09, ORG-14, ORG-15, ORG-25). The same token lands once.

    Of the officer one row for each service somebody works in, with who that is now. Raises Refused while a statement
    is not ticked, and for the officer where none is named.
    """
    if rules.what_is_not_said(kind, ticked):
        raise Refused(_("Tick each of them once it is true. If one is not, talk with your line manager."))
    made = []
    for service, officer in _about(by, now, kind):
        row, is_new = SelfCheck.objects.get_or_create(
            client_token=client_token,
            service=service,
            defaults={"person": by, "kind": kind, "officer": officer, "said_at": now},
        )
        if is_new:
            record(LearningVerb.SELF_CHECKED, by=by, now=now, subject=row, fields=row.AUDIT_FIELDS)
        made.append(row)
    return made


def _about(by: User, now: datetime, kind: str) -> list[tuple[Service | None, User | None]]:
    if kind != CheckKind.OFFICER:
        return [(None, None)]
    officers = learning.officers_of_services(now)
    named: list[tuple[Service | None, User | None]] = [
        (service, officers[service.pk] if service.pk in officers else officers[None])
        for service in selectors.services_of(by)
        if service.pk in officers or None in officers
    ]
    if not named:
        raise Refused(_("No safeguarding officer is named for your services. Ask an administrator."))
    return named


@transaction.atomic
def record_background_check(
    *, by: User, now: datetime, person: User, checked_on: date, client_token: UUID, held_at: str = ""
) -> BackgroundCheck:
    """Record when somebody's background was checked, and where the letter is (practice C30). The same token lands
    once. Raises Refused for anybody whom ``by`` does not look after, themselves too, and for a day to come."""
    if not access.looked_after_by(by).filter(pk=person.pk).exists():
        raise Refused(_("Only their line manager or an administrator may record this."))
    wrong = rules.what_is_wrong_with_day(checked_on, london_day(now))
    if wrong:
        raise Refused(wrong)
    facts = {"person": person, "checked_on": checked_on, "held_at": held_at, "recorded_by": by, "recorded_at": now}
    check, is_new = BackgroundCheck.objects.get_or_create(client_token=client_token, defaults=facts)
    if is_new:
        record(LearningVerb.BACKGROUND_RECORDED, by=by, now=now, subject=check, fields=check.AUDIT_FIELDS)
    return check


@transaction.atomic
def check_in(*, by: User, now: datetime, whom: str, client_token: UUID) -> CheckedIn:
    """Note that one has talked with a colleague or one's manager (ORG-40). The same token lands once."""
    made, is_new = CheckedIn.objects.get_or_create(
        client_token=client_token, defaults={"person": by, "whom": CheckIn(whom), "at": now}
    )
    if is_new:
        record(LearningVerb.CHECKED_IN, by=by, now=now, subject=made, fields=["whom"])
    return made
