"""Each branch of the tree walked once in the browser: acknowledged, triaged, a step of it, the rest, and closed."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect
from pytest_django import DjangoDbBlocker

from incidents.models import Incident
from incidents.rules import STEPS
from tests.factories.case_pages import BRANCHES, said_of_step, waiting
from tests.factories.incidents import raise_by, settle
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor
from tests.plugins.stack import Stack, run_stack

pytestmark = pytest.mark.journey
ENDED = {"outcome": "Helped.", "learning": "Ask earlier.", "no_monitoring": "They have moved abroad."}


@pytest.fixture(scope="module")
def site(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stack]:
    """Everything running, with the people of the demonstration."""
    with django_db_blocker.unblock(), run_stack("tree", demo=True) as running:
        yield running


@pytest.mark.parametrize("branch", BRANCHES)
def test_a_branch_from_the_alert_to_the_closed_case(site: Stack, visit: Visit, branch: str) -> None:
    from safeguard.practitioners.models import User

    raised, triage, answers, body = BRANCHES[branch]
    priya = User.objects.get(email="practitioner@harbour.example")
    case = raise_by(priya, service=priya.services.first(), **raised)
    lead = visit()
    lead.sign_in("dsl")
    lead.go(f"/incidents/{case.ref}/")
    lead.press("Acknowledge")
    lead.press("Yes, I am dealing with it")
    expect(lead.main.get_by_role("link", name="Ring 999")).to_be_visible()  # in every state
    _triage(lead, case, triage)
    if body:
        lead.go(f"/incidents/{case.ref}/refer/")
        lead.fill(body=body, text="Told them.", their_reference="CR/1")
        lead.press("Record the referral")
    lead.go(f"/incidents/{case.ref}/")
    lead.fill(kind="note", text="Spoke to her.")
    lead.press("Write in the chronology")
    lead.reads("Written in the chronology.")
    _take_a_step(lead, case, answers)
    while codes := waiting(case):  # each answer may switch others off
        answer = answers.get(codes[0], "")
        settle(User.objects.get(email="dsl@harbour.example"), case, codes[0], "" if answer == "withheld" else answer)
    lead.go(f"/incidents/{case.ref}/close/")
    expect(lead.main).not_to_contain_text("Before it can be closed")
    lead.fill(**ENDED)
    lead.press("Sign off and close")
    lead.reads("Dana Whitlock closed it", "Ask earlier.")
    assert lead.shut_out() == []
    case.refresh_from_db()
    assert case.is_closed


def _triage(lead: Visitor, case: Incident, said: dict[str, str]) -> None:
    from incidents.enums import SubType

    lead.go(f"/incidents/{case.ref}/triage/")
    shown: dict[str, Any] = {**said, "category": str(SubType(said["category"]).label)}
    lead.fill(**shown)
    lead.press("Save triage")
    lead.reads("Triage is saved.")


def _take_a_step(lead: Visitor, case: Incident, answers: dict[str, str]) -> None:
    """The first that keeps it open, on its page; its track then says that it is done, and where the others are."""
    code = waiting(case)[0]
    lead.go(f"/incidents/{case.ref}/tracks/")
    lead.follow(str(STEPS[code].words))
    expect(lead.page.locator("h1")).to_contain_text(str(STEPS[code].words))
    lead.fill(**said_of_step(code, answers))
    lead.press("Record it")
    expect(lead.page).to_have_url(
        f"{lead.page.url.split('/incidents/')[0]}/incidents/{case.ref}/tracks/{STEPS[code].track}/"
    )
    assert code not in waiting(case)
    assert lead.shut_out() == []
