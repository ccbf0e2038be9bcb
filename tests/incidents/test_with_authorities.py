"""Rows of the requirements about authorities and what surrounds them, each walked whole through its pages."""

import uuid
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.formats import date_format
from django.utils.timezone import localtime

from incidents import rules, selectors
from incidents.models import CaseLink, CaseStep, ChronologyEntry, Hold, Incident, Referral
from safeguard.audit.models import AuditEvent
from safeguard.duties.actions import tell_others_of_overdue_duties
from safeguard.duties.models import Duty
from safeguard.escalation.actions import climb_due_ladders
from safeguard.escalation.models import Ladder
from safeguard.lib import clock
from safeguard.lib.clock import to_the_minute
from safeguard.lib.worktime import london_day
from safeguard.people.models import Authority, Person
from safeguard.policies.selectors import thresholds_in_force
from tests.factories.incidents import raise_by, settle_steps, told_of
from tests.factories.live import a_live_session
from tests.pages import browser, concern, fields

pytestmark = pytest.mark.django_db
WHY = {"risk_reason": "Because.", "severity_reason": "Because."}
CALM = {"risk": "not_immediate", "online": "no", "severity": "moderate", "category": "not_online_neglect", **WHY}
ACT = {**CALM, "online": "yes", "offence": "yes", "offence_reason": "Because.", "category": "conduct_bullying"}
ENDED = {"outcome": "Helped.", "learning": "Ask earlier.", "no_monitoring": "Moved abroad."}


def send(client: Client, incident: Incident, path: str, **typed: Any) -> Any:
    return client.post(f"/incidents/{incident.ref}/{path}/", {"client_token": str(uuid.uuid4()), **typed})


def page(client: Client, incident: Incident, path: str = "") -> str:
    return client.get(f"/incidents/{incident.ref}/{path}").content.decode()


def waiting(incident: Incident) -> list[str]:
    """What keeps it open: steps by their code."""
    missing = rules.what_keeps_open(selectors.facts_of(incident, clock.now()))
    return [one.field.removeprefix(rules.STEP) for one in missing]


def on(name: str, days: int) -> dict[str, int]:
    """A day as a form sends it."""
    day = london_day(clock.now()) + timedelta(days=days)
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


@pytest.fixture
def case(cast: Any) -> Incident:
    """A serious case of conduct online that may be an offence, in the hands of the safeguarding officer."""
    found = raise_by(cast.owner, service=cast.service, involved=("child",))
    client = browser(cast.dso)
    client.post(f"/incidents/{found.ref}/acknowledge/")
    send(client, found, "triage", **{**ACT, "severity": "serious"})
    found.refresh_from_db()
    return found


# --- Danger, and referring in every state -----------------------------------------------------------------------------


@pytest.mark.requirement("ESC-01")
def test_999_comes_before_any_form_with_the_address_and_the_call_is_kept(cast: Any) -> None:
    session = a_live_session(cast.owner)
    person = session.participants.get().person
    place = Authority.objects.create(name="Westmere", duty_team_phone="+441632960101", police_force="Westmere Police")
    Person.objects.filter(pk=person.pk).update(authority=place, authority_known="yes", address="4 Quay Road")
    owner = browser(cast.owner)
    asked = owner.get(f"/raise/?session={session.ref}").content.decode()
    assert "Is anybody in danger right now?" in asked
    assert "<textarea" not in asked[asked.index("<main") : asked.index("</main")]
    danger = owner.get(f"/raise/danger/?session={session.ref}").content.decode()
    main = danger[danger.index("<main") : danger.index("</main")]
    assert main.index('href="tel:999"') < main.index("/raise/report/")
    assert "The emergency is at" in main
    assert f"/sessions/{session.ref}/crisis/" in main
    said = {"emergency_rung_at": "22:14", "emergency_rung_by": "Priya Shah", "emergency_number": "CAD 12"}
    form = fields(owner.get(f"/raise/report/?danger=yes&session={session.ref}"))
    assert set(said) <= set(form)
    typed = concern(is_danger="True", session=session.ref, how_soon="now", **said)
    report = owner.post("/raise/report/", typed)["Location"]
    sheet = owner.get(f"{report}crisis/?show=all").content.decode()
    for words in ('href="tel:999"', "Tell the operator", "4 Quay Road", "Westmere Police", "01632 960101"):
        assert words in sheet
    seen = page(browser(cast.dsl), Incident.objects.get())
    for words in said.values():
        assert words in seen


