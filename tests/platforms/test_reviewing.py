"""Every platform is looked at again in time: asked a month before, restricted the day after, told once (PLT-22)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from safeguard.duties.actions import tell_others_of_overdue_duties
from safeguard.duties.enums import DutyKind, DutyState
from safeguard.duties.models import Duty
from safeguard.lib.clock import LONDON
from safeguard.notifications.models import Message
from safeguard.platforms.actions import decide_on_platform, keep_reviews_in_time
from safeguard.platforms.models import PlatformDecision
from safeguard.platforms.rules import state_on
from tests.factories.platforms import PlatformFactory, a_complete_assessment

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)  # a Tuesday
DAY = NOON.date()


def told():
    return sorted(Message.objects.values_list("kind", "recipient_id"))


@pytest.mark.parametrize(("days", "is_asked"), [(31, False), (30, True), (0, True)])
def test_its_owner_is_asked_a_month_before_and_once(cast, days, is_asked):
    platform = PlatformFactory(owner=cast.ict, review_due=DAY + timedelta(days=days))
    assert [keep_reviews_in_time(now=NOON) for _turn in range(2)] == [int(is_asked), 0]
    duties = list(Duty.objects.values_list("kind", "owner", "subject_ref", "path"))
    assert duties == [("review_platform", cast.ict.pk, platform.ref, platform.get_absolute_url())] * is_asked
    assert told() == [("platforms.review_due", cast.ict.pk)] * is_asked
    platform.refresh_from_db()
    assert (platform.status, platform.version) == ("approved", 1)


def test_the_duty_is_due_in_the_evening_of_its_day(cast):
    PlatformFactory(owner=cast.ict, review_due=date(2026, 12, 1))
    keep_reviews_in_time(now=NOON)
    assert Duty.objects.get().due_at.astimezone(LONDON) == datetime(2026, 12, 1, 17, tzinfo=LONDON)


def test_an_owner_who_may_not_assess_any_more_is_not_asked(cast):
    PlatformFactory(owner=cast.owner, review_due=DAY)
    keep_reviews_in_time(now=NOON)
    assert Duty.objects.get().owner == cast.ict


@pytest.mark.parametrize("restrictions", ["", "Groups only"])
@pytest.mark.requirement("PLT-22")
def test_what_nobody_looked_at_is_restricted_in_the_record_and_ict_is_told(cast, restrictions):
    status = "restricted" if restrictions else "approved"
    yesterday = DAY - timedelta(days=1)
    platform = PlatformFactory(owner=cast.admin, review_due=yesterday, status=status, restrictions=restrictions)
    assert state_on(platform.status, platform.review_due, DAY) == "lapsed"  # before any sweep
    assert keep_reviews_in_time(now=NOON) == 2  # restricted, and asked about
    platform.refresh_from_db()
    assert (platform.status, platform.review_due) == ("restricted", yesterday)
    assert platform.restrictions == (restrictions or "Only with a reason, until it has been looked at again.")
    assert state_on(platform.status, platform.review_due, DAY) == "lapsed"
    decision = PlatformDecision.objects.get()
    assert (decision.decided_by, decision.status, decision.review_due) == (None, "restricted", yesterday)
    assert told() == [("platforms.review_due", cast.admin.pk), ("platforms.review_lapsed", cast.ict.pk)]
    for message in Message.objects.all():
        assert platform.name not in message.title + message.body
    assert keep_reviews_in_time(now=NOON + timedelta(days=3)) == 0
    assert PlatformDecision.objects.count() == 1


def test_a_decision_ends_the_duty_and_the_next_year_begins(cast):
    platform = PlatformFactory(owner=cast.ict, review_due=DAY - timedelta(days=1))
    keep_reviews_in_time(now=NOON)
    a_complete_assessment(platform, cast.ict, NOON)
    due = DAY + timedelta(days=365)
    facts = {"status": "approved", "reason": "Gone through again", "review_due": due}
    decide_on_platform(by=cast.ict, now=NOON, platform=platform, **facts)
    platform.refresh_from_db()
    assert (platform.status, platform.restrictions, platform.review_due) == ("approved", "", due)
    assert Duty.objects.get().state == DutyState.DONE
    assert keep_reviews_in_time(now=NOON) == 0
    assert keep_reviews_in_time(now=NOON + timedelta(days=340)) == 1
    assert Duty.objects.filter(kind=DutyKind.REVIEW_PLATFORM, state=DutyState.OPEN).count() == 1


def test_at_night_the_record_follows_and_nobody_is_written_to(cast):
    PlatformFactory(owner=cast.ict, review_due=DAY - timedelta(days=1))
    midnight = datetime(2026, 11, 24, 0, 1, tzinfo=UTC)
    keep_reviews_in_time(now=midnight)
    assert PlatformDecision.objects.count() == 1
    assert {message.next_attempt_at for message in Message.objects.all()} == {datetime(2026, 11, 24, 9, tzinfo=UTC)}


def test_what_is_not_in_use_is_left_alone(cast):
    for status in ("proposed", "in_assessment", "refused", "retired"):
        PlatformFactory(status=status, review_due=None, owner=cast.ict)
    assert keep_reviews_in_time(now=NOON) == 0


def test_an_overdue_review_is_told_further(cast):
    PlatformFactory(owner=cast.ict, review_due=DAY)
    keep_reviews_in_time(now=NOON)
    assert tell_others_of_overdue_duties(now=NOON + timedelta(days=2)) == 1
