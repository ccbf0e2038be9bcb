"""Closing: by the lead or deputy, when nothing keeps it open; and opening again (INC-51)."""

import uuid
from datetime import date, datetime, timedelta

import pytest

from incidents import selectors
from incidents.actions import (
    acknowledge_incident,
    add_entry,
    add_to_report,
    answer_triage,
    close_incident,
    refer_incident,
    reopen_incident,
)
from incidents.enums import EntryKind, OutsideBody
from incidents.models import ChronologyEntry, Closure, Incident, Reader
from incidents.rules import Given
from safeguard.audit.models import AuditEvent
from safeguard.audit.selectors import agrees_with_trail
from safeguard.duties.models import Duty
from safeguard.escalation.models import Ladder
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.notifications.models import Message
from tests.factories.incidents import raise_by, settle_steps
from tests.threads import at_once

CALM = {
    "risk": Given("not_immediate", "At home with her aunt."),
    "online": Given("no"),
    "severity": Given("low", "Over."),
    "category": Given("not_online_neglect"),
}


def triage(by, incident, **over):
    answers = {**CALM, **over}
    answer_triage(by=by, now=clock.now(), incident=incident, client_token=uuid.uuid4(), answers=answers)


def write(by, incident, kind=EntryKind.NOTE):
    return add_entry(
        by=by, now=clock.now(), incident=incident, client_token=uuid.uuid4(), kind=kind, text="Spoke to her."
    )


def close(by, incident, **over):
    week = clock.now().astimezone(clock.LONDON).date() + timedelta(days=7)
    said = {"outcome": "The school supports her.", "learning": "Ask earlier.", "monitor_on": week}
    said = {"client_token": uuid.uuid4(), **said, **over}
    return close_incident(by=by, now=clock.now(), incident=incident, **said)


def reopen(by, incident, text="He has written again.", token=None):
    return reopen_incident(by=by, now=clock.now(), incident=incident, client_token=token or uuid.uuid4(), text=text)


@pytest.fixture
def ready(cast, raise_a_concern):
    """A case that nothing keeps open."""
    incident = raise_a_concern()
    acknowledge_incident(by=cast.dso, now=clock.now(), incident=incident)
    triage(cast.dso, incident)
    write(cast.dso, incident)
    return incident


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["dsl", "deputy"])
def test_the_lead_or_deputy_signs_off_with_outcome_learning_and_date(cast, ready, who):
    closure = close(cast[who], ready)
    ready.refresh_from_db()
    assert (ready.state, ready.closed_by, ready.closed_at) == ("closed", cast[who], closure.closed_at)
    assert (closure.outcome, closure.learning) == ("The school supports her.", "Ask earlier.")
    assert agrees_with_trail(ready)
    assert agrees_with_trail(closure)
    assert AuditEvent.objects.filter(verb="incidents.incident.closed", subject_ref=ready.ref).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["dso", "lead", "owner", "manager"])
def test_nobody_else_closes_it(cast, ready, now, who):
    Reader.objects.create(incident=ready, person=cast.manager, added_by=cast.dsl, added_at=now)
    with pytest.raises(Refused, match="safeguarding lead or deputy closes"):
        close(cast[who], ready)
    ready.refresh_from_db()
    assert not ready.is_closed
    assert not Closure.objects.exists()


@pytest.mark.django_db
def test_about_the_lead_the_strategic_lead_signs_off(cast):
    incident = raise_by(cast.owner, about_staff="yes", staff_named="Dana Whitlock", service=cast.service)
    acknowledge_incident(by=cast.hr_dso, now=clock.now(), incident=incident)
    triage(cast.hr_dso, incident)
    write(cast.hr_dso, incident)
    settle_steps(cast.hr_dso, incident)
    for who in ("dsl", "deputy", "hr_dso"):
        with pytest.raises(Refused):
            close(cast[who], incident)
    close(cast.lead, incident)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("over", "reason"),
    [
        ({"risk": Given("immediate", "He is there.")}, "Refer to social care"),
        ({"online": Given("yes")}, "criminal offence"),
        ({"online": Given("yes"), "offence": Given("not_sure", "An adult?")}, "Refer to the police"),
    ],
)
def test_what_the_branch_asks_for_keeps_it_open(cast, ready, over, reason):
    triage(cast.dso, ready, **over)
    with pytest.raises(Refused, match=reason):
        close(cast.dsl, ready)
    ready.refresh_from_db()
    assert not ready.is_closed
    assert not Closure.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["triage", "entry"])
def test_triage_and_a_first_entry_come_before_closing(cast, raise_a_concern, step):
    incident = raise_a_concern()
    acknowledge_incident(by=cast.dso, now=clock.now(), incident=incident)
    add_to_report(by=cast.owner, now=clock.now(), report=incident, client_token=uuid.uuid4(), text="More.")
    if step == "entry":
        triage(cast.dso, incident)
    else:
        write(cast.dso, incident)
    with pytest.raises(Refused, match="It stays open"):
        close(cast.dsl, incident)


@pytest.mark.django_db
def test_a_referral_or_a_reason_lets_it_close(cast, ready):
    triage(cast.dso, ready, risk=Given("immediate", "He is there."))
    refer_incident(by=cast.dso, now=clock.now(), incident=ready, client_token=uuid.uuid4(), body=OutsideBody.POLICE)
    close(cast.dsl, ready)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("over", "reason"),
    [
        ({"outcome": " "}, "what was done"),
        ({"learning": ""}, "what was learned"),
        ({"monitor_on": None}, "day to look again"),
        ({"no_monitoring": "Moved."}, "not both"),
        ({"monitor_on": date(2020, 1, 1)}, "after today"),
    ],
)
def test_learning_and_monitoring_are_entered(cast, ready, over, reason):
    with pytest.raises(Refused, match=reason):
        close(cast.dsl, ready, **over)
    assert not Closure.objects.exists()


