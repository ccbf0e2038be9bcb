"""What ICT found out about each platform; the guides, accounts and the one closed group that run on them."""

from collections.abc import Mapping
from typing import Any

from safeguard.demo.calendar import Days
from safeguard.demo.people import MENTORING
from safeguard.demo.timeline import Story
from safeguard.demo.world import World
from safeguard.desk.actions.groups import admit_person
from safeguard.platforms.actions import keep_reviews_in_time, open_group, register_account, write_guide

VIDEO, PHONE, CHAT, STUDIO, LOOPSTER = (
    "Harbour Rooms",
    "Telephone (work mobile)",
    "Quayside Chat",
    "Open Deck",
    "Loopster",
)
CHECKER = "Idris Vaughan"

_USUAL: dict[str, Any] = {
    "delivery": "real_time",
    "is_social_media": "no",
    "terms": "business",
    "data_result": "passed",
    "data_checker": CHECKER,
    "in_ict_policy": "yes",
    "exposes": "no",
    "first_name_only": "yes",
    "video_off": "yes",
    "streams": "no",
    "recording": "off",
    "has_chat": "yes",
    "chat_moderated": "yes",
    "chat_off": "yes",
}
ANSWERS: Mapping[str, dict[str, Any]] = {
    VIDEO: {
        **_USUAL,
        "min_age": 0,
        "ages": "From eight years. Younger children come with a parent or carer beside them.",
        "risks": "Somebody who was not invited comes in. A brother or a friend listens in. A picture of the screen is "
        "taken.",
        "measures": "Waiting room and passcode in every session. Two workers in groups. We talk about screenshots in "
        "the ground rules.",
        "joiners": "We let in one by one, and see or hear each of them before the session begins.",
        "terms_note": "Our own contract of May last year.",
        "ict_clause": "4.2",
        "recording": "off",
        "cameras_off": "yes",
        "microphones_off": "yes",
        "devices": "Work laptops only. Families use what they have, in the browser.",
        "data_video": 900,
        "data_audio": 60,
        "access": ["captions", "screen_reader", "low_bandwidth"],
        "alternatives": "The telephone, at no cost to the family.",
        "settings": "The waiting room is on: you let each person in\nA passcode is asked for, new for every session\n"
        "The room is locked once everybody is there\nOnly you can share a screen\nRecording is off",
    },
    PHONE: {
        **_USUAL,
        "min_age": 0,
        "ages": "Any age, as long as somebody at home knows of the call.",
        "risks": "Somebody else answers. Somebody listens in. A number is kept.",
        "measures": "We ask who is there and whether they can talk. Numbers are kept in the work mobile only.",
        "joiners": "We ring the number that we have agreed on, and ask what only they know.",
        "ict_clause": "4.1",
        "video_off": "none",
        "has_chat": "no",
        "recording": "no",
        "data_audio": 0,
        "alternatives": "A video call with captions, or written messages.",
        "settings": "The work mobile, never your own\nNobody can listen in where you are",
    },
    CHAT: {
        **_USUAL,
        "min_age": 13,
        "ages": "From 13, who write easily. Not for somebody in distress: ring them.",
        "risks": "Somebody else writes from their phone. Tone is misread. Messages are shown around.",
        "measures": "A question at the start that only they can answer. Messages go after 30 days.",
        "joiners": "We ring everybody once before their account is let in.",
        "ict_clause": "4.3",
        "video_off": "none",
        "recording": "no",
        "chat_off": "no",
        "data_audio": 5,
        "access": ["screen_reader", "low_bandwidth"],
        "alternatives": "The telephone.",
        "settings": "The room is for invited people only\nPictures and files are off",
    },
    STUDIO: {
        **_USUAL,
        "min_age": 13,
        "ages": "From 13, as listeners.",
        "risks": "The company can record. Questions can be written to everybody.",
        "measures": "Cameras and microphones of listeners are off. A moderator reads every question first.",
        "joiners": "By a link for each person; names are checked against the list at the door.",
        "recording": "yes",
        "recording_where": "With the company, for 90 days. We cannot switch it off.",
        "data_video": 700,
        "alternatives": "The slides by post, and a call afterwards.",
        "settings": "Cameras and microphones of listeners are off\nQuestions go to the moderator first",
    },
}
GUIDES = {
    VIDEO: "Before you start\nYou need a phone, a tablet or a computer. You do not need an account.\n\n"
    "Getting in\nOpen the link that we sent you. Type your first name only. Wait: we let you in.\n\n"
    "You decide\nYour camera can stay off the whole time. You can write instead of talking. You can leave whenever you "
    "want: press the red door.\n\n"
    "If something is wrong\nIf somebody is there whom you do not know, leave. Ring us.",
    CHAT: "Getting in\nOpen the link that we sent you. Type your first name only.\n\n"
    "Writing\nTake your time. Nobody else can read it. Our worker writes back at the time that you agreed on.\n\n"
    "If it is urgent\nDo not wait for an answer here. Ring us, or ring 999.",
}


def answers_of(name: str, days: Days, ago: int) -> dict[str, Any]:
    """What was found out about a platform on a day."""
    day = days.day(ago).isoformat()
    return {**ANSWERS[name], "data_checked_on": day, "settings_checked_on": day}


def running_stories(world: World) -> list[Story]:
    """What runs on the platforms, and what the sweep did about the one that nobody has looked at again."""
    return [*(_guide(world, name) for name in GUIDES), _accounts(world), _group(world), _lapsing(world)]


def _guide(world: World, name: str) -> Story:
    at = world.days.ago(440, "11:00")
    yield at
    write_guide(
        by=world.staff["ict"],
        now=at,
        platform=world.platform(name),
        text=GUIDES[name],
        number=0,
        client_token=world.token("guide", name),
    )


def _accounts(world: World) -> Story:
    at = world.days.ago(430, "15:30")
    yield at
    for name, label, keeper, address in (
        (VIDEO, "Harbour Youth rooms", "ict", "rooms@harbour.example"),
        (CHAT, "Harbour Mentoring", "colleague", "mentoring@harbour.example"),
    ):
        register_account(
            by=world.staff["ict"],
            now=at,
            platform=world.platform(name),
            label=label,
            custodian=world.staff[keeper],
            work_email=address,
            client_token=world.token("account", name),
        )


def _group(world: World) -> Story:
    at = world.days.ago(120, "16:10")
    yield at
    keeper = world.staff["colleague"]
    group = open_group(
        by=keeper,
        now=at,
        platform=world.platform(CHAT),
        service=world.services[MENTORING],
        name="Thursday people",
        administrator=keeper,
        second_administrator=world.staff["bill"],
        who_may_join="Whoever comes to the Thursday group, from 13.",
        who_sees_material="Those in the group and the two of us. The company keeps messages for 30 days.",
        closes_on=world.days.day(-45),
        client_token=world.token("group"),
    )
    for ago, key in ((118, "ravi"), (110, "aaliyah")):
        at = world.days.ago(ago, "16:30")
        yield at
        how = "Rang the number we have, and asked what we did last Thursday."
        token = world.token("member", key)
        admit_person(by=keeper, now=at, group=group, person=world.people[key], verified_how=how, client_token=token)


def _lapsing(world: World) -> Story:
    """A month before the day, and the night after it."""
    for ago, clock in ((39, "09:30"), (8, "00:05")):
        at = world.days.ago(ago, clock)
        yield at
        keep_reviews_in_time(now=at)
