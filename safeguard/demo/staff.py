"""What Harbour Youth is made of, its Online Safety Group, its devices, and somebody who has left."""

from datetime import date

from safeguard.demo.people import CAREERS, COUNSELLING, MENTORING
from safeguard.demo.timeline import Story
from safeguard.demo.world import World
from safeguard.desk.actions import close_account
from safeguard.practitioners.actions import (
    appoint_holder,
    create_brand,
    create_user,
    describe_service,
    grant_role,
    keep_contract,
    keep_device,
    seat_member,
)
from safeguard.practitioners.enums import GroupSeat, PostCode, Role
from safeguard.practitioners.models import Service, Takers

REGIONS = {CAREERS: ("North coast", "14 to 19"), MENTORING: ("North coast", "11 to 18"), COUNSELLING: ("", "11 to 25")}
DUTIES = {
    "manager": (GroupSeat.MANAGER, "Goes through the week's sessions\nTells the teams what the group has decided"),
    "ict": (GroupSeat.FUNCTION_HEAD, "Looks at filters and updates each month\nKeeps the register of devices"),
    "dso": (GroupSeat.DESIGNATED, "Brings what was learnt from concerns, without names"),
}
DEVICES = (
    ("practitioner", "Careers laptop 1", "laptop", "HY-0101"),
    ("colleague", "Mentoring laptop 1", "laptop", "HY-0102"),
    ("practitioner", "Careers phone 1", "phone", "HY-0201"),
    (None, "Spare tablet", "tablet", "HY-0301"),
)


def found_staff(world: World) -> None:
    """From the day it was set up: a brand, contracts, a Champion and the group."""
    then, by = world.days.ago(470, "10:00"), world.staff["admin"]
    brand = create_brand(by=by, now=then, name="Harbour Youth North")
    for name, (region, audience) in REGIONS.items():
        service: Service = world.services[name]
        world.services[name] = describe_service(
            by=by, now=then, service=service, version=1, name=name, region=region, audience=audience,
            brand=brand if region else None,
        )  # fmt: skip
    both = [world.services[CAREERS], world.services[MENTORING]]
    keep_contract(
        by=by, now=then, title="Coastal Futures", funder="Harbourshire Council", from_on=date(2025, 4, 1),
        to_on=date(2028, 3, 31), services=both,
    )  # fmt: skip
    for code, key in ((PostCode.CHAMPION, "board"), (PostCode.POLICY_DSO, "deputy")):
        appoint_holder(by=by, now=then, code=code, person=world.staff[key])
    for key, (seat, duties) in DUTIES.items():
        seat_member(by=world.staff["dsl"], now=then, person=world.staff[key], sits_as=seat, duties=duties)


def somebody_leaves(world: World) -> Story:
    """A mentor who worked here for a year; the account is closed, and nothing of hers is gone."""
    by, came, went = world.staff["admin"], world.days.ago(460, "09:00"), world.days.ago(90, "17:00")
    yield came
    person = create_user(
        by=by, now=came, email="greta@harbour.example", full_name="Greta Lindholm", line_manager=world.staff["manager"],
        work_phone="+447700900118",
        services=(world.services[MENTORING],),
    )  # fmt: skip
    grant_role(by=by, now=came, user=person, role=Role.PRACTITIONER)
    yield went
    close_account(by=by, now=went, person=person, takers=Takers(people=world.staff["colleague"]))


def hand_out_devices(world: World) -> None:
    """Last of all: a session that began before there was a register says nothing of a device."""
    for key, label, kind, number in DEVICES:
        custodian = world.staff[key] if key else None
        keep_device(
            by=world.staff["ict"], now=world.days.now, label=label, kind=kind, asset_number=number, custodian=custodian
        )
