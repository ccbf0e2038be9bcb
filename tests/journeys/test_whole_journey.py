"""The whole path, walked once: one young person, from the day she is registered to a line in a report to the board.

Real server, workers, relay and SMTP; everybody at a browser of their own; a handful of moments by the database's clock.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django import DjangoDbBlocker

from consent.models import ConsentDecision
from safeguard.demo.models import CaughtMessage
from safeguard.lib import clock
from safeguard.lib.clock import LONDON
from safeguard.lib.worktime import WorkingHours, london_day, next_working_morning
from safeguard.notifications.enums import MessageState
from safeguard.notifications.models import Message
from safeguard.platforms.models import Platform
from safeguard.practitioners.models import User
from safeguard.reports.rules import quarter_of
from sessions_app.messages import REMINDER
from tests.factories.consent import an_activity as consent_activity
from tests.factories.consent import asked
from tests.factories.incidents import settle_steps
from tests.factories.people import an_adult, assess, register
from tests.factories.sessions import Ground, a_plan, agree, an_activity, another, planned, told
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor
from tests.plugins.stack import Stack, run_stack

pytestmark = pytest.mark.journey
SWEEP = 75.0  # seconds in which what is looked for every minute has been found and sent, on a busy machine
HER, MOTHER = "Saffron Applegarth", "Juniper Applegarth"
HER_PHONE, MOTHERS_EMAIL = "07700 900811", "juniper@applegarth.example"
WORD = "lighthouse"
ACTIVITY = "Finding a first job"
AUTHORITY = "Saltmarsh Borough Council"
WORDS = "“He said he would send it to everybody if I stop writing.”"


@pytest.fixture(scope="module")
def site(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stack]:
    """Everything running, with the demonstration in it."""
    with django_db_blocker.unblock(), run_stack("journey", demo=True) as running:
        yield running


@dataclass
class Journey:
    """Who takes part, the two working days, and what they have made on the way, by its reference."""

    site: Stack
    visit: Visit
    day: date
    next_day: date
    refs: dict[str, str] = field(default_factory=dict)
    staff: dict[str, Visitor] = field(default_factory=dict)

    def somebody(self, who: str) -> Visitor:
        """One of Harbour Youth at their own browser, where they stay signed in."""
        if who not in self.staff:
            self.staff[who] = self.visit(width=1280)
            self.staff[who].sign_in(who)
        return self.staff[who]

    @property
    def practitioner(self) -> Visitor:
        """Priya, whose work most of it is."""
        return self.somebody("practitioner")

    def message(self, seconds: float = 30.0, **facts: str) -> CaughtMessage:
        """The newest message of which this holds, as soon as it has arrived."""
        caught = CaughtMessage.objects.filter(**facts).order_by("-id")
        self.site.wait_for(caught.exists, seconds=seconds, what=f"a message: {facts}")
        return caught[0]

    @property
    def live(self) -> Page:
        """The page of the session while it runs."""
        return self.practitioner.page


def _go_on_to(day: date, hour: int, minute: int = 0) -> None:
    """Move the database's clock on to a moment of London time."""
    ahead = datetime.combine(day, time(hour, minute, 1), LONDON) - clock.now()
    assert ahead > timedelta(0), "the clock only goes on"
    clock.shift(ahead)


def test_from_registration_to_a_line_in_the_boards_report(site: Stack, visit: Visit) -> None:
    # Three weeks on, where the demonstration has planned nothing that could be in the way.
    morning = next_working_morning(clock.now() + timedelta(weeks=3), WorkingHours())
    day, next_day = london_day(morning), london_day(next_working_morning(morning, WorkingHours()))
    _go_on_to(day, 10)
    journey = Journey(site, visit, day, next_day)

    _register(journey)
    _assess_her_risk(journey)
    _ask_for_consent(journey)
    _answer_as_her_mother(journey)
    _plan(journey)
    _assess_the_session(journey)
    _approve(journey)
    _tell_the_family(journey)

    _go_on_to(next_day, 8)
    _others_do_not_find_her(journey)
    _remind(journey)

    _go_on_to(next_day, 10, 55)
    _start(journey)
    _go_through_the_checklist(journey)
    _lose_the_connection(journey)
    _use_the_safe_word(journey)
    _raise_a_concern(journey)
    _open_the_crisis_sheet(journey)

    _go_on_to(next_day, 11, 40)
    _end(journey)
    _write_the_record(journey)
    _make_sure_that_she_is_safe(journey)
    _deal_with_the_concern(journey)
    _count_the_quarter(journey)
    _look_back(journey)

    _go_on_to(quarter_of(next_day).next().first_day + timedelta(days=6), 10)
    _issue_the_report(journey)


