"""What has to be there before anybody meets a young person: platforms, policies, training, local authorities."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from safeguard.demo import words
from safeguard.demo.calendar import Days
from safeguard.demo.people import EVERYBODY
from safeguard.demo.platforms import ANSWERS, CHAT, LOOPSTER, PHONE, STUDIO, VIDEO, answers_of
from safeguard.demo.timeline import Story
from safeguard.platforms.actions import assess_platform, decide_on_platform, propose_platform
from safeguard.platforms.enums import Method, PlatformStatus
from safeguard.policies.actions import issue_policy, sign_policy
from safeguard.policies.enums import PolicyKind
from safeguard.practitioners.actions import record_training
from safeguard.practitioners.enums import TrainingKind
from safeguard.practitioners.models import User


@dataclass(frozen=True)
class Registered:
    """One platform of the register, and how it came to be decided on.

    ``decided``: how many days before the load, as which status, with which reason; ``review_in``: days from the load
    to the last day on which that holds, None where it was refused.
    """

    name: str
    methods: tuple[Method, ...]
    purpose: str
    min_age: int
    has_chat: bool
    has_camera: bool
    has_recording: bool
    decided: tuple[tuple[int, PlatformStatus, str], ...]
    review_in: int | None = None
    restrictions: str = ""


A_YEAR = 365  # days that an approval holds at most
REGISTER = (
    Registered(
        VIDEO,
        (Method.VIDEO,),
        "Video conversations with one young person or a small group. Runs on our own server, without accounts.",
        0,
        True,
        True,
        False,
        (
            (470, PlatformStatus.APPROVED, "Runs on our own server in this country. Waiting room on, recording off."),
            (120, PlatformStatus.APPROVED, "Looked at again after the update in the summer. Nothing has changed."),
        ),
        244,
    ),
    Registered(
        PHONE,
        (Method.PHONE,),
        "Calls from the work mobile. Text messages from the same number, for arranging times only.",
        0,
        False,
        False,
        False,
        (
            (470, PlatformStatus.APPROVED, "Work mobiles only, with the number withheld where a family asks for it."),
            (106, PlatformStatus.APPROVED, "Gone through again. Two old mobiles were replaced."),
        ),
        255,
    ),
    Registered(
        CHAT,
        (Method.CHAT,),
        "Written conversations for young people who find it easier to type than to talk.",
        13,
        True,
        False,
        False,
        (
            (460, PlatformStatus.APPROVED, "Messages are kept for 30 days and then deleted. No pictures can be sent."),
            (374, PlatformStatus.APPROVED, "Gone through again with the company. Nothing has changed."),
        ),
        -9,
    ),
    Registered(
        STUDIO,
        (Method.VIDEO,),
        "Talks for many people, with questions through a moderator.",
        13,
        True,
        True,
        True,
        (
            (
                300,
                PlatformStatus.RESTRICTED,
                "Recording cannot be switched off by us, only by the company. Good enough for talks where no young "
                "person is seen or heard.",
            ),
        ),
        60,
        "Talks only: cameras and microphones of those who listen stay off. Never for a one-to-one.",
    ),
    Registered(
        LOOPSTER,
        (Method.VIDEO, Method.CHAT),
        "Short video messages. Several young people have asked for it.",
        16,
        True,
        True,
        True,
        (
            (205, PlatformStatus.IN_ASSESSMENT, "Asked the company where videos are kept, and for how long."),
            (
                190,
                PlatformStatus.REFUSED,
                "Strangers can write to anybody who has an account, and what is sent cannot be taken back. We told "
                "the young people who asked, and why.",
            ),
        ),
    ),
)


def platform_stories(days: Days, staff: Mapping[str, User]) -> list[Story]:
    """The register as it stands today: approved, lapsed, restricted and refused."""
    return [_platform(row, days, staff["ict"]) for row in REGISTER]


def _platform(row: Registered, days: Days, by: User) -> Story:
    proposed_at = days.ago(row.decided[0][0] + 5, "10:10")
    yield proposed_at
    platform = propose_platform(
        by=by,
        now=proposed_at,
        name=row.name,
        methods=row.methods,
        purpose=row.purpose,
        min_age=row.min_age,
        has_chat=row.has_chat,
        has_camera=row.has_camera,
        has_recording=row.has_recording,
    )
    for number, (days_ago, status, reason) in enumerate(row.decided):
        at = days.ago(days_ago, "14:20")
        yield at
        if row.name in ANSWERS:
            answers = answers_of(row.name, days, days_ago)
            assess_platform(by=by, now=at, platform=platform, answers=answers, number=number, client_token=uuid4())
        is_last = number == len(row.decided) - 1
        ends_ago = -(row.review_in or 0) if is_last else days_ago - A_YEAR
        decide_on_platform(
            by=by,
            now=at,
            platform=platform,
            status=status,
            reason=reason,
            review_due=None if row.review_in is None else days.day(ends_ago),
            restrictions=row.restrictions,
        )


SECOND_AUP = 75  # days ago
HAVE_NOT_SIGNED = {"colleague": (1,), "poppy": ()}  # which versions, of those who have not signed both
SIGNED_HOME = ("practitioner", "manager", "fergus", "sunita", "hannah", "dso", "dsl", "deputy", "lead", "ngozi")


def policy_stories(days: Days, staff: Mapping[str, User]) -> list[Story]:
    """The policy on acceptable use in two versions, signed by nearly everybody; one on working from home, by some."""
    return [
        _aup(days, staff, number=1, text=words.AUP_FIRST, days_ago=478),
        _aup(days, staff, number=2, text=words.AUP_SECOND, days_ago=SECOND_AUP),
        _working_from_home(days, staff),
    ]


def _aup(days: Days, staff: Mapping[str, User], *, number: int, text: str, days_ago: int) -> Story:
    issued_at = days.ago(days_ago, "09:05")
    yield issued_at
    version = issue_policy(
        by=staff["dsl"],
        now=issued_at,
        code="working-online",
        title=words.AUP_TITLE,
        text=text,
        kind=PolicyKind.AUP,
        must_sign=True,
    )
    for order, person in enumerate(EVERYBODY):
        if number in HAVE_NOT_SIGNED.get(person.key, (1, 2)):
            at = issued_at + timedelta(hours=2 + 5 * order)
            yield at
            sign_policy(by=staff[person.key], now=at, version=version)


def _working_from_home(days: Days, staff: Mapping[str, User]) -> Story:
    issued_at = days.ago(6, "11:30")
    yield issued_at
    version = issue_policy(
        by=staff["admin"],
        now=issued_at,
        code="working-from-home",
        title=words.HOME_TITLE,
        text=words.HOME_TEXT,
        kind=PolicyKind.OTHER,
        must_sign=True,
    )
    for order, key in enumerate(SIGNED_HOME):
        at = issued_at + timedelta(hours=3 + 7 * order)
        yield at
        sign_policy(by=staff[key], now=at, version=version)


TRAINED_FOR = 365  # days that a training counts
TRAINED_AGO = {"bill": 400, "poppy": None}  # days ago; None: never yet


def training_stories(days: Days, staff: Mapping[str, User]) -> list[Story]:
    """Everybody was trained when they began and once since, but for one whose training ran out and one newcomer."""
    workers = [person for person in EVERYBODY if person.services]
    return [
        _training(days, staff, person.key, person.manager or "admin", order)
        for order, person in enumerate(workers)
        if TRAINED_AGO.get(person.key, 1) is not None
    ]


def _training(days: Days, staff: Mapping[str, User], key: str, manager: str, order: int) -> Story:
    first = TRAINED_AGO.get(key) or 475
    done = [first] if key in TRAINED_AGO else [first, 118 - 2 * order]
    by = staff["admin"] if manager in ("dsl", "lead") else staff[manager]
    for days_ago in done:
        at = days.ago(days_ago, "16:05")
        yield at
        done_on: date = days.day(days_ago)
        record_training(
            by=by,
            now=at,
            person=staff[key],
            kind=TrainingKind.SAFEGUARDING_ONLINE,
            done_on=done_on,
            expires_on=done_on + timedelta(days=TRAINED_FOR),
        )


@dataclass(frozen=True)
class Council:
    """A made-up local authority. Its numbers are from the range that Ofcom keeps free for drama."""

    key: str
    name: str
    number: int

    def phone(self, desk: int) -> str:
        """The number of one of its desks."""
        return f"01632 960{self.number + desk:03}"


COUNCILS = (
    Council("saltmarsh", "Saltmarsh Borough Council", 110),
    Council("porthaven", "Port Haven City Council", 120),
    Council("eastmoor", "Eastmoor County Council", 130),
    Council("wexcombe", "Wexcombe Metropolitan Borough Council", 140),
)


def checked_on(now: datetime) -> date:
    """The day on which somebody last rang all of them to see whether the numbers are right."""
    return (now - timedelta(days=40)).date()
