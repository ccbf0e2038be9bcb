"""What the other policies of Harbour Youth say, in short; made up, like everything here."""

SAFEGUARDING = """Everybody who works with us keeps children, young people and adults at risk safe.
It is never somebody else’s job.

If somebody is in danger now, ring 999, then the officer on duty.
If you are worried, raise a concern the same day. You need no proof, and you do not look into it by yourself.
Write down their words as they said them, what you saw, and what you did.
Never promise to keep a secret. Say who has to know, and why.
A concern about somebody who works here goes to the safeguarding officer for staff matters, not to their manager.
The safeguarding lead answers for this policy, and looks at it every year.
"""
BEHAVIOUR = """How we are online is how we are at work.

We write as ourselves, with the name and the account of Harbour Youth, and in plain, kind words.
On video we dress as for a visit, with nothing of our home behind us; cameras may always stay off for the young person.
We answer in working hours. We neither follow young people nor let them follow us.
We say nothing about them anywhere else, not even without a name.
"""
PHONES = """Phones, watches, glasses and everything else with a camera or a microphone.

Ours only. Private phones are away while we are with a young person.
No pictures unless consent says so for that purpose; they are on our system the same day, and nowhere else.
Watches and assistants that listen are off. If a young person films, ask them to stop, and tell your manager.
"""
EQUIPMENT = """This is for you if you use one of our tablets, laptops or rooms online.

Keep it safe, and tell us if it is lost or broken: nobody will be cross.
Use your own name or nickname, and be as kind as you would be in the room.
Do not record or share what others say or show.
If something online hurts or frightens you, stop, and tell your worker or an adult you trust.
"""
ONLINE_ADULT = """For adults who meet us online.

Somewhere quiet, nobody else listening, and nothing recorded.
You may stop at any time. If you may not be safe, we have to tell somebody, and tell you first wherever we can.
"""
GUESTS = """For visitors who use our Wi-Fi or a machine of ours.

Nothing unlawful, no pictures of young people, no access to what is not yours. Ask at the desk if you are not sure.
"""
PROMOTING = """Before an event is advertised.

No young person is named or shown without consent for that. Say who may come, how it is kept safe, and whom to ask.
The link to join is never public: it goes to those who have booked.
"""
REVIEW_FOUND = """Filters and accounts were tested on ten machines; all held.
Three people had not signed the policy on acceptable use.
The directory of local authorities was out of date for one."""
REVIEW_DECIDED = """ICT tests filters every quarter. Line managers remind their teams.
The deputy checks the directory by the end of the month."""
RISKS = (
    (
        "customers",
        "Strangers get into a group by a shared link. A parent listens in. Somebody is contacted elsewhere afterwards.",
        "Rooms with a lobby; a safe word; workers never use private accounts.",
        "Safeguarding lead",
    ),
    (
        "learners",
        "Bullying in chat. Pictures taken of others. Harmful things shared as a joke.",
        "Ground rules at the start; two workers in a group; chat is off between sessions.",
        "Line managers",
    ),
    (
        "staff",
        "Hearing hard things alone at home. Being accused. Being found on social media.",
        "Supervision each month; somebody knows who is online when; a guide to private settings.",
        "Strategic lead",
    ),
)
