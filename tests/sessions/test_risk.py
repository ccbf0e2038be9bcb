"""The individual risk assessment, and what was agreed in it: rules, actions and pages."""

import uuid
from datetime import date, datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from safeguard.audit.models import AuditEvent
from safeguard.duties.models import Duty
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from sessions_app.actions.risk import AgreedActionDetails, do_agreed_action
from sessions_app.enums import Rating, Verb
from sessions_app.models import AgreedAction, RiskAssessment
from sessions_app.rules import risk as rules
from sessions_app.selectors.risk import assessments_of, open_actions_of, risk_in_force
from tests.factories.people import assess, register
from tests.pages import browser, chosen, fields

TODAY = date(2026, 11, 21)
LATEST = TODAY + timedelta(weeks=26)


def today(now):
    return now.astimezone(clock.LONDON).date()


# --- Rules --------------------------------------------------------------------------------------------------------


def wrong(**over):
    said = {"rating": "low", "risks": "x", "measures": "y", "review_on": LATEST, "today": TODAY, "latest": LATEST}
    return [one.field for one in rules.what_is_wrong(**{**said, **over})]


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({}, []),
        ({"rating": ""}, ["rating"]),
        ({"rating": "none"}, ["rating"]),
        ({"risks": " \n"}, ["risks"]),
        ({"measures": ""}, ["measures"]),
        ({"review_on": None}, ["review_on"]),
    ],
)
def test_what_an_assessment_must_not_lack(over, field):
    assert wrong(**over) == field


@given(days=st.integers(-400, 400))
def test_somebody_looks_again_after_today_and_within_half_a_year(days):
    assert (wrong(review_on=TODAY + timedelta(days=days)) == []) == (0 < days <= 182)


@pytest.mark.requirement("RA-04")
def test_there_is_low_moderate_and_high_and_no_none():
    assert Rating.values == ["low", "moderate", "high"]
    assert all(wrong(rating=rating) == [] for rating in Rating.values)
    assert wrong(rating="nil") == ["rating"]


@pytest.mark.parametrize(("what", "days", "field"), [("x", 0, []), (" ", 0, ["what"]), ("x", -1, ["due_on"])])
def test_what_is_agreed_has_words_and_a_day(what, days, field):
    found = rules.what_is_wrong_with_action(what=what, due_on=TODAY + timedelta(days=days), today=TODAY)
    assert [one.field for one in found] == field


# --- Actions ------------------------------------------------------------------------------------------------------


@pytest.fixture
def person(cast, now):
    return register(cast.owner, now - timedelta(days=10))


def agreed(cast, now, **over):
    return AgreedActionDetails(**{"what": "Ask school", "owner": cast.colleague, "due_on": today(now), **over})


@pytest.mark.django_db
def test_the_latest_assessment_is_in_force(cast, now, person):
    first = assess(cast.owner, person, now - timedelta(days=5), rating="high")
    second = assess(cast.manager, person, now, rating="moderate", strengths="Tells us at once.")
    other = register(cast.owner, now)
    assert risk_in_force([person.pk, other.pk]) == {person.pk: second}
    assert list(assessments_of(person)) == [second, first]
    event = AuditEvent.objects.filter(verb=Verb.RISK_ASSESSED).latest("id")
    assert (event.subject_ref, event.actor_id) == (second.ref, cast.manager.pk)
    assert event.digest


