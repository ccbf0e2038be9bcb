"""Lists of people who work here, or did, and of what they have."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from safeguard.lib.errors import NotVisible
from safeguard.practitioners.enums import DeviceState
from safeguard.practitioners.models import Brand, Contract, Device, GroupMember, Service, User


def people_like(given: dict[str, Any]) -> QuerySet[User]:
    """Those whom a search and its filters name; ``left``: those who have left, and nobody else."""
    rows = User.objects.select_related("line_manager").prefetch_related("role_grants", "services")
    rows = rows.filter(is_active=not given.get("left"))
    for word in str(given.get("words") or "").split():
        rows = rows.filter(Q(full_name__icontains=word) | Q(email__icontains=word))
    if given.get("service"):
        rows = rows.filter(services=given["service"])
    if given.get("kind"):
        rows = rows.filter(kind=given["kind"])
    if given.get("role"):
        rows = rows.filter(role_grants__role=given["role"])
    return rows


def devices() -> QuerySet[Device]:
    """The register, by asset number; what is lost first."""
    return Device.objects.select_related("custodian").order_by("asset_number")


def devices_of(user: User) -> QuerySet[Device]:
    """The devices that somebody has."""
    return Device.objects.filter(custodian=user).exclude(state=DeviceState.RETIRED).order_by("label", "pk")


def usable_devices(user: User) -> list[Device]:
    """The devices in use that somebody may take: their own first, then those that nobody has. One query."""
    rows = Device.objects.filter(Q(custodian=user) | Q(custodian__isnull=True), state=DeviceState.IN_USE)
    return sorted(rows, key=lambda one: (one.custodian_id is None, one.label, one.pk))


def has_register() -> bool:
    """Whether any device is in the register: only then is it asked on which one a session takes place."""
    return Device.objects.exists()


def device_with(ref: UUID) -> Device:
    """A device of the register. Raises NotVisible when there is none."""
    found = devices().filter(ref=ref).first()
    if found is None:
        raise NotVisible
    return found


def own_device(user: User, ref: UUID) -> Device:
    """A device that somebody has. Raises NotVisible for any other."""
    found = devices_of(user).filter(ref=ref).first()
    if found is None:
        raise NotVisible
    return found


def brands() -> QuerySet[Brand]:
    """Every brand, by name."""
    return Brand.objects.order_by("name")


def contracts() -> QuerySet[Contract]:
    """Every contract with its services, the newest first."""
    return Contract.objects.prefetch_related("services").order_by("-from_on", "title")


def contract_with(ref: UUID) -> Contract:
    """A contract. Raises NotVisible when there is none."""
    found = contracts().filter(ref=ref).first()
    if found is None:
        raise NotVisible
    return found


def seat_with(ref: UUID, now: datetime) -> GroupMember:
    """A seat in the Online Safety Group that somebody has now. Raises NotVisible when there is none."""
    seats = GroupMember.objects.filter(Q(to_at__isnull=True) | Q(to_at__gt=now), ref=ref).select_related("person")
    found = seats.first()
    if found is None:
        raise NotVisible
    return found


def everything_run() -> QuerySet[Service]:
    """Every service that is run with its brand and contracts, by name."""
    rows = Service.objects.filter(is_active=True).select_related("brand").prefetch_related("contracts")
    return rows.order_by("name")
