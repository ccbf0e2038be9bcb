"""Concerns of the last four quarters: of what somebody may open, by the quarter in which they were raised."""

from datetime import UTC, datetime, timedelta

import pytest

from incidents.access import visible_incidents
from incidents.actions import acknowledge_incident, refer_incident
from incidents.enums import OutsideBody
from incidents.models import Incident
from incidents.selectors import trend
from safeguard.lib import clock
from tests.factories.escalation import set_clock
from tests.factories.incidents import raise_by
from tests.pages import browser

pytestmark = pytest.mark.django_db
PAGE = "/trends/"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
START, END = datetime(2026, 9, 30, 23, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)


def at(moment, incident):
    Incident.objects.filter(pk=incident.pk).update(raised_at=moment)
    incident.refresh_from_db()
    return incident


def test_counts_by_the_quarter_in_which_they_were_raised(cast):
    set_clock(NOW)
    first = raise_by(cast.owner, service=cast.service, how_soon="now")
    raise_by(cast.owner, service=cast.service)
    at(START - timedelta(seconds=1), raise_by(cast.owner, service=cast.service))
    at(START, raise_by(cast.owner, service=cast.service))
    clock.shift(timedelta(minutes=20))
    acknowledge_incident(by=cast.dsl, now=clock.now(), incident=first)
    refer_incident(
        by=cast.dsl,
        now=clock.now(),
        incident=first,
        client_token="6f1f6f1e-3f34-4e0c-8a52-111111111111",
        body=OutsideBody.POLICE,
    )
    found = trend(visible_incidents(cast.dsl), START, END)
    assert (found.raised, found.urgent, found.referred, found.closed) == (3, 1, 1, 0)
    assert timedelta(minutes=19) < found.until_acknowledged < timedelta(minutes=21)


def test_what_somebody_may_not_open_is_not_counted(cast):
    set_clock(NOW)
    raise_by(cast.owner, service=cast.service)
    raise_by(cast.owner, service=cast.other_service)
    raise_by(cast.owner, service=cast.service, about_staff="yes")
    raise_by(cast.owner, service=cast.service, safeguarding_people=(cast.dsl,), about_staff="yes")
    counted = {who: trend(visible_incidents(cast[who]), START, END).raised for who in ("dsl", "deputy", "dso", "owner")}
    assert counted == {"dsl": 3, "deputy": 3, "dso": 1, "owner": 0}


@pytest.mark.parametrize(
    ("who", "status"),
    [("dsl", 200), ("deputy", 200), ("dso", 200), ("owner", 404), ("manager", 404), ("admin", 404), ("ict", 404)],
)
def test_who_sees_it(cast, who, status):
    assert browser(cast[who]).get(PAGE).status_code == status


def test_page_says_what_there_is_and_when_there_is_nothing(cast):
    set_clock(NOW)
    client = browser(cast.dso)
    assert "Nothing was raised" in client.get(PAGE).content.decode()
    raise_by(cast.owner, service=cast.service)
    page = client.get(PAGE).content.decode()
    assert "October to December 2026" in page
    assert "January to March 2026" in page
    assert "Concerns of your services" in page
    assert PAGE in browser(cast.dsl).get("/incidents/").content.decode()


@pytest.mark.parametrize("count", [3, 60])
def test_queries_do_not_grow(cast, django_assert_num_queries, count):
    for _ in range(count):
        raise_by(cast.owner, service=cast.service)
    client = browser(cast.dsl)
    client.get(PAGE)
    with django_assert_num_queries(7):
        client.get(PAGE)
