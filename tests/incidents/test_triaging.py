"""Triage: safe first, each answer with its reason; nobody overwrites what they never saw."""

import uuid

import pytest

from incidents import access, selectors
from incidents.actions import acknowledge_incident, answer_triage
from incidents.enums import ANSWERS, TriageQuestion
from incidents.exceptions import AnsweredSince
from incidents.models import Incident, Reader, TriageAnswer
from incidents.rules import Given
from safeguard.audit.models import AuditEvent
from safeguard.audit.selectors import agrees_with_trail
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from tests.factories.incidents import ladder_of, raise_by
from tests.pages import browser

pytestmark = pytest.mark.django_db
CALM = {
    "risk": Given("not_immediate", "At home with her aunt."),
    "online": Given("yes"),
    "offence": Given("no", "Rude words among friends."),
    "severity": Given("low", "Once, and over."),
    "category": Given("conduct_bullying"),
}


@pytest.fixture
def incident(cast, raise_a_concern):
    found = raise_a_concern()
    acknowledge_incident(by=cast.dso, now=clock.now(), incident=found)
    return found


def answer(by, incident, seen=None, **answers):
    given = {q: a if isinstance(a, Given) else Given(*a) for q, a in answers.items()}
    return answer_triage(by=by, now=clock.now(), incident=incident, client_token=uuid.uuid4(), answers=given, seen=seen)


def in_force(incident):
    return {q: (g.answer, g.reason) for q, g in selectors.given_in(selectors.answers_to(incident)).items()}


@pytest.mark.requirement("INC-17", "INC-18", "INC-21")
def test_each_answer_is_kept_with_its_reason_its_author_and_its_moment(cast, incident):
    written = answer(cast.dso, incident, **CALM)
    assert [row.question for row in written] == ["risk", "online", "offence", "severity", "category"]
    assert in_force(incident) == {q: (g.answer, g.reason) for q, g in CALM.items()}
    assert {row.by for row in written} == {cast.dso}
    assert all(agrees_with_trail(row) for row in written)
    assert AuditEvent.objects.filter(verb="incidents.triage.answered").count() == 5


@pytest.mark.requirement("INC-17", "INC-18", "INC-21")
@pytest.mark.parametrize("question", ["risk", "offence", "severity"])
def test_what_decides_needs_its_reason(cast, incident, question):
    for wrong in (Given(CALM[question].answer), Given(CALM[question].answer, " \n")):
        with pytest.raises(Refused, match="reason"):
            answer(cast.dso, incident, **{**CALM, question: wrong})
    assert not TriageAnswer.objects.exists()


@pytest.mark.parametrize("question", TriageQuestion.values)
def test_only_the_answers_of_a_question_are_taken(cast, incident, question):
    with pytest.raises(Refused, match="choose one of the answers"):
        answer(cast.dso, incident, **{question: Given("perhaps", "because")})
    for code in ANSWERS[question].values:
        answer(cast.dsl, incident, **{question: Given(code, "because")})
        assert in_force(incident)[question] == (code, "because")


def test_one_answer_at_a_time_and_a_later_one_is_another_row(cast, incident):
    answer(cast.dso, incident, risk=("not_sure", "No answer yet."))
    answer(cast.dsl, incident, risk=("not_immediate", "Spoke to her."))
    rows = selectors.answers_to(incident)
    assert [(row.answer, row.by) for row in rows] == [("not_sure", cast.dso), ("not_immediate", cast.dsl)]
    assert in_force(incident) == {"risk": ("not_immediate", "Spoke to her.")}


def test_the_same_form_twice_lands_once_and_blanks_change_nothing(cast, incident):
    assert len(answer(cast.dso, incident, seen=0, **CALM)) == 5
    assert answer(cast.dso, incident, seen=0, **CALM) == []
    assert answer(cast.dso, incident, risk=Given(""), severity=Given("", "typed")) == []
    assert TriageAnswer.objects.count() == 5


# --- Two at once ----------------------------------------------------------------------------------------------------


def test_whoever_has_not_seen_another_s_answer_does_not_overwrite_it(cast, incident):
    answer(cast.dsl, incident, seen=0, severity=("critical", "He has the address."))
    with pytest.raises(AnsweredSince) as refused:
        answer(cast.dso, incident, seen=0, severity=("low", "A joke."), category=("conduct_bullying",))
    assert refused.value.questions == {"severity"}
    assert in_force(incident) == {"severity": ("critical", "He has the address.")}
    answer(cast.dso, incident, seen=1, severity=("low", "A joke, Dana agrees."))
    assert in_force(incident)["severity"] == ("low", "A joke, Dana agrees.")


def test_what_somebody_left_as_they_found_it_is_no_answer_of_theirs(cast, incident):
    """Their page still shows the old severity; it says nothing about it."""
    answer(cast.dso, incident, severity=("low", "A joke."))
    answer(cast.dsl, incident, seen=1, severity=("critical", "He has the address."))
    written = answer(cast.dso, incident, seen=1, severity=("low", "A joke."), category=("conduct_bullying",))
    assert [row.question for row in written] == ["category"]
    assert in_force(incident)["severity"] == ("critical", "He has the address.")


