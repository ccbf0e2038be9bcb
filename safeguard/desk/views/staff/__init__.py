"""Pages about people who work here, what the organisation is made of, who answers for safeguarding, and devices."""

from safeguard.desk.views.staff.devices import device, device_lost, devices, own_devices
from safeguard.desk.views.staff.directory import directory, reached, verify
from safeguard.desk.views.staff.group import group, seat, seat_end
from safeguard.desk.views.staff.leaving import cancel, leaving, reopen
from safeguard.desk.views.staff.people import people
from safeguard.desk.views.staff.profiles import details, own
from safeguard.desk.views.staff.structure import contract, contracts, scope, scope_end, service_close

__all__ = [
    "cancel",
    "contract",
    "contracts",
    "details",
    "device",
    "device_lost",
    "devices",
    "directory",
    "group",
    "leaving",
    "own",
    "own_devices",
    "people",
    "reached",
    "reopen",
    "scope",
    "scope_end",
    "seat",
    "seat_end",
    "service_close",
    "verify",
]
