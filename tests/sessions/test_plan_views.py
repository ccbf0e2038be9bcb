"""Pages of plans: who gets which, what they say first, what a press does, and what is never lost."""

import uuid
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from consent.enums import Decision
from safeguard.audit.models import AuditEvent
from safeguard.notifications.models import Message
from safeguard.people.models import Involvement, Person
from safeguard.policies.models import Policy
from safeguard.practitioners.models import PostHolding
from safeguard.storage.models import Draft
from sessions_app.actions import (
    Plan,
    cancel_session,
    change_plan,
    give_reason,
    plan_session,
    send_to_manager,
    start_session,
)
from sessions_app.models import Booking, Session
from tests.factories.escalation import set_clock
from tests.factories.people import an_adult, assess, register
from tests.factories.policies import PolicyVersionFactory
from tests.factories.sessions import (
    TUESDAY,
    Ground,
    a_plan,
    agree,
    an_assessment,
    approved,
    one_to_one,
    planned,
    ready_ground,
    told,
    trained,
)
from tests.pages import body, browser, chosen, fields

pytestmark = pytest.mark.django_db
TOMORROW = {"starts_on_day": "25", "starts_on_month": "11", "starts_on_year": "2026"}
EVERYBODY = [
    "owner", "colleague", "other_team", "manager", "dso", "other_dso", "dsl", "deputy", "lead", "hr_dso", "board",
    "ict", "admin",
]  # fmt: skip
SEE = {"owner", "manager", "dso", "dsl", "deputy", "lead"}
NO_SUCH_REF = "SE-00000-00000"


@pytest.fixture
def ground(cast: Any) -> Ground:
    set_clock(TUESDAY)
    return ready_ground(cast, TUESDAY)


def typed(ground: Ground, **over: Any) -> dict[str, Any]:
    """The answers of the form: a group, tomorrow at ten."""
    answers = {
        "client_token": str(uuid.uuid4()),
        "participants": [ground.person.ref],
        "kind": "group",
        "promotion": "none",
        "fits_policies": "on",
        "phase": "follow_up",
        "activity": ground.activity.ref,
        "purpose": "To talk about school",
        "platform": ground.platform.ref,
        "method": "video",
        "starts_time": "10:00",
        "minutes": "45",
        **TOMORROW,
    }
    return {**answers, **over}


def main(response: Any) -> str:
    page = body(response)
    return page[page.index("<main") : page.index("</main>")]


# --- Who gets which page ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_session_is_seen_by_those_it_belongs_to(ground: Ground, who: str) -> None:
    session = planned(ground)
    client = browser(ground.cast[who])
    assert client.get(session.get_absolute_url()).status_code == (200 if who in SEE else 404)
    changes = {"owner", "manager"}
    for path in ("change", "risk", "tell"):
        assert client.get(f"{session.get_absolute_url()}{path}/").status_code == (200 if who in changes else 404), path
    answers = {"manager", "dso", "dsl", "deputy"}
    assert client.get(f"{session.get_absolute_url()}approve/").status_code == (302 if who in answers else 404)
    off = client.get(f"{session.get_absolute_url()}call-off/").status_code
    assert off == (200 if who in changes | answers else 404)


@pytest.mark.parametrize("who", ["colleague", "other_dso", "admin"])
def test_a_hidden_session_cannot_be_told_from_a_missing_one(ground: Ground, who: str) -> None:
    session, client = planned(ground), browser(ground.cast[who])
    client.get("/")
    for path in ("", "change/", "risk/", "reason/", "approve/", "call-off/", "tell/"):
        hidden, missing = (client.get(f"/sessions/{ref}/{path}") for ref in (session.ref, NO_SUCH_REF))
        assert hidden.status_code == missing.status_code == 404
        assert body(hidden) == body(missing)


@pytest.mark.parametrize("path", ["send", "send-back", "start"])
def test_presses_are_sent(ground: Ground, path: str) -> None:
    session = planned(ground)
    address = f"{session.get_absolute_url()}{path}/"
    assert browser(ground.worker).get(address).status_code == 405
    assert browser(ground.cast.other_team).post(address).status_code == 404


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_plans_and_who_sees_lists(ground: Ground, who: str) -> None:
    client = browser(ground.cast[who])
    works = who in {"owner", "colleague", "other_team", "manager"}
    assert client.get("/sessions/new/").status_code == (200 if works else 404)
    sees = works or who in {"dso", "other_dso", "dsl", "deputy", "lead"}
    assert client.get("/sessions/").status_code == (200 if sees else 404)
    dashboard = {"dso", "other_dso", "dsl", "deputy", "lead", "hr_dso"}
    assert client.get("/sessions/reasons/").status_code == (200 if who in dashboard else 404)


def test_a_plan_begins_with_somebody_one_sees(ground: Ground) -> None:
    assert ("participants", ground.person.ref) in chosen(
        browser(ground.worker).get(f"/sessions/new/?person={ground.person.ref}")
    )
    for who in ("colleague", "other_team"):
        client = browser(ground.cast[who])
        assert client.get(f"/sessions/new/?person={ground.person.ref}").status_code == 404
        assert "Amira" not in body(client.get("/sessions/new/"))
        assert client.get(f"/sessions/unplanned/{ground.person.ref}/").status_code == 404


