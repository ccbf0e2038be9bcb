"""Allegations against somebody who works for us: the designated officer's clock, and low-level concerns (C30)."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from incidents import access, selectors
from incidents.actions import (
    acknowledge_incident,
    answer_triage,
    name_people,
    record_referral,
    record_step,
    refer_incident,
)
from incidents.enums import OutsideBody
from incidents.models import CaseStep, Incident, Reader
from incidents.rules import Given, StepSaid
from safeguard.duties.models import Duty
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.practitioners.enums import Role
from safeguard.practitioners.models import User
from tests.factories.incidents import raise_by, settle

pytestmark = pytest.mark.django_db
ONLINE = {
    "risk": "not_immediate",
    "online": "yes",
    "offence": "no",
    "severity": "serious",
    "category": "conduct_bullying",
}


@pytest.fixture
def case(cast: Any, raise_a_concern: Any) -> Incident:
    """An acknowledged case that may be bullying online."""
    found: Incident = raise_a_concern()
    take(cast.dso, found)
    return found


def take(by: User, incident: Incident, **over: str) -> None:
    acknowledge_incident(by=by, now=clock.now(), incident=incident)
    said = {question: Given(answer, "Because.") for question, answer in {**ONLINE, **over}.items()}
    answer_triage(by=by, now=clock.now(), incident=incident, client_token=uuid.uuid4(), answers=said)
    incident.refresh_from_db()


def step(by: User, incident: Incident, code: str, *, token: Any = None, **said: Any) -> CaseStep:
    return record_step(
        by=by,
        now=clock.now(),
        incident=incident,
        client_token=token or uuid.uuid4(),
        code=code,
        said=StepSaid(**{"outcome": "done", "text": "Spoke to them.", **said}),
    )


def about_staff(cast: Any) -> Incident:
    found = raise_by(cast.owner, service=cast.service, about_staff="yes", staff_named="Callum Reid")
    take(cast.hr_dso, found, online="no", severity="low", category="not_online_other")
    return found


def test_the_clock_of_the_designated_officer_starts_with_the_answer(cast: Any) -> None:
    """Practice C30: within one working day; a referral or a reason ends it."""
    found = about_staff(cast)
    step(cast.hr_dso, found, "threshold", answer="not_sure", text="We ask.")
    duty = Duty.objects.get(kind="tell_lado")
    assert (duty.owner, duty.state, duty.route_kind) == (cast.hr_dso, "open", "about_staff")
    assert set(duty.excluded) >= {cast.colleague.pk, cast.manager.pk}
    assert clock.now() < duty.due_at < clock.now() + timedelta(days=6)
    token = uuid.uuid4()
    refer_incident(by=cast.hr_dso, now=clock.now(), incident=found, client_token=token, body=OutsideBody.LADO)
    step(cast.hr_dso, found, "insurer", outcome="not_needed", text="No claim.")
    duty.refresh_from_db()
    assert duty.state == "done"


def test_the_clock_runs_from_when_somebody_deals_with_it_and_a_referral_alone_ends_it(cast: Any) -> None:
    found = raise_by(cast.owner, service=cast.service, about_staff="yes", staff_named="Callum Reid")
    assert not Duty.objects.filter(kind="tell_lado").exists()
    at = datetime(2026, 3, 6, 22, tzinfo=clock.LONDON)  # a Friday
    acknowledge_incident(by=cast.hr_dso, now=at, incident=found)
    duty = Duty.objects.get(kind="tell_lado")
    assert (duty.owner, duty.due_at) == (cast.hr_dso, datetime(2026, 3, 9, 17, tzinfo=clock.LONDON))
    record_referral(by=cast.owner, now=at, report=found, client_token=uuid.uuid4(), body=OutsideBody.POLICE)
    duty.refresh_from_db()
    assert duty.state == "open"
    refer_incident(by=cast.hr_dso, now=at, incident=found, client_token=uuid.uuid4(), body=OutsideBody.LADO)
    duty.refresh_from_db()
    assert duty.state == "done"


def test_naming_starts_it_the_reporter_may_end_it_and_so_does_that_it_is_low_level(cast: Any, case: Incident) -> None:
    said = {"by": cast.dso, "now": clock.now(), "incident": case, "text": "Seen by two.", "people": [cast.colleague]}
    name_people(**said, client_token=uuid.uuid4())
    duty = Duty.objects.get(kind="tell_lado")
    assert duty.state == "open"
    token = uuid.uuid4()
    case.refresh_from_db()
    record_referral(by=cast.owner, now=clock.now(), report=case, client_token=token, body=OutsideBody.LADO)
    duty.refresh_from_db()
    assert duty.state == "done"
    other = about_staff(cast)
    assert Duty.objects.get(kind="tell_lado", state="open").subject_ref == other.ref
    step(cast.hr_dso, other, "threshold", answer="low_level", text="A joke.")
    assert not Duty.objects.filter(kind="tell_lado", state="open").exists()


@pytest.mark.parametrize("answer", ["low_level", "not_staff"])
def test_only_those_who_see_staff_cases_call_one_low_level(cast: Any, now: Any, answer: str) -> None:
    found = about_staff(cast)
    Incident.objects.filter(pk=found.pk).update(handed_to=cast.dso)
    cast.dso.role_grants.create(role=Role.BOARD, granted_at=now)
    Reader.objects.create(incident=found, person=cast.dso, added_by=cast.dsl, added_at=now)
    with pytest.raises(Refused, match="officer for staff matters decides"):
        step(cast.dso, found, "threshold", answer=answer, text="A joke.")
    step(cast.hr_dso, found, "threshold", answer=answer, text="A joke, in bad taste.")


def test_low_level_concerns_show_the_pattern_and_not_to_whom_they_are_about(cast: Any) -> None:
    cases = [about_staff(cast) for _number in range(3)]
    for one in cases:
        settle(cast.hr_dso, one, "threshold", "low_level")
    listed = selectors.low_level(access.visible_incidents(cast.dsl))
    rows = selectors.with_patterns(list(listed), listed.order_by())
    assert [(row.named, row.count) for row in rows] == [(["Callum Reid"], 3)] * 3
    later = raise_by(cast.owner, service=cast.service, about_staff="yes")  # whom it is about turns out since
    take(cast.hr_dso, later, online="no", severity="low", category="not_online_other")
    said = {"by": cast.hr_dso, "now": clock.now(), "incident": later, "client_token": uuid.uuid4()}
    name_people(**said, people=[cast.colleague], text="Seen by two.")
    settle(cast.hr_dso, later, "threshold", "low_level")
    listed = selectors.low_level(access.visible_incidents(cast.dsl))
    rows = selectors.with_patterns(list(listed), listed.order_by())
    assert [(row.named, row.count) for row in rows] == [(["Callum Reid"], 4)] * 4
    for who in (cast.colleague, cast.manager, cast.dso, cast.board):
        assert not selectors.low_level(access.visible_incidents(who)).exists()
    step(cast.dsl, cases[0], "threshold", answer="met", text="A third time.")
    assert selectors.low_level(access.visible_incidents(cast.dsl)).count() == 3
