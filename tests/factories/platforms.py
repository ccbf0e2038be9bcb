"""Platforms, written straight to the models."""

from datetime import date

import factory

from safeguard.lib.refs import new_ref
from safeguard.platforms.enums import Method, PlatformStatus
from safeguard.platforms.models import Platform
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
