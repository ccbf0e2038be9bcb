"""Nobody waits for help because whoever dealt with a case is gone: the next are told, as soon as is known by then."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from incidents.actions import (
    acknowledge_incident,
    add_involved,
    add_to_report,
    answer_details,
    answer_triage,
    name_people,
    record_referral,
    reopen_incident,
    step_back,
)
from incidents.enums import OutsideBody, Topic
from incidents.models import Incident
from incidents.rules import Answered, Given, Somebody
from safeguard.audit.models import AuditEvent
from safeguard.duties.actions import open_duty
from safeguard.duties.enums import DutyKind
from safeguard.duties.models import Duty
from safeguard.escalation.selectors import untold
from safeguard.lib import clock
from safeguard.notifications.models import Message
from safeguard.practitioners.models import PostHolding, User
from tests.factories.escalation import climb_after, set_clock
from tests.factories.incidents import ladder_of, raise_by

pytestmark = pytest.mark.django_db
FRIDAY_NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
FRIDAY_NIGHT = datetime(2026, 11, 27, 22, tzinfo=UTC)


@pytest.fixture
def incident(cast, raise_a_concern):
    return raise_a_concern()


def acknowledge(by, incident):
    return acknowledge_incident(by=by, now=clock.now(), incident=incident)


def name(by, incident, *people):
    said = {"client_token": uuid4(), "people": people, "text": "She told me today."}
    return name_people(by=by, now=clock.now(), incident=incident, **said)


def close(by, incident):
    Incident.objects.filter(pk=incident.pk).update(state="closed", closed_at=clock.now(), closed_by=by)
    incident.refresh_from_db()


def alerted():
    """Who is alerted by a message that waits."""
    alerts = Message.objects.filter(kind="escalation.alert", state="waiting", channel="email")
    return {message.recipient for message in alerts.select_related("recipient")}


@pytest.mark.parametrize("how", ["steps back", "is named"])
def test_what_could_wait_and_is_danger_now_does_not_wait_until_monday(cast, how):
    set_clock(FRIDAY_NOON)
    incident = raise_by(cast.owner, service=cast.service, how_soon="can_wait")
    acknowledge(cast.dso, incident)
    set_clock(FRIDAY_NIGHT)
    answers = {"risk": Given("immediate", "He is outside."), "severity": Given("critical", "He has a knife.")}
    said = {"now": clock.now(), "incident": incident, "client_token": uuid4()}
    answer_triage(by=cast.dso, answers=answers, **said)
    if how == "is named":
        name(cast.dsl, incident, cast.dso)
    else:
        step_back(by=cast.dso, text="I am her aunt.", **{**said, "client_token": uuid4()})
    incident.refresh_from_db()
    assert (incident.state, incident.urgency, ladder_of(incident).urgency) == ("raised", "now", "now")
    assert cast.dsl in alerted()
    raised = AuditEvent.objects.filter(subject_ref=incident.ref, verb="incidents.incident.urgency_raised")
    assert raised.count() == 1


def test_case_opened_again_after_its_dealer_left_waits_for_another_answer(cast, incident):
    acknowledge(cast.dso, incident)
    close(cast.dsl, incident)
    User.objects.filter(pk=cast.dso.pk).update(is_active=False)
    Message.objects.all().delete()
    said = {"client_token": uuid4(), "text": "There is more."}
    reopen_incident(by=cast.deputy, now=clock.now(), incident=incident, **said)
    incident.refresh_from_db()
    assert (incident.state, incident.dealer_id) == ("raised", None)
    assert ladder_of(incident).is_climbing
    assert cast.dsl in alerted()


def test_those_of_the_new_route_hear_though_somebody_deals_with_it_and_nobody_is_left_out(cast, incident):
    acknowledge(cast.dso, incident)
    Message.objects.all().delete()
    one = Somebody("A volunteer", "volunteer", "caused")
    said = {"now": clock.now(), "incident": incident, "client_token": uuid4()}
    add_involved(by=cast.owner, one=one, is_own_report=True, **said)
    incident.refresh_from_db()
    assert (incident.route, incident.acknowledged_by) == ("about_staff", cast.dso)
    assert alerted() == {cast.dsl, cast.hr_dso}
    assert Message.objects.filter(recipient=cast.dso, kind="escalation.news").exists()


def test_where_the_first_of_the_new_route_are_left_out_the_next_are_alerted(cast, incident):
    acknowledge(cast.dso, incident)
    Message.objects.all().delete()
    name(cast.dso, incident, cast.dsl, cast.lead, cast.hr_dso)
    assert alerted() == {cast.chair}


def test_whoever_the_last_call_told_can_be_alerted_to_watch(cast, incident):
    for _turn in range(4):
        climb_after(timedelta(hours=1))
    acknowledge(cast.dso, incident)
    Message.objects.all().delete()
    name(cast.dso, incident, cast.dsl)
    assert alerted() == {cast.lead, cast.hr_dso}


# --- Added to a case that is closed ---------------------------------------------------------------------------------


def closed(cast, **over):
    incident = raise_by(cast.owner, service=cast.service, **{"how_soon": "can_wait", **over})
    acknowledge(cast.dso, incident)
    close(cast.dsl, incident)
    Message.objects.all().delete()
    return incident


def adds_words(cast, incident):
    add_to_report(by=cast.owner, now=clock.now(), report=incident, client_token=uuid4(), text="He hit me tonight.")


def rang_police(cast, incident):
    record_referral(
        by=cast.owner, now=clock.now(), report=incident, client_token=uuid4(), body=OutsideBody.POLICE, text="101."
    )


def saw_picture(cast, incident):
    said = {"topic": Topic.IMAGERY, "answers": {"seen": Answered(("yes",))}, "is_own_report": True}
    answer_details(by=cast.owner, now=clock.now(), incident=incident, client_token=uuid4(), **said)


def names_somebody(cast, incident):
    said = {"one": Somebody("A man from the game", "outsider", "caused"), "is_own_report": True}
    add_involved(by=cast.owner, now=clock.now(), incident=incident, client_token=uuid4(), **said)


@pytest.mark.parametrize(
    ("add", "urgency"),
    [(adds_words, "today"), (rang_police, "now"), (saw_picture, "now"), (names_somebody, "today")],
)
def test_what_its_raiser_adds_to_a_closed_case_is_answered_by_a_human(cast, add, urgency):
    set_clock(FRIDAY_NIGHT)
    incident = closed(cast)
    add(cast, incident)
    incident.refresh_from_db()
    assert (incident.state, incident.urgency) == ("raised", urgency)
    assert cast.dsl in alerted()
    assert cast.owner not in alerted()
    news = Message.objects.filter(kind="escalation.news")
    assert news.exists()
    assert all(news.values_list("is_persistent", flat=True))
    Message.objects.all().delete()
    climb_after(timedelta(hours=1))
    assert cast.deputy in alerted(), "the next, until somebody answers"
    assert acknowledge(cast.dsl, incident).is_new


def test_whoever_takes_on_a_case_that_waits_again_need_not_look_at_how_it_was_closed(cast):
    incident = closed(cast)
    ladder = ladder_of(incident)
    open_duty(by=cast.dsl, now=clock.now(), kind=DutyKind.MONITOR, owner=cast.dsl, due_at=clock.now(), about=ladder)
    adds_words(cast, incident)
    acknowledge(cast.deputy, incident)
    assert Duty.objects.get(kind=DutyKind.MONITOR).state == "done"


def test_what_whoever_deals_with_it_writes_in_a_closed_case_opens_nothing(cast):
    incident = closed(cast)
    said = {"now": clock.now(), "incident": incident, "client_token": uuid4()}
    add_involved(by=cast.dsl, one=Somebody("Kit", "child", "saw"), **said)
    incident.refresh_from_db()
    assert incident.is_closed


# --- Where almost everybody is left out -----------------------------------------------------------------------------


def report_to(person, manager):
    User.objects.filter(pk=person.pk).update(line_manager=manager)


@pytest.mark.parametrize("when", ["raised", "named later"])
def test_those_above_hear_though_they_are_the_line_where_nobody_else_is_left(cast, when):
    """The subject's line is the lead, the strategic lead and the chair; the other posts are vacant."""
    report_to(cast.colleague, cast.dsl)
    report_to(cast.dsl, cast.lead)
    report_to(cast.lead, cast.chair)
    PostHolding.objects.filter(person__in=[cast.dso, cast.deputy, cast.hr_dso]).delete()
    if when == "raised":
        incident = raise_by(cast.owner, service=cast.service, about_staff="yes", staff_named=cast.colleague.full_name)
    else:
        incident = raise_by(cast.owner, service=cast.service)
        name(cast.dsl, incident, cast.colleague)
    assert set(incident.exclusions.values_list("person", flat=True)) == {cast.colleague.pk, cast.dsl.pk}
    assert cast.lead in alerted()
    assert cast.dsl not in alerted()
    assert acknowledge(cast.lead, incident).is_new


