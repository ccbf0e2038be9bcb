"""The concerns of the first quarter of the past year. Nobody is real; words as a youth worker would write them."""

from incidents.enums import EntryKind, HowSoon, OutsideBody, Risk, Severity, SubType
from safeguard.demo.cases.story import NO, YES, Case, Ending, Triage
from safeguard.demo.people import CAREERS, COUNSELLING, MENTORING

NOTE, CONTACT = EntryKind.NOTE, EntryKind.CONTACT

CASES = (
    Case(
        key="rhys-videos",
        ago=428,
        clock="14:35",
        by="fergus",
        service=CAREERS,
        about=("rhys",),
        how_soon=HowSoon.CAN_WAIT,
        words="“Girls only get the good placements because they smile at people. It’s all on his channel.”",
        seen="He said this twice. I asked where he had heard it, and he named a channel. I said that I saw it "
        "differently.",
        handler="dso",
        answered_after=70,
        steps=(
            (140, NOTE, "Rang Fergus. It is talk so far, and has not been aimed at anybody in particular."),
            (
                1500,
                CONTACT,
                "Talked with Rhys’s mother, with his agreement. She has noticed it too and was glad of the call.",
            ),
        ),
        triage=Triage(
            kind=SubType.CONTENT_MISOGYNY,
            severity=Severity.LOW,
            why="Views he repeats, open to talking. Nobody has been harmed.",
            online=YES,
            offence=(NO, "Opinions in a lawful video."),
            wishes="He is happy to go on talking about it with Fergus.",
        ),
        ending=Ending(
            by="dsl",
            after=21,
            outcome="Two sessions on what makes a good reference. The mother has set up a shared account at home.",
            learning="We had no short material on this. The team has chosen two sheets and keeps them in the folder.",
            look_again=60,
            looked_again="Asked Fergus. It has not come up again; Rhys has a mixed group of friends on his course.",
        ),
    ),
    Case(
        key="dominik-cold",
        ago=417,
        clock="16:20",
        by="colleague",
        service=MENTORING,
        about=("dominik",),
        words="“We’ve got the oven open so it’s warm. Mum says it’s just till payday.”",
        seen="He had his coat on during the whole session. He said that he had toast yesterday. I asked whether "
        "there "
        "was anything for tonight, and he said beans.",
        more={"opinion": "I think that his mother is doing all she can. They may not know what help there is."},
        handler="dso",
        answered_after=35,
        steps=(
            (
                70,
                NOTE,
                "Callum rang the mother with Dominik there. She agreed that we may ask for help for the family.",
            ),
            (1320, CONTACT, "The family has a voucher for the meter, and the food bank delivers on Friday."),
        ),
        triage=Triage(
            kind=SubType.NOT_ONLINE_NEGLECT,
            severity=Severity.MODERATE,
            why="No heating and little food for a week or more. A parent who accepts help.",
            wishes="He does not want his mum to be in trouble.",
            others=YES,
        ),
        referred=(
            200,
            OutsideBody.SOCIAL_CARE,
            "Early help for the family: heating, food, a younger sister.",
            "EM-20418",
        ),
        ending=Ending(
            by="dsl",
            after=35,
            outcome="Early help worker visits every second week. Heating is on. Benefits were wrong and have "
            "been put right.",
            learning="Callum noticed the coat. We have added “is it warm where you are?” to the winter checklist.",
            look_again=90,
            looked_again="Early help has ended well. Dominik says that it is fine at home.",
        ),
    ),
    Case(
        key="nathan-arm",
        ago=401,
        clock="17:10",
        in_session=True,
        by="tomasz",
        service=COUNSELLING,
        about=("nathan",),
        how_soon=HowSoon.NOW,
        words="“I did it again on Sunday. I don’t want to die, I just want it to stop being loud in my head.”",
        seen="He told me near the end. His mother was downstairs and, with his agreement, joined us. No need for a "
        "doctor today. We went through the safety plan together and she has put things away.",
        more={"when_happened": "On Sunday, after an argument at school on Friday"},
        handler="deputy",
        answered_after=8,
        steps=(
            (
                25,
                CONTACT,
                "Spoke with Tomasz and the mother on the phone. Nathan is with her tonight, and his aunt comes over.",
            ),
            (1080, CONTACT, "GP surgery rang back: an appointment this afternoon, and a letter to the crisis team."),
            (4400, NOTE, "Tomasz saw Nathan. He slept. The school nurse knows, and he can go to her without asking."),
        ),
        triage=Triage(
            kind=SubType.NOT_ONLINE_SELF_HARM,
            severity=Severity.SERIOUS,
            why="Second time this year. He tells us and his mother, and has a plan that he uses.",
            risk=(Risk.NOT_SURE, "Calm now and not alone, but it was worse than in the summer."),
            wishes="He wants his mother to know and his year group not to.",
        ),
        referred=(
            90,
            OutsideBody.SOCIAL_CARE,
            "Advice from the front door: support through health, no visit.",
            "PH-7731",
        ),
        added_later="His mother has rung me to say that he has gone to bed and that the aunt is staying over.",
        ending=Ending(
            by="deputy",
            after=48,
            outcome="Seen by the crisis team twice, then weekly by us. Safety plan is with school, GP and home.",
            learning="The plan worked because his mother had a copy. We now offer every family a copy.",
            look_again=45,
            looked_again="No new harm since. He is back at football on Saturdays.",
        ),
    ),
    Case(
        key="tyrone-deposit",
        ago=386,
        clock="11:05",
        in_session=True,
        by="practitioner",
        service=CAREERS,
        about=("tyrone",),
        how_soon=HowSoon.CAN_WAIT,
        words="“It was eighty quid for the uniform and now they don’t answer.”",
        seen="He showed me the messages on his own phone. I did not copy anything. He has changed his bank password.",
        handler="dso",
        answered_after=95,
        steps=((180, NOTE, "Priya helped him to tell the bank. It may pay the money back. The advert is still up."),),
        triage=Triage(
            kind=SubType.COMMERCE_SCAM,
            severity=Severity.LOW,
            why="Money lost, and no contact since. He feels foolish more than frightened.",
            online=YES,
            offence=(YES, "Taking money for a job that does not exist."),
            wishes="He wants others to be warned.",
        ),
        referred=(400, OutsideBody.OTHER, "Reported to the national fraud line with him, on the speaker.", "NF-55120"),
        not_referred="Fraud line has it. The police told them that there is nothing to do locally.",
        ending=Ending(
            by="dsl",
            after=16,
            outcome="The bank has paid the money back. The job site has taken the advert down.",
            learning="A warning went to everybody in Careers. It is now part of the first session on applying "
            "for work.",
            no_monitoring="It is over, and he knows what to look out for.",
        ),
    ),
    Case(
        key="malachi-account",
        ago=349,
        clock="17:45",
        in_session=True,
        by="sunita",
        service=MENTORING,
        about=("malachi",),
        words="“He says I just let it sit there for two days and I keep fifty. It’s not even my money so how is "
        "it bad?”",
        seen="I asked who “he” is. Somebody a friend of his met online. The money is there now. I said that I "
        "would have "
        "to tell our safeguarding officer, and that he is not in trouble with me.",
        more={"when_learned": "In the session, at about half past five"},
        handler="dso",
        answered_after=14,
        steps=(
            (
                40,
                CONTACT,
                "Rang the mother with Malachi. She went to the bank with him next morning; the account is frozen.",
            ),
            (
                1700,
                CONTACT,
                "Police officer rang: they treat him as a child who was used. They will speak with both of them.",
            ),
        ),
        triage=Triage(
            kind=SubType.CONTACT_GROOMING_CRIMINAL,
            severity=Severity.SERIOUS,
            why="A stranger uses his account, and knows his school.",
            online=YES,
            offence=(YES, "Moving money for somebody else. He was used."),
            others=YES,
            wishes="He wants it to go away. He is afraid of what his friend will say.",
        ),
        referred=(
            130,
            OutsideBody.POLICE,
            "Money moved through a child’s account; contact through a game.",
            "CR/3307/M",
        ),
        ending=Ending(
            by="dsl",
            after=70,
            outcome="Police have taken it on. No further contact. Malachi has a youth worker for six months.",
            learning="We did not know how this works. Sunita has run an hour about it for all three services.",
            look_again=60,
            looked_again="No contact. Two others from his school were found and helped.",
        ),
    ),
)
