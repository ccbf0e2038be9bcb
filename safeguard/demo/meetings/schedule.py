"""Which sessions there were, when, with whom, and what was special about them. Pure: the same every time."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from safeguard.demo import consents, families
from safeguard.demo.calendar import Days, Diary
from safeguard.demo.cases import CASES
from safeguard.demo.families import BY_KEY, YOUNG_PEOPLE, Young
from safeguard.demo.ground import CHAT, PHONE, VIDEO
from safeguard.demo.people import CAREERS, COUNSELLING, MENTORING
from safeguard.people.rules import age_on
from safeguard.platforms.enums import Method

ONE_FOR = 300  # days: how often somebody is met, roughly; more would not be loaded in time
LAST = 7  # days before the load of the last session that is told here; what is later, ``today`` tells
FIRST_AFTER = 10  # days after somebody came to us
CHAT_FROM = 13  # years, as the platform asks
PLATFORM = {Method.VIDEO: VIDEO, Method.PHONE: PHONE, Method.CHAT: CHAT}
METHODS = {
    CAREERS: (Method.VIDEO, Method.CHAT, Method.VIDEO, Method.PHONE),
    MENTORING: (Method.CHAT, Method.VIDEO, Method.PHONE, Method.VIDEO),
    COUNSELLING: (Method.VIDEO, Method.PHONE, Method.VIDEO, Method.VIDEO),
}


class Twist(StrEnum):
    """What was special about a session."""

    NOTHING = "nothing"
    LOST_AND_BACK = "connection lost, called back, went on"
    LOST = "connection lost for good"
    LEFT_EARLY = "left early by choice"
    NOT_SURE = "left early, nobody is sure why"
    DID_NOT_COME = "did not come"
    LONG = "planned and held longer than 45 minutes"
    EVENING = "outside working hours"
    SAFE_WORD = "the safe word was used"
    CONCERN = "a concern was raised in it"
    LATE_RECORD = "the record was written on the next day"
    ADDED_TO = "the record was added to later"
    CALLED_OFF = "called off before it began"
    UNPLANNED = "nobody had planned it"


T = Twist
# One after the other; the most of them are nothing special.
IN_TURN = (
    T.NOTHING, T.LOST_AND_BACK, T.NOTHING, T.LEFT_EARLY, T.NOTHING, T.ADDED_TO, T.LONG, T.NOTHING, T.LOST,
    T.DID_NOT_COME, T.NOTHING, T.EVENING, T.NOTHING, T.LATE_RECORD, T.CALLED_OFF, T.NOTHING, T.NOT_SURE,
)  # fmt: skip
NOT_THE_FIRST = (Twist.LOST, Twist.NOT_SURE, Twist.CALLED_OFF)  # somebody's first session goes well
WITH_SAFE_WORD = {"lucia": 1, "rowan": 1}  # in which of their sessions it was used
UNPLANNED = (("nathan", 260), ("mei", 170), ("shanice", 120), ("yusuf", 48))  # who rang, how many days ago


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """One session. ``number``: which one of theirs, from 0; ``case``: the concern that was raised in it."""

    key: str
    people: tuple[str, ...]
    worker: str
    starts_at: datetime
    service: str
    activity: str
    method: Method
    number: int
    second: str = ""
    minutes: int = 40
    twist: Twist = Twist.NOTHING
    case: str = ""

    @property
    def is_group(self) -> bool:
        """Whether several people took part."""
        return len(self.people) > 1


def meetings(days: Days) -> list[Meeting]:
    """All sessions of the past, in the order of their beginning."""
    diary = Diary()
    found = [*_of_cases(days, diary), *_groups(days, diary), *_one_to_ones(days, diary), *_unplanned(days)]
    return _with_twists(sorted(found, key=lambda one: one.starts_at), days)


def _one_to_ones(days: Days, diary: Diary) -> Iterator[Meeting]:
    for order, young in enumerate(YOUNG_PEOPLE):
        if young.key in consents.WAITING:
            continue
        last = consents.TOOK_BACK[1] + 5 if young.key == consents.TOOK_BACK[0] else LAST
        count = 1 + young.since // ONE_FOR
        step = int((young.since - FIRST_AFTER - last) / max(count - 0.5, 1))
        for number in range(count):
            ago = young.since - FIRST_AFTER - number * step - (order * 7 + number * 5) % 9 * (number > 0)
            day = days.working_day(max(ago, last))
            hour = 10 + (order + 2 * number) % 6
            starts_at = diary.book((young.worker,), days.on(day, f"{hour}:00"), days)
            yield Meeting(
                key=f"{young.key}-{number}",
                people=(young.key,),
                worker=young.worker,
                starts_at=starts_at,
                service=young.service,
                activity=consents.ACTIVITY_OF[young.service],
                method=_method(young, order + number, starts_at.date(), days),
                number=number,
            )


def _method(young: Young, turn: int, day: date, days: Days) -> Method:
    if young.key == families.IN_DANGER:
        return Method.PHONE
    options = METHODS[young.service]
    method = options[turn % len(options)]
    is_too_young = age_on(families.born_on(days.today, young), day) < CHAT_FROM
    return Method.VIDEO if method == Method.CHAT and is_too_young else method


GROUP_WORKERS = {"cv": ("practitioner", "fergus"), "thursday": ("colleague", "bill")}
GROUP_DAYS = {"cv": (285, 160, 64), "thursday": (372, 262, 151, 98, 27)}  # days before the load


def _groups(days: Days, diary: Diary) -> Iterator[Meeting]:
    for asked in consents.ACTIVITIES:
        for number, ago in enumerate(GROUP_DAYS.get(asked.key, ())):
            worker, second = GROUP_WORKERS[asked.key]
            starts_at = diary.book((worker, second), days.on(days.working_day(ago), "14:00"), days)
            yield Meeting(
                key=f"{asked.key}-{number}",
                people=asked.members,
                worker=worker,
                second=second,
                starts_at=starts_at,
                service=asked.service,
                activity=asked.key,
                method=Method.VIDEO,
                number=number,
            )


def _of_cases(days: Days, diary: Diary) -> Iterator[Meeting]:
    """The sessions in which somebody said what became a concern: it was raised half an hour later."""
    for case in CASES:
        if case.in_session:
            young = BY_KEY[case.about[0]]
            starts_at = case.raised_at(days) - timedelta(minutes=35)
            diary.hold((case.by,), starts_at)
            yield Meeting(
                key=f"case-{case.key}",
                people=case.about,
                worker=case.by,
                starts_at=starts_at,
                service=young.service,
                activity=consents.ACTIVITY_OF[young.service],
                method=Method.PHONE if young.key == families.IN_DANGER else Method.VIDEO,
                number=1,
                twist=Twist.CONCERN,
                case=case.key,
            )


def _unplanned(days: Days) -> Iterator[Meeting]:
    for key, ago in UNPLANNED:
        young = BY_KEY[key]
        yield Meeting(
            key=f"rang-{key}",
            people=(key,),
            worker=young.worker,
            starts_at=days.on(days.working_day(ago), "16:50"),
            service=young.service,
            activity="",
            method=Method.PHONE,
            number=1,
            minutes=20,
            twist=Twist.UNPLANNED,
        )


def _with_twists(found: list[Meeting], days: Days) -> list[Meeting]:
    told: list[Meeting] = []
    turn = 0
    for one in found:
        twist = one.twist
        if twist == Twist.NOTHING and not one.is_group:
            if WITH_SAFE_WORD.get(one.people[0]) == one.number:
                twist = Twist.SAFE_WORD
            elif one.number or IN_TURN[turn % len(IN_TURN)] not in NOT_THE_FIRST:
                twist, turn = IN_TURN[turn % len(IN_TURN)], turn + 1
        told.append(_twisted(one, twist, days))
    return told


def _twisted(one: Meeting, twist: Twist, days: Days) -> Meeting:
    if twist == Twist.EVENING:
        return replace(one, twist=twist, starts_at=days.on(one.starts_at.date(), "18:15"))
    return replace(one, twist=twist, minutes=60 if twist == Twist.LONG else one.minutes)