# --- Planning -----------------------------------------------------------------------------------------------------


def test_a_plan_is_written_and_its_page_says_what_is_missing(ground: Ground) -> None:
    client, answers = browser(ground.worker), typed(ground)
    answer = client.post("/sessions/new/", answers)
    session = Session.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, session.get_absolute_url())
    assert session.starts_at == TUESDAY + timedelta(days=1)
    assert client.post("/sessions/new/", answers)["Location"] == session.get_absolute_url()  # pressed twice
    assert Session.objects.count() == 1
    page = main(client.get(session.get_absolute_url()))
    assert "2 more things before it can start" in page
    assert "The risk of this session has not been assessed." in page
    assert "Nobody has told Amira or their family" in page


def test_a_one_to_one_with_everything(ground: Ground) -> None:
    adult = ground.person.adults.get()
    answers = typed(
        ground,
        kind="one_to_one",
        why_one_to_one="private",
        why_detail="About home",
        mitigations=["adult_near", "drops_in"],
        second_worker=str(ground.cast.colleague.ref),
        supporting=[adult.ref],
        agreed=[adult.ref],
        content="Cards",
    )
    assert browser(ground.worker).post("/sessions/new/", answers).status_code == 302
    session = Session.objects.get()
    assert (session.why_one_to_one, session.mitigations) == ("private", ["adult_near", "drops_in"])
    assert (session.second_worker, session.supporting_adults.get().has_agreed) == (ground.cast.colleague, True)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "nobody": ({"participants": []}, "Choose who takes part"),
    "no kind": ({"kind": ""}, "What kind of session is it?"),
    "no purpose": ({"purpose": ""}, "Write what the session is for"),
    "no why": ({"kind": "one_to_one", "mitigations": ["drops_in"]}, "Why a one-to-one"),
    "no mitigation": ({"kind": "one_to_one", "why_one_to_one": "need"}, "Choose at least one thing"),
    "no such time": ({"starts_time": "25:00"}, "from 00:00 to 23:59"),
    "words for a time": ({"starts_time": "noon"}, "Enter a time, for example 14:30"),
    "no such day": ({"starts_on_day": "31"}, "Enter a real date"),
    "yesterday": ({"starts_on_day": "23"}, "from now on"),
    "too long": ({"minutes": "500"}, "from 5 to 480"),
    "words for minutes": ({"minutes": "soon"}, "whole number"),
    "another way": ({"method": "phone"}, "do not meet on this platform"),
    "not its platform": ({"platform": "PL-00000-00000"}, "On which platform?"),
    "the hour left out": (
        {"starts_on_day": "28", "starts_on_month": "3", "starts_on_year": "2027", "starts_time": "01:30"},
        "this time does not exist",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_and_nothing_is_lost(ground: Ground, case: str) -> None:
    over, words = WRONG[case]
    answer = browser(ground.worker).post("/sessions/new/", typed(ground, content="Cards and biscuits", **over))
    assert answer.status_code == 422
    assert words in main(answer)
    assert fields(answer)["content"] == "Cards and biscuits"
    assert not Session.objects.exists()


@pytest.mark.parametrize("time", ["14:30", "14.30", "1430", " 14:30 "])
def test_a_time_is_typed_in_any_usual_way(ground: Ground, time: str) -> None:
    browser(ground.worker).post("/sessions/new/", typed(ground, starts_time=time.strip()))
    assert Session.objects.get().starts_at == TUESDAY + timedelta(days=1, hours=4, minutes=30)


def test_the_hour_that_comes_twice_is_its_first(ground: Ground) -> None:
    over = {"starts_on_day": "31", "starts_on_month": "10", "starts_on_year": "2027", "starts_time": "01:30"}
    browser(ground.worker).post("/sessions/new/", typed(ground, **over))
    assert Session.objects.get().starts_at.isoformat() == "2027-10-31T00:30:00+00:00"


def test_a_worker_who_is_busy_is_said_on_the_form(ground: Ground) -> None:
    planned(ground)
    answer = browser(ground.worker).post("/sessions/new/", typed(ground))
    assert answer.status_code == 422
    assert "Priya Shah has another session from 25 Nov 10:00" in main(answer)


def test_a_manager_plans_for_somebody_of_the_team(ground: Ground) -> None:
    over = {"practitioner": str(ground.cast.colleague.ref)}
    page = browser(ground.cast.manager).get(f"/sessions/new/?person={ground.person.ref}")
    assert "Who runs it?" in main(page)
    assert browser(ground.cast.manager).post("/sessions/new/", typed(ground, **over)).status_code == 302
    assert Session.objects.get().practitioner == ground.cast.colleague
    assert "Who runs it?" not in main(browser(ground.worker).get("/sessions/new/"))


def test_what_was_typed_goes_on_where_it_ended(ground: Ground) -> None:
    client, token = browser(ground.worker), str(uuid.uuid4())
    kept = typed(ground, client_token=token, purpose="Half a sente")
    assert client.post("/drafts/session_plan/", kept).status_code == 200
    page = client.get("/sessions/new/")
    assert fields(page)["purpose"] == "Half a sente"
    assert [fields(page)[f"starts_on_{part}"] for part in ("day", "month", "year")] == ["25", "11", "2026"]
    assert {("participants", ground.person.ref), ("kind", "group")} <= chosen(page)
    other = register(ground.worker, ground.now, full_name="Ben Osei")
    about_ben = client.get(f"/sessions/new/?person={other.ref}")
    assert (fields(about_ben)["purpose"], ("participants", other.ref) in chosen(about_ben)) == ("", True)
    client.post("/sessions/new/", kept)
    assert Draft.objects.get(form="session_plan").closed_at is not None
    assert fields(client.get("/sessions/new/"))["purpose"] == ""


# --- Changing -----------------------------------------------------------------------------------------------------


def change(client: Any, ground: Ground, session: Session, **over: Any) -> Any:
    answers = typed(ground, version=str(session.version), **over)
    return client.post(f"{session.get_absolute_url()}change/", answers)


def test_a_change_begins_with_the_plan_and_is_written(ground: Ground) -> None:
    session, client = planned(ground), browser(ground.worker)
    page = client.get(f"{session.get_absolute_url()}change/")
    assert (fields(page)["purpose"], fields(page)["starts_time"]) == ("To talk about school", "10:00")
    assert change(client, ground, session, purpose="To plan the week").status_code == 302
    session.refresh_from_db()
    assert (session.purpose, session.version) == ("To plan the week", 2)


def test_a_stale_change_shows_both_and_loses_neither(ground: Ground) -> None:
    session, client = planned(ground), browser(ground.worker)
    plan = replace(Plan.of(session), purpose="What the manager wrote")
    change_plan(by=ground.cast.manager, now=ground.now, session=session, version=1, plan=plan)
    answer = change(client, ground, session, purpose="What I wrote")
    assert answer.status_code == 422
    assert "Somebody has changed this plan" in main(answer)
    assert "What the manager wrote" in main(answer)
    assert fields(answer)["purpose"] == "What I wrote"
    session.refresh_from_db()
    assert session.purpose == "What the manager wrote"
    again = typed(ground, version=fields(answer)["version"], purpose="What I wrote")
    assert client.post(f"{session.get_absolute_url()}change/", again).status_code == 302


def test_a_change_that_does_not_say_what_it_changes_is_read_again(ground: Ground) -> None:
    session, client = planned(ground), browser(ground.worker)
    answer = client.post(f"{session.get_absolute_url()}change/", typed(ground, version="", purpose="What I wrote"))
    assert answer.status_code == 422
    assert "Somebody has changed this plan" in main(answer)
    assert fields(answer)["version"] == "1"


def test_a_draft_of_a_change_knows_on_which_plan_it_was_written(ground: Ground) -> None:
    session, client = planned(ground), browser(ground.worker)
    kept = typed(ground, version="1", purpose="Half a sente")
    client.post(f"/drafts/session_change/{session.ref}/", kept)
    plan = replace(Plan.of(session), minutes=30)
    change_plan(by=ground.cast.manager, now=ground.now, session=session, version=1, plan=plan)
    page = fields(client.get(f"{session.get_absolute_url()}change/"))
    assert (page["purpose"], page["version"]) == ("Half a sente", "1")


def test_what_is_over_is_not_changed(ground: Ground) -> None:
    session = planned(ground)
    cancel_session(by=ground.worker, now=ground.now, session=session, reason="Ill")
    client = browser(ground.worker)
    for path in ("change", "risk"):
        assert client.get(f"{session.get_absolute_url()}{path}/").status_code == 404
    assert client.get(f"{session.get_absolute_url()}call-off/").status_code == 302


# --- The readiness panel ------------------------------------------------------------------------------------------


def panel(response: Any) -> str:
    page = main(response)
    return page[page.index('class="sg-ready') : page.index("</section>")]


def test_the_panel_shows_stops_then_reasons_then_notes_each_with_source_and_cure(ground: Ground) -> None:
    other = register(ground.worker, ground.now, full_name="Ben Osei", authority_known="unknown")
    session = planned(ground, a_plan(ground, participants=[ground.person, other], minutes=60), assessed=False)
    shown = panel(browser(ground.worker).get(session.get_absolute_url()))
    order = [
        "This session cannot start yet",
        "Ben has not agreed to take part.",
        f'href="/consent/{other.ref}/ask/"',
        "CON-01, from 004 Before p1",
        "Ben has no individual risk assessment.",
        f'href="/sessions/risk/{other.ref}/new/"',
        "These need an answer",
        "It is planned for 1 hour: longer than 45 minutes.",
        f'href="/sessions/{session.ref}/reason/?key=PLN-03"',
        "The risk of this session has not been assessed.",
        "Good to know",
        "0808 800 5000",
    ]
    places = [shown.index(words) for words in order]
    assert places == sorted(places)
    assert "Start the session" not in main(browser(ground.worker).get(session.get_absolute_url()))


@pytest.mark.requirement("PLN-33")
def test_every_item_of_the_row_is_on_the_panel(ground: Ground) -> None:
    """Consent, countersignature, risk, platform, training, policy, officer, message, adults: each stops or asks."""
    young = register(ground.worker, ground.now, full_name="Ben Osei", authority_known="unknown")
    agree(young, ground.activity, ground.now, parties=["young_person"])
    absent = register(ground.worker, ground.now, full_name="Cara Lind", authority_known="unknown")
    adult = ground.person.adults.get()
    people = [ground.person, young, absent]
    plan = a_plan(ground, participants=people, supporting_adults=[(adult, False)])
    session = planned(ground, plan, assessed=False)
    PolicyVersionFactory(policy=Policy.objects.get(), number=2, issued_at=TUESDAY)
    PostHolding.objects.all().delete()
    trained(ground.worker, ground.cast.dsl, expires_on=date(2026, 11, 1), recorded_at=TUESDAY)
    ground.platform.review_due = date(2026, 11, 1)
    ground.platform.save()
    shown = panel(browser(ground.worker).get(session.get_absolute_url()))
    stops, asks = shown.split("These need an answer")
    for code in ("CON-01, from", "RA-01, from"):
        assert code in stops
    for code in ("CON-06", "RA-06", "PLT-01", "ORG-26", "ORG-07", "ORG-25", "PLN-19", "PLN-33"):
        assert f"{code}, from" in asks, code
    client = browser(ground.worker)
    client.post(f"{session.get_absolute_url()}start/")
    session.refresh_from_db()
    assert session.state == "planned"


def test_where_nothing_is_wrong_it_is_calm(ground: Ground) -> None:
    session = told(ground, planned(ground, a_plan(ground, starts_at=TUESDAY + timedelta(hours=1))))
    page = browser(ground.worker).get(session.get_absolute_url())
    assert "Ready" in panel(page)
    assert "Nothing stands in the way." in panel(page)
    assert "sg-finding" not in panel(page)
    assert "Start the session" in main(page)


def test_a_day_too_early_it_says_when(ground: Ground) -> None:
    session = approved(ground, one_to_one(ground, starts_at=TUESDAY + timedelta(days=2)))
    page = main(browser(ground.worker).get(session.get_absolute_url()))
    assert "It can be started on the day: Thursday 26 November, 10:00." in page
    assert "Start the session" not in page


def test_a_stop_at_the_start_offers_to_tell_them_and_to_help_anyway(ground: Ground) -> None:
    session = told(ground, planned(ground, a_plan(ground, starts_at=TUESDAY + timedelta(minutes=5))))
    agree(ground.person, ground.activity, TUESDAY + timedelta(seconds=1), Decision.WITHDRAWN)
    client = browser(ground.worker)
    shown = panel(client.get(session.get_absolute_url()))
    assert f'href="/sessions/{session.ref}/tell/?waits=yes"' in shown
    assert f'href="/sessions/unplanned/{ground.person.ref}/"' in shown
    at_once = f"/sessions/{session.ref}/tell/?waits=yes&whom={ground.person.ref}&channel=text"
    assert "cannot begin at 10:05. Priya will be in touch soon." in main(client.get(at_once))
    press = {"whom": ground.person.ref, "channel": "text", "waits": "yes"}
    client.post(f"/sessions/{session.ref}/tell/", press)
    assert "cannot begin" in Message.objects.latest("id").body
    client.post(f"/sessions/{session.ref}/start/")
    assert "was taken back" in main(client.get(session.get_absolute_url()))
    session.refresh_from_db()
    assert session.state == "planned"


def test_an_approved_reason_stays_in_sight(ground: Ground) -> None:
    session = planned(ground, a_plan(ground, minutes=60))
    give_reason(by=ground.worker, now=ground.now, session=session, key="PLN-03", reason="A first meeting")
    shown = panel(browser(ground.cast.dsl).get(session.get_absolute_url()))
    assert "One thing has been answered" in shown
    assert "A first meeting" in shown


def test_the_title_of_the_tab_names_nobody(ground: Ground) -> None:
    session, client = planned(ground), browser(ground.worker)
    for path in ("", "change/", "risk/", "tell/", "call-off/"):
        page = body(client.get(f"{session.get_absolute_url()}{path}"))
        title = page[page.index("<title>") : page.index("</title>")]
        assert session.ref in title
        assert "Amira" not in title
    unplanned = body(client.get(f"/sessions/unplanned/{ground.person.ref}/"))
    assert "Amira" not in unplanned[unplanned.index("<title>") : unplanned.index("</title>")]


# --- Risk, reasons, approval --------------------------------------------------------------------------------------

RISK = {"rating": "low", "risks": "A brother", "measures": "A quiet room", "response": "Maggie rings the mother."}


def test_the_risk_of_a_session_is_assessed_on_its_page(ground: Ground) -> None:
    session, client = planned(ground, assessed=False), browser(ground.worker)
    path = f"{session.get_absolute_url()}risk/"
    assert client.post(path, {**RISK, "client_token": str(uuid.uuid4())})["Location"] == session.get_absolute_url()
    assert "Maggie rings the mother." in main(client.get(session.get_absolute_url()))
    assert fields(client.get(path))["response"] == "Maggie rings the mother."  # assessed again from there


@pytest.mark.parametrize("missing", RISK)
def test_nothing_of_it_is_blank(ground: Ground, missing: str) -> None:
    session = planned(ground, assessed=False)
    answer = browser(ground.worker).post(f"{session.get_absolute_url()}risk/", {**RISK, missing: " "})
    assert answer.status_code == 422
    assert not session.assessments.exists()


def test_a_reason_is_given_on_its_page(ground: Ground) -> None:
    session, client = planned(ground, a_plan(ground, minutes=60)), browser(ground.worker)
    path = f"{session.get_absolute_url()}reason/?key=PLN-03"
    assert "longer than 45 minutes" in main(client.get(path))
    assert client.post(path, {"reason": " "}).status_code == 422
    assert client.post(path, {"reason": "A first meeting"}).status_code == 302
    assert session.reasons.get().reason == "A first meeting"
    assert client.get(path).status_code == 302  # nothing is asked any more
    assert client.post(f"{session.get_absolute_url()}reason/?key=RA-06", {"reason": "x"}).status_code == 302
    assert session.reasons.count() == 1


def test_a_plan_is_sent_answered_and_started(ground: Ground) -> None:
    assess(ground.worker, ground.person, ground.now, rating="moderate")
    session = planned(ground, one_to_one(ground, starts_at=TUESDAY + timedelta(hours=2)))
    worker, manager = browser(ground.worker), browser(ground.cast.manager)
    path = session.get_absolute_url()
    assert "Send it to Maggie Okafor" in main(worker.get(path))
    worker.post(f"{path}send/")
    assert "Maggie Okafor has been asked." in main(worker.get(path))
    assert "Answer this plan" in main(manager.get(path))
    asked = main(manager.get(f"{path}approve/"))
    assert "The risk for Amira is moderate" in asked
    nothing = manager.post(f"{path}approve/", {"version": "1", "comment": "Good"})
    assert (nothing.status_code, fields(nothing)["comment"]) == (422, "Good")
    done = manager.post(f"{path}approve/", {"version": "1", "reason_0": "With her mother near", "comment": "Good"})
    assert (done.status_code, session.approvals.get().reason) == (302, "Good")
    told(ground, session)
    page = main(worker.get(path))
    assert "Start the session" in page
    assert "With her mother near" in page
    assert worker.post(f"{path}start/")["Location"] == f"{path}live/"
    assert "Go to the live page" in main(worker.get(path))


def test_a_stale_answer_is_read_again(ground: Ground) -> None:
    session = planned(ground, one_to_one(ground))
    send_to_manager(by=ground.worker, now=ground.now, session=session)
    manager = browser(ground.cast.manager)
    answer = manager.post(f"{session.get_absolute_url()}approve/", {"version": "7", "comment": "Good"})
    assert answer.status_code == 422
    assert "Somebody has changed this plan" in main(answer)
    assert (fields(answer)["version"], fields(answer)["comment"]) == ("1", "Good")


def test_a_plan_is_sent_back(ground: Ground) -> None:
    session = planned(ground, one_to_one(ground))
    send_to_manager(by=ground.worker, now=ground.now, session=session)
    manager, path = browser(ground.cast.manager), session.get_absolute_url()
    assert manager.post(f"{path}send-back/", {"reason": ""}).status_code == 422
    assert manager.post(f"{path}send-back/", {"reason": "Make it shorter"}).status_code == 302
    page = main(browser(ground.worker).get(path))
    assert "Maggie Okafor has sent it back" in page
    assert "Make it shorter" in page
    manager.post(f"{path}send-back/", {"reason": "Again"})
    assert session.approvals.count() == 1


# --- Calling off, telling, an unplanned contact -------------------------------------------------------------------


def test_calling_off_takes_two_presses_and_leads_to_telling(ground: Ground) -> None:
    session, client = planned(ground), browser(ground.worker)
    path = f"{session.get_absolute_url()}call-off/"
    assert "Call this session off?" in main(client.get(path))
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "Ill"})["Location"] == f"/sessions/{session.ref}/tell/"
    assert "It was called off: Ill" in main(client.get(session.get_absolute_url()))


