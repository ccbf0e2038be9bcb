"""What individual risk assessments at Harbour Youth say. (risks, what helps already, what lowers the risk)."""

LOW = (
    (
        "Shares a laptop with a younger brother, who sometimes walks in.",
        "Confident online. Has talked about privacy at school.",
        "Headphones. We agree at the start who is in the room, and stop if somebody comes in.",
    ),
    (
        "Shy on camera. May leave rather than say that something is too much.",
        "Has a good friend in the same class, and a form tutor they trust.",
        "Camera may be off. We agree on a word for a break, and ask twice before we end.",
    ),
    (
        "Is on the phone late at night and is tired in the mornings.",
        "Wants to change this, and has said so.",
        "Sessions in the afternoon only. No messages after six.",
    ),
    (
        "Lives in two homes from week to week, so the address changes.",
        "Both homes are calm, and everybody knows about the sessions.",
        "Ask where they are at the start of every session and write it down, also when it is the same.",
    ),
    (
        "Signal at home is poor. The call has dropped before.",
        "Knows that we ring back, and on which number.",
        "Ring back within five minutes on the mobile, then on the landline.",
    ),
    (
        "Plays online with people they have never met.",
        "Plays in the living room, and shows a parent who writes to them.",
        "Talk about it once a month, as part of the session and not as a check.",
    ),
    (
        "English is their second language; may say yes without having understood.",
        "Reads well, and asks when there is time.",
        "Short sentences. Ask them to say it in their own words. Important things in writing as well.",
    ),
)
MODERATE = (
    (
        "Has been bullied in a group chat at school this year. Some of them may try to find out when we meet.",
        "Has told a parent and the head of year. Has blocked three accounts.",
        "The link is sent ten minutes before and changes every time. Nobody else is let in from the waiting room.",
    ),
    (
        "Arguments between the parents. Sessions have been used to pass on messages.",
        "Talks openly about it. Has a place to go to when it gets loud.",
        "Sessions from school or from a relative’s home. We take no messages, and say so kindly each time.",
    ),
    (
        "Low mood since the spring. Has said that some days there is no point in getting up.",
        "Sees the GP. Has a plan for bad days on the fridge and uses it.",
        "Ask about mood at the start and at the end. The plan is to hand. A call the day after if it was hard.",
    ),
    (
        "Finds it hard to say no to people who are kind online. Has sent money to somebody they had never met.",
        "Now shows new contacts to a support worker first.",
        "Go through new contacts together. Raise a concern straight away if somebody asks for money or pictures.",
    ),
)
HIGH = {
    "rowan": (
        "Father does not know where Rowan and the mother live now, and has tried to find out through Rowan’s phone and "
        "through us. Any message or call at the wrong moment can put both of them in danger.",
        "Rowan thinks ahead, and tells us at once when something is different. The mother and a domestic abuse worker "
        "are in touch every week.",
        "Only the number and the times that we agreed. Never leave a message. Never name the place. Background hidden. "
        "Safe word at every session. If the connection is lost: the agreed way, and not a call at once.",
    ),
    "nathan": (
        "Has hurt himself twice this year. Worse after arguments at school. Pictures about it come up in his feeds.",
        "Tells his mother when it is bad. Wants to be well for the football season.",
        "His safety plan is open during every session. Somebody is at home. A call the same evening if he was low. "
        "Counsellor, school nurse and GP know of each other.",
    ),
    "corey": (
        "Has a learning disability. Two people he met online have asked for money, and for a picture of his bank card.",
        "His sister helps him with his phone on Sundays. Likes it when things are written down.",
        "Easy-read plan for each session. With his agreement his sister joins the first ten minutes. New contacts are "
        "looked at together. Adult social care knows.",
    ),
}
REVIEWED = (
    "Looked at again together. Much as before. ",
    "Looked at again together. Calmer than half a year ago, but not gone. ",
    "Looked at again together. Nothing new. ",
)
AGREED = (
    "Ring the school’s pastoral lead and tell them when our sessions are.",
    "Send the easy-read sheet about privacy settings.",
    "Ask the family whether the sessions can be in the kitchen instead of the bedroom.",
    "Find out whether the library has a quiet room on Wednesdays.",
)