def _is_good(visitor: Visitor) -> None:
    """The open page shuts nobody out, at either width."""
    assert visitor.judged() == []


def _register(journey: Journey) -> None:
    priya = journey.practitioner
    priya.go("/people/new/")
    priya.press("Register")  # nothing filled in
    expect(priya.page.locator(".govuk-error-summary li")).to_have_count(3)  # the name, the birthday, who they are
    _is_good(priya)
    priya.fill(full_name=HER, born_on=journey.day - timedelta(days=14 * 366), kind="young_person")
    priya.fill(phone=HER_PHONE, safe_call="yes", safe_text="yes", wants_reminders=True)
    priya.fill(adult_full_name=MOTHER, adult_relationship="mother", adult_email=MOTHERS_EMAIL, adult_safe_email="yes")
    priya.fill(adult_may_countersign="yes", adult_has_responsibility="yes")
    priya.fill(authority_known="yes", authority=AUTHORITY)
    priya.press("Register")
    expect(priya.page.locator("h1")).to_have_text("Saffron")
    journey.refs["person"] = priya.ref()
    priya.reads(HER, "14 years old today", "Not assessed yet", "Nobody has been asked yet", "Priya Shah")
    expect(priya.main).not_to_contain_text("900811")  # how to reach her is shown when it is asked for
    _is_good(priya)


def _assess_her_risk(journey: Journey) -> None:
    priya = journey.practitioner
    priya.press("Assess the risk")
    priya.fill(
        risks="Her brother has the password of her phone.", measures="She sits in the kitchen.", rating="moderate"
    )
    priya.press("Put it in force")
    expect(priya.page.locator(".sg-story, .sg-timeline, #story").first).to_be_visible()
    priya.reads("Moderate", "She sits in the kitchen.")
    _is_good(priya)


def _ask_for_consent(journey: Journey) -> None:
    priya, person = journey.practitioner, journey.refs["person"]
    priya.go("/consent/activities/add/")
    priya.fill(title=ACTIVITY, description="You meet Priya by video.", purposes=["take_part", "messages"])
    priya.fill(starts_on=journey.day)
    priya.press("Set it up")
    priya.reads(ACTIVITY)
    priya.go(f"/people/{person}/")
    priya.press("Ask for consent")
    priya.main.get_by_label(ACTIVITY, exact=True).check()
    priya.main.get_by_label(re.compile(MOTHER)).check()
    _is_good(priya)
    priya.press("Send the link")
    journey.refs["request"] = priya.ref()
    priya.reads("Not answered yet")
    _is_good(priya)


