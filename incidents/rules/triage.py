"""What the answers of triage mean. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from incidents.enums import ANSWERS, Category, Risk, Severity, SubType, TriageQuestion, YesNoUnsure
from incidents.rules.raising import LONGEST_TEXT
from safeguard.escalation.enums import Urgency
from safeguard.escalation.rules import order_of_work

NEEDS_REASON = frozenset({TriageQuestion.RISK, TriageQuestion.OFFENCE, TriageQuestion.SEVERITY})  # INC-17, 18, 21


@dataclass(frozen=True)
class Given:
    """An answer of triage and its reason; ``at``: when it was given, for one that is in force."""

    answer: str
    reason: str = ""
    at: datetime | None = None

    def says_as(self, other: "Given | None") -> bool:
        """Whether another one says the same, whenever it was given."""
        return other is not None and (self.answer, self.reason) == (other.answer, other.reason)


Answers = Mapping[str, Given]


def category_of(sub_type: str) -> Category:
    """The category that a kind of harm belongs to (INC-09)."""
    return next(category for category in Category if sub_type.startswith(f"{category}_"))


def sub_types_of(category: Category) -> list[SubType]:
    """The kinds of harm of a category (INC-09), in the order in which they are offered."""
    return [sub_type for sub_type in SubType if category_of(sub_type) == category]


def _says(answers: Answers, question: TriageQuestion) -> str:
    given = answers.get(question)
    return given.answer if given else ""


def is_asked(question: str, answers: Answers) -> bool:
    """Whether a question is to be answered: the offence only where there is material or an act (practice A2)."""
    return question != TriageQuestion.OFFENCE or _says(answers, TriageQuestion.ONLINE) != YesNoUnsure.NO


def is_danger(answer: str) -> bool:
    """Whether the risk to the person counts as immediate (INC-21): not sure does, for whom to tell."""
    return answer in (Risk.IMMEDIATE, Risk.NOT_SURE)


def is_offence(answer: str) -> bool:
    """Whether it counts as a possible criminal offence: not sure does, until the lead rules (INC-18)."""
    return answer in (YesNoUnsure.YES, YesNoUnsure.NOT_SURE)


def counts_as_offence(answers: Answers) -> bool:
    """Whether it may be a criminal offence (INC-18), as the answers now stand."""
    return is_asked(TriageQuestion.OFFENCE, answers) and is_offence(_says(answers, TriageQuestion.OFFENCE))


def rules_out_offence(before: Answers, after: Answers) -> bool:
    """Whether answers say that what may have been a criminal offence is none: only the lead may (INC-18)."""
    return counts_as_offence(before) and not counts_as_offence(after)


def what_is_wrong(question: str, given: Given) -> str:
    """Why an answer cannot stand (INC-17, INC-18, INC-21), in words that follow the name of its question; empty when it
    can."""
    if given.answer not in ANSWERS[question].values:
        return _("choose one of the answers")
    if question in NEEDS_REASON and not given.reason.strip():
        return _("give the reason, in a few words")
    if len(given.reason) > LONGEST_TEXT:
        return _("write less, the reason is too long")
    return ""


def contradicts_itself(changed: Answers, after: Answers) -> bool:
    """Whether somebody says at once that there is no material or act, and that it may be an offence (INC-18)."""
    given = changed.get(TriageQuestion.OFFENCE)
    return given is not None and is_offence(given.answer) and not is_asked(TriageQuestion.OFFENCE, after)


@dataclass(frozen=True)
class Merge:
    """What a form of triage changes, and where somebody else has answered otherwise since it was opened."""

    changed: Answers
    clashing: frozenset[str]


def merge(given: Answers, *, seen: Answers, current: Answers) -> Merge:
    """Compare a form with what its author saw and with what is in force now: nobody overwrites what they never saw."""
    meant = {q: g for q, g in given.items() if g.answer and not g.says_as(seen.get(q))}
    changed = {q: g for q, g in meant.items() if not g.says_as(current.get(q))}
    moved = {q for q in changed if q in current and not current[q].says_as(seen.get(q))}
    return Merge(changed, frozenset(moved))


def alarming(answers: Answers) -> frozenset[str]:
    """What of the answers others must be told of at once (ESC-04, ESC-05)."""
    found = {
        TriageQuestion.RISK: is_danger(_says(answers, TriageQuestion.RISK)),
        TriageQuestion.OFFENCE: counts_as_offence(answers),
        TriageQuestion.SEVERITY: _says(answers, TriageQuestion.SEVERITY) == Severity.CRITICAL,
    }
    return frozenset(question for question, is_so in found.items() if is_so)


def urgency_after(answers: Answers) -> Urgency | None:
    """How soon somebody must act once triage has been answered (design 4.5); None: as before."""
    if {TriageQuestion.RISK, TriageQuestion.SEVERITY} & alarming(answers):
        return Urgency.NOW
    return Urgency.TODAY if _says(answers, TriageQuestion.SEVERITY) == Severity.SERIOUS else None


def says_images(answers: Answers) -> bool:
    """Whether the kind of harm is one of pictures (practice B18, INC-40; tree S3 Q3)."""
    kinds = (SubType.CONDUCT_NUDES, SubType.CONDUCT_IMAGES, SubType.CONTACT_SEXTORTION)
    return _says(answers, TriageQuestion.CATEGORY) in kinds


def urgency_again(said: Iterable[str], answers: Answers) -> Urgency:
    """How soon somebody must act when a case waits again: the soonest that was said, or triage says (practice A1)."""
    found = [*said, urgency_after(answers) or Urgency.CAN_WAIT]
    return Urgency(min(found, key=order_of_work))
