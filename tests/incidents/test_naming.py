"""It turns out whom a case is about after people were told, or somebody who deals with it stands too near."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from incidents import access
from incidents.actions import acknowledge_incident, name_people, refer_incident, step_back
from incidents.enums import ExclusionReason, OutsideBody
from incidents.models import ChronologyEntry, Exclusion, Incident
from safeguard.audit.models import AuditEvent
from safeguard.audit.selectors import agrees_with_trail
from safeguard.duties.enums import DutyKind
from safeguard.duties.models import Duty
from safeguard.escalation.enums import StepKind
from safeguard.escalation.models import Ladder, LadderStep
from safeguard.escalation.selectors import story_of
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.notifications.models import Message
from tests.factories.escalation import climb_after, set_clock
from tests.factories.incidents import ladder_of, raise_by, told_of
from tests.threads import at_once


@pytest.fixture
def incident(cast, raise_a_concern):
    return raise_a_concern()


def name(by, incident, *people, text="She told me his name today.", token=None):
    said = {"client_token": token or uuid4(), "people": people, "text": text}
    return name_people(by=by, now=clock.now(), incident=incident, **said)


def back(by, incident, text="I am her aunt."):
    return step_back(by=by, now=clock.now(), incident=incident, client_token=uuid4(), text=text)


def acknowledge(by, incident):
    return acknowledge_incident(by=by, now=clock.now(), incident=incident)


def told_now(incident):
    steps = ladder_of(incident).story.filter(kind=StepKind.TOLD).select_related("person").order_by("id")
    return [step.person for step in steps]


@pytest.mark.django_db
def test_officer_who_was_told_and_is_then_named_is_left_out_of_everything(cast, incident):
    assert access.get_incident_for(cast.dso, incident.ref) == incident
    entry = name(cast.dsl, incident, cast.dso)
    incident.refresh_from_db()
    assert (incident.is_about_staff, incident.route) == (True, "about_staff")
    assert incident.exclusions.get(reason=ExclusionReason.FOUND).person == cast.dso
    for look in (access.get_incident_for, access.get_answer_for):
        with pytest.raises(NotVisible):
            look(cast.dso, incident.ref)
    assert not access.visible_incidents(cast.dso).exists()
    ladder = ladder_of(incident)
    assert cast.dso.pk in ladder.excluded
    assert not Message.objects.filter(recipient=cast.dso, state="waiting").exists()
    assert Message.objects.filter(recipient=cast.dso, state="cancelled").exists()
    assert ladder.story.get(kind=StepKind.LEFT_OUT).person == cast.dso
    assert f"{cast.dso.full_name}, told" in entry.text
    assert "has not opened it" in entry.text
    assert agrees_with_trail(incident)
    assert AuditEvent.objects.filter(verb="escalation.ladder.rerouted", subject_ref=ladder.ref).exists()
    climb_after(timedelta(hours=8))
    assert LadderStep.objects.filter(person=cast.dso, kind=StepKind.TOLD).count() == 1, "the one from before"


@pytest.mark.django_db
def test_what_was_opened_is_said(cast, incident):
    ladder = ladder_of(incident)
    LadderStep.objects.create(ladder=ladder, kind=StepKind.OPENED, at=clock.now(), call=1, person=cast.dso)
    name(cast.dsl, incident, cast.dso)
    assert "opened it" in ChronologyEntry.objects.get().text


@pytest.mark.django_db
def test_nobody_who_is_left_out_had_been_told(cast, incident):
    entry = name(cast.dsl, incident, cast.colleague)
    assert "No message about it had been sent to anybody who is left out." in entry.text
    assert not ladder_of(incident).story.filter(kind=StepKind.LEFT_OUT, person=cast.colleague).exists()


@pytest.mark.django_db
def test_new_route_is_told_at_once_while_nobody_has_answered(cast, incident):
    before = len(told_of(incident))
    name(cast.dsl, incident, cast.colleague)
    ladder = ladder_of(incident)
    assert (ladder.kind, ladder.calls) == ("about_staff", 2)
    assert len(told_of(incident)) > before


@pytest.mark.django_db
def test_line_of_who_is_named_is_left_out(cast, incident):
    cast.colleague.line_manager = cast.manager
    cast.colleague.save()
    name(cast.dsl, incident, cast.colleague)
    reasons = dict(Exclusion.objects.filter(incident=incident).values_list("person_id", "reason"))
    assert reasons[cast.colleague.pk] == ExclusionReason.FOUND
    assert reasons[cast.manager.pk] == ExclusionReason.LINE


@pytest.mark.django_db
def test_named_lead_and_deputy_are_left_out_and_those_above_are_told(cast, incident):
    acknowledge(cast.dso, incident)
    name(cast.dso, incident, cast.dsl)
    incident.refresh_from_db()
    assert incident.route == "about_lead"
    for person in (cast.dsl, cast.deputy):
        with pytest.raises(NotVisible):
            access.get_incident_for(person, incident.ref)
    assert Message.objects.filter(recipient=cast.lead, kind="escalation.news", state="waiting").exists()


@pytest.mark.django_db
def test_case_of_who_is_named_waits_for_another_answer(cast, incident):
    acknowledge(cast.dso, incident)
    duty = Duty.objects.get(owner=cast.dso)
    name(cast.dsl, incident, cast.dso)
    incident.refresh_from_db()
    assert (incident.state, incident.acknowledged_by, incident.acknowledged_at) == ("raised", None, None)
    assert Ladder.objects.filter(subject_ref=incident.ref).count() == 2
    assert cast.dsl in told_now(incident)
    assert cast.dso not in told_now(incident)
    duty.refresh_from_db()
    assert duty.owner != cast.dso
    assert cast.dso.pk in duty.excluded
    acknowledge(cast.dsl, incident)
    duty.refresh_from_db()
    incident.refresh_from_db()
    assert (incident.state, incident.acknowledged_by, duty.owner) == ("acknowledged", cast.dsl, cast.dsl)
    kinds = [line.step.kind for line in story_of(ladder_of(incident))]
    assert kinds.count(StepKind.ACKNOWLEDGED) == 2, "the story keeps the first answer too"


@pytest.mark.django_db
def test_what_is_to_be_done_in_a_part_of_a_case_goes_past_who_is_named(cast, incident):
    acknowledge(cast.dso, incident)
    said = {"client_token": uuid4(), "body": OutsideBody.SOCIAL_CARE}
    refer_incident(by=cast.dso, now=clock.now(), incident=incident, **said)
    duty = Duty.objects.get(kind=DutyKind.AUTHORITY_ANSWER)
    assert (duty.owner, duty.route_kind) == (cast.dso, "ordinary")
    name(cast.dsl, incident, cast.dso)
    duty.refresh_from_db()
    assert duty.owner != cast.dso
    assert duty.route_kind == "about_staff"
    assert cast.dso.pk in duty.excluded


@pytest.mark.django_db
def test_same_form_again_names_once(cast, incident):
    token = uuid4()
    assert name(cast.dsl, incident, cast.dso, token=token) == name(cast.dsl, incident, cast.dso, token=token)
    assert ChronologyEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("people", "text", "words"),
    [((), "How I know.", "Choose who"), (("dso",), "  ", "Write how you know")],
)
@pytest.mark.django_db
def test_refused_naming_changes_nothing(cast, incident, people, text, words):
    before = (AuditEvent.objects.count(), Exclusion.objects.count(), Message.objects.count())
    with pytest.raises(Refused, match=words):
        name(cast.dsl, incident, *(getattr(cast, one) for one in people), text=text)
    assert (AuditEvent.objects.count(), Exclusion.objects.count(), Message.objects.count()) == before


@pytest.mark.django_db
def test_naming_somebody_again_is_refused(cast, incident):
    name(cast.dsl, incident, cast.dso)
    with pytest.raises(Refused, match="left out already"):
        name(cast.dsl, incident, cast.dso)


@pytest.mark.parametrize("who", ["owner", "colleague", "manager", "ict", "admin", "board"])
@pytest.mark.django_db
def test_who_does_not_deal_with_it_names_nobody_and_steps_back_from_nothing(cast, incident, who):
    person = getattr(cast, who)
    with pytest.raises(Refused):
        name(person, incident, cast.dso)
    with pytest.raises(Refused):
        back(person, incident)


@pytest.mark.django_db
def test_stepping_back_needs_a_reason(cast, incident):
    with pytest.raises(Refused, match="Write why"):
        back(cast.dsl, incident, text=" ")


@pytest.mark.django_db
def test_imagery_stays_with_the_lead_though_it_is_about_staff(cast):
    incident = raise_by(cast.owner, service=cast.service, imagery="yes", imagery_notice_read=True)
    name(cast.dsl, incident, cast.colleague)
    incident.refresh_from_db()
    assert (incident.route, incident.is_about_staff) == ("imagery", True)


@pytest.mark.django_db
def test_what_can_wait_sleeps_on_past_who_is_named(cast):
    now = set_clock(datetime(2026, 11, 27, 22, 5, tzinfo=UTC))
    incident = raise_by(cast.owner, now, service=cast.service, how_soon="can_wait")
    name(cast.dsl, incident, cast.dso)
    ladder = ladder_of(incident)
    assert (ladder.level, ladder.kind, ladder.next_due_at) == (-1, "about_staff", datetime(2026, 11, 30, 9, tzinfo=UTC))
    assert told_of(incident) == []


@pytest.mark.django_db
def test_stepping_back_from_a_case_one_deals_with(cast, incident):
    acknowledge(cast.dsl, incident)
    back(cast.dsl, incident)
    incident.refresh_from_db()
    assert (incident.state, incident.route) == ("raised", "ordinary"), "it is not about staff for that"
    assert incident.exclusions.get(person=cast.dsl).reason == ExclusionReason.CONFLICT
    with pytest.raises(NotVisible):
        access.get_incident_for(cast.dsl, incident.ref)
    assert ladder_of(incident).is_climbing
    assert cast.dso in told_now(incident)
    assert cast.dsl not in told_now(incident)


@pytest.mark.django_db
def test_stepping_back_before_anybody_answered_leaves_it_to_the_others(cast, incident):
    assert {cast.dso, cast.dsl} <= set(told_of(incident))
    back(cast.dso, incident)
    assert not Message.objects.filter(recipient=cast.dso, state="waiting").exists()
    assert ladder_of(incident).is_climbing
    assert acknowledge(cast.dsl, incident).is_new


@pytest.mark.django_db
def test_message_that_speaks_of_another_matter_too_still_leaves(cast):
    set_clock(datetime(2026, 11, 27, 22, 5, tzinfo=UTC))
    one, two = (raise_by(cast.owner, service=cast.service, how_soon="can_wait") for _ in range(2))
    climb_after(timedelta(days=3))  # both are told of in one message
    name(cast.dsl, one, cast.dso)
    assert Message.objects.filter(recipient=cast.dso, state="waiting").exists()
    assert access.visible_incidents(cast.dso).get() == two


@pytest.mark.django_db
def test_case_that_is_closed_stays_closed(cast, incident):
    acknowledge(cast.dsl, incident)
    Incident.objects.filter(pk=incident.pk).update(state="closed", closed_at=clock.now(), closed_by=cast.dsl)
    name(cast.dsl, incident, cast.dso)
    incident.refresh_from_db()
    assert (incident.state, incident.route) == ("closed", "about_staff")


def test_named_and_acknowledging_at_the_same_moment(committed_db, cast):
    """Whichever is first, the person who is named does not deal with it in the end, and it is somebody's."""
    incident = raise_by(cast.owner, service=cast.service)
    at_once(lambda: acknowledge(cast.dso, incident), lambda: name(cast.dsl, incident, cast.dso))
    incident.refresh_from_db()
    assert (incident.state, incident.acknowledged_by) == ("raised", None)
    assert not access.visible_incidents(cast.dso).exists()
    assert ladder_of(incident).is_climbing