def test_two_who_say_the_same_do_not_clash(cast, incident):
    answer(cast.dsl, incident, seen=0, severity=("low", "A joke."))
    assert answer(cast.dso, incident, seen=0, severity=("low", "A joke.")) == []


# --- Who may --------------------------------------------------------------------------------------------------------


def test_a_reader_may_not_and_a_closed_case_is_opened_again_first(cast, incident, now):
    Reader.objects.create(incident=incident, person=cast.manager, added_by=cast.dsl, added_at=now)
    with pytest.raises(Refused, match="not work on it"):
        answer(cast.manager, incident, **CALM)
    Incident.objects.update(state="closed", closed_at=now, closed_by=cast.dsl)
    with pytest.raises(Refused, match="Open it again"):
        answer(cast.dso, incident, **CALM)
    assert not TriageAnswer.objects.exists()


@pytest.mark.requirement("INC-18")
@pytest.mark.parametrize("before", ["not_sure", "yes"])
@pytest.mark.parametrize("after", [{"offence": ("no", "It is not.")}, {"online": ("no",)}])
def test_unsure_is_yes_until_the_lead_rules(cast, incident, before, after):
    answer(cast.dso, incident, **{**CALM, "offence": Given(before, "An adult may be behind it.")})
    with pytest.raises(Refused, match="until the safeguarding lead or deputy"):
        answer(cast.dso, incident, **after)
    answer(cast.deputy, incident, **after)


def test_no_act_and_an_offence_at_once_is_asked_about(cast, incident):
    with pytest.raises(Refused, match="Change one"):
        answer(cast.dso, incident, online=("no",), offence=("yes", "Stolen."))
    answer(cast.dso, incident, online=("no",), offence=("no", "Nothing."))


# --- Who is told ----------------------------------------------------------------------------------------------------


def news():
    return {message.recipient.full_name for message in Message.objects.filter(kind="escalation.news")}


@pytest.mark.parametrize(
    "alarming",
    [
        {"risk": ("immediate", "She is with him.")},
        {"risk": ("not_sure", "No answer.")},
        {"severity": ("critical", "Weapon.")},
        {"online": ("yes",), "offence": ("not_sure", "An adult?")},
    ],
)
def test_danger_and_a_possible_offence_are_told_at_once_to_the_others(cast, incident, alarming):
    answer(cast.dso, incident, **alarming)
    assert news() == {"Dana Whitlock"}
    sent = Message.objects.count()
    answer(cast.dso, incident, **alarming)
    answer(cast.dso, incident, category=("contact_other",))
    assert Message.objects.count() == sent


def test_calm_answers_wake_nobody(cast, incident):
    answer(cast.dso, incident, **CALM)
    assert news() == set()


@pytest.mark.parametrize(
    ("answers", "urgency"),
    [
        ({"risk": ("immediate", "x")}, "now"),
        ({"severity": ("critical", "x")}, "now"),
        ({"severity": ("serious", "x")}, "today"),
        ({"severity": ("low", "x")}, "can_wait"),
    ],
)
def test_before_anybody_has_acknowledged_danger_hurries_the_ladder(cast, answers, urgency):
    incident = raise_by(cast.owner, how_soon="can_wait", service=cast.service)
    answer(cast.dsl, incident, **answers)
    incident.refresh_from_db()
    assert incident.urgency == urgency == ladder_of(incident).urgency
    assert agrees_with_trail(incident)


@pytest.mark.parametrize("kind", ["conduct_nudes", "conduct_images", "contact_sextortion"])
def test_kind_of_harm_that_is_one_of_pictures_leaves_it_to_the_lead_and_whoever_deals_with_it(cast, incident, kind):
    answer(cast.dso, incident, category=Given(kind))
    incident.refresh_from_db()
    assert (incident.has_imagery, incident.route) == (True, "imagery")
    assert access.may_handle(cast.dso, incident)
    assert access.may_handle(cast.dsl, incident)
    assert not access.visible_incidents(cast.lead).exists()


def test_whoever_loses_sight_of_it_by_triage_is_led_to_a_list(cast, raise_a_concern):
    incident, client = raise_a_concern(), browser(cast.dso)
    form = {"client_token": uuid.uuid4(), "seen": 0, "category": "conduct_nudes"}
    sent = client.post(f"/incidents/{incident.ref}/triage/", form, follow=True)
    assert sent.status_code == 200
    assert not access.visible_incidents(cast.dso).exists()


def test_kind_of_harm_without_pictures_narrows_nothing(cast, incident):
    answer(cast.dso, incident, category=Given("conduct_bullying"))
    incident.refresh_from_db()
    assert (incident.has_imagery, incident.route) == (False, "ordinary")
