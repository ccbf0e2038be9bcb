"""The concerns of the fourth quarter of the past year. Nobody is real; words as a youth worker would write them."""

from incidents.enums import EntryKind, HowSoon, OutsideBody, Risk, Severity, SubType
from safeguard.demo.cases.story import NO, NOT_SURE, YES, Case, Ending, Triage
from safeguard.demo.people import CAREERS, COUNSELLING, MENTORING

NOTE, CONTACT, DECISION = EntryKind.NOTE, EntryKind.CONTACT, EntryKind.DECISION

CASES = (
    Case(
        key="chloe-videos",
        ago=141,
        clock="16:55",
        by="hannah",
        service=COUNSELLING,
        about=("chloe",),
        words="“I watched them till four. I wasn’t going to do anything. I wanted to know how other people feel.”",
        seen="I asked her directly whether she was thinking of ending her life. She said not now, in May yes. "
        "We rang her "
        "mother together, and went through the plan.",
        handler="deputy",
        answered_after=15,
        climbs_after=None,
        steps=(
            (50, CONTACT, "Mother sleeps in her room tonight. Crisis line number is on both phones."),
            (1200, CONTACT, "GP saw her this morning. Crisis team will ring twice a week."),
        ),
        triage=Triage(
            kind=SubType.CONTENT_SUICIDE,
            severity=Severity.SERIOUS,
            why="Looked for it over several nights, with low mood since the spring.",
            online=YES,
            offence=(NOT_SURE, "Some sites that encourage it are against the law. She could not name one."),
            wishes="She wants her mother to know and her father not yet.",
        ),
        not_referred="Under the crisis team since today, her mother is with her. No site to report.",
        ending=Ending(
            by="deputy",
            after=62,
            outcome="Mood is better. Phone stays in the kitchen at night, which was her own idea.",
            learning="Asking directly was right, and she has said that it was a relief.",
            look_again=45,
            looked_again="Seen by the crisis team once a month now. She has a part in the school play.",
        ),
    ),
    Case(
        key="dominik-again",
        ago=109,
        clock="16:05",
        by="colleague",
        service=MENTORING,
        about=("dominik",),
        words="“She’s not getting up again. I do Tereza’s lunch.”",
        seen="His little sister sat next to him. Both were in school uniform and clean. He sounded tired.",
        more={"opinion": "It looks like last winter’s, but this time his mother does not answer the phone."},
        handler="dso",
        answered_after=22,
        steps=(
            (
                60,
                CONTACT,
                "The mother answered on the second try. She would be glad of somebody. GP tomorrow, with a neighbour.",
            ),
            (1440, CONTACT, "Early help opens again. A volunteer takes both to school."),
        ),
        triage=Triage(
            kind=SubType.NOT_ONLINE_NEGLECT,
            severity=Severity.MODERATE,
            why="He looks after his sister and his mother. The second time in a year.",
            others=YES,
            wishes="He wants somebody to ask his mum how she is.",
        ),
        referred=(150, OutsideBody.SOCIAL_CARE, "Young carer; mother unwell; early help once before.", "EM-23907"),
        ending=Ending(
            by="dsl",
            after=60,
            outcome="Mother has treatment. Dominik is on the young carers’ list and goes swimming with them.",
            learning="We knew the family, and so it took one day and not three weeks.",
            in_days=6,
        ),
    ),
    Case(
        key="night-messages",
        ago=95,
        clock="09:20",
        by="ngozi",
        service=COUNSELLING,
        about_whom="A young person in Counselling, named to the lead on the phone",
        how_soon=HowSoon.CAN_WAIT,
        seen="The young person’s mother told me that a counsellor answers messages after ten at night. She "
        "meant it as praise.",
        more={
            "about_staff": YES,
            "staff_named": "One of the counsellors. I have told the lead which one.",
            "when_learned": "This morning",
            "who_knows": "The mother",
        },
        handler="lead",
        answered_after=130,
        steps=(
            (
                240,
                DECISION,
                "Read all messages with Dana. Kind, short, and all about appointments. Too late in the day.",
            ),
        ),
        triage=Triage(
            kind=SubType.NOT_ONLINE_OTHER,
            severity=Severity.LOW,
            why="Outside working hours, and nothing else in it.",
            online=YES,
            offence=(NO, "Nothing in it."),
        ),
        ending=Ending(
            by="lead",
            after=12,
            outcome="Talked it through. Messages now leave at nine in the morning.",
            learning="Everybody was reminded of the hours in the new version of the policy.",
            no_monitoring="Ngozi looks at it as part of supervision.",
        ),
    ),
    Case(
        key="jamie-home",
        ago=74,
        clock="15:20",
        by="practitioner",
        service=CAREERS,
        about=("jamie",),
        words="“I don’t really want to go home tonight. It’s just shouting all the time.”",
        seen="Quieter than usual and did not join in. I listened, said that I would have to tell our "
        "safeguarding officer, "
        "and Jamie said that was fine. Picked up by an aunt at half past three.",
        more={
            "opinion": "I do not know whether this is new or has been going on for a while.",
            "when_happened": "This afternoon, at the end of the group",
            "who_knows": "The aunt knows that Jamie was upset, not what was said",
        },
        handler="dso",
        answered_after=12,
        steps=(
            (
                55,
                NOTE,
                "Rang Priya and went through what was said. Jamie is with the aunt tonight and is content to be.",
            ),
            (1300, CONTACT, "Spoke with Jamie before the group, and with the school’s safeguarding lead afterwards."),
            (8800, CONTACT, "Social worker and family have agreed that Jamie lives with the aunt for now."),
        ),
        triage=Triage(
            kind=SubType.NOT_ONLINE_EMOTIONAL,
            severity=Severity.SERIOUS,
            why="Shouting every day, and Jamie is afraid of going home.",
            risk=(Risk.NOT_SURE, "With the aunt tonight. What happens at the weekend is not settled."),
            others=NO,
            wishes="Jamie wants to stay with the aunt.",
        ),
        referred=(
            1380,
            OutsideBody.SOCIAL_CARE,
            "Afraid of going home; an aunt has offered to have Jamie.",
            "SM-91102",
        ),
        ending=Ending(
            by="dsl",
            after=66,
            outcome="Lives with the aunt, by agreement. Sees the parents on Sundays.",
            learning="Jamie told Priya because there is always five minutes at the end of the group when nobody "
            "is in a hurry.",
            in_days=1,
        ),
    ),
    Case(
        key="tia-door",
        ago=51,
        clock="12:30",
        by="hannah",
        service=COUNSELLING,
        about=("tia",),
        words="“He says he’ll sit on the stairs till I come out. He’s done it four nights.”",
        seen="She is an adult and wanted to decide herself whom we tell. We looked at it together for twenty "
        "minutes. She said "
        "yes to the domestic abuse service and to the housing officer, and no to the police.",
        handler="deputy",
        answered_after=18,
        steps=(
            (
                60,
                DECISION,
                "We keep to what she decided. She has the number for the police and knows that she "
                "can change her mind.",
            ),
            (2900, CONTACT, "Housing changed the lock of the front door. Support worker comes on Tuesdays."),
        ),
        triage=Triage(
            kind=SubType.NOT_ONLINE_DOMESTIC,
            severity=Severity.SERIOUS,
            why="Four nights, and she did not dare to go to work.",
            risk=(Risk.NOT_SURE, "Her sister stays with her. He comes back."),
            wishes="She wants to stay in her flat. No police for now.",
        ),
        referred=(180, OutsideBody.SOCIAL_CARE, "Adult at risk, with her agreement; support at home.", "SA-1402"),
        ending=Ending(
            by="deputy",
            after=38,
            outcome="He has not been back since the lock was changed. She has rung the police once herself, and "
            "it helped.",
            learning="She decided each step. It took longer and it holds.",
            in_days=2,
        ),
    ),
)
