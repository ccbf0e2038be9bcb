"""The one table of steps: what each track of the tree asks for, where it comes from, and when. Pure.

A step is *required* (done, or a reason why not, before the case is closed), *offered*, or *switched off* with the
reason. Whatever it is, it can be recorded in every state of a case: nothing here ever holds help up (practice A7).
Which of the posts is told at which severity is our own proposal.
"""

from collections.abc import Mapping

from incidents.rules.steps.images import NUDES
from incidents.rules.steps.inside import AUTHORITIES, RESPONSE, SUPPORT, TELL, TOLD
from incidents.rules.steps.people import ADULT, DANGER, DANGER_BODIES, SAFEGUARDING
from incidents.rules.steps.staff import STAFF
from incidents.rules.steps.step import TRACK_OPENS, Standing, Step, Words

STEPS: Mapping[str, Step] = {
    step.code: step
    for step in (*DANGER, *SAFEGUARDING, *ADULT, *NUDES, *STAFF, *AUTHORITIES, *TELL, *RESPONSE, *SUPPORT)
}

__all__ = ["DANGER_BODIES", "STEPS", "TOLD", "TRACK_OPENS", "Standing", "Step", "Words"]
