"""The register of the organisation's devices (SEC-09)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.lib.permissions import Permission
from safeguard.notifications.actions import queue_messages
from safeguard.practitioners import messages, selectors
from safeguard.practitioners.enums import DeviceKind, DeviceState, Verb
from safeguard.practitioners.exceptions import Stale
from safeguard.practitioners.models import Device, User


@transaction.atomic
def keep_device(
    *,
    by: User,
    now: datetime,
    label: str,
    kind: str,
    asset_number: str,
    custodian: User | None = None,
    state: str = DeviceState.IN_USE,
    device: Device | None = None,
    version: int = 0,
) -> Device:
    """Enter a device in the register, or change what it says: who has it, and what became of it.

    ``version``: of the row its author saw. Raises Stale if somebody changed it since, and Refused for whoever does not
    keep the register, for a number that is there, and for somebody who has left. Found again, a lost one is in use.
    """
    if not by.may(Permission.MANAGE_DEVICES):
        raise Refused(_("Only ICT and administrators keep the register of devices."))
    if custodian is not None and not custodian.is_active:
        raise Refused(_("Their account is closed. Choose somebody else."))
    kept = Device(registered_at=now) if device is None else Device.objects.select_for_update().get(pk=device.pk)
    if device is not None and kept.version != version:
        raise Stale
    is_lost_now = state == DeviceState.LOST and kept.state != DeviceState.LOST
    _fill(kept, now, label, kind, asset_number, custodian, state)
    kept.version += 0 if device is None else 1
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError as error:
        raise Refused(_("A device with this asset number is in the register already")) from error
    verb = Verb.DEVICE_REGISTERED if device is None else Verb.DEVICE_LOST if is_lost_now else Verb.DEVICE_CHANGED
    record(verb, by=by, now=now, subject=kept, fields=["label", "kind", "asset_number", "custodian", "state"])
    if is_lost_now:
        _tell_of_loss(kept, now)
    return kept


def _fill(
    kept: Device, now: datetime, label: str, kind: str, asset_number: str, custodian: User | None, state: str
) -> None:
    if kept.custodian_id != (custodian.pk if custodian else None):
        kept.custodian, kept.given_at = custodian, now if custodian else None
    kept.label, kept.kind = " ".join(label.split()), DeviceKind(kind)
    kept.asset_number = " ".join(asset_number.split()).upper()
    if state == DeviceState.LOST and kept.state != DeviceState.LOST:
        kept.lost_at = now
    kept.state = DeviceState(state)


@transaction.atomic
def report_lost_device(*, by: User, now: datetime, device: Device) -> Device:
    """Whoever has a device says that it is lost or stolen; ICT and the safeguarding leads are told at once.

    Said twice, they are told once. Raises Refused for anybody else, but for those who keep the register.
    """
    device = Device.objects.select_for_update().get(pk=device.pk)
    if device.custodian_id != by.pk and not by.may(Permission.MANAGE_DEVICES):
        raise Refused(_("This device is not with you."))
    if device.state != DeviceState.LOST:
        device.state, device.lost_at = DeviceState.LOST, now
        device.version += 1
        device.save(update_fields=["state", "lost_at", "version"])
        record(Verb.DEVICE_LOST, by=by, now=now, subject=device, fields=["state", "lost_at"])
        _tell_of_loss(device, now)
    return device


def _tell_of_loss(device: Device, now: datetime) -> None:
    keepers = selectors.people_who_may(Permission.MANAGE_DEVICES)
    told = {one.pk: one for one in [*keepers, *selectors.holders_of_leading_posts(now)]}
    queue_messages([messages.device_lost(one, device, now) for one in told.values()], now=now)
