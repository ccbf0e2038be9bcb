"""Changing a threshold: by the lead, from now or later, and the past keeps what it had."""

from datetime import timedelta

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.lib.errors import Refused
from safeguard.policies.actions import set_threshold
from safeguard.policies.models import Threshold
from safeguard.policies.selectors import thresholds_in_force

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def answer_now(moment):
    return thresholds_in_force(moment).values["answer_now"]


def test_threshold_holds_from_its_moment_on(cast, now):
    set_threshold(by=cast.dsl, now=now, code="answer_now", value=10)
    set_threshold(by=cast.dsl, now=now, code="answer_now", value=5, from_at=now + 2 * MINUTE)
    found = [answer_now(now + n * MINUTE) for n in (-1, 0, 1, 2, 3)]
    assert found == [15, 10, 10, 5, 5]


def test_threshold_set_twice_for_one_moment_is_the_later_word(cast, now):
    set_threshold(by=cast.dsl, now=now, code="answer_now", value=10)
    row = set_threshold(by=cast.dsl, now=now, code="answer_now", value=12, reason="Agreed with the board")
    assert answer_now(now) == 12
    assert (row.set_by, row.reason, str(row)) == (cast.dsl, "Agreed with the board", "answer_now = 12")


def test_threshold_leaves_an_event(cast, now):
    row = set_threshold(by=cast.dsl, now=now, code="answer_now", value=10)
    event = AuditEvent.objects.get()
    assert (event.verb, event.subject_ref, event.fields) == ("policies.threshold.set", str(row.pk), ["value"])


def test_installation_may_set_thresholds(now):
    assert set_threshold(by=None, now=now, code="nation", value="SCT").set_by is None
    assert thresholds_in_force(now).hours.nation == "SCT"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"value": 0}, "Enter a whole number from 1 to 60"),
        ({"code": "answer_never"}, "There is no such threshold"),
        ({"before": MINUTE}, "in the past"),
    ],
)
def test_threshold_out_of_bounds_or_in_the_past_is_refused(cast, now, change, reason):
    values = {"code": "answer_now", "value": 10, "from_at": now - change.pop("before", timedelta(0)), **change}
    with pytest.raises(Refused, match=reason):
        set_threshold(by=cast.dsl, now=now, **values)
    assert not Threshold.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("who", ["owner", "manager", "dso", "deputy", "lead", "hr_dso", "board", "ict", "admin"])
def test_nobody_but_the_lead_may(cast, now, who):
    with pytest.raises(Refused, match="Only the safeguarding lead"):
        set_threshold(by=cast[who], now=now, code="answer_now", value=10)
    assert not Threshold.objects.exists()


def test_thresholds_cost_one_query(cast, now, django_assert_num_queries):
    set_threshold(by=None, now=now, code="answer_now", value=10)
    with django_assert_num_queries(1):
        thresholds_in_force(now)
