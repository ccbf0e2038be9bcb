"""What somebody who is left out, or has no part any more, could still learn by another way: none of it (practice B16 to
B18)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from incidents import access
from incidents.actions import (
    acknowledge_incident,
    invite_colleague,
    lift_lock,
    lock_case,
    name_people,
    name_reader,
    note_outside,
    refer_incident,
)
from incidents.enums import OutsideBody, OutsideKind
from incidents.models import Incident, Referral, StaffSupport
from safeguard.duties.actions import tell_others_of_overdue_duties
from safeguard.duties.models import Duty
from safeguard.duties.selectors import open_duties_of
from safeguard.escalation.actions import climb_due_ladders
from safeguard.escalation.models import Ladder, LadderStep
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible
from safeguard.lib.worktime import london_day
from safeguard.notifications.models import Message
from safeguard.practitioners.models import PostHolding
from tests.factories.incidents import raise_by, settle
from tests.pages import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(cast: Any, raise_a_concern: Any) -> Any:
    found = raise_a_concern()
    acknowledge_incident(by=cast.dsl, now=clock.now(), incident=found)
    found.refresh_from_db()
    return found


def name(by: Any, incident: Incident, *people: Any) -> Any:
    said = {"client_token": uuid4(), "people": people, "text": "She told me today."}
    return name_people(by=by, now=clock.now(), incident=incident, **said)


def lock(by: Any, incident: Incident) -> Any:
    return lock_case(by=by, now=clock.now(), incident=incident, client_token=uuid4(), reason="Corridor talk.")


def sees(person: Any, look: Any, ref: str) -> bool:
    try:
        look(person, ref)
    except NotVisible:
        return False
    return True


# --- An answer that is late -------------------------------------------------------------------------------------------


def refer(by: Any, incident: Incident) -> Referral:
    said = {"by": by, "now": clock.now(), "incident": incident, "client_token": uuid4()}
    return Referral.objects.get(entry=refer_incident(body=OutsideBody.SOCIAL_CARE, **said))


def make_late(referral: Referral) -> set[int]:
    """Let an answer be late until others have been told of it; whom."""
    assert referral.answer_due_at is not None
    tell_others_of_overdue_duties(now=referral.answer_due_at + timedelta(minutes=31))
    ladder = Ladder.objects.get(about_ref=referral.ref)
    for _level in range(4):
        ladder.refresh_from_db()
        climb_due_ladders(now=ladder.next_due_at or clock.now())
    return set(LadderStep.objects.filter(ladder=ladder, kind="told").values_list("person_id", flat=True))


def test_an_answer_that_is_late_is_shown_to_those_told_only_while_they_have_a_part_in_it(
    cast: Any, incident: Incident
) -> None:
    referral = refer(cast.dsl, incident)
    assert cast.dso.pk in make_late(referral)
    assert sees(cast.dso, access.get_referral_for, referral.ref)
    name(cast.dsl, incident, cast.colleague)
    assert not sees(cast.dso, access.get_referral_for, referral.ref)
    assert sees(cast.dsl, access.get_referral_for, referral.ref)


def test_a_lock_hides_a_late_answer_too(cast: Any, incident: Incident) -> None:
    referral = refer(cast.dsl, incident)
    make_late(referral)
    lock(cast.dsl, incident)
    assert not sees(cast.dso, access.get_referral_for, referral.ref)
    assert not sees(cast.deputy, access.get_referral_for, referral.ref)
    assert sees(cast.dsl, access.get_referral_for, referral.ref)


def test_whoever_made_a_referral_for_a_case_reads_it_no_longer_than_the_case(cast: Any, raise_a_concern: Any) -> None:
    incident = raise_a_concern()
    referral = refer(cast.dso, incident)
    acknowledge_incident(by=cast.dsl, now=clock.now(), incident=incident)
    name(cast.dsl, incident, cast.colleague)
    assert not sees(cast.dso, access.get_referral_for, referral.ref)


# --- Who deals with it ------------------------------------------------------------------------------------------------


def test_whoever_a_new_route_leaves_out_does_not_learn_who_deals_with_it(cast: Any, raise_a_concern: Any) -> None:
    incident = raise_a_concern()
    assert cast.dso.pk in LadderStep.objects.filter(kind="told").values_list("person_id", flat=True)
    name(cast.dsl, incident, cast.colleague)
    acknowledge_incident(by=cast.dsl, now=clock.now(), incident=incident)
    assert not sees(cast.dso, access.get_answer_for, incident.ref)
    assert not incident.exclusions.filter(person=cast.dso).exists(), "it is not about them"


# --- The report of a raiser who turns out to be the subject -----------------------------------------------------------


def ring_list(page: str) -> str:
    return page[page.index('class="sg-ring"') : page.index("</section>")]


@pytest.mark.parametrize("said", [{}, {"imagery": "yes"}, {"about_staff": "yes", "staff_named": "Callum Reid"}])
def test_whom_a_raiser_can_ring_stays_the_same_when_it_turns_out_to_be_about_them(
    cast: Any, said: dict[str, str]
) -> None:
    report = raise_by(cast.owner, service=cast.service, **said)
    client = browser(cast.owner)
    pages = [f"/reports/{report.ref}/", f"/reports/{report.ref}/crisis/"]
    before = ring_list(client.get(pages[0]).content.decode())
    in_crisis = client.get(pages[1]).context["ring"]
    name(cast.dsl, report, cast.owner)
    assert ring_list(client.get(pages[0]).content.decode()) == before
    assert [one.name for one in client.get(pages[1]).context["ring"]] == [one.name for one in in_crisis]


def test_a_raiser_who_is_left_out_learns_that_somebody_deals_with_it_and_not_who(cast: Any) -> None:
    report = raise_by(cast.owner, service=cast.service)
    name(cast.dsl, report, cast.owner)
    acknowledge_incident(by=cast.lead, now=clock.now(), incident=report)
    for path in ("", "answer/"):
        page = browser(cast.owner).get(f"/reports/{report.ref}/{path}").content.decode()
        answer = page[page.index("data-live-body") :]
        assert "Somebody acknowledged it at" in answer
        assert cast.lead.full_name not in answer[: answer.index("</div>")]


# --- What they had been told, asked or given to do --------------------------------------------------------------------


def support(by: Any, incident: Incident) -> Any:
    """Ask for support of its reporter, through the page of the step."""
    settle(by, incident, "support_reporter", outcome="sent", text="")
    return StaffSupport.objects.get(incident=incident)


def test_a_line_manager_who_is_named_does_not_learn_who_raised_it(cast: Any, incident: Incident) -> None:
    asked = support(cast.dsl, incident)
    assert asked.asked_of == cast.manager
    address = asked.get_absolute_url()
    assert browser(cast.manager).get(address).status_code == 200
    text = name(cast.dsl, incident, cast.manager).text
    assert f"{cast.manager.full_name} had been asked" in text
    assert f"to offer support to {cast.owner.full_name}" in text
    assert browser(cast.manager).get(address).status_code == 404
    duty = Duty.objects.get(kind="support_colleague", state="open")
    assert duty.owner != cast.manager
    assert sees(duty.owner, access.get_support_for, asked.ref)
    assert not Message.objects.filter(recipient=cast.manager, state="waiting").exists()


def test_what_they_were_asked_and_told_is_listed_stopped_and_ended(cast: Any, incident: Incident) -> None:
    said = {"by": cast.dsl, "now": clock.now(), "incident": incident, "person": cast.colleague}
    invite_colleague(**said, client_token=uuid4(), question="What did you see?")
    name_reader(**said, client_token=uuid4(), reason="Works with the school.")
    incident.notices.create(
        ref="NT-00000-00001", client_token=uuid4(), person=cast.colleague, kind="ops", by=cast.dsl, told_at=clock.now()
    )
    assert Message.objects.filter(recipient=cast.colleague, state="waiting").count() == 2
    text = name(cast.dsl, incident, cast.colleague).text
    for line in ("had been asked", "that there is something for them, has not read it", "had been let read it"):
        assert f"{cast.colleague.full_name}" in text
        assert line in text
    assert not Message.objects.filter(recipient=cast.colleague, state="waiting").exists()
    assert not incident.invitations.filter(ended_at=None).exists()
    assert not incident.readers.filter(ended_at=None).exists()


def next_step(by: Any, incident: Incident) -> Duty:
    step = {"next_step": "Send the dates", "next_on": london_day(clock.now()) + timedelta(days=2)}
    said = {"kind": OutsideKind.CONTACT, "body": OutsideBody.POLICE, "person": "PC Shah", "text": "Rang.", **step}
    note_outside(by=by, now=clock.now(), incident=incident, client_token=uuid4(), **said)
    return Duty.objects.get(kind="next_step", state="open")


def test_what_an_officer_had_to_do_goes_with_the_case_when_it_becomes_about_staff(
    cast: Any, incident: Incident
) -> None:
    duty = next_step(cast.dso, incident)
    assert duty.owner == cast.dso
    name(cast.dsl, incident, cast.colleague)
    duty.refresh_from_db()
    assert duty.owner != cast.dso
    assert access.visible_incidents(duty.owner).filter(pk=incident.pk).exists()


def test_a_duty_goes_past_a_vacant_post_and_shows_nowhere_if_nobody_can_take_it(cast: Any, incident: Incident) -> None:
    duty = next_step(cast.dso, incident)
    PostHolding.objects.exclude(person__in=[cast.dso, cast.lead]).delete()
    lead = cast.dsl  # who leads is known to the form that named; the post is vacant since
    Incident.objects.filter(pk=incident.pk).update(acknowledged_by=lead)
    name(lead, incident, cast.dso)
    duty.refresh_from_db()
    assert duty.owner == cast.lead
    Duty.objects.update(owner=cast.dso)
    assert duty not in open_duties_of(cast.dso)


# --- What is late in a case that is locked ----------------------------------------------------------------------------


@pytest.mark.parametrize("locked_first", [True, False])
def test_of_what_is_late_in_a_locked_case_only_those_are_told_who_can_open_it(
    cast: Any, incident: Incident, *, locked_first: bool
) -> None:
    if locked_first:
        lock(cast.dsl, incident)
    referral = refer(cast.dsl, incident)
    Duty.objects.filter(subject_ref=referral.ref).update(owner=cast.chair)  # not the one who is to be told
    if not locked_first:
        lock(cast.dsl, incident)
    told = make_late(referral)
    assert told == {cast.dsl.pk}
    assert sees(cast.dsl, access.get_referral_for, referral.ref)


def test_once_the_lock_is_lifted_those_on_the_route_are_told_again(cast: Any, incident: Incident) -> None:
    lock(cast.dsl, incident)
    referral = refer(cast.dsl, incident)
    lift_lock(by=cast.dsl, now=clock.now(), incident=incident, client_token=uuid4(), reason="It is settled.")
    told = make_late(referral)
    assert {cast.dso.pk, cast.dsl.pk, cast.deputy.pk} <= told


def test_what_a_deputy_had_to_do_goes_to_whoever_can_open_the_locked_case(cast: Any, incident: Incident) -> None:
    duty = next_step(cast.deputy, incident)
    lock(cast.dsl, incident)
    duty.refresh_from_db()
    assert duty.owner == cast.dsl
