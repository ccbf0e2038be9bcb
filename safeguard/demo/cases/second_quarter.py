"""The concerns of the second quarter of the past year. Nobody is real; words as a youth worker would write them."""

from incidents.enums import EntryKind, HowSoon, OutsideBody, Risk, Severity, SubType
from safeguard.demo.cases.story import NO, NOT_SURE, YES, Case, Ending, Triage
from safeguard.demo.people import CAREERS, COUNSELLING, MENTORING

NOTE, CONTACT, DECISION = EntryKind.NOTE, EntryKind.CONTACT, EntryKind.DECISION

CASES = (
    Case(
        key="rowan-outside",
        ago=332,
        clock="16:48",
        by="colleague",
        service=MENTORING,
        about=("rowan",),
        how_soon=HowSoon.NOW,
        words="“He’s outside. He’s ringing all the bells.”",
        seen="Rowan whispered this. I asked if the door was locked and who was there: the mother, in the other "
        "room. I "
        "stayed on the line and rang 999 on the other phone, with the address from the operator’s list of safe "
        "places.",
        more={"is_danger": True, "emergency_rung_at": "16.46", "emergency_rung_by": "Me, from the office phone"},
        handler="dsl",
        answered_after=5,
        steps=(
            (20, CONTACT, "Police are there. He had gone. An officer stays until they have been taken somewhere else."),
            (65, DECISION, "Sessions go on, by phone only, at times that the domestic abuse worker knows."),
            (1500, CONTACT, "Meeting with police, social care and the domestic abuse service. They have moved."),
        ),
        triage=Triage(
            kind=SubType.NOT_ONLINE_DOMESTIC,
            severity=Severity.CRITICAL,
            why="He found the address and came to the door. There is an order against it.",
            risk=(Risk.IMMEDIATE, "He was at the door with both of them inside."),
            others=YES,
            wishes="Rowan wants to stay with the mother, and wants us to go on.",
        ),
        referred=(12, OutsideBody.EMERGENCY, "At the door, against an order of the court.", "Log 482"),
        ending=Ending(
            by="dsl",
            after=60,
            outcome="They live somewhere new, which we do not write down. He has been charged. Support every week.",
            learning="Callum stayed on the line and somebody else rang. We have written that into the crisis sheet.",
            look_again=30,
            looked_again="Quiet. The agreed way of ringing back is on Rowan’s record, and is gone through each time.",
        ),
    ),
    Case(
        key="saturday-number",
        ago=300,
        clock="10:05",
        by="manager",
        service=MENTORING,
        about_whom="Two young people of the Saturday group",
        seen="A parent mentioned in passing that a volunteer writes to the group from a private number. I "
        "thanked her for "
        "telling me, and have spoken to nobody else about it.",
        more={
            "about_staff": NOT_SURE,
            "staff_named": "A volunteer who helped with the Saturday walks last summer",
            "when_happened": "Told to me this morning; going on for about three weeks",
            "who_knows": "The parent",
        },
        handler="dsl",
        answered_after=25,
        steps=(
            (80, DECISION, "Agreed with Leo that the volunteer does not help this Saturday while we find out more."),
            (
                3100,
                CONTACT,
                "Met the volunteer with Leo. The messages were about bus times. The rule was not clear to them.",
            ),
        ),
        triage=Triage(
            kind=SubType.NOT_ONLINE_OTHER,
            severity=Severity.LOW,
            why="A rule about contact that was not kept. Every message has been seen, and they were about bus times.",
            online=YES,
            offence=(NO, "Nothing in it."),
        ),
        ending=Ending(
            by="lead",
            after=19,
            outcome="Volunteer has read the policy again with Maggie, and now writes from the work phone.",
            learning="Volunteers had not been given the policy on their first day. They are now.",
            look_again=60,
            looked_again="Maggie has checked twice. The rule is kept.",
        ),
    ),
    Case(
        key="arjun-marks",
        ago=287,
        clock="16:30",
        in_session=True,
        by="hannah",
        service=COUNSELLING,
        about=("arjun",),
        words="“If it’s under seventy per cent he doesn’t speak to me. Last time it was nine days.”",
        seen="He said it quite flatly. We talked about who he can talk with in those days. I asked whether he "
        "was ever "
        "afraid of being hurt. He said no.",
        handler="deputy",
        answered_after=55,
        steps=(
            (150, NOTE, "Hannah will offer a conversation with both parents. Arjun wants to think about it first."),
        ),
        triage=Triage(
            kind=SubType.NOT_ONLINE_EMOTIONAL,
            severity=Severity.MODERATE,
            why="It has gone on for a year. He is well at school and with his mother.",
            wishes="He wants his father to come once and just listen.",
        ),
        ending=Ending(
            by="deputy",
            after=63,
            outcome="Both parents came. They have agreed on how marks are talked about, and it has held for a month.",
            learning="Waiting until Arjun was ready was right. It took four weeks.",
            look_again=90,
            looked_again="Holding. Arjun says that it is “boring now, in a good way”.",
        ),
    ),
    Case(
        key="hamza-bets",
        ago=275,
        clock="13:25",
        by="fergus",
        service=CAREERS,
        about=("hamza",),
        how_soon=HowSoon.CAN_WAIT,
        words="“I’m down sixty but I’ll get it back on Saturday.”",
        seen="He uses a cousin’s account. I asked whether he owes anybody money. He does not.",
        handler="dso",
        answered_after=120,
        steps=(
            (
                220,
                NOTE,
                "Fergus will go through the numbers with him. Hamza is good at maths, and that may be the way in.",
            ),
        ),
        triage=Triage(
            kind=SubType.COMMERCE_GAMBLING,
            severity=Severity.LOW,
            why="Small sums of his own money. He talks about it openly.",
            online=YES,
            offence=(NOT_SURE, "Under age on somebody else’s account."),
            wishes="He does not want his father to know.",
        ),
        not_referred="Under 18 on a cousin’s account. The company has been told and has closed it. Nobody "
        "profits from him.",
        ending=Ending(
            by="dsl",
            after=40,
            outcome="He has stopped, and told his father himself.",
            learning="Nothing that we did not know. Being calm about it helped.",
            no_monitoring="Fergus goes on seeing him, and will say if it comes back.",
        ),
    ),
)
