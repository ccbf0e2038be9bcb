"""Platforms, written straight to the models."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import factory

from safeguard.lib.refs import new_ref
from safeguard.platforms.actions import open_group
from safeguard.platforms.enums import Method, PlatformStatus
from safeguard.platforms.models import ClosedGroup, Platform, PlatformAssessment, PlatformGuide
from safeguard.practitioners.models import User
from tests.factories.practitioners import UserFactory

LONG_AHEAD = date(2099, 12, 31)


class PlatformFactory(factory.django.DjangoModelFactory[Platform]):
    """A platform for video calls that is approved for a long time to come.

    A ``status`` that is not in use has neither ``review_due`` nor ``restrictions``: give them as None and "".
    """

    class Meta:
        model = Platform

    ref = factory.LazyFunction(lambda: new_ref("PL"))
    name = factory.Sequence(lambda n: f"Platform {n}")
    methods = factory.LazyFunction(lambda: [Method.VIDEO.value])
    purpose = "Mentoring sessions"
    owner = factory.SubFactory(UserFactory)
    status = PlatformStatus.APPROVED
    min_age = 0
    has_chat = True
    has_camera = True
    has_recording = False
    review_due = LONG_AHEAD


COMPLETE: dict[str, Any] = {
    "delivery": "real_time",
    "is_social_media": "no",
    "min_age": 0,
    "ages": "From eight; with a carer nearby before that.",
    "risks": "Somebody from outside comes in.",
    "measures": "Waiting room, passcode, two workers.",
    "terms": "business",
    "data_result": "passed",
    "data_checker": "Ian of ICT",
    "data_checked_on": "2026-01-12",
    "exposes": "no",
    "first_name_only": "yes",
    "video_off": "yes",
    "streams": "no",
    "recording": "off",
    "alternatives": "The telephone.",
    "settings": "The waiting room is on\nA passcode is asked for",
    "settings_checked_on": "2026-01-12",
}


def a_complete_assessment(platform: Platform, by: User, now: datetime, **over: Any) -> PlatformAssessment:
    """Nothing is missing, and nothing speaks against it. An answer of None is left out."""
    return PlatformAssessment.objects.create(
        platform=platform,
        client_token=uuid.uuid4(),
        number=platform.assessments.count() + 1,
        answers={code: value for code, value in {**COMPLETE, **over}.items() if value is not None},
        made_by=by,
        made_at=now,
    )


def a_guide(platform: Platform, by: User, now: datetime, text: str = "Open the link.") -> PlatformGuide:
    """A how-to guide for young people."""
    facts = {"number": platform.guides.count() + 1, "text": text, "written_by": by, "written_at": now}
    return PlatformGuide.objects.create(platform=platform, client_token=uuid.uuid4(), **facts)


def a_group(cast: Any, now: datetime, platform: Platform, **over: Any) -> ClosedGroup:
    """A closed group that the owner and the colleague look after."""
    facts = {
        "service": cast.service,
        "name": "Thursday people",
        "administrator": cast.owner,
        "second_administrator": cast.colleague,
        "who_may_join": "Whoever comes on Thursdays.",
        "who_sees_material": "Those in it, and the two of us.",
        "closes_on": (now + timedelta(days=60)).date(),
        "client_token": uuid.uuid4(),
    }
    return open_group(**{"by": cast.owner, "now": now, "platform": platform, **facts, **over})
