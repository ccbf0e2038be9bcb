"""Whoever starts a session says whether the platform is set as it should be (PLT-08); what else a platform says."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils.html import escape

from safeguard.lib.errors import Refused
from safeguard.lib.findings import Level
from safeguard.notifications.models import Message
from safeguard.people.actions import change_person
from safeguard.platforms.actions import assess_platform, decide_on_platform, keep_reviews_in_time
from safeguard.platforms.enums import PlatformState
from safeguard.platforms.rules.questions import BY_CODE, USUAL_SETTINGS
from sessions_app.actions import start_session
from sessions_app.forms.starts import StartForm
from sessions_app.messages import told_words
from sessions_app.models import LiveEvent, Session
from sessions_app.rules.readiness import findings
from sessions_app.rules.settings import LONGEST_WORDS, Confirmed, facts_of, why_not_confirmed
from sessions_app.selectors.platforms import settings_for, start_of
from sessions_app.selectors.readiness import readiness_of
from tests.factories.escalation import set_clock
from tests.factories.platforms import COMPLETE, PlatformFactory, a_complete_assessment
from tests.factories.sessions import TUESDAY, Ground, a_plan, planned, ready_ground, told
from tests.pages import browser, fields
from tests.sessions.test_readiness_rules import facts, person

SETTINGS = ["The waiting room is on", "A passcode is asked for"]


@pytest.mark.parametrize(
    ("settings", "said", "missing"),
    [
        ([], Confirmed(), ""),
        (SETTINGS, Confirmed(), "Say whether"),
        (SETTINGS, Confirmed(all_set=True), ""),
        (SETTINGS, Confirmed(all_set=False), "Write what is set otherwise"),
        (SETTINGS, Confirmed(all_set=False, words=" "), "Write what is set otherwise"),
        (SETTINGS, Confirmed(all_set=False, words="No passcode: the room is locked"), ""),
        (SETTINGS, Confirmed(all_set=False, words="x" * (LONGEST_WORDS + 1)), "Write it in at most"),
    ],
)
def test_what_has_to_be_said(settings: list[str], said: Confirmed, missing: str) -> None:
    found = why_not_confirmed(settings, said)
    assert found.startswith(missing) if missing else found == ""


def test_what_is_kept() -> None:
    assert facts_of([], Confirmed(all_set=True)) == {}
    kept = facts_of(SETTINGS, Confirmed(all_set=True, words="left over"))
    assert kept == {"settings": SETTINGS, "all_set": True, "otherwise": ""}


def test_without_settings_the_form_asks_nothing() -> None:
    form = StartForm({}, settings=[], devices=None)
    assert form.is_valid()
    assert form.said == Confirmed()


@pytest.mark.parametrize("unmet", [(), ("show a first name only", "keep the video off")])
def test_wishes_that_cannot_be_met_are_worth_knowing(unmet: tuple[str, ...]) -> None:
    found = [one for one in findings(person(unmet_wishes=unmet)) if one.code == "PLT-10"]
    assert [one.level for one in found] == ["note"] * len(unmet)
    assert all(words in str(one.text) for words, one in zip(unmet, found, strict=True))


def test_a_lapsed_platform_still_says_what_it_was_restricted_to() -> None:
    (found,) = [
        one
        for one in findings(facts(platform_state=PlatformState.LAPSED, platform_restrictions="Talks only"))
        if one.code == "PLT-01"
    ]
    assert "Its restrictions: Talks only" in str(found.text)


@pytest.fixture
def ground(cast: Any) -> Ground:
    set_clock(TUESDAY)
    return ready_ground(cast, TUESDAY)


@pytest.fixture
def session(ground: Ground) -> Session:
    a_complete_assessment(ground.platform, ground.cast.ict, TUESDAY, settings="\n".join(SETTINGS))
    return told(ground, planned(ground, a_plan(ground, starts_at=TUESDAY + timedelta(hours=1))))


@pytest.mark.django_db
def test_nothing_begins_before_it_is_said_and_it_is_kept_with_the_start(ground: Ground, session: Session) -> None:
    with pytest.raises(Refused, match="Say whether the platform is set"):
        start_session(by=ground.worker, now=TUESDAY, session=session)
    assert not LiveEvent.objects.exists()
    start_session(by=ground.worker, now=TUESDAY, session=session, confirmed=Confirmed(all_set=True))
    start = start_of(session)
    assert start is not None
    assert start.facts == {"settings": SETTINGS, "all_set": True, "otherwise": ""}
    start_session(by=ground.worker, now=TUESDAY, session=session)  # the second press


@pytest.mark.django_db
@pytest.mark.requirement("PLT-08")
def test_the_page_asks_and_keeps_what_was_typed(ground: Ground, session: Session) -> None:
    """A checklist of each platform, changed with its assessment, last checked on a day, confirmed for each session."""
    assert len(USUAL_SETTINGS) == 5
    about = browser(ground.cast.owner).get(ground.platform.get_absolute_url()).content.decode()
    assert "When were the settings last checked?" in about
    assert "12 January 2026" in about
    client = browser(ground.worker)
    page = client.get(session.get_absolute_url()).content.decode()
    assert all(line in page for line in SETTINGS)
    start = f"/sessions/{session.ref}/start/"
    missing = client.post(start, {})
    assert missing.status_code == 422
    assert "Say whether the platform is set as it should be" in missing.content.decode()
    missing = client.post(start, {"all_set": "no", "otherwise": " "})
    assert "Write what is set otherwise" in missing.content.decode()
    long = client.post(start, {"all_set": "no", "otherwise": "y" * 2_001})
    assert long.status_code == 422
    assert fields(long)["otherwise"] == "y" * 2_001
    done = client.post(start, {"all_set": "no", "otherwise": "No passcode: I locked the room"})
    assert done["Location"].endswith("/live/")
    page = client.get(session.get_absolute_url()).content.decode()
    assert "Settings at the start" in page
    assert "Set otherwise: No passcode: I locked the room" in page


@pytest.mark.django_db
def test_who_may_not_start_it_gets_no_form_of_it(ground: Ground, session: Session) -> None:
    assert browser(ground.cast.other_team).post(f"/sessions/{session.ref}/start/", {}).status_code == 404
    page = browser(ground.cast.manager).post(f"/sessions/{session.ref}/start/", {}, follow=True).content.decode()
    assert "Only its workers may start a session." in page


@pytest.mark.django_db
@pytest.mark.requirement("PLT-17")
def test_a_missing_guide_is_worth_knowing_and_one_that_is_there_is_passed_on(ground: Ground) -> None:
    session = planned(ground)
    assert "PLT-17" not in [one.code for one in readiness_of(session, TUESDAY).notes]
    _title, body = told_words(session, ground.person, "email")
    assert f"/guides/{ground.platform.ref}/" in body
    assert "/guides/" not in told_words(session, ground.person, "call")[1]
    ground.person.is_in_danger_at_home = True
    assert "/guides/" not in told_words(session, ground.person, "email")[1]
    without = PlatformFactory(owner=ground.cast.ict)
    session.platform = without
    assert "PLT-17" in [one.code for one in readiness_of(session, TUESDAY).notes]
    assert "/guides/" not in told_words(session, ground.person, "email")[1]


@pytest.mark.django_db
@pytest.mark.requirement("PLT-14")
def test_families_are_told_what_mobile_data_it_uses(ground: Ground) -> None:
    session = planned(ground)
    assert "mobile data" not in told_words(session, ground.person, "email")[1]
    a_complete_assessment(ground.platform, ground.cast.ict, TUESDAY, data_video=900)
    assert "about 675 MB" in told_words(session, ground.person, "email")[1]
    a_complete_assessment(ground.platform, ground.cast.ict, TUESDAY, data_video=900, data_audio=60)
    body = told_words(session, ground.person, "email")[1]
    assert "about 675 MB of mobile data. Without video it is about 45 MB." in body
    assert "we can leave the video off, or ring you" in body


@pytest.mark.django_db
@pytest.mark.requirement("PLT-10")
def test_what_somebody_wishes_is_held_against_what_the_platform_can_do(ground: Ground) -> None:
    """Both are asked of the platform, both are written down of a person, and what does not fit stands by the plan."""
    wishes = {"prefers_first_name_only": True, "prefers_video_off": True}
    a_complete_assessment(ground.platform, ground.cast.ict, TUESDAY, first_name_only="no", video_off="no")
    about = browser(ground.cast.owner).get(ground.platform.get_absolute_url()).content.decode()
    assert all(escape(str(BY_CODE[code].label)) in about for code in ("first_name_only", "video_off"))
    session = planned(ground)
    assert _unmet(session) == []
    change_person(by=ground.worker, now=TUESDAY, person=ground.person, version=ground.person.version, changes=wishes)
    unmet = _unmet(session)
    assert len(unmet) == 2
    page = browser(ground.worker).get(session.get_absolute_url()).content.decode()
    assert all(escape(text) in page for text in unmet)
    a_complete_assessment(ground.platform, ground.cast.ict, TUESDAY, first_name_only="yes", video_off="no")
    assert len(_unmet(session)) == 1
    a_complete_assessment(ground.platform, ground.cast.ict, TUESDAY)
    assert _unmet(session) == []


def _unmet(session: Session) -> list[str]:
    found = readiness_of(Session.objects.get(pk=session.pk), TUESDAY).notes
    return [str(one.text) for one in found if one.code == "PLT-10"]


@pytest.mark.django_db
def test_a_reason_for_an_overdue_review_outlives_the_sweep(ground: Ground) -> None:
    """That its day went by is nothing new to somebody who has said why they go on (practice E43)."""
    session = planned(ground)
    ground.platform.review_due = (TUESDAY - timedelta(days=1)).date()
    ground.platform.save()
    session.reasons.create(
        key="PLT-01:lapsed", reason="ICT looks today", version=session.version, by=ground.cast.manager,
        at=TUESDAY,
    )  # fmt: skip
    keep_reviews_in_time(now=TUESDAY + timedelta(minutes=1))
    session.platform.refresh_from_db()
    later = readiness_of(Session.objects.get(pk=session.pk), TUESDAY + timedelta(minutes=2))
    assert "PLT-01:lapsed" not in [one.key for one in later.open]


@pytest.mark.django_db
def test_an_assessment_nobody_has_decided_on_takes_nothing_away(ground: Ground, session: Session) -> None:
    platform, ict = ground.platform, ground.cast.ict
    later = TUESDAY + timedelta(seconds=2)
    decided: dict[str, Any] = {
        "by": ict,
        "platform": platform,
        "reason": "Looked at",
        "review_due": (TUESDAY + timedelta(days=300)).date(),
    }
    number = platform.assessments.count()
    said: dict[str, Any] = {"by": ict, "platform": platform, "client_token": uuid.uuid4()}
    assess_platform(now=TUESDAY, number=number, answers={**COMPLETE, "min_age": 13}, **said)
    decide_on_platform(now=TUESDAY, status="approved", **decided)
    platform.refresh_from_db()
    assert platform.min_age == 13
    said["client_token"] = uuid.uuid4()
    assess_platform(now=later, number=number + 1, answers={"min_age": 0, "data_result": "failed"}, **said)
    session = Session.objects.get(pk=session.pk)
    platform.refresh_from_db()
    assert (platform.status, platform.min_age) == ("approved", 13)
    assert settings_for(session) == SETTINGS
    ready = readiness_of(session, later)
    assert ready.facts.platform_state == PlatformState.RESTRICTED
    assert ready.facts.platform_decided_at == later  # a reason given before says nothing to this
    restricted = next(one for one in ready.findings if one.code == "PLT-01")
    assert (restricted.level, "did not pass the data protection check" in restricted.text) == (Level.REASON, True)
    told = Message.objects.filter(kind="platforms.speaks_against", recipient_id=ict.pk).get()
    assert platform.ref in told.title
    assert platform.name not in told.title + told.body
    page = browser(ground.cast.owner).get(platform.get_absolute_url()).content.decode()
    assert "A newer assessment speaks against its use" in page
    assert SETTINGS[0] in page
    said["client_token"] = uuid.uuid4()
    assess_platform(now=later, number=number + 2, answers={"min_age": 16}, **said)  # gaps, and a higher age
    session = Session.objects.get(pk=session.pk)
    platform.refresh_from_db()
    assert (platform.min_age, settings_for(session)) == (16, SETTINGS)
    assert readiness_of(session, later).facts.platform_state == PlatformState.RESTRICTED  # nobody has decided again
    said["client_token"] = uuid.uuid4()
    assess_platform(now=later, number=number + 3, answers=COMPLETE, **said)
    decide_on_platform(now=later, status="approved", **decided)
    session = Session.objects.get(pk=session.pk)
    assert readiness_of(session, later).facts.platform_state == PlatformState.USABLE
