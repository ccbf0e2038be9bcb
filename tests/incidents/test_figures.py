"""Figures of a period: counted exactly, in a constant number of queries."""

import uuid
from datetime import timedelta

import pytest

from incidents import selectors
from incidents.actions import acknowledge_incident, add_entry, answer_triage, close_incident, refer_incident
from incidents.rules import Given
from tests.factories.incidents import raise_by
from tests.factories.people import register

pytestmark = pytest.mark.django_db


def triage(by, now, incident, **codes):
    answers = {question: Given(code, "because") for question, code in codes.items()}
    answer_triage(by=by, now=now, incident=incident, client_token=uuid.uuid4(), answers=answers)


@pytest.fixture
def quarter(cast, now):
    """Four cases in the period and one on each side of it."""
    start, end = now - timedelta(days=30), now
    hour = timedelta(hours=1)
    raise_by(cast.owner, start - timedelta(microseconds=1), service=cast.service)
    raise_by(cast.owner, end, service=cast.service)
    untouched, staff, online, neglect = [
        raise_by(cast.owner, start, service=cast.service),
        raise_by(cast.owner, start + hour, about_staff="yes"),
        raise_by(cast.owner, start + hour, service=cast.service),
        raise_by(cast.owner, start + 2 * hour, service=cast.other_service),
    ]
    assert untouched.state == "raised"
    acknowledge_incident(by=cast.dsl, now=start + 2 * hour, incident=staff)
    acknowledge_incident(by=cast.dsl, now=start + 4 * hour, incident=online)
    acknowledge_incident(by=cast.dsl, now=start + 4 * hour, incident=neglect)
    triage(cast.dsl, start + 4 * hour, online, risk="immediate", online="yes", offence="not_sure", severity="low")
    triage(cast.dsl, start + 5 * hour, online, severity="critical", category="contact_sextortion")
    for body, after in [("helpline", 6), ("police", 7)]:
        refer_incident(
            by=cast.dsl, now=start + after * hour, incident=online, client_token=uuid.uuid4(), body=body, text=""
        )
    triage(
        cast.dsl, start + 4 * hour, neglect,
        risk="not_immediate", online="no", severity="low", category="not_online_neglect",
    )  # fmt: skip
    add_entry(
        by=cast.dsl, now=start + 5 * hour, incident=neglect, client_token=uuid.uuid4(), kind="note", text="Spoke."
    )
    close_incident(
        by=cast.dsl, now=start + 12 * hour, incident=neglect, client_token=uuid.uuid4(),
        outcome="Supported.", learning="Ask.", no_monitoring="Moved.",
    )  # fmt: skip
    return start, end


def test_each_case_of_the_period_is_counted_once(quarter, django_assert_num_queries):
    with django_assert_num_queries(2):
        found = selectors.figures(*quarter)
    assert (found.total, found.repeats) == (4, 0)
    assert found.by_state == {"raised": 1, "acknowledged": 2, "closed": 1}
    assert found.by_service == {"Evening line": 2, "Day groups": 1, "": 1}
    assert found.by_route == {"ordinary": 2, "imagery": 1, "about_staff": 1}  # nudes take the narrow way
    assert found.by_risk == {"": 2, "immediate": 1, "not_immediate": 1}
    assert found.by_offence == {"": 2, "not_sure": 1, "not_asked": 1}
    assert found.by_severity == {"": 2, "critical": 1, "low": 1}
    assert found.by_sub_type == {"": 2, "contact_sextortion": 1, "not_online_neglect": 1}
    assert found.by_category == {"": 2, "contact": 1, "not_online": 1}


def test_how_long_it_took(quarter):
    hour = timedelta(hours=1)
    found = selectors.figures(*quarter)
    assert found.until_acknowledged == selectors.Timing(3, 2 * hour)  # 1, 3 and 2 hours
    assert found.until_referred == selectors.Timing(1, 5 * hour)  # the first of two
    assert found.until_closed == selectors.Timing(1, 10 * hour)


def test_a_case_of_somebody_of_whom_there_was_one_before_is_a_repeat(cast, now):
    alba, ben = register(cast.owner), register(cast.owner)
    day = timedelta(days=1)
    raise_by(cast.owner, now - 9 * day, people=(alba,))
    for days, people in [(5, (alba, ben)), (4, (ben,)), (3, ()), (2, (alba,))]:
        raise_by(cast.owner, now - days * day, people=people)
    found = selectors.figures(now - 6 * day, now)
    assert (found.total, found.repeats) == (4, 3)


def test_a_period_without_cases(now):
    found = selectors.figures(now, now + timedelta(days=90))
    assert (found.total, found.by_state, found.until_closed) == (0, {}, selectors.Timing(0, None))