def test_telling_shows_the_words_before_they_leave(ground: Ground) -> None:
    session, client = planned(ground), browser(ground.worker)
    path = f"{session.get_absolute_url()}tell/"
    page = main(client.get(path))
    adult = ground.person.adults.get()
    assert f"?whom={adult.ref}&amp;channel=email" in page
    assert f"?whom={adult.ref}&amp;channel=text" not in page  # nobody has said that it is safe
    assert "900123" not in page
    preview = main(client.get(f"{path}?whom={adult.ref}&channel=email"))
    assert not Message.objects.exists()
    client.post(path, {"whom": adult.ref, "channel": "email"})
    message = Message.objects.get()
    assert message.title in preview
    assert all(line in preview.replace("&#x27;", "'") for line in message.body.split("\n\n"))
    assert "told 24 Nov" in main(client.get(session.get_absolute_url()))


def test_a_number_is_shown_by_a_press_and_that_is_an_event(ground: Ground) -> None:
    session, client = planned(ground), browser(ground.worker)
    page = main(client.get(f"{session.get_absolute_url()}tell/?whom={ground.person.ref}&channel=call"))
    assert 'href="tel:+447700900123"' in page
    assert AuditEvent.objects.filter(verb="people.person.contact_shown", subject_ref=ground.person.ref).count() == 1
    client.post(f"{session.get_absolute_url()}tell/", {"whom": ground.person.ref, "channel": "call"})
    assert not Message.objects.exists()