def _answer_as_her_mother(journey: Journey) -> None:
    """On her phone, without an account: from the link in the message, with a wrong date of birth first."""
    asking = journey.message(to=MOTHERS_EMAIL)
    assert asking.title == "Priya has a question for you"
    for word in ("Saffron", "Applegarth", ACTIVITY):
        assert word not in asking.body
    (link,) = re.findall(r"http://\S+", asking.body)
    mother = journey.visit(width=390)
    mother.go(link)
    assert link not in mother.page.url  # the address that is seen and kept carries no token
    _is_good(mother)
    expect(mother.page.locator("body")).not_to_contain_text("Saffron")
    mother.fill(born_on=journey.day - timedelta(days=13 * 366))
    mother.press("Continue")
    mother.reads("This is not the date of birth that we have")
    _is_good(mother)
    mother.fill(born_on=journey.day - timedelta(days=14 * 366))
    mother.press("Continue")
    mother.reads(ACTIVITY, "When we cannot keep a secret")
    assert mother.main.locator("input[type=radio]:checked").count() == 0
    _is_good(mother)
    mother.fill(answer_take_part="agreed", young_take_part="agreed", answer_messages="refused")
    mother.fill(young_messages="not_asked", is_unsafe="no", name=MOTHER)
    mother.press("Check my answers")
    mother.reads("Your answers have not been sent yet")
    _is_good(mother)
    mother.press("Send my answers")
    mother.reads("Thank you. We have your answer", journey.refs["request"])
    _is_good(mother)
    receipt = journey.message(to=MOTHERS_EMAIL, title="Thank you. We have your answer")
    assert journey.refs["request"] in receipt.body
    journey.message(to="practitioner@harbour.example", title__contains=journey.refs["request"])
    mother.go(link)
    mother.reads("This link does not work any more")


def _plan(journey: Journey) -> None:
    priya = journey.practitioner
    priya.go(f"/people/{journey.refs['person']}/")
    priya.reads(ACTIVITY, "Did not agree")
    priya.press("Plan a session")
    priya.fill(kind="one_to_one", why_one_to_one="private", mitigations=["adult_near"], phase="introductory")
    priya.main.locator("[name=supporting]").check()
    priya.main.locator("[name=agreed]").check()
    priya.fill(starts_on=journey.next_day, starts_time="11:00", platform="Harbour Rooms", method="video")
    priya.fill(activity=ACTIVITY, purpose="To get to know each other.")
    priya.main.locator("[name=fits_policies]").check()
    _is_good(priya)
    priya.press("Keep the plan")
    journey.refs["session"] = priya.ref()
    priya.reads("The risk of this session has not been assessed.", "RA-06", "It is a one-to-one")
    expect(priya.main).not_to_contain_text("These stop it")
    _is_good(priya)


def _assess_the_session(journey: Journey) -> None:
    priya = journey.practitioner
    priya.follow("Assess the risk")
    priya.fill(rating="low", risks="Her brother listens.", measures="Her mother sits next door.")
    priya.press("Keep the assessment")
    priya.reads("Write exactly what is done")
    _is_good(priya)
    priya.fill(response="Priya stays on the call and rings 999. Maggie rings Juniper.")
    priya.press("Keep the assessment")
    expect(priya.main).not_to_contain_text("has not been assessed")
    priya.reads("Maggie rings Juniper")
    _is_good(priya)
    priya.press("Send it to Maggie Okafor")
    priya.reads("Maggie Okafor has been asked")


def _approve(journey: Journey) -> None:
    """From the link in the message: the manager says why it may go on."""
    session = journey.refs["session"]
    asked = journey.message(to="manager@harbour.example", title__contains=session)
    manager = journey.somebody("manager")
    manager.go(_link(asked))
    _is_good(manager)
    manager.press("Answer this plan")
    manager.press("Approve")  # without saying why
    expect(manager.page.locator(".govuk-error-summary")).to_be_visible()
    _is_good(manager)
    reasons = manager.main.locator("textarea[name^=reason_]")
    for number in range(reasons.count()):
        reasons.nth(number).fill("Her mother is there, and Priya knows the family.")
    manager.press("Approve")
    manager.reads("You have approved it")
    _is_good(manager)
    journey.message(to="practitioner@harbour.example", title=f"{session}: your plan has been approved")


def _tell_the_family(journey: Journey) -> None:
    priya = journey.practitioner
    priya.page.reload()
    priya.reads("Maggie Okafor")
    priya.follow("Tell the family")
    _is_good(priya)
    priya.follow(f"Email to {MOTHER} (mother)")
    priya.reads("A video call with Priya is planned")
    _is_good(priya)
    priya.press("Send it")
    told = journey.message(to=MOTHERS_EMAIL, title__contains="with Priya")
    assert "at 11:00" in told.body
    assert "Saffron" not in told.body
    priya.go(f"/sessions/{journey.refs['session']}/")
    priya.reads("Nothing stands in the way. It can be started on the day")
    expect(priya.main.get_by_role("button", name="Start the session")).to_have_count(0)