def test_the_way_to_an_address_is_shown_to_nobody_who_may_not_see_the_session(cast: Any) -> None:
    session = a_live_session(cast.owner)
    for ref in (session.ref, "SE-00000-00000", "x"):
        assert "/crisis/" not in browser(cast.board).get(f"/raise/danger/?session={ref}").content.decode()


@pytest.mark.requirement("ESC-04")
@pytest.mark.parametrize("state", ["raised", "acknowledged", "held", "closed", "reopened"])
def test_a_referral_is_there_in_every_state_and_danger_found_at_any_point_asks_for_it(
    cast: Any, case: Incident, state: str
) -> None:
    client = browser(cast.dso)
    if state == "raised":
        case = raise_by(cast.owner, service=cast.service)
    send(client, case, "not-refer", text="Nothing that they would take.")
    if state == "held":
        send(client, case, "refer", body="ceop")
        held = {"referral": Referral.objects.get().ref, "agreed_with": "CEOP desk", "waits": ["removal"]}
        send(client, case, "hold", **held, **on("chase_on", 5))
    if state in ("closed", "reopened"):
        Incident.objects.filter(pk=case.pk).update(state="closed", closed_at=clock.now(), closed_by=cast.dsl)
    if state == "reopened":
        send(client, case, "reopen", text="He has written again.")
    for path in ("", "crisis/"):
        shown = page(client, case, path)
        assert 'href="tel:999"' in shown
        assert f'href="/incidents/{case.ref}/refer/"' in shown
    for body in ("social_care", "police"):
        assert send(client, case, "refer", body=body).status_code == 302
    if state == "closed":
        send(client, case, "reopen", text="He is there.")
    assert "referral" not in waiting(case)
    seen = fields(client.get(f"/incidents/{case.ref}/triage/"))["seen"]
    calm = {**ACT, "severity": "serious"}
    send(client, case, "triage", **{**calm, "seen": seen})
    seen = fields(client.get(f"/incidents/{case.ref}/triage/"))["seen"]
    send(client, case, "triage", **{**calm, "seen": seen, "risk": "immediate", "risk_reason": "He is there."})
    assert "referral" in waiting(case)
    assert "A referral is asked for" in page(client, case)
    send(client, case, "refer", body="999", their_reference="CAD 12")
    assert "referral" not in waiting(case)


@pytest.mark.requirement("INC-23")
def test_immediate_danger_reaches_the_officer_who_tells_the_authorities_as_such(cast: Any) -> None:
    found = raise_by(cast.owner, service=cast.service, is_danger=True, how_soon="now")
    assert cast.dso in told_of(found)
    client = browser(cast.dso)
    client.post(f"/incidents/{found.ref}/acknowledge/")
    send(client, found, "triage", **{**CALM, "risk": "immediate", "severity": "critical"})
    assert "referral" in waiting(found)
    assert "told, as immediate danger" in page(client, found, "tracks/danger/")
    said = {"when_happened": "22:14", "spoke_to": "Ms Ahmed", "their_reference": "MASH 7"}
    send(client, found, "refer", body="social_care", kind="emergency", **said)
    assert "referral" not in waiting(found)
    shown = client.get(Referral.objects.get().get_absolute_url()).content.decode()
    for words in (*said.values(), "An emergency: somebody is in danger now", "Dele Adeyemi"):
        assert words in shown


# --- The authorities --------------------------------------------------------------------------------------------------

AUTHORITIES = {"to_police": "police", "to_ceop": "ceop", "to_iwf": "iwf", "to_social_care": "social_care"}