def test_what_is_not_safe_is_neither_shown_nor_sent(ground: Ground) -> None:
    session, client = planned(ground), browser(ground.worker)
    adult, path = ground.person.adults.get(), f"{session.get_absolute_url()}tell/"
    assert "I have told them" not in main(client.get(f"{path}?whom={adult.ref}&channel=call"))
    client.post(path, {"whom": adult.ref, "channel": "text"})
    stranger = register(ground.worker, ground.now, (an_adult(),), full_name="Ben Osei")
    for whom in (stranger.ref, stranger.adults.get().ref, "nonsense"):
        client.post(path, {"whom": whom, "channel": "email"})
    assert not Message.objects.exists()


def test_an_unplanned_contact_is_two_presses_away(ground: Ground) -> None:
    client, path = browser(ground.worker), f"/sessions/unplanned/{ground.person.ref}/"
    page = client.get(path)
    token = fields(page)["client_token"]
    answer = client.post(path, {"client_token": token, "purpose": ""})
    session = Session.objects.get()
    assert answer["Location"] == f"/sessions/{session.ref}/live/"
    assert client.post(path, {"client_token": token, "purpose": ""})["Location"] == answer["Location"]
    assert "Unplanned contact with Amira" in main(client.get(session.get_absolute_url()))


# --- Lists --------------------------------------------------------------------------------------------------------