def _remind(journey: Journey) -> None:
    """It is found by itself, by the worker or the relay; while it is, Priya looks at what her day brings."""
    priya = journey.practitioner
    priya.go("/")
    priya.reads("Saffron", "Today")
    _is_good(priya)
    priya.go("/sessions/")
    priya.reads("Saffron")
    _is_good(priya)
    reminder = journey.message(SWEEP, channel="sms", to="+447700900811", body__startswith="A reminder")
    assert reminder.body.startswith("A reminder: a video call with Priya today at 11:00.")
    assert "Saffron" not in reminder.body


def _start(journey: Journey) -> None:
    priya = journey.practitioner
    priya.go(f"/sessions/{journey.refs['session']}/")
    priya.page.get_by_label("Yes, all of it").check()
    priya.page.get_by_label("Careers laptop 1").check()
    priya.press("Start the session")
    priya.page.wait_for_url("**/live/")
    priya.reads("With Saffron", "0 of 10 done", "Maggie rings Juniper")
    _is_good(priya)


def _step(journey: Journey, kind: str) -> Locator:
    return journey.live.locator(f"details.sg-step[id^={kind}]")


def _tick(journey: Journey, kind: str, **answers: str | bool | list[str]) -> None:
    """Answer one line of the checklist: it is kept at once, with its time, and the next one opens."""
    step = _step(journey, kind)
    expect(step).to_have_attribute("open", "")
    journey.practitioner.fill(step, **answers)
    step.locator("form[data-press] button[type=submit]").click()
    expect(step.locator(".sg-step__state")).to_contain_text("Done 10:5")


def _go_through_the_checklist(journey: Journey) -> None:
    expect(_step(journey, "present").locator(".sg-step__state")).to_have_text("Later")  # first, who is there
    _tick(journey, "identity", match="yes")
    _tick(journey, "present", alone="no", people="Juniper Applegarth, mother")
    _tick(journey, "location", where="other", address="4 Quay Street, Saltmarsh")
    _tick(journey, "number", which="home")
    _tick(journey, "work_number")
    _tick(journey, "safe_word", type="word", value=WORD, knows_when=True)
    for kind in ("ground_rules", "notes_told", "consent_told", "format_told"):
        _tick(journey, kind)
    journey.practitioner.reads("10 of 10 done")
    expect(journey.practitioner.main.get_by_text(WORD).filter(visible=True)).to_have_count(0)
    _is_good(journey.practitioner)


def _lose_the_connection(journey: Journey) -> None:
    priya, bar = journey.practitioner, journey.live.locator(".sg-reach")
    priya.press("Connection lost", bar)
    priya.reads("Connection lost at 10:5", "Ring back by 11:0")
    expect(journey.live.locator("#state [data-countdown-clock]")).to_contain_text("4:5")
    expect(journey.live.locator("#state a[href='tel:+447700900811']")).to_be_visible()
    _is_good(priya)
    priya.press("they answered")
    priya.reads("They answered")
    bar.get_by_role("button", name=re.compile("Connection is back")).click()
    expect(bar.get_by_role("button", name="Connection lost")).to_be_visible()


def _use_the_safe_word(journey: Journey) -> None:
    priya, bar = journey.practitioner, journey.live.locator(".sg-reach")
    bar.get_by_text("Safe word used").click()
    _is_good(priya)
    priya.press("No danger that I know of", bar)
    priya.reads("The officer on duty and the lead have been told")
    _is_good(priya)
    href = priya.main.get_by_role("link", name=re.compile("Open the welfare call")).get_attribute("href") or ""
    journey.refs["call"] = href.rstrip("/").rpartition("/")[2]
    for who in ("dso", "dsl"):  # at once
        told = journey.message(channel="email", to=f"{who}@harbour.example", body__contains=journey.refs["call"])
        assert "Saffron" not in f"{told.title}{told.body}"


