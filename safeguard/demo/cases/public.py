"""What somebody without an account sent by the public form. Nobody is real."""

from datetime import timedelta

from incidents.actions import Concern, Outside, acknowledge_incident, add_entry, answer_details, send_from_outside
from incidents.enums import Answering, EntryKind, PublicSoon, Source, Teller, Topic, YesNoUnsure
from incidents.rules import Answered
from safeguard.demo.people import MENTORING
from safeguard.demo.timeline import Story
from safeguard.demo.world import World

WORDS = (
    "there is a group chat in my year and they keep posting stuff about a boy in your group. he doesnt know that i am "
    "telling you. they say he should just not come back"
)


def public_story(world: World) -> Story:
    """A young person tells of a group chat; the deputy takes it on and can text them, before four."""
    sent_at = world.days.on(world.days.day(3), "15:20")
    yield sent_at
    concern = Concern(
        client_token=world.token("outside", "chat"),
        how_soon=PublicSoon.NOT_SURE,
        about_staff=YesNoUnsure.NO,
        imagery=YesNoUnsure.NO,
        exact_words=WORDS,
        service=world.services[MENTORING],
        source=Source.OUTSIDE,
    )
    outside = Outside(
        teller=Teller.YOUNG_PERSON,
        answering=Answering.TEXT,
        contact="07700 900461",
        safe_times="School days before four",
        never="Do not ring, and do not say where you are from",
    )
    incident = send_from_outside(now=sent_at, concern=concern, outside=outside)
    at = sent_at + timedelta(minutes=14)
    yield at
    deputy = world.staff["deputy"]
    acknowledge_incident(by=deputy, now=at, incident=incident)
    at = sent_at + timedelta(minutes=40)
    yield at
    add_entry(
        by=deputy,
        now=at,
        incident=incident,
        client_token=world.token("outside-note", "chat"),
        kind=EntryKind.CONTACT,
        text="Texted as agreed: thank you, we are looking into it. No reply, and none was asked for.",
    )
    answer_details(
        by=deputy,
        now=at,
        incident=incident,
        client_token=world.token("outside-details", "chat"),
        topic=Topic.BULLYING,
        answers={"deliberate": Answered(("yes",)), "repeated": Answered(("yes",)), "group": Answered(("group",))},
    )
