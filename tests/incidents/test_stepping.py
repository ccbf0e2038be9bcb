"""Recording a step: who may, what follows from it, and that nothing is told to whom it must not be."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from incidents import access, selectors
from incidents.actions import (
    acknowledge_incident,
    answer_support,
    answer_triage,
    read_notice,
    record_step,
)
from incidents.models import CaseNotice, CaseStep, Exclusion, Incident, Reader, StaffSupport
from incidents.rules import Given, StepSaid
from safeguard.audit.selectors import agrees_with_trail
from safeguard.duties.models import Duty
from safeguard.lib import clock
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.worktime import london_day
from safeguard.notifications.models import Message
from safeguard.practitioners.enums import Role
from safeguard.practitioners.models import User
from tests.factories.case_pages import waiting
from tests.factories.incidents import raise_by
from tests.factories.practitioners import UserFactory
from tests.pages import browser

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


def in_days(days: int) -> date:
    return london_day(clock.now()) + timedelta(days=days)


def test_newest_line_is_in_force_and_the_earlier_stays_beside_it(cast: Any, case: Incident) -> None:
    first = step(cast.dso, case, "review_meeting", outcome="planned", due_on=in_days(2))
    second = step(cast.dsl, case, "review_meeting", who="Dele, Maggie")
    steps = selectors.steps_of(case)
    assert [one.pk for one in steps] == [first.pk, second.pk]
    assert selectors.said_in(steps)["review_meeting"].outcome == "done"
    assert agrees_with_trail(first)
    assert agrees_with_trail(second)


@pytest.mark.parametrize("who", ["owner", "colleague", "other_dso", "board", "admin", "ict"])
def test_others_record_nothing(cast: Any, case: Incident, who: str) -> None:
    with pytest.raises(Refused, match="not work on it"):
        step(cast[who], case, "review_meeting")
    assert not CaseStep.objects.exists()


def test_a_named_reader_only_reads(cast: Any, case: Incident, now: Any) -> None:
    Reader.objects.create(incident=case, person=cast.board, added_by=cast.dsl, added_at=now)
    with pytest.raises(Refused):
        step(cast.board, case, "review_meeting")


def test_what_a_step_lacks_is_said_and_an_unknown_one_is_none(cast: Any, case: Incident) -> None:
    with pytest.raises(Refused, match="why it is not needed"):
        step(cast.dso, case, "review_meeting", outcome="not_needed", text=" ")
    with pytest.raises(Refused, match="no such step"):
        step(cast.dso, case, "forged")
    assert not CaseStep.objects.exists()


def test_a_double_press_lands_once_and_a_changed_form_is_another_line(cast: Any, case: Incident) -> None:
    token = uuid.uuid4()
    first = step(cast.dso, case, "tell_ops", token=token)
    assert step(cast.dso, case, "tell_ops", token=token) == first
    assert step(cast.dso, case, "tell_ops", token=token, text="Spoke again.") != first
    assert CaseStep.objects.count() == 2
    with pytest.raises(Refused, match="something else"):
        step(cast.dsl, case, "tell_ops", token=token)


@pytest.mark.requirement("INC-30")
def test_a_day_becomes_a_duty_and_ends_with_the_next_word(cast: Any, case: Incident) -> None:
    line = step(cast.dso, case, "changes", outcome="planned", due_on=in_days(20), text="Two adults.", who="Ivo, ICT")
    duty = Duty.objects.get(kind="case_step")
    assert (duty.owner, duty.subject_ref, duty.state) == (cast.dso, line.ref, "open")
    assert london_day(duty.due_at) == in_days(20)
    assert duty.path == f"/incidents/{case.ref}/steps/changes/"
    step(cast.dso, case, "changes", text="Two adults from now on.")
    duty.refresh_from_db()
    assert duty.state == "done"


def test_parents_are_told_or_it_is_weighed_again(cast: Any, case: Incident) -> None:
    with pytest.raises(Refused, match="weighed again"):
        step(cast.dsl, case, "parents", answer="withheld", text="He hits him.")
    step(cast.dsl, case, "parents", answer="withheld", text="He hits him.", due_on=in_days(7))
    assert Duty.objects.get(kind="case_step").state == "open"
    step(cast.dsl, case, "parents", answer="told", who="Dana", when_happened="Today at four", text="The mother.")
    assert Duty.objects.get(kind="case_step").state == "done"
    line = CaseStep.objects.latest("id")
    assert (line.answer, line.who, line.when_happened, line.by) == ("told", "Dana", "Today at four", cast.dsl)
    # The system itself tells nobody of the family.
    assert set(Message.objects.values_list("recipient_id", flat=True)) <= set(User.objects.values_list("pk", flat=True))


# --- Telling inside ---------------------------------------------------------------------------------------------------


def test_an_office_is_told_by_a_neutral_message_and_acknowledges(cast: Any, case: Incident) -> None:
    ops = UserFactory(full_name="Omar Pell", roles=[Role.OPS])
    step(cast.dso, case, "tell_ops", outcome="sent", text="Please keep the line free tonight.")
    notice = CaseNotice.objects.get()
    message = Message.objects.get(kind="incidents.notice")
    assert (notice.person, notice.kind, message.recipient_id) == (ops, "ops", ops.pk)
    for word in (case.ref, "line free", "Khan", "bully"):
        assert word not in message.title + message.body
    assert f"/incidents/told/{notice.ref}/" in message.body
    read_notice(by=ops, now=clock.now(), notice=notice)
    notice.refresh_from_db()
    first = notice.read_at
    read_notice(by=ops, now=clock.now(), notice=notice)
    notice.refresh_from_db()
    assert first is not None
    assert notice.read_at == first
    assert agrees_with_trail(notice)
    with pytest.raises(Refused):
        read_notice(by=cast.board, now=clock.now(), notice=notice)


def test_where_nobody_has_the_office_it_says_so_and_nothing_is_written(cast: Any, case: Incident) -> None:
    with pytest.raises(Refused, match="nobody has this office"):
        step(cast.dso, case, "tell_comms", outcome="sent")
    assert not CaseStep.objects.exists()


def test_whoever_is_left_out_is_never_told_and_sees_no_longer_what_they_were(cast: Any, case: Incident) -> None:
    ops = UserFactory(roles=[Role.OPS])
    step(cast.dso, case, "tell_ops", outcome="sent")
    notice = CaseNotice.objects.get()
    assert access.get_notice_for(ops, notice.ref) == notice
    Exclusion.objects.create(incident=case, person=ops, reason="named")
    with pytest.raises(NotVisible):
        access.get_notice_for(ops, notice.ref)
    with pytest.raises(Refused):
        step(cast.dso, case, "tell_ops", outcome="sent", text="Again.")


@pytest.mark.requirement("INC-20")
def test_safeguarding_is_always_told_beside_any_other(cast: Any, case: Incident, now: Any) -> None:
    """The lead was told when it was raised; where they were not, they are told now, unless nobody's welfare is it."""
    UserFactory(roles=[Role.OPS])
    step(cast.dso, case, "tell_ops", outcome="sent")
    assert [one.kind for one in CaseNotice.objects.all()] == ["ops"]
    later = raise_by(cast.dsl, service=cast.service)  # whoever raises a concern is not told of it
    take(cast.dso, later)
    step(cast.dso, later, "tell_ops", outcome="sent")
    told = CaseNotice.objects.filter(incident=later)
    assert {(one.kind, one.person) for one in told if one.kind == "safeguarding"} == {("safeguarding", cast.dsl)}
    step(cast.dso, later, "welfare", answer="no", text="Spam to the office.")
    step(cast.dso, later, "tell_ops", outcome="sent", text="Again.")
    assert CaseNotice.objects.filter(incident=later, kind="safeguarding").count() == 1


