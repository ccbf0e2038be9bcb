"""Closed groups: opened by two adults, joined only by those whom one of them lets in, closed with a record."""

from collections.abc import Callable
from datetime import date, datetime, time
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.duties.actions import Matter, finish_duties, move_duty, open_duty
from safeguard.duties.enums import DutyKind
from safeguard.lib.clock import LONDON
from safeguard.lib.errors import Refused
from safeguard.lib.refs import new_ref
from safeguard.platforms import rules
from safeguard.platforms.access import may_name_keepers, may_open_groups, may_run_group
from safeguard.platforms.enums import Verb
from safeguard.platforms.models import ClosedGroup, GroupMember, Platform
from safeguard.practitioners.models import Service, User

SHUT = ("closed_at", "closed_by", "closing_record", "version")
_DUTIES = (DutyKind.CLOSE_GROUP, DutyKind.NAME_KEEPER)
BY_THE_EVENING = time(17)


@transaction.atomic
def open_group(
    *,
    by: User,
    now: datetime,
    platform: Platform,
    service: Service,
    name: str,
    administrator: User,
    second_administrator: User,
    who_may_join: str,
    who_sees_material: str,
    closes_on: date,
    client_token: UUID,
) -> ClosedGroup:
    """Open a closed group; whoever is named first is asked to close it in time (PLT-19). The same token lands once.

    Raises Refused for whoever may not, for what is missing, for a service that is not theirs, and for a platform that
    is not approved.
    """
    if not may_open_groups(by) or service.pk not in by.works_in:
        raise Refused(_("Only somebody who works with young people of this service may do this."))
    if platform.status not in rules.IN_USE:
        raise Refused(_("Choose a platform that has been approved"))
    wrong = rules.what_is_wrong_with_group(
        name=name,
        who_may_join=who_may_join,
        who_sees_material=who_sees_material,
        administrators=[administrator.pk, second_administrator.pk],
        are_active=administrator.is_active and second_administrator.is_active,
        closes_on=closes_on,
        today=now.astimezone(LONDON).date(),
    )
    if wrong:
        raise Refused(wrong[0].text)
    facts = {
        "platform": platform,
        "service": service,
        "name": name.strip(),
        "administrator": administrator,
        "second_administrator": second_administrator,
        "who_may_join": who_may_join,
        "who_sees_material": who_sees_material,
        "closes_on": closes_on,
    }
    if ClosedGroup.objects.filter(client_token=client_token).exclude(name=facts["name"]).exists():
        client_token = uuid4()  # a page gone back to, and changed
    group, is_new = ClosedGroup.objects.get_or_create(
        client_token=client_token, defaults={**facts, "ref": new_ref("GR"), "opened_by": by, "opened_at": now}
    )
    if is_new:
        record(Verb.GROUP_OPENED, by=by, now=now, subject=group, fields=facts)
        _ask_to_close(by, now, group)
    return group


@transaction.atomic
def let_in(
    *, by: User, now: datetime, group: ClosedGroup, person_ref: str, verified_how: str, client_token: UUID
) -> GroupMember:
    """Let somebody into a group (PLT-19), with how it was made sure that it is them (PLT-21).

    Whether ``by`` may see the person, and whether they are old enough, is for the caller to have asked: people stand
    further right. Raises Refused for whoever may not, a closed group, and where nothing was made sure. Somebody who is
    in already stays in, once.
    """
    group = _locked(by, group)
    if not verified_how.strip():
        raise Refused(_("Write how you made sure that it is them"))
    if GroupMember.objects.filter(client_token=client_token).exists():
        client_token = uuid4()  # a page gone back to: for the same person nothing is made below
    member, is_new = GroupMember.objects.get_or_create(
        group=group,
        person_ref=person_ref,
        left_at__isnull=True,
        defaults={"client_token": client_token, "verified_how": verified_how, "approved_by": by, "approved_at": now},
    )
    if is_new:
        record(Verb.MEMBER_LET_IN, by=by, now=now, subject=member, fields=["person_ref", "verified_how"])
    return member


@transaction.atomic
def note_left(*, by: User, now: datetime, member: GroupMember) -> GroupMember:
    """Write down that somebody is not in the group any more. A second press changes nothing. Raises Refused for whoever
    may not."""
    _locked(by, member.group)
    member = GroupMember.objects.select_for_update().get(pk=member.pk)
    if member.left_at is None:
        _let_go(by, now, member)
    return member


