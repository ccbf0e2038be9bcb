"""First days: a new service with its officer, two people who join it, and what each role does on its first day."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from playwright.sync_api import expect
from pytest_django import DjangoDbBlocker

from safeguard.demo.models import CaughtMessage
from safeguard.lib import clock
from safeguard.platforms.rules.questions import Kind, questions
from tests.factories.platforms import COMPLETE
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Answer, Visitor
from tests.plugins.stack import Stack, run_stack

pytestmark = pytest.mark.journey
PASSWORD = "three-odd-words"
SERVICE, PLATFORM = "Seaview Advice", "Tideway Rooms"
LIMIT = "A supervision takes place at least every"
NADIA, OWEN = "nadia@harbour.example", "owen@harbour.example"


@pytest.fixture(scope="module")
def site(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stack]:
    """Everything running, with the people of the demonstration."""
    with django_db_blocker.unblock(), run_stack("first-days", demo=True) as running:
        yield running


class Looks:
    """What shuts somebody out of the pages that were passed, by axe, where scripts run."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def __call__(self, visitor: Visitor) -> None:
        """Judge the open page, once it has come."""
        visitor.page.wait_for_load_state()
        if visitor.javascript:
            self.problems += visitor.shut_out()


def test_the_first_day_of_each_role(site: Stack, visit: Visit) -> None:
    look = Looks()
    _administrator(visit(width=1280), look)
    practitioner = visit()
    _accept(site, practitioner, NADIA)
    _practitioner(practitioner, look)
    manager = visit(width=1280, javascript=False)
    _accept(site, manager, OWEN)
    _line_manager(manager)
    practitioner.go("/yours/learning/")
    expect(practitioner.main.get_by_text("Never done", exact=True)).to_have_count(0)
    _ict(visit(width=1280), look)
    _lead(visit(), look)
    _board(visit(), look)
    assert look.problems == []


def _administrator(admin: Visitor, look: Looks) -> None:
    """A service, its officer, and two people who are invited to work in it."""
    admin.sign_in("admin")
    admin.page.get_by_role("link", name="Organisation", exact=True).click()
    look(admin)
    admin.follow("Services")
    admin.fill(name=SERVICE)
    admin.press("Add it")
    admin.reads("The service is set up", SERVICE)
    look(admin)
    admin.go("/set-up/posts/")
    admin.follow(SERVICE)
    admin.fill(person="Dele Adeyemi (dso@harbour.example)")
    look(admin)
    admin.press("Name them")
    admin.reads("The post is filled")
    _invite(admin, "Owen Blake", OWEN, "line_manager", "")
    _invite(admin, "Nadia Frost", NADIA, "practitioner", f"Owen Blake ({OWEN})")
    look(admin)


def _invite(admin: Visitor, name: str, address: str, role: str, manager: str) -> None:
    admin.go("/organisation/people/")
    admin.press("Add somebody")
    admin.fill(full_name=name, email=address, roles=[role], **({"line_manager": manager} if manager else {}))
    admin.main.get_by_label(SERVICE).check()
    admin.press("Add and invite them")
    admin.reads("The invitation is on its way")


def _accept(site: Stack, visitor: Visitor, address: str) -> None:
    """Follow the invitation, choose a password, sign in with it."""
    found = CaughtMessage.objects.filter(to=address, title__contains="Your account in Safeguard")
    site.wait_for(found.exists, what=f"the invitation to {address}")
    link = re.search(r"http://\S+/account/password/\S+", found[0].body)
    connection.close()
    assert link
    visitor.go(link[0])
    visitor.fill(password1=PASSWORD, password2=PASSWORD)
    visitor.press("Save the new password")
    visitor.go("/")
    visitor.fill(login=address, password=PASSWORD)
    visitor.page.locator("main form").first.get_by_role("button", name="Sign in").click()
    expect(visitor.page.get_by_role("button", name="Sign out")).to_be_visible()


