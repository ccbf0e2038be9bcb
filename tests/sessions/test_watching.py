"""What of the sessions to come waits for those who answer for safeguarding (RPT-15), and where it leads."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from consent.enums import Decision, Party
from safeguard.duties.enums import DutyKind
from safeguard.practitioners.models import PostHolding, Service
from safeguard.practitioners.selectors.gaps import posts_nobody_holds, services_without_officer
from sessions_app.actions import send_to_manager
from sessions_app.enums import Watch
from sessions_app.models import Session
from sessions_app.selectors.watching import count_watched, watched_sessions
from tests.factories.escalation import set_clock
from tests.factories.incidents import raise_by
from tests.factories.live import rate
from tests.factories.people import register
from tests.factories.sessions import (
    TUESDAY,
    Ground,
    a_plan,
    agree,
    an_assessment,
    one_to_one,
    planned,
    ready_ground,
    trained,
)
from tests.incidents.test_dashboard import EVERYBODY, a_duty, held, in_hand, referred
from tests.pages import browser

pytestmark = pytest.mark.django_db
PAGE = "/incidents/sessions/"
DAY = timedelta(days=1)


@pytest.fixture
def ground(cast: Any) -> Ground:
    return ready_ground(cast, set_clock(TUESDAY))


def there(now: Any) -> dict[str, int]:
    return {one.what.value: one.count for one in count_watched(Session.objects.all(), now).sessions}


def test_nothing_is_wrong_with_a_plan_in_order_but_that_its_group_has_one_worker(ground: Ground) -> None:
    session = planned(ground)
    assert there(ground.now) == {"alone": 1}
    Session.objects.filter(pk=session.pk).update(second_worker=ground.cast.colleague)
    assert there(ground.now) == {}


@pytest.mark.parametrize("rating", ["moderate", "high"])
def test_a_plan_that_waits_for_a_decision_counts_by_the_risk_of_who_takes_part(ground: Ground, rating: str) -> None:
    session = planned(ground, one_to_one(ground))
    send_to_manager(by=ground.worker, now=ground.now, session=session)
    assert "decision" not in there(ground.now)
    rate(ground.person, ground.worker, rating)
    assert there(ground.now)["decision"] == 1
    rate(ground.person, ground.worker, "low")
    assert "decision" not in there(ground.now)


def test_or_by_its_own_risk(ground: Ground) -> None:
    session = planned(ground, one_to_one(ground), assessed=False)
    an_assessment(ground, session, rating="high")
    assert "decision" not in there(ground.now)  # nobody has sent it yet
    send_to_manager(by=ground.worker, now=ground.now, session=session)
    assert there(ground.now)["decision"] == 1


def test_one_to_ones_of_today_alone(ground: Ground) -> None:
    planned(ground, one_to_one(ground, starts_at=ground.now + timedelta(hours=3)))
    planned(ground, one_to_one(ground, starts_at=ground.now + DAY))
    assert there(ground.now) == {"today": 1}
    assert there(ground.now + DAY) == {"today": 1}
    assert there(ground.now + 2 * DAY) == {}


@pytest.mark.parametrize("party", [Party.YOUNG_PERSON, Party.PARENT_CARER])
def test_a_no_is_missing_consent_until_the_same_person_says_another_word(ground: Ground, party: Party) -> None:
    planned(ground)
    agree(ground.person, ground.activity, ground.now + timedelta(minutes=1), Decision.WITHDRAWN, [party])
    assert there(ground.now)["consent"] == 1
    agree(ground.person, ground.activity, ground.now + timedelta(minutes=2), Decision.AGREED, [party])
    assert "consent" not in there(ground.now)


YOUNG, PARENT = Party.YOUNG_PERSON, Party.PARENT_CARER
CHILD, GROWN = date(2013, 1, 1), date(2008, 1, 1)


@pytest.mark.parametrize(
    ("born_on", "agreed", "is_missing"),
    [
        (CHILD, [], True),
        (CHILD, [YOUNG], True),
        (CHILD, [PARENT], True),
        (CHILD, [YOUNG, PARENT], False),
        (GROWN, [], True),
        (GROWN, [YOUNG], False),
        (GROWN, [PARENT], True),
    ],
)
def test_whose_consent_is_missing_by_age(ground: Ground, born_on: date, agreed: list[Party], is_missing: bool) -> None:
    session = planned(ground)
    someone = register(ground.worker, ground.now, full_name="Robin Vale", born_on=born_on)
    session.participants.create(person=someone)
    agree(someone, ground.activity, ground.now, parties=agreed)
    assert ("consent" in there(ground.now)) is is_missing


def test_training_that_has_run_out_and_that_of_the_second_worker(ground: Ground) -> None:
    session = planned(ground)
    assert "training" not in there(ground.now)
    trained(ground.worker, ground.cast.dsl, recorded_at=ground.now, expires_on=(ground.now - DAY).date())
    assert there(ground.now)["training"] == 1
    trained(ground.worker, ground.cast.dsl, recorded_at=ground.now + timedelta(minutes=1))
    assert "training" not in there(ground.now)
    Session.objects.filter(pk=session.pk).update(second_worker=ground.cast.other_team)
    assert there(ground.now)["training"] == 1


def test_later_than_the_next_seven_days_is_not_looked_at_yet(ground: Ground) -> None:
    session = planned(ground)
    Session.objects.filter(pk=session.pk).update(starts_at=ground.now + 8 * DAY)
    assert there(ground.now) == {}
    assert list(watched_sessions(Session.objects.all(), Watch.ALONE, ground.now + 2 * DAY)) == [session]


def test_posts_that_nobody_holds_and_services_without_an_officer(cast: Any, now: Any) -> None:
    assert not posts_nobody_holds(now).exists()
    assert not services_without_officer(now).exists()
    PostHolding.objects.filter(person=cast.dso).update(to_at=now)
    assert [post.service for post in posts_nobody_holds(now)] == [cast.service]
    assert list(services_without_officer(now)) == [cast.service]
    Service.objects.filter(pk=cast.service.pk).update(is_active=False)
    assert not services_without_officer(now).exists()
    assert not posts_nobody_holds(now).exists()


# --- The page ---------------------------------------------------------------------------------------------------------


def counted(user: Any) -> str:
    text: str = browser(user).get(PAGE).content.decode()
    return text[text.index("<main") : text.index("</main>")]


def test_each_is_there_with_its_link_and_the_list_behind_it(ground: Ground) -> None:
    cast = ground.cast
    rate(ground.person, ground.worker, "high")
    session = planned(ground, one_to_one(ground, starts_at=ground.now + timedelta(hours=3)))
    send_to_manager(by=ground.worker, now=ground.now, session=session)
    group = planned(ground)
    agree(ground.person, ground.activity, ground.now + timedelta(minutes=1), Decision.WITHDRAWN, [Party.YOUNG_PERSON])
    trained(ground.worker, cast.dsl, recorded_at=ground.now, expires_on=(ground.now - DAY).date())
    page = counted(cast.dsl)
    for what in Watch:
        assert f'href="{PAGE}?what={what}"' in page, what
        listed = browser(cast.dsl).get(f"{PAGE}?what={what}").content.decode()
        assert f"/sessions/{group.ref if what == Watch.ALONE else session.ref}/" in listed, what
    assert f"/sessions/{group.ref}/" not in browser(cast.dsl).get(f"{PAGE}?what=today").content.decode()


@pytest.mark.requirement("RPT-15")
def test_the_dashboard_shows_all_that_waits_each_with_its_link(ground: Ground) -> None:
    cast = ground.cast
    waits, referral = raise_by(cast.owner, service=cast.service), referred(cast, in_hand(cast))
    held(cast, referral)
    due = (DutyKind.WELFARE_CALL, DutyKind.MONITOR, DutyKind.RECORD)
    for kind in due:
        a_duty(cast, kind)
    rate(ground.person, ground.worker, "moderate")
    soon = planned(ground, one_to_one(ground, starts_at=ground.now + timedelta(hours=3)))
    send_to_manager(by=ground.worker, now=ground.now, session=soon)
    agree(ground.person, ground.activity, ground.now + timedelta(minutes=1), Decision.WITHDRAWN, [YOUNG])
    PostHolding.objects.filter(person=cast.other_dso).update(to_at=ground.now)
    client = browser(cast.dsl)
    page = client.get("/incidents/").content.decode()
    later = f"{PAGE}counted/"
    assert f'data-later="{later}"' in page  # what is dear to count, when the page is there; else by its link
    assert f'href="{PAGE}"' in page
    page += client.get(later).content.decode()
    links = [
        waits.get_absolute_url(),
        "/incidents/referrals/",
        "/incidents/?show=authorities",
        *(f"/incidents/due/?kind={kind}" for kind in due),
        *(f"{PAGE}?what={what}" for what in ("decision", "consent", "today")),
        "/organisation/directory/",
    ]
    for link in links:
        assert f'href="{link}"' in page, link
        assert client.get(link).status_code == 200, link


def test_reasons_and_gaps_lead_to_their_pages(ground: Ground) -> None:
    cast = ground.cast
    assert "/sessions/reasons/" not in counted(cast.dsl)
    session = planned(ground)
    session.reasons.create(version=1, key="ORG-07", reason="Signs it tonight", by=cast.manager, at=ground.now)
    PostHolding.objects.filter(person=cast.other_dso).update(to_at=ground.now)
    page = counted(cast.dsl)
    assert 'href="/sessions/reasons/"' in page
    assert "Services without a safeguarding officer" in page
    assert "Posts that nobody holds" in page
    assert 'href="/organisation/directory/"' in page
    assert "Day groups" in page
    assert "Day groups" not in counted(cast.dso)  # an officer answers for their own services
    later = set_clock(TUESDAY + 8 * DAY)
    assert count_watched(Session.objects.all(), later).reasons == 0


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_page_is_for_those_with_the_dashboard_and_their_sessions(ground: Ground, who: str) -> None:
    session = planned(ground)
    user = ground.cast[who]
    may = who in {"dso", "other_dso", "dsl", "deputy", "lead", "hr_dso"}
    for path in (PAGE, f"{PAGE}counted/", f"{PAGE}?what=alone"):
        assert browser(user).get(path).status_code == (200 if may else 404), path
    if may:
        sees = who in {"dso", "dsl", "deputy", "lead"}
        assert (f"{PAGE}?what=alone" in counted(user)) is sees
        assert (session.ref in browser(user).get(f"{PAGE}?what=alone").content.decode()) is sees


@pytest.mark.parametrize("query", ["?what=nonsense", "?what=%F0%9F%98%80", "?what=alone&after=nonsense"])
def test_an_address_that_makes_no_sense_shows_what_there_is(ground: Ground, query: str) -> None:
    planned(ground)
    assert browser(ground.cast.dsl).get(PAGE + query).status_code == 200


@pytest.mark.parametrize("rows", [3, 300])
def test_as_many_queries_for_3_as_for_300(ground: Ground, rows: int, django_assert_num_queries: Any) -> None:
    first = planned(ground, a_plan(ground, starts_at=ground.now + DAY))
    values = {one.attname: getattr(first, one.attname) for one in Session._meta.concrete_fields if one.attname != "id"}
    Session.objects.bulk_create(
        Session(**{**values, "ref": f"SE-{n:05}-ABCDE", "client_token": uuid.uuid4()}) for n in range(rows - 1)
    )
    client = browser(ground.cast.dsl)
    client.get(PAGE)
    for path, queries in ((PAGE, 7), (f"{PAGE}counted/", 5), (f"{PAGE}?what=alone", 7)):
        with django_assert_num_queries(queries):
            page = client.get(path)
        if path == PAGE:
            assert ("more than 100" in page.content.decode()) is (rows > 100)
