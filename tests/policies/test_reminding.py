"""The audience is told, and whoever has not signed is reminded: in working time, once each, without a name."""

from datetime import UTC, datetime, timedelta

import pytest

from safeguard.notifications.models import Message
from safeguard.policies import messages
from safeguard.policies.actions import name_owner, remind_of_policies
from safeguard.policies.rules import subject_of
from safeguard.policies.selectors import progress_of
from safeguard.practitioners.enums import PersonKind
from tests.factories.policies import PolicyVersionFactory, SignatureFactory
from tests.factories.practitioners import UserFactory

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 11, 24, 10, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def version(cast):
    return PolicyVersionFactory(
        policy__title="Code of conduct", issued_at=TUESDAY - DAY, issued_by=cast.dsl, for_services=[cast.service.pk]
    )


def kinds():
    return sorted(Message.objects.filter(kind__startswith="policies.").values_list("kind", flat=True))


def test_each_of_the_audience_is_told_once_and_nobody_else(cast, version):
    assert remind_of_policies(now=TUESDAY) == 4
    assert remind_of_policies(now=TUESDAY) == 0
    told = Message.objects.filter(kind=messages.ISSUED)
    assert {one.recipient for one in told} == {cast.owner, cast.colleague, cast.manager, cast.dso}
    assert {one.title for one in told} == {"There is a policy to read and sign"}
    words = " ".join(one.title + one.body for one in told)
    assert not [name for name in ("Priya", "Shah", "Code of conduct") if name in words]


@pytest.mark.parametrize("moment", [TUESDAY.replace(hour=22), TUESDAY + 4 * DAY])  # at night, on a Saturday
def test_nobody_is_told_out_of_working_time(cast, version, moment):
    assert remind_of_policies(now=moment) == 0
    assert not kinds()


def test_whoever_has_not_signed_is_reminded_once_a_week_and_the_owner_hears_of_it(cast, version):
    name_owner(by=cast.dsl, now=TUESDAY, policy=version.policy, owner=cast.deputy)
    SignatureFactory(version=version, person=cast.owner)
    later = TUESDAY + 7 * DAY
    for _turn in range(2):
        remind_of_policies(now=later)
    reminded = Message.objects.filter(kind=messages.UNSIGNED)
    assert {one.recipient for one in reminded} == {cast.colleague, cast.manager, cast.dso}
    assert [one.recipient for one in Message.objects.filter(kind=messages.PROGRESS)] == [cast.deputy]
    remind_of_policies(now=later + DAY)
    assert reminded.all().count() == 3
    remind_of_policies(now=later + 7 * DAY)
    assert reminded.all().count() == 6


def test_an_old_version_is_news_to_nobody(cast):
    PolicyVersionFactory(must_sign=False)
    assert remind_of_policies(now=TUESDAY) == 0


def test_each_audience_is_told_of_each_version_and_its_owner_sees_how_far_it_has_come(cast):
    """Staff, volunteers, subcontractors and the board here; people without an account in tests/people and the page."""
    volunteer, builder = UserFactory(kind=PersonKind.VOLUNTEER), UserFactory(kind=PersonKind.SUBCONTRACTOR)
    trustee = UserFactory(kind=PersonKind.BOARD)
    version = PolicyVersionFactory(issued_at=TUESDAY - DAY, issued_by=cast.dsl, policy__owner=cast.deputy)
    remind_of_policies(now=TUESDAY)
    told = {one.recipient for one in Message.objects.filter(kind=messages.ISSUED)}
    assert {cast.owner, cast.board, volunteer, builder, trustee} <= told
    subject = subject_of(version.policy.ref, 1)
    reached = Message.objects.filter(subject_ref=subject, recipient__in=[volunteer, builder])
    reached.update(state="sent", sent_at=TUESDAY)
    SignatureFactory(version=version, person=volunteer)
    found = {line.label: (line.people, line.delivered, line.signed) for line in progress_of(version)}
    assert found["volunteer"] == (1, 1, 1)
    assert found["subcontractor"] == (1, 1, 0)
    assert found["board member"] == (1, 0, 0)
    assert found["member of staff"][1:] == (0, 0)
    remind_of_policies(now=TUESDAY + 7 * DAY)
    assert Message.objects.filter(kind=messages.PROGRESS, recipient=cast.deputy).count() == 1


def test_progress_costs_the_same_however_many_there_are(cast, django_assert_num_queries):
    version = PolicyVersionFactory()
    for rows in (3, 60):
        UserFactory.create_batch(rows)
        with django_assert_num_queries(1):
            progress_of(version)


def test_nobody_is_told_before_the_installation_is_live(db, being_set_up, version):
    assert remind_of_policies(now=TUESDAY) == 0
    assert remind_of_policies(now=TUESDAY + 14 * DAY) == 0
    assert not Message.objects.exists()
