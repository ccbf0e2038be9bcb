"""Issuing policies, naming who answers for one, and adding to the list of types."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.lib.refs import new_ref
from safeguard.policies import access, rules
from safeguard.policies.enums import Marking, PolicyKind, Readers, Verb
from safeguard.policies.exceptions import NewerVersion
from safeguard.policies.models import Policy, PolicyType, PolicyVersion
from safeguard.policies.rules import Audience
from safeguard.practitioners.models import User
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm


@dataclass(frozen=True, kw_only=True)
class PolicyFacts:
    """What a new policy is about, for whom, and who answers for it (ORG-03)."""

    type: PolicyType | None = None
    readers: str = Readers.STAFF
    owner: User | None = None


@dataclass(frozen=True, kw_only=True)
class VersionFacts:
    """What stands around the words of a version. ``effective_at`` None: it holds from its issue on."""

    effective_at: datetime | None = None
    marking: str = Marking.INTERNAL
    held_at: str = ""
    supersedes: str = ""
    quotes: str = ""
    audience: Audience = field(default_factory=Audience)

    def values(self) -> dict[str, Any]:
        """The version's own fields, as they are stored."""
        return {
            "effective_at": self.effective_at,
            "marking": self.marking,
            "held_at": self.held_at.strip(),
            "supersedes": self.supersedes.strip(),
            "quotes": self.quotes.strip(),
            "for_kinds": list(self.audience.kinds),
            "for_roles": list(self.audience.roles),
            "for_services": list(self.audience.services),
            "for_brands": list(self.audience.brands),
            "for_regions": list(self.audience.regions),
            "for_contracts": list(self.audience.contracts),
        }


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
    policy_facts: PolicyFacts | None = None,
    facts: VersionFacts | None = None,
) -> PolicyVersion:
    """Issue a policy, or the next version of the one with this code, to be read and signed from ``now`` on, or from
    the later moment that ``facts`` names (ORG-03).

    ``title``, ``kind`` and ``policy_facts`` are those of a new policy; one that is there keeps its own.
    ``written_on`` is the number of the latest version when its author began (None: not asked). Raises NewerVersion
    if somebody has issued another since, and Refused for the rest. The same client token lands once.
    """
    if not access.may_issue(by):
        raise Refused(_("Only the safeguarding lead or an administrator may issue a policy."))
    facts = facts or VersionFacts()
    if not code or not title.strip() or not (text.strip() or facts.held_at.strip()):
        raise Refused(_("A policy needs a title and its words, or where they are held."))
    problem = rules.why_not_from(facts.effective_at, now)
    if problem:
        raise Refused(problem)
    token = client_token or uuid4()
    policy = _policy_locked(code, title, kind, policy_facts or PolicyFacts())
    landed = policy.versions.filter(client_token=token).first()
    if landed is not None:
        return landed
    number = policy.versions.aggregate(latest=Max("number"))["latest"] or 0
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
        **facts.values(),
    )
    record(Verb.POLICY_ISSUED, by=by, now=now, subject=version, fields=version.AUDIT_FIELDS)
    close_drafts(by=by, now=now, form=DraftForm.POLICY, client_token=token)
    return version


def _policy_locked(code: str, title: str, kind: PolicyKind, facts: PolicyFacts) -> Policy:
    """The policy with this code, locked; made if there is none."""
    begun = {
        "title": title,
        "kind": kind,
        "ref": new_ref("PO"),
        "type": facts.type,
        "readers": facts.readers,
        "owner": facts.owner,
    }
    try:
        with transaction.atomic():
            policy, _is_new = Policy.objects.select_for_update().get_or_create(code=code, defaults=begun)
    except IntegrityError as error:  # there is another one on acceptable use
        raise Refused(_("There is a policy on acceptable use already. Issue its next version.")) from error
    return policy


@transaction.atomic
def name_owner(*, by: User, now: datetime, policy: Policy, owner: User | None) -> Policy:
    """Name the officer who answers for a policy: who tells its audience, and sees who has signed (ORG-36).

    The same again changes nothing. Raises Refused for anybody but whoever issues policies, and for an owner who has
    left.
    """
    if not access.may_issue(by):
        raise Refused(_("Only the safeguarding lead or an administrator may name who answers for a policy."))
    if owner is not None and not owner.is_active:
        raise Refused(_("This account is closed. Name somebody who works here."))
    policy = Policy.objects.select_for_update().get(pk=policy.pk)
    if policy.owner_id != (owner.pk if owner else None):
        policy.owner = owner
        policy.save(update_fields=["owner"])
        record(Verb.OWNER_NAMED, by=by, now=now, subject=policy, fields=["owner"])
    return policy


@transaction.atomic
def add_type(*, by: User, now: datetime, label: str) -> PolicyType:
    """Add something that policies may be about. One that is there already is given back.

    Raises Refused for anybody but whoever issues policies, and for a name that no code can be made of.
    """
    if not access.may_issue(by):
        raise Refused(_("Only the safeguarding lead or an administrator may add a type of policy."))
    label = " ".join(label.split())
    code = rules.code_of(label)
    if not code:
        raise Refused(_("Use letters or digits."))
    there = PolicyType.objects.filter(label__iexact=label).first() or PolicyType.objects.filter(code=code).first()
    if there is not None:
        return there
    added, is_new = PolicyType.objects.get_or_create(code=code, defaults={"label": label})
    if is_new:
        record(Verb.TYPE_ADDED, by=by, now=now, subject=added, fields=["code", "label"])
    return added