@pytest.mark.django_db
@pytest.mark.requirement("RA-03")
def test_what_was_agreed_has_an_owner_a_day_and_is_done(cast, now, person):
    """It becomes a duty of its owner, due when work ends on its day; done, the duty is done too."""
    later = today(now) + timedelta(days=3)
    assess(cast.owner, person, now, agreed=[agreed(cast, now, due_on=later), agreed(cast, now, owner=cast.owner)])
    action = open_actions_of(person).last()
    duty = Duty.objects.get(subject_ref=action.ref)
    assert (action.what, action.owner, action.due_on) == ("Ask school", cast.colleague, later)
    assert (duty.kind, duty.owner, duty.state) == ("agreed_action", cast.colleague, "open")
    assert duty.due_at == datetime.combine(later, time(17), clock.LONDON)
    assert duty.path == f"/sessions/agreed/{action.ref}/"
    for note in ("A room on Tuesdays.", "Pressed again."):
        do_agreed_action(by=cast.colleague, now=now, action=action, note=note)
    action.refresh_from_db()
    duty.refresh_from_db()
    assert (action.done_at, action.done_by, action.done_note) == (now, cast.colleague, "A room on Tuesdays.")
    assert duty.state == "done"
    assert open_actions_of(person).count() == 1
    assert AuditEvent.objects.filter(verb=Verb.AGREED_ACTION_DONE).count() == 1


@pytest.mark.django_db
def test_the_same_form_assesses_once(cast, now, person):
    token = uuid.uuid4()
    first = assess(cast.owner, person, client_token=token, agreed=[agreed(cast, now)])
    assert assess(cast.owner, person, client_token=token, agreed=[agreed(cast, now)]) == first
    assert AgreedAction.objects.count() == 1
    with pytest.raises(Refused, match="something else"):
        assess(cast.manager, person, client_token=token)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"rating": "none"}, "how much risk"),
        ({"measures": " "}, "lowers the risk"),
        ({"review_on": date(2020, 1, 1)}, "looks at it again"),
        ({"review_on": date(2999, 1, 1)}, "at the latest"),
    ],
)
def test_what_lacks_is_refused_and_nothing_is_written(cast, person, over, words):
    with pytest.raises(Refused, match=words), transaction.atomic():
        assess(cast.owner, person, **over)
    assert not RiskAssessment.objects.exists()


@pytest.mark.django_db
def test_an_action_for_somebody_who_has_left_stops_the_whole(cast, now, person):
    cast.colleague.is_active = False
    cast.colleague.save()
    with pytest.raises(Refused, match="not work here"), transaction.atomic():
        assess(cast.owner, person, agreed=[agreed(cast, now)])
    assert not RiskAssessment.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["colleague", "other_team", "other_dso", "board", "ict", "admin"])
def test_strangers_assess_nobody_and_do_nothing(cast, now, person, who):
    with pytest.raises(Refused):
        assess(cast[who], person)
    assessment = assess(cast.owner, person, agreed=[agreed(cast, now, owner=cast.owner)])
    action = assessment.agreed_actions.get()
    with pytest.raises(Refused):
        do_agreed_action(by=cast[who], now=now, action=action)
    for path in (
        f"/sessions/risk/{person.ref}/new/",
        f"/sessions/risk/{assessment.ref}/",
        f"/sessions/agreed/{action.ref}/",
    ):
        assert browser(cast[who]).get(path).status_code == 404


# --- Pages --------------------------------------------------------------------------------------------------------


def answers(now, **over):
    day = today(now) + timedelta(days=30)
    filled = {
        "client_token": str(uuid.uuid4()),
        "risks": "A shared phone.\r\nA brother.",
        "measures": "Who is in the room?",
        "rating": "moderate",
        **dict(
            zip(("review_on_day", "review_on_month", "review_on_year"), (day.day, day.month, day.year), strict=True)
        ),
    }
    return {**filled, **over}


def action_answers(row, owner, day):
    return {
        f"what_{row}": "Ask school for a room",
        f"owner_{row}": str(owner.ref),
        f"due_on_{row}_day": day.day,
        f"due_on_{row}_month": day.month,
        f"due_on_{row}_year": day.year,
    }