def test_whoever_raised_it_hears_that_it_was_acted_on_and_nothing_else(cast: Any, case: Incident) -> None:
    """Practice C29."""
    step(cast.dso, case, "feedback", outcome="sent", text="")
    message = Message.objects.get(kind="incidents.acted_on")
    assert message.recipient_id == cast.owner.pk
    assert message.title == f"{case.ref}: what you reported was acted on"
    assert f"/reports/{case.ref}/" in message.body
    Exclusion.objects.create(incident=case, person=cast.owner, reason="named")
    with pytest.raises(Refused, match="cannot be told from here"):
        step(cast.dso, case, "feedback", outcome="sent", text="Again.")


# --- Support ----------------------------------------------------------------------------------------------------------


def test_a_line_manager_is_asked_to_offer_support_and_told_nothing_else(cast: Any, case: Incident) -> None:
    step(cast.dso, case, "support_reporter", outcome="sent")
    found = StaffSupport.objects.get()
    duty, message = Duty.objects.get(kind="support_colleague"), Message.objects.get(kind="incidents.support")
    assert (found.person, found.asked_of, duty.owner, message.recipient_id) == (
        cast.owner, cast.manager, cast.manager, cast.manager.pk,
    )  # fmt: skip
    for word in (case.ref, "Priya", "Shah", "imag"):
        assert word not in message.title + message.body
    step(cast.dso, case, "support_reporter", outcome="sent", text="Again.")
    assert StaffSupport.objects.count() == 1
    said = {"now": clock.now(), "support": found, "client_token": uuid.uuid4()}
    for who, words in ((cast.dsl, "A talk."), (cast.manager, " ")):
        with pytest.raises(Refused):
            answer_support(by=who, offered=words, **said)
    answer_support(by=cast.manager, offered="A talk, and Friday off.", **said)
    answer_support(by=cast.manager, offered="Another.", **said)
    found.refresh_from_db()
    duty.refresh_from_db()
    assert (found.offered, duty.state) == ("A talk, and Friday off.", "done")
    assert agrees_with_trail(found)


