"""Closing an account and opening it again is no way round the hour and the second person of a reset (SEC-02)."""

from datetime import timedelta
from typing import Any

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.lib.errors import Refused
from safeguard.notifications.enums import MessageState
from safeguard.notifications.models import Message
from safeguard.practitioners.actions import (
    agree_to_factor_reset,
    ask_for_new_address,
    close_account,
    reopen_account,
    reset_factor,
    stop_factor_reset,
)
from safeguard.practitioners.models import FactorReset, User

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
THIEF = "thief@harbour.example"


@pytest.fixture
def reset(cast: Any, now: Any) -> FactorReset:
    """A new address that waits for a practitioner who signs in with a password alone; nobody has to agree to it."""
    User.objects.filter(pk=cast.owner.pk).update(last_login=now)
    asked = ask_for_new_address(by=cast.admin, now=now, person=cast.owner, email=THIEF)
    assert not asked.needs_agreement
    return asked


def test_closing_an_account_stops_what_waits_and_the_warning_still_leaves(
    cast: Any, now: Any, reset: FactorReset
) -> None:
    close_account(by=cast.admin, now=now, person=cast.owner)
    warning = Message.objects.get(kind="account.factor_reset_asked", recipient=cast.owner, channel="email")
    assert (warning.state, warning.address) == (MessageState.WAITING, "owner@harbour.example")
    reset.refresh_from_db()
    assert (reset.stopped_at, reset.stopped_by) == (now, cast.admin)
    reopen_account(by=cast.admin, now=now + HOUR, person=cast.owner)
    with pytest.raises(Refused, match="stopped"):
        reset_factor(by=cast.admin, now=now + HOUR, reset=reset)
    assert User.objects.get(pk=cast.owner.pk).email == "owner@harbour.example"


def test_a_moment_that_was_arranged_stops_it_too(cast: Any, now: Any, reset: FactorReset) -> None:
    close_account(by=None, now=now, person=cast.owner)
    reset.refresh_from_db()
    assert (reset.stopped_at, reset.stopped_by) == (now, cast.admin)
    assert AuditEvent.objects.get(verb="practitioners.address.stopped").actor_id is None


def test_what_was_asked_before_an_account_was_closed_is_never_done(cast: Any, now: Any, reset: FactorReset) -> None:
    close_account(by=cast.admin, now=now, person=cast.owner)
    # As a release that stopped nothing has left it.
    FactorReset.objects.update(stopped_at=None, stopped_by=None)
    with pytest.raises(Refused, match="closed since"):
        reset_factor(by=cast.admin, now=now + HOUR, reset=reset)
    reopen_account(by=cast.admin, now=now + HOUR, person=cast.owner)
    with pytest.raises(Refused, match="closed since"):
        reset_factor(by=cast.admin, now=now + 2 * HOUR, reset=reset)
    assert User.objects.get(pk=cast.owner.pk).email == "owner@harbour.example"


def test_three_days_long_whoever_came_back_is_moved_by_two_people_only(cast: Any, now: Any) -> None:
    User.objects.filter(pk=cast.owner.pk).update(last_login=now)
    close_account(by=cast.admin, now=now, person=cast.owner)
    reopen_account(by=cast.admin, now=now, person=cast.owner)
    at = now + 2 * DAY
    asked = ask_for_new_address(by=cast.admin, now=at, person=cast.owner, email=THIEF)
    with pytest.raises(Refused, match="second person"):
        reset_factor(by=cast.admin, now=at + HOUR, reset=asked)
    stop_factor_reset(by=cast.deputy, now=at, reset=asked)
    asked = ask_for_new_address(by=cast.admin, now=at, person=cast.owner, email="p.shah@harbour.example")
    agree_to_factor_reset(by=cast.deputy, now=at, reset=asked)
    reset_factor(by=cast.admin, now=at + HOUR, reset=asked)
    later = ask_for_new_address(by=cast.admin, now=now + 3 * DAY, person=cast.owner, email=THIEF)
    assert not later.needs_agreement


def test_nobody_becomes_a_line_manager_by_letting_somebody_in(cast: Any, now: Any) -> None:
    for manager, stays in ((cast.admin, None), (cast.manager, cast.manager)):
        User.objects.filter(pk=cast.owner.pk).update(line_manager=manager)
        close_account(by=cast.admin, now=now, person=cast.owner)
        assert reopen_account(by=cast.admin, now=now, person=cast.owner).line_manager == stays
