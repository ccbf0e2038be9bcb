"""Saying from which age a service takes a young person's own consent."""

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.notifications.actions import queue_messages
from safeguard.policies import access, messages, rules, selectors
from safeguard.policies.enums import Verb
from safeguard.policies.exceptions import NewerVersion
from safeguard.policies.models import OwnConsent
from safeguard.practitioners.models import Service, User


@transaction.atomic
def set_own_consent(
    *,
    by: User,
    now: datetime,
    service: Service,
    from_age: int | None,
    policy: str,
    seen: UUID | None,
    client_token: UUID,
) -> OwnConsent:
    """Say from which age a service takes a young person's own consent, and by which policy; None: it does not (practice
    E45). The lead is told. The same form again changes nothing; changed and sent again it is another change.

    ``from_age``: in years. ``seen``: what held for the service on the page, None for nothing. Raises Refused for
    whoever may not, an age that cannot be, without the policy, and for a token that was used for something else;
    NewerVersion if somebody has said something else meanwhile.
    """
    if not access.may_issue(by):
        raise Refused(_("Only whoever issues policies may say this."))
    policy = policy.strip()
    problem = rules.why_not_own_consent(from_age, policy)
    if problem:
        raise Refused(problem)
    Service.objects.select_for_update().get(pk=service.pk)  # of two who say something at once, one is last
    landed = _landed(by, service, client_token)
    if landed is not None and (landed.from_age, landed.policy) != (from_age, policy):
        client_token, seen = uuid5(client_token, repr((from_age, policy))), landed.ref
        landed = _landed(by, service, client_token)
    if landed is not None:
        return landed
    holds = selectors.own_consent_of(service.pk)
    if (holds.ref if holds else None) != seen:
        raise NewerVersion(
            _("Somebody has changed this meanwhile: it stands below. Look at it, then keep yours or not.")
        )
    row = OwnConsent.objects.create(
        service=service, from_age=from_age, policy=policy, set_at=now, set_by=by, client_token=client_token
    )
    record(Verb.OWN_CONSENT_SET, by=by, now=now, subject=row, fields=row.AUDIT_FIELDS)
    queue_messages([messages.own_consent_changed(row, lead) for lead in selectors.leads_but(by, now)], now=now)
    return row


def _landed(by: User, service: Service, token: UUID) -> OwnConsent | None:
    """What a form with this token has written already. Raises Refused if it was another's, or of another service."""
    row = OwnConsent.objects.filter(client_token=token).first()
    if row is not None and (row.set_by_id, row.service_id) != (by.pk, service.pk):
        raise Refused(_("This form was used for something else. Open a new one."))
    return row
