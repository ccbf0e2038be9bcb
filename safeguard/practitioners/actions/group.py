"""The record of the Online Safety Group (ORG-22)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.lib.permissions import Permission
from safeguard.practitioners import access
from safeguard.practitioners.enums import GroupSeat, Role, Verb
from safeguard.practitioners.exceptions import Stale
from safeguard.practitioners.models import GroupMember, RoleGrant, User

A_MOMENT = timedelta(microseconds=1)


def _check_may_keep(by: User) -> None:
    if not by.may(Permission.MANAGE_GROUP):
        raise Refused(_("Only the safeguarding leads and administrators keep this record."))


@transaction.atomic
def seat_member(
    *, by: User, now: datetime, person: User, sits_as: str, duties: str = "", version: int | None = None
) -> GroupMember:
    """Take somebody into the group, or change as what they sit in it and what is delegated to them.

    ``version``: of the seat its author saw; None for somebody new. Raises Stale if somebody changed it since, and
    Refused for whoever may not, for oneself, for somebody who has left, and for a seat that is there already.
    """
    _check_may_keep(by)
    access.check_not_themselves(by, person)
    person = User.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise Refused(_("Their account is closed."))
    seat = GroupMember.objects.select_for_update().filter(person=person, to_at__isnull=True).first()
    if seat is None:
        seat = GroupMember.objects.create(person=person, sits_as=GroupSeat(sits_as), duties=duties, from_at=now)
        RoleGrant.objects.get_or_create(user=person, role=Role.OSG_MEMBER, defaults={"granted_at": now})
        record(Verb.GROUP_JOINED, by=by, now=now, subject=seat, fields=["person", "sits_as", "duties"])
        return seat
    if version is None:
        raise Refused(_("They sit in the group already. Change their seat instead."))
    if seat.version != version:
        raise Stale
    seat.sits_as, seat.duties, seat.version = GroupSeat(sits_as), duties, seat.version + 1
    seat.save(update_fields=["sits_as", "duties", "version"])
    record(Verb.GROUP_CHANGED, by=by, now=now, subject=seat, fields=["sits_as", "duties"])
    return seat


@transaction.atomic
def end_seat(*, by: User, now: datetime, seat: GroupMember) -> GroupMember:
    """Somebody leaves the group, and with the seat its role. Ended twice, it ended the first time.

    Raises Refused for whoever may not.
    """
    _check_may_keep(by)
    seat = GroupMember.objects.select_for_update().get(pk=seat.pk)
    if seat.to_at is None:
        seat.to_at = max(now, seat.from_at + A_MOMENT)
        seat.save(update_fields=["to_at"])
        RoleGrant.objects.filter(user=seat.person_id, role=Role.OSG_MEMBER).delete()
        record(Verb.GROUP_LEFT, by=by, now=now, subject=seat, fields=["to_at"])
    return seat