def test_the_list_shows_today_then_what_comes_then_what_was(ground: Ground) -> None:
    client = browser(ground.worker)
    assert "No session today" in main(client.get("/sessions/"))
    today = planned(ground, a_plan(ground, starts_at=TUESDAY + timedelta(hours=2)))
    later = planned(ground)
    off = planned(ground, a_plan(ground, starts_at=TUESDAY + timedelta(days=3)))
    cancel_session(by=ground.worker, now=ground.now, session=off, reason="Ill")
    page = main(client.get("/sessions/"))
    places = [page.index(words) for words in (">Today<", today.ref, ">Coming<", later.ref)]
    assert places == sorted(places)
    assert off.ref not in page
    past = main(client.get("/sessions/?show=mine-past"))
    assert (off.ref in past, today.ref in past) == (True, False)


def test_a_list_shows_nobody_more_than_the_session_does(ground: Ground) -> None:
    session = planned(ground)
    for who in EVERYBODY:
        page = browser(ground.cast[who]).get("/sessions/?show=all").content.decode()
        assert (session.ref in page) is (who in SEE), who
    mine = browser(ground.cast.manager).get("/sessions/?show=mine").content.decode()
    assert session.ref not in mine


def test_what_a_list_showed_is_an_event(ground: Ground) -> None:
    session = planned(ground)
    browser(ground.worker).get("/sessions/")
    assert AuditEvent.objects.get(verb="sessions_app.session.listed").refs == [session.ref]
    browser(ground.cast.dsl).get(session.get_absolute_url())
    assert AuditEvent.objects.get(verb="sessions_app.session.opened").actor_id == ground.cast.dsl.pk


