"""Who else has a part in an open concern: a named reader, and a colleague who is asked without seeing it."""

from datetime import timedelta

from incidents.actions import contribute_to_case, invite_colleague, name_reader
from incidents.models import Incident
from safeguard.demo.cases import in_hand
from safeguard.demo.timeline import Story
from safeguard.demo.world import World

CASE = "gracie-game"  # handled by the officer of Mentoring
AFTER = timedelta(days=2)
QUESTION = (
    "In your group on Tuesdays, has anybody talked of a game with a dog, or of somebody they met in it? "
    "Please do not ask them about it."
)
KNOWN = "Two of them play it. One said in October that a boy there gives coins away. I thought nothing of it then."


def reading_story(world: World) -> Story:
    """Asked on one day, answered on the next; the manager reads it until the officer of CEOP has been named."""
    case = next(case for case in in_hand.CASES if case.key == CASE)
    lead, asked = world.staff["dsl"], world.staff["practitioner"]
    at = case.raised_at(world.days) + AFTER
    yield at
    incident = Incident.objects.get(client_token=world.token("concern", CASE))
    token = world.token("invitation", CASE)
    question = invite_colleague(by=lead, now=at, incident=incident, client_token=token, person=asked, question=QUESTION)
    name_reader(
        by=lead,
        now=at,
        incident=incident,
        client_token=world.token("reader", CASE),
        person=world.staff["manager"],
        reason="Plans the week in Mentoring around it, until an officer is named.",
        until=world.days.now + timedelta(days=30),
    )
    at += timedelta(hours=20)
    yield at
    contribute_to_case(by=asked, now=at, invitation=question, client_token=world.token("known", CASE), text=KNOWN)
