"""The record: written once, locked, added to."""

import json
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from safeguard.audit.models import AuditEvent
from safeguard.audit.rules import row_digest
from safeguard.duties.models import Duty
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.storage.actions import save_draft
from safeguard.storage.enums import DraftForm
from safeguard.storage.models import Draft
from sessions_app.actions import add_addendum, end_session, write_record
from sessions_app.enums import EndedHow
from sessions_app.models import Record, RecordAddendum, Session, SupportingAdult
from tests.factories.live import a_live_session, pressed, the_participant

pytestmark = pytest.mark.django_db


def ended(worker: Any, **over: Any) -> Session:
    """A session with everything asked, that has ended."""
    session = a_live_session(worker, **over)
    person = the_participant(session).person
    SupportingAdult.objects.create(session=session, adult=person.adults.get(), has_agreed=True)
    pressed(session, "present", {"alone": False, "people": [{"name": "Joan Ellis", "relationship": "mother"}]})
    pressed(session, "location", {"address": "4 Quay Street"})
    pressed(session, "number", {"phone": "07700 900123"})
    pressed(session, "safe_word", {"type": "word", "value": "pancake", "knows_when": True})
    pressed(session, "connection_lost")
    pressed(session, "connection_back")
    return end_session(
        by=worker,
        now=clock.now(),
        session=session,
        ended_how=EndedHow.AS_PLANNED,
        closing={"calm": "yes", "goals": "Homework"},
        client_token=uuid.uuid4(),
    )


def write(session: Session, **over: Any) -> Record:
    values = {
        "by": session.practitioner,
        "now": clock.now(),
        "session": session,
        "summary": "We talked about school.",
        "agreed": "Priya sends the timetable.",
        "client_token": uuid.uuid4(),
    }
    return write_record(**{**values, **over})


@pytest.mark.requirement("LOG-01", "LOG-04")
def test_the_record_holds_what_happened_and_what_was_said(cast: Any) -> None:
    session = ended(cast.owner)
    record = write(session)
    assert (record.began_at, record.ended_at, record.method) == (session.started_at, session.ended_at, "video")
    assert (record.summary, record.agreed, record.no_actions) == (
        "We talked about school.",
        "Priya sends the timetable.",
        False,
    )
    kinds = [event["kind"] for event in record.facts["events"]]
    assert kinds == [
        "started",
        "present",
        "location",
        "number",
        "safe_word",
        "connection_lost",
        "connection_back",
        "closing",
        "ended",
    ]
    kept = json.dumps(record.facts)
    for fact in ("Joan Ellis", "4 Quay Street", "07700 900123", "Homework", "as_planned"):
        assert fact in kept
    assert "pancake" not in kept
    assert record.facts["adults"] == [{"name": "Joan Ellis", "relationship": "mother", "agreed": True}]
    assert record.facts["minutes"] == 5
    assert all(event["at"] for event in record.facts["events"])


def test_writing_it_does_the_duty_and_closes_the_draft(cast: Any) -> None:
    session, token = ended(cast.owner), uuid.uuid4()
    save_draft(by=cast.owner, now=clock.now(), form=DraftForm.RECORD, client_token=token, content={"summary": ["We"]})
    write(session, client_token=token)
    session.refresh_from_db()
    assert (session.state, session.recorded_by) == ("recorded", cast.owner)
    assert Duty.objects.get(kind="record").state == "done"
    assert Draft.objects.get().closed_at is not None


@pytest.mark.requirement("LOG-17")
def test_a_written_record_is_locked_and_only_added_to(cast: Any) -> None:
    session, token = ended(cast.owner), uuid.uuid4()
    record = write(session, client_token=token)
    assert write(session, client_token=token) == record
    for over in ({"client_token": token, "summary": "Other words"}, {}):
        with pytest.raises(Refused):
            write(session, **over)
    with pytest.raises(DatabaseError), transaction.atomic():
        Record.objects.filter(pk=record.pk).update(summary="Changed")
    now = clock.now()
    added = add_addendum(
        by=cast.owner, now=now, record=record, text="Her brother was there.", reason="I forgot", client_token=token
    )
    assert (added.by, added.at, added.reason) == (cast.owner, now, "I forgot")
    with pytest.raises(DatabaseError), transaction.atomic():
        RecordAddendum.objects.update(text="Changed")
    record.refresh_from_db()
    assert record.summary == "We talked about school."


def test_the_digest_of_a_record_holds_when_it_is_read_again(cast: Any, settings: Any) -> None:
    record = write(ended(cast.owner))
    again = Record.objects.get(pk=record.pk)
    kept = AuditEvent.objects.get(subject_ref=record.ref).digest
    assert row_digest(again.AUDIT_SCHEMA, again.audit_values(), settings.AUDIT_KEY) == kept


def test_what_is_missing_is_refused(cast: Any) -> None:
    session = ended(cast.owner)
    for over in ({"summary": " "}, {"agreed": " "}, {"by": cast.colleague}, {"by": cast.manager}):
        with pytest.raises(Refused):
            write(session, **over)
    assert write(session, agreed="", no_actions=True).no_actions
    with pytest.raises(Refused):
        write(a_live_session(cast.colleague))


def test_who_adds_to_it_says_why_and_the_same_form_lands_once(cast: Any) -> None:
    record = write(ended(cast.owner))
    token = uuid.uuid4()
    values = {"now": clock.now(), "record": record, "text": "More", "reason": "Seen later", "client_token": token}
    first = add_addendum(by=cast.manager, **values)
    assert add_addendum(by=cast.manager, **values) == first
    for over in (
        {"text": " ", "client_token": uuid.uuid4()},
        {"reason": "", "client_token": uuid.uuid4()},
        {"text": "Other words"},
    ):
        with pytest.raises(Refused):
            add_addendum(by=cast.manager, **{**values, **over})
    for other in (cast.colleague, cast.dsl, cast.dso):
        with pytest.raises(Refused):
            add_addendum(by=other, **{**values, "client_token": uuid.uuid4()})
    assert RecordAddendum.objects.count() == 1