def _raise_a_concern(journey: Journey) -> None:
    """In a tab of its own: the page of the session stays as it is."""
    priya, live = journey.practitioner, journey.live
    with priya.context.expect_page() as opened:
        live.locator(".sg-reach").get_by_role("link", name=re.compile("Raise a concern")).click()
    priya.page = opened.value
    priya.press("No")
    priya.reads(journey.refs["session"])
    expect(priya.page.locator("[name=about_whom]")).to_have_value(re.compile("Saffron"))
    _is_good(priya)
    priya.write(WORDS, about_whom="Saffron Applegarth, 14", how_soon="today")
    priya.send()
    journey.refs["concern"] = priya.arrived()
    _is_good(priya)
    priya.page.close()
    priya.page = live
    assert live.url.endswith("/live/")
    priya.reads("10 of 10 done")


def _open_the_crisis_sheet(journey: Journey) -> None:
    priya = journey.practitioner
    journey.live.locator(".sg-reach").get_by_role("link", name="Crisis sheet").click()
    sheet = journey.live.locator("#crisis")
    for text in ("4 Quay Street, Saltmarsh", "Maggie rings Juniper", "Dele Adeyemi", AUTHORITY):
        expect(sheet).to_contain_text(text)
    assert sheet.get_by_role("button", name="Ring 999").get_attribute("href") == "tel:999"
    _is_good(priya)
    priya.go(f"/sessions/{journey.refs['session']}/crisis/")
    priya.reads("4 Quay Street, Saltmarsh")
    _is_good(priya)


def _end(journey: Journey) -> None:
    """There is no end without the closing step."""
    priya = journey.practitioner
    priya.go(f"/sessions/{journey.refs['session']}/live/")
    priya.press("End the session")
    priya.fill(ended_how="as_planned")
    priya.press("End it now")
    expect(priya.page.locator(".govuk-error-summary")).to_be_visible()
    _is_good(priya)
    priya.fill(calm="yes", activities=["refocus"], goals="She will write down three jobs.")
    priya.press("End it now")
    priya.page.wait_for_url("**/record/")


def _write_the_record(journey: Journey) -> None:
    priya = journey.practitioner
    priya.reads("Write the record", "A welfare call is still to be made")
    _is_good(priya)
    priya.fill(summary="We got to know each other.", agreed="Saffron writes down three jobs by Friday.")
    priya.press("Write and lock the record")
    priya.reads("The record is written and locked", "They answered", "Safe word used", journey.refs["concern"])
    _is_good(priya)
    priya.main.get_by_text("Add something to the record").click()
    priya.fill(text="She likes animals.", reason="I forgot it.")
    priya.press("Add it")
    priya.reads("Added to the record", "She likes animals.", "I forgot it.")
    _is_good(priya)


def _make_sure_that_she_is_safe(journey: Journey) -> None:
    """The officer takes it on, from the message; Priya rings, and says what came of it."""
    call = journey.refs["call"]
    officer = journey.somebody("dso")
    officer.go(_link(journey.message(channel="email", to="dso@harbour.example", body__contains=call)))
    _is_good(officer)
    officer.press("I am dealing with it")
    officer.press("Yes, I am dealing with it")
    officer.reads("Dele Adeyemi is dealing with it")
    _is_good(officer)
    priya = journey.practitioner
    priya.go("/")
    priya.page.locator(f"main a[href$='/{call}/']").first.click()
    _is_good(priya)
    priya.fill(result="safe", note="She is at school and well.")
    priya.press("Note it")
    priya.reads("They are safe. The call is done.")
    _is_good(priya)


