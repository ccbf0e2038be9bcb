"""Brands, contracts and services: what the organisation is made of (ORG-01)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.practitioners import access
from safeguard.practitioners.actions.coverage import let_covered
from safeguard.practitioners.enums import PostCode, Verb
from safeguard.practitioners.exceptions import Stale
from safeguard.practitioners.models import Brand, Contract, PostHolding, Service, User


@transaction.atomic
def create_brand(*, by: User | None, now: datetime, name: str) -> Brand:
    """Set up a brand. Raises Refused for anybody but an administrator, and for a name that is there."""
    access.check_may_set_up(by)
    try:
        with transaction.atomic():
            brand = Brand.objects.create(name=" ".join(name.split()))
    except IntegrityError as error:
        raise Refused(_("There is a brand of this name already")) from error
    record(Verb.BRAND_CREATED, by=by, now=now, subject=brand, fields=["name"])
    return brand


@transaction.atomic
def keep_contract(
    *,
    by: User | None,
    now: datetime,
    title: str,
    from_on: date,
    to_on: date | None,
    services: Collection[Service],
    funder: str = "",
    contract: Contract | None = None,
    version: int = 0,
) -> Contract:
    """Write a contract down, or change one; its days are both included, ``to_on`` None: open.

    ``version``: of the row its author saw. Raises Stale if somebody changed it since, and Refused for anybody but an
    administrator, for days in the wrong order, and for a title that is there.
    """
    access.check_may_set_up(by)
    access.lock_lines()  # before the row, as whoever lets people into services
    if to_on is not None and to_on < from_on:
        raise Refused(_("Enter a day after the one on which it begins"))
    kept = Contract() if contract is None else Contract.objects.select_for_update().get(pk=contract.pk)
    if contract is not None and kept.version != version:
        raise Stale
    kept.title, kept.funder, kept.from_on, kept.to_on = " ".join(title.split()), funder, from_on, to_on
    kept.version += 0 if contract is None else 1
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError as error:
        raise Refused(_("There is a contract of this name already")) from error
    before = set(kept.services.values_list("pk", flat=True))
    kept.services.set(services)
    let_covered(by=by, now=now, services=[one for one in services if one.pk not in before])
    record(Verb.CONTRACT_KEPT, by=by, now=now, subject=kept, fields=["title", "from_on", "to_on", "services"])
    return kept


@transaction.atomic
def create_service(*, by: User | None, now: datetime, name: str, region: str = "") -> Service:
    """Set up a service. ``by`` None: the installation. Raises Refused for anybody but an administrator, and for a
    name that is there."""
    access.check_may_set_up(by)
    access.lock_lines()  # before the row, as whoever lets people into services
    try:
        with transaction.atomic():
            service = Service.objects.create(name=name, region=region)
    except IntegrityError as error:
        raise Refused(_("There is a service of this name already")) from error
    record(Verb.SERVICE_CREATED, by=by, now=now, subject=service, fields=["name", "region"])
    let_covered(by=by, now=now, services=[service])
    return service


@transaction.atomic
def describe_service(
    *,
    by: User,
    now: datetime,
    service: Service,
    version: int,
    name: str,
    region: str = "",
    audience: str = "",
    brand: Brand | None = None,
) -> Service:
    """Say what a service is called, where it is, for whom, and under which brand.

    ``version``: of the row its author saw. Raises Stale if somebody changed it since, and Refused for anybody but an
    administrator, for a closed service, and when another is called so.
    """
    access.check_may_set_up(by)
    access.lock_lines()  # before the row, as whoever lets people into services
    service = Service.objects.select_for_update().get(pk=service.pk)
    if not service.is_active:
        raise Refused(_("This service is closed."))
    if service.version != version:
        raise Stale
    service.name, service.region, service.audience, service.brand = " ".join(name.split()), region, audience, brand
    service.version += 1
    try:
        with transaction.atomic():
            service.save()
    except IntegrityError as error:
        raise Refused(_("There is a service of this name already")) from error
    record(Verb.SERVICE_CHANGED, by=by, now=now, subject=service, fields=["name", "region", "audience", "brand"])
    let_covered(by=by, now=now, services=[service])
    return service


@transaction.atomic
def close_service(*, by: User, now: datetime, service: Service, open_in_it: Sequence[str]) -> Service:
    """Run a service no more; its records stay. ``open_in_it``: in words, what other apps still have open in it.

    Its officer's post ends with it. Raises Refused for anybody but an administrator, and while anybody works in it or
    anything is open, saying what.
    """
    access.check_may_set_up(by)
    service = Service.objects.select_for_update().get(pk=service.pk)
    if not service.is_active:
        return service
    working = service.people.filter(is_active=True).count()
    people = [_("%(count)s people who work in it") % {"count": working}] if working else []
    left = [*people, *open_in_it]
    if left:
        raise Refused(_("It cannot be closed yet. There are still: %(what)s.") % {"what": "; ".join(left)})
    service.is_active, service.closed_at = False, now
    service.version += 1
    service.save(update_fields=["is_active", "closed_at", "version"])
    PostHolding.objects.at(now).filter(post__service=service, post__code=PostCode.DSO).update(to_at=now)
    record(Verb.SERVICE_CLOSED, by=by, now=now, subject=service, fields=["is_active"])
    return service
