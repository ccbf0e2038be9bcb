"""What comes after a referral: its clock, the answer, chasing, disagreement, the contact log, waiting for them."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from incidents import access, selectors
from incidents.actions import (
    Call,
    acknowledge_incident,
    answer_referral,
    begin_hold,
    end_hold,
    move_hold,
    note_outside,
    record_referral,
    refer_incident,
)
from incidents.enums import AnswerKind, Consent, OutsideBody, OutsideKind, ReferralKind, Waits
from incidents.models import ChronologyEntry, Hold, OutsideContact, Referral, ReferralAnswer
from safeguard.audit.selectors import agrees_with_trail
from safeguard.duties.actions import tell_others_of_overdue_duties
from safeguard.duties.models import Duty
from safeguard.escalation.models import Ladder
from safeguard.lib.clock import LONDON
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.worktime import london_day
from tests.factories.incidents import raise_by

pytestmark = pytest.mark.django_db
WEDNESDAY = datetime(2026, 3, 4, 14, 0, tzinfo=LONDON)
FRIDAY_NIGHT = datetime(2026, 3, 6, 22, 0, tzinfo=LONDON)


def refer(by: Any, incident: Any, now: Any, body: str = OutsideBody.SOCIAL_CARE, **call: Any) -> Referral:
    """A referral through the real action."""
    entry = refer_incident(
        by=by,
        now=now,
        incident=incident,
        client_token=uuid.uuid4(),
        body=OutsideBody(body),
        their_reference="MASH 1",
        call=Call(**call),
    )
    return Referral.objects.get(entry=entry)


def answer(by: Any, referral: Referral, now: Any, kind: str = AnswerKind.ACCEPTED, **said: Any) -> ReferralAnswer:
    """What they said, through the real action."""
    values = {"client_token": uuid.uuid4(), "text": "They open an assessment.", **said}
    return answer_referral(by=by, now=now, referral=referral, answer=kind, **values)


@pytest.fixture
def incident(cast, raise_a_concern, now):
    found = raise_a_concern()
    acknowledge_incident(by=cast.dso, now=now, incident=found)
    found.refresh_from_db()
    return found


def duty(kind: str) -> Duty:
    return Duty.objects.get(kind=kind, state="open")


@pytest.mark.parametrize(
    ("body", "kind", "at", "due"),
    [
        (OutsideBody.SOCIAL_CARE, "", WEDNESDAY, datetime(2026, 3, 5, 14, tzinfo=LONDON)),
        (OutsideBody.SOCIAL_CARE, ReferralKind.URGENT, FRIDAY_NIGHT, datetime(2026, 3, 9, 17, tzinfo=LONDON)),
        (OutsideBody.LADO, ReferralKind.ORDINARY, WEDNESDAY, datetime(2026, 3, 5, 14, tzinfo=LONDON)),
        (OutsideBody.POLICE, "", WEDNESDAY, datetime(2026, 3, 11, 14, tzinfo=LONDON)),
        (OutsideBody.SOCIAL_CARE, ReferralKind.ADVICE, WEDNESDAY, None),
        (OutsideBody.EMERGENCY, "", WEDNESDAY, None),
        (OutsideBody.HELPLINE, "", WEDNESDAY, None),
    ],
)
def test_an_authority_owes_an_answer_within_its_working_days(cast, incident, body, kind, at, due):
    referral = refer(cast.dso, incident, at, body, kind=kind)
    assert referral.answer_due_at == due
    assert referral.is_waiting is (due is not None)
    assert Duty.objects.filter(kind="authority_answer").exists() is (due is not None)


def test_whoever_referred_gets_the_answer_and_the_route_is_told_when_it_is_late(cast, incident):
    referral = refer(cast.dso, incident, WEDNESDAY, spoke_to="Ms Ahmed", consent=Consent.REFUSED)
    chase = duty("authority_answer")
    assert (chase.owner, chase.due_at, chase.path) == (cast.dso, referral.answer_due_at, referral.get_absolute_url())
    assert agrees_with_trail(referral)
    assert tell_others_of_overdue_duties(now=referral.answer_due_at + timedelta(minutes=31)) == 1
    assert Ladder.objects.get(subject_ref=chase.ref).about_ref == referral.ref


def test_consent_never_blocks_and_is_kept_as_it_was_said(cast, incident, now):
    for consent in ("", *Consent.values):
        referral = refer(cast.dso, incident, now, consent=consent)
        assert referral.consent == consent


def test_the_same_form_lands_once_and_other_facts_of_the_call_are_not_lost(cast, incident, now):
    said = {"by": cast.dso, "now": now, "incident": incident, "body": OutsideBody.POLICE, "client_token": uuid.uuid4()}
    first = refer_incident(**said, call=Call(spoke_to="PC Shah"))
    assert refer_incident(**said, call=Call(spoke_to="PC Shah")) == first
    changed = refer_incident(**said, call=Call(spoke_to="PC Shah, and her sergeant"))
    assert refer_incident(**said, call=Call(spoke_to="PC Shah, and her sergeant")) == changed != first
    assert [one.spoke_to for one in Referral.objects.order_by("id")] == ["PC Shah", "PC Shah, and her sergeant"]


def test_an_answer_stops_the_clock_and_the_duty(cast, incident):
    referral = refer(cast.dso, incident, WEDNESDAY)
    row = answer(cast.deputy, referral, WEDNESDAY, next_steps="Tell the family on Monday.", held_at="Cabinet 3, MASH 1")
    referral.refresh_from_db()
    assert (referral.answered_at, referral.is_waiting) == (WEDNESDAY, False)
    assert agrees_with_trail(referral)
    assert agrees_with_trail(row)
    assert Duty.objects.get(kind="authority_answer").state == "done"
    assert row.entry.kind == "answered"


def test_who_wants_more_answers_within_the_same_time_again(cast, incident):
    referral = refer(cast.dso, incident, WEDNESDAY)
    thursday = WEDNESDAY + timedelta(days=1)
    answer(cast.dso, referral, thursday, AnswerKind.WANTS_MORE)
    referral.refresh_from_db()
    assert referral.answer_due_at == datetime(2026, 3, 6, 14, tzinfo=LONDON) == duty("authority_answer").due_at
    answer(cast.dso, referral, thursday, AnswerKind.NO_ACTION)
    again = refer(cast.dso, incident, thursday, follows=referral)
    assert again.follows == referral
    assert again.is_waiting
    assert referral.answers.count() == 2


def test_an_answer_when_none_is_owed_is_kept_all_the_same(cast, incident, now):
    referral = refer(cast.dso, incident, now, OutsideBody.EMERGENCY)
    answer(cast.dso, referral, now, AnswerKind.WANTS_MORE)
    referral.refresh_from_db()
    assert (referral.answer_due_at, referral.answered_at) == (None, None)


def test_the_same_answer_twice_lands_once(cast, incident, now):
    referral, token = refer(cast.dso, incident, now), uuid.uuid4()
    first = answer(cast.dso, referral, now, client_token=token)
    assert answer(cast.dso, referral, now, client_token=token) == first
    assert ReferralAnswer.objects.count() == 1


def test_the_same_answer_with_other_facts_is_another_and_nothing_is_lost(cast, incident, now):
    referral, token = refer(cast.dso, incident, now), uuid.uuid4()
    answer(cast.dso, referral, now, client_token=token)
    second = answer(cast.dso, referral, now, client_token=token, next_steps="Ring the school.")
    assert answer(cast.dso, referral, now, client_token=token, next_steps="Ring the school.") == second
    assert [one.next_steps for one in ReferralAnswer.objects.order_by("id")] == ["", "Ring the school."]


def test_what_was_answered_or_logged_is_never_changed_and_nothing_is_removed(cast, incident, now):
    referral = refer(cast.dso, incident, now)
    row, contact = answer(cast.dso, referral, now), log(cast.dso, incident, now)
    hold = begin(cast.dso, referral, now)
    for one in (row, contact):
        with pytest.raises(DatabaseError), transaction.atomic():
            one.save()
    for one in (row, contact, hold, referral):
        with pytest.raises(DatabaseError), transaction.atomic():
            type(one).objects.filter(pk=one.pk)._raw_delete("default")


# --- From one's own report (practice A4) ------------------------------------------------------------------------------


def rung(by: Any, incident: Any, now: Any) -> Referral:
    entry = record_referral(
        by=by, now=now, report=incident, client_token=uuid.uuid4(), body=OutsideBody.SOCIAL_CARE, text="Rang them"
    )
    return Referral.objects.get(entry=entry)


def test_the_reporter_who_rang_hears_of_it_until_somebody_deals_with_the_case(cast, now):
    incident = raise_by(cast.owner, service=cast.service)
    referral = rung(cast.owner, incident, now)
    assert duty("authority_answer").owner == cast.owner
    assert access.get_referral_for(cast.owner, referral.ref).sees_case is False
    acknowledge_incident(by=cast.dso, now=now, incident=incident)
    assert duty("authority_answer").owner == cast.dso


def test_once_somebody_deals_with_it_they_chase_what_the_reporter_rang(cast, incident, now):
    referral = rung(cast.owner, incident, now)
    assert duty("authority_answer").owner == cast.dso
    answer(cast.owner, referral, now)
    referral.refresh_from_db()
    assert referral.answered_at == now


def test_nobody_else_sees_a_referral_or_answers_it(cast, incident, now):
    referral = refer(cast.dso, incident, now)
    for person in (cast.owner, cast.colleague, cast.other_team, cast.board, cast.other_dso):
        with pytest.raises(NotVisible):
            access.get_referral_for(person, referral.ref)
        with pytest.raises(Refused):
            answer(person, referral, now)


# --- The contact log (ESC-08, INC-33) ---------------------------------------------------------------------------------


def log(by: Any, incident: Any, now: Any, **said: Any) -> OutsideContact:
    values = {
        "client_token": uuid.uuid4(),
        "kind": OutsideKind.CONTACT,
        "body": OutsideBody.POLICE,
        "person": "PC Shah",
        "text": "She asks for the dates.",
        **said,
    }
    return note_outside(by=by, now=now, incident=incident, **values)


@pytest.mark.requirement("ESC-08")
def test_the_contact_log_holds_body_person_time_content_and_a_next_step_that_is_a_duty(cast, incident, now):
    day = london_day(now) + timedelta(days=2)
    first = log(cast.dso, incident, now, when_happened="10:15", next_step="Send the dates", next_on=day)
    assert (first.body, first.person, first.entry.when_happened, first.entry.text, first.next_step, first.next_on) == (
        "police",
        "PC Shah",
        "10:15",
        "She asks for the dates.",
        "Send the dates",
        day,
    )
    assert agrees_with_trail(first)
    step = duty("next_step")
    assert (step.owner, step.due_at.astimezone(LONDON).date()) == (cast.dso, day)
    then = log(cast.deputy, incident, now, text="Sent.", follows=first)
    assert not Duty.objects.filter(kind="next_step", state="open").exists()
    assert [one.ref for one in selectors.contacts_of(incident)] == [then.ref, first.ref]
    assert not Duty.objects.filter(kind="first_entry", state="open").exists()
    for person in (cast.owner, cast.colleague, cast.other_dso):
        with pytest.raises(Refused):
            log(person, incident, now)


@pytest.mark.requirement("INC-33")
def test_what_was_handed_to_an_authority_says_what_to_whom_and_when_in_words_only(cast, incident, now):
    row = log(
        cast.dso,
        incident,
        now,
        kind=OutsideKind.SUPPLIED,
        text="Report of 4 March, two pages",
        their_reference="CR/1",
        held_at="Cabinet 3",
        when_happened="4 March, 15:00",
    )
    assert (row.kind, row.body, row.person, row.held_at) == ("supplied", "police", "PC Shah", "Cabinet 3")
    assert (row.entry.text, row.entry.their_reference) == ("Report of 4 March, two pages", "CR/1")
    assert row.entry.when_happened == "4 March, 15:00"
    files = {"FileField", "ImageField", "BinaryField"}
    assert not files & {field.get_internal_type() for field in OutsideContact._meta.concrete_fields}


def test_the_same_contact_twice_lands_once(cast, incident, now):
    token = uuid.uuid4()
    first = log(cast.dso, incident, now, client_token=token)
    assert log(cast.dso, incident, now, client_token=token) == first


def test_the_same_contact_with_a_dated_step_is_another_with_its_duty(cast, incident, now):
    token, day = uuid.uuid4(), london_day(now) + timedelta(days=2)
    first, dated = log(cast.dso, incident, now, client_token=token), {"next_step": "Send it", "next_on": day}
    second = log(cast.dso, incident, now, client_token=token, **dated)
    assert log(cast.dso, incident, now, client_token=token, **dated) == second != first
    assert duty("next_step").subject_ref == second.ref


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"text": " "}, "Write what was said"),
        ({"next_on": date(2026, 3, 6)}, "Write what is to be done"),
        ({"next_step": "Ring", "next_on": date(2026, 3, 3)}, "from today on"),
        ({"next_step": "Ring", "next_on": date(9000, 1, 1)}, "within three months"),
    ],
)
def test_a_contact_says_something_and_its_day_can_be(cast, incident, said, words):
    with pytest.raises(Refused, match=words):
        log(cast.dso, incident, WEDNESDAY, **said)
    assert not OutsideContact.objects.exists()


@pytest.mark.parametrize(("at", "due"), [(8, 9), (9, 13), (14, 17), (18, 22), (22, 24)])
def test_what_is_to_be_done_today_is_not_late_as_soon_as_it_is_written(cast, incident, at, due):
    now = datetime(2026, 3, 4, at, tzinfo=LONDON)
    log(cast.dso, incident, now, next_step="Ring", next_on=london_day(now))
    assert duty("next_step").due_at == datetime(2026, 3, 4, tzinfo=LONDON) + timedelta(hours=due)


def test_nothing_of_another_case_is_named_in_a_contact(cast, incident, now):
    other = raise_by(cast.owner, service=cast.service)
    referral = refer(cast.dso, other, now)
    with pytest.raises(Refused, match="another case"):
        log(cast.dso, incident, now, referral=referral)


# --- Waiting for the authorities (INC-25, ESC-13) ---------------------------------------------------------------------


def begin(by: Any, referral: Referral, now: Any, **said: Any) -> Hold:
    values = {
        "client_token": uuid.uuid4(),
        "agreed_with": "DC Osei",
        "waits": [Waits.CONVERSATIONS, Waits.REMOVAL],
        "chase_on": london_day(now) + timedelta(days=7),
        **said,
    }
    return begin_hold(by=by, now=now, referral=referral, **values)


@pytest.mark.requirement("ESC-13")
def test_a_hold_begins_with_a_referral_is_a_duty_to_chase_and_ends_with_the_outcome(cast, incident, now):
    assert not selectors.is_held(incident)
    referral = refer(cast.dso, incident, now, OutsideBody.POLICE)
    assert not selectors.is_held(incident)  # a referral alone holds nothing
    hold = begin(cast.dso, referral, now)
    assert selectors.is_held(incident)
    assert selectors.what_waits(incident) == {Waits.CONVERSATIONS, Waits.REMOVAL}
    chase = duty("chase_hold")
    assert (chase.owner, chase.due_at.astimezone(LONDON).date()) == (cast.dso, hold.chase_on)
    later = london_day(now) + timedelta(days=20)
    move_hold(by=cast.dso, now=now, hold=hold, client_token=uuid.uuid4(), text="Not yet, they say.", chase_on=later)
    assert duty("chase_hold").due_at.astimezone(LONDON).date() == later
    ended = end_hold(
        by=cast.deputy,
        now=now,
        hold=hold,
        client_token=uuid.uuid4(),
        outcome="No offence found",
        concluded_on=london_day(now),
        next_steps="We may talk to those involved",
    )
    assert not selectors.is_held(incident)
    assert agrees_with_trail(ended)
    assert not Duty.objects.filter(kind="chase_hold", state="open").exists()
    words = [entry.text for entry in ChronologyEntry.objects.filter(kind="hold").order_by("id")]
    assert "support go on" in words[0]
    assert words[-1] == "They have finished: No offence found\n\nWhat we may do now: We may talk to those involved"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"agreed_with": " "}, "name of the officer"),
        ({"waits": []}, "Choose what waits"),
        ({"waits": ["welfare"]}, "Choose what waits"),
        ({"chase_on": None}, "Enter the day"),
        ({"chase_on": date(2026, 3, 4)}, "after today"),
        ({"chase_on": date(2027, 3, 4)}, "within three months"),
    ],
)
def test_a_hold_says_with_whom_what_and_until_when(cast, incident, said, words):
    referral = refer(cast.dso, incident, WEDNESDAY)
    with pytest.raises(Refused, match=words):
        begin(cast.dso, referral, WEDNESDAY, **said)
    assert not selectors.is_held(incident)


def test_a_hold_ends_once_and_never_without_its_outcome(cast, incident, now):
    hold = begin(cast.dso, refer(cast.dso, incident, now), now)
    said = {"by": cast.dso, "now": now, "hold": hold, "client_token": uuid.uuid4(), "concluded_on": london_day(now)}
    with pytest.raises(Refused, match="found or decided"):
        end_hold(**said, outcome=" ")
    with pytest.raises(Refused, match="still to come"):
        end_hold(**{**said, "concluded_on": london_day(now) + timedelta(days=1)}, outcome="Done")
    with pytest.raises(Refused, match="day on which they finished"):
        end_hold(**{**said, "concluded_on": None}, outcome="Done")
    assert end_hold(**said, outcome="Done") == end_hold(**said, outcome="Done")
    with pytest.raises(Refused, match="finished already"):
        end_hold(**{**said, "by": cast.deputy}, outcome="Something else")
    chase = london_day(now) + timedelta(days=3)
    with pytest.raises(Refused, match="finished already"):
        move_hold(by=cast.dso, now=now, hold=hold, client_token=uuid.uuid4(), text="Not yet", chase_on=chase)
    assert Hold.objects.get().outcome == "Done"


def test_going_on_waiting_takes_words_and_a_day(cast, incident, now):
    hold = begin(cast.dso, refer(cast.dso, incident, now), now)
    said = {"by": cast.dso, "now": now, "hold": hold, "client_token": uuid.uuid4()}
    with pytest.raises(Refused, match="what they said"):
        move_hold(**said, text=" ", chase_on=london_day(now) + timedelta(days=3))
    with pytest.raises(Refused, match="Enter the day"):
        move_hold(**said, text="Not yet", chase_on=None)
    moved = move_hold(**said, text="Not yet", chase_on=london_day(now) + timedelta(days=3))
    assert move_hold(**said, text="Not yet", chase_on=moved.chase_on).chase_on == moved.chase_on


def test_the_same_hold_twice_lands_once_and_only_those_who_deal_with_it_begin_or_end_one(cast, incident, now):
    referral, token = refer(cast.dso, incident, now), uuid.uuid4()
    hold = begin(cast.dso, referral, now, client_token=token)
    assert begin(cast.dso, referral, now, client_token=token) == hold
    with pytest.raises(Refused, match="something else"):
        begin(cast.deputy, referral, now, client_token=token)
    for person in (cast.owner, cast.colleague, cast.other_dso):
        with pytest.raises(Refused):
            begin(person, referral, now)
        with pytest.raises(Refused):
            end_hold(by=person, now=now, hold=hold, client_token=token, outcome="x", concluded_on=london_day(now))
        with pytest.raises(NotVisible):
            access.get_hold_for(person, hold.ref)


def test_the_same_hold_with_other_facts_loses_none_of_them(cast, incident, now):
    referral, token = refer(cast.dso, incident, now), uuid.uuid4()
    begin(cast.dso, referral, now, client_token=token)
    second = begin(cast.dso, referral, now, client_token=token, waits=[Waits.SANCTIONS])
    assert begin(cast.dso, referral, now, client_token=token, waits=[Waits.SANCTIONS]) == second
    assert selectors.what_waits(incident) == set(Waits)
    said = {"by": cast.dso, "now": now, "hold": second, "client_token": uuid.uuid4()}
    for days in (3, 4, 4):
        move_hold(**said, text="Not yet", chase_on=london_day(now) + timedelta(days=days))
    about = Duty.objects.get(kind="chase_hold", subject_ref=second.ref)
    assert about.due_at.astimezone(LONDON).date() == london_day(now) + timedelta(days=4)
    assert ChronologyEntry.objects.filter(text="Not yet").count() == 2
    ended = {**said, "outcome": "Done", "concluded_on": london_day(now)}
    end_hold(**ended)
    with pytest.raises(Refused, match="what was written down stands"):
        end_hold(**ended, next_steps="We may talk to them.")


def test_a_hold_stops_no_help(cast, incident, now):
    referral = refer(cast.dso, incident, now)
    begin(cast.dso, referral, now)
    refer(cast.dso, incident, now, OutsideBody.EMERGENCY)
    log(cast.dso, incident, now)
    rung(cast.owner, incident, now)
    assert Referral.objects.count() == 3