def _deal_with_the_concern(journey: Journey) -> None:
    """Safe first: the risk before anything else, then the rest, a referral, and a close with reasons."""
    ref = journey.refs["concern"]
    lead = journey.somebody("dsl")
    lead.go(_link(journey.message(channel="email", to="dsl@harbour.example", body__contains=ref)))
    lead.reads(WORDS, journey.refs["session"])
    lead.press("Acknowledge")
    lead.press("Yes, I am dealing with it")
    lead.press("Triage it")
    assert lead.main.locator("[name]:not([type=hidden])").first.get_attribute("name") == "risk"
    lead.fill(risk="not_immediate", risk_reason="She is with her mother.")
    lead.fill(wishes="said", wishes_reason="She wants it to stop.", others="no", others_reason="Nobody else is known.")
    lead.fill(online="yes", online_reason="Threats to share pictures.", offence="yes", offence_reason="Blackmail.")
    lead.fill(severity="serious", severity_reason="She is afraid.")
    lead.fill(category="Threats to share images (sextortion)")
    _is_good(lead)
    lead.press("Save triage")
    lead.reads("A referral is asked for, or a reason why not.", "Serious")
    _is_good(lead)
    lead.press("Record a referral")
    lead.fill(body="police", their_reference="CAD 1175", text="They ring her mother today.")
    lead.press("Record the referral")
    lead.reads("CAD 1175")
    expect(lead.main).not_to_contain_text("A referral is asked for")
    _take_the_steps(lead, ref)
    lead.press("Close it")
    lead.press("Sign off and close")  # with nothing said
    expect(lead.page.locator(".govuk-error-summary")).to_be_visible()
    _is_good(lead)
    lead.fill(outcome="The police have it.", learning="We ask about pressure earlier.")
    lead.fill(monitor_on=journey.next_day + timedelta(days=7))
    lead.press("Sign off and close")
    lead.reads("Dana Whitlock closed it", "We ask about pressure earlier.")
    _is_good(lead)


def _take_the_steps(lead: Visitor, ref: str) -> None:
    """One on its page, as it is done on a phone; the others, which another journey walks, by the same action."""
    from incidents.models import Incident

    lead.follow("Safeguarding the person")
    lead.follow("Initial review meeting")
    lead.fill(outcome="done", text="By phone, with her manager and the school.")
    _is_good(lead)
    lead.press("Record it")
    lead.reads("Initial review meeting", "Done")
    settle_steps(User.objects.get(email="dsl@harbour.example"), Incident.objects.get(ref=ref))
    lead.go(f"/incidents/{ref}/")


def _count_the_quarter(journey: Journey) -> None:
    """As it is so far; the page says by itself when the worker has counted."""
    manager = journey.somebody("manager")
    manager.go("/reports/board/prepare/")
    manager.main.locator("[name=quarter]").first.check()  # the running one
    _is_good(manager)
    manager.press("Count the figures")
    report = journey.refs["report"] = manager.ref()
    _wait_for_the_pdf(manager)
    _is_good(manager)
    manager.go(f"/reports/board/{report}/")
    manager.reads("Sessions held, by method", "The board does not see it yet.")
    _is_good(manager)
    assert _downloaded(manager, "Download as PDF").startswith(b"%PDF-")
    sheet = _downloaded(manager, "Download the figures as CSV").decode("utf-8-sig")
    assert "Video call" in sheet
    for word in ("Saffron", "Applegarth", journey.refs["person"], journey.refs["concern"]):
        assert word not in sheet
    lead = journey.somebody("dsl")
    lead.go(f"/reports/board/{report}/issue/")
    lead.reads("The quarter has not ended yet.")
    _is_good(lead)


def _issue_the_report(journey: Journey) -> None:
    """The quarter has ended: it is counted again by itself, written in, issued, and the board is told of it."""
    report, lead = journey.refs["report"], journey.somebody("dsl")
    drafted = journey.message(SWEEP, to="dsl@harbour.example", title=f"{report}: a board report is drafted")
    lead.go(_link(drafted))
    lead.press("Write in the report")
    lead.fill(summary="We met more young people than before.", learning="Ask about pressure earlier.")
    _is_good(lead)
    lead.press("Save in the report")
    lead.reads("We met more young people than before.")
    lead.follow("Issue it to the board")
    _is_good(lead)
    lead.press("Yes, issue it")
    lead.reads("Issued on")

    board = journey.somebody("board")
    board.go(_link(journey.message(to="board@harbour.example", body__contains=report)))
    board.reads("Issued on", "We met more young people than before.", "Sessions held, by method")
    _is_good(board)
    _wait_for_the_pdf(board)
    assert _downloaded(board, "Download as PDF").startswith(b"%PDF-")


