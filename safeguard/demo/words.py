"""The policies of Harbour Youth."""

AUP_TITLE = "Working online: what we agree to"
AUP_FIRST = """This is what everybody at Harbour Youth agrees to who works with young people online or by phone.

I use the work phone, the work laptop and the work accounts I was given, and nothing of my own.
I use only the platforms on our register, and only for what the register says.
I am somewhere quiet where nobody can overhear. My background shows nothing of my home.
I never record, take a screenshot or take a photo unless consent says so and my manager knows.
I keep to the times that were planned. I do not write to young people outside working hours.
I do not accept or send friend requests, follows or gifts.
If something worries me, I raise a concern the same day. I do not look into it by myself.
I write the record straight after the session, on our system and nowhere else.
"""
AUP_SECOND = (
    AUP_FIRST
    + """
New in this version:
I switch off assistants that listen or take notes by themselves before a session begins.
I do not put anything a young person has said or made into a tool that is not on our register.
If the connection is lost I call back within five minutes, in the way we agreed, and I write down what came of it.
"""
)

HOME_TITLE = "Working from home"
HOME_TEXT = """When you work from home, the same rules hold as in the office.

Somebody knows when you are with a young person online: your manager, or a colleague in the same hour.
Close the door. If that is not possible, do not hold the session.
Keep the screen where nobody else can read it, and lock it when you stand up.
Paper goes into the locked drawer, and comes back to the office to be shredded.
If you hear something that stays with you, ring your manager before you close the laptop. That is what we are here for.
"""
