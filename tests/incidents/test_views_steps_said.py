"""What steps ask for and keep, row by row of the guidance, through their pages."""

import uuid
from typing import Any

import pytest

from incidents import rules, selectors
from incidents.actions import begin_hold
from incidents.enums import Waits
from incidents.models import CaseStep, Incident, Referral
from safeguard.audit.selectors import agrees_with_trail
from safeguard.lib import clock
from safeguard.lib.worktime import next_working_morning
from safeguard.policies.selectors import thresholds_in_force
from sessions_app.models import SessionAssessment
from tests.factories.case_pages import ACT, BULLYING, CALM, IMAGES, ONLINE, UNDER_18, in_hand, read, send, waiting
from tests.factories.incidents import raise_by, told_of
from tests.factories.live import a_live_session
from tests.factories.policies import acceptable_use
from tests.pages import browser, fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: Any) -> Incident:
    """A serious case about conduct online, in the hands of the safeguarding officer."""
    return in_hand(cast.dso, cast.owner, BULLYING, service=cast.service)


@pytest.fixture
def nudes(cast: Any) -> Incident:
    """Images of an under-18, made by an under-18, in the hands of the lead."""
    found = in_hand(cast.dsl, cast.owner, ONLINE, service=cast.service, **IMAGES)
    for code, answer in UNDER_18.items():
        send(browser(cast.dsl), found, f"steps/{code}", answer=answer)
    return found


def hold(by: Any, incident: Incident, *waits: Waits) -> None:
    """The police have it, and have asked to wait with this."""
    send(browser(by), incident, "refer", body="police")
    now = clock.now()
    begin_hold(
        by=by,
        now=now,
        referral=Referral.objects.get(),
        client_token=uuid.uuid4(),
        agreed_with="PC Lane",
        waits=waits,
        chase_on=next_working_morning(now, thresholds_in_force(now).hours).date(),
    )


# Step: what is written down of it, each of which its page asks for and shows.
FACTS = {
    "custody": {
        "text": "Our laptop L7, switched off, in the safe.",
        "who": "Ivo Carter holds the key",
        "when_happened": "At four",
    },
    "review_meeting": {
        "text": "Decided: the mother is told today.",
        "who": "Dele, Maggie, Priya",
        "when_happened": "By phone at noon",
    },
    "conversation": {
        "text": "Fits: she asked for it.",
        "who": "Dele, with her aunt beside her",
        "when_happened": "Tomorrow at ten",
    },
    "block_sites": {"text": "video-chat.example, games.example", "who": "Ivo Carter, ICT"},
    "remove_content": {"text": "The post of Monday, described in the log; then removed.", "who": "Ivo Carter, ICT"},
    "sanction": {"text": "A warning, by the rules for behaviour.", "who": "Maggie Okafor, with HR"},
    "evidence": {
        "text": "A description of the messages.",
        "who": "PC Lane",
        "when_happened": "On Tuesday",
        "their_reference": "CR/3307",
    },
    "training": {"text": "An hour on group chats; our course has a page more.", "who": "Maggie Okafor"},
    "told_dealt": {"text": "That it has been dealt with.", "who": "Priya", "when_happened": "Today"},
}


@pytest.mark.requirement("INC-22", "INC-26", "INC-28", "INC-33", "INC-34", "INC-36", "INC-37", "INC-48")
@pytest.mark.parametrize("code", FACTS)
def test_each_step_keeps_its_facts_or_the_reason_why_it_is_not_needed(cast: Any, code: str) -> None:
    found = in_hand(cast.dsl, cast.owner, {**BULLYING, "risk": "immediate"}, service=cast.service)
    client = browser(cast.dsl)
    if code == "evidence":
        assert code not in waiting(found)  # asked for once an authority was told
        send(client, found, "refer", body="social_care")
    assert code in waiting(found)
    form = client.get(f"/incidents/{found.ref}/steps/{code}/")
    assert set(FACTS[code]) <= set(fields(form))
    send(client, found, f"steps/{code}", outcome="done", **FACTS[code])
    page = read(client, found, f"steps/{code}/")
    for words in FACTS[code].values():
        assert words in page
    assert code not in waiting(found)
    assert send(client, found, f"steps/{code}", outcome="not_needed").status_code == 422
    send(client, found, f"steps/{code}", outcome="not_needed", text="Talked it over: no.")
    assert [one.outcome for one in CaseStep.objects.order_by("id")] == ["done", "not_needed"]
    assert code not in waiting(found)
    assert "Talked it over: no." in read(client, found, f"steps/{code}/")