def _wait_for_the_pdf(visitor: Visitor) -> None:
    """An open page looks again by itself."""
    expect(visitor.main.get_by_role("link", name="Download as PDF")).to_be_visible(timeout=SWEEP * 1000)


def _downloaded(visitor: Visitor, name: str) -> bytes:
    with visitor.page.expect_download() as started:
        visitor.follow(name)
    return started.value.path().read_bytes()


def _look_back(journey: Journey) -> None:
    """Her story holds all of it, for those who may see all of it; and she is found by her name and her reference."""
    priya, refs = journey.practitioner, journey.refs
    priya.go("/")
    expect(priya.main).not_to_contain_text(refs["call"])
    expect(priya.page.locator(f"main a[href*='{refs['session']}']")).to_have_count(0)  # nothing is left to do about it
    priya.reads(refs["concern"])
    _is_good(priya)
    lead = journey.somebody("dsl")
    for words in (refs["person"], "applegarth saff"):
        lead.go("/search/")
        lead.fill(words=words)
        lead.press("Search")
        _is_good(lead)
        lead.page.locator(f"main a[href$='/people/{refs['person']}/']").first.click()
        expect(lead.page.locator("h1")).to_have_text("Saffron")
    story = ("Registered", "Risk assessed: moderate", f"Consent asked of {MOTHER}", "Consent answered by a parent")
    lead.reads(*story, "Consent answered by the young person", refs["session"], refs["concern"])
    _is_good(lead)
    for path in (
        f"/incidents/{refs['concern']}/",
        f"/sessions/calls/{refs['call']}/",
        f"/reports/board/{refs['report']}/",
    ):
        assert journey.somebody("colleague").status(path) == 404


def _others_do_not_find_her(journey: Journey) -> None:
    """Neither by name nor by reference, nor at the address itself: another team does not learn that she is here."""
    refs, colleague = journey.refs, journey.somebody("colleague")
    for words in (refs["person"], HER, refs["session"], refs["request"]):
        colleague.go("/search/")
        colleague.fill(words=words)
        colleague.press("Search")
        colleague.reads("Nothing was found")
    for path in (
        f"/people/{refs['person']}/",
        f"/sessions/{refs['session']}/",
        f"/consent/requests/{refs['request']}/",
    ):
        assert colleague.status(path) == 404


def _link(message: CaughtMessage) -> str:
    """The address in a message."""
    return re.findall(r"http://\S+", message.body)[0]


# --- Smaller ways ---------------------------------------------------------------------------------------------------


def _ground(**person: Any) -> Ground:
    """Somebody of Priya's with whom nothing is missing, at ten o'clock on the next working day."""
    day = london_day(next_working_morning(clock.now(), WorkingHours()))
    _go_on_to(day, 10)
    priya, now = User.objects.get(email="practitioner@harbour.example"), clock.now()
    facts: dict[str, Any] = {
        "phone": "07700 900813",
        "safe_text": "yes",
        "wants_reminders": True,
        "authority_known": "unknown",
    }
    someone = register(priya, now, (an_adult(),), None, **{**facts, **person})
    assess(priya, someone, now)
    activity = an_activity(priya, now)
    agree(someone, activity, now)
    platform = Platform.objects.get(name="Harbour Rooms")
    return Ground(cast=SimpleNamespace(owner=priya), now=now, person=someone, activity=activity, platform=platform)


