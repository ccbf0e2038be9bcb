"""What others still have to do, for those who answer for safeguarding: late first, each a link to the work."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from incidents.access import watched_duties
from incidents.actions import acknowledge_incident, lock_case, refer_incident
from incidents.enums import OutsideBody
from incidents.models import Incident
from incidents.selectors import matter_of
from safeguard.audit.models import AuditEvent
from safeguard.duties.actions import Matter, open_duty
from safeguard.duties.enums import DutyKind
from safeguard.duties.selectors import counts_of
from safeguard.escalation.enums import RouteKind
from safeguard.lib import clock
from safeguard.lib.worktime import end_of_day
from tests.factories.escalation import set_clock
from tests.factories.incidents import raise_by
from tests.pages import browser

pytestmark = pytest.mark.django_db
PAGE = "/incidents/due/"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def noon():
    return set_clock(NOON)


def duty(cast, number=0, *, kind=DutyKind.RECORD, due_in=-HOUR, service="service", **over):
    about = {
        "subject_type": "sessions_app.session",
        "subject_ref": f"SS-TEST{number}",
        "path": "/sessions/",
        "service": getattr(cast, service),
    }
    matter = Matter(**{**about, **over})
    return open_duty(by=None, now=clock.now(), kind=kind, owner=cast.owner, due_at=clock.now() + due_in, about=matter)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("dsl", {"here", "there", "staff"}),
        ("deputy", {"here", "there", "staff"}),
        ("dso", {"here"}),
        ("owner", set()),
        ("manager", set()),
        ("admin", set()),
        ("ict", set()),
        ("board", set()),
    ],
)
def test_who_watches_over_what(cast, noon, who, sees):
    made = {duty(cast, 1).pk: "here", duty(cast, 2, service="other_service").pk: "there"}
    about_staff = open_duty(
        by=None,
        now=noon,
        kind=DutyKind.MONITOR,
        owner=cast.dsl,
        due_at=noon - HOUR,
        about=Matter(
            subject_type="incidents.incident",
            subject_ref="SG-STAFF",
            path="/incidents/",
            service=cast.service,
            kind=RouteKind.ABOUT_STAFF,
        ),
    )
    made[about_staff.pk] = "staff"
    assert {made[one.pk] for one in watched_duties(getattr(cast, who))} == sees


def test_who_is_left_out_of_a_matter_does_not_watch_over_it(cast, noon):
    duty(cast, excluded=[cast.dsl.pk])
    assert not watched_duties(cast.dsl).exists()
    assert watched_duties(cast.deputy).exists()


def test_what_is_to_be_done_in_a_locked_case_is_not_counted_for_those_it_is_locked_to(cast, noon):
    """Nor what is to be done in a part of it, such as an answer of an authority (SEC-06, decision 0034)."""
    incident = raise_by(cast.owner, service=cast.service)
    acknowledge_incident(by=cast.dsl, now=noon, incident=incident)
    refer_incident(by=cast.dsl, now=noon, incident=incident, client_token=uuid.uuid4(), body=OutsideBody.SOCIAL_CARE)
    due = {"due_at": noon, "owner": cast.dsl, "kind": DutyKind.MONITOR}
    open_duty(by=None, now=noon, about=matter_of(incident, noon, Incident.SUBJECT, incident.ref, "/"), **due)
    there = {one.subject_type for one in watched_duties(cast.dso)}
    assert there == {"incidents.incident", "incidents.referral"}
    lock_case(by=cast.dsl, now=noon, incident=incident, client_token=uuid.uuid4(), reason="The family works here.")
    assert not watched_duties(cast.dso).exists()
    assert {one.subject_type for one in watched_duties(cast.dsl)} == there


def test_late_first_and_tomorrow_not_at_all(cast, noon):
    duty(cast, 1)
    duty(cast, 2, due_in=3 * HOUR)
    duty(cast, 3, kind=DutyKind.WELFARE_CALL, due_in=HOUR)
    duty(cast, 4, kind=DutyKind.MONITOR, due_in=13 * HOUR)
    found = [(one.kind, one.late, one.today) for one in counts_of(watched_duties(cast.dsl), noon, end_of_day(noon))]
    assert found == [(DutyKind.RECORD, 1, 1), (DutyKind.WELFARE_CALL, 0, 1)]


@pytest.mark.parametrize(
    ("moment", "over"),
    [
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), datetime(2026, 3, 29, 0, 0, tzinfo=UTC)),
        (datetime(2026, 3, 29, 12, tzinfo=UTC), datetime(2026, 3, 29, 23, tzinfo=UTC)),
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), datetime(2026, 10, 26, 0, tzinfo=UTC)),
    ],
)
def test_day_is_over_by_londons_clock(moment, over):
    assert end_of_day(moment) == over


def test_dashboard_counts_and_leads_to_the_list(cast, noon):
    duty(cast, 1)
    client = browser(cast.dsl)
    page = client.get("/incidents/").content.decode()
    assert "1 late" in page
    assert f"{PAGE}?kind=record" in page
    listed = client.get(f"{PAGE}?kind=record").content.decode()
    assert "SS-TEST1" in listed
    assert cast.owner.full_name in listed
    assert "Show all" in listed
    event = AuditEvent.objects.filter(verb="duties.duty.listed").latest("pk")
    assert event.refs == ["SS-TEST1"]


def test_link_of_a_case_that_waits_for_its_first_entry_opens(cast, noon, raise_a_concern):
    incident = raise_a_concern()
    acknowledge_incident(by=cast.dso, now=clock.now(), incident=incident)
    clock.shift(3 * HOUR)
    client = browser(cast.dsl)
    assert incident.get_absolute_url() in client.get(PAGE).content.decode()
    assert client.get(incident.get_absolute_url()).status_code == 200


def test_narrowed_to_what_is_late(cast, noon):
    duty(cast, 1)
    duty(cast, 2, due_in=HOUR)
    page = browser(cast.dsl).get(f"{PAGE}?late=1").content.decode()
    assert "SS-TEST1" in page
    assert "SS-TEST2" not in page


@pytest.mark.parametrize("query", ["?kind=nonsense", "?after=nonsense", "?late=%F0%9F%98%80", "?kind=record&after="])
def test_address_that_makes_no_sense_shows_the_first_page(cast, noon, query):
    duty(cast, 1)
    answer = browser(cast.dsl).get(f"{PAGE}{query}")
    assert answer.status_code == 200
    assert "SS-TEST1" in answer.content.decode()


@pytest.mark.parametrize("who", ["owner", "manager", "admin", "ict", "colleague", "other_team"])
def test_nobody_else_finds_the_page(cast, who):
    assert browser(getattr(cast, who)).get(PAGE).status_code == 404


def test_nothing_is_late(cast, noon):
    assert "Nothing is late" in browser(cast.dsl).get(PAGE).content.decode()
    assert "Late, or due today</h2>" not in browser(cast.dsl).get("/incidents/").content.decode()


@pytest.mark.parametrize("count", [3, 300])
def test_queries_do_not_grow(cast, noon, django_assert_num_queries, count):
    for number in range(count):
        duty(cast, number)
    client = browser(cast.dsl)
    client.get(PAGE)
    with django_assert_num_queries(7):
        page = client.get(PAGE)
    assert ("Next" in page.content.decode()) is (count > 25)
