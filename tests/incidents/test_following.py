"""What comes after a referral: its clock, the answer, chasing, disagreement, the contact log, waiting for them."""

import uuid
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from incidents import access, selectors
from incidents.actions import (
    Call,
    acknowledge_incident,
    refer_incident,
)
from incidents.enums import AnswerKind, Consent, OutsideBody, OutsideKind, ReferralKind
from incidents.models import OutsideContact, Referral, ReferralAnswer
from safeguard.audit.selectors import agrees_with_trail
from safeguard.duties.actions import tell_others_of_overdue_duties
from safeguard.duties.models import Duty
from safeguard.escalation.models import Ladder
from safeguard.lib.clock import LONDON
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.worktime import london_day
from tests.factories.incidents import raise_by
from tests.factories.outside import answer, begin, duty, log, refer, rung

pytestmark = pytest.mark.django_db
WEDNESDAY = datetime(2026, 3, 4, 14, 0, tzinfo=LONDON)
FRIDAY_NIGHT = datetime(2026, 3, 6, 22, 0, tzinfo=LONDON)


@pytest.fixture
def incident(cast, raise_a_concern, now):
    found = raise_a_concern()
    acknowledge_incident(by=cast.dso, now=now, incident=found)
    found.refresh_from_db()
    return found


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