def test_custody_says_that_nothing_is_sent_on_and_no_device_of_a_family_is_taken(cast: Any, case: Incident) -> None:
    """INC-22 as practice C32 has it."""
    page = read(browser(cast.dso), case, "steps/custody/")
    assert "nothing is sent on" in page
    assert "Where this comes from: The Futures Group online safety policy, A1 Immediate" in page
    assert "INC-22" not in page
    assert "with nothing of its content" in page
    assert "Never take a family’s device" in page


def test_low_severity_asks_for_no_meeting_and_no_message(cast: Any) -> None:
    """INC-36 and INC-48 are a reason where they would be out of proportion (practice E45)."""
    found = in_hand(cast.dsl, cast.owner, {**CALM, "severity": "low"}, service=cast.service)
    assert not {"review_meeting", "told_dealt", "conversation"} & set(waiting(found))
    send(browser(cast.dsl), found, "steps/told_dealt", outcome="done", text="Told all the same.")
    assert CaseStep.objects.get().outcome == "done"


@pytest.mark.requirement("INC-29")
def test_learning_leads_to_the_policy_that_was_changed(cast: Any, case: Incident) -> None:
    version = acceptable_use()
    client = browser(cast.dso)
    assert "learning" in waiting(case)
    assert version.policy.title in read(client, case, "steps/learning/")
    send(client, case, "steps/learning", outcome="done", text="Group chats.", version=str(version.ref))
    assert CaseStep.objects.get().version == version
    for path in ("steps/learning/", ""):
        assert f'href="{version.get_absolute_url()}"' in read(client, case, path)
    assert "learning" not in waiting(case)
    assert send(client, case, "steps/learning", outcome="done", text="x", version="forged").status_code == 422


@pytest.mark.requirement("INC-24")
def test_each_authority_is_told_or_there_is_a_reason(cast: Any) -> None:
    incident = in_hand(cast.dsl, cast.owner, ACT, service=cast.service)
    client = browser(cast.dsl)
    asked = ["to_police", "to_ceop", "to_iwf", "to_social_care"]
    assert set(asked) <= set(waiting(incident))
    send(client, incident, "refer", body="police", text="An adult asks.", their_reference="CR/1")
    assert "CR/1" in read(client, incident)
    for code in asked[1:]:
        assert code in waiting(incident)
        send(client, incident, f"steps/{code}", outcome="not_needed", text=f"Nothing for them: {code}.")
        assert code not in waiting(incident)
        assert f"Nothing for them: {code}." in read(client, incident)


@pytest.mark.parametrize("since", ["a referral", "advice", "another answer"])
def test_why_nobody_is_told_holds_until_somebody_is_or_it_is_known_to_be_worse(cast: Any, since: str) -> None:
    """INC-24: the reason was given for what was known then."""
    incident = in_hand(cast.dsl, cast.owner, ACT, service=cast.service)
    client, asked = browser(cast.dsl), {"to_ceop", "to_iwf", "to_social_care"}
    send(client, incident, "not-refer", text="A prank between friends.")
    assert not asked & set(waiting(incident))
    if since == "another answer":
        for answer in ("no", "yes"):
            seen = fields(client.get(f"/incidents/{incident.ref}/triage/"))["seen"]
            said = {"offence": answer, "offence_reason": "He is an adult."}
            send(client, incident, "triage", **{**ACT, **said}, seen=seen)
    else:
        kind = "advice" if since == "advice" else "ordinary"
        send(client, incident, "refer", body="police", kind=kind)
    assert (asked <= set(waiting(incident))) is (since != "advice")
    send(client, incident, "not-refer", text="The police say: nobody else.")
    assert not asked & set(waiting(incident))


