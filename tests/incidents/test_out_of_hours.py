"""Saturday night: routes to help stand on the page, and only what cannot wait wakes whoever is on duty (ESC-14)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from safeguard.duties.actions import Matter, open_duty, remind_of_due_duties
from safeguard.duties.enums import DutyKind
from safeguard.lib import clock
from safeguard.notifications.models import Message
from tests.factories.escalation import climb_after, set_clock
from tests.factories.incidents import raise_by, told_of
from tests.pages import browser

pytestmark = pytest.mark.django_db
SATURDAY_NIGHT = datetime(2026, 11, 28, 22, 5, tzinfo=UTC)
MONDAY_MORNING = datetime(2026, 11, 30, 9, tzinfo=UTC)
SOON = timedelta(minutes=5)


@pytest.fixture
def night() -> datetime:
    return set_clock(SATURDAY_NIGHT)


def waiting_since(moment: datetime) -> list[datetime]:
    return list(Message.objects.filter(queued_at__gte=moment).values_list("next_attempt_at", flat=True))


@pytest.mark.requirement("ESC-14")
@pytest.mark.parametrize(("how_soon", "wakes"), [("now", True), ("today", True), ("can_wait", False)])
def test_at_night_the_page_says_whom_to_ring_and_only_what_cannot_wait_pages_anybody(
    cast: Any, night: datetime, how_soon: str, wakes: bool
) -> None:
    incident = raise_by(cast.owner, service=cast.service, how_soon=how_soon)
    # The worker: 999, the crisis sheet, contacts that answer now, and a person to ring, on the page itself.
    page = browser(cast.owner).get(f"/reports/{incident.ref}/").content.decode()
    sheet = browser(cast.owner).get(f"/reports/{incident.ref}/crisis/").content.decode()
    assert 'href="tel:999"' in page + sheet
    assert f"/reports/{incident.ref}/crisis/" in page
    assert 'href="/people/contacts/"' in page
    assert "sg-phone" in page
    # The system: those on duty at once, or nobody before the morning of the next working day.
    assert bool(told_of(incident)) is wakes
    if wakes:
        assert min(waiting_since(night)) <= night + SOON
    else:
        climb_after(timedelta(hours=8))
        assert not told_of(incident)
        set_clock(MONDAY_MORNING)
        climb_after(timedelta(minutes=1))
        assert told_of(incident)


@pytest.mark.parametrize(
    ("kind", "is_safety"),
    [(DutyKind.WELFARE_CALL, True), (DutyKind.RECORD, False), (DutyKind.REVIEW_PLATFORM, False)],
)
def test_a_reminder_that_is_not_about_safety_waits_for_working_time(
    cast: Any, night: datetime, kind: DutyKind, is_safety: bool
) -> None:
    about = Matter(subject_type="test.subject", subject_ref="TS-1", path="/", service=cast.service)
    due_at = night - timedelta(minutes=1)
    open_duty(by=None, now=night, kind=kind, owner=cast.owner, due_at=due_at, about=about)
    Message.objects.all().delete()
    remind_of_due_duties(now=clock.now())
    moments = waiting_since(night)
    assert moments
    assert all((moment <= night + SOON) is is_safety for moment in moments)
    assert is_safety or min(moments) >= MONDAY_MORNING