@pytest.mark.requirement("INC-24")
@pytest.mark.parametrize("told", [*AUTHORITIES, ""])
def test_each_authority_has_a_line_with_date_and_reference_or_a_reason(cast: Any, case: Incident, told: str) -> None:
    client = browser(cast.dso)
    assert set(AUTHORITIES) <= set(waiting(case))
    for code, body in AUTHORITIES.items():
        if code == told:
            send(client, case, "refer", body=body, their_reference="CR/77", when_happened="Today at nine")
        else:
            assert send(client, case, f"steps/{code}", outcome="not_needed").status_code == 422
            send(client, case, f"steps/{code}", outcome="not_needed", text=f"Why not {body}.")
        assert code not in waiting(case)
    shown = page(client, case)
    for body in set(AUTHORITIES.values()) - {AUTHORITIES.get(told, "")}:
        assert f"Why not {body}." in shown
    if told:
        made = Referral.objects.get()
        assert f"{made.get_body_display()} ({to_the_minute(made.made_at)})" in unescape(shown)
        assert "CR/77" in shown
        detail = client.get(made.get_absolute_url()).content.decode()
        assert "Today at nine" in detail
        assert "CR/77" in detail


def test_one_reason_why_nobody_is_told_stands_for_each_of_them_and_is_needed(cast: Any, case: Incident) -> None:
    client = browser(cast.dso)
    assert send(client, case, "not-refer", text=" ").status_code == 422
    send(client, case, "not-refer", text="Open to them already: they say wait.")
    assert not set(AUTHORITIES) & set(waiting(case))
    assert "Open to them already: they say wait." in page(client, case)


WAITING = {"conversation": "conversations", "sanction": "sanctions", "remove_content": "removal"}


@pytest.mark.requirement("INC-25", "INC-27")
@pytest.mark.parametrize("code", WAITING)
def test_with_the_authorities_a_reason_is_asked_for_until_they_have_finished(
    cast: Any, case: Incident, code: str
) -> None:
    """As practice A3 has it: from the referral on, never for unsure, a reason with the officer, a day to chase, and
    nothing that helps ever waits."""
    client, step = browser(cast.dso), f"steps/{code}"

    def asks() -> bool:
        return "agreed_with" in fields(client.get(f"/incidents/{case.ref}/{step}/"))

    seen = fields(client.get(f"/incidents/{case.ref}/triage/"))["seen"]
    send(client, case, "triage", **{**ACT, "offence": "not_sure", "severity": "serious"}, seen=seen)
    assert not asks()  # not sure holds nothing
    send(client, case, "refer", body="police", their_reference="CR/77")
    assert asks()
    made = Referral.objects.get()
    send(client, case, "hold", referral=made.ref, agreed_with="DC Osei", waits=[WAITING[code]], **on("chase_on", 5))
    assert asks()
    assert london_day(Duty.objects.get(kind="chase_hold").due_at) == london_day(clock.now()) + timedelta(days=5)
    others = [other for other in WAITING if other != code]
    for other in (*others, "parents", "support_reporter", "custody", "told_dealt", "review_meeting"):
        assert "agreed_with" not in fields(client.get(f"/incidents/{case.ref}/steps/{other}/"))
    done = {"outcome": "done", "text": "Done, with the words kept."}
    assert send(client, case, step, **done).status_code == 422
    assert send(client, case, step, outcome="not_needed", text="Not now.").status_code == 302
    assert send(client, case, step, **done, agreed_with="DC Osei, CR/77").status_code == 302
    assert "Agreed with: DC Osei, CR/77" in page(client, case, f"{step}/")
    hold = Hold.objects.get()
    client.post(hold.get_absolute_url(), {"finished": "yes", "outcome": "No offence", **on("concluded_on", 0)})
    assert not asks()
    assert send(client, case, step, **done).status_code == 302
    assert CaseStep.objects.latest("id").agreed_with == ""


def test_an_answer_ends_what_a_referral_alone_asks_for_and_advice_begins_nothing(cast: Any, case: Incident) -> None:
    client = browser(cast.dso)
    for said in ({"body": "police", "kind": "advice"}, {"body": "iwf"}, {"body": "999"}):
        send(client, case, "refer", **said)
        assert not selectors.what_waits(case), said
    send(client, case, "refer", body="social_care")
    assert selectors.what_waits(case)
    made = Referral.objects.get(body="social_care")
    assert send(client, case, "several", codes=["sanction"], outcome="done", text="x").status_code == 422
    client.post(made.get_absolute_url(), {"answer": "wants_more", "text": "Which school?"})
    assert selectors.what_waits(case)
    client.post(made.get_absolute_url(), {"answer": "accepted"})
    assert not selectors.what_waits(case)
    shown = client.get(made.get_absolute_url()).content.decode()
    assert "what waits until they have finished" in shown


