"""A set-up day, walked from nothing: an empty database, one terminal, and people who were never here before."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import connection
from playwright.sync_api import expect
from pytest_django import DjangoDbBlocker

from safeguard.audit.models import AuditEvent
from safeguard.demo.models import CaughtMessage
from safeguard.practitioners.access import first_code
from safeguard.practitioners.models import Organisation, User
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor
from tests.plugins.stack import Stack, run_stack

pytestmark = pytest.mark.journey
PASSWORD = "three-odd-words"
ADA, DANA, DELLA, LEO, PRIYA = (f"{who}@quayside.example" for who in ("ada", "dana", "della", "leo", "priya"))


@pytest.fixture(scope="module")
def site(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stack]:
    """Everything running as in a real installation, with nobody in it; what it sends is caught beside it."""
    real = {"DEMO": "false", "SECOND_FACTOR_REQUIRED": "true"}
    with django_db_blocker.unblock(), run_stack("set-up-day", environment=real) as running:
        Organisation.objects.update(name="", live_at=None)
        for process in ("web", "mail"):  # the web has not been asked yet; a real one has no mail to catch
            running.stop(process)
        running.start("mail", environment={"DEMO": "true"})
        running.start("web")
        running.wait_for(running.answers, what="the web")
        yield running


class Day:
    """What was done, and how long each step took (seconds, at the speed of a browser that needs no thinking)."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, float]] = []
        self.problems: list[str] = []

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """One step of the day."""
        begun = time.monotonic()
        yield
        self.steps.append((name, time.monotonic() - begun))

    def told(self) -> str:
        """The steps as lines."""
        return "\n".join(f"{took:6.1f} s  {name}" for name, took in self.steps)

    def look(self, visitor: Visitor, *paths: str) -> None:
        """Judge the open page, once what was pressed has brought it, and others of this visitor's."""
        visitor.page.wait_for_load_state("networkidle")
        self.problems += visitor.judged()
        for path in paths:
            visitor.go(path)
            self.problems += visitor.judged()


def test_a_set_up_day_from_nothing(site: Stack, visit: Visit) -> None:
    day, admin = Day(), visit(width=1280)
    with day.step("Make the first account with the code from the terminal"):
        _first_account(admin, day)
    with day.step("Sign in, set up a second factor"):
        _sign_in(admin, ADA)
    assert not site_is_live()
    with day.step("Name, nation and service"):
        _ground(admin, day)
    with day.step("Add lead, deputy, strategic lead and a practitioner"):
        _people(admin, day)
    with day.step("Fill the posts, put somebody on duty"):
        _posts(admin, day)
    with day.step("Local authority with its emergency duty team"):
        _authority(admin, day)
    with day.step("Lead and deputy follow their invitations and set up a second factor"):
        lead, deputy = visit(), visit()
        for visitor, address in ((lead, DANA), (deputy, DELLA)):
            _accept(site, visitor, address)
    with day.step("A practitioner tries to register somebody, and may raise a concern"):
        _too_early(site, visit())
    with day.step("The deputy gets another work mobile"):
        _another_mobile(admin, day)
    with day.step("The switch is refused"):
        _refused(admin, day)
    with day.step("Test by email and by text message, confirmed by the lead"):
        _tests(site, admin, lead, day)
    with day.step("Go live"):
        _go_live(admin, day)
    print(f"\n{day.told()}")
    assert day.problems == []
    assert sum(took for _name, took in day.steps) < 30 * 60


def site_is_live() -> bool:
    return Organisation.objects.filter(live_at__isnull=False).exists()


def _first_account(admin: Visitor, day: Day) -> None:
    assert admin.status("/set-up/") == 200  # asks for sign-in
    assert "/account/login/" in admin.page.url
    admin.go("/set-up/first-account/")
    day.look(admin)
    answers = {"full_name": "Ada Finch", "email": ADA, "password": PASSWORD, "again": PASSWORD}
    admin.fill(code="AAAAA-BBBBB-CCCCC-DDDDD", **answers)
    admin.press("Make the account")
    expect(admin.page.locator(".govuk-error-summary")).to_contain_text("This is not the code")
    day.look(admin)
    assert not User.objects.exists()
    admin.fill(code=first_code().lower(), **answers)
    admin.press("Make the account")
    expect(admin.page.locator("h1")).to_have_text("Sign in")
    admin.reads("Your account is made")
    assert admin.status("/set-up/first-account/") == 404


