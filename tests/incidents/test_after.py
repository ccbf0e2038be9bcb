"""After closing: looking again at 1, 4 and 12 weeks, the second person, cases that belong together (INC-32, INC-51)."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from incidents import access, selectors
from incidents.actions import (
    acknowledge_incident,
    add_entry,
    answer_triage,
    check_again,
    close_incident,
    link_incidents,
    look_a_second_time,
    reopen_incident,
)
from incidents.enums import EntryKind, LinkKind
from incidents.models import CaseLink, Incident, Reader, SecondLook
from incidents.rules import Given
from safeguard.audit.selectors import agrees_with_trail
from safeguard.duties.models import Duty
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.lib.worktime import london_day
from safeguard.practitioners.models import PostHolding, User
from tests.factories.incidents import raise_by, settle_steps
from tests.pages import browser

pytestmark = pytest.mark.django_db


def closed(cast: Any, by: User, *, severity: str = "low", handler: User | None = None, **raised: Any) -> Incident:
    """A case that was closed today, to be looked at again in a week."""
    incident = raise_by(cast.owner, service=cast.service, **raised)
    handler = handler or cast.dsl
    acknowledge_incident(by=handler, now=clock.now(), incident=incident)
    said = {"risk": "not_immediate", "online": "no", "severity": severity, "category": "not_online_neglect"}
    answers = {question: Given(answer, "Because.") for question, answer in said.items()}
    token = uuid.uuid4
    answer_triage(by=handler, now=clock.now(), incident=incident, client_token=token(), answers=answers)
    add_entry(by=handler, now=clock.now(), incident=incident, client_token=token(), kind=EntryKind.NOTE, text="Rang.")
    settle_steps(handler, incident)
    close_incident(
        by=by, now=clock.now(), incident=incident, client_token=token(), outcome="Helped.", learning="Ask earlier.",
        monitor_on=london_day(clock.now()) + timedelta(days=7),
    )  # fmt: skip
    incident.refresh_from_db()
    return incident


def check(by: User, incident: Incident, days: int, found: str = "clear", **over: Any) -> Any:
    at = clock.now() + timedelta(days=days)
    said = {"client_token": uuid.uuid4(), "found": found, "text": "Asked the school.", **over}
    return check_again(by=by, now=at, incident=incident, **said)


def due() -> list[int]:
    """In how many days the open looks are due."""
    today = london_day(clock.now())
    return [(london_day(one.due_at) - today).days for one in Duty.objects.filter(kind="monitor", state="open")]


def test_it_is_looked_at_again_after_one_four_and_twelve_weeks(cast: Any) -> None:
    incident = closed(cast, cast.dsl)
    assert due() == [7]
    check(cast.dsl, incident, 7)
    assert due() == [28]
    check(cast.dsl, incident, 28)
    assert due() == [84]
    check(cast.dsl, incident, 84)
    assert due() == []
    again = closed(cast, cast.dsl)
    check(cast.dsl, again, 7, is_last=True)
    assert due() == []
    third = closed(cast, cast.dsl)
    check(cast.dsl, third, 7, found="repeat", text="He has a new account.")
    third.refresh_from_db()
    assert (third.state, due()) == ("acknowledged", [])
    assert [one.kind for one in selectors.chronology_of(third)] == ["note", "monitoring", "reopened"]


def test_a_look_is_written_once_with_words_and_by_those_who_may(cast: Any) -> None:
    incident, token = closed(cast, cast.dsl), uuid.uuid4()
    for who, words in ((cast.owner, "Fine."), (cast.dsl, " ")):
        with pytest.raises(Refused):
            check(who, incident, 7, text=words)
    assert check(cast.dsl, incident, 7, client_token=token) == check(cast.dsl, incident, 7, client_token=token)
    assert due() == [28]
    check(cast.dsl, incident, 28, found="repeat")
    with pytest.raises(Refused, match="It is open"):
        check(cast.dsl, incident, 29)


# --- The second person ------------------------------------------------------------------------------------------------


def second(by: User, incident: Incident, *, agrees: bool = True, text: str = "") -> SecondLook:
    return look_a_second_time(
        by=by, now=clock.now(), incident=incident, client_token=uuid.uuid4(), agrees=agrees, text=text
    )


@pytest.mark.parametrize(("closer", "looker"), [("dsl", "deputy"), ("deputy", "dsl")])
def test_a_serious_case_is_looked_at_by_another_of_the_leads(cast: Any, closer: str, looker: str) -> None:
    incident = closed(cast, cast[closer], severity="serious")
    duty = Duty.objects.get(kind="second_look")
    assert duty.owner == cast[looker]
    for who in (cast[closer], cast.dso, cast.owner, cast.board):
        with pytest.raises(Refused, match="never whoever closed it"):
            second(who, incident)
    look = second(cast[looker], incident)
    assert second(cast[looker], incident) == look
    duty.refresh_from_db()
    assert (look.agrees, duty.state) == (True, "done")
    assert agrees_with_trail(look)


def test_whoever_does_not_agree_says_why_and_it_goes_on_where_it_was(cast: Any) -> None:
    incident = closed(cast, cast.dsl, severity="critical")
    before = len(selectors.steps_of(incident))
    with pytest.raises(Refused, match="what is missing"):
        second(cast.deputy, incident, agrees=False)
    second(cast.deputy, incident, agrees=False, text="Nobody asked the sister.")
    incident.refresh_from_db()
    assert incident.state == "acknowledged"
    assert len(selectors.steps_of(incident)) == before
    facts = selectors.facts_of(incident, clock.now())
    assert facts.answers["severity"].answer == "critical"


def test_where_nobody_else_may_look_the_page_and_the_chronology_say_so(cast: Any) -> None:
    """A case about the lead, closed by the strategic lead."""
    about = {"about_staff": "yes", "safeguarding_people": (cast.dsl,)}
    incident = closed(cast, cast.lead, handler=cast.lead, **about)
    assert not Duty.objects.filter(kind="second_look").exists()
    assert "may look at it a second time" in selectors.chronology_of(incident)[1].text
    page = browser(cast.lead).get(f"/incidents/{incident.ref}/").content.decode()
    assert "Nobody else of lead, deputy and strategic lead may" in page
    assert "lead looks at it a second time" not in page


def test_a_low_case_takes_no_second_person(cast: Any) -> None:
    closed(cast, cast.dsl)
    assert not Duty.objects.filter(kind="second_look").exists()


def test_where_there_is_one_lead_only_the_strategic_lead_looks(cast: Any) -> None:
    PostHolding.objects.filter(person=cast.deputy).delete()
    closed(cast, cast.dsl, severity="serious")
    assert Duty.objects.get(kind="second_look").owner == cast.lead


def test_of_imagery_they_are_named_as_a_reader(cast: Any) -> None:
    """Practice B18: the strategic lead sees no imagery case unless they are named."""
    PostHolding.objects.filter(person=cast.deputy).delete()
    incident = closed(cast, cast.dsl, severity="serious", imagery="yes", imagery_notice_read=True)
    assert Reader.objects.get(incident=incident).person == cast.lead
    assert second(cast.lead, incident).agrees
    assert not access.visible_incidents(cast.lead).exists(), "they read it to look, and have looked"


def test_whoever_was_let_in_to_look_is_led_on_by_each_press(cast: Any) -> None:
    PostHolding.objects.filter(person=cast.deputy).delete()
    incident = closed(cast, cast.dsl, severity="serious", imagery="yes", imagery_notice_read=True)
    client, sent = browser(cast.lead), {"client_token": str(uuid.uuid4()), "agrees": "yes"}
    for _press in range(2):
        assert client.post(f"/incidents/{incident.ref}/second/", sent)["Location"] == "/incidents/"
    assert client.get(f"/incidents/{incident.ref}/second/").status_code == 404


@pytest.mark.parametrize("who", ["lead", "dsl"])
def test_whoever_was_let_in_to_look_reads_it_no_more_once_it_is_open_again(cast: Any, who: str) -> None:
    PostHolding.objects.filter(person=cast.deputy).delete()
    incident = closed(cast, cast.dsl, severity="serious", imagery="yes", imagery_notice_read=True)
    incident.readers.create(person=cast.board, added_by=cast.dsl, added_at=clock.now(), reason="For the review.")
    if who == "lead":
        second(cast.lead, incident, agrees=False, text="Nobody asked the sister.")
    else:
        again = {"client_token": uuid.uuid4(), "text": "There is more."}
        reopen_incident(by=cast.dsl, now=clock.now(), incident=incident, **again)
    assert not access.visible_incidents(cast.lead).exists()
    assert access.visible_incidents(cast.board).exists(), "let in by name and for a reason"


def test_an_open_case_has_nothing_to_look_at(cast: Any, raise_a_concern: Any) -> None:
    with pytest.raises(Refused, match="It is open"):
        second(cast.deputy, raise_a_concern())


# --- Links ------------------------------------------------------------------------------------------------------------


def link(by: User, incident: Incident, ref: str, token: Any = None) -> CaseLink:
    return link_incidents(
        by=by, now=clock.now(), incident=incident, client_token=token or uuid.uuid4(), other_ref=ref,
        kind=LinkKind.REPEAT, text="The same account.",
    )  # fmt: skip


def test_two_cases_are_linked_and_each_shows_the_other_to_those_who_see_both(cast: Any) -> None:
    first, staff = raise_by(cast.owner, service=cast.service), raise_by(cast.owner, about_staff="yes")
    token = uuid.uuid4()
    made = link(cast.dsl, first, staff.ref, token)
    assert link(cast.dsl, first, staff.ref, token) == made
    assert agrees_with_trail(made)
    for one, other in ((first, staff), (staff, first)):
        assert [found for _row, found in selectors.links_of(one, access.visible_incidents(cast.dsl))] == [other]
    assert selectors.links_of(first, access.visible_incidents(cast.dso)) == []


def test_a_case_one_may_not_see_is_none(cast: Any) -> None:
    """Practice B22: the same words as for a reference that was never given."""
    first, staff = raise_by(cast.owner, service=cast.service), raise_by(cast.owner, about_staff="yes")
    said = set()
    for ref in (staff.ref, "SG-00000-00000", "nonsense\x00"[:8]):
        with pytest.raises(Refused) as refused:
            link(cast.dso, first, ref)
        said.add(str(refused.value))
    assert len(said) == 1
    with pytest.raises(Refused, match="this case itself"):
        link(cast.dso, first, first.ref)
    with pytest.raises(Refused, match="not work on it"):
        link(cast.owner, first, staff.ref)
    assert not CaseLink.objects.exists()
