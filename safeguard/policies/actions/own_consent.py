"""Saying from which age a service takes a young person's own consent."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.policies import access, rules
from safeguard.policies.enums import Verb
from safeguard.policies.models import OwnConsent
from safeguard.practitioners.models import Service, User


@transaction.atomic
def set_own_consent(
    *, by: User, now: datetime, service: Service, from_age: int | None, policy: str, client_token: UUID
) -> OwnConsent:
    """Say from which age a service takes a young person's own consent, and by which policy (practice E45). ``from_age``
    in years; None: it does not. The same client token lands once.

    Raises Refused for whoever may not, an age that cannot be, and without the policy.
    """
    if not access.may_issue(by):
        raise Refused(_("Only whoever issues policies may say this."))
    problem = rules.why_not_own_consent(from_age, policy)
    if problem:
        raise Refused(problem)
    made = {"service": service, "from_age": from_age, "policy": policy.strip(), "set_at": now, "set_by": by}
    row, is_new = OwnConsent.objects.get_or_create(client_token=client_token, defaults=made)
    if is_new:
        record(Verb.OWN_CONSENT_SET, by=by, now=now, subject=row, fields=row.AUDIT_FIELDS)
    return row
