"""The designated officer (LADO) is told within one working day of what may be an allegation (practice C30)."""

from datetime import datetime

from django.db import transaction

from incidents import rules, selectors
from incidents.enums import Level
from incidents.models import Incident
from incidents.rules import STEPS
from safeguard.duties.actions import finish_duties, open_duty
from safeguard.duties.enums import DutyKind
from safeguard.escalation.enums import RouteKind
from safeguard.lib.worktime import add_working_time
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import User


@transaction.atomic
def keep_lado_duty(*, by: User, now: datetime, incident: Incident) -> None:
    """Telling the designated officer is somebody's duty from when somebody deals with a case about staff, until the
    officer was told, or somebody says why not, or that it does not meet the threshold.

    Call it after whatever may change that. Nothing is asked of the database for other cases.
    """
    if not incident.is_about_staff and incident.route not in (RouteKind.ABOUT_STAFF, RouteKind.ABOUT_LEAD):
        return
    facts = selectors.facts_of(incident, now).case
    assert facts is not None
    judged = rules.judge(STEPS["lado"], facts)
    is_undecided = judged.level == Level.OFFERED and not judged.is_settled and not facts.answer("threshold")
    if not judged.keeps_open and not is_undecided:
        kinds = [DutyKind.TELL_LADO]
        finish_duties(by=by, now=now, kinds=kinds, subject_type=Incident.SUBJECT, subject_ref=incident.ref)
    elif incident.acknowledged_at is not None:
        limits = thresholds_in_force(now)
        within = add_working_time(now, limits.working_hours_long("tell_lado"), limits.hours)
        due_at = min(rules.working_days_on(now, 1, limits), within)  # a shorter day than that ends it sooner
        about = selectors.matter_of(incident, now, Incident.SUBJECT, incident.ref, incident.get_absolute_url())
        owner = incident.handed_to or incident.acknowledged_by or by
        open_duty(by=by, now=now, kind=DutyKind.TELL_LADO, owner=owner, due_at=due_at, about=about)
