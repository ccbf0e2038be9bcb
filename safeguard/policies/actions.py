"""Changing thresholds; issuing and signing policies."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib import context
from safeguard.lib.errors import Refused
from safeguard.lib.permissions import Permission
from safeguard.lib.refs import new_ref
from safeguard.policies import rules
from safeguard.policies.enums import PolicyKind, Verb
from safeguard.policies.exceptions import NewerVersion
from safeguard.policies.models import Policy, PolicyVersion, Signature, Threshold
from safeguard.practitioners.models import User
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm


@transaction.atomic
def set_threshold(
    *,
    by: User | None,
    now: datetime,
    code: str,
    value: Any,
    from_at: datetime | None = None,
    reason: str = "",
) -> Threshold:
    """Set a threshold from a moment on (default: from now); never in the past, which keeps what it had.

    ``value`` is in the threshold's own unit (``rules.DEFAULTS``); ``by`` None: the installation. An administrator may
    set the nation, which is a fact of the installation (practice F48). Raises Refused for anybody else but the lead,
    outside the bounds, and in the past.
    """
    if by is not None and not _may_set(by, code):
        raise Refused("Only the safeguarding lead may change thresholds.")
    from_at = from_at or now
    problem = rules.why_not(code, value)
    if problem or from_at < now:
        raise Refused(problem or "A threshold cannot be changed in the past.")
    row = Threshold.objects.create(code=code, value=value, from_at=from_at, set_by=by, reason=reason)
    context.forget(("thresholds", now))
    record(Verb.THRESHOLD_SET, by=by, now=now, subject=row, fields=["value"])
    return row


def _may_set(by: User, code: str) -> bool:
    return by.may(Permission.MANAGE_THRESHOLDS) or (code == "nation" and by.may(Permission.MANAGE_PEOPLE))


@transaction.atomic
def issue_policy(
    *,
    by: User,
    now: datetime,
    code: str,
    title: str,
    text: str,
    kind: PolicyKind,
    must_sign: bool | None = None,
    written_on: int | None = None,
    client_token: UUID | None = None,
) -> PolicyVersion:
    """Issue a policy, or the next version of the one with this code, to be read and signed from ``now`` on (ORG-03).

    ``title`` and ``kind`` are those of a new policy; one that is there keeps its own.
    ``written_on`` is the number of the version in force when its author began (None: not asked). Raises NewerVersion
    if somebody has issued another since, and Refused for the rest. The same client token lands once.
    """
    if not by.may(Permission.MANAGE_POLICIES):
        raise Refused(_("Only the safeguarding lead or an administrator may issue a policy."))
    if not code or not title.strip() or not text.strip():
        raise Refused(_("A policy needs a title and its words."))
    token = client_token or uuid4()
    policy = _policy_locked(code, title, kind)
    landed = policy.versions.filter(client_token=token).first()
    if landed is not None:
        return landed
    latest = policy.versions.order_by("-number").first()
    number = latest.number if latest else 0
    if written_on is not None and written_on != number:
        raise NewerVersion(_("Somebody has issued version %(number)s while you were writing.") % {"number": number})
    version = PolicyVersion.objects.create(
        policy=policy,
        client_token=token,
        number=number + 1,
        text=text,
        issued_at=now,
        issued_by=by,
        must_sign=rules.needs_signing(policy.kind, number + 1, must_sign=must_sign),
    )
    record(Verb.POLICY_ISSUED, by=by, now=now, subject=version, fields=["number", "text", "must_sign"])
    close_drafts(by=by, now=now, form=DraftForm.POLICY, client_token=token)
    return version


def _policy_locked(code: str, title: str, kind: PolicyKind) -> Policy:
    """The policy with this code, locked; made if there is none."""
    begun = {"title": title, "kind": kind, "ref": new_ref("PO")}
    try:
        policy, _is_new = Policy.objects.select_for_update().get_or_create(code=code, defaults=begun)
    except IntegrityError as error:  # there is another one on acceptable use
        raise Refused(_("There is a policy on acceptable use already. Issue its next version.")) from error
    return policy


@transaction.atomic
def sign_policy(*, by: User, now: datetime, version: PolicyVersion) -> Signature:
    """Say that one has read a version of a policy and will keep to it (ORG-06). Signing again changes nothing.

    Raises NewerVersion if another version has been issued since it was read, Refused if nobody has to sign it.
    """
    policy = Policy.objects.select_for_update().get(pk=version.policy_id)
    if policy.versions.filter(number__gt=version.number).exists():
        raise NewerVersion(_("A newer version was issued while you were reading. Read it before you sign."))
    if not policy.versions.filter(must_sign=True).exists():
        raise Refused(_("This policy is only to be read. Nobody signs it."))
    signature, is_new = Signature.objects.get_or_create(version=version, person=by, defaults={"signed_at": now})
    if is_new:
        record(Verb.POLICY_SIGNED, by=by, now=now, subject=signature, fields=["version", "person"])
    return signature
