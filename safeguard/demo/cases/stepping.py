"""What was said of the steps of the demonstration's cases before they were closed, and by the second person after."""

from datetime import datetime, timedelta
from uuid import uuid5

from incidents import rules, selectors
from incidents.actions import look_a_second_time, record_step
from incidents.enums import StepOutcome
from incidents.models import Incident
from incidents.rules import STEP, STEPS, StepSaid
from safeguard.demo.timeline import Story
from safeguard.demo.world import World
from safeguard.duties.enums import DutyKind, DutyState
from safeguard.duties.models import Duty
from safeguard.practitioners.models import User

DONE, NOT_NEEDED = StepOutcome.DONE, StepOutcome.NOT_NEEDED
LOOKED_AFTER = timedelta(days=1)
ROUNDS = 4  # an answer may ask for further steps

# For each step how it stood, and the words. A question: its answer.
SAID: dict[str, tuple[str, str]] = {
    "review_meeting": (DONE, "By phone: what we know, who does what, when we speak again."),
    "conversation": (NOT_NEEDED, "They have told their worker all they want to say. Nobody asks them again."),
    "parents": ("told", "On the phone, with the young person’s agreement."),
    "told_dealt": (DONE, "Told by their worker, in the next session."),
    "feedback": (DONE, "Rang, thanked, said that it was acted on."),
    "talk_first": (DONE, "They knew before we rang: what is said, to whom, and why."),
    "plan": ("followed", ""),
    "tell_ops": (DONE, "Rang: that there is something serious, no names."),
    "tell_cio": (NOT_NEEDED, "None of our devices, networks or accounts is part of it."),
    "tell_comms": (NOT_NEEDED, "Nobody outside knows, and nobody has asked."),
    "block_sites": (NOT_NEEDED, "It was on their own phone: there is nothing of ours to block."),
    "remove_content": (NOT_NEEDED, "None of it is on anything of ours."),
    "agreement_route": (DONE, "Talked over with them: what is fine to send and what is not."),
    "sanction": (NOT_NEEDED, "They were hurt by it, or have put it right themselves."),
    "learning": (DONE, "Talked over in the team. No policy had to change."),
    "changes": (DONE, "What we do otherwise from now on stands in the closing."),
    "training": (NOT_NEEDED, "Those involved had the training this year."),
    "evidence": (NOT_NEEDED, "They have asked for nothing more than what was said on the phone."),
    "support_reporter": (DONE, "Talked with their manager the next day."),
    "support_handler": (DONE, "Taken to supervision."),
    "support_viewers": (DONE, "Talked with their manager the same evening."),
    "adult_wishes": (DONE, "To stay at home, and to be asked before anybody is rung."),
    "adult_capacity": ("has", "They understood what a referral is, weighed it and told us their answer."),
    "adult_agreement": ("agrees", ""),
    "adult_care": (NOT_NEEDED, "Talked over with them: their own support worker takes it on."),
    "adult_family": ("not_told", ""),
    "custody": (DONE, "Nothing of ours is part of it. The family has put the phone away as it is."),
    "to_police": (NOT_NEEDED, "Talked over with social care: no police at this stage."),
    "to_ceop": (NOT_NEEDED, "Nothing sexual in it."),
    "to_iwf": (NOT_NEEDED, "No images of children are part of it."),
    "to_social_care": (NOT_NEEDED, "The family has the help it needs."),
    "threshold": ("low_level", "A breach of our rules on contact. Nobody was harmed, and nobody was to be."),
    "image_age": ("yes", "From what was said: both are in the same year."),
    "image_maker": ("no", ""),
    "image_other": ("no", ""),
    "image_consent": ("no", ""),
    "image_class": ("experimental", "Two 14-year-olds. No pressure, no adult, taken back the same day."),
    "image_why": (DONE, "Settled between both families and the school. Police would add harm, and protect nobody."),
    "image_risk": (DONE, "The school nurse and both families, the same day."),
    "image_support": (DONE, "Both have somebody to talk to at school."),
    "image_devices": (DONE, "Nobody looked. Report Remove was explained to them."),
    "image_record": (DONE, "School and GP know; what they do stands in the chronology."),
}


def settle(world: World, incident: Incident, by: User, at: datetime) -> None:
    """Say of every step that would keep a case open how it stands."""
    for _round in range(ROUNDS):
        facts = selectors.facts_of(incident, at).case
        assert facts is not None
        for missing in rules.what_steps_lack(facts):
            say(world, incident, by, at, missing.field.removeprefix(STEP))


def say(world: World, incident: Incident, by: User, at: datetime, code: str, *, outcome: str = "") -> None:
    """Record one step in the words of this page; ``outcome``: instead of the one it has here."""
    said, text = SAID.get(code, (NOT_NEEDED, "Talked over: it does not apply here."))
    is_question = STEPS[code].answers is not None
    record_step(
        by=by,
        now=at,
        incident=incident,
        client_token=uuid5(incident.client_token, f"step {code}"),
        code=code,
        said=StepSaid(outcome=DONE if is_question else outcome or said, answer=said if is_question else "", text=text),
    )


def second_look(incident: Incident, closed_at: datetime) -> Story:
    """The day after, whoever was asked looks at how it was closed."""
    asked = Duty.objects.filter(kind=DutyKind.SECOND_LOOK, subject_ref=incident.ref, state=DutyState.OPEN)
    duty = asked.select_related("owner").first()
    if duty is None:
        return
    at = closed_at + LOOKED_AFTER
    yield at
    token = uuid5(incident.client_token, "second")
    look_a_second_time(by=duty.owner, now=at, incident=incident, client_token=token, agrees=True, text="I agree.")
