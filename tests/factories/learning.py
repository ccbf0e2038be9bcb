"""Checks, agreements and the rest of what somebody's support stands on, written straight to the models."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

from safeguard.lib.refs import new_ref
from safeguard.practitioners.enums import CheckKind, Side
from safeguard.practitioners.models import (
    AgreementSignature,
    BackgroundCheck,
    SelfCheck,
    Service,
    ServiceAgreement,
    User,
)

THEN = datetime(2026, 1, 12, 9, tzinfo=UTC)
PARTS = {name: f"What we do about {name}." for name in ServiceAgreement.PARTS}


def knows_officer(worker: User, service: Service, officer: User, at: datetime = THEN) -> SelfCheck:
    """Somebody has said that they know the officer of a service."""
    facts = {"kind": CheckKind.OFFICER, "service": service, "officer": officer, "said_at": at}
    return SelfCheck.objects.create(person=worker, client_token=uuid.uuid4(), **facts)


def said(worker: User, kind: CheckKind, at: datetime = THEN) -> SelfCheck:
    """Somebody has said something of themselves."""
    return SelfCheck.objects.create(person=worker, kind=kind, client_token=uuid.uuid4(), said_at=at)


def background(worker: User, by: User, on: date = date(2026, 1, 12)) -> BackgroundCheck:
    """The background of somebody was checked."""
    facts = {"checked_on": on, "recorded_by": by, "recorded_at": THEN, "client_token": uuid.uuid4()}
    return BackgroundCheck.objects.create(person=worker, **facts)


def agreed(service: Service, practitioner: User, manager: User, **over: Any) -> ServiceAgreement:
    """An agreement that both sides have signed."""
    facts = {"ref": new_ref("AG"), "client_token": uuid.uuid4(), "number": 1, "written_by": manager, "written_at": THEN}
    made = ServiceAgreement.objects.create(service=service, **{**PARTS, **facts, **over})
    for side, person in ((Side.PRACTITIONER, practitioner), (Side.MANAGER, manager)):
        AgreementSignature.objects.create(agreement=made, side=side, signed_by=person, signed_at=THEN)
    return made
