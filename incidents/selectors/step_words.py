"""How what was said of a step reads: on its page, on the page of its case, and in the chronology."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from incidents.enums import StepOutcome
from incidents.models import CaseStep
from incidents.rules import STEPS


def said_words(line: CaseStep) -> str:
    """How a step stands, in a few words."""
    step = STEPS.get(line.code)
    if line.outcome == StepOutcome.PLANNED and line.due_on is not None:
        return _("By %(day)s") % {"day": date_format(line.due_on, "j F Y")}
    if step is not None and step.answers is not None and line.answer in step.answers.values:
        said = str(step.answers(line.answer).label)
    else:
        said = str(StepOutcome(line.outcome).label) if line.outcome != StepOutcome.SENT else _("Sent")
    return f"{said} ({date_format(line.due_on, 'j F Y')})" if line.due_on is not None else said  # weighed again


def step_words(line: CaseStep) -> str:
    """What the step is, as the table of steps says it now."""
    return str(STEPS[line.code].words) if line.code in STEPS else line.code


def step_facts(line: CaseStep, policy: str) -> str:
    """What was said of a step, a fact a line. ``policy``: the title of the policy that was changed, or empty."""
    facts = [
        "; ".join(line.factors),
        _("When: %(when)s") % {"when": line.when_happened} if line.when_happened else "",
        _("By or with: %(who)s") % {"who": line.who} if line.who else "",
        _("Reference: %(reference)s") % {"reference": line.their_reference} if line.their_reference else "",
        _("Agreed with: %(whom)s") % {"whom": line.agreed_with} if line.agreed_with else "",
        policy,
        line.text,
    ]
    return "\n".join(fact for fact in facts if fact)
