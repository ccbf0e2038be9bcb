"""What keeps a case open, and what its closing must say. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from incidents.enums import (
    OutsideBody,
    TriageQuestion,
)
from incidents.rules.facts import CaseFacts
from incidents.rules.judging import what_steps_lack
from incidents.rules.raising import Missing
from incidents.rules.triage import Given, counts_as_offence, is_asked, is_danger, is_offence

# Whom a referral must have reached, by what makes it necessary (tree R6, S8a, S8b). A helpline is not one of them.
FOR_DANGER = frozenset({OutsideBody.EMERGENCY, OutsideBody.SOCIAL_CARE, OutsideBody.POLICE})
FOR_OFFENCE = FOR_DANGER | {OutsideBody.CEOP, OutsideBody.IWF, OutsideBody.LADO}
LATEST_MONITORING = 366  # days after closing


@dataclass(frozen=True)
class Facts:
    """What decides whether a case may be closed. ``history``: the answers to each question, oldest first."""

    history: Mapping[str, Sequence[Given]]
    referrals: Sequence[tuple[str, datetime]] = ()  # to which body, when it was recorded
    not_referred_at: datetime | None = None  # when somebody last gave a reason not to refer
    has_entry: bool = False  # those who deal with it have written in the chronology
    case: CaseFacts | None = None  # what the steps of its tracks are judged by

    @property
    def answers(self) -> dict[str, Given]:
        """The answers in force."""
        return {question: given[-1] for question, given in self.history.items() if given}


def what_keeps_open(facts: Facts) -> list[Missing]:
    """What must be done, or reasoned, before a case may be closed (INC-51), what helps the person first.

    An authority that has not answered, or asks us to wait, is none of it: it may take a year. It is listed where the
    case is closed, and goes on being chased. Field: a question, or what to write.
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
    return missing + (what_steps_lack(facts.case) if facts.case is not None else [])


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
