"""Reviews in time: whoever answers for a platform is asked a month before; after its day the record follows (PLT-22).

That a platform has lapsed is worked out at every reading (``rules.state_on``) and needs no sweep. The sweep asks,
tells, and writes it down.
"""

from datetime import date, datetime, time
from uuid import uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.duties.actions import Matter, open_duty
from safeguard.duties.enums import DutyKind, DutyState
from safeguard.duties.models import Duty
from safeguard.lib.clock import LONDON
from safeguard.lib.permissions import Permission
from safeguard.lib.worktime import next_working_moment
from safeguard.notifications.actions import queue_messages
from safeguard.platforms import messages, rules
from safeguard.platforms.enums import PlatformStatus, Verb
from safeguard.platforms.models import Platform, PlatformDecision
from safeguard.platforms.selectors import in_use_until
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.enums import Role
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import people_who_may

BATCH = 50
DUE_BY = time(17)


@transaction.atomic
def keep_reviews_in_time(*, by: None = None, now: datetime) -> int:
    """Ask for the reviews that are due within a month, and restrict what nobody has looked at again.

    Returns how many platforms were asked about or restricted. A second turn does no more, and nobody is written to
    outside working time (ORG-41).
    """
    today = now.astimezone(LONDON).date()
    lapsed, due = _locked(_lapsed(today)), _locked(_due(today))
    if not lapsed and not due:
        return 0
    at = next_working_moment(now, thresholds_in_force(now).hours)
    assessors = list(people_who_may(Permission.MANAGE_PLATFORMS).prefetch_related("role_grants"))
    ict = [one for one in assessors if Role.ICT in one.role_codes] or assessors
    for platform in lapsed:
        _restrict(now, platform)
    queue_messages([messages.review_lapsed(one, whom, at) for one in lapsed for whom in ict], now=now)
    for platform in due:
        owner = platform.owner if platform.owner in assessors else next(iter(ict), None)
        if owner is not None:
            _ask(now, platform, owner, at)
    return len(lapsed) + len(due)


def _lapsed(today: date) -> QuerySet[Platform]:
    """Those in use whose day has gone by, and of which the record does not say so yet."""
    written = PlatformDecision.objects.filter(
        platform=OuterRef("pk"), decided_by__isnull=True, review_due=OuterRef("review_due")
    )
    return Platform.objects.filter(in_use_until(today), ~Exists(written), review_due__lt=today)


def _due(today: date) -> QuerySet[Platform]:
    """Those in use whose day is near or has gone by, and about which nobody has been asked yet."""
    asked = Duty.objects.filter(
        kind=DutyKind.REVIEW_PLATFORM,
        subject_type=Platform.SUBJECT,
        subject_ref=OuterRef("ref"),
        state=DutyState.OPEN,
    )
    return Platform.objects.filter(in_use_until(today + rules.REMINDED_BEFORE), ~Exists(asked))


def _locked(found: QuerySet[Platform]) -> list[Platform]:
    rows = found.order_by("pk").select_related("owner").select_for_update(of=("self",), skip_locked=True)
    return list(rows[:BATCH])


def _restrict(now: datetime, platform: Platform) -> None:
    """What was approved goes on with a reason only (practice E43); what was restricted stays as it was."""
    restrictions = platform.restrictions or _("Only with a reason, until it has been looked at again.")
    decision = PlatformDecision.objects.create(
        platform=platform,
        client_token=uuid4(),
        status=PlatformStatus.RESTRICTED,
        reason=_("It was not looked at again by the day that was set."),
        restrictions=restrictions,
        review_due=platform.review_due,
        decided_at=now,
    )
    platform.status, platform.restrictions, platform.version = (
        PlatformStatus.RESTRICTED,
        restrictions,
        platform.version + 1,
    )
    fields = ["status", "restrictions", "version"]
    platform.save(update_fields=fields)
    record(Verb.LAPSED, by=None, now=now, subject=platform, fields=fields)
    record(Verb.DECISION_WRITTEN, by=None, now=now, subject=decision, fields=["reason", "status", "restrictions"])


def _ask(now: datetime, platform: Platform, owner: User, at: datetime) -> None:
    assert platform.review_due is not None  # the database: what is in use has its day
    matter = Matter(
        subject_type=Platform.SUBJECT, subject_ref=platform.ref, path=platform.get_absolute_url(), service=None
    )
    due_at = datetime.combine(platform.review_due, DUE_BY, LONDON)
    open_duty(by=None, now=now, kind=DutyKind.REVIEW_PLATFORM, owner=owner, due_at=due_at, about=matter)
    queue_messages([messages.review_due(platform, owner, at)], now=now)
