"""What lists cost that are as long as an organisation is large: as many queries for 300 rows as for 3."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safeguard.lib import clock
from safeguard.lib.refs import new_ref
from safeguard.people.models import Authority, Signpost
from safeguard.policies.models import OwnConsent, PolicyType, Review, Wording
from safeguard.practitioners.enums import GroupSeat, PostCode, Role
from safeguard.practitioners.models import Brand, Contract, Course, Device, GroupMember, Service
from safeguard.storage.models import Import
from tests.factories.cast import Cast
from tests.factories.practitioners import UserFactory, hold
from tests.pages import fresh

pytestmark = pytest.mark.django_db

COSTS: dict[tuple[str, str], int] = {
    ("admin", "/organisation/people/"): 10,
    ("admin", "/organisation/contracts/"): 6,
    ("admin", "/organisation/devices/"): 4,
    ("dsl", "/organisation/directory/"): 6,
    ("dsl", "/organisation/group/"): 5,
    ("dsl", "/organisation/routes/"): 10,
    ("admin", "/set-up/services/"): 5,
    ("admin", "/set-up/posts/"): 5,
    ("admin", "/set-up/posts/scope/"): 11,
    ("admin", "/imports/"): 4,
    ("admin", "/training/courses/"): 4,
    ("owner", "/yours/devices/"): 4,
    ("owner", "/yours/learning/"): 11,
    ("owner", "/people/authorities/"): 4,
    ("owner", "/people/library/"): 5,
    ("dsl", "/policies/own-consent/"): 5,
    ("dsl", "/policies/wordings/"): 4,
    ("dsl", "/policies/reviews/"): 6,
    ("dsl", "/policies/types/"): 4,
    ("admin", "/team/sign-ins/"): 7,
}


def _many(cast: Cast, now: Any, rows: int) -> None:
    """So many services with their officers, contracts and words, so many people in the group, and of the rest."""
    numbers, day = range(rows), now.date()
    brand = Brand.objects.create(name="Quay")
    services = Service.objects.bulk_create(Service(name=f"S{n:03}", brand=brand, region=f"R{n}") for n in numbers)
    people = UserFactory.create_batch(rows, roles=[Role.PRACTITIONER])
    for person, service in zip(people, services, strict=True):
        person.services.add(service)
        hold(PostCode.DSO, person, service)
    for contract in Contract.objects.bulk_create(Contract(title=f"C{n}", from_on=day) for n in numbers):
        contract.services.set(services[:2])
    GroupMember.objects.bulk_create(
        GroupMember(person=one, sits_as=GroupSeat.MANAGER, from_at=now - timedelta(days=1)) for one in people
    )
    Device.objects.bulk_create(
        Device(label="D", kind="phone", asset_number=f"B{n}", registered_at=now, custodian=cast.owner, given_at=now)
        for n in numbers
    )
    Import.objects.bulk_create(
        Import(ref=new_ref("IM"), client_token=uuid.uuid4(), kind="staff", uploaded_at=now, uploaded_by=cast.admin)
        for n in numbers
    )
    Course.objects.bulk_create(Course(code=f"c{n}", name=f"Course {n}") for n in numbers)
    _more(cast, now, services)


def _more(cast: Cast, now: Any, services: list[Service]) -> None:
    """The same of what other apps keep."""
    numbers, day, by = range(len(services)), now.date(), cast.dsl
    Authority.objects.bulk_create(Authority(name=f"A{n}") for n in numbers)
    Signpost.objects.bulk_create(Signpost(name=f"P{n}", helps_with="x", hours="x") for n in numbers)
    OwnConsent.objects.bulk_create(
        OwnConsent(client_token=uuid.uuid4(), service=one, from_age=13, policy="x", set_at=now, set_by=by)
        for one in services
    )
    Wording.objects.bulk_create(
        Wording(code="ground_rules", service=one, number=1, text="x", written_at=now, written_by=by) for one in services
    )
    PolicyType.objects.bulk_create(PolicyType(code=f"t{n}", label=f"T{n}") for n in numbers)
    held = {"held_on": day, "held_at": now, "held_by": by, "took_part": "x", "found": "x", "decided": "x"}
    Review.objects.bulk_create(
        Review(ref=new_ref("RV"), kind="risk", due_on=day, scheduled_at=now, **held) for n in numbers
    )


@pytest.mark.parametrize("rows", [3, 300])
def test_lists_cost_the_same_however_long_they_are(cast: Cast, rows: int) -> None:
    now = clock.now()
    _many(cast, now, rows)
    browsers = {who: fresh(cast[who]) for who, _page in COSTS}
    found = {}
    for who, page in COSTS:
        browsers[who].get(page)
        with CaptureQueriesContext(connection) as queries:
            status = browsers[who].get(page).status_code
        found[who, page] = len(queries) if status == 200 else -status
    assert found == COSTS
