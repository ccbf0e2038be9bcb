"""Limits in force: where each comes from, who changes it, and that the past keeps what it had."""

from datetime import timedelta
from uuid import uuid4

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from safeguard.policies import rules
from safeguard.policies.actions import set_threshold
from safeguard.policies.models import Threshold
from safeguard.policies.selectors import changes_from, thresholds_in_force
from tests.naughty import NAUGHTY
from tests.pages import browser, fields

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.mark.parametrize("code", rules.DEFAULTS)
def test_every_limit_says_honestly_where_it_comes_from(code):
    words = rules.origin_in_words(rules.DEFAULTS[code])
    assert words.startswith(("From the guidance: 00", "From the guidance: WT (Working Together", "Our proposal"))
    assert "design" not in words
    assert rules.in_words(code, rules.DEFAULTS[code].value)


def test_one_of_something_is_not_many():
    assert [rules.in_words("call_back", value) for value in (1, 5)] == ["1 minute", "5 minutes"]
    assert [rules.in_words("supervision", value) for value in (1, 8)] == ["1 week", "8 weeks"]


def test_a_number_of_the_guidance_cites_its_clause():
    assert rules.origin_in_words(rules.DEFAULTS["call_back"]) == (
        "From the guidance: 004 (Barnardo’s guidance on digital platforms), Intro & follow-up b3."
    )
    assert rules.origin_in_words(rules.DEFAULTS["link_expires"]) == "Our proposal: the guidance gives no number."


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ({"code": "answer_today", "value": 20}, {"code": "answer_now", "value": 30}, "answered later"),
        ({"code": "answer_now", "value": 30}, {"code": "answer_today", "value": 20}, "answered later"),
    ],
)
def test_an_impossible_combination_is_refused(cast, now, first, second, words):
    set_threshold(by=cast.dsl, now=now, **first)
    with pytest.raises(Refused, match=words):
        set_threshold(by=cast.dsl, now=now, **second)
    assert Threshold.objects.count() == 1


def test_a_combination_that_is_impossible_only_with_what_is_planned_is_refused_too(cast, now):
    set_threshold(by=cast.dsl, now=now, code="answer_today", value=20, from_at=now + 2 * DAY)
    with pytest.raises(Refused, match="answered later"):
        set_threshold(by=cast.dsl, now=now, code="answer_now", value=30)
    with pytest.raises(Refused, match="answered later"):
        set_threshold(by=cast.dsl, now=now, code="answer_now", value=30, from_at=now + 3 * DAY)
    set_threshold(by=cast.dsl, now=now, code="answer_now", value=20, from_at=now + 3 * DAY)


@pytest.mark.parametrize(("opens", "closes", "fits"), [(12, 12, False), (13, 12, False), (11, 12, True)])
def test_a_day_does_not_close_before_it_opens(now, opens, closes, fits):
    found = rules.why_not_together([(now, "day_closes", closes), (now, "day_opens", opens)])
    assert (found is None) is fits


@pytest.mark.parametrize(
    ("code", "value", "fits"),
    [("idle", 29, False), ("idle", 30, True), ("idle_safeguarding", 61, False), ("idle_safeguarding", 60, True)],
)
def test_whoever_sees_the_most_never_stays_signed_in_longest(cast, now, code, value, fits):
    if not fits:
        with pytest.raises(Refused, match="sees the most"):
            set_threshold(by=cast.dsl, now=now, code=code, value=value)
    else:
        set_threshold(by=cast.dsl, now=now, code=code, value=value)
    assert Threshold.objects.exists() is fits


def test_what_was_possible_before_a_rule_came_stands_in_nobodys_way(cast, now):
    Threshold.objects.create(code="idle", value=10, from_at=now - DAY, set_by=cast.dsl)
    set_threshold(by=cast.dsl, now=now, code="answer_now", value=10)
    with pytest.raises(Refused, match="sees the most"):
        set_threshold(by=cast.dsl, now=now, code="idle", value=20)
    set_threshold(by=cast.dsl, now=now, code="idle", value=40)


