"""Recording a step of a case: always a new line, in every state of it (INC-51, practice A7)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from incidents import access, rules, selectors
from incidents.actions.officer import keep_lado_duty
from incidents.actions.supporting import ask_for_support
from incidents.actions.telling import tell_post, tell_reporter
from incidents.enums import StepOutcome, StepVerb
from incidents.models import CaseStep, Incident
from incidents.rules import STEPS, CaseFacts, Step, StepSaid
from safeguard.audit.actions import record
from safeguard.duties.actions import finish_duties, open_duty
from safeguard.duties.enums import DutyKind
from safeguard.lib.errors import Refused
from safeguard.lib.refs import new_ref
from safeguard.lib.worktime import london_day
from safeguard.policies.models import PolicyVersion
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import User
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm

SUPPORT = {"support_reporter", "support_handler", "support_viewers"}


@transaction.atomic
def record_step(
    *,
    by: User,
    now: datetime,
    incident: Incident,
    client_token: UUID,
    code: str,
    said: StepSaid,
    version: PolicyVersion | None = None,
) -> CaseStep:
    """Write down how a step stands, in a closed case too; what stood before stays beside it.

    A day becomes a duty, what is sent from here is sent, once. The same form again gives the first line back. Raises
    Refused for a reader who may not, for what the step lacks, and for an answer that others give.
    """
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    step = STEPS.get(code)
    if step is None:
        raise Refused(_("There is no such step."))
    if not access.may_handle(by, incident):
        raise Refused(_("You may read this case, but not work on it."))
    facts = _facts(incident, now)
    _check(by, incident, step, said, facts, now)
    values = {"incident": incident, "code": code, "version": version, **_kept(step, said, incident)}
    line, is_new = _write(by, now, client_token, values)
    if is_new:
        record(StepVerb.RECORDED, by=by, now=now, subject=line, fields=CaseStep.AUDIT_FIELDS)
        _send(by, now, incident, step, line, facts)
        _keep_duties(by, now, incident, line)
    close_drafts(by=by, now=now, form=DraftForm.CASE_STEP, client_token=client_token)
    return line


@transaction.atomic
def record_several(
    *, by: User, now: datetime, incident: Incident, client_token: UUID, codes: Sequence[str], outcome: str, text: str
) -> list[CaseStep]:
    """Say the same of several steps at once, each as a line of its own; all of them or none.

    Raises Refused as ``record_step`` does.
    """
    said = StepSaid(outcome=outcome, text=text)
    lines = [
        record_step(by=by, now=now, incident=incident, client_token=uuid5(client_token, code), code=code, said=said)
        for code in codes
    ]
    close_drafts(by=by, now=now, form=DraftForm.CASE_STEPS, client_token=client_token)
    return lines


def _facts(incident: Incident, now: datetime) -> CaseFacts:
    facts = selectors.facts_of(incident, now).case
    assert facts is not None
    return facts


def _check(by: User, incident: Incident, step: Step, said: StepSaid, facts: CaseFacts, now: datetime) -> None:
    lacking = rules.what_step_lacks(step, said, facts, today=london_day(now))
    if lacking:
        raise Refused(lacking[0].text)
    if said.answer in step.of_leads and not access.judges_staff(by):
        raise Refused(_("The safeguarding lead, the deputy or the officer for staff matters decides this."))
    strange = set(said.factors) - set(selectors.image_factors(incident))
    if strange:
        raise Refused(_("The list of factors has changed. Look at it again."))


def _kept(step: Step, said: StepSaid, incident: Incident) -> dict[str, Any]:
    values = {**asdict(said), "factors": list(said.factors)}
    if step.answers is not None:
        values["outcome"] = StepOutcome.DONE
    return values


def _write(by: User, now: datetime, client_token: UUID, values: Mapping[str, Any]) -> tuple[CaseStep, bool]:
    """One line; changed and sent again, the form is another line."""
    made = {"ref": new_ref("ST"), "by": by, "recorded_at": now, **values}
    line, is_new = CaseStep.objects.get_or_create(client_token=client_token, defaults=made)
    if not is_new and (line.by_id, line.incident_id, line.code) != (by.pk, values["incident"].pk, values["code"]):
        raise Refused(_("This form was used for something else. Open a new one."))
    if not is_new and any(getattr(line, name) != value for name, value in values.items()):
        return _write(by, now, uuid5(client_token, repr(sorted((k, str(v)) for k, v in values.items()))), values)
    return line, is_new


def _send(by: User, now: datetime, incident: Incident, step: Step, line: CaseStep, facts: CaseFacts) -> None:
    """What can be sent from here: a neutral message to a post, word to whoever raised it, a request for support."""
    if line.outcome != StepOutcome.SENT:
        return
    if step.code in rules.TOLD:
        tell_post(by=by, now=now, line=line, kind=rules.TOLD[step.code], is_welfare=facts.is_welfare)
    elif step.code in SUPPORT:
        ask_for_support(by=by, now=now, line=line)
    else:
        tell_reporter(by=by, now=now, incident=incident)


def _keep_duties(by: User, now: datetime, incident: Incident, line: CaseStep) -> None:
    """A step with a day is somebody's duty; said anew, the earlier one is done."""
    before = incident.steps.filter(code=line.code, due_on__isnull=False).exclude(pk=line.pk)
    for ref in before.values_list("ref", flat=True):
        finish_duties(by=by, now=now, kinds=[DutyKind.CASE_STEP], subject_type=CaseStep.SUBJECT, subject_ref=ref)
    if line.due_on is not None:
        about = selectors.matter_of(incident, now, CaseStep.SUBJECT, line.ref, line.get_absolute_url())
        due_at = rules.due_on(line.due_on, now, thresholds_in_force(now))
        open_duty(by=by, now=now, kind=DutyKind.CASE_STEP, owner=by, due_at=due_at, about=about)
    keep_lado_duty(by=by, now=now, incident=incident)