def test_advice_is_no_referral_but_what_the_designated_officer_advises(cast: Any) -> None:
    danger = {**ACT, "risk": "immediate"}
    incident = in_hand(cast.dsl, cast.owner, danger, service=cast.service, about_staff="yes")
    client = browser(cast.dsl)
    send(client, incident, "steps/threshold", answer="not_sure", text="We ask.")
    for body in ("social_care", "police", "lado"):
        send(client, incident, "refer", body=body, kind="advice")
    missing = rules.what_keeps_open(selectors.facts_of(incident, clock.now()))
    assert {"referral", "lado"} & {one.field.removeprefix(rules.STEP) for one in missing} == {"referral"}
    assert "evidence" not in waiting(incident)  # nobody has it


@pytest.mark.requirement("INC-27")
def test_removal_is_evidenced_off_for_imagery_and_agreed_while_authorities_have_it(cast: Any, case: Incident) -> None:
    imagery = in_hand(cast.dsl, cast.owner, ONLINE, service=cast.service, **IMAGES)
    client = browser(cast.dsl)
    assert "nobody copies, keeps or deletes it" in read(client, imagery, "tracks/response/")
    assert send(client, imagery, "steps/remove_content", outcome="done", text="Deleted it.").status_code == 422
    assert not CaseStep.objects.exists()
    send(client, imagery, "steps/remove_content", outcome="not_needed", text="Left as it is.")
    assert CaseStep.objects.get().outcome == "not_needed"
    client = browser(cast.dso)
    hold(cast.dso, case, Waits.REMOVAL)
    said = {"outcome": "done", "text": "Described in the log, then removed.", "who": "Ivo Carter, ICT"}
    assert send(client, case, "steps/remove_content", **said).status_code == 422
    send(client, case, "steps/remove_content", **said, agreed_with="PC Lane, CR/1")
    assert "takes their agreement" in read(client, case, "tracks/response/")
    assert "takes their agreement" not in read(client, case, "tracks/support/")
    assert CaseStep.objects.filter(incident=case).get().agreed_with == "PC Lane, CR/1"
    assert "Described in the log, then removed." in read(client, case, "steps/remove_content/")


@pytest.mark.requirement("INC-47")
def test_misuse_and_safeguarding_stand_side_by_side(cast: Any, case: Incident) -> None:
    client = browser(cast.dso)
    page = read(client, case, "tracks/")
    for words in ("Initial review meeting", "Parents or carers", "The agreement on use was talked over", "Warning or"):
        assert words in page
    assert page.index("Initial review meeting") < page.index("Warning or")
    safeguarding, misuse = {"review_meeting", "conversation", "parents"}, {"agreement_route", "sanction"}
    for code in sorted(misuse):
        send(client, case, f"steps/{code}", outcome="done", text="Done.", who="Maggie")
    assert safeguarding <= set(waiting(case))
    assert not misuse & set(waiting(case))


# --- What a session asks for ------------------------------------------------------------------------------------------


@pytest.mark.requirement("ESC-11", "ESC-12")
def test_what_was_told_in_a_session_is_talked_over_first_and_its_plan_stands_beside_it(cast: Any) -> None:
    session = a_live_session(cast.owner)
    plan = SessionAssessment.objects.get(session=session)
    incident = in_hand(cast.dsl, cast.owner, CALM, service=cast.service, session=session)
    client = browser(cast.dsl)
    for path in ("", "tracks/safeguarding/", "steps/plan/"):
        assert plan.response in read(client, incident, path)
    assert "plan" in waiting(incident)
    assert "talk_first" not in waiting(incident)
    send(client, incident, "refer", body="social_care")  # a referral never waits for it
    assert "talk_first" in waiting(incident)
    assert send(client, incident, "steps/plan", answer="departed").status_code == 422
    assert send(client, incident, "steps/talk_first", outcome="not_needed").status_code == 422
    send(client, incident, "steps/plan", answer="departed", text="Joan did not answer: we rang the aunt.")
    send(client, incident, "steps/talk_first", outcome="not_needed", text="He was in the room.")
    assert not {"plan", "talk_first"} & set(waiting(incident))
    page = read(client, incident)
    assert "We did something else, for a reason" in page
    assert "Joan did not answer: we rang the aunt." in page
    assert "He was in the room." in page
    send(client, incident, "steps/talk_first", outcome="done", text="She knows.", when_happened="In the session")
    assert "In the session" in read(client, incident, "steps/talk_first/")


