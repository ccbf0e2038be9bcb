"""Adding: always a line more, never a change; the first entry does its duty; additions reach those who deal with it."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from incidents.actions import (
    acknowledge_incident,
    add_entry,
    add_to_report,
    note_listed,
    note_opened,
    note_report_opened,
    record_referral,
)
from incidents.enums import AlreadyHappened, EntryKind, OutsideBody
from incidents.models import ChronologyEntry
from incidents.selectors import chronology_of, own_additions
from safeguard.audit.models import AuditEvent
from safeguard.audit.selectors import agrees_with_trail, events_about
from safeguard.duties.models import Duty
from safeguard.escalation.models import Ladder
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from safeguard.storage.actions import save_draft
from safeguard.storage.enums import DraftForm
from safeguard.storage.selectors import draft_of
from tests.factories.escalation import set_clock
from tests.factories.incidents import ladder_of, told_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def incident(raise_a_concern):
    return raise_a_concern()


def write(by, now, incident, **over):
    values = {"client_token": uuid.uuid4(), "kind": EntryKind.NOTE, "text": "Rang her mother."}
    return add_entry(by=by, now=now, incident=incident, **{**values, **over})


def add(by, now, incident, **over):
    return add_to_report(
        by=by, now=now, report=incident, **{"client_token": uuid.uuid4(), "text": "He told me more.", **over}
    )


def newly_told():
    return set(Message.objects.filter(title__contains="added").values_list("recipient__full_name", flat=True))


def test_entry_is_a_line_of_the_chronology(cast, now, incident):
    first = write(cast.dsl, now, incident, when_happened="Friday evening")
    second = write(cast.dso, now + MINUTE, incident, kind=EntryKind.DECISION)
    assert list(chronology_of(incident)) == [first, second]
    assert (first.by, first.written_at, first.when_happened) == (cast.dsl, now, "Friday evening")
    assert str(first) == f"note {now:%d %b %H:%M}"
    assert [e.verb for e in events_about(first)] == ["incidents.entry.added"]
    assert agrees_with_trail(ChronologyEntry.objects.get(pk=first.pk))


def test_first_entry_does_the_duty_and_stops_its_alerts(cast, now, incident):
    acknowledge_incident(by=cast.dsl, now=now, incident=incident)
    write(cast.dso, now + MINUTE, incident)
    assert (Duty.objects.get().state, Duty.objects.get().done_by) == ("done", cast.dso)


def test_entry_pressed_twice_is_written_once(cast, now, incident):
    token = uuid.uuid4()
    first = write(cast.dsl, now, incident, client_token=token)
    again = write(cast.dsl, now + MINUTE, incident, client_token=token)
    assert first == again == ChronologyEntry.objects.get()
    assert AuditEvent.objects.filter(verb="incidents.entry.added").count() == 1


def test_token_used_for_something_else_is_refused(cast, now, incident, raise_a_concern):
    token, other = uuid.uuid4(), raise_a_concern()
    write(cast.dsl, now, incident, client_token=token)
    for by, where in ((cast.dso, incident), (cast.dsl, other)):
        with pytest.raises(Refused, match="something else"):
            write(by, now, where, client_token=token)
    assert ChronologyEntry.objects.count() == 1


def test_correction_names_the_entry_it_corrects(cast, now, incident):
    wrong = write(cast.dsl, now, incident)
    right = write(cast.dsl, now, incident, kind=EntryKind.CORRECTION, corrects=wrong)
    assert (right.corrects, list(wrong.corrections.all())) == (wrong, [right])
    assert ChronologyEntry.objects.get(pk=wrong.pk).text == "Rang her mother."


def test_correction_of_an_entry_of_another_incident_is_refused(cast, now, incident, raise_a_concern):
    elsewhere = write(cast.dsl, now, raise_a_concern())
    with pytest.raises(Refused, match="another chronology"):
        write(cast.dsl, now, incident, corrects=elsewhere)


def test_entry_sent_leaves_no_draft_of_its_own(cast, now, incident):
    token, other = uuid.uuid4(), uuid.uuid4()
    for one in (token, other):
        save_draft(
            by=cast.dsl, now=now, form=DraftForm.CHRONOLOGY, client_token=one, content={"text": "x"}, about=incident.ref
        )
    write(cast.dsl, now, incident, client_token=token)
    assert draft_of(cast.dsl, DraftForm.CHRONOLOGY, incident.ref).client_token == other


@pytest.mark.parametrize("who", ["owner", "colleague", "manager", "other_dso", "hr_dso", "board", "ict", "admin"])
def test_nobody_else_writes_in_it(cast, now, incident, who):
    with pytest.raises(Refused):
        write(cast[who], now, incident)
    assert not ChronologyEntry.objects.exists()


# --- from one's own report -----------------------------------------------------------------------------


def test_addition_tells_those_who_were_told(cast, now, incident):
    entry = add(cast.owner, now, incident, already_happened=[AlreadyHappened.TOLD, AlreadyHappened.DELETED])
    assert entry.kind == EntryKind.AFTERWARDS
    assert entry.already_happened_words == ["Somebody else was told", "Something was deleted"]
    assert list(own_additions(incident, cast.owner)) == [entry]
    assert newly_told() == {person.full_name for person in told_of(incident)}
    assert [e.verb for e in events_about(entry)] == ["incidents.report.added_to"]


def test_addition_tells_whoever_is_dealing_with_it_and_the_first_in_line(cast, now, incident):
    acknowledge_incident(by=cast.deputy, now=now, incident=incident)
    add(cast.owner, now, incident)
    assert newly_told() == {"Della Marsh", "Dele Adeyemi", "Dana Whitlock"}


def test_referral_wakes_what_was_to_wait(cast, raise_a_concern):
    now = set_clock(datetime(2026, 11, 27, 22, 5, tzinfo=UTC))
    incident = raise_a_concern(how_soon="can_wait")
    assert told_of(incident) == []
    record_referral(by=cast.owner, now=now, report=incident, client_token=uuid.uuid4(), body=OutsideBody.POLICE)
    assert told_of(incident) == [cast.dso, cast.dsl]
    incident.refresh_from_db()
    assert (incident.urgency, incident.how_soon) == ("now", "can_wait")
    assert agrees_with_trail(incident)
    assert AuditEvent.objects.filter(verb="incidents.incident.urgency_raised").count() == 1


def test_addition_to_what_can_wait_wakes_it_for_today(cast, raise_a_concern):
    """Nobody knows yet what was added: it may be that the child has taken something."""
    now = set_clock(datetime(2026, 11, 27, 22, 5, tzinfo=UTC))
    incident = raise_a_concern(how_soon="can_wait")
    add(cast.owner, now, incident)
    assert told_of(incident) == [cast.dso, cast.dsl]
    assert not Message.objects.filter(kind="escalation.news").exists()
    incident.refresh_from_db()
    assert incident.urgency == "today"


def test_referral_hurries_what_was_told_and_can_wait(cast, raise_a_concern):
    """Raised and told within working hours as something that can wait; then 999 is rung."""
    now = set_clock(datetime(2026, 11, 27, 16, 50, tzinfo=UTC))
    incident = raise_a_concern(how_soon="can_wait")
    assert told_of(incident) == [cast.dso, cast.dsl]
    record_referral(by=cast.owner, now=now, report=incident, client_token=uuid.uuid4(), body=OutsideBody.EMERGENCY)
    ladder = ladder_of(incident)
    assert (ladder.urgency, ladder.next_due_at) == ("now", now + timedelta(minutes=15))
    assert Message.objects.filter(kind="escalation.news").exists()


def test_addition_pressed_twice_tells_once(cast, now, incident):
    token = uuid.uuid4()
    add(cast.owner, now, incident, client_token=token)
    count = Message.objects.count()
    add(cast.owner, now, incident, client_token=token)
    assert (ChronologyEntry.objects.count(), Message.objects.count()) == (1, count)


@pytest.mark.parametrize("body", OutsideBody)
def test_anybody_may_refer_from_their_own_report_and_those_dealing_are_told(cast, now, incident, body):
    entry = record_referral(
        by=cast.owner,
        now=now,
        report=incident,
        client_token=uuid.uuid4(),
        body=body,
        text="Spoke to the duty team.",
        when_happened="22:10",
        their_reference="CAD 1234",
    )
    assert (entry.kind, entry.body, entry.their_reference) == (EntryKind.REFERRAL, body, "CAD 1234")
    assert newly_told() == {"Dele Adeyemi", "Dana Whitlock"}
    assert entry in chronology_of(incident)


def test_referral_pressed_twice_tells_once(cast, now, incident):
    token = uuid.uuid4()
    for _ in range(2):
        record_referral(by=cast.owner, now=now, report=incident, client_token=token, body=OutsideBody.POLICE)
    assert AuditEvent.objects.filter(verb="incidents.report.added_to").count() == 1


@pytest.mark.parametrize("who", ["colleague", "manager", "dso", "dsl", "admin"])
def test_only_the_person_who_raised_it_adds_to_a_report(cast, now, incident, who):
    with pytest.raises(Refused, match="Only the person who raised it"):
        add(cast[who], now, incident)
    with pytest.raises(Refused, match="Only the person who raised it"):
        record_referral(by=cast[who], now=now, report=incident, client_token=uuid.uuid4(), body=OutsideBody.EMERGENCY)
    assert not ChronologyEntry.objects.exists()


def test_addition_is_kept_though_the_alerts_are_lost(cast, now, incident):
    Ladder.objects.update(subject_ref="elsewhere")
    assert add(cast.owner, now, incident).incident == incident
    assert newly_told() == set()


# --- reads --------------------------------------------------------------------------------------------


def test_opening_a_case_is_an_event_and_a_line_of_the_story_for_those_told(cast, now, incident):
    ladder = ladder_of(incident)
    for person in (cast.dsl, cast.deputy):
        note_opened(by=person, now=now, incident=incident, ladder=ladder)
    opened = AuditEvent.objects.filter(verb="incidents.incident.opened", subject_ref=incident.ref)
    assert set(opened.values_list("actor_id", flat=True)) == {cast.dsl.pk, cast.deputy.pk}
    assert [step.person for step in ladder.story.filter(kind="opened")] == [cast.dsl]


def test_opening_an_acknowledged_case_or_one_without_a_ladder_is_an_event(cast, now, incident):
    acknowledge_incident(by=cast.dso, now=now, incident=incident)
    note_opened(by=cast.dsl, now=now, incident=incident, ladder=ladder_of(incident))
    note_opened(by=cast.dsl, now=now, incident=incident, ladder=None)
    assert AuditEvent.objects.filter(verb="incidents.incident.opened").count() == 2
    assert not ladder_of(incident).story.filter(kind="opened").exists()


def test_reading_a_list_or_ones_own_report_is_an_event(cast, now, incident, raise_a_concern):
    other = raise_a_concern()
    note_listed(by=cast.dsl, now=now, incidents=[incident, other])
    note_report_opened(by=cast.owner, now=now, report=incident)
    listed = AuditEvent.objects.get(verb="incidents.incident.listed")
    assert (listed.refs, listed.actor_id) == ([incident.ref, other.ref], cast.dsl.pk)
    assert AuditEvent.objects.get(verb="incidents.report.opened").subject_ref == incident.ref


def test_entry_changed_and_sent_again_from_the_same_page_is_another_line(cast, now, raise_a_concern):
    incident, token = raise_a_concern(), uuid.uuid4()
    for text in ("first", "first", "second", "second"):
        add_entry(by=cast.dsl, now=now, incident=incident, client_token=token, kind=EntryKind.NOTE, text=text)
    assert sorted(incident.entries.values_list("text", flat=True)) == ["first", "second"]
