"""Signing a policy, on screen or on paper."""

from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.clock import LONDON
from safeguard.lib.errors import NotVisible, Refused
from safeguard.notifications.actions import queue_messages
from safeguard.policies import access, messages, rules
from safeguard.policies.enums import Method, Readers, Verb
from safeguard.policies.exceptions import MaybeTheSame, NewerVersion
from safeguard.policies.models import GuestSignature, Policy, PolicyVersion, Signature
from safeguard.policies.selectors import guests_like
from safeguard.practitioners.models import User


@transaction.atomic
def sign_policy(*, by: User, now: datetime, version: PolicyVersion) -> Signature:
    """Say that one has read a version of a policy and will keep to it (ORG-06). Signing again changes nothing.

    Raises NewerVersion if another version has come into force since it was read, Refused if nobody has to sign it,
    if it is not for people with an account, and before its day has come.
    """
    _check_may_be_signed(version, now)
    signature, is_new = Signature.objects.get_or_create(version=version, person=by, defaults={"signed_at": now})
    if is_new:
        record(Verb.POLICY_SIGNED, by=by, now=now, subject=signature, fields=signature.AUDIT_FIELDS)
    return signature


@transaction.atomic
def record_paper(
    *, by: User, now: datetime, version: PolicyVersion, person: User, signed_on: date, held_at: str
) -> Signature:
    """Write down that somebody signed a version on paper, and where the paper is held (ORG-06). Once per person.

    When it was written down stays beside the day on the paper, and the person is told at once, so that they can say
    if it was not them. Raises NotVisible for somebody whom ``by`` does not see in the audience, NewerVersion when
    another has come into force since, and Refused for oneself (who signs on screen), for a day that cannot be, and
    as ``sign_policy`` does.
    """
    if person.pk == by.pk:
        raise Refused(_("Sign it yourself, on its page."))
    if not access.visible_audience(by, version).filter(pk=person.pk).exists():
        raise NotVisible
    _check_paper(version, signed_on, held_at, now)
    _check_may_be_signed(version, now)
    midday = datetime.combine(signed_on, time(12), LONDON)
    made = {
        "signed_at": max(min(midday, now), version.holds_from),
        "method": Method.PAPER,
        "held_at": held_at.strip(),
        "recorded_by": by,
        "written_down_at": now,
    }
    signature, is_new = Signature.objects.get_or_create(version=version, person=person, defaults=made)
    if is_new:
        record(Verb.SIGNATURE_RECORDED, by=by, now=now, subject=signature, fields=signature.AUDIT_FIELDS)
        queue_messages([messages.signed_on_paper(signature)], now=now)
    return signature


@transaction.atomic
def record_guest(
    *,
    by: User,
    now: datetime,
    version: PolicyVersion,
    name: str,
    signed_on: date,
    held_at: str,
    client_token: UUID,
    is_another: bool = False,
) -> GuestSignature:
    """Write down that a guest signed the version for guests on paper (ORG-06). The same token lands once.

    Where a guest of this name has signed that day, ``is_another`` says that this is somebody else: nobody is taken for
    another by their name. Raises Refused for anybody but whoever sees who has signed, another variant, no name, a day
    that cannot be; and MaybeTheSame, which is Refused too, for a name that is there already and not said to be another.
    """
    if not access.may_see_signers(by, version.policy):
        raise Refused(_("Only the owner of this policy writes signatures down."))
    if version.policy.readers != Readers.GUEST:
        raise Refused(_("This policy is not the one for guests."))
    if not name.strip():
        raise Refused(_("Enter the name of the guest."))
    _check_paper(version, signed_on, held_at, now)
    made = {
        "held_at": held_at.strip(),
        "recorded_at": now,
        "recorded_by": by,
    }
    landed = GuestSignature.objects.filter(client_token=client_token).first()
    if landed is not None:
        return landed
    if not is_another and guests_like(version, name, signed_on).exists():
        raise MaybeTheSame
    made |= {"version": version, "name": name.strip(), "signed_on": signed_on}
    guest, is_new = GuestSignature.objects.get_or_create(client_token=client_token, defaults=made)
    if is_new:
        record(Verb.GUEST_RECORDED, by=by, now=now, subject=guest, fields=guest.AUDIT_FIELDS)
    return guest


def _check_paper(version: PolicyVersion, signed_on: date, held_at: str, now: datetime) -> None:
    if not held_at.strip():
        raise Refused(_("Write where the paper is held."))
    today, issued = (moment.astimezone(LONDON).date() for moment in (now, version.holds_from))
    problem = rules.why_not_signed_on(signed_on, issued, today)
    if problem:
        raise Refused(problem)


def _check_may_be_signed(version: PolicyVersion, now: datetime) -> None:
    policy = Policy.objects.select_for_update().get(pk=version.policy_id)
    if not policy.is_for_staff:
        raise Refused(_("People with an account do not sign this one. It is for somebody else."))
    if version.holds_from > now:
        raise Refused(_("It is not in force yet. Sign it when it is."))
    begun = policy.versions.begun(now)
    if begun.filter(number__gt=version.number).exists():
        raise NewerVersion(_("A newer version was issued while you were reading. Read it before you sign."))
    if not begun.filter(must_sign=True).exists():
        raise Refused(_("This policy is only to be read. Nobody signs it."))