def test_a_change_that_is_too_far_away_is_refused(cast, now):
    with pytest.raises(Refused, match="within a year"):
        set_threshold(by=cast.dsl, now=now, code="answer_now", value=10, from_at=now + 400 * DAY)


def test_the_lead_is_told_when_somebody_else_changes_one(cast, now):
    set_threshold(by=cast.admin, now=now, code="nation", value="SCT")
    assert [one.recipient for one in Message.objects.filter(kind="policies.threshold")] == [cast.dsl]
    set_threshold(by=cast.dsl, now=now, code="answer_now", value=10)
    assert Message.objects.filter(kind="policies.threshold").count() == 1


def test_the_same_form_again_changes_nothing_and_changed_it_is_another_change(cast, now):
    token = uuid4()
    sent = {"by": cast.dsl, "code": "answer_now", "value": 10, "reason": "Agreed", "client_token": token}
    first = set_threshold(now=now, **sent)
    assert set_threshold(now=now + DAY, **sent) == first
    for _press in range(2):
        assert set_threshold(now=now + DAY, **{**sent, "value": 12}).value == 12
    assert set_threshold(now=now + DAY, **{**sent, "value": 12}, from_at=now + 2 * DAY).from_at == now + 2 * DAY
    assert Threshold.objects.count() == 3
    for other in ({"by": None}, {"code": "session_length", "value": 40}):
        with pytest.raises(Refused, match="something else"):
            set_threshold(now=now, **{**sent, **other})
    assert Threshold.objects.count() == 3


def test_the_page_shows_what_is_in_force_and_what_is_to_come(cast, now):
    set_threshold(by=cast.dsl, now=now, code="session_length", value=40, reason="Shorter is better")
    set_threshold(by=cast.dsl, now=now, code="session_gap", value=20, from_at=now + DAY)
    page = browser(cast.owner).get("/policies/thresholds/").content.decode()
    assert "40 minutes" in page
    assert "Set by your organisation: Dana Whitlock." in page
    assert "20 minutes from" in page
    one = browser(cast.owner).get("/policies/thresholds/session_length/").content.decode()
    assert "Shorter is better" in one
    assert "From the guidance: 002" in one
    assert "Why?" not in one  # the owner only reads


def test_the_lead_changes_one_with_a_reason_from_a_day_on(cast):
    client, path = browser(cast.dsl), "/policies/thresholds/session_length/"
    day = (clock.now() + 3 * DAY).astimezone(clock.LONDON).date()
    answers = {
        "value": "40",
        "reason": "Agreed",
        "starts": "later",
        "starts_on_day": day.day,
        "starts_on_month": day.month,
        "starts_on_year": day.year,
    }
    assert client.post(path, answers).status_code == 302
    row = Threshold.objects.get()
    assert (row.value, row.reason, row.set_by) == (40, "Agreed", cast.dsl)
    assert row.from_at.astimezone(clock.LONDON).date() == day
    assert thresholds_in_force(clock.now()).number("session_length") == 45
    assert client.post(path, {"value": "50", "reason": "Now", "starts": "now"}).status_code == 302
    assert thresholds_in_force(clock.now()).number("session_length") == 50


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"value": "0"}, "Enter a whole number from 5"),
        ({"value": "9" * 30}, "Enter a whole number from 5"),
        ({"value": "ten"}, "Enter a whole number"),
        ({"reason": ""}, "Write why"),
        ({"starts": "later"}, "Enter the day"),
        ({"starts": "later", "starts_on_day": 1, "starts_on_month": 1, "starts_on_year": 2021}, "in the past"),
        ({"starts": "later", "starts_on_day": 31, "starts_on_month": 2, "starts_on_year": 2027}, "Enter a real date"),
    ],
)
def test_a_wrong_change_comes_back_with_what_was_typed(cast, over, words):
    path = "/policies/thresholds/session_length/"
    answers = {"value": "40", "reason": "Agreed", "starts": "now", **over}
    answer = browser(cast.dsl).post(path, answers)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert fields(answer)["reason"] == answers["reason"]
    assert not Threshold.objects.exists()