def test_whoever_is_named_hears_nothing_of_an_answer_that_is_late(cast: Any) -> None:
    """No tip-off (practice B16): the officer of the service is named, and is left out of the reminder too."""
    found = raise_by(cast.owner, about_staff="yes", staff_named=cast.dso.full_name, service=cast.service)
    client = browser(cast.hr_dso)
    client.post(f"/incidents/{found.ref}/acknowledge/")
    send(client, found, "refer", body="lado")
    made, chase = Referral.objects.get(), Duty.objects.get(kind="authority_answer")
    assert made.answer_due_at is not None
    tell_others_of_overdue_duties(now=made.answer_due_at + timedelta(minutes=31))
    ladder = Ladder.objects.get(subject_ref=chase.ref)
    assert ladder.next_due_at is not None
    climb_due_ladders(now=ladder.next_due_at)  # when it is working time again, if it is not
    told = set(ladder.story.filter(kind="told").values_list("person_id", flat=True))
    assert told
    assert cast.dso.pk in set(ladder.excluded) - told
    assert browser(cast.dso).get(made.get_absolute_url()).status_code == 404


# --- The response and what comes after --------------------------------------------------------------------------------


@pytest.mark.requirement("INC-31")
def test_what_was_done_to_resolve_it_is_recorded_before_it_is_closed_and_after(cast: Any) -> None:
    found = raise_by(cast.owner, service=cast.service)
    client = browser(cast.dsl)
    client.post(f"/incidents/{found.ref}/acknowledge/")
    send(client, found, "triage", **{**CALM, "severity": "low"})
    settle_steps(cast.dsl, found)
    assert waiting(found) == ["entry"]
    assert send(client, found, "close", **ENDED).status_code == 422
    send(client, found, "entry", kind="decision", text="Moved her to the morning group.", when_happened="At ten")
    assert waiting(found) == []
    assert send(client, found, "close", **ENDED).status_code == 302
    send(client, found, "entry", kind="note", text="She came, and stayed.")
    shown = page(client, found)
    for words in ("Moved her to the morning group.", "At ten", "She came, and stayed.", "Dana Whitlock"):
        assert words in shown
    assert [one.by for one in ChronologyEntry.objects.all()] == [cast.dsl] * 2
    assert AuditEvent.objects.filter(verb="incidents.entry.added").count() == 2


@pytest.mark.requirement("INC-32")
def test_it_is_watched_on_its_days_and_a_repeat_is_opened_again_or_linked(cast: Any) -> None:
    found = raise_by(cast.owner, service=cast.service)
    client = browser(cast.dsl)
    client.post(f"/incidents/{found.ref}/acknowledge/")
    send(client, found, "triage", **{**CALM, "severity": "low"})
    settle_steps(cast.dsl, found)
    send(client, found, "entry", kind="note", text="Rang.")
    assert "developments or repeats" in page(client, found, "close/")
    ended = {"outcome": "Helped.", "learning": "Ask earlier."}
    assert send(client, found, "close", **ended).status_code == 422
    send(client, found, "close", **ended, **on("monitor_on", 7))
    duty = Duty.objects.get(kind="monitor")
    assert (duty.owner, duty.state) == (cast.dsl, "open")
    assert london_day(duty.due_at) == london_day(clock.now()) + timedelta(days=7)
    assert "Online abuse above all" in page(client, found, "check/")
    other = raise_by(cast.owner, service=cast.service)
    send(client, found, "link", other_ref=other.ref, kind="repeat", text="The same account.")
    assert CaseLink.objects.get().kind == "repeat"
    assert f'href="/incidents/{other.ref}/"' in page(client, found)
    assert 'value="monitoring"' not in page(client, found)  # only its own page plans the next look
    for weeks in (4, 12):
        send(client, found, "check", found="clear", text="Asked the school: quiet.")
        due_at = Duty.objects.get(kind="monitor", state="open").due_at
        assert london_day(due_at) == london_day(clock.now() + timedelta(weeks=weeks))
    send(client, found, "check", found="repeat", text="He has a new account.")
    found.refresh_from_db()
    assert found.state == "acknowledged"
    assert not Duty.objects.filter(kind="monitor", state="open").exists()
    assert "He has a new account." in page(client, found)


