"""Who may assess platforms, and who sees and runs groups and accounts. The register itself everybody may read."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from safeguard.lib.errors import NotVisible, Refused
from safeguard.lib.permissions import Permission
from safeguard.platforms.models import ClosedGroup, OrganisationAccount
from safeguard.practitioners.access import in_services_of
from safeguard.practitioners.models import User


def check_managing(by: User) -> None:
    """Raise Refused unless they assess platforms (PLT-02)."""
    if not by.may(Permission.MANAGE_PLATFORMS):
        raise Refused(_("Only ICT or an administrator may do this."))


def may_note_streaming(user: User) -> bool:
    """Whether they speak for safeguarding about live streaming: the safeguarding lead and deputies (PLT-13)."""
    return user.may(Permission.SIGN_OFF_INCIDENTS)


def may_register_accounts(user: User) -> bool:
    """Whether they enter accounts: ICT, administrators, and those who work with young people (PLT-20)."""
    return user.may(Permission.MANAGE_PLATFORMS) or user.may(Permission.WORK_WITH_PEOPLE)


def may_change_account(user: User, account: OrganisationAccount) -> bool:
    """Whether they hand an account over or close it: ICT, administrators, and whoever looks after it."""
    return user.may(Permission.MANAGE_PLATFORMS) or (may_register_accounts(user) and account.custodian_id == user.pk)


def visible_groups(user: User) -> QuerySet[ClosedGroup]:
    """The groups somebody may see: those they administer, of their services by role, or all (PLT-19).

    That a group exists may say something about a young person; who is in it is asked of ``people`` besides.
    """
    found = ClosedGroup.objects.select_related("platform", "service", "administrator", "second_administrator")
    if not user.is_active:
        return found.none()
    if user.may(Permission.SEE_ALL_PEOPLE):
        return found
    may = Q(administrator=user) | Q(second_administrator=user)
    if user.may(Permission.WORK_WITH_PEOPLE) or user.may(Permission.SEE_SERVICE_PEOPLE):
        may |= in_services_of(user)
    return found.filter(may)


def may_open_groups(user: User) -> bool:
    """Whether they open closed groups: those who work with young people (PLT-19)."""
    return user.may(Permission.WORK_WITH_PEOPLE)


def may_run_group(user: User, group: ClosedGroup) -> bool:
    """Whether they let people in and close the group: its administrators while they work here, and line managers of
    its service."""
    if not user.is_active:
        return False
    runs_service = user.may(Permission.MANAGE_TEAM) and group.service_id in user.works_in
    return user.pk in group.administrators or runs_service


def may_name_keepers(user: User, group: ClosedGroup) -> bool:
    """Whether they name who looks after the group: whoever runs it, and the lead, who is asked when one has left."""
    return may_run_group(user, group) or (user.is_active and user.may(Permission.SIGN_OFF_INCIDENTS))


def get_group_for(user: User, ref: str) -> ClosedGroup:
    """The group, if this user may see it. Raises NotVisible (a 404) otherwise."""
    group = visible_groups(user).filter(ref=ref).first()
    if group is None:
        raise NotVisible
    return group


def get_account(ref: str) -> OrganisationAccount:
    """An account of the organisation. Raises NotVisible when there is none."""
    found = OrganisationAccount.objects.select_related("platform", "custodian").filter(ref=ref).first()
    if found is None:
        raise NotVisible
    return found
