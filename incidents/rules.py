"""Pure decisions about a case: how urgent it is, whether it says enough, what triage means, what keeps it open."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from incidents.enums import (
    ANSWERS,
    Category,
    HowSoon,
    IncidentState,
    OutsideBody,
    Risk,
    Severity,
    SubType,
    TriageQuestion,
    YesNoUnsure,
)
from safeguard.escalation.enums import Urgency

LONGEST_TEXT = 20_000  # characters of one answer
NEXT_STATES = {
    IncidentState.RAISED: frozenset({IncidentState.ACKNOWLEDGED}),
    IncidentState.ACKNOWLEDGED: frozenset({IncidentState.CLOSED}),
    IncidentState.CLOSED: frozenset({IncidentState.ACKNOWLEDGED}),
}
# Whom a referral must have reached, by what makes it necessary (tree R6, S8a, S8b). A helpline is not one of them.
FOR_DANGER = frozenset({OutsideBody.EMERGENCY, OutsideBody.SOCIAL_CARE, OutsideBody.POLICE})
FOR_OFFENCE = FOR_DANGER | {OutsideBody.CEOP, OutsideBody.IWF, OutsideBody.LADO}
LATEST_MONITORING = 366  # days after closing
NEEDS_REASON = frozenset({TriageQuestion.RISK, TriageQuestion.OFFENCE, TriageQuestion.SEVERITY})  # INC-17, 18, 21


def urgency_of(how_soon: str, *, is_danger: bool) -> Urgency:
    """The urgency the ladder runs on until triage (practice A1): danger is *now*, *not sure* counts as *today*."""
    if is_danger or how_soon == HowSoon.NOW:
        return Urgency.NOW
    return Urgency.CAN_WAIT if how_soon == HowSoon.CAN_WAIT else Urgency.TODAY


def counts_as_yes(answer: str) -> bool:
    """*Not sure* counts as yes for whom to tell (practice B17; tree S4)."""
    return answer != YesNoUnsure.NO


def is_about_staff(answer: str, *, is_anybody_named: bool) -> bool:
    """Yes, not sure, or somebody ticked or named although the answer is no (practice B17).

    The narrower way still reaches a human; the wider one could tip somebody off.
    """
    return is_anybody_named or counts_as_yes(answer)


def may_become(state: str, new: str) -> bool:
    """Whether an incident in one state may go into another (INC-32, INC-51)."""
    return new in NEXT_STATES[IncidentState(state)]


@dataclass(frozen=True)
class Missing:
    """A question without which nobody could act: the field and what to do."""

    field: str
    text: str


def what_is_missing(
    *, how_soon: str, about_staff: str, imagery: str, exact_words: str, seen_and_done: str
) -> list[Missing]:
    """The few answers without which a concern cannot be sent. Nothing else ever blocks it (practice A7)."""
    missing = []
    if not how_soon:
        missing.append(Missing("how_soon", _("Choose how soon somebody must act")))
    if not about_staff:
        missing.append(Missing("about_staff", _("Say whether it is about somebody who works or volunteers for us")))
    if not imagery:
        missing.append(Missing("imagery", _("Say whether pictures or videos are part of it")))
    if not exact_words and not seen_and_done:
        missing.append(Missing("exact_words", _("Write what was said, or what you saw and did, in a few words")))
    return missing


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


@dataclass(frozen=True)
class Facts:
    """What decides whether a case may be closed. ``history``: the answers to each question, oldest first."""

    history: Mapping[str, Sequence[Given]]
    referrals: Sequence[tuple[str, datetime]] = ()  # to which body, when it was recorded
    not_referred_at: datetime | None = None  # when somebody last gave a reason not to refer
    has_entry: bool = False  # those who deal with it have written in the chronology

    @property
    def answers(self) -> dict[str, Given]:
        """The answers in force."""
        return {question: given[-1] for question, given in self.history.items() if given}


def what_keeps_open(facts: Facts) -> list[Missing]:
    """What must be done, or reasoned, before a case may be closed (INC-51), what helps the person first.

    Field: a question, or what to write.
    """
    answers = facts.answers
    missing = []
    if _needs(facts, TriageQuestion.RISK, is_danger, FOR_DANGER):
        missing.append(Missing("referral", _("Refer to social care, the police or 999, or say why not")))
    elif counts_as_offence(answers) and _needs(facts, TriageQuestion.OFFENCE, is_offence, FOR_OFFENCE):
        missing.append(Missing("referral", _("Refer to the police or another authority, or say why not")))
    missing += [Missing(q.value, text) for q, text in _to_answer() if q not in answers and is_asked(q, answers)]
    if not facts.has_entry:
        missing.append(Missing("entry", _("Write the first entry in the chronology")))
    return missing


def _to_answer() -> list[tuple[TriageQuestion, str]]:
    return [
        (TriageQuestion.RISK, _("Say what the risk to the person is")),
        (TriageQuestion.ONLINE, _("Say whether there is online material or an act")),
        (TriageQuestion.OFFENCE, _("Say whether it may be a criminal offence")),
        (TriageQuestion.SEVERITY, _("Set how severe it is")),
        (TriageQuestion.CATEGORY, _("Choose the kind of harm")),
    ]


def _needs(facts: Facts, question: TriageQuestion, counts: Callable[[str], bool], bodies: Iterable[str]) -> bool:
    """Whether an answer asks for a referral that was neither made nor decided against.

    A referral made before the first answer is one too. After the answer had been a calmer one, it takes a new one; and
    a reason not to refer holds only if it was given knowing this answer.
    """
    given = facts.history.get(question, ())
    if not given or not counts(given[-1].answer):
        return False
    calmer = [number for number, one in enumerate(given) if not counts(one.answer)]
    since = given[calmer[-1] + 1 if calmer else 0].at
    referred = any(body in bodies and (not calmer or since is None or at >= since) for body, at in facts.referrals)
    decided = facts.not_referred_at is not None and (since is None or facts.not_referred_at >= since)
    return not referred and not decided


def what_closing_lacks(
    *, outcome: str, learning: str, monitor_on: date | None, no_monitoring: str, today: date
) -> list[Missing]:
    """What is missing or wrong in the words with which a case is closed (INC-51). ``today`` in London."""
    missing = []
    if not outcome.strip():
        missing.append(Missing("outcome", _("Write what was done, and how it stands now")))
    if not learning.strip():
        missing.append(Missing("learning", _("Write what was learned; if nothing was, say why")))
    if monitor_on is None and not no_monitoring.strip():
        missing.append(Missing("monitor_on", _("Enter the day to look again, or write why nobody needs to")))
    if monitor_on is not None and no_monitoring.strip():
        missing.append(Missing("no_monitoring", _("Enter a day, or write why nobody looks again: not both")))
    if monitor_on is not None and not 0 < (monitor_on - today).days <= LATEST_MONITORING:
        missing.append(Missing("monitor_on", _("Enter a day after today, within a year")))
    return missing
