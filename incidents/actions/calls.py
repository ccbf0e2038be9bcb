"""What every referral is made of, whoever rang: the line of the chronology, the referral beside it, and its clock."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from incidents import rules, selectors
from incidents.actions.writing import write_entry
from incidents.enums import Verb
from incidents.models import ChronologyEntry, Incident, Referral
from safeguard.audit.actions import record
from safeguard.duties.actions import open_duty, pass_duty_on
from safeguard.duties.enums import DutyKind
from safeguard.lib.refs import new_ref, token_for
from safeguard.people.models import Authority
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import User


@dataclass(frozen=True, kw_only=True)
class Call:
    """What is known of a referral besides the words of its line. All of it may be missing (practice A7)."""

    kind: str = ""
    authority: Authority | None = None
    rung_by: str = ""
    spoke_to: str = ""
    consent: str = ""
    consent_reason: str = ""
    talked_first: str = ""
    talked_first_reason: str = ""
    follows: Referral | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """The fields of the referral."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


@transaction.atomic
def write_referral(
    *, by: User, now: datetime, incident: Incident, client_token: UUID, values: Mapping[str, Any], call: Call
) -> tuple[ChronologyEntry, bool]:
    """The line and the referral, once; the same form with other facts is another line, so that nothing typed is lost.

    The answer is owed to whoever deals with the case, and to whoever rang while nobody does. The caller has checked
    who may.
    """
    first = Referral.objects.filter(entry__client_token=client_token, by=by, incident=incident).first()
    client_token = token_for(client_token, first, call.facts)
    entry, is_new = write_entry(by=by, now=now, incident=incident, client_token=client_token, values=values)
    if not is_new:
        return entry, False
    due = rules.answer_due_at(entry.body, call.kind, now, thresholds_in_force(now))
    referral = Referral(
        ref=new_ref("RF"),
        incident=incident,
        entry=entry,
        body=entry.body,
        by=by,
        made_at=now,
        answer_due_at=due,
        **call.facts,
    )
    referral.save(force_insert=True)
    record(Verb.REFERRED, by=by, now=now, subject=referral, fields=referral.AUDIT_FIELDS)
    if due is not None:
        about = selectors.matter_of(incident, now, Referral.SUBJECT, referral.ref, referral.get_absolute_url())
        owner = incident.handed_to or incident.acknowledged_by or by
        owner = owner if by.pk == incident.raised_by_id and owner.is_active else by
        open_duty(by=by, now=now, kind=DutyKind.AUTHORITY_ANSWER, owner=owner, due_at=due, about=about)
    return entry, True


def take_over_referrals(*, by: User, now: datetime, incident: Incident) -> None:
    """Whoever acknowledges a case sees to the answers that are owed to its reporter (ESC-08)."""
    waiting = incident.referrals.filter(answer_due_at__isnull=False, answered_at__isnull=True)
    for ref in waiting.filter(by=incident.raised_by_id).values_list("ref", flat=True):
        pass_duty_on(
            by=by,
            now=now,
            kind=DutyKind.AUTHORITY_ANSWER,
            subject_type=Referral.SUBJECT,
            subject_ref=ref,
            to=by,
        )
