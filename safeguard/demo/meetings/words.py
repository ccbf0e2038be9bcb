"""What sessions at Harbour Youth are for, what happened in them, and what was agreed. ``{name}``: whom it was "
"with."""

from collections.abc import Mapping
from dataclasses import dataclass

from safeguard.demo.people import CAREERS, COUNSELLING, MENTORING


@dataclass(frozen=True)
class Words:
    """One session. ``agreed`` empty: nothing was."""

    purpose: str
    content: str
    summary: str
    agreed: str = ""


FIRST: Mapping[str, Words] = {
    CAREERS: Words(
        "Get to know each other, and what {name} would like to come out of it",
        "Who we are, how sessions go, what is written down. A first list of what {name} likes doing.",
        "Went through how sessions work and what happens if the connection is lost. {name} likes being outside and "
        "does not want to sit at a desk. A bit shy at first, then funny.",
        "{name} writes down three jobs that look interesting, and three that do not.",
    ),
    MENTORING: Words(
        "Get to know each other",
        "Who we are, how sessions go. A game with pictures.",
        "We chose pictures for a good week and a bad week. {name} talked about a cousin and a dog. Understood "
        "when I would "
        "have to tell somebody else, and said it back to me in their own words.",
        "{name} thinks about what we could do together in the next three months.",
    ),
    COUNSELLING: Words(
        "First meeting: what brings {name} here, and how we work",
        "How counselling works, what stays between us and what cannot. What would be different if it went well.",
        "{name} spoke about sleep and about feeling flat. No thoughts of harm, asked directly. Knows whom to "
        "ring at night.",
        "{name} notices one thing a day that was a little better.",
    ),
}
NEXT: Mapping[str, tuple[Words, ...]] = {
    CAREERS: (
        Words(
            "Look at the three jobs together",
            "What a day in each of them is like. Which school subjects it needs.",
            "Read two adverts slowly. {name} was surprised that the college takes people in January as well.",
            "I ring the college about the open day. {name} asks an uncle about his first job.",
        ),
        Words(
            "Write a first letter",
            "One page, three paragraphs. Read it out loud.",
            "{name} wrote most of it and laughed about the word “passionate”. It is good and sounds like them.",
            "{name} sends it to me by Friday. I look at spelling only.",
        ),
        Words(
            "Practise an interview",
            "Ten questions. Swap roles half way.",
            "Very quiet in the first half. Better when I was the one who was asked. Breathing before the answer helps.",
            "{name} practises two questions with a friend.",
        ),
        Words(
            "How did the open day go",
            "What they liked, what they did not. What is next.",
            "{name} liked the workshop and not the canteen. Travel takes an hour, and we looked at the bus times.",
            "{name} applies before the end of the month.",
        ),
        Words(
            "Money: what a wage slip says",
            "A real one with the name taken out. What is taken off, and why.",
            "{name} worked out the hours and found the mistake I had put in.",
        ),
        Words(
            "Plan for the holidays",
            "Two weeks of work at the garden centre, or the course.",
            "{name} has decided for the course and told the family. Proud of it.",
            "I write a short reference.",
        ),
    ),
    MENTORING: (
        Words(
            "Talk about the start at the new school",
            "Who sits where, whom they have lunch with, one thing that is hard.",
            "{name} has two people to have lunch with. Maths is loud. We thought of three things to say to the "
            "teacher.",
            "{name} tries one of the three.",
        ),
        Words(
            "Draw the week",
            "Colours for each day. Where it is easy, where it is not.",
            "Wednesday is dark because of swimming. It is the changing room, not the water. Told me who helps.",
            "With {name}’s agreement I write to the form tutor about Wednesdays.",
        ),
        Words(
            "Friends: what to do after a quarrel",
            "Two true stories without names. What could come next.",
            "{name} thinks the other one should start and then said “but I could send the picture of the cat”.",
            "{name} sends the picture of the cat, or does not.",
        ),
        Words(
            "Play the word game, and talk",
            "Half an hour of the game, half an hour of whatever comes up.",
            "A good day. {name} was made goalkeeper. Talked about a grandmother who is in hospital.",
        ),
        Words(
            "Sleep and the phone",
            "When it goes off, where it lies at night.",
            "{name} puts it in a shoe box now. It was their own idea, and the shoe box has a name.",
            "We look at it again in two weeks.",
        ),
        Words(
            "Look back on three months",
            "What was planned at the start, and what came of it.",
            "{name} read the list and ticked four of five. The fifth was the dentist.",
            "We go on until the summer. {name} would like to do more drawing.",
        ),
    ),
    COUNSELLING: (
        Words(
            "Carry on from last time",
            "The week, sleep, what helped.",
            "{name} slept better on four nights. Argument on Sunday, and went for a walk instead of slamming the door.",
            "The same again: a walk before an answer.",
        ),
        Words(
            "What to do when it gets loud",
            "Five things in the room. Slow breathing. Whom to ring.",
            "We did it together twice. {name} said that counting the plants works best.",
            "{name} does it once a day, also on good days.",
        ),
        Words(
            "Talk about the move",
            "Who stays near, who does not. What comes along.",
            "Sad, and said so. {name} has made a list of what goes into the first box. No harm, no thoughts of "
            "it; asked.",
            "{name} shows the list to one friend.",
        ),
        Words(
            "Letters that are not sent",
            "Write for ten minutes, then decide what happens with it.",
            "{name} wrote a page and tore it up, and looked lighter. Did not want to say to whom, and did not have to.",
        ),
        Words(
            "Halfway: is this helping?",
            "The scale from the first session. What should be different.",
            "From three to six. {name} would like to meet every two weeks now. Talked about what a bad day "
            "would look like.",
            "Every two weeks until the spring. The plan for bad days is on the fridge.",
        ),
        Words(
            "School after the break",
            "First day, lunch, the teacher who shouts.",
            "{name} has agreed with the school that they may leave the room for five minutes without asking.",
            "We see in two weeks how often it was needed.",
        ),
    ),
}
GROUPS: Mapping[str, tuple[Words, ...]] = {
    "cv": (
        Words(
            "Good first lines",
            "Everybody reads one out. The others say what they remember.",
            "Four first lines, all different. Much laughter about hobbies. Nobody was left out.",
            "Everybody brings an advert they like.",
        ),
        Words(
            "Questions in interviews that are not allowed",
            "What they may ask, what they may not, and what to say then.",
            "Lively. Two of them had been asked such a question in a shop. They wrote a good answer together.",
        ),
        Words(
            "The telephone call before the interview",
            "In pairs, in two rooms, one worker in each.",
            "All of them did it twice, and were kind to each other about it.",
            "Each makes one real call before next time.",
        ),
    ),
    "thursday": (
        Words(
            "Drawing game",
            "One draws, the others guess. Then a round: one good thing of the week.",
            "Four came. Good things of the week: pizza, a goal, a tooth, nothing but that is fine too.",
        ),
        Words(
            "A story with a sentence each",
            "Goes round until it ends. Then a round.",
            "The story had a whale and a bus driver in it. One was quiet; I asked afterwards, and it was a sore "
            "throat.",
        ),
        Words(
            "What makes a good rule?",
            "The group writes its own rules for the screen.",
            "Five rules, the best: “do not be clever about somebody’s room”.",
            "The rules are read out at the start from now on.",
        ),
        Words(
            "Quiz about the sea",
            "Two teams. Then a round.",
            "Close. They would like to do the next quiz themselves.",
            "Two of them write ten questions.",
        ),
    ),
}
UNPLANNED = Words(
    "Rang the work phone",
    "",
    "{name} rang because the day had gone badly. Talked for a quarter of an hour until it was easier. Safe at "
    "home, with "
    "somebody there.",
    "We meet at the usual time this week.",
)
# (risks, measures, what is done if a concern arises)
ASSESSED = (
    (
        "At home, with others in the house. May be overheard.",
        "Headphones. Ask who is there at the start. Questions that can be answered with yes or no.",
        "I stop and ask whether it is safe to talk. If it is not, we end, and I ring the other number after ten "
        "minutes. "
        "Danger: 999 with the address of today, and then the safeguarding officer.",
    ),
    (
        "The connection may be lost in the middle of something that matters.",
        "We agree at the start that I ring within five minutes, and on which number.",
        "I ring twice, then the parent or carer. If nobody answers and I am worried: the safeguarding officer, "
        "and 999 if "
        "somebody may be in danger.",
    ),
    (
        "Might say something that worries me about home or school.",
        "Enough time at the end. I say early on what I cannot keep to myself.",
        "I listen, write down the exact words, and raise a concern before I leave my desk. The safeguarding "
        "officer decides "
        "with me what {name} is told today.",
    ),
    (
        "Somebody else may join or listen in.",
        "Waiting room on, link sent ten minutes before. I know the voices in the house by now.",
        "I remove whoever is not invited, say so, and end if it happens again. I write it down and tell my "
        "manager the same "
        "day. Danger: 999 first.",
    ),
)
WHY_ALONE = (
    ("private", "What we talk about is private, and the group would know the people in it."),
    ("need", "Needs more time for an answer than a group gives."),
    ("choice", "Has asked to talk with one person only."),
)
# Why a session may go on, by the code of the rule that asked.
REASONS: Mapping[str, str] = {
    "PLN-03": "An hour, because the first half is often needed to arrive. Agreed with the family.",
    "PLN-04": "The only time at which nobody else is at home and it is quiet.",
    "PLN-33": "Has said yes on the phone; the written answer follows.",
    "RA-05": "I have read the assessment. The measures fit, the worker knows them well, and I am on the phone "
    "during it.",
    "RA-24": "The review is booked for this week. Nothing has changed in the meantime, we asked.",
    "RA-06": "Assessed together on the phone, and written down afterwards.",
    "ORG-07": "Reads and signs the new version today, before the session.",
    "ORG-26": "Booked on the next course. Never alone with a young person until then.",
    "CON-06": "The young person has agreed. The mother has said yes on the phone and signs on Friday.",
    "PLT-01": "ICT looks at it this week. Nothing has changed on it since the last time.",
    "PLT-07": "Used under our own account, without one of theirs.",
    "PER-15": "We ask the family today. Until then we would ring the authority of the school.",
    "PLN-19": "Told by the worker at the end of the last session. No messages, because of home.",
    "RUN-06": "It is agreed first thing, before anything else is said.",
    "ORG-25": "The deputy answers for this service, and is at work.",
}
ANY_REASON = "Talked through with the worker. It may go on."
