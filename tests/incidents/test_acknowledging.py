"""Acknowledging: by somebody who may, once, and it starts the first duty."""

from datetime import timedelta
from functools import partial

import pytest

from incidents import access
from incidents.actions import acknowledge_incident, add_entry
from incidents.enums import EntryKind
from incidents.models import Incident, Reader
from safeguard.audit.models import AuditEvent
from safeguard.audit.selectors import agrees_with_trail
from safeguard.duties.models import Duty
from safeguard.escalation.enums import StepKind
from safeguard.escalation.models import Ladder
from safeguard.jobs import climb, do_duties
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.notifications.models import Message
from tests.factories.escalation import climb_after
from tests.factories.incidents import ladder_of, raise_by, told_of
from tests.threads import at_once


@pytest.fixture
def incident(cast, raise_a_concern):
    return raise_a_concern()


def by(person, incident):
    return acknowledge_incident(by=person, now=clock.now(), incident=incident)


@pytest.mark.django_db
def test_acknowledged_stops_the_ladder_and_keeps_every_time(cast, incident):
    now = clock.now()
    answer = acknowledge_incident(by=cast.dsl, now=now, incident=incident)
    assert (answer.by, answer.at, answer.is_new) == (cast.dsl, now, True)
    incident.refresh_from_db()
    assert (incident.state, incident.acknowledged_by, incident.acknowledged_at) == ("acknowledged", cast.dsl, now)
    assert incident.raised_at < incident.acknowledged_at
    ladder = ladder_of(incident)
    assert (ladder.state, ladder.acknowledged_by) == ("acknowledged", cast.dsl)
    assert not Message.objects.filter(state="waiting").exists()
    assert agrees_with_trail(incident)
    verbs = list(AuditEvent.objects.filter(at=now).order_by("id").values_list("verb", flat=True))
    assert verbs == ["incidents.incident.acknowledged", "escalation.ladder.acknowledged", "duties.duty.opened"]


@pytest.mark.django_db
def test_acknowledged_gives_the_first_entry_to_whoever_did(cast, now, incident):
    acknowledge_incident(by=cast.dso, now=now, incident=incident)
    duty = Duty.objects.get()
    assert (duty.owner, duty.kind, duty.due_at) == (cast.dso, "first_entry", now + timedelta(hours=2))


@pytest.mark.django_db
def test_second_to_acknowledge_learns_who_was_first(cast, now, incident):
    first = acknowledge_incident(by=cast.dso, now=now, incident=incident)
    answer = acknowledge_incident(by=cast.dsl, now=now + timedelta(minutes=1), incident=incident)
    assert (answer.by, answer.at, answer.is_new) == (first.by, first.at, False)
    assert Duty.objects.get().owner == cast.dso


@pytest.mark.django_db
def test_whoever_was_told_may_whatever_their_role(cast, now, raise_a_concern):
    """The chair has no role of ours, but has just been asked to deal with it."""
    incident = raise_a_concern(about_staff="yes", staff_named=cast.dsl.full_name)
    with pytest.raises(Refused):
        by(cast.chair, incident)
    climb_after(timedelta(hours=2))
    assert cast.chair in told_of(incident)
    assert by(cast.chair, incident).is_new
    add_entry(
        by=cast.chair, now=now, incident=incident, client_token=incident.client_token, kind=EntryKind.NOTE, text="x"
    )


@pytest.mark.django_db
def test_named_reader_may_not(cast, now, incident):
    reader = Reader.objects.create(incident=incident, person=cast.manager, added_by=cast.dsl, added_at=now)
    with pytest.raises(Refused, match="You may read this"):
        by(cast.manager, incident)
    assert ladder_of(incident).is_climbing
    assert str(reader) == f"{cast.manager.pk} may read {incident.pk}"


@pytest.mark.django_db
def test_closed_case_is_not_acknowledged_again(cast, incident, now):
    """Opening it again is another act, with its reason."""
    by(cast.dso, incident)
    Incident.objects.update(state="closed", closed_at=now, closed_by=cast.dsl)
    answer = by(cast.dsl, incident)
    assert (answer.by, answer.is_new) == (cast.dso, False)
    incident.refresh_from_db()
    assert incident.is_closed


@pytest.mark.django_db
def test_incident_that_lost_its_ladder_is_acknowledged_all_the_same(cast, incident, caplog):
    """It must never be, and says so in the log; but helping comes first."""
    Ladder.objects.update(subject_ref="elsewhere")
    assert by(cast.dsl, incident).is_new
    assert f"{incident.ref} was acknowledged without a ladder" in caplog.text
    incident.refresh_from_db()
    assert incident.acknowledged_by == cast.dsl


@pytest.mark.django_db
def test_person_kept_out_never_learns_who_answered(cast, raise_a_concern):
    incident = raise_a_concern(about_staff="yes", staff_named=cast.colleague.full_name)
    by(cast.dsl, incident)
    with pytest.raises(Refused, match="no longer"):
        by(cast.colleague, incident)


@pytest.mark.django_db
def test_whoever_was_told_and_came_second_learns_who_answered(cast, raise_a_concern):
    incident = raise_a_concern(about_staff="yes", staff_named=cast.dsl.full_name)
    climb_after(timedelta(hours=2))
    by(cast.lead, incident)
    assert by(cast.chair, incident).by == cast.lead
    assert access.get_answer_for(cast.chair, incident.ref).acknowledged_by == cast.lead
    for outsider in (cast.dsl, cast.deputy, cast.owner, cast.dso):
        with pytest.raises(NotVisible):
            access.get_answer_for(outsider, incident.ref)


@pytest.mark.django_db
def test_answer_is_not_there_before_somebody_has_answered(cast, incident):
    with pytest.raises(NotVisible):
        access.get_answer_for(cast.dso, incident.ref)


@pytest.mark.django_db
def test_acknowledged_and_nobody_writes_and_others_are_told(cast, incident):
    by(cast.dso, incident)
    for _ in range(4):
        climb_after(timedelta(hours=1))
    do_duties()
    climb()
    duty = Duty.objects.get()
    ladder = Ladder.objects.get(subject_type="duties.duty", subject_ref=duty.ref)
    assert ladder.about_ref == incident.ref
    assert ladder.is_climbing


def test_two_acknowledging_at_once_both_learn_who_was_first(committed_db, cast):
    for _ in range(10):
        incident = raise_by(cast.owner, service=cast.service)
        people = [cast.dso, cast.dsl]
        answers = at_once(*[partial(by, person, incident) for person in people])
        assert sorted(answer.is_new for answer in answers) == [False, True]
        winner = people[[answer.is_new for answer in answers].index(True)]
        assert [answer.by for answer in answers] == [winner, winner]
        assert Incident.objects.get(pk=incident.pk).acknowledged_by == winner
        assert Duty.objects.filter(subject_ref=incident.ref).get().owner == winner


def test_acknowledging_while_it_climbs_tells_nobody_more(committed_db, cast):
    for _ in range(20):
        incident = raise_by(cast.owner, service=cast.service)
        Ladder.objects.filter(subject_ref=incident.ref).update(next_due_at=clock.now())
        answer, *rest = at_once(lambda i=incident: by(cast.dsl, i), climb, climb)
        assert answer.is_new
        assert rest == [None, None]
        story = list(ladder_of(incident).story.order_by("id").values_list("kind", flat=True))
        assert story[-1] == StepKind.ACKNOWLEDGED
        assert not Message.objects.filter(state="waiting").exists()
