"""What somebody who is named later had been told, had to do or was waiting for: none of it reaches them any more."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from incidents import access
from incidents.actions import (
    acknowledge_incident,
    add_to_report,
    hand_over_incidents,
    name_people,
    reopen_incident,
    step_back,
)
from incidents.enums import ExclusionReason
from incidents.models import ChronologyEntry, Incident
from safeguard.duties.actions import SUBJECT, open_duty, remind_of_due_duties, tell_others_of_overdue_duties
from safeguard.duties.enums import DutyKind
from safeguard.duties.models import Duty
from safeguard.escalation.actions import hold_ladders, tell_of_news
from safeguard.escalation.enums import StepKind
from safeguard.escalation.models import Ladder, LadderStep
from safeguard.escalation.selectors import story_of
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible
from safeguard.notifications.models import Message
from safeguard.practitioners.models import PostHolding
from tests.factories.escalation import climb_after, set_clock
from tests.factories.incidents import ladder_of, raise_by
from tests.pages import browser

pytestmark = pytest.mark.django_db
FRIDAY_NIGHT = datetime(2026, 11, 27, 22, 5, tzinfo=UTC)


@pytest.fixture
def incident(cast, raise_a_concern):
    return raise_a_concern()


def name(by, incident, *people, token=None):
    said = {"client_token": token or uuid4(), "people": people, "text": "She told me today."}
    return name_people(by=by, now=clock.now(), incident=incident, **said)


def acknowledge(by, incident):
    return acknowledge_incident(by=by, now=clock.now(), incident=incident)


def add(by, incident):
    add_to_report(by=by, now=clock.now(), report=incident, client_token=uuid4(), text="One thing more.")


def close(by, incident):
    Incident.objects.filter(pk=incident.pk).update(state="closed", closed_at=clock.now(), closed_by=by)


def waiting_for(person):
    return Message.objects.filter(recipient=person, state="waiting")


def report_page(incident):
    answer = browser(incident.raised_by).get(reverse("incidents:report", args=[incident.ref]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_raiser_is_not_shown_whom_it_turned_out_to_be_about(cast, incident):
    before = report_page(incident)
    name(cast.dsl, incident, cast.colleague)
    after = report_page(incident)
    assert cast.colleague.full_name not in after
    for page in (before, after):
        assert "Who is left out" not in page
    named = raise_by(cast.owner, service=cast.service, about_staff="yes", staff_named=cast.colleague.full_name)
    name(cast.dsl, named, cast.manager)
    page = report_page(named)
    assert cast.colleague.full_name in page
    assert cast.manager.full_name not in page


def test_raiser_who_is_named_is_told_nothing_of_it(cast):
    incident = raise_by(cast.owner, service=cast.service, about_staff="yes", staff_named=cast.colleague.full_name)
    name(cast.dsl, incident, cast.owner)
    page = report_page(incident)
    assert "told nothing and see nothing" not in page
    assert "nobody is left out" not in page


def test_news_pass_by_who_was_told_and_then_named(cast, incident):
    name(cast.dsl, incident, cast.dso)
    add(cast.owner, incident)
    assert not waiting_for(cast.dso).exists()
    assert waiting_for(cast.dsl).filter(kind="escalation.news").exists()


@pytest.mark.parametrize("who", ["acknowledged", "closed"])
def test_news_of_a_closed_case_pass_by_who_dealt_with_it_and_is_named(cast, incident, who):
    acknowledge(cast.dso if who == "acknowledged" else cast.deputy, incident)
    close(cast.dsl if who == "acknowledged" else cast.dso, incident)
    Message.objects.all().delete()
    name(cast.dsl, incident, cast.dso)
    add(cast.owner, incident)
    tell_of_news(now=clock.now(), ladder=ladder_of(incident))
    assert not waiting_for(cast.dso).exists()
    assert waiting_for(cast.dsl).exists()


def test_whoever_it_was_handed_to_is_told_of_additions(cast, incident):
    acknowledge(cast.dso, incident)
    hand_over_incidents(by=None, now=clock.now(), handler=cast.dso, to=[cast.deputy])
    Message.objects.all().delete()
    add(cast.owner, incident)
    assert waiting_for(cast.deputy).filter(kind="escalation.news").exists()


def test_case_opened_again_waits_if_who_dealt_with_it_is_left_out(cast, incident):
    acknowledge(cast.dso, incident)
    close(cast.dsl, incident)
    name(cast.dsl, incident, cast.dso)
    incident.refresh_from_db()
    again = {"client_token": uuid4(), "text": "There is more."}
    reopen_incident(by=cast.dsl, now=clock.now(), incident=incident, **again)
    incident.refresh_from_db()
    assert (incident.state, incident.acknowledged_by, incident.closed_by) == ("raised", None, None)
    assert ladder_of(incident).is_climbing
    assert not waiting_for(cast.dso).exists()
    assert acknowledge(cast.dsl, incident).is_new


def test_officer_of_the_service_has_no_part_in_what_is_about_staff(cast, incident):
    assert access.visible_incidents(cast.dso).exists()
    name(cast.dsl, incident, cast.colleague)
    assert not incident.exclusions.filter(person=cast.dso).exists(), "it is not about them"
    with pytest.raises(NotVisible):
        access.get_incident_for(cast.dso, incident.ref)
    assert not access.handles(cast.other_team, incident)
    ladder = ladder_of(incident)
    assert cast.dso.pk in ladder.excluded
    assert not waiting_for(cast.dso).exists()
    assert ladder.story.filter(kind=StepKind.LEFT_OUT, person=cast.dso).exists()
    assert access.get_incident_for(cast.dsl, incident.ref) == incident


def test_held_ladder_calls_nobody_who_is_named(cast, incident):
    hold_ladders(now=clock.now())
    Message.objects.all().delete()
    name(cast.dsl, incident, cast.dso)
    assert not waiting_for(cast.dso).exists()
    ladder = ladder_of(incident)
    assert ladder.held_at is None
    assert waiting_for(cast.dsl).filter(kind="escalation.alert").exists()
    assert LadderStep.objects.filter(ladder=ladder, person=cast.dso, kind=StepKind.TOLD).count() == 1


def test_reminders_overdue_work_and_news_that_wait_are_stopped(cast, incident):
    acknowledge(cast.dso, incident)
    add(cast.owner, incident)
    clock.shift(timedelta(hours=30))
    remind_of_due_duties(now=clock.now())
    assert set(waiting_for(cast.dso).values_list("kind", flat=True)) >= {"duties.reminder", "escalation.news"}
    name(cast.dsl, incident, cast.dso)
    assert not waiting_for(cast.dso).exists()


def test_duty_that_nobody_can_take_reminds_nobody_who_is_left_out(cast, incident):
    acknowledge(cast.dso, incident)
    PostHolding.objects.exclude(person=cast.dso).delete()
    name(cast.dsl, incident, cast.dso)
    duty = Duty.objects.get(kind=DutyKind.FIRST_ENTRY)
    assert duty.owner == cast.dso
    set_clock(duty.due_at + timedelta(minutes=1))
    assert remind_of_due_duties(now=clock.now()) == 0
    assert not waiting_for(cast.dso).exists()
    assert tell_others_of_overdue_duties(now=clock.now()) == 1, "at once, not after the grace"
    assert Ladder.objects.filter(subject_type=SUBJECT, subject_ref=duty.ref).exists()


def test_who_raised_it_and_deals_with_it_is_reminded(cast):
    incident = raise_by(cast.dsl, service=cast.service)
    acknowledge(cast.dsl, incident)
    clock.shift(timedelta(hours=30))
    assert remind_of_due_duties(now=clock.now()) == 1
    add(cast.dsl, incident)
    assert waiting_for(cast.dsl).filter(kind="escalation.news").exists()


def test_chronology_says_what_they_know_otherwise(cast, incident):
    browser(cast.dso).get(incident.get_absolute_url())
    incident.readers.create(person=cast.board, added_by=cast.dsl, added_at=clock.now())
    acknowledge(cast.dso, incident)
    text = name(cast.dsl, incident, cast.dso, cast.board, cast.owner).text
    for words in (
        f"{cast.dso.full_name} acknowledged it",
        f"{cast.dso.full_name} first read the case",
        f"{cast.board.full_name} had been let read it",
        f"{cast.owner.full_name} raised it",
    ):
        assert words in text


def test_namesakes_are_told_apart(cast, incident):
    cast.colleague.full_name = cast.dso.full_name
    cast.colleague.save()
    token = {"client_token": str(uuid4()), "name": cast.dso.full_name, "text": "She said so."}
    page = browser(cast.dsl).post(f"/incidents/{incident.ref}/name/", token).content.decode()
    assert cast.dso.email in page
    assert cast.colleague.email in page
    assert cast.colleague.email in name(cast.dsl, incident, cast.colleague).text
    text = name(cast.dsl, incident, cast.dso).text
    assert f"({cast.dso.email}), told" in text


def test_opening_counts_for_the_ladder_it_was_told_by(cast, incident):
    first = ladder_of(incident)
    LadderStep.objects.create(ladder=first, kind=StepKind.OPENED, at=clock.now(), call=1, person=cast.dsl)
    acknowledge(cast.dso, incident)
    name(cast.dsl, incident, cast.dso)
    lines = [one for one in story_of(ladder_of(incident)) if one.step.kind == StepKind.TOLD]
    opened = {
        (one.step.ladder_id == first.pk, one.opened_at is not None) for one in lines if one.step.person == cast.dsl
    }
    assert opened == {(True, True), (False, False)}


@pytest.mark.parametrize("page", ["name", "step-back"])
def test_second_press_of_who_sees_it_no_more_is_no_error(cast, incident, page):
    cast.dso.line_manager = cast.dsl
    cast.dso.save()
    sent = {"client_token": str(uuid4()), "name": cast.dso.full_name, "text": "So.", "people": [str(cast.dso.ref)]}
    client = browser(cast.dsl)
    for _ in range(2):
        assert client.post(f"/incidents/{incident.ref}/{page}/", sent).status_code == 302
    assert ChronologyEntry.objects.count() == 1
    stranger = browser(cast.colleague).post(f"/incidents/{incident.ref}/{page}/", sent)
    assert stranger.status_code == 404


def test_stepping_back_twice_by_one_form_is_once(cast, incident):
    said = {"client_token": uuid4(), "text": "My aunt."}
    first, again = (step_back(by=cast.dsl, now=clock.now(), incident=incident, **said) for _ in range(2))
    assert first == again


@pytest.mark.parametrize(
    ("dealt", "words"), [(None, "Others are told"), ("dso", "Somebody else deals with it"), ("closed", "stays closed")]
)
def test_words_after_stepping_back_are_true(cast, incident, dealt, words):
    if dealt is not None:
        acknowledge(cast.dso, incident)
    if dealt == "closed":
        close(cast.dso, incident)
    sent = {"client_token": str(uuid4()), "text": "My aunt."}
    page = browser(cast.dsl).post(f"/incidents/{incident.ref}/step-back/", sent, follow=True).content.decode()
    assert words in page


def test_words_after_naming_the_lead_do_not_speak_of_managers(cast, incident):
    sent = {"client_token": str(uuid4()), "name": cast.dsl.full_name, "text": "So.", "people": [str(cast.dsl.ref)]}
    page = browser(cast.deputy).post(f"/incidents/{incident.ref}/name/", sent, follow=True).content.decode()
    assert "They and those who work for them are left out" in page


def test_message_of_several_matters_leaves_without_the_one_they_are_named_in(cast):
    set_clock(FRIDAY_NIGHT)
    one, two = (raise_by(cast.owner, service=cast.service, how_soon="can_wait") for _ in range(2))
    climb_after(timedelta(days=3))
    name(cast.dsl, one, cast.dso)
    bodies = list(waiting_for(cast.dso).filter(channel="email").values_list("body", flat=True))
    assert len(bodies) == 1
    assert two.ref in bodies[0]
    assert one.ref not in bodies[0]


def test_first_entry_is_due_anew_for_who_answers_next(cast, incident):
    acknowledge(cast.dso, incident)
    clock.shift(timedelta(days=2))
    tell_others_of_overdue_duties(now=clock.now())
    name(cast.dsl, incident, cast.dso)
    acknowledge(cast.dsl, incident)
    duty = Duty.objects.get(kind=DutyKind.FIRST_ENTRY)
    assert duty.owner == cast.dsl
    assert duty.due_at > clock.now()
    assert duty.escalated_at is None


def test_those_above_a_named_lead_are_alerted_though_somebody_deals_with_it(cast, incident):
    acknowledge(cast.dso, incident)
    name(cast.dso, incident, cast.dsl)
    assert waiting_for(cast.lead).filter(kind="escalation.alert", title__contains="look at it today").exists()
    assert ladder_of(incident).story.filter(kind=StepKind.TOLD, person=cast.lead).exists()
    Message.objects.all().delete()
    name(cast.dso, incident, cast.colleague)
    assert not Message.objects.filter(kind="escalation.alert").exists(), "no leading post"


def test_who_was_found_is_kept_apart_from_who_was_named(cast, incident):
    name(cast.dsl, incident, cast.colleague)
    assert incident.exclusions.get(person=cast.colleague).reason == ExclusionReason.FOUND


def test_duty_opened_for_who_raised_the_matter_is_theirs(cast):
    incident = raise_by(cast.dsl, service=cast.service)
    ladder = ladder_of(incident)
    values = {"kind": DutyKind.MONITOR, "owner": cast.dsl, "due_at": clock.now(), "about": ladder}
    assert cast.dsl.pk not in open_duty(by=cast.dsl, now=clock.now(), **values).excluded
