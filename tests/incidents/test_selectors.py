"""Lists: what burns first on top, each with its ladder, at a constant cost."""

from datetime import timedelta

import pytest

from incidents import selectors
from incidents.actions import acknowledge_incident
from incidents.models import Incident, TriageAnswer
from safeguard.duties.models import Duty
from safeguard.notifications.models import Message
from safeguard.practitioners.models import Service, User
from tests.factories.incidents import ladder_of, raise_by

pytestmark = pytest.mark.django_db
EVERY = Incident.objects.all


def test_waiting_in_the_order_of_urgency_then_age(cast, now):
    order = [("can_wait", 5), ("today", 1), ("now", 0), ("today", 3), ("now", 2), ("not_sure", 2)]
    for how_soon, hours in order:
        raise_by(cast.owner, now - timedelta(hours=hours), how_soon=how_soon)
    found = [(i.urgency, (now - i.raised_at).seconds // 3600) for i in selectors.waiting(EVERY())]
    assert found == [("now", 2), ("now", 0), ("today", 3), ("today", 2), ("today", 1), ("can_wait", 5)]


def test_acknowledged_is_in_the_other_list(cast, now):
    old, new, open_one = [raise_by(cast.owner, now - timedelta(hours=h)) for h in (3, 2, 1)]
    for incident in (old, new):
        acknowledge_incident(by=cast.dsl, now=now, incident=incident)
    assert list(selectors.waiting(EVERY())) == [open_one]
    assert list(selectors.acknowledged(EVERY())) == [new, old]


def test_when_the_next_person_is_told_comes_with_the_list(cast, django_assert_num_queries):
    incidents = [raise_by(cast.owner) for _ in range(4)]
    stopped = ladder_of(incidents[0])
    stopped.state = "stood_down"
    stopped.save()
    with django_assert_num_queries(1):
        found = {one.ref: one.next_told_at for one in selectors.waiting(EVERY())}
    assert found == {one.ref: None if one == incidents[0] else ladder_of(one).next_due_at for one in incidents}


def test_what_a_list_shows_of_triage_is_the_newest_answer(cast, now):
    incident = raise_by(cast.owner)
    acknowledge_incident(by=cast.dsl, now=now, incident=incident)
    assert [(one.risk, one.severity) for one in selectors.acknowledged(EVERY())] == [(None, None)]
    for question, answer in (("risk", "immediate"), ("severity", "serious"), ("risk", "not_immediate")):
        said = {"question": question, "answer": answer, "reason": "So it is."}
        TriageAnswer.objects.create(incident=incident, by=cast.dsl, answered_at=now, **said)
    assert [(one.risk, one.severity) for one in selectors.acknowledged(EVERY())] == [("not_immediate", "serious")]


def warns_of(now):
    there = selectors.beside(EVERY(), Service.objects.none(), Duty.objects.all(), now, now, asks_newest=False)
    return {name for name in ("alarms", "failing", "without_phone", "restored") if getattr(there, name)}


def test_a_dashboard_warns_only_of_what_there_is(cast, now):
    User.objects.update(work_phone="+447700900100")
    assert warns_of(now) == set()
    User.objects.filter(pk=cast.dsl.pk).update(work_phone="")
    raise_by(cast.owner)
    Message.objects.filter(recipient=cast.dsl).update(failing_since=now)
    assert warns_of(now) == {"failing", "without_phone"}
    assert list(selectors.without_phone(now)) == [cast.dsl]


def test_newest_alert_and_how_many_wait(cast, now):
    assert selectors.latest_alert(EVERY()) == selectors.LatestAlert(0, None)
    raise_by(cast.owner, now - timedelta(hours=1))
    newest = raise_by(cast.owner, now)
    assert selectors.latest_alert(EVERY()) == selectors.LatestAlert(2, newest)


def test_who_is_left_out_and_why_for_those_who_deal_with_it(cast):
    incident = raise_by(cast.other_team, about_staff="yes", staff_named="Callum Reid")
    assert [(line.person, line.reason) for line in selectors.left_out(incident)] == [
        (cast.colleague, "named"),
        (cast.manager, "line"),
    ]


def test_own_reports_newest_first(cast, now):
    old, new = [raise_by(cast.owner, now - timedelta(hours=h)) for h in (2, 1)]
    raise_by(cast.colleague)
    assert list(selectors.reports_of(cast.owner)) == [new, old]
