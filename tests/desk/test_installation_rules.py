"""What an installation must have: each check by itself, and what going live rests on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from safeguard.desk.rules.installation import CHECKS, Installation, Place, findings
from safeguard.lib.findings import Level, at_level

NOW = datetime(2026, 3, 27, 9, tzinfo=UTC)
URLS = {place: f"/{place}/" for place in Place}
WHOLE = Installation(
    name="Quayside Youth",
    live_at=None,
    has_nation=True,
    has_service=True,
    has_service_without_officer=False,
    has_lead=True,
    has_deputy=True,
    has_other_route=True,
    has_officer_for_staff=True,
    has_strategic_lead=True,
    has_chair=True,
    has_champion=True,
    has_stale_entry=False,
    has_on_duty=True,
    has_lead_without_mobile=False,
    has_holder_without_mobile=False,
    has_second_administrator=True,
    needs_second_factor=True,
    has_somebody_without_second_factor=False,
    has_authority=True,
    has_authority_without_duty_team=False,
    has_authority_without_day_number=False,
    has_stale_number=False,
    has_second_channel=True,
    has_neutral_sender=True,
    has_neutral_number=True,
    email_confirmed_at=NOW - timedelta(days=1),
    text_confirmed_at=NOW - timedelta(days=1),
    has_acceptable_use=True,
    has_platform=True,
)
STOP, NOTE = Level.STOP, Level.NOTE


def found(**changed):
    return findings(replace(WHOLE, **changed), URLS, NOW)


def test_a_whole_installation_lacks_nothing():
    assert found() == []


@pytest.mark.parametrize(
    ("changed", "level", "place", "words"),
    [
        ({"name": ""}, STOP, Place.ORGANISATION, "no name"),
        ({"has_nation": False}, STOP, Place.ORGANISATION, "nation"),
        ({"has_service": False}, STOP, Place.SERVICES, "no service"),
        ({"has_service_without_officer": True}, STOP, Place.POSTS, "no safeguarding officer"),
        ({"has_lead": False}, STOP, Place.POSTS, "Nobody is Designated Safeguarding Lead"),
        ({"has_deputy": False}, STOP, Place.POSTS, "deputy"),
        ({"has_other_route": False}, STOP, Place.POSTS, "concern about the lead"),
        ({"has_lead_without_mobile": True}, STOP, Place.PEOPLE, "lead or the deputy has no work mobile"),
        ({"has_somebody_without_second_factor": True}, STOP, Place.PEOPLE, "no second factor"),
        ({"has_authority": False}, STOP, Place.AUTHORITIES, "no local authority"),
        ({"has_authority_without_duty_team": True}, STOP, Place.AUTHORITIES, "emergency duty team"),
        ({"email_confirmed_at": None}, STOP, Place.MESSAGES, "test email"),
        ({"text_confirmed_at": None}, STOP, Place.MESSAGES, "test text message"),
        ({"has_second_channel": False, "text_confirmed_at": None}, STOP, Place.MESSAGES, "No text messages"),
        ({"has_neutral_sender": False}, NOTE, Place.MESSAGES, "your own domain"),
        ({"has_neutral_number": False}, NOTE, Place.MESSAGES, "the sender of all others"),
        ({"has_second_administrator": False}, NOTE, Place.PEOPLE, "one administrator"),
        ({"has_holder_without_mobile": True}, NOTE, Place.PEOPLE, "post has no work mobile"),
        ({"needs_second_factor": False}, NOTE, Place.PEOPLE, "not asked of anybody"),
        ({"has_strategic_lead": False}, NOTE, Place.POSTS, "strategic lead"),
        ({"has_officer_for_staff": False}, NOTE, Place.POSTS, "staff matters"),
        ({"has_chair": False}, NOTE, Place.POSTS, "chair"),
        ({"has_champion": False}, NOTE, Place.POSTS, "Champion"),
        ({"has_stale_entry": True}, NOTE, Place.POSTS, "verified"),
        ({"has_on_duty": False}, NOTE, Place.POSTS, "on duty"),
        ({"has_authority_without_day_number": True}, NOTE, Place.AUTHORITIES, "number for the day"),
        ({"has_stale_number": True}, NOTE, Place.CONTACTS, "wait to be checked"),
        ({"has_acceptable_use": False}, NOTE, Place.POLICIES, "acceptable use"),
        ({"has_platform": False}, NOTE, Place.PLATFORMS, "No platform"),
    ],
    ids=str,
)
def test_one_thing_is_missing(changed, level, place, words):
    [one] = found(**changed)
    assert (one.level, one.cure_url) == (level, f"/{place}/")
    assert words in str(one.text)
    assert one.cure
    assert one.source


def test_every_check_is_tried_above():
    assert len(CHECKS) == 29


def test_where_no_second_factor_is_asked_for_nobody_has_to_have_one():
    missing = found(needs_second_factor=False, has_somebody_without_second_factor=True)
    assert at_level(missing, STOP) == []


@pytest.mark.parametrize(("age", "counts"), [(90, True), (91, False)])
@pytest.mark.parametrize("channel", ["email", "text"])
def test_a_confirmation_runs_out_after_ninety_days(channel, age, counts):
    missing = found(**{f"{channel}_confirmed_at": NOW - timedelta(days=age)})
    assert (missing == []) is counts


def test_an_empty_installation_says_everything_at_once():
    empty = dict.fromkeys((name for name in WHOLE.__dataclass_fields__ if name.startswith("has_")), False)
    missing = found(**{**empty, "name": "", "email_confirmed_at": None, "text_confirmed_at": None})
    stops = at_level(missing, STOP)
    assert [one.cure_url for one in stops] == sorted(
        (one.cure_url for one in stops),
        key=["/organisation/", "/services/", "/posts/", "/authorities/", "/messages/"].index,
    )
    assert len(stops) == 9
