"""One person for every service of a brand, a region or a contract, now and to come (ORG-01)."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.practitioners import access, messages
from safeguard.practitioners.actions.setting_up import appoint_holder
from safeguard.practitioners.actions.telling import tell_of_change
from safeguard.practitioners.enums import PostCode, Verb
from safeguard.practitioners.models import Brand, Contract, Coverage, PostHolding, Service, User
from safeguard.practitioners.selectors import coverage as covers
from safeguard.practitioners.selectors import sign_ins as door

logger = logging.getLogger(__name__)


@transaction.atomic
def cover_services(
    *,
    by: User,
    now: datetime,
    person: User,
    as_officer: bool,
    brand: Brand | None = None,
    region: str = "",
    contract: Contract | None = None,
) -> Coverage:
    """Let somebody work in, or as their officer answer for, every service that has all of these, also those to come.

    The same again gives the first one back, and them what they lack. Raises Refused for anybody but an administrator,
    for oneself (practice B16), for somebody who has left, where nothing is chosen, and where no service has all of
    them.
    """
    access.check_may_set_up(by)
    access.check_not_themselves(by, person)
    access.lock_lines()  # of two who say the same at once, one is first
    if not person.is_active:
        raise Refused(_("Their account is closed."))
    if brand is None and contract is None and not region:
        raise Refused(_("Choose a brand, a region or a contract"))
    chosen = {"as_officer": as_officer, "brand": brand, "region": region, "contract": contract}
    coverage = Coverage.objects.filter(person=person, to_at__isnull=True, **chosen).first()
    is_new = coverage is None
    if coverage is None:
        coverage = Coverage.objects.create(person=person, from_at=now, **chosen)
    services = covers.services_of_coverage(coverage)
    if not services:
        raise Refused(_("No service has all of these. Choose less."))
    if is_new:
        record(Verb.COVERAGE_GIVEN, by=by, now=now, subject=coverage, fields=["person", *sorted(chosen)])
    for service in services:
        if as_officer:
            appoint_holder(by=by, now=now, code=PostCode.DSO, person=person, service=service)
        else:
            _let_work(by, now, person, service)
    return coverage


@transaction.atomic
def end_coverage(*, by: User, now: datetime, coverage: Coverage) -> bool:
    """Let it hold no more for services to come; what somebody has by it stays until it is changed with them.

    False if it had ended. Raises Refused for anybody but an administrator.
    """
    access.check_may_set_up(by)
    ended = Coverage.objects.filter(pk=coverage.pk, to_at__isnull=True).update(to_at=now)
    if ended:
        record(Verb.COVERAGE_ENDED, by=by, now=now, subject=coverage, fields=["to_at"])
    return bool(ended)


@transaction.atomic
def end_coverages_of(*, by: User | None, now: datetime, person: User) -> int:
    """Somebody leaves: they cover nothing that is to come. Returns how many ended. The caller has checked that ``by``
    may."""
    return Coverage.objects.filter(person=person, to_at__isnull=True).update(to_at=now)


@transaction.atomic
def let_covered(*, by: User | None, now: datetime, services: Iterable[Service]) -> int:
    """Give services that have just come to a brand, a region or a contract whoever covers it. Returns how many were
    given somebody.

    An officer only where nobody is; one who cannot be named is left to be named by hand, so that no service waits for
    it. The caller has checked that ``by`` may, and locked the lines. ``by`` None, the installation: nobody covers
    anything yet.
    """
    given = 0
    for service in services if by is not None else ():
        for coverage in covers.coverages_of_service(service):
            # Nobody lets themselves in by changing a service (practice B16).
            if by is not None and coverage.person_id != by.pk:
                take = _let_answer if coverage.as_officer else _let_work
                given += take(by, now, coverage.person, service)
    return given


def _let_work(by: User, now: datetime, person: User, service: Service) -> bool:
    services = set(person.services.all())
    if service in services:
        return False
    if door.gains_services(person, [*services, service]):
        tell_of_change(by=by, now=now, named=person, news=messages.people_opened)
    person.services.add(service)
    User.objects.filter(pk=person.pk).update(version=F("version") + 1)  # a form opened before would undo it unseen
    record(Verb.USER_DESCRIBED, by=by, now=now, subject=person, fields=["services"])
    return True


def _let_answer(by: User, now: datetime, person: User, service: Service) -> bool:
    held = PostHolding.objects.at(now).filter(post__service=service, post__code=PostCode.DSO, reason__isnull=True)
    if held.exists():
        return False
    try:
        with transaction.atomic():
            appoint_holder(by=by, now=now, code=PostCode.DSO, person=person, service=service)
    except Refused as refused:
        logger.warning("the officer who covers it could not be named: %s", refused)
        return False
    return True
