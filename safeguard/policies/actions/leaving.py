"""When somebody leaves who answers for policies: another does (decision 0023, ORG-36)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from safeguard.audit.actions import record
from safeguard.lib.permissions import Permission
from safeguard.policies.enums import Verb
from safeguard.policies.models import Policy
from safeguard.practitioners.models import User


@transaction.atomic
def hand_over_policies(*, by: User | None, now: datetime, owner: User, to: Sequence[User]) -> User | None:
    """The policies somebody answers for are answered for by the first of ``to`` who deals with safeguarding.

    Returns who answers for some from now on; None if there are none, or nobody can. The caller has checked that ``by``
    may.
    """
    takes = next((one for one in to if one.is_active and one != owner and one.may(Permission.SEE_DASHBOARD)), None)
    policies = list(Policy.objects.select_for_update().filter(owner=owner).order_by("pk"))
    if takes is None or not policies:
        return None
    for policy in policies:
        policy.owner = takes
        policy.save(update_fields=["owner"])
        record(Verb.OWNER_NAMED, by=by, now=now, subject=policy, fields=["owner"])
    return takes