def test_the_safeguarding_lead_sees_every_reason_at_once(ground: Ground) -> None:
    session = planned(ground, a_plan(ground, minutes=60))
    lead = browser(ground.cast.dsl)
    assert "No reason has been given" in main(lead.get("/sessions/reasons/"))
    give_reason(by=ground.worker, now=ground.now, session=session, key="PLN-03", reason="A first meeting")
    page = main(lead.get("/sessions/reasons/"))
    for words in (session.ref, "Longer than usual", "A first meeting", "Priya Shah"):
        assert words in page
    assert session.ref not in main(browser(ground.cast.other_dso).get("/sessions/reasons/"))


# --- Constant queries ---------------------------------------------------------------------------------------------


def _many(ground: Ground, count: int) -> list[Session]:
    """So many sessions to come, each with its person, all of the owner."""
    first = planned(ground)
    made = [
        Session(
            **{
                **{f.attname: getattr(first, f.attname) for f in Session._meta.concrete_fields if f.name != "id"},
                "ref": f"SE-{n:05}-ABCDE",
                "client_token": uuid.uuid4(),
                "starts_at": first.starts_at + timedelta(hours=n + 1),
            }
        )
        for n in range(count - 1)
    ]
    Session.objects.bulk_create(made)
    model = type(first.participants.get())
    model.objects.bulk_create(model(session=one, person=ground.person) for one in made)
    return [first, *made]


