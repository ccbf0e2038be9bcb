"""How the steps of a case stand, what they lack, and who looks a second time. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from incidents.enums import Classified, Level, StepOutcome, Track
from incidents.rules.details import has_trace
from incidents.rules.facts import CaseFacts
from incidents.rules.raising import LONGEST_TEXT, Missing
from incidents.rules.steps import STEPS, TRACK_OPENS, Step, Words

LATEST_DUE = 366  # days until a step is to be done, or looked at again
# Words only, of whatever may not be kept itself: no link to it either, and no fingerprint of it (SEC-17).
ABOUT_EVIDENCE = ("custody", "evidence", "remove_content")
STEP = "step:"  # what a Missing's field begins with when it names a step


@dataclass(frozen=True)
class Judged:
    """A step, what the facts make of it, and whether it is settled."""

    step: Step
    level: Level
    why: Words
    is_settled: bool

    @property
    def keeps_open(self) -> bool:
        """Whether the case waits for it."""
        return self.level == Level.REQUIRED and not self.is_settled


def judge(step: Step, facts: CaseFacts) -> Judged:
    """How one step stands (INC-51)."""
    standing = step.standing(facts)
    return Judged(step, standing.level, standing.why, _is_settled(step, facts))


def _is_settled(step: Step, facts: CaseFacts) -> bool:
    if step.must:
        return step.is_settled(facts)
    if step.is_settled(facts) or facts.has_referred(step.bodies):
        return True
    if step.track == Track.AUTHORITIES and facts.is_not_referred:
        return True  # why nobody is told is why each of them is not (INC-24)
    return facts.is_settled(step.code, may_wait=step.may_wait)


def judge_track(track: Track, facts: CaseFacts) -> list[Judged]:
    """Every step of a track, in order (INC-51)."""
    return [judge(step, facts) for step in STEPS.values() if step.track == track]


def open_tracks(facts: CaseFacts) -> list[Track]:
    """The tracks that this case has, what is most urgent first (practice A2)."""
    return [track for track in Track if TRACK_OPENS[track](facts)]


def what_steps_lack(facts: CaseFacts) -> list[Missing]:
    """The required steps that nobody has settled (INC-51); those that something else asks for are left to it."""
    judged = [judge(step, facts) for step in STEPS.values() if not step.elsewhere]
    return [Missing(f"{STEP}{one.step.code}", str(one.step.words)) for one in judged if one.keeps_open]


@dataclass(frozen=True, kw_only=True)
class StepSaid:
    """What somebody says of a step. ``agreed_with``: the officer and reference, while an authority has the case;
    or that nobody had agreed when it happened, for nobody is to invent one (practice A7)."""

    outcome: str
    answer: str = ""
    text: str = ""
    when_happened: str = ""
    who: str = ""
    their_reference: str = ""
    due_on: date | None = None
    factors: Sequence[str] = ()
    agreed_with: str = ""


def outcomes_of(step: Step) -> list[StepOutcome]:
    """What can be said of a step that is no question (INC-51)."""
    outcomes = [StepOutcome.DONE, StepOutcome.NOT_NEEDED, StepOutcome.PLANNED]
    if step.sends:
        outcomes.insert(0, StepOutcome.SENT)
    if step.must:
        outcomes.remove(StepOutcome.NOT_NEEDED)
    return outcomes


def what_step_lacks(step: Step, said: StepSaid, facts: CaseFacts, *, today: date) -> list[Missing]:
    """What is missing or wrong in what somebody says of a step (INC-25, INC-27, INC-42). ``today`` in London."""
    missing = _what_outcome_lacks(step, said) if step.answers is None else _what_answer_lacks(step, said)
    standing = step.standing(facts)
    if standing.level == Level.OFF and said.outcome in (StepOutcome.DONE, StepOutcome.SENT, StepOutcome.PLANNED):
        missing.append(Missing("outcome" if step.answers is None else "answer", str(standing.why)))
    is_doing = said.outcome in (StepOutcome.DONE, StepOutcome.SENT)
    if step.after_hold in facts.waits and is_doing and not said.agreed_with.strip():
        text = _(
            "An authority has this case: write who there agreed, and when; or that nobody had, and how it came about"
        )
        missing.append(Missing("agreed_with", text))
    missing += _what_day_lacks(step, said, today)
    texts = (said.text, said.who, said.when_happened, said.their_reference, said.agreed_with)
    if any(len(text) > LONGEST_TEXT for text in texts):
        missing.append(Missing("text", _("Write less, it is too long")))
    if step.code in ABOUT_EVIDENCE and any(has_trace(text) for text in texts):
        missing.append(
            Missing("text", _("Leave out links and fingerprints of files: say in words what it is, and where"))
        )
    return missing


def _what_outcome_lacks(step: Step, said: StepSaid) -> list[Missing]:
    if said.outcome not in outcomes_of(step):
        return [Missing("outcome", _("Choose how it stands"))]
    needs_words = said.outcome == StepOutcome.NOT_NEEDED or said.outcome in step.say
    if needs_words and not said.text.strip():
        text = (
            _("Write why it is not needed") if said.outcome == StepOutcome.NOT_NEEDED else _("Write it in a few words")
        )
        return [Missing("text", text)]
    if said.outcome == StepOutcome.DONE and not (said.text.strip() or said.who.strip() or said.when_happened.strip()):
        return [Missing("text", _("Write what was done, when or by whom, in a few words"))]
    return []


def _what_answer_lacks(step: Step, said: StepSaid) -> list[Missing]:
    assert step.answers is not None
    if said.answer not in step.answers.values:
        return [Missing("answer", _("Choose an answer"))]
    if said.answer in step.say and not said.text.strip():
        return [Missing("text", _("Give the reason, in a few words"))]
    if "factors" in step.asks and said.answer == Classified.EXPERIMENTAL and said.factors:
        return [Missing("answer", _("What you have ticked makes it aggravated: choose that, or untick it"))]
    return []


def _what_day_lacks(step: Step, said: StepSaid, today: date) -> list[Missing]:
    if said.answer in step.revisit and said.due_on is None:
        return [Missing("due_on", _("Enter the day on which it is weighed again"))]
    if said.outcome == StepOutcome.PLANNED and said.due_on is None:
        return [Missing("due_on", _("Enter the day by which it is done"))]
    if said.due_on is not None and not 0 <= (said.due_on - today).days <= LATEST_DUE:
        return [Missing("due_on", _("Enter a day from today on, within a year"))]
    return []


def needs_second(facts: CaseFacts) -> bool:
    """Whether a second person looks at a case that was closed: serious, critical, nude images, allegations (INC-51)."""
    return facts.is_serious or facts.is_on_nudes_track or facts.is_about_staff


def said_together(facts: CaseFacts) -> list[Judged]:
    """The steps that wait and may be said of several at once: no question, and nothing that is a must (INC-51)."""
    judged = [judge(step, facts) for step in STEPS.values() if not (step.elsewhere or step.must or step.answers)]
    return [one for one in judged if one.keeps_open and one.step.after_hold not in facts.waits]
