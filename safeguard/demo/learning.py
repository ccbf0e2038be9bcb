"""What people have learnt, said of themselves and talked about: a matrix with gaps, as in any organisation."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import uuid4

from safeguard.demo.calendar import Days
from safeguard.demo.people import CAREERS, EVERYBODY, MENTORING, NEWCOMER, Person
from safeguard.demo.timeline import Story
from safeguard.demo.world import World
from safeguard.lib.worktime import is_working_time
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.actions import (
    Reached,
    answer_question,
    ask_question,
    assess_skills,
    check_in,
    make_self_check,
    record_background_check,
    record_education,
    record_personal_contact,
    record_supervision,
    record_training,
    remind_of_learning,
    sign_agreement,
    write_agreement,
)
from safeguard.practitioners.enums import AskedOf, CheckIn, CheckKind, Topic
from safeguard.practitioners.models import Question, User
from safeguard.practitioners.rules import STATEMENTS

# How many days ago each course was done, and for how many days it counts (None: it does not run out).
COURSES: Mapping[str, tuple[int, int | None]] = {
    "safeguarding_policy": (140, 365),
    "online_policy": (140, 365),
    "local_arrangements": (300, 730),
    "disclosures_online": (230, None),
    "prevent": (420, 730),
    "refresher": (325, 365),
}
# Who has not done one, or let it run out: (person, course) to days ago, None for never.
GAPS: Mapping[tuple[str, str], int | None] = {
    ("bill", "safeguarding_policy"): 402,
    ("bill", "prevent"): None,
    ("colleague", "disclosures_online"): None,
    ("tomasz", "refresher"): None,
    ("fergus", "online_policy"): 340,
}
BACKGROUND_OLD = {"bill": 1150}  # days ago
ANSWER_WITHIN = timedelta(days=7)
CAREERS_PARTS = {
    "planning": "Forty-five minutes at most, between nine and five, a quarter of an hour between two sessions.",
    "inclusion": "We ask how somebody can take part before we choose a platform: phone for those without data, "
    "captions, an interpreter booked a week ahead.",
    "crisis": "999 first. The worker stays on the line, the manager rings the family. Then the officer, the same day.",
    "notice": "A text the day before and in the morning, with one press to join, and a number for those who cannot.",
    "parents": "Under 16 always, before the first session; later as the young person agrees.",
    "consent": "By the link, purpose by purpose, before anything is planned. Asked again each year.",
}
MENTORING_PARTS = {**CAREERS_PARTS, "planning": "One hour a fortnight, at a time that school agrees with."}


def learning_stories(world: World) -> list[Story]:
    """Everything, beginning before the first session: nobody meets a young person unprepared."""
    days, staff = world.days, world.staff
    workers = [person for person in EVERYBODY if person.services and person.key != NEWCOMER]
    return [
        *(_prepared(days, staff, person) for person in workers),
        *(_courses(days, staff, person) for person in workers),
        _agreements(world),
        _supervisions(days, staff),
        _skills(days, staff),
        _questions(days, staff),
        _taught(world),
        _contact(days, staff),
        _talks(days, staff),
        _reminded(days),
    ]


def _records(staff: Mapping[str, User], person: Person) -> User:
    """Who records something of somebody: their line manager, or the administrator for those above."""
    return staff["admin"] if person.manager in (None, "dsl", "lead") else staff[person.manager]


def _prepared(days: Days, staff: Mapping[str, User], person: Person) -> Story:
    """Checked before they began; knows the officer; has looked at their own accounts, most of them again this year."""
    at = days.ago(479, "10:30")
    yield at
    who, by = staff[person.key], _records(staff, person)
    ago = BACKGROUND_OLD.get(person.key, 520)
    record_background_check(
        by=by, now=at, person=who, checked_on=days.day(ago), held_at="Personnel file", client_token=uuid4()
    )
    kinds = (CheckKind.OFFICER, CheckKind.ACCOUNTS, CheckKind.PRIVACY)
    for kind in kinds:
        make_self_check(by=who, now=at, kind=kind, ticked=list(STATEMENTS[kind]), client_token=uuid4())
    if person.key in ("bill", "tomasz"):
        return
    at = days.ago(110, "12:10")
    yield at
    for kind in kinds[1:]:
        make_self_check(by=who, now=at, kind=kind, ticked=list(STATEMENTS[kind]), client_token=uuid4())


def _courses(days: Days, staff: Mapping[str, User], person: Person) -> Story:
    for code, (ago, counts) in COURSES.items():
        done = GAPS.get((person.key, code), ago)
        if done is None:
            continue
        at = days.ago(done, "16:20")
        yield at
        record_training(
            by=_records(staff, person),
            now=at,
            person=staff[person.key],
            kind=code,
            done_on=days.day(done),
            expires_on=days.day(done) + timedelta(days=counts) if counts else None,
            held_at="Training register",
        )


def _agreements(world: World) -> Story:
    """Careers has agreed; Mentoring has written, and waits for the manager; Counselling has nothing."""
    staff = world.staff
    for name, key, parts, ago in (
        (CAREERS, "practitioner", CAREERS_PARTS, 478),
        (MENTORING, "sunita", MENTORING_PARTS, 9),
    ):
        at = world.days.ago(ago, "11:15")
        yield at
        made = write_agreement(
            by=staff[key], now=at, service=world.services[name], written_on=0, parts=parts, client_token=uuid4()
        )
        sign_agreement(by=staff[key], now=at, agreement=made)
        if name == CAREERS:
            sign_agreement(by=staff["manager"], now=at, agreement=made)


def _supervisions(days: Days, staff: Mapping[str, User]) -> Story:
    for key, ago, said in (
        ("practitioner", 98, "Talked through the new waiting room. No questions left."),
        ("colleague", 64, "Has had two calls late in the day. We moved them, and he keeps a break after each."),
        ("bill", 58, "Refresher is overdue: booked. He knows whom to ring if somebody tells him something."),
        ("practitioner", 20, "Somebody asked for her private number. She said no kindly; we practised the words."),
    ):
        at = days.ago(ago, "15:30")
        yield at
        record_supervision(
            by=staff["manager"],
            now=at,
            worker=staff[key],
            held_on=days.day(ago),
            online_safety=said,
            notes="Next time in six weeks.",
            client_token=uuid4(),
        )


def _skills(days: Days, staff: Mapping[str, User]) -> Story:
    """A low answer, and what the line manager did about it."""
    at = days.ago(41, "13:05")
    yield at
    made = assess_skills(
        by=staff["sunita"],
        now=at,
        technology=4,
        storing=2,
        duties=4,
        words="I am not sure how long chat is kept, and where.",
        answer_within=ANSWER_WITHIN,
        hours=days.hours,
        client_token=uuid4(),
    )
    at = days.ago(38, "10:40")
    yield at
    answer_question(
        by=staff["manager"],
        now=at,
        question=Question.objects.get(assessment=made),
        answer="Sat together for half an hour with the register of platforms: 30 days, then deleted. She shows Callum.",
        hours=days.hours,
        client_token=uuid4(),
    )


def _questions(days: Days, staff: Mapping[str, User]) -> Story:
    """One answered by the group, one that has waited too long for the line manager."""
    yield days.ago(30, "14:30")
    words = "May I use captions that a website makes, not the platform?"
    asked = _asked(days, staff["hannah"], AskedOf.GROUP, words, 30)
    at = days.ago(27, "16:15")
    yield at
    answer_question(
        by=staff["dsl"],
        now=at,
        question=asked,
        answer="No: what is said would leave our systems. The platform has captions of its own, under Settings.",
        hours=days.hours,
        client_token=uuid4(),
    )
    yield days.ago(11, "14:30")
    words = "Somebody wants to join from the bus. Do we say no, or switch to chat?"
    _asked(days, staff["practitioner"], AskedOf.MANAGER, words, 11)


def _asked(days: Days, by: User, asked_of: AskedOf, text: str, ago: int) -> Question:
    return ask_question(
        by=by,
        now=days.ago(ago, "14:30"),
        asked_of=asked_of,
        text=text,
        answer_within=ANSWER_WITHIN,
        hours=days.hours,
        client_token=uuid4(),
    )


def _taught(world: World) -> Story:
    for ago, topics, audience, what, reached in (
        (160, [Topic.FOOTPRINT, Topic.PROFILES], "young_people", "Workshop: what your profile says about you", 14),
        (75, [Topic.SAFE_USE, Topic.EXTREMISM], "learners", "Half an hour at the start of a course, and a leaflet", 22),
        (33, [Topic.GAMBLING, Topic.PEERS], "families", "Evening for parents: loot boxes, group chats", None),
    ):
        at = world.days.ago(ago, "17:00")
        yield at
        record_education(
            by=world.staff["practitioner"],
            now=at,
            client_token=uuid4(),
            given_on=world.days.day(ago),
            topics=topics,
            audience=audience,
            given_by="Priya Shah",
            what=what,
            how_many=reached,
            service=world.services[CAREERS],
        )


def _contact(days: Days, staff: Mapping[str, User]) -> Story:
    at = days.ago(52, "18:20")
    yield at
    record_personal_contact(
        by=staff["fergus"],
        now=at,
        reached=Reached(
            happened_on=days.day(52),
            platform="A photo app",
            what="A request to follow me, from somebody I work with. No message with it.",
            not_accepted=True,
            told_openly=True,
            no_reply=True,
            is_worrying=False,
        ),
        hours=days.hours,
        client_token=uuid4(),
    )


def _reminded(days: Days) -> Story:
    """Whoever was due to be reminded has been, in the last hour in which people were at work."""
    at = days.now if is_working_time(days.now, days.hours) else days.on(days.working_day(1), "16:00")
    yield at
    every = thresholds_in_force(at)
    remind_of_learning(
        now=at, hours=every.hours, self_check=every.weeks("self_check"), check_in=every.weeks("check_in")
    )


def _talks(days: Days, staff: Mapping[str, User]) -> Story:
    for ago, key, whom in (
        (25, "practitioner", CheckIn.MANAGER),
        (16, "fergus", CheckIn.COLLEAGUE),
        (9, "hannah", CheckIn.COLLEAGUE),
        (6, "practitioner", CheckIn.COLLEAGUE),
    ):
        at = days.ago(ago, "12:45")
        yield at
        check_in(by=staff[key], now=at, whom=whom, client_token=uuid4())