@transaction.atomic
def change_administrators(
    *, by: User, now: datetime, group: ClosedGroup, administrator: User, second_administrator: User
) -> ClosedGroup:
    """Name who looks after a group from now on: two people who work here (PLT-19). The lead may, too.

    Raises Refused otherwise.
    """
    group = _locked(by, group, may=may_name_keepers)
    wrong = rules.what_is_wrong_with_administrators(
        [administrator.pk, second_administrator.pk],
        are_active=administrator.is_active and second_administrator.is_active,
    )
    if wrong:
        raise Refused(wrong[0].text)
    group.administrator, group.second_administrator = administrator, second_administrator
    group.version += 1
    fields = ["administrator", "second_administrator", "version"]
    group.save(update_fields=fields)
    record(Verb.GROUP_CHANGED, by=by, now=now, subject=group, fields=fields)
    finish_duties(by=by, now=now, kinds=_DUTIES, **_about(group))
    _ask_to_close(by, now, group)
    return group


@transaction.atomic
def extend_group(*, by: User, now: datetime, group: ClosedGroup, closes_on: date, why: str) -> ClosedGroup:
    """Let a group go on until another day, and say why (PLT-19).

    Raises Refused for whoever may not, a day that is none, and without a reason.
    """
    group = _locked(by, group)
    wrong = rules.what_is_wrong_with_closing_day(closes_on, now.astimezone(LONDON).date())
    if wrong:
        raise Refused(wrong[0].text)
    if not why.strip():
        raise Refused(_("Write why it goes on"))
    group.closes_on, group.version = closes_on, group.version + 1
    group.extended_why = why
    fields = ["closes_on", "extended_why", "version"]
    group.save(update_fields=fields)
    record(Verb.GROUP_CHANGED, by=by, now=now, subject=group, fields=fields)
    move_duty(by=by, now=now, kind=DutyKind.CLOSE_GROUP, due_at=_evening_of(closes_on), **_about(group))
    return group


@transaction.atomic
def close_group(*, by: User, now: datetime, group: ClosedGroup, closing_record: str) -> ClosedGroup:
    """Close a group, with what became of its members and its material (PLT-19). A second press changes nothing.

    Raises Refused for whoever may not, and without a record.
    """
    found = ClosedGroup.objects.select_for_update().get(pk=group.pk)
    if found.closed_at is not None and may_run_group(by, found):
        return found
    group = _locked(by, group)
    if not closing_record.strip():
        raise Refused(_("Write what became of the members and of the material"))
    group.closed_at, group.closed_by, group.closing_record = now, by, closing_record
    group.version += 1
    group.save(update_fields=SHUT)
    record(Verb.GROUP_CLOSED, by=by, now=now, subject=group, fields=SHUT)
    for member in group.members.filter(left_at__isnull=True):
        _let_go(by, now, member)
    finish_duties(by=by, now=now, kinds=_DUTIES, **_about(group))
    return group


def note_group_shown(*, by: User, now: datetime, group: ClosedGroup, refs: list[str]) -> None:
    """That somebody looked at who is in a group: reading is recorded too (SEC-13)."""
    record(Verb.GROUP_SHOWN, by=by, now=now, subject=group, refs=refs)


def _locked(by: User, group: ClosedGroup, *, may: Callable[[User, ClosedGroup], bool] = may_run_group) -> ClosedGroup:
    found = ClosedGroup.objects.select_for_update().get(pk=group.pk)
    if not may(by, found):
        raise Refused(_("Only those who look after the group may do this."))
    if found.closed_at is not None:
        raise Refused(_("The group has been closed."))
    return found


def _let_go(by: User, now: datetime, member: GroupMember) -> None:
    member.left_at, member.left_by = now, by
    member.save(update_fields=["left_at", "left_by"])
    record(Verb.MEMBER_LEFT, by=by, now=now, subject=member, fields=["left_at", "left_by"])


def _about(group: ClosedGroup) -> dict[str, str]:
    return {"subject_type": ClosedGroup.SUBJECT, "subject_ref": group.ref}


def _ask_to_close(by: User, now: datetime, group: ClosedGroup) -> None:
    path = group.get_absolute_url()
    matter = Matter(subject_type=ClosedGroup.SUBJECT, subject_ref=group.ref, path=path, service=group.service)
    due_at = _evening_of(group.closes_on)
    open_duty(by=by, now=now, kind=DutyKind.CLOSE_GROUP, owner=group.administrator, due_at=due_at, about=matter)


def _evening_of(day: date) -> datetime:
    return datetime.combine(day, BY_THE_EVENING, LONDON)
