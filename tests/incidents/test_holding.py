"""Waiting for the authorities: a hold begins with a referral, is chased, ends once, and stops no help."""

import uuid
from datetime import date, datetime, timedelta

import pytest

from incidents import access, selectors
from incidents.actions import (
    acknowledge_incident,
    end_hold,
    move_hold,
)
from incidents.enums import OutsideBody, Waits
from incidents.models import ChronologyEntry, Hold, Referral
from safeguard.audit.selectors import agrees_with_trail
from safeguard.duties.models import Duty
from safeguard.lib.clock import LONDON
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.worktime import london_day
from tests.factories.outside import begin, duty, log, refer, rung

pytestmark = pytest.mark.django_db
WEDNESDAY = datetime(2026, 3, 4, 14, 0, tzinfo=LONDON)


@pytest.fixture
def incident(cast, raise_a_concern, now):
    found = raise_a_concern()
    acknowledge_incident(by=cast.dso, now=now, incident=found)
    found.refresh_from_db()
    return found


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