def _practitioner(worker: Visitor, look: Looks) -> None:
    """What waits is signed and said; which training is missing is seen."""
    look(worker)
    worker.go("/policies/")
    look(worker)
    signed = 0
    while (waiting := worker.main.get_by_role("row").filter(has_text="Sign it").get_by_role("link")).count():
        waiting.first.click()
        if not signed:
            look(worker)
        worker.main.get_by_label("I have read it and will keep to it").check()
        worker.press("Sign")
        worker.reads("You signed version")
        signed += 1
        worker.go("/policies/")
    assert signed
    worker.go("/yours/learning/")
    worker.reads("Never done", "Safeguarding officer: " + SERVICE)
    look(worker)
    for code in ("accounts", "privacy", "officer"):
        worker.go(f"/yours/checks/{code}/")
        if code == "officer":
            worker.reads("Dele Adeyemi")
        for box in worker.main.get_by_role("checkbox").all():
            box.check()
        look(worker)
        worker.press("Say so")
        worker.reads("Thank you. It has been noted.")


def _line_manager(manager: Visitor) -> None:
    """Without scripts: the gaps of the team are seen, trainings recorded, and the gaps are gone."""
    manager.go("/team/")
    row = manager.main.get_by_role("row").filter(has_text="Nadia Frost")
    expect(row).to_contain_text("to do")
    expect(row).to_contain_text("Said")
    row.get_by_role("link", name="Nadia Frost").click()
    missing = manager.main.locator(".govuk-task-list__item").filter(has_text="Never done")
    while missing.count():
        course = missing.first.locator(".govuk-task-list__name-and-hint").inner_text()
        manager.fill(course=course, done_on=_today() - timedelta(days=1), held_at="Personnel file, HR-7")
        manager.press("Record it")
        manager.reads("The training has been recorded")
    manager.go("/team/")
    expect(row).not_to_contain_text("to do")
    expect(row).to_contain_text("In date")


def _ict(ict: Visitor, look: Looks) -> None:
    """A platform is proposed, assessed in full, and approved."""
    ict.sign_in("ict")
    ict.go("/platforms/add/")
    look(ict)
    ict.fill(name=PLATFORM, methods=["video"], purpose="Advice for those who live far away.", min_age="0")
    ict.main.locator("form[method=post] button[type=submit]").last.click()
    ict.page.wait_for_url(re.compile(r"/platforms/[A-Z]{2}-"))
    address = ict.page.url
    ict.reads("from being approved")
    ict.press("Assess it")
    ict.fill(**_assessed())
    look(ict)
    ict.press("Save the assessment")
    ict.press("Decide about it")
    ict.fill(status="approved", reason="Checked with the supplier.", review_due=_today() + timedelta(days=300))
    look(ict)
    ict.press("Write down the decision")
    ict.go(address)
    ict.reads("Approved", "Checked with the supplier.", "Before every session")
    look(ict)


def _assessed() -> dict[str, Answer]:
    """A complete assessment, as it is filled in."""
    found: dict[str, Answer] = {}
    for question in questions():
        given = COMPLETE.get(question.code)
        if given is None:
            continue
        is_day = question.kind == Kind.DATE
        found[question.code] = date.fromisoformat(given) if is_day else given if isinstance(given, list) else str(given)
    return found


def _lead(lead: Visitor, look: Looks) -> None:
    """A limit is changed with a reason, and the directory is looked through."""
    lead.sign_in("dsl")
    lead.go("/policies/thresholds/")
    look(lead)
    lead.follow(LIMIT)
    lead.press("Change it")
    lead.reads("Write why")
    look(lead)
    lead.fill(reason="Agreed with the board in November.", value="10")
    lead.press("Change it")
    lead.go("/policies/thresholds/")
    lead.follow(LIMIT)
    lead.reads("10 weeks", "Agreed with the board in November.", "Dana Whitlock")
    lead.go("/organisation/directory/")
    lead.reads(SERVICE, "Dele Adeyemi")
    look(lead)


def _board(member: Visitor, look: Looks) -> None:
    """Figures, policies and who answers; nobody's name, nobody's team."""
    member.sign_in("board")
    look(member)
    member.go("/organisation/")
    member.reads("Directory", "Policies")
    look(member)
    member.go("/reports/board/")
    look(member)
    for closed in ("/people/", "/team/", "/incidents/", "/organisation/people/", "/platforms/add/"):
        assert member.status(closed) == 404, closed


def _today() -> date:
    return clock.now().astimezone(clock.LONDON).date()