@pytest.mark.parametrize("rows", [3, 300])
@pytest.mark.parametrize(("who", "show", "queries"), [("owner", "mine", 7), ("dsl", "all", 7), ("manager", "all", 7)])
def test_a_list(ground: Ground, django_assert_num_queries: Any, rows: int, who: str, show: str, queries: int) -> None:
    _many(ground, rows)
    client = browser(ground.cast[who])
    client.get("/sessions/")
    with django_assert_num_queries(queries):
        answer = client.get(f"/sessions/?show={show}")
    assert answer.content.decode().count('data-label="When"') == min(rows, 25)


def _of_many(ground: Ground, count: int) -> Session:
    """One session with so many who take part, each with consent, risk, and something to note."""
    session = planned(ground)
    one = ground.person
    values = {f.attname: getattr(one, f.attname) for f in Person._meta.concrete_fields if f.name != "id"}
    people = Person.objects.bulk_create(
        Person(**{**values, "ref": f"PE-{n:05}-ABCDE", "client_token": uuid.uuid4()}) for n in range(count - 1)
    )
    Involvement.objects.bulk_create(
        Involvement(person=person, practitioner=ground.worker, role="with", from_at=ground.now) for person in people
    )
    model = type(session.participants.get())
    model.objects.bulk_create(model(session=session, person=person) for person in people)
    for model in (type(one.risk_assessments.get()), type(one.consents.all()[0])):
        source = model.objects.filter(person=one)[0]
        copied = {f.attname: getattr(source, f.attname) for f in model._meta.concrete_fields if f.name != "id"}
        unique = {"ref", "client_token"} & {f.name for f in model._meta.concrete_fields}
        model.objects.bulk_create(
            model(**{
                **copied, "person_id": person.pk,
                **{name: (f"RI-{n:05}-ABCDE" if name == "ref" and "client_token" in unique else uuid.uuid4())
                   for name in unique},
            })
            for n, person in enumerate(people)
        )  # fmt: skip
    return session


@pytest.mark.parametrize("rows", [3, 200])
def test_the_page_of_a_session(ground: Ground, django_assert_num_queries: Any, rows: int) -> None:
    session = _of_many(ground, rows)
    client = browser(ground.worker)
    client.get(session.get_absolute_url())
    with django_assert_num_queries(29):
        answer = client.get(session.get_absolute_url())
    assert answer.content.decode().count("PLN-19") == rows


def test_slots_that_are_free_do_not_count_as_near(ground: Ground) -> None:
    first = planned(ground)
    near = planned(ground, a_plan(ground, starts_at=first.starts_at + timedelta(minutes=50)))
    page = panel(browser(ground.worker).get(first.get_absolute_url()))
    assert "There are only 5 minutes" in page
    cancel_session(by=ground.worker, now=ground.now, session=near, reason="Ill")
    assert "There are only" not in panel(browser(ground.worker).get(first.get_absolute_url()))
    assert Booking.objects.filter(is_free=True).count() == 1


def test_a_session_that_was_called_off_or_begun_has_no_panel(ground: Ground) -> None:
    session = told(ground, planned(ground, a_plan(ground, starts_at=TUESDAY + timedelta(hours=1))))
    start_session(by=ground.worker, now=TUESDAY, session=session)
    assert 'class="sg-ready' not in body(browser(ground.worker).get(session.get_absolute_url()))


def test_an_assessment_of_a_sent_plan_says_what_it_does(ground: Ground) -> None:
    session = planned(ground, one_to_one(ground))
    send_to_manager(by=ground.worker, now=ground.now, session=session)
    for path in ("risk", "change"):
        page = main(browser(ground.worker).get(f"{session.get_absolute_url()}{path}/"))
        assert "asked for again" in page
    an_assessment(ground, session)
    session.refresh_from_db()
    assert session.state == "planned"


def test_a_worker_who_is_not_of_the_team_is_not_to_choose(ground: Ground) -> None:
    other = str(ground.cast.other_team.ref)
    over = {"practitioner": other, "second_worker": other}
    answer = browser(ground.cast.manager).post("/sessions/new/", typed(ground, **over))
    assert answer.status_code == 422
    assert not Session.objects.exists()


def test_a_date_long_ago_is_no_fault(ground: Ground) -> None:
    for year in ("1", "1999", "9999", "99999999999999999999"):
        answer = browser(ground.worker).post("/sessions/new/", typed(ground, starts_on_year=year))
        assert answer.status_code == 422
    assert date(2026, 11, 25).isoweekday() == 3
    assert plan_session(by=ground.worker, now=ground.now, plan=a_plan(ground), client_token=uuid.uuid4()).pk


