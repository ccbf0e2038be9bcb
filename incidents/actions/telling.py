"""Telling somebody inside that there is something for them: a reference and a link, and what they see after signing
in (INC-19, INC-20). Parents, carers and other staff are never told by the system."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from incidents import messages
from incidents.enums import NoticeKind, StepVerb
from incidents.models import CaseNotice, CaseStep, Incident
from safeguard.audit.actions import record
from safeguard.escalation.enums import StepKind
from safeguard.escalation.models import LadderStep
from safeguard.lib.errors import Refused
from safeguard.lib.refs import new_ref
from safeguard.notifications.actions import queue_messages
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.enums import PostCode, Role
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import who_answers

ROLES = {NoticeKind.OPS: Role.OPS, NoticeKind.CIO: Role.CIO, NoticeKind.COMMS: Role.COMMS}
LEADS = (PostCode.DSL, PostCode.DEPUTY_DSL)


@transaction.atomic
def tell_post(*, by: User, now: datetime, line: CaseStep, kind: str, is_welfare: bool) -> list[CaseNotice]:
    """Everybody who holds this office is told, and safeguarding beside them where welfare is a concern (INC-20).

    Never anybody who is left out of the case. The caller has checked that ``by`` may. Raises Refused where nobody is
    left to tell.
    """
    kept_out = set(line.incident.exclusions.values_list("person_id", flat=True))
    holders = User.objects.filter(role_grants__role=ROLES[NoticeKind(kind)], is_active=True).exclude(pk__in=kept_out)
    people = list(holders.order_by("full_name"))
    if not people:
        raise Refused(_("Nobody can be told from here: nobody has this office, or they are left out. Say why not."))
    told = _tell(by, now, line, kind, people)
    if is_welfare:
        told += _tell(by, now, line, NoticeKind.SAFEGUARDING, _safeguarding(line.incident, now, kept_out, by))
    return told


def _safeguarding(incident: Incident, now: datetime, kept_out: set[int], by: User) -> list[User]:
    """The lead, else the deputy, unless they deal with it or were told of it when it was raised."""
    found = who_answers(
        LEADS, service_id=incident.service_id, now=now, hours=thresholds_in_force(now).hours, excluded=kept_out
    )
    lead = next((one.person for one in (found[code] for code in LEADS) if one is not None), None)
    if lead is None or lead.pk in (by.pk, incident.acknowledged_by_id, incident.handed_to_id):
        return []
    told = LadderStep.objects.filter(ladder__about_ref=incident.ref, person=lead, kind=StepKind.TOLD)
    return [] if told.exists() else [lead]


def _tell(by: User, now: datetime, line: CaseStep, kind: str, people: Iterable[User]) -> list[CaseNotice]:
    told = []
    for person in people:
        notice = CaseNotice(
            ref=new_ref("NT"),
            client_token=uuid5(line.client_token, f"{kind}:{person.pk}"),
            incident=line.incident,
            person=person,
            kind=kind,
            text=line.text,
            by=by,
            told_at=now,
        )
        notice.save(force_insert=True)
        record(StepVerb.TOLD, by=by, now=now, subject=notice, fields=CaseNotice.AUDIT_FIELDS)
        told.append(notice)
    queue_messages([messages.noticed(notice) for notice in told], now=now)
    return told


@transaction.atomic
def read_notice(*, by: User, now: datetime, notice: CaseNotice) -> CaseNotice:
    """Somebody has read what they were told (INC-19); pressed again, the first time stands.

    Raises Refused for anybody else.
    """
    notice = CaseNotice.objects.select_for_update(of=("self",)).select_related("incident").get(pk=notice.pk)
    if notice.person_id != by.pk:
        raise Refused(_("This was for somebody else."))
    if notice.read_at is None:
        notice.read_at = now
        notice.save(update_fields=["read_at"])
        record(StepVerb.READ, by=by, now=now, subject=notice, fields=["read_at"])
    return notice


@transaction.atomic
def tell_reporter(*, by: User, now: datetime, incident: Incident) -> None:
    """Whoever raised it hears that it was acted on, and nothing else (practice C29). The caller records the step.

    Raises Refused where they cannot be told.
    """
    reporter = incident.raised_by
    if reporter is None or not reporter.is_active or incident.exclusions.filter(person=reporter).exists():
        raise Refused(_("They cannot be told from here. Write how they were told, or why not."))
    queue_messages([messages.acted_on(incident, reporter, now)], now=now)
