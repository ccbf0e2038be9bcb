"""When somebody leaves: groups and accounts they looked after are looked after by others (decision 0023)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from safeguard.audit.actions import record
from safeguard.duties.actions import Matter, open_duty, pass_duty_on
from safeguard.duties.enums import DutyKind, DutyState
from safeguard.duties.models import Duty
from safeguard.lib.worktime import add_working_time
from safeguard.platforms.enums import Verb
from safeguard.platforms.models import ClosedGroup, OrganisationAccount
from safeguard.platforms.selectors import without_two_adults
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import User


@transaction.atomic
def hand_over_accounts(*, by: User | None, now: datetime, custodian: User, to: User | None) -> int:
    """The accounts of the organisation that somebody looks after are looked after by ``to`` (None: they stay).

    Returns how many went. The caller has checked that ``by`` may.
    """
    if to is None:
        return 0
    waiting = OrganisationAccount.objects.select_for_update().filter(custodian=custodian, closed_at__isnull=True)
    accounts = list(waiting.order_by("pk"))
    for account in accounts:
        account.custodian, account.version = to, account.version + 1
        account.save(update_fields=["custodian", "version"])
        record(Verb.ACCOUNT_CHANGED, by=by, now=now, subject=account, fields=["custodian", "version"])
    return len(accounts)


@transaction.atomic
def hand_over_groups(*, by: User | None, now: datetime, keeper: User, to: User | None) -> int:
    """The closed groups somebody looks after are looked after by ``to`` in their place (PLT-19).

    Where ``to`` is None or the other of its two adults already, the group keeps its one adult, who is asked to close it
    in time; ``ask_for_keepers`` then asks for a second. Returns how many went. The caller has checked that ``by`` may.
    """
    theirs = Q(administrator=keeper) | Q(second_administrator=keeper)
    groups = ClosedGroup.objects.select_for_update(of=("self",)).filter(theirs, closed_at__isnull=True)
    went = 0
    for group in groups.select_related("administrator", "second_administrator").order_by("pk"):
        is_first = group.administrator_id == keeper.pk
        other = group.second_administrator if is_first else group.administrator
        takes = to if to != other else None
        if takes is not None:
            _take(by, now, group, "administrator" if is_first else "second_administrator", takes)
            went += 1
        closes = takes or (other if other.is_active else None)
        if is_first and closes is not None:
            about = {"subject_type": ClosedGroup.SUBJECT, "subject_ref": group.ref}
            pass_duty_on(by=by, now=now, kind=DutyKind.CLOSE_GROUP, **about, to=closes)
    return went


def _take(by: User | None, now: datetime, group: ClosedGroup, field: str, to: User) -> None:
    setattr(group, field, to)
    group.version += 1
    group.save(update_fields=[field, "version"])
    record(Verb.GROUP_CHANGED, by=by, now=now, subject=group, fields=[field, "version"])


@transaction.atomic
def ask_for_keepers(*, by: User | None, now: datetime, owner: User) -> int:
    """Every open group that two adults who work here do not look after: ``owner`` is asked to name somebody (PLT-19).

    Asked once; a second turn does no more. Returns how many were asked about.
    """
    asked = Duty.objects.filter(
        kind=DutyKind.NAME_KEEPER,
        subject_type=ClosedGroup.SUBJECT,
        subject_ref=OuterRef("ref"),
        state=DutyState.OPEN,
    )
    groups = list(without_two_adults().filter(~Exists(asked)).select_related("service").order_by("pk"))
    if not groups:
        return 0
    thresholds = thresholds_in_force(now)
    due_at = add_working_time(now, thresholds.working_hours_long("take_over"), thresholds.hours)
    for group in groups:
        path = group.get_absolute_url()
        matter = Matter(subject_type=ClosedGroup.SUBJECT, subject_ref=group.ref, path=path, service=group.service)
        open_duty(by=by, now=now, kind=DutyKind.NAME_KEEPER, owner=owner, due_at=due_at, about=matter)
    return len(groups)