@pytest.mark.django_db
def test_nobody_has_acknowledged_it(cast, raise_a_concern):
    with pytest.raises(Refused, match="Nobody has acknowledged"):
        close(cast.dsl, raise_a_concern())


@pytest.mark.django_db
def test_the_same_form_closes_once_and_another_is_told_who_was_first(cast, ready):
    token = uuid.uuid4()
    first = close(cast.dsl, ready, client_token=token)
    assert close(cast.dsl, ready, client_token=token) == first
    with pytest.raises(Refused, match="Dana Whitlock closed it at"):
        close(cast.deputy, ready)
    reopen(cast.dsl, ready)
    with pytest.raises(Refused, match="something else"):
        close(cast.deputy, ready, client_token=token)


def test_two_close_it_in_the_same_moment(committed_db, cast, raise_a_concern):
    incident = raise_a_concern()
    acknowledge_incident(by=cast.dso, now=clock.now(), incident=incident)
    triage(cast.dso, incident)
    write(cast.dso, incident)

    def attempt(who):
        try:
            return close(cast[who], incident).closed_by
        except Refused as refused:
            return str(refused)

    found = at_once(lambda: attempt("dsl"), lambda: attempt("deputy"))
    assert Closure.objects.count() == 1
    assert sum("closed it at" in str(one) for one in found) == 1


# --- Looking again --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("day", [date(2027, 1, 20), date(2027, 7, 20)])
def test_looking_again_is_a_duty_of_whoever_closed_it_at_nine_in_london(cast, ready, day):
    close(cast.deputy, ready, monitor_on=day)
    duty = Duty.objects.get(kind="monitor")
    assert (duty.owner, duty.subject_ref, duty.state) == (cast.deputy, ready.ref, "open")
    assert duty.due_at == datetime(day.year, day.month, day.day, 9, tzinfo=clock.LONDON)
    write(cast.deputy, ready)
    duty.refresh_from_db()
    assert duty.state == "open"
    write(cast.deputy, ready, EntryKind.MONITORING)
    duty.refresh_from_db()
    assert duty.state == "done"


@pytest.mark.django_db
def test_no_duty_where_there_is_a_reason_not_to_look_again(cast, ready):
    close(cast.dsl, ready, monitor_on=None, no_monitoring="Moved abroad; handed to the authority there.")
    assert not Duty.objects.filter(kind="monitor").exists()


@pytest.mark.django_db
def test_a_case_that_lost_its_ladder_is_closed_all_the_same(cast, ready, caplog):
    Ladder.objects.update(subject_ref="elsewhere")
    close(cast.dsl, ready)
    assert f"{ready.ref} was closed without a ladder" in caplog.text
    ready.refresh_from_db()
    assert ready.is_closed


# --- Opening again --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_opened_again_with_a_reason_told_and_not_to_be_looked_at_twice(cast, ready):
    close(cast.deputy, ready)
    entry = reopen(cast.dso, ready)
    ready.refresh_from_db()
    assert (ready.state, ready.closed_at, ready.closed_by, ready.acknowledged_by) == (
        "acknowledged", None, None, cast.dso,
    )  # fmt: skip
    assert (entry.kind, entry.text) == ("reopened", "He has written again.")
    assert agrees_with_trail(ready)
    assert agrees_with_trail(entry)
    assert Duty.objects.get(kind="monitor").state == "done"
    told = {message.recipient.full_name for message in Message.objects.filter(kind="escalation.news")}
    assert told == {"Dana Whitlock", "Della Marsh"}
    assert len(selectors.closures_of(ready)) == 1
    close(cast.dsl, ready)
    assert len(selectors.closures_of(ready)) == 2


@pytest.mark.django_db
def test_opening_again_twice_is_once_and_an_open_case_is_open(cast, ready):
    with pytest.raises(Refused, match="open already"):
        reopen(cast.dsl, ready)
    close(cast.dsl, ready)
    token = uuid.uuid4()
    assert reopen(cast.dsl, ready, token=token) == reopen(cast.dsl, ready, token=token)
    assert ChronologyEntry.objects.filter(kind="reopened").count() == 1


@pytest.mark.django_db
def test_a_reader_opens_nothing_and_a_reason_is_needed(cast, ready, now):
    close(cast.dsl, ready)
    Reader.objects.create(incident=ready, person=cast.manager, added_by=cast.dsl, added_at=now)
    with pytest.raises(Refused, match="not work on it"):
        reopen(cast.manager, ready)
    with pytest.raises(Refused, match="Write why"):
        reopen(cast.dsl, ready, text=" ")
    ready.refresh_from_db()
    assert ready.is_closed


@pytest.mark.django_db
def test_a_closed_case_can_always_be_added_to(cast, ready):
    close(cast.deputy, ready)
    ready.refresh_from_db()
    write(cast.dso, ready)
    assert Incident.objects.get().is_closed
    add_to_report(by=cast.owner, now=clock.now(), report=ready, client_token=uuid.uuid4(), text="More.")
    told = {message.recipient.full_name for message in Message.objects.filter(kind="escalation.news")}
    assert told == {"Dana Whitlock", "Dele Adeyemi", "Della Marsh"}
    assert Incident.objects.get().state == "raised", "what its raiser adds must be answered"