def test_a_reminder_that_waits_is_stopped_when_texts_are_no_longer_safe(site: Stack, visit: Visit) -> None:
    """Queued, and not sent because nothing takes it; then somebody says that a text is not safe any more."""
    ground = _ground(full_name="Quentin Ashdown")
    other = another(ground, "Rosa Blackwater", phone="07700 900814", safe_text="yes", wants_reminders=True)
    day = london_day(next_working_morning(clock.now(), WorkingHours()))
    for hour, person in ((17, ground.person), (18, other)):
        starts_at = datetime.combine(day, time(hour, 30), LONDON)
        told(ground, planned(ground, a_plan(ground, starts_at=starts_at, participants=[person])))
    texts = CaughtMessage.objects.filter(channel="sms")
    site.wait_for(lambda: texts.filter(to="+447700900814").exists(), what="the family to be told")
    before = texts.filter(to="+447700900813").count()

    site.stop("mail")
    _go_on_to(day, 8)
    waiting = Message.objects.filter(kind=REMINDER, subject_ref__in=[ground.person.ref, other.ref])
    site.wait_for(lambda: waiting.filter(attempts__gte=1).count() == 2, seconds=SWEEP, what="two reminders to wait")
    priya = visit(width=390)
    priya.sign_in("practitioner")
    priya.go(f"/people/{ground.person.ref}/contact/")
    priya.fill(safe_text="no")
    priya.press("Save")
    expect(priya.page.locator("h1")).to_have_text("Quentin")
    assert waiting.get(subject_ref=ground.person.ref).state == MessageState.CANCELLED

    site.start("mail")
    clock.shift(timedelta(minutes=20))  # by when what has failed is tried again
    site.wait_for(
        lambda: texts.filter(to="+447700900814", body__startswith="A reminder").exists(),
        seconds=SWEEP,
        what="the other's reminder",
    )
    assert texts.filter(to="+447700900813").count() == before
    assert waiting.get(subject_ref=ground.person.ref).state == MessageState.CANCELLED


def test_a_mother_answers_without_scripts(site: Stack, visit: Visit) -> None:
    ground = _ground(full_name="Tamsin Underwood", born_on=date(2013, 6, 2))
    asked(ground.worker, ground.person, ground.person.adults.get(), consent_activity(ground.worker))
    caught = CaughtMessage.objects.filter(to="sana@family.example", title="Priya has a question for you")
    site.wait_for(caught.exists, what="the link")
    mother = visit(width=390, javascript=False)
    mother.go(_link(caught.latest("id")))
    exit_link = mother.page.get_by_role("button", name="Exit this page")  # a link, where nothing makes it a button
    assert exit_link.get_attribute("href") == "https://www.bbc.co.uk/weather"
    assert mother.cut_off() == []
    mother.fill(born_on=date(2013, 6, 3))
    mother.press("Continue")
    mother.reads("This is not the date of birth that we have")
    mother.fill(born_on=date(2013, 6, 2))
    mother.press("Continue")
    mother.press("Check my answers")  # with nothing answered
    expect(mother.page.locator(".govuk-error-summary")).to_be_visible()
    assert mother.cut_off() == []
    mother.fill(answer_take_part="agreed", young_take_part="agreed", answer_messages="agreed")
    mother.fill(young_messages="refused", is_unsafe="no", name="Sana Khan")
    mother.press("Check my answers")
    mother.press("Change my answers")
    expect(mother.page.locator("[name=answer_messages][value=agreed]")).to_be_checked()
    mother.fill(answer_messages="refused")
    mother.press("Check my answers")
    mother.reads("You said no")
    mother.press("Send my answers")
    mother.reads("Thank you. We have your answer")
    assert mother.cut_off() == []
    mother.page.reload()  # sends nothing twice
    mother.reads("Thank you. We have your answer")
    given = ConsentDecision.objects.filter(person=ground.person, method="link")
    assert sorted(given.values_list("party", "purpose", "decision")) == [
        ("parent_carer", "messages", "refused"),
        ("parent_carer", "take_part", "agreed"),
        ("young_person", "messages", "refused"),
        ("young_person", "take_part", "agreed"),
    ]
