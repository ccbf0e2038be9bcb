"""The concerns of the third quarter of the past year. Nobody is real; words as a youth worker would write them."""

from incidents.enums import EntryKind, HowSoon, OutsideBody, Risk, Severity, SubType
from safeguard.demo.cases.story import NOT_SURE, YES, Case, Ending, Triage
from safeguard.demo.people import CAREERS, COUNSELLING, MENTORING

NOTE, CONTACT = EntryKind.NOTE, EntryKind.CONTACT

CASES = (
    Case(
        key="leila-ex",
        ago=254,
        clock="16:10",
        in_session=True,
        by="colleague",
        service=MENTORING,
        about=("leila",),
        words="“She’s got my password from before. She reads everything and then she says it to people.”",
        seen="A girl in her year, a friend until the spring. I asked what she would like to happen first. She "
        "wanted to "
        "change the password together, and we did.",
        handler="dso",
        answered_after=30,
        steps=(
            (
                85,
                CONTACT,
                "Rang the mother, as Leila had asked me to. She will be there when the school talks with them.",
            ),
            (5800, CONTACT, "School met both girls apart from each other. It has stopped."),
        ),
        triage=Triage(
            kind=SubType.CONTACT_CHILD_ON_CHILD,
            severity=Severity.MODERATE,
            why="Somebody read and passed on private messages for weeks.",
            online=YES,
            offence=(NOT_SURE, "Using somebody else’s account may be one. Both are 15."),
            wishes="She wants it to stop, and does not want the police.",
        ),
        not_referred="Asked the school’s officer for advice without names. Both are children, it has stopped, "
        "and Leila does "
        "not want it. The school has its own record.",
        ending=Ending(
            by="dsl",
            after=33,
            outcome="Stopped. New passwords, a second step to sign in, and a key ring to keep the codes on.",
            learning="Passwords among friends is now part of the third session.",
            look_again=60,
            looked_again="No more of it. Leila is in another form since September and likes it.",
        ),
    ),
    Case(
        key="elin-picture",
        ago=239,
        clock="18:05",
        by="tomasz",
        service=COUNSELLING,
        about=("elin",),
        how_soon=HowSoon.NOW,
        words="“A picture of me is going round. I only sent it to one person.”",
        seen="I did not ask to see it and have not seen it. I said that it is not her fault and that we can do "
        "something "
        "about it today. She wanted to ring her mother herself, and did while I waited.",
        more={"imagery": YES, "imagery_notice_read": True, "when_learned": "Ten minutes ago"},
        handler="dsl",
        answered_after=9,
        steps=(
            (
                30,
                CONTACT,
                "Rang Elin and her mother. Used the removal service with them; nobody of ours has seen anything.",
            ),
            (1500, CONTACT, "Police officer for young people rang. They speak with the boy and his parents tomorrow."),
            (7400, NOTE, "Removal service confirms that it is blocked on the main sites."),
        ),
        triage=Triage(
            kind=SubType.CONDUCT_NUDES,
            severity=Severity.SERIOUS,
            why="Passed on without her agreement, to many people at two schools.",
            risk=(Risk.NOT_IMMEDIATE, "With her mother. Ashamed, and not thinking of harming herself; we asked."),
            online=YES,
            offence=(YES, "Passing on a picture of somebody under 18."),
            others=NOT_SURE,
            wishes="She wants it gone, and does not want to see him in the corridor.",
        ),
        referred=(75, OutsideBody.POLICE, "Picture of a child passed on; what was done about it already.", "CR/5190/C"),
        added_later="She has written to say thank you and that she will come on Thursday.",
        ending=Ending(
            by="dsl",
            after=55,
            outcome="Removed where it can be. He has been spoken to by the police and changed school. Elin is "
            "still with us.",
            learning="Nobody asked to see it. Tomasz knew what to do because of the training in the autumn.",
            look_again=60,
            looked_again="Nothing new has turned up. She is doing her mocks.",
        ),
    ),
    Case(
        key="kasia-arm",
        ago=221,
        clock="09:55",
        by="fergus",
        service=CAREERS,
        about=("kasia",),
        words="“He grabbed me here and pulled me out of the chair. It’s because I was on my phone.”",
        seen="She rubbed her upper arm. I did not ask to see it. I asked whether it had happened before, and "
        "she said once, "
        "at Christmas. Her mother was at work. She was about to go to school.",
        handler="dso",
        answered_after=12,
        steps=(
            (35, CONTACT, "Rang the school. Their lead saw Kasia at ten, and she told her the same."),
            (300, CONTACT, "Social worker will see her at school this afternoon, and both parents after that."),
            (
                10200,
                NOTE,
                "Meeting with the family. The father had not thought of it as harm. He comes to the parents’ course.",
            ),
        ),
        triage=Triage(
            kind=SubType.NOT_ONLINE_PHYSICAL,
            severity=Severity.SERIOUS,
            why="Twice in a year, and it hurt her. She is afraid of the evening.",
            risk=(Risk.NOT_SURE, "At school now. Whether tonight is safe depends on what the social worker finds."),
            wishes="She wants him to stop, and to stay.",
        ),
        referred=(60, OutsideBody.SOCIAL_CARE, "Hurt by a parent, twice; at school until half past three.", "SM-90233"),
        ending=Ending(
            by="dsl",
            after=84,
            outcome="Child in need plan for three months, now ended. It has not happened again.",
            learning="Early in the day gave everybody time. Fergus rang at once and did not wait for the end of "
            "the session.",
            look_again=100,
            looked_again="School and mother say that it is much calmer. Kasia says so too.",
        ),
    ),
    Case(
        key="corey-card",
        ago=206,
        clock="11:40",
        in_session=True,
        by="tomasz",
        service=COUNSELLING,
        about=("corey",),
        words="“They’re my mates. They said if I send the card they’ll get me the game.”",
        seen="He has not sent it. I asked whether we may tell his sister. He thought about it and said yes.",
        handler="deputy",
        answered_after=26,
        steps=(
            (75, CONTACT, "Rang Corey with his sister there. He has blocked both accounts with her."),
            (
                1600,
                CONTACT,
                "Adult social care will see him at home, with an advocate, because he finds new people hard.",
            ),
        ),
        triage=Triage(
            kind=SubType.CONTACT_GROOMING_FINANCIAL,
            severity=Severity.SERIOUS,
            why="The second time in a year that strangers ask him for money.",
            online=YES,
            offence=(YES, "Getting money from him by deceiving him."),
            wishes="He wants to keep his game and his phone. He agrees that we tell social care.",
        ),
        referred=(
            240,
            OutsideBody.SOCIAL_CARE,
            "Adult at risk, with his agreement: strangers ask for his card.",
            "SA-1186",
        ),
        ending=Ending(
            by="deputy",
            after=75,
            outcome="Bank card has a limit that he chose himself. New contacts are looked at on Sundays with "
            "his sister.",
            learning="Asking him first, and writing it down for him, took ten minutes and made all the difference.",
            look_again=80,
            looked_again="Two more people have written to him. He showed both to his sister.",
        ),
    ),
    Case(
        key="theo-server",
        ago=192,
        clock="17:20",
        by="colleague",
        service=MENTORING,
        about=("theo",),
        words="“They get it, they say what everyone’s thinking. There’s a meet-up in the holidays.”",
        seen="A server with several hundred people. He used words for others that I have not heard from him "
        "before. I asked "
        "who organises it. He changed the subject.",
        handler="dso",
        answered_after=40,
        steps=(
            (120, NOTE, "Went through it with Callum. Rang Dana: we ask the council’s Prevent officer."),
            (
                2900,
                CONTACT,
                "Prevent officer met Callum. Theo has said yes to a mentor who used to be in such a group himself.",
            ),
        ),
        triage=Triage(
            kind=SubType.CONTACT_COMMUNITY,
            severity=Severity.SERIOUS,
            why="A closed group, adults in it, and a meeting in real life.",
            online=YES,
            offence=(NOT_SURE, "Some of what is shared there may be."),
            others=NOT_SURE,
            wishes="He says that there is nothing wrong with it.",
        ),
        referred=(1500, OutsideBody.POLICE, "Prevent referral through the council.", "PV-0093"),
        ending=Ending(
            by="dsl",
            after=88,
            outcome="Left the server by himself. Sees his mentor every week. Did not go to the meeting.",
            learning="Callum went on talking about football with him all that time. Theo has said that this is "
            "why he stayed.",
            look_again=60,
            looked_again="Doing well. He has applied for a course in joinery.",
        ),
    ),
)