@pytest.mark.requirement("ESC-17")
def test_whoever_raised_it_deals_with_it_or_saw_images_is_offered_support(cast: Any) -> None:
    """Those who saw images by accident above all: of any severity."""
    found = raise_by(cast.colleague, service=cast.service, imagery="yes", imagery_notice_read=True)
    take(cast.dsl, found, category="conduct_nudes", severity="low")
    assert not support_asked_for(found)
    seen = {"client_token": str(uuid.uuid4()), "already_happened": ["seen"], "text": "I opened it, not knowing."}
    browser(cast.colleague).post(f"/reports/{found.ref}/add/", seen)
    assert support_asked_for(found) == {"support_reporter", "support_viewers"}
    step(cast.dsl, found, "support_viewers", outcome="sent")
    assert [(one.person, one.asked_of) for one in StaffSupport.objects.all()] == [(cast.colleague, cast.manager)]
    step(cast.dsl, found, "support_reporter", outcome="sent")
    assert not support_asked_for(found)
    assert StaffSupport.objects.count() == 1  # they are the same person, and are asked once
    serious = raise_by(cast.owner, service=cast.service)
    take(cast.dso, serious)
    assert support_asked_for(serious) == {"support_reporter", "support_handler"}
    for code in ("support_reporter", "support_handler"):
        step(cast.dso, serious, code, outcome="sent")
    people = {one.person for one in StaffSupport.objects.filter(incident=serious)}
    assert people == {cast.owner, cast.dso}
    assert Duty.objects.filter(kind="support_colleague", state="open").count() == 3

    pictures = raise_by(cast.colleague, service=cast.service, imagery="yes", imagery_notice_read=True)
    take(cast.dsl, pictures, category="conduct_nudes", severity="low")
    details = {"seen": "yes", "seen_how": "I opened it, not knowing."}
    browser(cast.colleague).post(f"/reports/{pictures.ref}/details/imagery/", details)
    assert support_asked_for(pictures) == {"support_reporter", "support_viewers"}
    step(cast.dsl, pictures, "support_viewers", outcome="sent")
    assert StaffSupport.objects.get(incident=pictures).person == cast.colleague


def test_whoever_deals_with_it_says_that_another_saw_and_is_not_asked_for_themselves(cast: Any) -> None:
    found = raise_by(cast.owner, service=cast.service)
    take(cast.dsl, found, category="conduct_other", severity="low")
    browser(cast.dsl).post(f"/incidents/{found.ref}/details/strangers/", {"seen": "yes", "seen_how": "Ivo."})
    assert "support_viewers" in support_asked_for(found)
    with pytest.raises(Refused, match="Nobody has been noted"):
        step(cast.dsl, found, "support_viewers", outcome="sent")
    step(cast.dsl, found, "support_viewers", text="Talked with Ivo.")
    assert "support_viewers" not in support_asked_for(found)
    other = raise_by(cast.owner, service=cast.service)
    take(cast.dsl, other, severity="low")
    for answer in ("yes", "no"):
        browser(cast.dsl).post(f"/incidents/{other.ref}/details/strangers/", {"seen": answer})
    assert "support_viewers" not in support_asked_for(other)  # the newest answer holds


def support_asked_for(incident: Incident) -> set[str]:
    return {code for code in waiting(incident) if code.startswith("support_")}


def test_support_goes_past_a_manager_who_is_left_out(cast: Any, case: Incident) -> None:
    """Practice B16: no notice to whoever it is about, nor their line."""
    Exclusion.objects.create(incident=case, person=cast.manager, reason="line")
    step(cast.dso, case, "support_reporter", outcome="sent")
    assert StaffSupport.objects.get().asked_of == cast.hr_dso


def test_for_the_handler_and_for_nobody(cast: Any, case: Incident) -> None:
    step(cast.dso, case, "support_handler", outcome="sent")
    assert StaffSupport.objects.get().person == cast.dso
    imagery = raise_by(cast.owner, service=cast.service, imagery="yes", imagery_notice_read=True)
    take(cast.dsl, imagery)
    with pytest.raises(Refused, match="Nobody has been noted"):
        step(cast.dsl, imagery, "support_viewers", outcome="sent")


# --- Images -----------------------------------------------------------------------------------------------------------


def test_factors_are_those_of_the_list_and_kept_in_its_words(cast: Any) -> None:
    found = raise_by(cast.owner, service=cast.service, imagery="yes", imagery_notice_read=True)
    take(cast.dsl, found, category="conduct_nudes")
    step(cast.dsl, found, "image_age", answer="yes")
    factor = selectors.image_factors(found)[0]
    with pytest.raises(Refused, match="list of factors has changed"):
        step(cast.dsl, found, "image_class", answer="aggravated", factors=["Forged"])
    line = step(cast.dsl, found, "image_class", answer="aggravated", factors=[factor])
    assert line.factors == [factor]


def test_steps_are_recorded_in_a_closed_case_too(cast: Any, case: Incident) -> None:
    Incident.objects.filter(pk=case.pk).update(state="closed", closed_at=clock.now(), closed_by=cast.dsl)
    assert step(cast.dsl, case, "training", text="Done in May.").pk
