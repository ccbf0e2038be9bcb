"""What stands around people and the organisation, one of each, for the table of who may see and do what."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from incidents.actions import begin_hold, invite_colleague, lock_case, refer_incident
from incidents.enums import OutsideBody, Waits
from incidents.models import CaseCopy, Incident
from safeguard.desk.actions import hand_over
from safeguard.escalation.actions import stand_down_ladder
from safeguard.people.models import HandOver
from safeguard.platforms.actions import register_account
from safeguard.platforms.models import Platform
from safeguard.policies.actions import remind_of_reviews
from safeguard.policies.models import Review
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.actions import (
    Reached,
    ask_question,
    keep_device,
    record_personal_contact,
    record_supervision,
)
from safeguard.practitioners.models import PersonalContact, Question, ServiceAgreement
from tests.desk.importing import a_young_person, an_account, staff, young
from tests.factories.cast import Cast
from tests.factories.people import register
from tests.factories.platforms import a_group

ADDRESS = "4 Quay Street"  # hidden, as is the safe word; nobody else lives there
SAFE_WORD = "Lighthouse"


def around_people(cast: Cast, now: datetime) -> dict[str, Any]:
    """Somebody with everything that is hidden, somebody who was handed over, and tables of some more."""
    hidden = {"address": ADDRESS, "safe_word": SAFE_WORD, "is_in_danger_at_home": True}
    guarded = register(cast.owner, now, full_name="Ines Duarte", **hidden)
    moved = register(cast.owner, now, full_name="Tomasz Lis")
    hand_over(by=cast.dsl, now=now, people=[moved], of=cast.owner, to=cast.colleague, note="Met twice.", sessions={})
    return {
        "guarded": guarded,
        "moved": HandOver.objects.get(),
        "table_people": young(cast.manager, a_young_person(7)),
        "table_staff": staff(cast.admin, an_account(7)),
    }


def around_concerns(cast: Cast, now: datetime, concerns: dict[str, Any]) -> dict[str, Any]:
    """A concern that is locked before anybody answers it, a question to somebody elsewhere, and a copy."""
    locked = concerns["concern_locked"]
    lock_case(by=cast.dsl, now=now, incident=locked, client_token=uuid.uuid4(), reason="It is talked about.")
    stand_down_ladder(by=None, now=now, subject_type=Incident.SUBJECT, subject_ref=locked.ref)
    said = {"by": cast.dsl, "now": now, "incident": concerns["concern"]}
    asked = invite_colleague(**said, client_token=uuid.uuid4(), person=cast.other_team, question="What did you see?")
    copy = CaseCopy.objects.create(
        ref="CP-00000-00001", client_token=uuid.uuid4(), incident=concerns["concern"], copy_for="court", why="x",
        for_whom="A court", begun_at=now, begun_by=cast.dsl, asked_at=now, asked_by=cast.dsl, digest="0" * 64,
        state="asked",
    )  # fmt: skip
    return {"asked": asked, "copy": copy}


def around_staff(cast: Cast, now: datetime) -> dict[str, Any]:
    """What is somebody's own, what two of them share, and what a service has agreed on."""
    day, hours = now.date() - timedelta(days=1), thresholds_in_force(now).hours
    return {
        "device": keep_device(
            by=cast.ict, now=now, label="Laptop", kind="laptop", asset_number="L-1", custodian=cast.owner
        ),
        "supervision": record_supervision(
            by=cast.manager,
            now=now,
            worker=cast.owner,
            held_on=day,
            online_safety="Talked over.",
            client_token=uuid.uuid4(),
        ),
        "question": _asked(cast, now, "manager"),
        "question_group": _asked(cast, now, "group"),
        "contact": _reached(cast, now, day, hours, about_manager=False),
        "contact_manager": _reached(cast, now, day, hours, about_manager=True),
        "agreement": ServiceAgreement.objects.get(service=cast.service),
    }


def _asked(cast: Cast, now: datetime, asked_of: str) -> Question:
    return ask_question(
        by=cast.owner,
        now=now,
        asked_of=asked_of,
        text="May I?",
        answer_within=timedelta(days=5),
        hours=thresholds_in_force(now).hours,
        client_token=uuid.uuid4(),
    )


def _reached(cast: Cast, now: datetime, day: date, hours: Any, *, about_manager: bool) -> PersonalContact:
    reached = Reached(
        happened_on=day,
        platform="Chirp",
        what="A request, which I did not accept.",
        not_accepted=True,
        told_openly=True,
        no_reply=True,
        is_worrying=False,
        about_manager=about_manager,
    )
    return record_personal_contact(by=cast.owner, now=now, reached=reached, hours=hours, client_token=uuid.uuid4())


def around_platforms(cast: Cast, now: datetime, platform: Platform) -> dict[str, Any]:
    """A closed group, an account of ours, and the yearly review that is due next."""
    remind_of_reviews(now=now)
    account = register_account(
        by=cast.owner,
        now=now,
        platform=platform,
        label="Quay page",
        custodian=cast.owner,
        work_email="quay@harbour.example",
        client_token=uuid.uuid4(),
    )
    return {
        "group": a_group(cast, now, platform),
        "page": account,
        "review": Review.objects.filter(held_at=None).earliest("pk"),
    }


def around_authorities(cast: Cast, now: datetime, incident: Incident) -> dict[str, Any]:
    """A concern that was referred, with what waits until the police have finished."""
    said: dict[str, Any] = {"by": cast.dso, "now": now, "client_token": uuid.uuid4()}
    referral = refer_incident(**said, incident=incident, body=OutsideBody.POLICE).referral
    waits = {"agreed_with": "DC Osei", "waits": [Waits.SANCTIONS], "chase_on": now.date() + timedelta(days=7)}
    return {"referred": referral, "held_with": begin_hold(**said, referral=referral, **waits)}