def test_a_case_from_no_session_asks_for_no_plan(cast: Any, case: Incident) -> None:
    client = browser(cast.dso)
    assert "It was not raised from a session" in read(client, case, "steps/plan/")
    assert send(client, case, "steps/plan", answer="followed").status_code == 422
    assert not CaseStep.objects.exists()


# --- Images -----------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("INC-40")
@pytest.mark.parametrize("consent", ["yes", "no", "unknown"])
@pytest.mark.parametrize("imagery", ["yes", "not_sure"])
def test_every_concern_about_nude_images_goes_to_the_lead_whatever_the_consent(
    cast: Any, imagery: str, consent: str
) -> None:
    raised = {"imagery": imagery, "imagery_notice_read": True}
    found = raise_by(cast.owner, service=cast.service, **raised)
    assert set(told_of(found)) <= {cast.dsl, cast.deputy}
    assert told_of(found)
    client = browser(cast.dsl)
    client.post(f"/incidents/{found.ref}/acknowledge/")
    send(client, found, "triage", **ONLINE)
    for code, answer in UNDER_18.items():
        send(client, found, f"steps/{code}", answer=answer)
    assert "image_consent" in waiting(found)
    assert send(client, found, "steps/image_consent", answer="").status_code == 422
    send(client, found, "steps/image_consent", answer=consent)
    assert "image_consent" not in waiting(found)
    assert CaseStep.objects.get(code="image_consent").answer == consent
    assert {"parents", "image_support", "image_class"} <= set(waiting(found))  # safeguarding either way
    assert browser(cast.dso).get(f"/incidents/{found.ref}/").status_code == 404


def test_images_that_only_triage_names_are_asked_about_and_the_lead_was_told(cast: Any) -> None:
    """INC-40: whoever raised it did not know that there were any."""
    found = in_hand(cast.dso, cast.owner, ONLINE, service=cast.service)
    assert cast.dsl in told_of(found)
    assert "image_age" in waiting(found)


@pytest.mark.requirement("INC-42")
def test_an_image_is_classified_with_the_factors_and_the_reason(cast: Any, nudes: Incident) -> None:
    client = browser(cast.dsl)
    factor, other = selectors.image_factors(nudes)[:2]
    page = read(client, nudes, "steps/image_class/")
    assert factor in page
    assert "no adult, no wish to harm, no reckless misuse" in page
    assert send(client, nudes, "steps/image_class", answer="aggravated", factors=[factor]).status_code == 422
    experimental = {"answer": "experimental", "text": "Both are 14."}
    assert send(client, nudes, "steps/image_class", **experimental, factors=[factor]).status_code == 422
    assert "image_class" in waiting(nudes)
    send(client, nudes, "steps/image_class", answer="aggravated", factors=[factor, other], text="He pressed her.")
    line = CaseStep.objects.get(code="image_class")
    assert (line.factors, line.text) == ([factor, other], "He pressed her.")
    assert agrees_with_trail(line)
    assert "He pressed her." in read(client, nudes)
    send(client, nudes, "steps/image_class", **experimental)
    assert "image_why" in waiting(nudes)


@pytest.mark.requirement("INC-43")
def test_an_aggravated_case_stays_open_until_the_police_know(cast: Any, nudes: Incident) -> None:
    client = browser(cast.dsl)
    send(client, nudes, "refer", body="police", text="Before anybody knew what it is.")
    send(client, nudes, "steps/image_police", outcome="done", text="Told about her being missing.")
    send(client, nudes, "steps/image_class", answer="aggravated", text="He pressed her.")
    assert "image_police" in waiting(nudes)
    for said in ({"body": "999"}, {"body": "police", "kind": "advice"}):
        send(client, nudes, "refer", **said)
        assert "image_police" in waiting(nudes), said
    assert "local safeguarding partnership" in read(client, nudes, "steps/image_police/")
    assert send(client, nudes, "steps/image_police", outcome="not_needed", text="No.").status_code == 422
    assert "image_police" in waiting(nudes)
    send(client, nudes, "not-refer", text="They are both 14.")
    assert "image_police" in waiting(nudes)
    ended = {"outcome": "Helped.", "learning": "Ask earlier.", "no_monitoring": "Moved abroad."}
    assert send(client, nudes, "close", **ended).status_code == 422
    nudes.refresh_from_db()
    assert not nudes.is_closed
    send(client, nudes, "refer", body="police", text="Through the partnership.")
    assert "image_police" not in waiting(nudes)
    send(client, nudes, "steps/image_class", answer="aggravated", text="He has done it before.")
    assert "image_police" not in waiting(nudes)  # they know


