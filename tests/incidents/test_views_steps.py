"""Each branch of the tree walked through its pages, from triage to a closed case; and what the pages of steps keep."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from incidents.actions import begin_hold, end_hold
from incidents.enums import Waits
from incidents.models import CaseNotice, CaseStep, Incident, Referral, StaffSupport
from incidents.rules import STEPS
from safeguard.audit.models import AuditEvent
from safeguard.lib import clock
from safeguard.lib.worktime import london_day
from safeguard.practitioners.enums import Role
from safeguard.storage.models import Draft
from tests.factories.case_pages import (
    BRANCHES,
    BULLYING,
    STAFF,
    in_hand,
    read,
    said_of_step,
    send,
    waiting,
)
from tests.factories.incidents import raise_by, settle, told_of
from tests.factories.practitioners import UserFactory
from tests.naughty import NAUGHTY
from tests.pages import browser, chosen, fields

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("INC-51")
@pytest.mark.parametrize("branch", BRANCHES)
def test_each_branch_is_walked_to_its_end(cast: Any, branch: str) -> None:
    raised, triage, answers, body = BRANCHES[branch]
    incident = raise_by(cast.owner, service=cast.service, **raised)
    client = browser(cast.dsl)
    client.post(f"/incidents/{incident.ref}/acknowledge/")
    send(client, incident, "triage", **triage)
    if body:
        send(client, incident, "refer", body=body, text="Told them.", their_reference="CR/1")
    send(client, incident, "entry", kind="note", text="Spoke to her.")
    incident.refresh_from_db()
    walked: list[str] = []
    while codes := waiting(incident):
        assert "Before it can be closed" in read(client, incident, "close/")
        code = codes[0]
        assert code not in walked, code
        walked.append(code)
        shown = client.get(f"/incidents/{incident.ref}/steps/{code}/")
        assert shown.status_code == 200
        answer = send(client, incident, f"steps/{code}", code=code, **said_of_step(code, answers))
        assert answer["Location"] == f"/incidents/{incident.ref}/tracks/{STEPS[code].track}/", answer.content.decode()
        assert client.get(answer["Location"]).status_code == 200
    ended = {"outcome": "Helped.", "learning": "Ask earlier.", "no_monitoring": "Moved abroad."}
    for lacking in ("learning", "no_monitoring"):
        assert send(client, incident, "close", **{**ended, lacking: ""}).status_code == 422
    assert send(browser(cast.owner), incident, "close", **ended).status_code == 404
    answer = send(client, incident, "close", **ended)
    assert answer.status_code == 302, answer.content.decode()
    incident.refresh_from_db()
    assert incident.is_closed
    assert walked


@pytest.fixture
def case(cast: Any) -> Incident:
    """A serious case about conduct online, in the hands of the safeguarding officer."""
    return in_hand(cast.dso, cast.owner, BULLYING, service=cast.service)


def test_the_case_leads_to_its_tracks_and_says_how_much_waits(cast: Any, case: Incident) -> None:
    page = read(browser(cast.dso), case)
    assert f'href="/incidents/{case.ref}/tracks/safeguarding/"' in page
    assert "3 to do" in page
    assert "Safeguarding the person: 3 steps" in read(browser(cast.dsl), case, "close/")
    settle(cast.dso, case, "review_meeting", text="By phone, with Maggie.")
    page = read(browser(cast.dso), case)
    assert "2 to do" in page
    assert "Initial review meeting: Not needed" in page[page.index('id="chronology"') :]
    assert "By phone, with Maggie." in page


@pytest.mark.parametrize("who", ["owner", "colleague", "other_dso", "manager", "board", "ict", "admin", "anonymous"])
def test_others_find_no_page_of_it(cast: Any, case: Incident, who: str) -> None:
    client = browser(cast[who])
    for path in ("tracks/", "tracks/safeguarding/", "steps/parents/", "several/", "link/", "check/", "second/"):
        assert client.get(f"/incidents/{case.ref}/{path}").status_code in (302, 404)
        if who != "anonymous":
            assert client.post(f"/incidents/{case.ref}/{path}").status_code in (404, 405)
    assert not CaseStep.objects.exists()


def test_what_there_is_not_is_not_found(cast: Any, case: Incident) -> None:
    for path in ("tracks/forged/", "steps/forged/", "tracks/SAFEGUARDING/"):
        assert browser(cast.dso).get(f"/incidents/{case.ref}/{path}").status_code == 404


@pytest.mark.parametrize("text", [*NAUGHTY, "<script>alert(1)</script>"])
def test_whatever_is_typed_is_kept_and_shown_as_text(cast: Any, case: Incident, text: str) -> None:
    client = browser(cast.dso)
    send(client, case, "steps/block_sites", outcome="done", text=text, who="Ivo")
    page = read(client, case, "steps/block_sites/")
    assert "<script>alert(1)" not in page
    assert CaseStep.objects.filter(code="block_sites").exists()


def test_a_form_that_lacks_something_comes_back_with_what_was_typed(cast: Any, case: Incident) -> None:
    client = browser(cast.dso)
    typed = {"due_on_day": "31", "due_on_month": "2", "due_on_year": "2027"}
    answer = send(client, case, "steps/changes", outcome="planned", text="Two adults", **typed)
    assert answer.status_code == 422
    assert "Enter a real date" in answer.content.decode()
    assert fields(answer)["text"] == "Two adults"
    assert fields(answer)["due_on_day"] == "31"
    assert ("outcome", "planned") in chosen(answer)


def test_drafts_of_two_steps_do_not_mix(cast: Any, case: Incident) -> None:
    client = browser(cast.dso)
    for code, text in (("changes", "Two adults"), ("training", "In May")):
        url = f"/drafts/case-step/{case.ref}/"
        client.post(url, {"client_token": str(uuid.uuid4()), "code": code, "text": text, "outcome": "planned"})
    assert Draft.objects.filter(closed_at=None).count() == 2
    assert fields(client.get(f"/incidents/{case.ref}/steps/changes/"))["text"] == "Two adults"
    assert fields(client.get(f"/incidents/{case.ref}/steps/training/"))["text"] == "In May"
    assert fields(client.get(f"/incidents/{case.ref}/steps/learning/"))["text"] == ""


def test_several_at_once_are_lines_of_their_own(cast: Any, case: Incident) -> None:
    client = browser(cast.dso)
    shown = client.get(f"/incidents/{case.ref}/several/").content.decode()
    assert 'value="block_sites"' in shown
    assert 'value="parents"' not in shown
    typed = {"codes": ["block_sites", "remove_content"], "outcome": "not_needed", "text": "Their own phone."}
    send(client, case, "several", **typed)
    assert {(one.code, one.text) for one in CaseStep.objects.all()} == {
        ("block_sites", "Their own phone."), ("remove_content", "Their own phone."),
    }  # fmt: skip
    assert send(client, case, "several", outcome="done").status_code == 422


@pytest.mark.requirement("INC-25")
def test_while_an_authority_has_it_what_waits_asks_who_agreed_and_then_no_more(cast: Any, case: Incident) -> None:
    """INC-25 as practice A3 has it: a reason and no lock, with a day to ask again; help never waits."""
    client = browser(cast.dso)
    may_wait = ("conversation", "sanction", "remove_content")
    for body, asks in (("iwf", False), ("police", True)):
        send(client, case, "refer", body=body)
        for code in may_wait:
            assert ("agreed_with" in fields(client.get(f"/incidents/{case.ref}/steps/{code}/"))) is asks
    now, token = clock.now(), uuid.uuid4
    held = begin_hold(
        by=cast.dso,
        now=now,
        referral=Referral.objects.get(body="police"),
        client_token=token(),
        agreed_with="PC Lane",
        waits=Waits.values,
        chase_on=london_day(now) + timedelta(days=7),
    )
    page = read(client, case, "tracks/response/")
    assert "Warnings and sanctions" in page
    assert "never wait" in page
    for code in may_wait:
        refused = send(client, case, f"steps/{code}", outcome="done", text="A week off.")
        assert refused.status_code == 422
        assert "or that nobody had, and how it came about" in refused.content.decode()
        assert "If it has happened and nobody had agreed" in read(client, case, f"steps/{code}/")
        nobody = "Nobody had agreed: Jo came and told me."
        send(client, case, f"steps/{code}", outcome="done", text="She talked.", agreed_with=nobody)
        assert nobody in read(client, case, f"steps/{code}/")
        send(client, case, f"steps/{code}", outcome="done", text="A week off.", agreed_with="PC Lane, today")
        assert CaseStep.objects.latest("id").agreed_with == "PC Lane, today"
        assert "Agreed with: PC Lane, today" in read(client, case, f"steps/{code}/")
    for help_first in ("support_reporter", "parents", "review_meeting"):
        assert "agreed_with" not in fields(client.get(f"/incidents/{case.ref}/steps/{help_first}/"))
    said = {"outcome": "No offence found", "concluded_on": london_day(now), "next_steps": "We may talk to them"}
    end_hold(by=cast.dso, now=now, hold=held, client_token=token(), **said)
    for code in may_wait:
        assert "agreed_with" not in fields(client.get(f"/incidents/{case.ref}/steps/{code}/"))
    send(client, case, "steps/sanction", outcome="done", text="A talk more.")
    assert CaseStep.objects.latest("id").text == "A talk more."


# --- Those who are told or asked --------------------------------------------------------------------------------------


OFFICES = [
    ("tell_ops", Role.OPS, "serious", "moderate"),
    ("tell_cio", Role.CIO, "serious", "moderate"),
    ("tell_comms", Role.COMMS, "critical", "serious"),
]


@pytest.mark.requirement("INC-19")
@pytest.mark.parametrize(("code", "role", "severity", "below"), OFFICES)
def test_each_office_is_told_by_severity_reads_its_words_and_acknowledges(
    cast: Any, code: str, role: Role, severity: str, below: str
) -> None:
    """Safeguarding beside them: when it was raised, and again where the lead did not hear of it then (INC-20)."""
    less = in_hand(cast.dso, cast.owner, {**BULLYING, "severity": below}, service=cast.service)
    assert code not in waiting(less)
    case = in_hand(cast.dso, cast.owner, {**BULLYING, "severity": severity}, service=cast.service)
    assert code in waiting(case)
    ops = UserFactory(full_name="Omar Pell", roles=[role])
    send(browser(cast.dso), case, f"steps/{code}", outcome="sent", text="Keep the line free.")
    assert code not in waiting(case)
    notice = CaseNotice.objects.get()
    assert (notice.person, notice.incident) == (ops, case)
    assert cast.dsl in told_of(case)
    path = f"/incidents/told/{notice.ref}/"
    assert "not acknowledged yet" in read(browser(cast.dso), case, "tracks/tell/")
    page = browser(ops).get(path).content.decode()
    for words in ("Keep the line free.", "Dele Adeyemi", "I have read this"):
        assert words in page
    assert case.ref not in page
    assert browser(ops).get(f"/incidents/{case.ref}/").status_code == 404
    for other in (cast.owner, cast.dsl, cast.board):
        assert browser(other).get(path).status_code == 404
        assert browser(other).post(path).status_code == 404
    browser(ops).post(path)
    notice.refresh_from_db()
    assert notice.read_at is not None
    told = read(browser(cast.dso), case, "tracks/tell/")
    assert "not acknowledged yet" not in told
    assert "Omar Pell" in told
    assert ", acknowledged " in " ".join(told.split())


def test_a_line_manager_reads_only_that_somebody_may_need_support(cast: Any, case: Incident) -> None:
    send(browser(cast.dso), case, "steps/support_reporter", outcome="sent")
    found = StaffSupport.objects.get()
    client = browser(cast.manager)
    page = client.get(found.get_absolute_url()).content.decode()
    assert "Priya Shah may need support" in page
    for hidden in (case.ref, "bullying", "images", "concern about"):
        assert hidden not in page[page.index("<h1") : page.index("</form>")]
    assert client.post(found.get_absolute_url(), {"offered": ""}).status_code == 422
    client.post(found.get_absolute_url(), {"offered": "A talk."})
    found.refresh_from_db()
    assert found.offered == "A talk."
    assert "A talk." in client.get(found.get_absolute_url()).content.decode()
    assert browser(cast.dso).get(found.get_absolute_url()).status_code == 404
    assert AuditEvent.objects.filter(verb="incidents.support.opened_page", actor_id=cast.manager.pk).exists()


def test_after_a_crisis_somebody_to_talk_to_is_shown_at_once(cast: Any) -> None:
    """Practice C33; not after other reports, and nobody who is left out."""
    crisis, other = raise_by(cast.owner, is_danger=True), raise_by(cast.owner)
    client = browser(cast.owner)
    page = client.get(f"/reports/{crisis.ref}/").content.decode()
    assert "Support for you" in page
    assert "Maggie Okafor" in page
    assert "Support for you" not in client.get(f"/reports/{other.ref}/").content.decode()
    staff = raise_by(cast.owner, is_danger=True, about_staff="yes", staff_named="Maggie Okafor")
    page = client.get(f"/reports/{staff.ref}/").content.decode()
    assert "Maggie Okafor" not in page[page.index("Support for you") : page.index("Who is left out")]


# --- After closing, links, low-level ----------------------------------------------------------------------------------


def test_a_closed_case_is_looked_at_again_by_its_page(cast: Any, case: Incident) -> None:
    client = browser(cast.dsl)
    assert client.get(f"/incidents/{case.ref}/check/").status_code == 302
    Incident.objects.filter(pk=case.pk).update(state="closed", closed_at=clock.now(), closed_by=cast.dsl)
    assert f'href="/incidents/{case.ref}/check/"' in read(client, case)
    assert send(client, case, "check", found="clear").status_code == 422
    send(client, case, "check", found="repeat", text="A new account.")
    case.refresh_from_db()
    assert case.state == "acknowledged"


def test_links_are_made_and_shown_by_their_pages(cast: Any, case: Incident) -> None:
    other = raise_by(cast.owner, service=cast.service)
    client = browser(cast.dso)
    assert send(client, case, "link", other_ref="SG-00000-00000", kind="repeat").status_code == 422
    send(client, case, "link", other_ref=f" {other.ref.lower()} ", kind="repeat", text="Same account.")
    for one, linked in ((case, other), (other, case)):
        assert f'href="/incidents/{linked.ref}/"' in read(client, one)
    assert "Same account." in read(client, case, "link/")


def test_low_level_concerns_have_a_list_of_their_own(cast: Any) -> None:
    assert "No low-level concern" in browser(cast.hr_dso).get("/incidents/low-level/").content.decode()
    for _number in range(3):
        incident = raise_by(cast.owner, service=cast.service, **STAFF)
        browser(cast.hr_dso).post(f"/incidents/{incident.ref}/acknowledge/")
        settle(cast.hr_dso, incident, "threshold", "low_level", text="A joke in bad taste.")
    page = browser(cast.dsl).get("/incidents/low-level/").content.decode()
    for words in ("3 about the same person", "Callum Reid", "A joke in bad taste."):
        assert words in page
    for who in ("owner", "colleague", "manager", "dso", "board", "admin"):
        assert browser(cast[who]).get("/incidents/low-level/").status_code == 404


@pytest.mark.parametrize("rows", [1, 100])
def test_pages_of_steps_cost_the_same_for_any_number_of_lines(
    cast: Any, case: Incident, django_assert_num_queries: Any, rows: int
) -> None:
    settle(cast.dso, case, "changes")
    one = CaseStep.objects.get()
    values = {field.attname: getattr(one, field.attname) for field in CaseStep._meta.concrete_fields}
    del values["id"]
    CaseStep.objects.bulk_create(
        CaseStep(**{**values, "ref": f"ST-{number:05}-ABCDE", "client_token": uuid.uuid4()}) for number in range(rows)
    )
    client = browser(cast.dsl)
    for path, queries in (("tracks/", 12), ("tracks/safeguarding/", 12), ("steps/changes/", 13)):
        client.get(f"/incidents/{case.ref}/{path}")
        with django_assert_num_queries(queries):
            client.get(f"/incidents/{case.ref}/{path}")