@pytest.mark.django_db
def test_an_assessment_is_made_on_its_page_and_read_on_its_own(cast, now, person):
    client, path = browser(cast.owner), f"/sessions/risk/{person.ref}/new/"
    page = client.get(path)
    assert "Assess the risk for Amira" in page.content.decode()
    assert chosen(page) == set()  # nothing is rated before somebody has thought
    filled = answers(now) | action_answers(2, cast.colleague, today(now))
    assert client.post(path, filled)["Location"] == f"/people/{person.ref}/"
    made = RiskAssessment.objects.get()
    assert (made.rating, made.risks, made.made_by) == ("moderate", "A shared phone.\nA brother.", cast.owner)
    assert made.agreed_actions.get().owner == cast.colleague
    own = client.get(f"/sessions/risk/{made.ref}/").content.decode()
    for words in ("A shared phone.<br>A brother.", "Moderate", "Ask school for a room", "Callum Reid", "To do"):
        assert words in own
    assert "A later one is in force" not in own
    assess(cast.owner, person)
    assert "A later one is in force" in client.get(f"/sessions/risk/{made.ref}/").content.decode()
    assert "A shared phone" not in client.get(path).content.decode()  # only the one in force stands above the form
    assert "Shares a phone with a brother" in client.get(path).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"rating": ""}, "Choose how much risk there is"),
        ({"risks": ""}, "Write what may go wrong"),
        ({"measures": " "}, "There is always some"),
        ({"review_on_year": "99999999999999999999"}, "Enter a real date"),
        ({"review_on_year": "2100"}, "at the latest"),
        ({"review_on_month": ""}, "Enter the day, the month and the year"),
        ({"what_1": "Ask school"}, "by which it is done"),
        ({"due_on_1_day": "1", "due_on_1_month": "1", "due_on_1_year": "2099"}, "Write what is to be done"),
    ],
)
def test_a_mistake_is_answered_in_words_and_keeps_the_typing(cast, now, person, over, words):
    page = browser(cast.owner).post(f"/sessions/risk/{person.ref}/new/", answers(now, **over))
    assert page.status_code == 422
    assert words in page.content.decode()
    assert ">Error: " in page.content.decode()
    if "risks" not in over:
        assert fields(page)["risks"].splitlines() == ["A shared phone.", "A brother."]
    assert not RiskAssessment.objects.exists()


@pytest.mark.django_db
def test_what_is_typed_is_there_again(cast, now, person):
    client, path = browser(cast.owner), f"/sessions/risk/{person.ref}/new/"
    filled = answers(now)
    client.post(f"/drafts/risk/{person.ref}/", filled)
    page = client.get(path)
    assert fields(page)["risks"].splitlines() == ["A shared phone.", "A brother."]
    assert ("rating", "moderate") in chosen(page)
    client.post(path, filled)
    assert fields(client.get(path))["risks"] == ""
    stale = browser(cast.owner, enforce_csrf_checks=True).post(path, answers(now, risks="Kept"))
    assert (stale.status_code, fields(stale)["risks"]) == (422, "Kept")


@pytest.mark.django_db
def test_whoever_is_to_do_it_notes_that_it_is_done_without_seeing_the_record(cast, now, person):
    assess(cast.owner, person, agreed=[agreed(cast, now)])
    action, client = AgreedAction.objects.get(), browser(cast.colleague)
    page = client.get(f"/sessions/agreed/{action.ref}/").content.decode()
    assert "Ask school" in page
    for secret in ("Amira", person.ref, "Shares a phone"):
        assert secret not in page
    assert client.post(f"/sessions/agreed/{action.ref}/", {"note": "A room."})["Location"] == "/"
    done = client.get(f"/sessions/agreed/{action.ref}/").content.decode()
    assert "A room." in done
    assert "It is done" not in done
    assert "Amira" in browser(cast.owner).get(f"/sessions/agreed/{action.ref}/").content.decode()


@pytest.mark.django_db
def test_reading_an_assessment_is_an_event(cast, now, person):
    made = assess(cast.owner, person)
    browser(cast.manager).get(f"/sessions/risk/{made.ref}/")
    event = AuditEvent.objects.filter(verb=Verb.RISK_OPENED).get()
    assert (event.actor_id, event.subject_ref) == (cast.manager.pk, made.ref)
