"""Working out what a climb does to a ladder. Nothing is written here, and nothing is read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from safeguard.escalation import rules
from safeguard.escalation.enums import StepKind
from safeguard.escalation.models import Ladder, LadderStep
from safeguard.policies.rules import Thresholds
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.selectors import Answering, PostBook


@dataclass(frozen=True)
class Facts:
    """What many ladders are planned by: who stands in which post, and who has been told of each (by its id)."""

    posts: PostBook
    told: Mapping[int, set[int]]
    now: datetime
    thresholds: Thresholds


@dataclass(frozen=True)
class Move:
    """What becomes of one ladder: where it then stands, and the lines of its story. ``calls``: how many it has made."""

    ladder: Ladder
    level: int
    next_due_at: datetime
    calls: int
    steps: tuple[LadderStep, ...] = ()
    is_lost: bool = False  # there is nobody at all whom it could tell

    @property
    def is_climb(self) -> bool:
        """Whether somebody was to be told: a ladder that sleeps on has not climbed."""
        return self.calls > self.ladder.calls


def plan_climb(ladder: Ladder, facts: Facts) -> Move:
    """The climb that is due: the next levels, or everybody again once the last has been told (ESC-06)."""
    plan = _plan(ladder, facts)
    answering = _answering(ladder, facts)
    told = facts.told.get(ladder.pk, set())
    new = {code: _first_new(people, told) for code, people in answering.items()}
    passed_on = () if plan.is_again else rules.levels_that_pass_on(ladder.levels, plan.levels[-1], new)
    levels = sorted({*plan.levels, *passed_on})
    nobody_new = not any(new[code] for level in levels for code in ladder.levels[level])
    everybody = plan.is_again or bool(told and nobody_new)
    call = ladder.calls + 1
    steps = _Steps(ladder, answering, call, facts.now)
    steps.tell(range(len(ladder.levels)) if everybody else levels, told, everybody=everybody)
    if not steps.tells_somebody and (everybody or not told):
        steps.tell_last_resort(levels[-1], everybody=everybody)
    due_at = _due_at(ladder, plan, levels[-1], facts)
    return Move(ladder, levels[-1], due_at, call, tuple(steps.lines), is_lost=steps.is_lost)


def plan_call_again(ladder: Ladder, facts: Facts) -> Move:
    """Every level that was told, and every one whose time has passed meanwhile, from the first on."""
    level, due_at = ladder.level, ladder.next_due_at
    if due_at <= facts.now:
        plan = _plan(ladder, facts)
        level, due_at = plan.level, plan.due_at
    if level < 0:
        return Move(ladder, level, due_at, ladder.calls)  # it sleeps on until working time, as was said
    call = ladder.calls + 1
    steps = _Steps(ladder, _answering(ladder, facts), call, facts.now)
    steps.tell(range(level + 1), set(), everybody=False)
    if not steps.tells_somebody:
        steps.tell_last_resort(level, everybody=False)
    return Move(ladder, level, due_at, call, tuple(steps.lines), is_lost=steps.is_lost)


def _plan(ladder: Ladder, facts: Facts) -> rules.Climb:
    return rules.plan_climb(
        ladder.levels,
        level=ladder.level,
        due_at=ladder.next_due_at,
        now=facts.now,
        urgency=ladder.urgency,
        thresholds=facts.thresholds,
    )


def _due_at(ladder: Ladder, plan: rules.Climb, level: int, facts: Facts) -> datetime:
    """When the next people are told; levels passed over cost no waiting."""
    if level <= plan.level:
        return plan.due_at
    was_last = level == len(ladder.levels) - 1
    return rules.next_due_at(ladder.urgency, facts.now, facts.thresholds, was_last=was_last)


def _answering(ladder: Ladder, facts: Facts) -> dict[str, list[Answering]]:
    codes = dict.fromkeys([*(code for level in ladder.levels for code in level), *rules.LAST_RESORT])
    return facts.posts.answering(codes, service_id=ladder.service_id, excluded=ladder.excluded)


def _first_new(people: Sequence[Answering], told: set[int]) -> int | None:
    """Who is told for a post: whoever answers for it, unless they have been told of this matter already."""
    return people[0].person.pk if people and people[0].person.pk not in told else None


class _Steps:
    """The lines that one call adds to a story."""

    def __init__(self, ladder: Ladder, answering: Mapping[str, list[Answering]], call: int, now: datetime) -> None:
        self.ladder, self.answering, self.call, self.now = ladder, answering, call, now
        self.lines: list[LadderStep] = []
        self.is_lost = False

    @property
    def tells_somebody(self) -> bool:
        """Whether there is anybody whom these lines tell."""
        return any(step.kind == StepKind.TOLD for step in self.lines)

    def tell(self, levels: Iterable[int], told: set[int], *, everybody: bool) -> None:
        """Whoever answers for the posts of these levels; ``everybody``: cover and holders alike, told before or not."""
        done = set() if everybody else set(told)
        for level in levels:
            for code in self.ladder.levels[level]:
                people = self.answering.get(code, [])
                if not people:
                    self._add(StepKind.NOBODY, level, post=str(dict(PostCode.choices).get(code, code)))
                for found in people if everybody else people[:1]:
                    if found.person.pk not in done:
                        done.add(found.person.pk)
                        self._add(StepKind.TOLD, level, post=found.post, person=found.person)

    def tell_last_resort(self, level: int, *, everybody: bool) -> None:
        """The whole route comes to nobody: the next in the organisation, and when calling again all of them."""
        found = {a.person.pk: a for code in rules.LAST_RESORT for a in self.answering.get(code, [])}
        people = list(found.values())
        self.is_lost = not people
        for one in people if everybody else people[:1]:
            self._add(StepKind.TOLD, level, post=one.post, person=one.person)

    def _add(self, kind: StepKind, level: int, **who: object) -> None:
        step = LadderStep(ladder=self.ladder, kind=kind, at=self.now, call=self.call, level=level, **who)
        self.lines.append(step)