def test_the_police_may_be_told_in_a_line_of_the_step_once_it_is_aggravated(cast: Any, nudes: Incident) -> None:
    client = browser(cast.dsl)
    send(client, nudes, "steps/image_class", answer="aggravated", text="He pressed her.")
    send(client, nudes, "steps/image_police", outcome="done", text="By the partnership.", who="PC Lane")
    assert "image_police" not in waiting(nudes)


@pytest.mark.requirement("INC-44")
def test_without_the_police_somebody_says_why_and_why_that_is_in_proportion(cast: Any, nudes: Incident) -> None:
    client = browser(cast.dsl)
    send(client, nudes, "steps/image_class", answer="experimental", text="14 and 15, both wanted it.")
    assert "image_police" not in waiting(nudes)
    assert "image_why" in waiting(nudes)
    page = read(client, nudes, "steps/image_why/")
    assert "in proportion" in page
    assert "children are not made criminals without need" in page
    assert send(client, nudes, "steps/image_why", outcome="done", text=" ").status_code == 422
    assert "image_why" in waiting(nudes)
    send(client, nudes, "steps/image_why", outcome="done", text="First time, no pressure; a record would harm them.")
    assert "image_why" not in waiting(nudes)
    assert "a record would harm them." in read(client, nudes)


CHECKLIST = {
    "image_risk": {"outcome": "done", "text": "Nobody else has it.", "when_happened": "Today"},
    "image_support": {"outcome": "done", "text": "Both have somebody.", "who": "Priya for her, Sam for him"},
    "image_devices": {"outcome": "done", "text": "Left as they are; Report Remove.", "when_happened": "Today"},
    "image_record": {"outcome": "done", "text": "School keeps its own.", "who": "Ms Khan, the school’s lead"},
    "parents": {"answer": "told", "text": "Both mothers.", "who": "Dele"},
}


@pytest.mark.requirement("INC-45")
@pytest.mark.parametrize("answer", ["aggravated", "experimental"])
def test_the_checklist_is_asked_whichever_it_is(cast: Any, nudes: Incident, answer: str) -> None:
    client = browser(cast.dsl)
    send(client, nudes, "steps/image_class", answer=answer, text="We said why.")
    send(client, nudes, "steps/welfare", answer="no", text="They are fine, they say.")  # shuts nothing
    for code, said in CHECKLIST.items():
        assert code in waiting(nudes)
        assert set(said) <= set(fields(client.get(f"/incidents/{nudes.ref}/steps/{code}/"))) | {"outcome", "answer"}
        send(client, nudes, f"steps/{code}", **said)
        assert code not in waiting(nudes)
        assert said["text"] in read(client, nudes, f"steps/{code}/")
    assert "nobody looks" in read(client, nudes, "steps/image_devices/")


@pytest.mark.requirement("INC-46")
@pytest.mark.parametrize("answer", ["yes", "not_sure"])
def test_a_private_image_shared_without_consent_may_be_an_offence_at_any_age(cast: Any, answer: str) -> None:
    """INC-46 as practice D35 has it: kept with its source, and marked that the law has since changed."""
    found = in_hand(cast.dsl, cast.owner, ONLINE, service=cast.service, **IMAGES)
    client = browser(cast.dsl)
    send(client, found, "steps/image_age", answer="no")
    assert "image_private" in waiting(found)
    page = read(client, found, "steps/image_private/")
    for words in ("002 §3.4.5", "The law has since changed", "at any age, whatever was meant", "local partnership"):
        assert words in page
    assert not {"to_police", "to_ceop"} & set(waiting(found))
    send(client, found, "steps/image_private", answer=answer, text="He put it in the group.")
    assert {"to_police", "to_ceop", "to_iwf", "to_social_care"} <= set(waiting(found))
    assert "Which authorities" in read(client, found)