# --- What is refused, and what stays ------------------------------------------------------------------------------


def test_what_was_typed_into_a_stale_page_is_shown_again(ground: Ground) -> None:
    session, client = planned(ground), browser(ground.worker, enforce_csrf_checks=True)
    plan = client.post("/sessions/new/", typed(ground, content="Cards and biscuits"))
    change_it = client.post(f"{session.get_absolute_url()}change/", typed(ground, content="Cards and biscuits"))
    for answer in (plan, change_it):
        assert (answer.status_code, fields(answer)["content"]) == (422, "Cards and biscuits")
        assert "You had signed in again" in main(answer)
    risk = client.post(f"{session.get_absolute_url()}risk/", {**RISK, "risks": "A brother and a dog"})
    assert (risk.status_code, fields(risk)["risks"]) == (422, "A brother and a dog")
    assert Session.objects.count() == 1


def test_what_is_refused_is_said_on_the_page(ground: Ground) -> None:
    """What only the action can know: somebody else was a moment faster."""
    session, client = told(ground, planned(ground)), browser(ground.worker)
    path = session.get_absolute_url()
    client.post(f"{path}send/")
    assert "Nothing in it has to be approved" in main(client.get(path))
    other = planned(ground, a_plan(ground, starts_at=TUESDAY + timedelta(days=2)))
    moved = change(client, ground, other)  # to the time of the first
    assert moved.status_code == 422
    assert "Priya Shah has another session" in main(moved)
    client.post(f"{path}tell/", {"whom": ground.person.ref, "channel": "email"})
    assert "Nobody has said that it is safe" in main(client.get(path))


def test_an_approval_that_is_refused_keeps_what_was_typed(ground: Ground) -> None:
    session = planned(ground, one_to_one(ground))
    send_to_manager(by=ground.worker, now=ground.now, session=session)
    agree(ground.person, ground.activity, TUESDAY + timedelta(seconds=1), Decision.WITHDRAWN)
    manager, path = browser(ground.cast.manager), session.get_absolute_url()
    assert "It can only go back" in main(manager.get(f"{path}approve/"))
    answer = manager.post(f"{path}approve/", {"version": "1", "comment": "Good"})
    assert answer.status_code == 422
    assert "was taken back" in main(answer)
    session.refresh_from_db()
    assert session.state == "with_manager"


def test_a_session_that_has_begun_is_told_of_no_more(ground: Ground) -> None:
    session = told(ground, planned(ground, a_plan(ground, starts_at=TUESDAY + timedelta(hours=1))))
    start_session(by=ground.worker, now=TUESDAY, session=session)
    client, path = browser(ground.worker), session.get_absolute_url()
    assert client.get(f"{path}tell/").status_code == 302
    assert client.post(f"{path}call-off/", {"reason": "Ill"}).status_code == 302
    assert client.get(f"{path}reason/?key=PLN-03").status_code == 302
    session.refresh_from_db()
    assert session.state == "live"


def test_a_plan_with_a_second_worker_and_details_shows_both(ground: Ground) -> None:
    plan = one_to_one(ground, second_worker=ground.cast.colleague, content="Cards", why_detail="They stammer.")
    page = main(browser(ground.worker).get(planned(ground, plan).get_absolute_url()))
    for words in ("Priya Shah, with Callum Reid", "Cards", "They stammer."):
        assert words in page


def test_four_who_take_part_are_three_and_one_more(ground: Ground) -> None:
    people = [ground.person, *(register(ground.worker, ground.now, full_name=name) for name in ("Ben", "Cy", "Dee"))]
    session = planned(ground, a_plan(ground, participants=people))
    client = browser(ground.worker)
    assert "Group with Amira, Ben, Cy and 1 more" in main(client.get(session.get_absolute_url()))
    assert "Amira, Ben, Cy and 1 more" in main(client.get("/sessions/"))


def test_that_a_safe_word_is_missing_is_read_by_those_only_who_may_know_of_the_flag(ground: Ground) -> None:
    """It is needed under a flag only: whoever reads it knows of the flag (SEC-14, RUN-06)."""
    Person.objects.filter(pk=ground.person.pk).update(has_known_violence=True, safe_word="")
    session = planned(ground, one_to_one(ground))
    key = f"?key=RUN-06:{ground.person.ref}"
    for who, reads in (("owner", True), ("dsl", True), ("manager", False)):
        assert ("safe word" in body(browser(ground.cast[who]).get(f"/sessions/{session.ref}/"))) is reads, who
        status = browser(ground.cast[who]).get(f"/sessions/{session.ref}/reason/{key}").status_code
        assert status == (200 if reads else 404), who
    send_to_manager(by=ground.worker, now=ground.now, session=session)
    assert "safe word" in body(browser(ground.cast["manager"]).get(f"/sessions/{session.ref}/"))
