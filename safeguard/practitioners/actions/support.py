"""Supervision, skills and questions."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.lib.permissions import Permission
from safeguard.lib.refs import new_ref
from safeguard.lib.worktime import WorkingHours, london_day, next_working_moment
from safeguard.notifications.actions import cancel_messages, queue_messages
from safeguard.practitioners import access, messages, rules, selectors
from safeguard.practitioners.enums import AskedOf, LearningVerb, QuestionKind
from safeguard.practitioners.models import Question, SkillsAssessment, Supervision, User


@transaction.atomic
def record_supervision(
    *,
    by: User,
    now: datetime,
    worker: User,
    held_on: date,
    online_safety: str,
    notes: str = "",
    client_token: UUID,
) -> Supervision:
    """Record a supervision of somebody whose line manager one is, staff or volunteer (ORG-32). The same token lands
    once. Raises Refused for anybody else's, without what was said of online safety, and for a day to come."""
    if not access.supervised_by(by).filter(pk=worker.pk).exists():
        raise Refused(_("Only their line manager records a supervision."))
    wrong = rules.what_is_wrong_with_day(held_on, london_day(now))
    if wrong:
        raise Refused(wrong)
    if not online_safety.strip():
        raise Refused(_("Say what was said about online safety: it is on every agenda"))
    supervision, is_new = Supervision.objects.get_or_create(
        client_token=client_token,
        defaults={
            "ref": new_ref("SU"),
            "worker": worker,
            "supervisor": by,
            "held_on": held_on,
            "online_safety": online_safety,
            "notes": notes,
            "recorded_at": now,
        },
    )
    if is_new:
        record(LearningVerb.SUPERVISION_RECORDED, by=by, now=now, subject=supervision, fields=supervision.AUDIT_FIELDS)
    return supervision


def note_supervision_opened(*, by: User, now: datetime, supervision: Supervision) -> None:
    """One of the two opens the record."""
    record(LearningVerb.SUPERVISION_OPENED, by=by, now=now, subject=supervision)


@transaction.atomic
def assess_skills(
    *,
    by: User,
    now: datetime,
    technology: int,
    storing: int,
    duties: int,
    words: str = "",
    answer_within: timedelta,
    hours: WorkingHours,
    client_token: UUID,
) -> SkillsAssessment:
    """Say how sure one is of three things (ORG-33). The same token lands once.

    ``technology``, ``storing`` and ``duties``: levels from 1 (not at all) to 5.
    A low answer asks the line manager for help, or the online safety group where there is none, with
    ``answer_within`` to answer; it stays open until somebody has written what was done. Raises Refused for an answer
    that is not from 1 to 5.
    """
    scores = {"technology": technology, "storing": storing, "duties": duties}
    if any(score not in range(1, 6) for score in scores.values()):
        raise Refused(_("Choose a number from 1 to 5 for each"))
    facts = {"person": by, **scores, "words": words, "assessed_at": now}
    made, is_new = SkillsAssessment.objects.get_or_create(client_token=client_token, defaults=facts)
    if not is_new:
        return made
    record(LearningVerb.SKILLS_ASSESSED, by=by, now=now, subject=made, fields=made.AUDIT_FIELDS)
    low = rules.low_parts(scores)
    if low:
        parts = "; ".join(str(rules.PARTS[part]) for part in low)
        _ask(
            by,
            now,
            kind=QuestionKind.HELP,
            asked_of=rules.asked_of_whom(has_manager=by.line_manager_id is not None),
            text="\n\n".join(filter(None, [_("I would like help with: %(parts)s.") % {"parts": parts}, words])),
            due_on=london_day(now + answer_within),
            hours=hours,
            client_token=client_token,
            assessment=made,
        )
    return made


@transaction.atomic
def ask_question(
    *,
    by: User,
    now: datetime,
    asked_of: str,
    text: str,
    answer_within: timedelta,
    hours: WorkingHours,
    client_token: UUID,
) -> Question:
    """Put a question to one's line manager or the online safety group (ORG-43). The same token lands once.

    Those who can answer are told, in working time. Raises Refused for a line manager where there is none, for an
    empty question, and where the group has nobody else.
    """
    if not text.strip():
        raise Refused(_("Write your question"))
    if asked_of == AskedOf.MANAGER and by.line_manager_id is None:
        raise Refused(_("You have no line manager here. Ask the online safety group."))
    due_on = london_day(now + answer_within)
    words = {"kind": QuestionKind.ADVICE, "asked_of": AskedOf(asked_of), "text": text, "due_on": due_on}
    return _ask(by, now, **words, hours=hours, client_token=client_token)


def _ask(by: User, now: datetime, *, hours: WorkingHours, client_token: UUID, **words: object) -> Question:
    facts = {"ref": new_ref("QU"), "asked_by": by, "asked_at": now, **words}
    question, is_new = Question.objects.get_or_create(client_token=client_token, defaults=facts)
    if is_new:
        fields = ["kind", "asked_of", "text", "due_on"]
        record(LearningVerb.QUESTION_ASKED, by=by, now=now, subject=question, fields=fields)
        due_at = next_working_moment(now, hours)
        title = _("%(ref)s: somebody asks you something") % {"ref": question.ref}
        path = question.get_absolute_url()
        told = [
            messages.something_to_read("practitioners.question", question.ref, path, person, title, due_at)
            for person in _who_answers(by, question)
        ]
        queue_messages(told, now=now)
    return question


def _who_answers(asker: User, question: Question) -> list[User]:
    if question.asked_of == AskedOf.MANAGER:
        return [asker.line_manager] if asker.line_manager is not None else []
    return list(selectors.people_who_may(Permission.ANSWER_QUESTIONS).exclude(pk=asker.pk))


@transaction.atomic
def answer_question(
    *, by: User, now: datetime, question: Question, answer: str, hours: WorkingHours, client_token: UUID
) -> Question:
    """Answer a question, or say what was done (ORG-43, ORG-33): that closes it, and whoever asked is told.

    The same answer again changes nothing, so ``client_token`` names no more than its draft. Raises Refused for anybody
    who was not asked, for an empty answer, and when somebody else has answered meanwhile.
    """
    found = Question.objects.select_for_update().get(pk=question.pk)
    if found.answered_at is not None and (found.answered_by_id, found.answer) == (by.pk, answer):
        return found
    if found.answered_at is not None:
        raise Refused(_("Somebody has answered it meanwhile. Nothing has been changed."))
    if not access.may_answer(by, found):
        raise Refused(_("This question was put to somebody else."))
    if not answer.strip():
        raise Refused(_("Write an answer"))
    found.answer, found.answered_by, found.answered_at = answer, by, now
    found.save(update_fields=["answer", "answered_by", "answered_at"])
    record(LearningVerb.QUESTION_ANSWERED, by=by, now=now, subject=found, fields=["answer"])
    cancel_messages(found.ref)
    path, due_at = found.get_absolute_url(), next_working_moment(now, hours)
    title = _("%(ref)s: your question has an answer") % {"ref": found.ref}
    told = messages.something_to_read("practitioners.answer", found.ref, path, found.asked_by, title, due_at)
    queue_messages([told] if found.asked_by.is_active else [], now=now)
    return found


def note_question_opened(*, by: User, now: datetime, question: Question) -> None:
    """Somebody opens a question."""
    record(LearningVerb.QUESTION_OPENED, by=by, now=now, subject=question)