@pytest.mark.requirement("INC-35")
def test_the_lead_is_told_at_once_and_every_time_is_kept(cast: Any) -> None:
    owner = browser(cast.owner)
    owner.post("/raise/report/", concern(when_learned="Yesterday, about four", service=str(cast.service.ref)))
    incident = Incident.objects.get()
    assert cast.dsl in told_of(incident)
    told = incident.raised_at
    browser(cast.dsl).post(f"/incidents/{incident.ref}/acknowledge/")
    incident.refresh_from_db()
    assert incident.acknowledged_at is not None
    assert told <= incident.acknowledged_at
    shown = page(browser(cast.dsl), incident)
    assert "Yesterday, about four" in shown
    assert date_format(localtime(told), "DATETIME_FORMAT") in shown
    assert "Told Dana Whitlock" in shown
    assert f"since {date_format(localtime(incident.acknowledged_at), 'SHORT_DATETIME_FORMAT')}" in shown


@pytest.mark.requirement("INC-38")
def test_parents_are_told_early_or_the_reason_and_the_day_to_weigh_it_again_stand(cast: Any, case: Incident) -> None:
    client, step = browser(cast.dsl), "steps/parents"
    seen = fields(client.get(f"/incidents/{case.ref}/triage/"))["seen"]
    danger = {**ACT, "severity": "serious", "risk": "immediate"}
    send(client, case, "triage", **danger, seen=seen)
    send(client, case, "steps/welfare", answer="no", text="A threat, nothing else.")  # in danger it shuts nothing
    assert "parents" in waiting(case)
    asked = page(client, case, f"{step}/")
    for words in ("Early, unless telling them could put the child at risk", "At 16 and 17, their own view is weighed"):
        assert words in asked
    limits = thresholds_in_force(clock.now())
    proposed = selectors.working_day_after(clock.now(), limits.number("recheck_parents"), limits.hours)
    assert fields(client.get(f"/incidents/{case.ref}/{step}/"))["due_on_day"] == str(proposed.day)
    for lacks in ({"text": "He hits him."}, on("due_on", 7)):
        assert send(client, case, step, answer="withheld", **lacks).status_code == 422
    send(client, case, step, answer="withheld", text="He hits him.", **on("due_on", 7))
    assert "parents" not in waiting(case)
    duty = Duty.objects.get(kind="case_step")
    assert london_day(duty.due_at) == london_day(clock.now()) + timedelta(days=7)
    send(client, case, step, answer="told", text="The mother.", who="Dana", when_happened="Today at four")
    duty.refresh_from_db()
    assert duty.state == "done"
    shown = page(client, case, f"{step}/")
    for words in ("He hits him.", "By or with: Dana", "When: Today at four", "by Dana Whitlock"):
        assert words in shown


# --- Closing honestly -------------------------------------------------------------------------------------------------


def test_what_authorities_still_owe_is_listed_where_it_is_closed_and_keeps_nothing_open(
    cast: Any, case: Incident
) -> None:
    client = browser(cast.dsl)
    send(client, case, "refer", body="police", their_reference="CR/77")
    made = Referral.objects.get()
    send(client, case, "hold", referral=made.ref, agreed_with="DC Osei", waits=["removal"], **on("chase_on", 5))
    send(client, case, "refer", body="999")  # owes nothing
    settle_steps(cast.dsl, case)
    hold = Hold.objects.get()
    listed = page(client, case, "close/")
    for words in ("No answer yet: The police (101)", made.get_absolute_url(), "Agreed with DC Osei", "Removing content",
                  hold.get_absolute_url(), "None of it keeps the case open"):  # fmt: skip
        assert words in listed
    assert "No answer yet: 999" not in listed
    assert send(client, case, "close", **ENDED).status_code == 302
    second = page(browser(cast.deputy), case, "second/")
    assert "No answer yet: The police (101)" in second
    kinds = ("authority_answer", "chase_hold")
    assert Duty.objects.filter(kind__in=kinds, state="open").count() == 2  # both go on being chased
    assert "No answer yet" in page(client, case)
    client.post(made.get_absolute_url(), {"answer": "no_action"})
    client.post(hold.get_absolute_url(), {"finished": "yes", "outcome": "None", **on("concluded_on", 0)})
    assert not Duty.objects.filter(kind__in=kinds, state="open").exists()
    assert "Still to be done" not in page(browser(cast.deputy), case, "second/")
    case.refresh_from_db()
    assert case.is_closed
