"""What somebody has to learn, to look at or to talk about: told once for each stage, in working time (ORG-41)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from safeguard.lib.worktime import WorkingHours, is_working_time, london_day
from safeguard.notifications.actions import Outgoing, queue_messages
from safeguard.practitioners import messages, rules, selectors
from safeguard.practitioners.enums import CheckKind, Role
from safeguard.practitioners.rules.learning import STAGES, TOLD_AFTERWARDS
from safeguard.practitioners.selectors import learning

OWN, TEAM = "desk:learning", "desk:team"  # where it can be done
WORKERS = (Role.PRACTITIONER, Role.LINE_MANAGER)
WHO_CHECKS = {CheckKind.ACCOUNTS: WORKERS, CheckKind.PRIVACY: WORKERS, CheckKind.ICT: (Role.ICT,)}


def remind_of_learning(
    *, by: None = None, now: datetime, hours: WorkingHours, self_check: timedelta, check_in: timedelta
) -> None:
    """Tell people, and their line managers, of trainings that run out; of self-checks; and to talk with somebody.

    Worked out from what is recorded, each time: the outbox knows what was told. Nothing outside working time, and
    nothing before the organisation is live. ``self_check`` and ``check_in``: how often each is asked for.
    """
    if not is_working_time(now, hours) or not selectors.is_live():
        return
    queue_messages(
        [*_of_trainings(now), *_of_self_checks(now, self_check), *_of_talking(now, check_in)],
        now=now,
    )


def _of_trainings(now: datetime) -> Iterator[Outgoing]:
    today = london_day(now)
    for training in learning.trainings_running_out(today - TOLD_AFTERWARDS, today + timedelta(days=max(STAGES))):
        assert training.expires_on is not None  # it runs out between two days
        stage = rules.stage_on(training.expires_on, today)
        if stage is None:
            continue
        key = f"{training.ref}:{stage}"
        person, manager = training.person, training.person.line_manager
        yield messages.learning_reminder("learning.training", key, person, _("A training of yours runs out"), OWN)
        if manager is not None and manager.is_active:
            title = _("A training in your team runs out")
            yield messages.learning_reminder("learning.team", key, manager, title, TEAM)


def _of_self_checks(now: datetime, every: timedelta) -> Iterator[Outgoing]:
    for kind, roles in WHO_CHECKS.items():
        for person, said_at in learning.who_should_check(kind, roles, now - every):
            stage = f"{kind}:{said_at:%Y-%m-%d}" if said_at else f"{kind}:first"
            title = _("A short check is due: %(what)s") % {"what": CheckKind(kind).label}
            yield messages.learning_reminder("learning.self_check", stage, person, title, OWN)


def _of_talking(now: datetime, every: timedelta) -> Iterator[Outgoing]:
    for person, last_at in learning.who_has_not_talked(WORKERS, now - every):
        missed = rules.nudges_missed(london_day(last_at), london_day(now), every)
        stage = f"{last_at:%Y-%m-%d}:{missed}"
        title = _("Have you talked with a colleague or your manager lately?")
        yield messages.learning_reminder("learning.check_in", stage, person, title, OWN)
