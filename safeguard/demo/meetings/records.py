"""What is written after a session: the record, mostly within the hour, and now and then what came to light later."""

from datetime import datetime, timedelta

from safeguard.demo.meetings.planning import named, words_of
from safeguard.demo.meetings.schedule import Meeting, Twist
from safeguard.demo.timeline import Story
from safeguard.demo.world import World, turn
from safeguard.practitioners.models import User
from sessions_app.actions import add_addendum, write_record
from sessions_app.models import Record, Session

ADDED = (
    "Rang this morning to say that the letter has arrived. That was one of the things agreed.",
    "I had written Wednesday. It is Thursday on which they have swimming.",
    "Remembered afterwards: they also said that a brother has moved back in.",
)


def written(world: World, meeting: Meeting, session: Session) -> Story:
    """The record follows within the hour; now and then on the next day, and now and then something is added."""
    session.refresh_from_db()
    assert session.ended_at is not None  # it has just ended
    by = world.staff[meeting.worker]
    at = session.ended_at + timedelta(minutes=25)
    if meeting.twist in (Twist.LATE_RECORD, Twist.SAFE_WORD, Twist.CONCERN):
        at = session.ended_at + timedelta(hours=20)
    yield at
    record = write(world, meeting, session, by, at)
    if meeting.twist == Twist.ADDED_TO:
        at += timedelta(days=1, hours=1)
        yield at
        add_addendum(
            by=by,
            now=at,
            record=record,
            text=turn(ADDED, len(meeting.key)),
            reason="Came to light after the record was written",
            client_token=world.token("added", meeting.key),
        )


def write(world: World, meeting: Meeting, session: Session, by: User, at: datetime) -> Record:
    """Write the record of what happened."""
    said = words_of(meeting)
    summary, agreed = SPECIAL.get(meeting.twist, (said.summary, said.agreed))
    return write_record(
        by=by,
        now=at,
        session=session,
        summary=named(summary, meeting),
        agreed=named(agreed, meeting),
        no_actions=not agreed,
        client_token=world.token("record", meeting.key),
    )


# What the record says where the session did not go as it was meant to: (summary, agreed).
SPECIAL = {
    Twist.DID_NOT_COME: (
        "{name} did not come. Rang after twelve minutes, no answer. A parent wrote later that it had been forgotten.",
        "Same time next week, with a text in the morning.",
    ),
    Twist.LOST: (
        "Went well until the connection was lost. Rang twice within eight minutes and reached nobody.",
        "I try again this afternoon and arrange another time.",
    ),
    Twist.LEFT_EARLY: (
        "{name} said after twenty minutes that it was enough for today, and why: tired after a test. Said "
        "goodbye properly.",
        "",
    ),
    Twist.NOT_SURE: (
        "{name} was gone in the middle of a sentence. I am not sure whether that was the connection or on "
        "purpose. Wrote a "
        "short message, and had an answer in the evening: “all ok, mum needed me”.",
        "I ask about it at the start of the next session.",
    ),
    Twist.SAFE_WORD: (
        "{name} used the safe word after twenty minutes. I said goodbye as if for any reason and ended. Told "
        "the safeguarding "
        "officer. On the phone later: somebody had come into the room. Safe.",
        "We meet tomorrow. {name} sits in another room next time.",
    ),
    Twist.CONCERN: (
        "{name} told me something that I have raised as a concern. It is written there in their words and not "
        "repeated here. "
        "I said whom I would tell, and why.",
        "I ring tomorrow after school.",
    ),
}
