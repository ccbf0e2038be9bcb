"""Yearly reviews and risk assessments: scheduled, reminded of, late, held."""

from datetime import UTC, date, datetime, timedelta

import pytest

from safeguard.lib.errors import Refused
from safeguard.lib.refs import new_ref
from safeguard.notifications.models import Message
from safeguard.policies import messages, rules
from safeguard.policies.actions import RiskFacts, check_link, hold_review, name_owner, remind_of_reviews
from safeguard.policies.enums import Facing, ReviewKind
from safeguard.policies.models import AssessedRisk, LinkCheck, Review
from safeguard.policies.selectors import link_checks, review_to_come, reviews_held, who_reviews
from tests.factories.policies import PolicyFactory

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 11, 24, 10, tzinfo=UTC)
TODAY = TUESDAY.date()
DAY = timedelta(days=1)
WORDS = {"took_part": "The online safety group", "found": "Filters hold.", "decided": "Ivo renews them."}
RISKS = tuple(RiskFacts(facing=one, risk="Strangers", measure="Rooms are locked", owner="ICT") for one in Facing.values)


def due(kind=ReviewKind.SYSTEMS, on=TODAY):
    return Review.objects.create(ref=new_ref("RV"), kind=kind, due_on=on, scheduled_at=TUESDAY)


def sent(kind):
    return {one.recipient for one in Message.objects.filter(kind=kind)}


def test_both_are_scheduled_by_themselves_once(cast):
    for _turn in range(2):
        assert remind_of_reviews(now=TUESDAY) == 0
    assert {one.kind: one.due_on for one in Review.objects.all()} == dict.fromkeys(ReviewKind, TODAY + 90 * DAY)


def test_the_year_begins_when_the_installation_goes_live(db, being_set_up, cast):
    overdue = due(on=TODAY - DAY)
    assert remind_of_reviews(now=TUESDAY) == 0
    assert list(Review.objects.all()) == [overdue]
    assert not Message.objects.exists()


@pytest.mark.requirement("ORG-37")
def test_the_yearly_review_is_reminded_of_alerted_when_late_and_due_again_in_a_year(cast):
    name_owner(by=cast.dsl, now=TUESDAY, policy=PolicyFactory(), owner=cast.dso)
    group = set(who_reviews(TUESDAY))
    assert group == {cast.dsl, cast.deputy, cast.lead, cast.dso}
    review = due(on=TODAY + 28 * DAY)
    for _turn in range(2):
        remind_of_reviews(now=TUESDAY)
    assert sent(messages.REVIEW) == group
    assert not sent(messages.OVERDUE)
    remind_of_reviews(now=TUESDAY + 29 * DAY)
    assert sent(messages.OVERDUE) == {cast.dsl}
    body = Message.objects.filter(kind=messages.OVERDUE).get().body
    assert review.get_absolute_url() in body
    held_on = TODAY + 29 * DAY
    hold_review(by=cast.deputy, now=TUESDAY + 29 * DAY, review=review, held_on=held_on, **WORDS)
    assert [one.held_by for one in reviews_held()] == [cast.deputy]
    assert review_to_come(ReviewKind.SYSTEMS).due_on == date(2027, 12, 23)
    assert not Message.objects.filter(kind=messages.REVIEW, state="waiting").exists()


@pytest.mark.requirement("ORG-38")
def test_the_yearly_risk_assessment_addresses_customers_learners_and_staff_and_is_kept(cast):
    remind_of_reviews(now=TUESDAY)
    review = review_to_come(ReviewKind.RISK)
    held = {"by": cast.dsl, "now": TUESDAY, "review": review, "held_on": TODAY, **WORDS}
    for some in (RISKS[:2], (), (*RISKS[:2], RISKS[0])):
        with pytest.raises(Refused, match="each of the three"):
            hold_review(**held, risks=some)
    hold_review(**held, risks=RISKS)
    kept = AssessedRisk.objects.filter(review=review)
    assert {one.facing for one in kept} == set(Facing.values)
    assert {(one.risk, one.measure, one.owner) for one in kept} == {("Strangers", "Rooms are locked", "ICT")}
    assert review_to_come(ReviewKind.RISK).due_on == date(2027, 11, 24)


@pytest.mark.parametrize("moment", [TUESDAY.replace(hour=22), TUESDAY + 4 * DAY])
def test_nobody_is_reminded_out_of_working_time(cast, moment):
    due()
    remind_of_reviews(now=moment)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"held_on": TODAY + DAY}, "once it has been held"),
        ({"held_on": TODAY - 400 * DAY}, "within the last year"),
        ({"found": " "}, "what was found"),
        ({"by": "owner"}, "Only those who hold"),
        ({"risks": RISKS}, "with the risk assessment"),
    ],
)
def test_a_review_that_cannot_be(cast, over, words):
    review = due()
    asked = {"held_on": TODAY, **WORDS, **over, "by": cast[over.get("by", "dsl")]}
    with pytest.raises(Refused, match=words):
        hold_review(now=TUESDAY, review=review, **asked)
    assert not reviews_held().exists()


def test_a_review_is_written_down_once(cast):
    review = due()
    hold_review(by=cast.dsl, now=TUESDAY, review=review, held_on=TODAY, **WORDS)
    with pytest.raises(Refused, match="already"):
        hold_review(by=cast.deputy, now=TUESDAY, review=review, held_on=TODAY, **WORDS)
    assert Review.objects.filter(kind=ReviewKind.SYSTEMS).count() == 2


def test_a_risk_without_a_measure_or_an_owner_is_refused(cast):
    review = due(ReviewKind.RISK)
    empty = RiskFacts(facing=Facing.STAFF, risk="Strangers", measure=" ", owner="ICT")
    with pytest.raises(Refused, match="who answers for it"):
        hold_review(by=cast.dsl, now=TUESDAY, review=review, held_on=TODAY, **WORDS, risks=(*RISKS[:2], empty))
    assert not AssessedRisk.objects.exists()


def test_a_year_after_the_29th_of_february():
    assert rules.next_due_on(date(2028, 2, 29)) == date(2029, 2, 28)


def test_a_link_is_looked_at_by_those_who_look_after_policies(cast):
    check_link(by=cast.lead, now=TUESDAY, code="ceop", works=False)
    check_link(by=cast.admin, now=TUESDAY + DAY, code="ceop", works=True)
    assert {code: one.works for code, one in link_checks().items()} == {"ceop": True}
    for by, code, words in ((cast.owner, "ceop", "Only those"), (cast.dsl, "elsewhere", "no such link")):
        with pytest.raises(Refused, match=words):
            check_link(by=by, now=TUESDAY, code=code, works=True)
    assert LinkCheck.objects.count() == 2
