"""Pages on which a case is worked on: triage, referring, closing, opening again, and the list of what is closed."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from incidents import selectors
from incidents.models import ChronologyEntry, Closure, Incident, TriageAnswer
from safeguard.audit.models import AuditEvent
from safeguard.lib import clock
from safeguard.storage.models import Draft
from tests.factories.incidents import raise_by, settle_steps
from tests.factories.people import register
from tests.naughty import NAUGHTY
from tests.pages import browser, chosen, fields

pytestmark = pytest.mark.django_db
CALM = {
    "risk": "not_immediate", "risk_reason": "At home with her aunt.",
    "online": "no",
    "severity": "moderate", "severity_reason": "Goes on for weeks.",
    "category": "not_online_neglect",
}  # fmt: skip
ENDED = {"outcome": "The school supports her.", "learning": "Ask earlier.", "no_monitoring": "Moved abroad."}


@pytest.fixture
def incident(cast: Any, raise_a_concern: Any) -> Incident:
    found: Incident = raise_a_concern(how_soon="now")
    browser(cast.dso).post(f"/incidents/{found.ref}/acknowledge/")
    found.refresh_from_db()
    return found


def _send(client: Client, incident: Incident, path: str, **typed: Any) -> Any:
    return client.post(f"/incidents/{incident.ref}/{path}/", {"client_token": str(uuid.uuid4()), **typed})


def _page(client: Client, incident: Incident, path: str = "") -> str:
    return client.get(f"/incidents/{incident.ref}/{path}").content.decode()


def _ready(cast: Any, incident: Incident) -> None:
    client = browser(cast.dso)
    _send(client, incident, "triage", **CALM)
    _send(client, incident, "entry", kind="note", text="Spoke to her.")
    settle_steps(cast.dso, incident)


# --- Triage ---------------------------------------------------------------------------------------------------------


def test_the_first_question_is_the_risk_to_the_person(cast: Any, incident: Incident) -> None:
    page = _page(browser(cast.dso), incident, "triage/")
    order = [page.index(f'id="{name}"') for name in ("risk", "wishes", "others", "online", "offence", "severity")]
    assert order == sorted(order)
    before = page[: page.index('id="risk"')]
    assert "Ring first: 999" in before
    assert f'href="/incidents/{incident.ref}/refer/"' in before


def test_earlier_concerns_of_the_same_people_stand_beside_it(cast: Any, now: Any) -> None:
    """Practice C28; those somebody may not see are not hinted at (practice B22)."""
    alba, ben = register(cast.owner), register(cast.owner)
    own = {"service": cast.service, "people": (alba,)}
    before = raise_by(cast.owner, now - timedelta(days=9), **own)
    staff = raise_by(cast.owner, now - timedelta(days=8), about_staff="yes", **own)
    other = raise_by(cast.owner, now - timedelta(days=7), service=cast.service, people=(ben,))
    incident, later = raise_by(cast.owner, now, **own), raise_by(cast.owner, now + timedelta(days=1), **own)
    page = _page(browser(cast.dso), incident, "triage/")
    assert before.ref in page
    for hidden in (staff, other, later):
        assert hidden.ref not in page
    assert staff.ref in _page(browser(cast.dsl), incident, "triage/")
    listed = AuditEvent.objects.filter(verb="incidents.incident.listed", actor_id=cast.dso.pk).get()
    assert listed.refs == [before.ref]
    assert "Earlier concerns" not in _page(browser(cast.dso), other, "triage/")


@pytest.mark.requirement("INC-17", "INC-18", "INC-21")
def test_triage_is_saved_and_shown_first_on_the_case(cast: Any, incident: Incident) -> None:
    client = browser(cast.dso)
    assert "Concern SG-" in _page(client, incident)
    answer = _send(client, incident, "triage", **CALM | {"online": "yes", "offence": "not_sure", "offence_reason": "?"})
    assert answer["Location"] == f"/incidents/{incident.ref}/"
    page = _page(client, incident)
    assert "Incident SG-" in page  # staff raise a concern; it is an incident after triage (practice F47)
    case = page[page.index("<h1") : page.index("What was reported")]
    for words in ("Not immediate", "At home with her aunt.", "I am not sure", "Moderate", "Goes on for weeks.",
                  "Not online: Neglect"):  # fmt: skip
        assert words in case
    assert "Refer to the police or another authority, or say why not" in case
    again = client.get(f"/incidents/{incident.ref}/triage/")
    assert {("risk", "not_immediate"), ("offence", "not_sure"), ("severity", "moderate")} <= chosen(again)
    assert fields(again)["risk_reason"] == "At home with her aunt."


@pytest.mark.requirement("INC-17", "INC-18", "INC-21")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"risk": "immediate"}, "Risk to the person: give the reason"),
        ({"severity": "low", "severity_reason": " "}, "Severity: give the reason"),
        ({"offence": "yes"}, "May be a criminal offence: give the reason"),
        ({"risk_reason": "He is there."}, "Risk to the person: choose an answer"),
        ({"risk": "perhaps", "risk_reason": "x"}, 'id="id_risk_error"'),
        ({"online": "no", "offence": "yes", "offence_reason": "Stolen."}, "Change one of them"),
        ({"seen": "-1"}, "greater than or equal"),
    ],
)
def test_wrong_answers_come_back_with_what_was_typed(cast: Any, incident: Incident, typed: Any, said: str) -> None:
    answer = _send(browser(cast.dso), incident, "triage", **{"wishes": "said", "wishes_reason": "My aunt’s", **typed})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert fields(answer)["wishes_reason"] == "My aunt’s"
    assert not TriageAnswer.objects.exists()


def test_nothing_new_is_said_so(cast: Any, incident: Incident) -> None:
    client = browser(cast.dso)
    _send(client, incident, "triage", **CALM)
    _send(client, incident, "triage", **CALM)
    page = _page(client, incident)
    assert "There was nothing new to save" in page
    assert TriageAnswer.objects.count() == 4


def test_two_who_answer_at_once_both_see_what_the_other_said(cast: Any, incident: Incident) -> None:
    first, second = browser(cast.dso), browser(cast.dsl)
    _send(first, incident, "triage", severity="low", severity_reason="A joke.")
    opened = fields(first.get(f"/incidents/{incident.ref}/triage/"))
    _send(second, incident, "triage", severity="critical", severity_reason="He has the address.", seen="1")
    _send(second, incident, "triage", category="contact_other", seen="2")
    mine = {"severity": "moderate", "severity_reason": "A threat.", "risk": "not_sure", "risk_reason": "No answer."}
    shown = first.post(f"/incidents/{incident.ref}/triage/", {**opened, **mine})
    page = shown.content.decode()
    assert shown.status_code == 422
    assert "Somebody else has answered since" in page
    assert re.search("Dana Whitlock answered at .*: Critical. He has the address.", page)
    assert fields(shown)["severity_reason"] == "A threat."
    assert {("severity", "moderate"), ("risk", "not_sure")} <= chosen(shown)
    assert '<option value="contact_other" selected>' in page  # what they did not touch is as it now is
    assert selectors.given_in(selectors.answers_to(incident))["severity"].answer == "critical"
    again = first.post(f"/incidents/{incident.ref}/triage/", {**fields(shown), **mine, "category": "contact_other"})
    assert again.status_code == 302
    assert [row.answer for row in selectors.answers_to(incident)] == [
        "low", "critical", "contact_other", "not_sure", "moderate",
    ]  # fmt: skip


def test_what_is_typed_in_triage_is_kept_and_goes_on(cast: Any, incident: Incident) -> None:
    client = browser(cast.dso)
    opened = fields(client.get(f"/incidents/{incident.ref}/triage/"))
    typed = {"client_token": opened["client_token"], "risk_reason": "half a sen", "seen": opened["seen"]}
    client.post(f"/drafts/triage/{incident.ref}/", typed)
    again = client.get(f"/incidents/{incident.ref}/triage/")
    assert fields(again)["risk_reason"] == "half a sen"
    assert fields(again)["client_token"] == opened["client_token"]
    _send(client, incident, "triage", **CALM, client_token=opened["client_token"])
    assert not Draft.objects.filter(closed_at=None).exists()


@pytest.mark.parametrize(
    ("path", "typed", "kept"),
    [
        ("triage", CALM, "risk_reason"),
        ("refer", {"body": "police", "text": "They come."}, "text"),
        ("not-refer", {"text": "Open to social care."}, "text"),
        ("close", ENDED, "learning"),
        ("reopen", {"text": "He has written."}, "text"),
    ],
)
def test_a_stale_page_keeps_the_words_and_writes_nothing(
    cast: Any, incident: Incident, path: str, typed: dict[str, str], kept: str
) -> None:
    client = browser(cast.dsl, enforce_csrf_checks=True)
    before = ChronologyEntry.objects.count()
    shown = _send(client, incident, path, **typed)
    assert shown.status_code == 422
    assert fields(shown)[kept] == typed[kept]
    other = browser(cast.dsl).post(f"/incidents/{incident.ref}/{path}/", {**typed, "author": str(cast.dso.ref)})
    assert other.status_code == 409
    assert fields(other)[kept] == typed[kept]
    assert (ChronologyEntry.objects.count(), TriageAnswer.objects.count()) == (before, 0)


# --- Referring ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["raised", "acknowledged", "closed"])
def test_a_referral_and_999_are_one_press_away_in_every_state(
    cast: Any, raise_a_concern: Any, state: str, now: Any
) -> None:
    incident = raise_a_concern()
    if state != "raised":
        browser(cast.dso).post(f"/incidents/{incident.ref}/acknowledge/")
    if state == "closed":
        Incident.objects.update(state="closed", closed_at=now, closed_by=cast.dsl)
    client = browser(cast.dso)
    page = _page(client, incident)
    case = page[page.index("<h1") : page.index("What was reported")]
    assert f'href="/incidents/{incident.ref}/refer/"' in case
    assert 'href="tel:999"' in case
    assert _send(client, incident, "refer", body="police", their_reference="CAD 19").status_code == 302
    page = _page(client, incident)
    assert "CAD 19" in page
    incident.refresh_from_db()
    assert incident.state == state


def test_a_referral_says_whom_it_reached_and_answers_the_danger(cast: Any, incident: Incident) -> None:
    client = browser(cast.dso)
    _send(client, incident, "triage", risk="immediate", risk_reason="He is there.")
    assert "A referral is asked for, or a reason why not" in _page(client, incident)
    assert _send(client, incident, "refer").status_code == 422
    _send(client, incident, "refer", body="social_care", their_reference="MASH 20931")
    page = _page(client, incident)
    assert "Referred to" in page
    assert "A referral is asked for" not in page


def test_no_referral_takes_a_reason(cast: Any, incident: Incident) -> None:
    client = browser(cast.dso)
    assert f'href="/incidents/{incident.ref}/not-refer/"' in _page(client, incident, "refer/")
    assert _send(client, incident, "not-refer", text=" ").status_code == 422
    assert _send(client, incident, "not-refer", text="Open to social care; they say wait.").status_code == 302
    page = _page(client, incident)
    assert "Decided not to refer, and why" in page
    assert "they say wait" in page


def test_an_adult_s_agreement_and_the_way_for_adults(cast: Any, raise_a_concern: Any) -> None:
    """Practice A12: agreement or the reason to override; a person in a position of trust is not for the LADO."""
    adult = raise_a_concern(involved=("adult_at_risk",), about_staff="yes", staff_named="Callum Reid")
    page = _page(browser(cast.dsl), adult, "refer/")
    for words in ("adult social care", "without their agreement", "adult safeguarding lead, not the LADO"):
        assert words in page
    child = raise_a_concern(involved=("child",), about_staff="yes", staff_named="Callum Reid", imagery="yes")
    page = _page(browser(cast.dsl), child, "refer/")
    assert "without their agreement" not in page
    assert "designated officer (LADO)" in page
    assert "describe them in words" in page


# --- Closing and opening again --------------------------------------------------------------------------------------


def test_the_page_says_what_keeps_it_open_with_where_to_do_it(cast: Any, incident: Incident) -> None:
    page = _page(browser(cast.dsl), incident, "close/")
    for place in ("triage/#risk", "triage/#online", "triage/#severity", "triage/#category", "#chronology"):
        assert f'href="/incidents/{incident.ref}/{place}"' in page
    assert 'name="outcome"' not in page
    answer = _send(browser(cast.dsl), incident, "close", **ENDED)
    assert answer.status_code == 422
    assert "It stays open" in answer.content.decode()
    assert fields(answer)["outcome"] == "The school supports her."
    assert not Closure.objects.exists()


def test_the_lead_closes_it_and_it_leaves_the_open_list(cast: Any, incident: Incident) -> None:
    _ready(cast, incident)
    client = browser(cast.dsl)
    assert f'href="/incidents/{incident.ref}/close/"' in _page(client, incident)
    assert "can close it" in _page(browser(cast.dso), incident)
    day = clock.now().astimezone(clock.LONDON).date() + timedelta(days=7)
    date = {"monitor_on_0": day.day, "monitor_on_1": day.month, "monitor_on_2": day.year}
    date |= {"monitor_on_day": day.day, "monitor_on_month": day.month, "monitor_on_year": day.year}
    done = _send(client, incident, "close", outcome="Supported.", learning="Ask earlier.", **date)
    assert done["Location"] == f"/incidents/{incident.ref}/"
    page = _page(client, incident)
    for words in ("Dana Whitlock closed it", "Supported.", "Ask earlier.", f"{day.day} {day:%B %Y}",
                  f"/incidents/{incident.ref}/check/"):  # fmt: skip
        assert words in page
    assert incident.ref not in client.get("/incidents/").content.decode()
    assert incident.ref in client.get("/incidents/closed/").content.decode()
    assert client.get(f"/incidents/{incident.ref}/triage/")["Location"] == f"/incidents/{incident.ref}/"
    assert client.get(f"/incidents/{incident.ref}/close/")["Location"] == f"/incidents/{incident.ref}/"
    assert _send(client, incident, "check", found="clear", text="Nothing new.").status_code == 302
    report = browser(cast.owner).get(f"/reports/{incident.ref}/").content.decode()
    assert "Your concern was acted on" in report  # practice C29: no detail
    assert "Supported." not in report


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Write what was done"),
        ({**ENDED, "no_monitoring": ""}, "Enter the day to look again"),
        (ENDED | {"monitor_on_day": "31", "monitor_on_month": "2", "monitor_on_year": "2027"}, "Enter a real date"),
        (ENDED | {"monitor_on_day": "1", "monitor_on_month": "2", "monitor_on_year": "2021"}, "after today"),
    ],
)
def test_what_closing_lacks_is_asked_for(cast: Any, incident: Incident, typed: dict[str, str], said: str) -> None:
    _ready(cast, incident)
    answer = _send(browser(cast.dsl), incident, "close", **typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Closure.objects.exists()


def test_whoever_may_not_close_is_told_who_does(cast: Any, incident: Incident) -> None:
    _ready(cast, incident)
    client = browser(cast.dso)
    assert "safeguarding lead or deputy closes it" in _page(client, incident, "close/")
    answer = _send(client, incident, "close", **ENDED)
    assert answer.status_code == 422
    assert fields(answer)["learning"] == "Ask earlier."


def test_opened_again_it_is_in_the_open_list_with_its_past(cast: Any, incident: Incident) -> None:
    _ready(cast, incident)
    client = browser(cast.dsl)
    assert client.get(f"/incidents/{incident.ref}/reopen/").status_code == 302
    _send(client, incident, "close", **ENDED)
    assert f'href="/incidents/{incident.ref}/reopen/"' in _page(client, incident)
    assert client.get(f"/incidents/{incident.ref}/reopen/").status_code == 200
    assert _send(client, incident, "reopen", text="").status_code == 422
    assert _send(client, incident, "reopen", text="He has written again.").status_code == 302
    page = _page(client, incident)
    for words in ("He has written again.", "The school supports her.", "Moved abroad."):
        assert words in page
    assert incident.ref in client.get("/incidents/").content.decode()
    assert incident.ref not in client.get("/incidents/closed/").content.decode()


def test_a_reader_is_shown_the_case_and_no_form(cast: Any, incident: Incident, now: Any) -> None:
    incident.readers.create(person=cast.colleague, added_by=cast.dsl, added_at=now)
    client = browser(cast.colleague)
    page = _page(client, incident)
    for path in ("triage", "refer", "not-refer", "close"):
        assert f"/incidents/{incident.ref}/{path}/" not in page[: page.index("What keeps it open")]
        assert client.get(f"/incidents/{incident.ref}/{path}/").status_code == 404
    refused = _send(client, incident, "refer", body="police", text="typed")
    assert refused.status_code == 422  # the words are not lost
    assert fields(refused)["text"] == "typed"


# --- The lists ------------------------------------------------------------------------------------------------------


def test_the_lists_show_severity_and_each_look_is_an_event(cast: Any, incident: Incident) -> None:
    other = raise_by(cast.owner, service=cast.service)
    browser(cast.dso).post(f"/incidents/{other.ref}/acknowledge/")
    _send(browser(cast.dso), incident, "triage", **CALM | {"risk": "immediate"})
    page = browser(cast.dso).get("/incidents/").content.decode()
    rows = {ref: row for row in page.split("<tr") for ref in (incident.ref, other.ref) if ref in row}
    assert "Moderate" in rows[incident.ref]
    assert "Immediate risk" in rows[incident.ref]
    assert "Not triaged" in rows[other.ref]
    Incident.objects.filter(pk=other.pk).update(state="closed", closed_at=clock.now(), closed_by=cast.dsl)
    browser(cast.dsl).get("/incidents/closed/")
    seen = AuditEvent.objects.filter(verb="incidents.incident.listed", actor_id=cast.dsl.pk).get()
    assert seen.refs == [other.ref]


def test_a_closed_case_is_shown_to_nobody_it_is_not_for(cast: Any, raise_a_concern: Any, now: Any) -> None:
    staff = raise_a_concern(about_staff="yes", staff_named="Callum Reid")
    Incident.objects.update(
        state="closed", closed_at=now, closed_by=cast.dsl, acknowledged_at=now, acknowledged_by=cast.dsl
    )
    for who, sees in [("dso", False), ("dsl", True), ("hr_dso", True)]:
        page = browser(cast[who]).get("/incidents/closed/").content.decode()
        assert (staff.ref in page) is sees, who
        assert ("No case has been closed yet" in page) is not sees


@pytest.mark.parametrize("words", NAUGHTY)
def test_whatever_is_typed_is_shown_as_typed(cast: Any, incident: Incident, words: str) -> None:
    client = browser(cast.dsl)
    for path, typed in {
        "triage": {"risk": "not_sure", "risk_reason": words},
        "refer": {"body": "other", "text": words, "their_reference": words[:200], "when_happened": words},
        "not-refer": {"text": words},
    }.items():
        assert _send(client, incident, path, **typed).status_code in (302, 400, 422), path
    assert client.get(f"/incidents/{incident.ref}/").status_code == 200
    assert client.get(f"/incidents/{incident.ref}/triage/").status_code == 200
