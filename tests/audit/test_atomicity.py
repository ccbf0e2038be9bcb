"""Nothing happens that leaves no trace: an act whose event cannot be written does not happen."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError

from incidents.actions import acknowledge_incident, add_entry, add_to_report
from incidents.enums import EntryKind, IncidentState
from incidents.models import ChronologyEntry, Exclusion, Incident
from safeguard.audit.models import AuditEvent
from safeguard.duties.models import Duty
from safeguard.escalation.models import Ladder, LadderStep
from safeguard.notifications.models import Message
from safeguard.storage.models import Draft
from tests.factories.escalation import climb_after
from tests.factories.incidents import ladder_of, raise_by, told_of

WRITTEN = (Incident, Exclusion, Ladder, LadderStep, Message, Draft, Duty, ChronologyEntry, AuditEvent)


@pytest.fixture
def trail_breaks_after(monkeypatch):
    """Let the database refuse the audit event after so many."""
    save, save_many = AuditEvent.save, AuditEvent.objects.bulk_create

    def break_after(count):
        left = iter(range(count))

        def refuse(event, **kwargs):
            if next(left, None) is None:
                raise DatabaseError("no space left on device")
            save(event, **kwargs)

        def refuse_many(events):
            rows = list(events)
            if len(list(zip(rows, left, strict=False))) < len(rows):
                raise DatabaseError("no space left on device")
            return save_many(rows)

        monkeypatch.setattr(AuditEvent, "save", refuse)
        monkeypatch.setattr(AuditEvent.objects, "bulk_create", refuse_many)

    return break_after


def counts():
    return {model: model.objects.count() for model in WRITTEN}


@pytest.mark.parametrize("events", range(2))
def test_raising_without_its_event_leaves_nothing(committed_db, cast, trail_breaks_after, events):
    """The incident's event and its ladder's: whichever fails, all is undone."""
    before = counts()
    trail_breaks_after(events)
    with pytest.raises(DatabaseError):
        raise_by(cast.owner, service=cast.service, about_staff="yes", staff_named=cast.colleague.full_name)
    assert counts() == before


def test_climb_without_its_event_tells_nobody_and_is_tried_again(committed_db, cast, trail_breaks_after, monkeypatch):
    """The first climb has an event of its own: it is undone alone, because a concern is never lost for it."""
    with monkeypatch.context():
        trail_breaks_after(2)
        incident = raise_by(cast.owner, service=cast.service)
        assert not LadderStep.objects.exists()
        assert not Message.objects.exists()
    monkeypatch.undo()
    climb_after(timedelta(minutes=1, seconds=1))
    assert told_of(incident) == [cast.dso, cast.dsl]


@pytest.mark.parametrize("events", range(3))
def test_acknowledging_without_its_event_changes_nothing(committed_db, cast, trail_breaks_after, now, events):
    incident = raise_by(cast.owner, service=cast.service)
    before = counts()
    trail_breaks_after(events)
    with pytest.raises(DatabaseError):
        acknowledge_incident(by=cast.dsl, now=now, incident=incident)
    incident.refresh_from_db()
    assert incident.state == IncidentState.RAISED
    assert ladder_of(incident).is_climbing
    assert not Message.objects.filter(state="cancelled").exists()
    assert counts() == before


def test_writing_without_its_event_leaves_nothing(committed_db, cast, trail_breaks_after, now):
    incident = raise_by(cast.owner, service=cast.service)
    before = counts()
    trail_breaks_after(0)
    with pytest.raises(DatabaseError):
        add_entry(by=cast.dsl, now=now, incident=incident, client_token=uuid.uuid4(), kind=EntryKind.NOTE, text="x")
    with pytest.raises(DatabaseError):
        add_to_report(by=cast.owner, now=now, report=incident, client_token=uuid.uuid4(), text="x")
    assert counts() == before
