"""Accounts of the organisation's own: entered, handed over, closed."""

from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.lib.refs import new_ref
from safeguard.platforms import rules
from safeguard.platforms.access import may_change_account, may_register_accounts
from safeguard.platforms.enums import PlatformStatus, Verb
from safeguard.platforms.models import OrganisationAccount, Platform
from safeguard.practitioners.models import User

NOT_IN_USE = frozenset({PlatformStatus.REFUSED, PlatformStatus.RETIRED})
SHUT = ("closed_at", "closed_by", "version")


@transaction.atomic
def register_account(
    *, by: User, now: datetime, platform: Platform, label: str, custodian: User, work_email: str, client_token: UUID
) -> OrganisationAccount:
    """Enter an account that is the organisation's (PLT-20). The same token lands once.

    Raises Refused for whoever may not, a private mailbox, a custodian who has left, a platform that must not be used,
    and a label that is there already.
    """
    if not may_register_accounts(by):
        raise Refused(_("Only ICT, an administrator or somebody who works with young people may do this."))
    wrong = rules.what_is_wrong_with_account(label=label, work_email=work_email, private=settings.PERSONAL_MAIL_DOMAINS)
    if wrong:
        raise Refused(wrong[0].text)
    if not custodian.is_active:
        raise Refused(_("Whoever looks after it has to work here."))
    if platform.status in NOT_IN_USE:
        raise Refused(_("This platform must not be used."))
    facts = {"platform": platform, "label": label.strip(), "custodian": custodian, "work_email": work_email.strip()}
    if OrganisationAccount.objects.filter(client_token=client_token).exclude(label=facts["label"]).exists():
        client_token = uuid4()  # a page gone back to, and changed
    try:
        account, is_new = OrganisationAccount.objects.get_or_create(
            client_token=client_token,
            defaults={**facts, "ref": new_ref("OA"), "registered_by": by, "registered_at": now},
        )
    except IntegrityError as error:
        raise Refused(_("This account is in the register already.")) from error
    if is_new:
        record(Verb.ACCOUNT_REGISTERED, by=by, now=now, subject=account, fields=facts)
    return account


@transaction.atomic
def hand_over_account(*, by: User, now: datetime, account: OrganisationAccount, to: User) -> OrganisationAccount:
    """Let somebody else look after an account. Raises Refused for whoever may not, and for somebody who has left."""
    account = _locked(by, account)
    if not to.is_active:
        raise Refused(_("Whoever looks after it has to work here."))
    if account.closed_at is None and account.custodian_id != to.pk:
        account.custodian, account.version = to, account.version + 1
        account.save(update_fields=["custodian", "version"])
        record(Verb.ACCOUNT_CHANGED, by=by, now=now, subject=account, fields=["custodian", "version"])
    return account


@transaction.atomic
def close_account(*, by: User, now: datetime, account: OrganisationAccount) -> OrganisationAccount:
    """Write down that an account is closed on the platform. A second press changes nothing. Raises Refused for whoever
    may not."""
    account = _locked(by, account)
    if account.closed_at is None:
        account.closed_at, account.closed_by, account.version = now, by, account.version + 1
        account.save(update_fields=SHUT)
        record(Verb.ACCOUNT_CLOSED, by=by, now=now, subject=account, fields=SHUT)
    return account


def _locked(by: User, account: OrganisationAccount) -> OrganisationAccount:
    found = OrganisationAccount.objects.select_for_update().get(pk=account.pk)
    if not may_change_account(by, found):
        raise Refused(_("Only ICT, an administrator or whoever looks after it may do this."))
    return found
