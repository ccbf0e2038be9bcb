"""The concerns that are still open, in different states. Nobody is real."""

from incidents.enums import EntryKind, HowSoon, Involved, OutsideBody, Part, Severity, SubType
from incidents.rules import Somebody
from safeguard.demo.cases.story import NOT_SURE, YES, Case, Triage
from safeguard.demo.people import COUNSELLING, MENTORING

NOTE, CONTACT, DECISION = EntryKind.NOTE, EntryKind.CONTACT, EntryKind.DECISION

CASES = (
    Case(
        key="gracie-game",
        ago=16,
        clock="16:40",
        in_session=True,
        by="colleague",
        service=MENTORING,
        about=("gracie",),
        words="“He’s really nice, he’s got a dog. He says the other app is better because you can do it with no mums.”",
        seen="She told me about a game she likes. I asked how old he is, and she did not know. I asked whether "
        "she had gone to the "
        "other app. Not yet. I said thank you for telling me, and we drew the dog.",
        more={
            "when_learned": "In the session, about twenty to five",
            "involved_people": (
                Somebody("Gracie", Involved.CHILD, Part.HARMED),
                Somebody("Gracie’s little brother, who plays the same game", Involved.CHILD, Part.FAMILY),
                Somebody("Somebody in the game with a picture of a dog", Involved.OUTSIDER, Part.CAUSED),
            ),
        },
        handler="dso",
        answered_after=11,
        steps=(
            (35, CONTACT, "Rang her mother. She has kept the tablet as it is, switched off, in a drawer."),
            (
                1100,
                CONTACT,
                "CEOP has taken it on and will ring the mother. Nobody asks Gracie any more questions until then.",
            ),
            (9000, NOTE, "Asked CEOP how it stands. An officer will be named this week."),
        ),
        triage=Triage(
            kind=SubType.CONTACT_GROOMING_SEXUAL,
            severity=Severity.CRITICAL,
            why="She is 11. An adult tries to move her to a place where nobody sees it.",
            online=YES,
            offence=(YES, "An adult asks a child to keep things from her parents."),
            others=YES,
            wishes="She is sad about the dog. She wants to play the game again.",
        ),
        referred=(70, OutsideBody.CEOP, "Adult in a game asks a child of 11 to change to another app.", "CE-66014"),
        said=(
            (80, "talk_first"),
            (90, "review_meeting"),
            (95, "parents"),
            (100, "block_sites"),
            (120, "support_reporter"),
        ),
        sent=((110, "tell_ops"), (115, "tell_cio"), (12_000, "feedback")),
    ),
    Case(
        key="saoirse-sister",
        ago=9,
        clock="17:05",
        by="tomasz",
        service=COUNSELLING,
        about=("saoirse",),
        words="“My sister makes herself sick after tea and I’m not supposed to say.”",
        seen="She has kept it to herself since the summer. I said that it is not telling tales. Her sister is "
        "17 and not with us.",
        handler="deputy",
        answered_after=28,
        steps=(
            (
                95,
                DECISION,
                "Saoirse will tell their mother on Saturday, with Tomasz on the phone. If not, I ring on Monday.",
            ),
            (5900, CONTACT, "They have told the mother. GP appointment for the sister next week."),
        ),
        triage=Triage(
            kind=SubType.NOT_ONLINE_OTHER,
            severity=Severity.MODERATE,
            why="Worry about a sister who is unwell, carried alone for months.",
            others=YES,
            wishes="She wants her sister not to be cross.",
        ),
    ),
    Case(
        key="siobhan-photo",
        ago=4,
        clock="15:35",
        by="sunita",
        service=MENTORING,
        about=("siobhan",),
        words="“They put my face on somebody and it’s funny, except it’s not.”",
        seen="A picture made with an app, with clothes on, passed round in her year. She laughed while she told "
        "me, and then did "
        "not. I have not asked to see it.",
        more={"when_happened": "Since Monday"},
        handler="dso",
        answered_after=24,
        steps=((75, CONTACT, "Rang Siobhan. Her father knows. I speak with the school tomorrow morning."),),
    ),
    Case(
        key="walks-lift",
        ago=2,
        clock="10:05",
        by="manager",
        service=MENTORING,
        about_whom="A young person of the Saturday group",
        seen="A parent told me that one of our volunteers has given a young person a lift home by car, twice. I "
        "thanked her, and "
        "have spoken to nobody else about it.",
        more={
            "about_staff": NOT_SURE,
            "staff_named": "A volunteer who helps with the Saturday walks",
            "when_happened": "Told to me this morning; the last two Saturdays",
            "who_knows": "The parent",
        },
        handler="dsl",
        answered_after=25,
        steps=(
            (80, DECISION, "Agreed with Leo that the volunteer does not help this Saturday while we find out more."),
        ),
        said=((95, "threshold"),),
    ),
    Case(
        key="theo-row",
        ago=1,
        clock="20:40",
        by="colleague",
        service=MENTORING,
        about=("theo",),
        how_soon=HowSoon.NOW,
        words="“I’ve had a row with Dad and I’m out. My phone’s nearly dead.”",
        seen="Theo wrote this in our chat and then went offline. I rang twice and it went to voicemail. I have "
        "an address and "
        "the mother’s number on his record.",
        more={"when_happened": "Ten minutes ago", "who_knows": "Nobody yet"},
        handler="dsl",
        answered_after=18,
        climbs_after=15,
        steps=(
            (50, CONTACT, "Reached Theo’s mother: he got to her flat by bus and is safe there tonight. Told Callum."),
        ),
    ),
)