@pytest.mark.parametrize("who", ["owner", "manager", "dso", "board", "ict", "admin"])
def test_nobody_else_changes_one_and_everybody_reads(cast, who):
    client, path = browser(cast[who]), "/policies/thresholds/session_length/"
    assert client.get(path).status_code == 200
    assert client.post(path, {"value": "40", "reason": "x", "starts": "now"}).status_code == 404
    assert client.get("/policies/thresholds/no_such/").status_code == 404
    assert not Threshold.objects.exists()


def test_an_administrator_states_the_nation(cast):
    path = "/policies/thresholds/nation/"
    assert browser(cast.admin).post(path, {"value": "SCT", "reason": "We moved", "starts": "now"}).status_code == 302
    assert browser(cast.admin).post(path, {"value": "FRA", "reason": "x", "starts": "now"}).status_code == 422
    assert "Scotland" in browser(cast.owner).get("/policies/thresholds/").content.decode()


def test_whatever_is_typed_is_shown_as_it_was(cast):
    for text in NAUGHTY:
        answer = browser(cast.dsl).post("/policies/thresholds/session_length/", {"value": "", "reason": text})
        assert answer.status_code == 422
        assert "<script>alert" not in answer.content.decode()


def test_the_page_asks_as_much_with_a_long_history(cast, now, django_assert_num_queries):
    client = browser(cast.owner)
    for rows in (1, 40):
        for number in range(rows):
            set_threshold(by=None, now=now, code="answer_now", value=5 + number % 10, from_at=now + number * DAY)
        client.get("/policies/thresholds/")
        with django_assert_num_queries(LIST_QUERIES):
            client.get("/policies/thresholds/")


LIST_QUERIES = 5  # the sign-in session, the account, what is set, what is planned, who is on duty


def test_a_double_press_lands_once(cast):
    client, path = browser(cast.dsl), "/policies/thresholds/session_length/"
    token = fields(client.get(path))["client_token"]
    answers = {"value": "40", "reason": "Agreed", "starts": "now", "client_token": token}
    for _press in range(2):
        assert client.post(path, answers).status_code == 302
    assert Threshold.objects.count() == 1
    assert AuditEvent.objects.filter(verb="policies.threshold.set").count() == 1


def test_a_change_is_judged_by_what_is_and_what_is_planned_not_by_the_whole_history(cast, now):
    moments = [now - 90 * DAY + number * DAY for number in range(80)]
    Threshold.objects.bulk_create(Threshold(code="answer_today", value=20, from_at=one) for one in moments)
    Threshold.objects.create(code="answer_today", value=60, from_at=now - DAY)
    set_threshold(by=cast.dsl, now=now, code="answer_now", value=30)  # above what was, not above what is
    Threshold.objects.create(code="answer_today", value=90, from_at=now + 2 * DAY)
    assert len(changes_from(now + DAY, rules.JUDGED_TOGETHER)) == 3  # two in force, one to come
    with pytest.raises(Refused, match="answered later"):
        set_threshold(by=cast.dsl, now=now, code="answer_today", value=20, from_at=now + 3 * DAY)


def test_what_stands_alone_asks_for_no_other_limit(now, django_assert_num_queries):
    with django_assert_num_queries(SET_QUERIES):
        set_threshold(by=None, now=now, code="session_length", value=40)
    with django_assert_num_queries(SET_QUERIES + 1):
        set_threshold(by=None, now=now, code="answer_now", value=10)


SET_QUERIES = 6  # a savepoint and its end, the turn, the second press, the row, the event


def test_limits_stand_in_rooms_each_once_and_what_is_in_none_in_a_last_one(cast):
    page = browser(cast.owner).get("/policies/thresholds/")
    shown = [row[0]["url"].split("/")[-2] for room in page.context["rooms"] for row in room["rows"]]
    assert sorted(shown) == sorted(rules.DEFAULTS)
    assert page.context["rooms"][0]["title"] == "Concerns"
    assert rules.in_rooms(["new_one", "nation"]) == [("Working time", ["nation"]), ("Everything else", ["new_one"])]
