"""The whole tree as a table: for every branch, which tracks there are, what keeps it open, what is switched off."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from incidents import rules
from incidents.enums import Level, Track, Waits
from incidents.rules import STEPS, CaseFacts, Facts, Given, Said, StepSaid, judge, what_keeps_open

TODAY = date(2026, 11, 30)
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
EVERY = {"safeguarding", "tell", "response", "support"}
REVIEWED = {"review_meeting", "parents", "told_dealt", "feedback"}
SERIOUS = {
    *REVIEWED, "conversation", "tell_ops", "learning", "changes", "training", "support_reporter", "support_handler",
}  # fmt: skip
BODIES = {"to_police", "to_ceop", "to_iwf", "to_social_care"}
CHECKLIST = {"image_risk", "image_support", "image_devices", "image_record"}
ADULT = {"adult_wishes", "adult_capacity", "adult_agreement", "adult_care", "adult_family"}
ALLEGATION = {"lado", "dbs", "serious_incident", "regulator", "insurer", "commissioner", "whistleblowing"}
LEFT = {"image_private", "image_consent", "image_class", "image_why", *CHECKLIST}


def triage(risk: str, online: str, severity: str, category: str, offence: str = "") -> dict[str, Given]:
    said = {"risk": risk, "online": online, "severity": severity, "category": category, "offence": offence}
    return {question: Given(answer, "Because.") for question, answer in said.items() if answer}


def answers(**said: str) -> dict[str, Said]:
    return {code: Said("done", answer) for code, answer in said.items()}


def facts(*said: str, **over: Any) -> CaseFacts:
    return CaseFacts(triage=triage(*said) if said else {}, **over)


CHILD = {"is_child_known": True}
NUDES = ("not_immediate", "yes", "low", "conduct_nudes", "no")
CALM = ("not_immediate", "no", "low", "not_online_neglect")
# Branch: the facts, its tracks beside those of every case, what keeps it open, what is off on the tracks it has.
TREE: dict[str, tuple[CaseFacts, set[str], set[str], set[str]]] = {
    "S3: not triaged": (facts(), set(), set(), {"plan", "welfare", "support_viewers"}),
    "S5: low, nobody known": (facts(*CALM), set(), set(), {"plan", "welfare", "support_viewers"}),
    "S5: low, a child": (facts(*CALM, **CHILD), set(), {"parents"}, {"plan", "welfare", "support_viewers"}),
    "S-A alone: neglect, moderate": (
        facts("not_immediate", "no", "moderate", "not_online_neglect", **CHILD),
        set(), REVIEWED, {"plan", "welfare", "support_viewers"},
    ),
    "S-A alone: serious": (
        facts("not_immediate", "no", "serious", "not_online_sexual", **CHILD),
        set(), SERIOUS, {"plan", "welfare", "support_viewers"},
    ),
    "S8a: immediate, nothing online": (
        facts("immediate", "no", "critical", "not_online_physical", **CHILD),
        {"danger"}, {*SERIOUS, "tell_comms"}, {"plan", "welfare", "support_viewers"},
    ),
    "S8a: not sure counts as immediate": (
        facts("not_sure", "yes", "low", "contact_other", "no"),
        {"danger"}, {"custody"}, {"plan", "support_viewers"},
    ),
    "S6, S8a: may be an offence, immediate": (
        facts("immediate", "yes", "critical", "contact_grooming_sexual", "yes", **CHILD),
        {"danger", "authorities"},
        {*SERIOUS, "custody", "tell_cio", "tell_comms", "block_sites", "remove_content"},
        {"plan", "support_viewers"},
    ),
    "S6, S8b: may be an offence, not immediate": (
        facts("not_immediate", "yes", "moderate", "contact_grooming_sexual", "not_sure", **CHILD),
        {"authorities"}, {*REVIEWED, *BODIES, "block_sites", "remove_content"}, {"plan", "support_viewers"},
    ),
    "S5: no offence, nobody’s welfare": (
        facts("not_immediate", "yes", "moderate", "commerce_phishing", "no", said=answers(welfare="no")),
        set(), {"block_sites", "remove_content", "told_dealt", "feedback"}, {"support_viewers"},
    ),
    "S9: conduct, side by side with safeguarding": (
        facts("not_immediate", "yes", "moderate", "conduct_bullying", "no", **CHILD),
        set(), {*REVIEWED, "block_sites", "remove_content", "agreement_route", "sanction"}, {"plan", "support_viewers"},
    ),
    "An adult at risk": (
        facts("not_immediate", "no", "moderate", "not_online_neglect", is_adult_known=True),
        {"adult"}, {*(REVIEWED - {"parents"}), *ADULT},
        {"plan", "welfare", "support_viewers", "conversation", "parents", "adult_lead"},
    ),
    "About staff, not yet judged": (
        facts(*CALM, is_about_staff=True), {"staff"}, {"threshold"}, {"plan", "welfare", "support_viewers"},
    ),
    "About staff, threshold met": (
        facts(*CALM, is_about_staff=True, said=answers(threshold="met")),
        {"staff"}, ALLEGATION, {"plan", "welfare", "support_viewers"},
    ),
    "About staff, not sure counts as met": (
        facts(*CALM, is_about_staff=True, said=answers(threshold="not_sure")),
        {"staff"}, ALLEGATION, {"plan", "welfare", "support_viewers"},
    ),
    "About staff, adults harmed": (
        facts(*CALM, is_about_staff=True, is_adult_known=True, said=answers(threshold="met")),
        {"staff", "adult"}, {*(ALLEGATION - {"lado"}), "adult_lead"},
        {"plan", "welfare", "support_viewers", "conversation", "parents", "lado"},
    ),
    "About staff, low-level": (
        facts(*CALM, is_about_staff=True, said=answers(threshold="low_level")),
        {"staff"}, set(), {"plan", "welfare", "support_viewers"},
    ),
    "Not about staff after all": (
        facts(*CALM, is_about_staff=True, said=answers(threshold="not_staff")),
        {"staff"}, set(), {"plan", "welfare", "support_viewers", *ALLEGATION},
    ),
    "S-N 1: not yet asked": (
        facts(*NUDES, imagery="yes"),
        {"nudes"}, {"image_age"}, {"plan", "image_private", "image_why", "remove_content"},
    ),
    "S-N 1: not sure counts as under 18": (
        facts(*NUDES, imagery="not_sure", said=answers(image_age="not_sure")),
        {"nudes"}, {"image_maker", "image_consent", "image_class", "parents", *CHECKLIST},
        {"plan", "image_private", "image_why", "remove_content"},
    ),
    "S-N 1: an adult, shared without consent": (
        facts(*NUDES, imagery="yes", said=answers(image_age="no", image_private="yes")),
        {"nudes", "authorities"}, BODIES,
        {"plan", "image_maker", "image_other", "image_police", *(LEFT - {"image_private"})},
    ),
    "S-N 1: an adult, with consent": (
        facts(*NUDES, imagery="yes", said=answers(image_age="no", image_private="no")),
        {"nudes"}, set(), {"plan", "image_maker", "image_other", "image_police", *(LEFT - {"image_private"})},
    ),
    "S-N 2: an adult made it": (
        facts(*NUDES, imagery="yes", said=answers(image_age="yes", image_maker="yes")),
        {"nudes", "authorities"}, {"image_police", *BODIES}, {"plan", "image_other", "remove_content", *LEFT},
    ),
    "S-N 2: an adult may have made it": (
        facts(*NUDES, imagery="yes", said=answers(image_age="yes", image_maker="not_sure")),
        {"nudes", "authorities"},
        {"image_other", "image_consent", "image_class", "image_police", "parents", *CHECKLIST, *BODIES},
        {"plan", "image_private", "image_why", "remove_content"},
    ),
    "S-N 3: adult pornography, or text": (
        facts(*NUDES, imagery="yes", said=answers(image_age="yes", image_maker="no", image_other="yes")),
        {"nudes"}, set(), {"plan", "image_police", "remove_content", *LEFT},
    ),
    "S-N 5: aggravated": (
        facts(*NUDES, imagery="yes",
              said=answers(image_age="yes", image_maker="no", image_other="no", image_class="aggravated")),
        {"nudes", "authorities"}, {"image_consent", "image_police", "parents", *CHECKLIST, *BODIES},
        {"plan", "image_private", "image_why", "remove_content"},
    ),
    "S-N 5: experimental": (
        facts(*NUDES, imagery="yes",
              said=answers(image_age="yes", image_maker="no", image_other="no", image_class="experimental")),
        {"nudes"}, {"image_consent", "image_why", "parents", *CHECKLIST},
        {"plan", "image_private", "remove_content"},
    ),
    "S0: danger when it was raised, low": (
        facts(*CALM, was_danger=True), set(), {"support_reporter"}, {"plan", "welfare", "support_viewers"},
    ),
    "S1: somebody saw images by accident": (
        facts(*NUDES, imagery="yes", was_seen=True),
        {"nudes"}, {"image_age", "support_reporter", "support_viewers"},
        {"plan", "image_private", "image_why", "remove_content"},
    ),
    "S4: not sure whether online, nor whether an offence": (
        facts("not_immediate", "not_sure", "low", "contact_other", "not_sure"),
        {"authorities"}, BODIES, {"plan", "support_viewers"},
    ),
    "S5: serious and online, no offence": (
        facts("not_immediate", "yes", "serious", "contact_other", "no", **CHILD),
        set(), {*SERIOUS, "tell_cio", "block_sites", "remove_content"}, {"plan", "support_viewers"},
    ),
    "S7: may be an offence, nothing said of the risk yet": (
        facts("", "yes", "low", "contact_other", "yes"), {"authorities"}, set(), {"plan", "support_viewers"},
    ),
    "S8a: immediate, with images": (
        facts("immediate", "no", "low", "not_online_other", imagery="yes"),
        {"danger", "nudes"}, {"custody", "image_age"},
        {"plan", "welfare", "image_private", "image_why", "remove_content"},
    ),
    "S8c: the police were told": (
        facts("not_immediate", "yes", "moderate", "contact_grooming_sexual", "yes",
              referred=frozenset({"police"}), **CHILD),
        {"authorities"}, {*REVIEWED, *(BODIES - {"to_police"}), "block_sites", "remove_content", "evidence"},
        {"plan", "support_viewers"},
    ),
    "S8c: told of what was said in a session": (
        facts("not_immediate", "no", "moderate", "not_online_neglect", is_from_session=True, has_plan=True,
              referred=frozenset({"social_care"}), **CHILD),
        set(), {*REVIEWED, "talk_first", "plan", "evidence"}, {"welfare", "support_viewers"},
    ),
    "S9: between children, misuse beside safeguarding": (
        facts("not_immediate", "no", "moderate", "contact_child_on_child", **CHILD),
        set(), {*REVIEWED, "agreement_route", "sanction"}, {"plan", "welfare", "support_viewers"},
    ),
    "About staff, children and adults harmed": (
        facts(*CALM, is_about_staff=True, is_adult_known=True, **CHILD, said=answers(threshold="met")),
        {"staff", "adult"}, {*ALLEGATION, "adult_lead", "parents"}, {"plan", "welfare", "support_viewers"},
    ),
    "S-N: only triage names it": (
        facts("not_immediate", "yes", "low", "contact_sextortion", "no"),
        {"nudes"}, {"image_age"}, {"plan", "image_private", "image_why", "remove_content"},
    ),
    "S-N 1: an adult, not sure about consent": (
        facts(*NUDES, imagery="yes", said=answers(image_age="no", image_private="not_sure")),
        {"nudes", "authorities"}, BODIES,
        {"plan", "image_maker", "image_other", "image_police", *(LEFT - {"image_private"})},
    ),
}  # fmt: skip


@pytest.mark.requirement("INC-39")
@pytest.mark.parametrize("branch", TREE)
def test_each_branch_has_its_tracks_its_steps_and_what_is_off(branch: str) -> None:
    case, tracks, keeps_open, off = TREE[branch]
    has = {str(track) for track in rules.open_tracks(case)}
    usual = EVERY if case.is_welfare else EVERY - {"safeguarding"}
    assert has == usual | tracks
    assert {one.field.removeprefix("step:") for one in rules.what_steps_lack(case)} == keeps_open
    found = {code for code, step in STEPS.items() if step.track in has and judge(step, case).level == Level.OFF}
    assert found == off
    for code in found:
        assert str(judge(STEPS[code], case).why)


@pytest.mark.parametrize("branch", TREE)
def test_what_is_settled_lets_it_close(branch: str) -> None:
    """Each required step done or reasoned; only the police of an aggravated case take more than a reason (INC-43)."""
    case, _tracks, keeps_open, _off = TREE[branch]
    settled = {code: case.said.get(code) or Said("not_needed") for code in [*keeps_open, *case.said]}
    after = CaseFacts(**{**vars(case), "said": settled})
    left = {one.field.removeprefix("step:") for one in rules.what_steps_lack(after)}
    assert left & set(keeps_open) == keeps_open & {"image_police"}
    done = CaseFacts(**{**vars(after), "police_at": NOW})
    assert "step:image_police" not in {one.field for one in rules.what_steps_lack(done)}


def test_every_step_says_where_it_comes_from_and_stands_on_one_track() -> None:
    assert {step.track for step in STEPS.values()} == set(Track)
    for code, step in STEPS.items():
        assert code == step.code
        assert len(code) <= 20
        assert step.source
        assert step.answers is None or {*step.say, *step.revisit, *step.of_leads} <= set(step.answers.values)


@pytest.mark.parametrize("body", ["police", "ceop", "iwf", "social_care"])
def test_a_referral_is_its_step_done_and_the_others_still_take_a_reason(body: str) -> None:
    case = TREE["S6, S8b: may be an offence, not immediate"][0]
    referred = CaseFacts(**{**vars(case), "referred": frozenset({body})})
    assert {one.field for one in rules.what_steps_lack(referred)} & {f"step:{code}" for code in BODIES} == {
        f"step:{code}" for code in BODIES - {f"to_{body}"}
    }
    decided = CaseFacts(**{**vars(case), "not_referred_at": NOW})
    assert not {one.field for one in rules.what_steps_lack(decided)} & {f"step:{code}" for code in BODIES}


MOVES = [
    ("S5: serious and online, no offence", {"risk": "immediate"}, {Track.DANGER}),  # S8b to S8a
    ("S5: serious and online, no offence", {"offence": "yes"}, {Track.AUTHORITIES}),  # S9 back to S4
    ("S8a: immediate, nothing online", {"risk": "not_immediate"}, set()),
    ("S9: conduct, side by side with safeguarding", {"category": "conduct_nudes"}, {Track.NUDES}),  # S3 Q3
]


@pytest.mark.parametrize(("branch", "news", "opens"), MOVES)
def test_a_new_fact_moves_the_tracks_at_once_and_what_was_said_stays(
    branch: str, news: dict[str, str], opens: set[Track]
) -> None:
    case = TREE[branch][0]
    said = {**case.said, "review_meeting": Said("done"), "custody": Said("done")}
    triage = {**case.triage, **{question: Given(answer, "Because.") for question, answer in news.items()}}
    after = CaseFacts(**{**vars(case), "said": said, "triage": triage})
    usual = {track for track in Track if str(track) in EVERY}
    assert set(rules.open_tracks(after)) == usual | opens
    assert judge(STEPS["review_meeting"], after).is_settled
    assert judge(STEPS["custody"], after).is_settled


def test_a_day_is_enough_for_what_goes_on_after_closing() -> None:
    case = TREE["S-A alone: serious"][0]
    waiting = {code: Said("planned") for code in ("changes", "training", "learning", "review_meeting")}
    lack = {one.field for one in rules.what_steps_lack(CaseFacts(**{**vars(case), "said": waiting}))}
    assert "step:review_meeting" in lack
    assert not lack & {"step:changes", "step:training", "step:learning"}


def test_steps_come_after_what_helps_first() -> None:
    case = facts("immediate", "no", "serious", "not_online_neglect", **CHILD)
    history = {question: [given] for question, given in case.triage.items()}
    fields = [one.field for one in what_keeps_open(Facts(history=history, case=case))]
    assert fields[:2] == ["referral", "entry"]
    assert fields[2].startswith("step:")


@pytest.mark.parametrize(
    ("over", "needs"),
    [({}, False), ({"severity": "serious"}, True), ({"severity": "critical"}, True), ({"severity": "moderate"}, False)],
)
def test_serious_cases_are_looked_at_a_second_time(over: dict[str, str], needs: bool) -> None:
    said = {"risk": "not_immediate", "online": "no", "severity": "low", "category": "not_online_neglect", **over}
    assert rules.needs_second(CaseFacts(triage={q: Given(a) for q, a in said.items()})) is needs


def test_so_are_nude_images_and_allegations() -> None:
    assert rules.needs_second(TREE["S-N 5: experimental"][0])
    assert rules.needs_second(TREE["About staff, low-level"][0])
    assert not rules.needs_second(TREE["S-N 3: adult pornography, or text"][0])


# --- What a step lacks ------------------------------------------------------------------------------------------------


def lacks(code: str, case: CaseFacts | None = None, **said: Any) -> list[str]:
    found = rules.what_step_lacks(
        STEPS[code], StepSaid(**{"outcome": "done", **said}), case or facts(*CALM), today=TODAY
    )
    return [one.field for one in found]


WEEK = TODAY + timedelta(days=7)
EXPERIMENTAL = TREE["S-N 5: experimental"][0]


@pytest.mark.parametrize(
    ("code", "case", "said", "fields"),
    [
        ("review_meeting", None, {"text": "With Maggie."}, []),
        ("review_meeting", None, {"who": "Maggie"}, []),
        ("review_meeting", None, {}, ["text"]),
        ("review_meeting", None, {"outcome": "not_needed"}, ["text"]),
        ("review_meeting", None, {"outcome": "not_needed", "text": "Trivial."}, []),
        ("review_meeting", None, {"outcome": "planned"}, ["due_on"]),
        ("review_meeting", None, {"outcome": "planned", "due_on": WEEK}, []),
        ("review_meeting", None, {"outcome": "planned", "due_on": TODAY - timedelta(days=1)}, ["due_on"]),
        ("review_meeting", None, {"outcome": "planned", "due_on": TODAY + timedelta(days=400)}, ["due_on"]),
        ("review_meeting", None, {"outcome": "sent"}, ["outcome"]),
        ("review_meeting", None, {"outcome": "forged"}, ["outcome"]),
        ("review_meeting", None, {"text": "x" * 20_001}, ["text"]),
        ("tell_ops", None, {"outcome": "sent"}, []),
        ("parents", None, {}, ["answer"]),
        ("parents", None, {"answer": "told"}, []),
        ("parents", None, {"answer": "withheld"}, ["text", "due_on"]),
        ("parents", None, {"answer": "withheld", "text": "He hits him.", "due_on": WEEK}, []),
        ("image_police", TREE["S-N 5: aggravated"][0], {"outcome": "not_needed", "text": "No."}, ["outcome"]),
        ("image_class", EXPERIMENTAL, {"answer": "experimental", "text": "14 and 15."}, []),
        ("image_class", EXPERIMENTAL, {"answer": "experimental", "text": "x", "factors": ["Adult"]}, ["answer"]),
        ("image_class", EXPERIMENTAL, {"answer": "aggravated", "text": "x", "factors": ["Adult"]}, []),
        ("image_why", EXPERIMENTAL, {"who": "us"}, ["text"]),
        ("remove_content", EXPERIMENTAL, {"text": "Deleted."}, ["outcome"]),
        ("remove_content", EXPERIMENTAL, {"outcome": "not_needed", "text": "Left as it is."}, []),
        ("parents", TREE["An adult at risk"][0], {"answer": "told"}, ["answer"]),
    ],
)
def test_a_step_says_what_it_lacks(code: str, case: CaseFacts | None, said: dict[str, Any], fields: list[str]) -> None:
    assert lacks(code, case, **said) == fields


MAY_WAIT = {
    "conversation": Waits.CONVERSATIONS,
    "agreement_route": Waits.CONVERSATIONS,
    "sanction": Waits.SANCTIONS,
    "remove_content": Waits.REMOVAL,
}


@pytest.mark.parametrize("code", MAY_WAIT)
def test_what_an_authority_asked_us_to_wait_with_asks_who_agreed_and_help_never_does(code: str) -> None:
    """INC-25 as practice A3 has it: a reason, never a lock, and nothing that helps."""
    said = ("not_immediate", "yes", "serious", "conduct_bullying", "no")
    held = facts(*said, waits=frozenset({str(MAY_WAIT[code])}), **CHILD)
    assert lacks(code, held, text="Done.") == ["agreed_with"]
    assert lacks(code, held, text="Done.", agreed_with="PC Lane, CR/1") == []
    assert lacks(code, held, outcome="not_needed", text="Not now.") == []
    assert code not in {one.step.code for one in rules.said_together(held)}
    elsewhere = facts(*said, waits=frozenset(Waits.values) - {MAY_WAIT[code]}, **CHILD)
    assert lacks(code, elsewhere, text="Done.") == []
    for other in set(STEPS) - set(MAY_WAIT):
        assert STEPS[other].after_hold is None


@pytest.mark.parametrize("code", STEPS)
def test_where_a_step_comes_from_is_said_without_a_number_of_ours(code: str) -> None:
    said = STEPS[code].guidance
    assert not re.search(r"\b[A-Z]{3}-\d\d\b|\b00\d\b|practice|tree", said, re.IGNORECASE)
    assert bool(said) is bool(re.search(r"\b00[0-4] ", STEPS[code].source))
