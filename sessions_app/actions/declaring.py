"""Keeping the versions of policies that a session was planned, changed and started under."""

from datetime import datetime

from safeguard.audit.actions import record
from safeguard.policies.enums import PolicyKind
from safeguard.policies.selectors import in_force_to_keep_to
from safeguard.practitioners.models import User
from sessions_app.enums import DeclaredAt, Verb
from sessions_app.models import Declaration, Session


def declare_fit(*, by: User, now: datetime, session: Session, moment: DeclaredAt, promotion: str = "") -> Declaration:
    """Keep the versions in force of acceptable use and safeguarding with a session (ORG-05), as part of its act."""
    in_force = in_force_to_keep_to(now)
    acceptable = [one for one in in_force if one.policy.kind == PolicyKind.AUP]
    safeguarding = [one for one in in_force if one.policy.kind != PolicyKind.AUP]
    declaration = Declaration.objects.create(
        session=session,
        version=session.version,
        moment=moment,
        acceptable_use=acceptable[0] if acceptable else None,
        safeguarding=safeguarding[0] if safeguarding else None,
        promotion=promotion,
        by=by,
        at=now,
    )
    record(Verb.DECLARED, by=by, now=now, subject=declaration, fields=declaration.AUDIT_FIELDS)
    return declaration
