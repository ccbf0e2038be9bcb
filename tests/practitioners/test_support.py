"""Supervision, skills, questions, agreements and contact through somebody's own account: the acts."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.audit.selectors import agrees_with_trail
from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.worktime import WorkingHours, is_working_time
from safeguard.notifications.models import Message
from safeguard.practitioners import access
from safeguard.practitioners.actions import (
    Reached,
    answer_question,
    ask_question,
    assess_skills,
    record_personal_contact,
    record_supervision,
    sign_agreement,
    write_agreement,
)
from safeguard.practitioners.enums import AskedOf
from safeguard.practitioners.models import (
    PersonalContact,
    PostHolding,
    Question,
    SkillsAssessment,
    Supervision,
)
from safeguard.practitioners.selectors.learning import ground_of_service, in_force
from tests.factories.learning import PARTS
from tests.factories.practitioners import UserFactory

pytestmark = pytest.mark.django_db
HOURS, WEEK = WorkingHours(), timedelta(days=7)
EVERYBODY = ("owner", "colleague", "other_team", "manager", "dso", "other_dso", "dsl", "deputy", "lead", "hr_dso",
             "board", "ict", "admin")  # fmt: skip


def readers(cast: Any, visible: Any) -> set[str]:
    return {name for name in EVERYBODY if visible(cast[name]).exists()}


# --- Supervision ----------------------------------------------------------------------------------------------------


def supervise(by: Any, worker: Any, now: Any, **over: Any) -> Supervision:
    answers = {"held_on": now.date(), "online_safety": "Waiting rooms.", "client_token": uuid.uuid4()}
    return record_supervision(by=by, now=now, worker=worker, **{**answers, **over})


def test_a_supervision_is_read_by_the_two_and_by_nobody_else(cast: Any, now: Any) -> None:
    type(cast.manager).objects.filter(pk=cast.manager.pk).update(line_manager=cast.lead)
    token = uuid.uuid4()
    first, second = (supervise(cast.manager, cast.owner, now, client_token=token) for _press in range(2))
    assert first == second
    assert agrees_with_trail(first)
    assert readers(cast, access.visible_supervisions) == {"owner", "manager"}
    assert access.get_supervision_for(cast.owner, first.ref) == first
    with pytest.raises(NotVisible):
        access.get_supervision_for(cast.lead, first.ref)


@pytest.mark.parametrize("who", ["owner", "colleague", "admin", "dsl", "other_team"])
def test_only_the_line_manager_records_one(cast: Any, now: Any, who: str) -> None:
    with pytest.raises(Refused, match="line manager"):
        supervise(cast[who], cast.owner, now)


@pytest.mark.parametrize("over", [{"online_safety": " "}, {"held_on": "ahead"}])
def test_online_safety_cannot_be_left_out_nor_the_day_lie_ahead(cast: Any, now: Any, over: dict[str, Any]) -> None:
    if "held_on" in over:
        over = {"held_on": now.date() + timedelta(days=2)}
    with pytest.raises(Refused):
        supervise(cast.manager, cast.owner, now, **over)
    assert not Supervision.objects.exists()


# --- Skills and questions -------------------------------------------------------------------------------------------


def assess(by: Any, now: Any, **over: Any) -> SkillsAssessment:
    scores = {"technology": 3, "storing": 3, "duties": 3, "client_token": uuid.uuid4()}
    return assess_skills(by=by, now=now, answer_within=WEEK, hours=HOURS, **{**scores, **over})


def ask(by: Any, now: Any, asked_of: str = AskedOf.MANAGER, **over: Any) -> Question:
    words = {"text": "May I?", "client_token": uuid.uuid4()}
    return ask_question(by=by, now=now, asked_of=asked_of, answer_within=WEEK, hours=HOURS, **{**words, **over})


def answer(by: Any, now: Any, question: Question, words: str = "Yes.") -> Question:
    return answer_question(by=by, now=now, question=question, answer=words, hours=HOURS, client_token=uuid.uuid4())


def told() -> list[str]:
    return sorted(Message.objects.exclude(state="cancelled").values_list("address", flat=True))


def test_a_low_answer_asks_the_line_manager_for_help_until_it_is_closed(cast: Any, now: Any) -> None:
    assess(cast.owner, now)
    assert not Question.objects.exists()
    token = uuid.uuid4()
    for _press in range(2):
        made = assess(cast.owner, now, storing=2, duties=1, words="Retention?", client_token=token)
    question = Question.objects.get()
    assert question.assessment == made
    assert "How data are stored" in question.text
    assert "Ethical and legal duties" in question.text
    assert "Using the technology" not in question.text
    assert "Retention?" in question.text
    assert list(access.questions_to_answer(cast.manager)) == [question]
    assert told() == [cast.manager.email]
    closed = answer(cast.manager, now, question, "Sat together.")
    assert (closed.answer, closed.answered_by) == ("Sat together.", cast.manager)
    assert not access.questions_to_answer(cast.manager).exists()
    assert agrees_with_trail(closed)


def test_help_is_asked_of_the_group_where_there_is_no_line_manager(cast: Any, now: Any) -> None:
    assess(cast.other_team, now, technology=1)
    assert Question.objects.get().asked_of == AskedOf.GROUP
    assert told() == sorted(one.email for one in (cast.dsl, cast.deputy, cast.lead))


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_score_is_from_one_to_five(cast: Any, now: Any, score: int) -> None:
    with pytest.raises(Refused, match="from 1 to 5"):
        assess(cast.owner, now, duties=score)
    assert not SkillsAssessment.objects.exists()


@pytest.mark.parametrize(
    ("asked_of", "see"),
    [(AskedOf.MANAGER, {"owner", "manager"}), (AskedOf.GROUP, {"owner", "dsl", "deputy", "lead"})],
)
def test_a_question_is_read_by_who_asked_and_who_was_asked(cast: Any, now: Any, asked_of: str, see: set[str]) -> None:
    question = ask(cast.owner, now, asked_of)
    assert readers(cast, access.visible_questions) == see
    for who in EVERYBODY:
        assert access.may_answer(cast[who], question) is (who in see - {"owner"})
        if who not in see - {"owner"}:
            with pytest.raises(Refused, match="somebody else"):
                answer(cast[who], now, question)
    assert not Question.objects.exclude(answer="").exists()


def test_a_question_goes_to_whoever_is_the_line_manager_now(cast: Any, now: Any) -> None:
    question = ask(cast.owner, now)
    type(cast.owner).objects.filter(pk=cast.owner.pk).update(line_manager=cast.lead)
    assert not access.questions_to_answer(cast.manager).exists()
    assert list(access.questions_to_answer(cast.lead)) == [question]


def test_an_answer_closes_it_once_and_whoever_asked_is_told(cast: Any, now: Any) -> None:
    question = ask(cast.owner, now, AskedOf.GROUP)
    for _press in range(2):
        answer(cast.dsl, now, question)
    with pytest.raises(Refused, match="meanwhile"):
        answer(cast.deputy, now, question, "No.")
    question.refresh_from_db()
    assert question.answer == "Yes."
    assert told() == [cast.owner.email]  # those who had not read it yet are not sent there any more
    assert AuditEvent.objects.filter(verb="practitioners.question.answered").count() == 1
    assert cast.owner.email not in Message.objects.first().body


def test_what_is_no_question_and_no_answer_is_refused(cast: Any, now: Any) -> None:
    for act, words in (
        (lambda: ask(cast.owner, now, text=" "), "Write your question"),
        (lambda: ask(cast.other_team, now, AskedOf.MANAGER), "no line manager"),
        (lambda: answer(cast.manager, now, ask(cast.owner, now), " "), "Write an answer"),
    ):
        with pytest.raises(Refused, match=words):
            act()


def test_nobody_answers_their_own_question(cast: Any, now: Any) -> None:
    own = ask(cast.dsl, now, AskedOf.GROUP)
    assert not access.may_answer(cast.dsl, own)
    assert access.may_answer(cast.deputy, own)
    assert cast.dsl.email not in told()


# --- Agreements -----------------------------------------------------------------------------------------------------


def write(by: Any, service: Any, now: Any, **over: Any) -> Any:
    facts = {"written_on": 0, "parts": PARTS, "client_token": uuid.uuid4()}
    return write_agreement(by=by, now=now, service=service, **{**facts, **over})


def test_an_agreement_is_in_force_once_both_sides_have_signed(cast: Any, now: Any) -> None:
    made = write(cast.owner, cast.service, now)
    assert not in_force().exists()
    for _press in range(2):
        sign_agreement(by=cast.owner, now=now, agreement=made)
    with pytest.raises(Refused, match="for your side"):
        sign_agreement(by=cast.colleague, now=now, agreement=made)
    assert not in_force().exists()
    signature = sign_agreement(by=cast.manager, now=now, agreement=made)
    assert list(in_force()) == [made]
    assert agrees_with_trail(made)
    assert agrees_with_trail(signature)
    assert ground_of_service(cast.service.pk, now).has_agreement


def test_a_later_version_waits_beside_the_one_in_force(cast: Any, now: Any) -> None:
    first = write(cast.owner, cast.service, now)
    token = uuid.uuid4()
    second, again = (write(cast.owner, cast.service, now, written_on=1, client_token=token) for _press in range(2))
    assert (second, second.number) == (again, 2)
    with pytest.raises(Refused, match="later version"):
        sign_agreement(by=cast.owner, now=now, agreement=first)
    with pytest.raises(Refused, match="meanwhile"):
        write(cast.manager, cast.service, now, written_on=1)


@pytest.mark.parametrize("who", ["other_team", "dso", "admin", "board", "dsl"])
def test_those_outside_the_service_write_and_sign_nothing(cast: Any, now: Any, who: str) -> None:
    made = write(cast.owner, cast.service, now)
    with pytest.raises(Refused, match="in this service"):
        write(cast[who], cast.service, now, written_on=1)
    with pytest.raises(Refused, match="in this service"):
        sign_agreement(by=cast[who], now=now, agreement=made)


@pytest.mark.parametrize("part", list(PARTS))
def test_all_six_parts_are_needed(cast: Any, now: Any, part: str) -> None:
    with pytest.raises(Refused, match="six parts"):
        write(cast.owner, cast.service, now, parts={**PARTS, part: " "})


def test_agreements_are_read_by_those_of_the_service(cast: Any, now: Any) -> None:
    made = write(cast.owner, cast.service, now)
    for who in EVERYBODY:
        may = who in {"owner", "colleague", "manager", "dso", "dsl", "deputy", "lead", "admin"}
        if may:
            assert access.get_agreement_for(cast[who], made.ref) == made
        else:
            with pytest.raises(NotVisible):
                access.get_agreement_for(cast[who], made.ref)


# --- Contact through somebody's own account -------------------------------------------------------------------------

REACHED = {
    "platform": "A photo app",
    "what": "A request to follow me.",
    "not_accepted": True,
    "told_openly": True,
    "no_reply": True,
    "is_worrying": False,
}


def reach(by: Any, now: Any, token: uuid.UUID | None = None, **over: Any) -> PersonalContact:
    facts = Reached(**{**REACHED, "happened_on": now.date(), **over})
    return record_personal_contact(by=by, now=now, reached=facts, hours=HOURS, client_token=token or uuid.uuid4())


def test_the_line_manager_is_told_in_working_time_that_there_is_something_to_read(cast: Any, now: Any) -> None:
    token = uuid.uuid4()
    first, second = (reach(cast.owner, now, token) for _press in range(2))
    assert first == second
    assert agrees_with_trail(first)
    message = Message.objects.get()
    assert (message.address, message.subject_ref) == (cast.manager.email, first.ref)
    assert is_working_time(message.next_attempt_at, HOURS)
    for word in ("Priya", "Shah", "photo", "follow", "young", "account"):
        assert word not in f"{message.title} {message.body}"
    assert readers(cast, access.visible_contacts) == {"owner", "manager", "dsl", "deputy"}


def test_a_line_manager_who_is_part_of_it_is_neither_told_nor_let_in(cast: Any, now: Any) -> None:
    contact = reach(cast.owner, now, about_manager=True)
    assert contact.told == cast.dso
    assert told() == [cast.dso.email]
    assert readers(cast, access.visible_contacts) == {"owner", "dso", "dsl", "deputy"}
    assert contact.kept_from == [cast.manager.pk]


def test_whom_it_was_about_stays_kept_out_and_a_later_line_manager_is_not(cast: Any, now: Any) -> None:
    type(cast.owner).objects.filter(pk=cast.owner.pk).update(line_manager=cast.dsl)
    cast.owner.refresh_from_db()
    reach(cast.owner, now, about_manager=True)  # about the lead, whose own team is kept out as well
    assert readers(cast, access.visible_contacts) == {"owner", "dso"}
    type(cast.owner).objects.filter(pk=cast.owner.pk).update(line_manager=cast.manager)
    assert readers(cast, access.visible_contacts) == {"owner", "dso"}, "somebody else manages them: opened to nobody"
    cast.owner.refresh_from_db()
    reach(cast.owner, now, about_manager=True)
    type(cast.owner).objects.filter(pk=cast.owner.pk).update(line_manager=cast.deputy)
    assert access.visible_contacts(cast.dsl).count() == access.visible_contacts(cast.deputy).count() == 1


def test_the_line_above_who_is_part_of_it_is_kept_out_and_the_next_is_told(cast: Any, now: Any) -> None:
    type(cast.owner).objects.filter(pk=cast.manager.pk).update(line_manager=cast.dsl)
    PostHolding.objects.filter(post__code="dso").delete()
    contact = reach(cast.owner, now, about_manager=True)
    assert contact.kept_from == sorted([cast.manager.pk, cast.dsl.pk])
    assert contact.told == cast.deputy
    assert readers(cast, access.visible_contacts) == {"owner", "deputy"}


def test_where_all_who_deal_with_it_are_kept_out_those_above_the_lead_are_told(cast: Any, now: Any) -> None:
    type(cast.owner).objects.filter(pk=cast.owner.pk).update(line_manager=cast.dsl)
    type(cast.owner).objects.filter(pk=cast.dsl.pk).update(line_manager=cast.lead)
    cast.owner.refresh_from_db()
    PostHolding.objects.filter(post__code="dso").delete()
    contact = reach(cast.owner, now, about_manager=True)
    assert contact.told == cast.lead
    assert readers(cast, access.visible_contacts) == {"owner", "lead"}


def test_what_was_written_before_it_was_kept_is_kept_from_today_s_line_manager(cast: Any, now: Any) -> None:
    told = {"told": cast.dso, "recorded_at": now, "happened_on": now.date(), **REACHED}
    PersonalContact.objects.create(ref="PC-1", client_token=uuid.uuid4(), author=cast.owner, about_manager=True, **told)
    assert readers(cast, access.visible_contacts) == {"owner", "dso", "dsl", "deputy"}
    type(cast.owner).objects.filter(pk=cast.owner.pk).update(line_manager=cast.dsl)
    assert "dsl" not in readers(cast, access.visible_contacts)


def test_without_a_line_manager_the_officer_is_told_and_without_an_officer_the_lead(cast: Any, now: Any) -> None:
    assert reach(cast.other_team, now).told == cast.other_dso
    assert reach(cast.board, now).told == cast.dsl
    PostHolding.objects.all().delete()
    assert reach(cast.other_team, now).told is None
    assert reach(UserFactory(line_manager=UserFactory(is_active=False)), now).told is None


def test_whatever_was_done_about_it_is_taken(cast: Any, now: Any) -> None:
    contact = reach(cast.owner, now, not_accepted=False, told_openly=False, no_reply=False)
    assert [contact.not_accepted, contact.told_openly, contact.no_reply] == [False, False, False]


@pytest.mark.parametrize("over", [{"what": " "}, {"happened_on": "ahead"}])
def test_nothing_and_a_day_to_come_are_refused(cast: Any, now: Any, over: dict[str, Any]) -> None:
    if "happened_on" in over:
        over = {"happened_on": now.date() + timedelta(days=2)}
    with pytest.raises(Refused):
        reach(cast.owner, now, **over)
    assert not PersonalContact.objects.exists()
