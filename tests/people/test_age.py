"""Age is that of the day: of the session that is planned, or that a concern comes from. It is never stored."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from consent.selectors import is_countersigned
from safeguard.lib import clock
from safeguard.people.models import Person
from safeguard.people.rules import is_child_on
from safeguard.policies.selectors import thresholds_in_force
from sessions_app.actions import change_plan
from sessions_app.actions.planning import Plan
from sessions_app.selectors.readiness import readiness_of
from tests.factories.escalation import set_clock
from tests.factories.live import a_live_session, a_person
from tests.factories.sessions import TUESDAY, planned, ready_ground
from tests.pages import browser

pytestmark = pytest.mark.django_db
TODAY = TUESDAY.date()


@pytest.mark.requirement("PER-02")
def test_the_age_on_the_day_drives_the_rules_at_13_16_and_18(cast):
    set_clock(TUESDAY)
    born = date(TODAY.year - 13, TODAY.month, TODAY.day) + timedelta(days=3)  # 13 on Friday
    ground = ready_ground(cast, TUESDAY, born_on=born, kind="child")
    ground.platform.min_age = 13
    ground.platform.save()
    session = planned(ground)  # Wednesday: still 12
    young = [finding for finding in readiness_of(session, TUESDAY).findings if "13" in str(finding.text)]
    assert young, "a platform for those of 13 and over"
    plan = replace(Plan.of(session), starts_at=session.starts_at + timedelta(days=2))
    session = change_plan(by=ground.worker, now=TUESDAY, session=session, version=session.version, plan=plan)
    assert {str(one.text) for one in readiness_of(session, TUESDAY).findings}.isdisjoint(str(o.text) for o in young)
    limits = thresholds_in_force(TUESDAY)
    sixteen = date(TODAY.year - 16, TODAY.month, TODAY.day)
    someone = Person(kind="young_person", born_on=sixteen)
    assert is_countersigned(someone, TODAY - timedelta(days=1), limits)
    assert not is_countersigned(someone, TODAY, limits)
    eighteen = date(TODAY.year - 18, TODAY.month, TODAY.day)
    assert is_child_on("young_person", eighteen, TODAY - timedelta(days=1))
    assert not is_child_on("young_person", eighteen, TODAY)
    assert not {field.name for field in Person._meta.concrete_fields} & {"age", "years"}
    _the_concern_names_the_age_on_the_day_of_its_session(cast)


def _the_concern_names_the_age_on_the_day_of_its_session(cast):
    set_clock(datetime(2026, 11, 25, 12, tzinfo=clock.LONDON))
    person = a_person(cast.owner, born_on=date(2010, 11, 25))  # 16 today
    session = a_live_session(cast.owner, people=[person], since=timedelta(days=1))
    html = browser(cast.owner).get(f"/raise/report/?session={session.ref}").content.decode()
    assert f"{person.full_name} (15)" in html