def _sign_in(visitor: Visitor, address: str) -> None:
    """Password, then an authenticator app: nothing else is shown before there is one."""
    visitor.go("/")
    visitor.fill(login=address, password=PASSWORD)
    visitor.page.locator("main form").first.get_by_role("button", name="Sign in").click()
    if not User.objects.get(email=address).role_grants.exclude(role="practitioner").exists():
        return
    expect(visitor.page.locator("h1")).to_have_text("Signing in safely")
    visitor.page.get_by_role("link", name="Set it up").or_(visitor.page.get_by_role("button", name="Set it up")).click()
    visitor.fill(password=PASSWORD)  # asked again, in case somebody else has the screen in front of them
    visitor.press("Confirm")
    secret = visitor.page.locator(".sg-code").inner_text()
    visitor.fill(code=format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    visitor.press("Turn it on")
    expect(visitor.page.locator("h1")).not_to_have_text("Set up the authenticator app")
    connection.close()


def _ground(admin: Visitor, day: Day) -> None:
    admin.page.get_by_role("link", name="Go on setting it up").click()
    admin.reads("Set up Safeguard", "essential things are still missing")
    day.look(admin)
    admin.follow("Your organisation")
    admin.press("Save")
    expect(admin.page.locator(".govuk-error-summary")).to_contain_text("Choose the nation")
    day.look(admin)
    admin.fill(name="Quayside Youth", nation="ENG")
    admin.press("Save")
    admin.follow("Services")
    day.look(admin)
    admin.fill(name="Mentoring")
    admin.press("Add it")
    admin.reads("The service is set up")
    day.look(admin)


def _people(admin: Visitor, day: Day) -> None:
    day.look(admin, "/organisation/people/")
    people = (
        ("Dana Whitlok", "07700 900106", DANA, []),
        ("Della Marsh", "07700 900105", DELLA, []),
        ("Leo Brandt", "07700 900107", LEO, ["line_manager"]),
        ("Priya Shah", "07700 900101", PRIYA, ["practitioner"]),
    )
    for name, phone, address, roles in people:
        admin.go("/organisation/people/")
        admin.press("Add somebody")
        if address == DANA:
            day.look(admin)
        admin.fill(full_name=name, email=address, work_phone=phone, roles=roles)
        admin.main.get_by_label("Mentoring").check()
        admin.press("Add and invite them")
        admin.reads("The invitation is on its way")
    admin.follow("Dana Whitlok")
    day.look(admin)
    admin.fill(full_name="Dana Whitlock")
    admin.press("Save")
    admin.reads("Dana Whitlock")
    day.look(admin)


def _posts(admin: Visitor, day: Day) -> None:
    day.look(admin, "/set-up/posts/")
    for post, who in (
        ("Designated Safeguarding Lead", f"Dana Whitlock ({DANA})"),
        ("Deputy Designated Safeguarding Lead", f"Della Marsh ({DELLA})"),
        ("Strategic lead for safeguarding", f"Leo Brandt ({LEO})"),
        ("Mentoring", f"Della Marsh ({DELLA})"),
    ):
        admin.go("/set-up/posts/")
        admin.follow(post)
        if "Lead" in post:
            day.look(admin)
        admin.fill(person=who)
        admin.press("Name them")
        admin.reads("The post is filled")
    admin.follow("On duty out of hours")
    day.look(admin)
    until = time.strftime("%d %m %Y", time.gmtime(time.time() + 7 * 86400)).split()
    admin.fill(person=f"Della Marsh ({DELLA})", until_day=until[0], until_month=until[1], until_year=until[2])
    admin.press("Put them on duty")
    admin.reads("They are on duty out of hours", "Della Marsh, up to")
    day.look(admin, "/set-up/posts/on-duty/")
    admin.reads("Take Della Marsh off duty")


def _authority(admin: Visitor, day: Day) -> None:
    admin.go("/set-up/")
    admin.follow("Local authorities and their emergency duty teams")
    numbers = {"children_phone": "01482 448879", "adults_phone": "01482 300300"}
    admin.fill(name="Hull", **numbers)
    admin.press("Add it")
    admin.go("/set-up/")
    admin.reads("no number for its emergency duty team")
    admin.go("/people/authorities/")
    day.look(admin)
    admin.main.get_by_role("link", name="Change Hull").click()
    admin.reads("Correct Hull")
    day.look(admin)
    admin.fill(duty_team_phone="01482 300304")
    admin.press("Save")
    admin.reads("The directory has been corrected", "01482 300304")


def _message(site: Stack, address: str, title: str, pattern: str) -> str:
    """What stands in the newest message to somebody."""
    found = CaughtMessage.objects.filter(to=address, title__contains=title).order_by("-received_at")
    site.wait_for(found.exists, what=f"{title} to {address}")
    text = found[0].body
    connection.close()
    match = re.search(pattern, text)
    assert match, text
    return match[0]


def _accept(site: Stack, visitor: Visitor, address: str) -> None:
    link = _message(site, address, "Your account in Safeguard", r"http://\S+/account/password/\S+")
    visitor.go(link)
    expect(visitor.page.locator("h1")).to_have_text("Choose a new password")
    visitor.fill(password1=PASSWORD, password2=PASSWORD)
    visitor.press("Save the new password")
    _sign_in(visitor, address)


def _too_early(site: Stack, worker: Visitor) -> None:
    _accept(site, worker, PRIYA)
    expect(worker.page.locator(".sg-set-up")).to_contain_text("Do not record real young people yet")
    expect(worker.page.locator(".sg-set-up a")).to_have_count(0)
    assert worker.status("/set-up/") == 404
    worker.go("/people/new/")
    born = {"born_on_day": "27", "born_on_month": "3", "born_on_year": "2011"}
    worker.fill(full_name="Alba Quillfeather", kind="child", **born)
    worker.page.locator("main form[method=post] button[type=submit]").last.click()
    worker.reads("Safeguard is still being set up here")
    assert worker.status("/raise/report/") == 200


def _refused(admin: Visitor, day: Day) -> None:
    admin.go("/set-up/live/")
    admin.reads("Missing, and essential", "test email", "test text message")
    expect(admin.main.get_by_role("button")).to_have_count(0)
    day.look(admin)
    assert not site_is_live()


def _another_mobile(admin: Visitor, day: Day) -> None:
    """Somebody who has signed in gets another work mobile."""
    admin.go("/organisation/people/")
    admin.follow("Della Marsh")
    day.look(admin)
    admin.fill(work_phone="07700 900109")
    admin.press("Save")
    admin.reads("needs a new test message", "07700 900109")


def _tests(site: Stack, admin: Visitor, lead: Visitor, day: Day) -> None:
    for channel, address in (("email", DANA), ("sms", "+447700900106")):
        admin.go("/set-up/messages/")
        day.look(admin)
        admin.fill(channel=channel, recipient=f"Dana Whitlock ({DANA})")
        admin.press("Send the test")
        admin.reads("The message is on its way")
        link = _message(site, address, "test message", r"http://\S+/test-messages/\S+")
        code = _message(site, address, "test message", r"\b[0-9]{6}\b")
        lead.go(link)
        day.look(lead)
        lead.fill(code="000000" if code != "000000" else "111111")
        lead.press("It has reached me")
        lead.reads("This is not the code in the message")
        lead.fill(code=code)
        lead.press("It has reached me")
        lead.reads("It is recorded that the message has reached you")
        day.look(lead)
    admin.go("/set-up/messages/")
    day.look(admin)


def _go_live(admin: Visitor, day: Day) -> None:
    admin.go("/set-up/")
    admin.reads("Everything essential is there.")
    day.look(admin)
    admin.press("Go live")
    day.look(admin)
    admin.press("Yes, go live now")
    admin.reads("Safeguard is live", "Live since")
    day.look(admin)
    expect(admin.page.locator(".sg-set-up")).to_have_count(0)
    assert AuditEvent.objects.filter(verb="practitioners.organisation.went_live").count() == 1
