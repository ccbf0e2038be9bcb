"""Nothing is used that was not assessed: what is asked, what is missing, what forbids (PLT-02 and on)."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from safeguard.audit.models import AuditEvent
from safeguard.lib.errors import Refused
from safeguard.platforms import rules
from safeguard.platforms.actions import assess_platform, correct_platform, decide_on_platform, write_lead_note
from safeguard.platforms.enums import PlatformStatus
from safeguard.platforms.exceptions import ChangedMeanwhile
from safeguard.platforms.models import LeadNote, PlatformAssessment, PlatformCorrection
from safeguard.platforms.rules.questions import BY_CODE, SECTIONS, is_answered, is_asked, questions
from safeguard.platforms.selectors import assessed
from tests.factories.platforms import COMPLETE, PlatformFactory, a_complete_assessment

DAY = date(2026, 11, 20)


def judged(status="approved", *, note=False, made_on=DAY, **over):
    """What keeps a platform with these answers from a decision."""
    answers = {code: value for code, value in {**COMPLETE, **over}.items() if value is not None}
    found = rules.what_keeps_from_use(status, rules.Assessed(answers, made_on, note), DAY)
    return [str(text) for text in found]


# --- What is asked -------------------------------------------------------------------------------------------------

ROWS = {f"PLT-{number:02}" for number in (*range(2, 17), 18, 21)}


def test_every_row_is_asked_and_every_question_has_its_own_code():
    assert {question.row for question in questions()} == ROWS
    assert len(BY_CODE) == len(list(questions()))
    for question in questions():
        if question.after is not None:
            asked, answer = question.after
            assert answer in {code for code, _label in BY_CODE[asked].choices}
            assert any(BY_CODE[asked] in s.questions and question in s.questions for s in SECTIONS)


@pytest.mark.parametrize("code", sorted(q.code for q in questions() if q.needed and q.after is None))
def test_what_is_needed_is_named_when_it_is_missing(code):
    (text,) = judged(**{code: None})
    assert str(BY_CODE[code].label) in text


def test_what_follows_an_answer_is_needed_only_after_it():
    assert judged() == []
    assert [q.code for q in rules.what_is_missing({**COMPLETE, "is_social_media": "yes"})] == [
        "social_media_examined",
        "online_safety_group",
    ]
    assert [q.code for q in rules.what_is_missing({**COMPLETE, "recording": "yes"})] == ["recording_where"]


def test_a_prompt_is_asked_and_may_stay_open():
    unanswered = [one for one in questions() if is_asked(one, COMPLETE) and not is_answered(one, COMPLETE)]
    open_codes = {one.code for one in unanswered if not one.needed}
    assert {"joiners", "in_ict_policy", "has_chat", "cameras_off", "data_video"} <= open_codes
    assert judged() == []


# --- What forbids --------------------------------------------------------------------------------------------------


@pytest.mark.requirement("PLT-04")
@pytest.mark.parametrize(
    ("terms", "status", "words"),
    [
        ("business", "approved", []),
        ("consumer", "approved", ["private use only"]),
        ("consumer", "restricted", []),
        ("consumer", "refused", []),
        ("unclear", "approved", ["do not say"]),
        ("unclear", "restricted", ["do not say"]),
    ],
)
def test_what_is_for_private_use_is_refused_or_restricted(terms, status, words):
    found = judged(status, terms=terms)
    assert len(found) == len(words)
    assert all(word in text for word, text in zip(words, found, strict=True))


@pytest.mark.parametrize(
    ("over", "words"),
    [({"data_result": "failed"}, "did not pass"), ({"exposes": "yes"}, "not switched off")],
)
@pytest.mark.parametrize("status", ["approved", "restricted"])
def test_what_fails_its_check_is_not_used_at_all(over, words, status):
    (text,) = judged(status, **over)
    assert words in text
    assert judged("refused", **over) == []


@pytest.mark.requirement("PLT-09")
@pytest.mark.parametrize(("exposes", "may"), [("no", True), ("off", True), ("yes", False), (None, False)])
def test_what_shows_personal_details_to_others_is_off_or_is_not_used(exposes, may):
    assert (judged(exposes=exposes) == []) is may
    assert (judged("restricted", exposes=exposes) == []) is may


@pytest.mark.requirement("PLT-03")
def test_social_media_is_approved_only_once_it_was_examined_and_the_group_has_spoken():
    seen = {"social_media_examined": "Who can write to whom"}
    said = {"online_safety_group": "Agreed on 3 November"}
    assert len(judged(is_social_media="yes")) == 2
    assert len(judged(is_social_media="yes", **seen)) == 1
    assert judged(is_social_media="yes", **seen, **said) == []
    assert len(judged(is_social_media=None)) == 1  # whether it is, is asked of every platform


STREAM = {"streams": "yes", "stream_accounts": "One", "stream_data": "None", "stream_privacy": "Nobody"}


def test_a_platform_that_streams_needs_the_leads_note():
    (text,) = judged(**STREAM)
    assert "safeguarding lead" in text
    assert judged(note=True, **STREAM) == []


@pytest.mark.parametrize(("days", "is_old"), [(0, False), (366, False), (367, True)])
def test_an_assessment_counts_for_a_year(days, is_old):
    found = judged(made_on=DAY - timedelta(days=days))
    assert bool(found) is is_old


def test_nothing_is_used_without_an_assessment():
    assert rules.what_keeps_from_use("approved", None, DAY) == ["It has not been assessed"]
    assert rules.what_keeps_from_use("refused", None, DAY) == []


# --- What answers mean ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "first", "video", "unmet"),
    [
        ({"first_name_only": "yes", "video_off": "yes"}, True, True, 0),
        ({"first_name_only": "no", "video_off": "no"}, True, True, 2),
        ({"first_name_only": "no", "video_off": "no"}, False, False, 0),
        ({"first_name_only": "no", "video_off": "none"}, True, True, 1),
        ({}, False, True, 1),  # nobody has looked: not taken for a yes
    ],
)
def test_wishes_are_matched_with_what_a_platform_can(answers, first, video, unmet):
    found = rules.unmet_wishes(answers, prefers_first_name_only=first, prefers_video_off=video)
    assert len(found) == unmet


@pytest.mark.parametrize(
    ("answers", "minutes", "expected"),
    [
        ({"data_video": 900, "data_audio": 60}, 45, (675, 45)),
        ({"data_video": 900}, 60, (900, None)),
        ({}, 60, (None, None)),
        ({"data_video": 1, "data_audio": 0}, 5, (1, 0)),
    ],
)
def test_mobile_data_of_a_session(answers, minutes, expected):
    assert rules.data_for(answers, minutes) == expected


@pytest.mark.parametrize(
    "wrong",
    [
        {"terms": "perhaps"},
        {"access": "captions"},
        {"access": ["jetpack"]},
        {"min_age": "13"},
        {"min_age": 26},
        {"min_age": -1},
        {"min_age": True},
        {"data_checked_on": "31 February"},
        {"risks": 7},
        {"risks": "x" * 10_001},
        {"data_checker": "x" * 201},
    ],
)
def test_what_is_no_answer_is_named(wrong):
    assert [question.code for question in rules.what_is_no_answer(wrong)] == list(wrong)


def test_settings_are_lines_without_gaps():
    assert rules.settings_in({"settings": " One \n\n  Two"}) == ["One", "Two"]
    assert rules.settings_in({}) == []


# --- Writing it down -----------------------------------------------------------------------------------------------


def assess(cast, now, platform, **over):
    facts = {"by": cast.ict, "answers": COMPLETE, "number": platform.assessments.count(), "client_token": uuid.uuid4()}
    return assess_platform(now=now, platform=platform, **{**facts, **over})


@pytest.fixture
def platform(cast):
    return PlatformFactory(status="proposed", review_due=None, owner=cast.ict)


@pytest.mark.django_db
@pytest.mark.requirement("PLT-02")
def test_a_platform_is_approved_only_with_a_complete_assessment(cast, now, platform):
    facts = {"by": cast.ict, "now": now, "platform": platform, "status": "approved", "reason": "Looked at"}
    facts["review_due"] = (now + timedelta(days=300)).date()
    with pytest.raises(Refused, match="has not been assessed"):
        decide_on_platform(**facts)
    assess(cast, now, platform, answers={code: COMPLETE[code] for code in COMPLETE if code != "risks"})
    with pytest.raises(Refused, match="What may go wrong on it"):
        decide_on_platform(**facts)
    made = assess(cast, now, platform)
    assert decide_on_platform(**facts).status == "approved"
    assert (made.number, made.made_by, made.answers) == (2, cast.ict, COMPLETE)
    event = AuditEvent.objects.filter(verb="platforms.assessment.made").latest("id")
    assert event.digest
    assert "risks" in event.fields


@pytest.mark.django_db
def test_an_assessment_is_written_once_and_never_changed(cast, now, platform):
    token = uuid.uuid4()
    first = assess(cast, now, platform, client_token=token)
    assert assess(cast, now, platform, client_token=token, number=0) == first
    assert PlatformAssessment.objects.count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("UPDATE platforms_platformassessment SET number = 9")


@pytest.mark.django_db
def test_two_who_assess_at_once_lose_nothing(cast, now, platform):
    assess(cast, now, platform)
    with pytest.raises(ChangedMeanwhile):
        assess(cast, now, platform, by=cast.admin, number=0)
    assert PlatformAssessment.objects.count() == 1


@pytest.mark.django_db
def test_the_register_follows_what_was_assessed(cast, now, platform):
    answers = {**COMPLETE, "min_age": 13, "has_chat": "no", "video_off": "none", "recording": "yes"}
    assess(cast, now, platform, answers={**answers, "nonsense": "x"})
    platform.refresh_from_db()
    assert (platform.min_age, platform.has_chat, platform.has_camera) == (13, False, False)
    assert platform.has_recording
    assert platform.version == 2  # whoever is deciding just now reads it first
    assert "nonsense" not in platform.assessments.get().answers


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["owner", "manager", "dso", "dsl", "board"])
def test_nobody_but_ict_and_administrators_assesses(cast, now, platform, who):
    with pytest.raises(Refused, match="Only ICT"):
        assess(cast, now, platform, by=cast[who])
    with pytest.raises(Refused, match="This is not an answer"):
        assess(cast, now, platform, answers={"terms": "perhaps"})
    assert not PlatformAssessment.objects.exists()


@pytest.mark.django_db
@pytest.mark.requirement("PLT-13")
def test_live_streaming_is_approved_only_with_the_leads_note(cast, now, platform):
    first = assess(cast, now, platform, answers={**COMPLETE, **STREAM})
    facts = {"by": cast.ict, "now": now, "platform": platform, "status": "approved", "reason": "Looked at"}
    facts["review_due"] = (now + timedelta(days=300)).date()
    with pytest.raises(Refused, match="safeguarding lead has to add a note"):
        decide_on_platform(**facts)
    note = {"now": now, "assessment": first, "text": "Listeners unseen.", "client_token": uuid.uuid4()}
    for who in ("ict", "admin", "owner", "dso"):
        with pytest.raises(Refused, match="Only the safeguarding lead"):
            write_lead_note(by=cast[who], **note)
    with pytest.raises(Refused, match="under what conditions"):
        write_lead_note(by=cast.dsl, **{**note, "text": " "})
    assert write_lead_note(by=cast.dsl, **note) == write_lead_note(by=cast.dsl, **note)
    assert LeadNote.objects.count() == 1
    assert decide_on_platform(**facts).status == "approved"
    assess(cast, now, platform, answers={**COMPLETE, **STREAM})
    assert not assessed(platform).has_lead_note  # what was answered anew is looked at anew
    with pytest.raises(ChangedMeanwhile):
        write_lead_note(by=cast.dsl, **{**note, "client_token": uuid.uuid4()})


@pytest.mark.django_db
def test_no_note_on_what_does_not_stream(cast, now, platform):
    with pytest.raises(Refused, match="does not stream"):
        write_lead_note(
            by=cast.dsl, now=now, assessment=assess(cast, now, platform), text="No", client_token=uuid.uuid4()
        )


# --- Correcting ----------------------------------------------------------------------------------------------------


def correct(cast, now, platform, **over):
    facts = {"name": platform.name, "methods": platform.methods, "purpose": platform.purpose, "owner": platform.owner}
    more = {"by": cast.ict, "version": platform.version, "why": "It was renamed.", "client_token": uuid.uuid4()}
    return correct_platform(now=now, platform=platform, **{**facts, **more, **over})


@pytest.mark.django_db
def test_a_correction_keeps_what_was_said_before(cast, now, platform):
    token = uuid.uuid4()
    old = platform.name
    for _press in range(2):
        correct(cast, now, platform, name=" New name ", owner=cast.admin, client_token=token, version=1)
    platform.refresh_from_db()
    assert (platform.name, platform.owner, platform.version) == ("New name", cast.admin, 2)
    row = PlatformCorrection.objects.get()
    assert row.before == {"name": old, "owner": str(cast.ict.ref)}
    assert row.after == {"name": "New name", "owner": str(cast.admin.ref)}
    assert (row.by, row.at, row.why) == (cast.ict, now, "It was renamed.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({}, "Nothing has been changed"),
        ({"name": ""}, "what it is called"),
        ({"name": "Taken"}, "already a platform of that name"),
        ({"why": " ", "name": "New"}, "why it is corrected"),
        ({"methods": [], "name": "New"}, "how people meet"),
    ],
)
def test_a_correction_that_is_none_changes_nothing(cast, now, platform, over, words):
    PlatformFactory(name="Taken")
    with pytest.raises(Refused, match=words):
        correct(cast, now, platform, **over)
    assert not PlatformCorrection.objects.exists()


@pytest.mark.django_db
def test_a_correction_of_an_earlier_state_or_by_others_is_refused(cast, now, platform):
    with pytest.raises(ChangedMeanwhile):
        correct(cast, now, platform, name="New", version=7)
    with pytest.raises(Refused, match="Only ICT"):
        correct(cast, now, platform, name="New", by=cast.owner)


@pytest.mark.django_db
@pytest.mark.parametrize("status", [PlatformStatus.APPROVED, PlatformStatus.RESTRICTED])
def test_a_review_is_due_within_a_year(cast, now, platform, status):
    a_complete_assessment(platform, cast.ict, now)
    day = now.date() + timedelta(days=368)
    with pytest.raises(Refused, match="within a year"):
        decide_on_platform(
            by=cast.ict, now=now, platform=platform, status=status, reason="x", restrictions="y", review_due=day
        )


@pytest.mark.django_db
def test_a_page_gone_back_to_and_changed_loses_nothing(cast, now, platform):
    token = uuid.uuid4()
    assess(cast, now, platform, client_token=token)
    changed = {**COMPLETE, "risks": "Another"}
    with pytest.raises(ChangedMeanwhile):
        assess(cast, now, platform, client_token=token, answers=changed, number=0)  # the page shows both
    assert assess(cast, now, platform, client_token=token, answers=changed, number=1).answers["risks"] == "Another"
    platform.refresh_from_db()
    correct(cast, now, platform, name="First", client_token=token)
    platform.refresh_from_db()
    correct(cast, now, platform, name="Second", client_token=token)
    assert PlatformCorrection.objects.count() == 2
    made = assess(cast, now, platform, answers={**COMPLETE, **STREAM})
    for text in ("First", "Second"):
        write_lead_note(by=cast.dsl, now=now, assessment=made, text=text, client_token=token)
    assert LeadNote.objects.count() == 2