def test_the_line_stays_out_while_somebody_else_hears(cast):
    report_to(cast.colleague, cast.lead)
    incident = raise_by(cast.owner, service=cast.service, about_staff="yes", staff_named=cast.colleague.full_name)
    assert incident.exclusions.filter(person=cast.lead).exists()


def test_that_everybody_is_named_is_found_though_some_were_told_before(cast, incident):
    for person in (cast.dso, cast.hr_dso, cast.deputy, cast.lead, cast.chair, cast.dsl):
        assert not untold(clock.now()).exists()
        one = Somebody(person.full_name, "staff", "caused")
        said = {"now": clock.now(), "incident": incident, "client_token": uuid4(), "is_own_report": True}
        add_involved(by=cast.owner, one=one, **said)
    assert list(untold(clock.now())) == [ladder_of(incident)]


@pytest.mark.parametrize(
    ("words", "is_out"), [("Dele", False), ("Dele Adeyemi", True), ("Adeyemi, Dele", True), ("the DSO", True)]
)
def test_whoever_adds_to_their_report_takes_nobody_out_by_one_word(cast, incident, words, is_out):
    said = {"now": clock.now(), "incident": incident, "client_token": uuid4(), "is_own_report": True}
    add_involved(by=cast.owner, one=Somebody(words, "staff", "harmed"), **said)
    assert incident.exclusions.filter(person=cast.dso).exists() is is_out
