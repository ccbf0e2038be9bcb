"""Proposing platforms and deciding about them: by ICT or an administrator, always in the trail."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from safeguard.audit.models import AuditEvent
from safeguard.lib.errors import Refused
from safeguard.platforms.actions import decide_on_platform, propose_platform
from safeguard.platforms.enums import Method, PlatformStatus
from safeguard.platforms.exceptions import DecidedMeanwhile
from safeguard.platforms.models import Platform, PlatformDecision
from safeguard.platforms.rules import IN_USE
from safeguard.platforms.selectors import platforms_to_choose_from, register
from tests.factories.platforms import PlatformFactory, a_complete_assessment

pytestmark = pytest.mark.django_db


def propose(cast, now, **over):
    """ICT proposes a platform for video calls."""
    facts = {
        "by": cast.ict,
        "name": "Harbour Meet",
        "methods": [Method.VIDEO],
        "purpose": "Mentoring",
        "min_age": 13,
        "has_chat": True,
        "has_camera": True,
        "has_recording": False,
    }
    return propose_platform(now=now, **{**facts, **over})


def decide(cast, now, platform, status="approved", **over):
    """ICT approves a platform for a year, once it has been assessed."""
    if not platform.assessments.exists():
        a_complete_assessment(platform, cast.ict, now)
    decision = {"by": cast.ict, "status": status, "reason": "Assessed.", "review_due": (now + timedelta(365)).date()}
    return decide_on_platform(now=now, platform=platform, **{**decision, **over})


def test_a_proposed_platform_stands_in_the_register_and_cannot_be_chosen(cast, now):
    platform = propose(cast, now, methods=["chat", "video"])
    assert (platform.status, platform.version, platform.owner) == ("proposed", 1, cast.ict)
    assert platform.methods == ["video", "chat"]
    assert platform.ref.startswith("PL-")
    assert list(register()) == [platform]
    assert not platforms_to_choose_from().exists()
    event = AuditEvent.objects.get()
    assert (event.verb, event.subject_ref, event.actor_id) == (
        "platforms.platform.proposed",
        platform.ref,
        cast.ict.pk,
    )
    assert event.digest


def test_somebody_else_may_answer_for_it(cast, now):
    assert propose(cast, now, owner=cast.admin).owner == cast.admin


@pytest.mark.parametrize("name", ["Harbour Meet", " harbour MEET "])
def test_a_name_is_there_once_however_it_is_written(cast, now, name):
    propose(cast, now)
    with pytest.raises(Refused, match="already a platform of that name"):
        propose(cast, now, name=name)
    assert Platform.objects.count() == AuditEvent.objects.count() == 1


def test_a_double_press_proposes_once(cast, now):
    token = uuid.uuid4()
    assert propose(cast, now, client_token=token) == propose(cast, now, client_token=token)
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize("over", [{"name": ""}, {"methods": []}, {"purpose": " "}, {"min_age": 99}])
def test_a_proposal_without_its_facts_is_refused(cast, now, over):
    with pytest.raises(Refused):
        propose(cast, now, **over)
    assert not Platform.objects.exists()


MAY = {"ict", "admin"}
OTHERS = ["owner", "manager", "dso", "dsl", "deputy", "lead", "hr_dso", "board"]


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_but_ict_and_administrators_may(cast, now, who):
    platform = propose(cast, now)
    events = AuditEvent.objects.count()
    with pytest.raises(Refused, match="Only ICT"):
        propose(cast, now, by=cast[who], name="Another")
    with pytest.raises(Refused, match="Only ICT"):
        decide(cast, now, platform, by=cast[who])
    assert (Platform.objects.count(), PlatformDecision.objects.count()) == (1, 0)
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize("who", sorted(MAY))
def test_a_decision_is_kept_with_its_reason_and_holds(cast, now, who):
    platform = propose(cast, now)
    due = (now + timedelta(365)).date()
    decided = decide(cast, now, platform, "restricted", by=cast[who], restrictions="Groups only", review_due=due)
    platform.refresh_from_db()
    assert decided == platform
    assert (platform.status, platform.restrictions, platform.review_due) == ("restricted", "Groups only", due)
    assert platform.version == 2
    row = PlatformDecision.objects.get()
    assert (row.reason, row.decided_by, row.decided_at, row.review_due) == ("Assessed.", cast[who], now, due)
    assert row.restrictions == "Groups only"
    verbs = list(AuditEvent.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["platforms.platform.proposed", "platforms.platform.decided", "platforms.decision.written"]
    assert list(platforms_to_choose_from()) == [platform]


def test_what_a_decision_does_not_have_is_not_kept(cast, now):
    platform = decide(cast, now, propose(cast, now), "restricted", restrictions="Groups only")
    decide(cast, now, platform, "refused", restrictions="Groups only")
    platform.refresh_from_db()
    assert (platform.status, platform.restrictions, platform.review_due) == ("refused", "", None)
    assert not platforms_to_choose_from().exists()
    assert list(PlatformDecision.objects.order_by("id").values_list("status", flat=True)) == ["restricted", "refused"]


def test_a_double_press_decides_once(cast, now):
    platform, token = propose(cast, now), uuid.uuid4()
    for _press in range(2):
        decide(cast, now, platform, version=1, client_token=token)
    platform.refresh_from_db()
    assert (platform.version, PlatformDecision.objects.count()) == (2, 1)


def test_a_decision_on_an_earlier_state_is_refused_and_loses_nothing(cast, now):
    platform = propose(cast, now)
    decide(cast, now, platform, version=1)
    with pytest.raises(DecidedMeanwhile):
        decide(cast, now, platform, "refused", by=cast.admin, version=1)
    platform.refresh_from_db()
    assert (platform.status, PlatformDecision.objects.count()) == ("approved", 1)


@pytest.mark.parametrize(
    ("over", "reason"),
    [
        ({"review_due": None}, "by which somebody looks at it again"),
        ({"reason": ""}, "Write why"),
        ({"status": "restricted"}, "what it may be used for"),
        ({"status": "retired"}, "Choose what was decided"),
    ],
)
def test_a_decision_without_what_it_needs_is_refused(cast, now, over, reason):
    platform = propose(cast, now)
    with pytest.raises(Refused, match=reason):
        decide(cast, now, platform, **over)
    platform.refresh_from_db()
    assert platform.version == 1


def test_a_review_that_was_due_yesterday_is_refused_and_one_today_is_not(cast, now):
    platform = propose(cast, now)
    today = now.date()
    with pytest.raises(Refused, match="still to come"):
        decide(cast, now, platform, review_due=today - timedelta(days=1))


@pytest.mark.parametrize("status", PlatformStatus.values)
def test_only_what_was_approved_can_be_chosen(status):
    is_used = status in IN_USE
    platform = PlatformFactory(
        status=status,
        restrictions="Groups only" if status == "restricted" else "",
        **({} if is_used else {"review_due": None}),
    )
    assert platforms_to_choose_from().filter(pk=platform.pk).exists() is is_used


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "approved", "review_due": None},
        {"status": "refused"},
        {"status": "restricted"},
        {"restrictions": "Groups only"},
        {"methods": []},
    ],
)
def test_the_database_keeps_what_no_decision_can_be(wrong):
    with pytest.raises(DatabaseError, match="violates check constraint"), transaction.atomic():
        PlatformFactory(**wrong)


@pytest.mark.parametrize("act", ["propose", "decide"])
def test_an_act_whose_event_cannot_be_written_does_not_happen(cast, now, monkeypatch, act):
    platform = PlatformFactory(status="proposed", review_due=None)

    def refuse(*_args, **_kwargs):
        raise DatabaseError("no space left on device")

    monkeypatch.setattr(AuditEvent, "save", refuse)
    with pytest.raises(DatabaseError, match="no space left"):
        propose(cast, now) if act == "propose" else decide(cast, now, platform)
    platform.refresh_from_db()
    assert (platform.version, Platform.objects.count(), PlatformDecision.objects.count()) == (1, 1, 0)
