"""What is said of somebody who works here, by an administrator and by themselves (ORG-02, ORG-13, ORG-18, ORG-41)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.notifications.actions import queue_messages
from safeguard.practitioners import access, messages
from safeguard.practitioners.actions.managing import tell_of_manager
from safeguard.practitioners.actions.sign_ins import ask_for_new_address
from safeguard.practitioners.actions.telling import tell_of_change
from safeguard.practitioners.enums import PersonKind, Verb
from safeguard.practitioners.exceptions import Stale
from safeguard.practitioners.models import Service, User
from safeguard.practitioners.selectors import sign_ins as door

# They decide what somebody sees and who sees what is theirs, so another administrator says them (practice B16).
NEVER_ONES_OWN = frozenset({"services", "line_manager", "kind"})


@dataclass(frozen=True, kw_only=True)
class Hours:
    """Somebody's own working hours; all empty: those of the organisation. ``works_on``: weekdays, Monday is 0."""

    works_from: time | None = None
    works_to: time | None = None
    works_on: Collection[int] = ()


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What an administrator says of somebody, also once they have signed in: work contact points only (ORG-13)."""

    full_name: str
    email: str
    kind: str
    services: Collection[Service] = ()
    line_manager: User | None = None
    work_social: str = ""
    do_not_publicise: bool = False
    hours: Hours = Hours()


@transaction.atomic
def describe_person(*, by: User, now: datetime, person: User, version: int, profile: Profile) -> User:
    """Change what is said of somebody. At a new address they are told at the old one as well; that of somebody who
    signs in with a password alone waits (``ask_for_new_address``), and all the rest is changed.

    ``version``: of the row its author saw. Raises Stale if somebody changed it since, and Refused for anybody but an
    administrator, for a closed account, an address that is taken or personal, a line that would be a circle,
    and one's own services, line manager or kind.
    """
    access.check_may_set_up(by)
    access.lock_lines()
    person = User.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise Refused(_("Their account is closed."))
    if person.version != version:
        raise Stale
    access.check_line(person, profile.line_manager)
    manager_before = person.line_manager
    access.check_manager_named(by, profile.line_manager, manager_before)
    before, email = person.email, _address(by, now, person, profile.email.strip().lower())
    changed = _changed(person, profile, email)
    if not changed:
        return person
    if by.pk == person.pk and not NEVER_ONES_OWN.isdisjoint(changed):
        raise Refused(_("Nobody changes their own services, line manager or kind. Ask another administrator."))
    person.email, person.full_name, person.kind = email, " ".join(profile.full_name.split()), PersonKind(profile.kind)
    person.line_manager, person.work_social = profile.line_manager, profile.work_social
    person.do_not_publicise = profile.do_not_publicise
    _set_hours(person, profile.hours)
    person.version += 1
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        raise Refused(_("Somebody with this work email address is there already")) from error
    if door.gains_services(person, profile.services):
        tell_of_change(by=by, now=now, named=person, news=messages.people_opened)
    person.services.set(profile.services)
    record(Verb.USER_DESCRIBED, by=by, now=now, subject=person, fields=changed)
    tell_of_manager(by=by, now=now, manager=person.line_manager, before=manager_before)
    if email != before:
        EmailAddress.objects.filter(user=person).delete()  # nobody at the old address may ask for a password
        queue_messages(messages.contact_changed(person, now, email=before), now=now)
        if door.is_let_in(person, now):
            tell_of_change(by=by, now=now, named=person)
    return person


def _address(by: User, now: datetime, person: User, email: str) -> str:
    """Where they are reached from now on: at once, or still at the old address while the new one waits."""
    if email == person.email:
        return email
    access.check_address(email)
    if by.pk != person.pk and door.signs_in_with_a_password_alone(person):
        ask_for_new_address(by=by, now=now, person=person, email=email)
        return person.email
    return email


def _changed(person: User, profile: Profile, email: str) -> list[str]:
    wanted = {
        "email": email,
        "full_name": " ".join(profile.full_name.split()),
        "kind": profile.kind,
        "line_manager": profile.line_manager,
        "work_social": profile.work_social,
        "do_not_publicise": profile.do_not_publicise,
        "works_from": profile.hours.works_from,
        "works_to": profile.hours.works_to,
        "works_on": sorted(profile.hours.works_on),
    }
    changed = [name for name, value in wanted.items() if getattr(person, name) != value]
    has_services = set(person.services.values_list("pk", flat=True))
    return [*changed, *(["services"] if has_services != {one.pk for one in profile.services} else [])]


@transaction.atomic
def describe_oneself(*, by: User, now: datetime, do_not_publicise: bool, hours: Hours) -> User:
    """Say of oneself whether one's name goes out (ORG-18; no reason is asked) and when one works (ORG-41).

    Raises Refused for an account that is closed, and for hours that end before they begin.
    """
    person = User.objects.select_for_update().get(pk=by.pk)
    if not person.is_active:
        raise Refused(_("Your account is closed."))
    _set_hours(person, hours)
    person.do_not_publicise = do_not_publicise
    person.version += 1
    person.save(update_fields=["do_not_publicise", "works_from", "works_to", "works_on", "version"])
    fields = ["do_not_publicise", "works_from", "works_to", "works_on"]
    record(Verb.OWN_CHANGED, by=by, now=now, subject=person, fields=fields)
    return person


def _set_hours(person: User, hours: Hours) -> None:
    if (hours.works_from is None) != (hours.works_to is None):
        raise Refused(_("Enter both when the day begins and when it ends, or neither"))
    if hours.works_from is not None and hours.works_to is not None and hours.works_from >= hours.works_to:
        raise Refused(_("The day ends before it begins"))
    person.works_from, person.works_to, person.works_on = hours.works_from, hours.works_to, sorted(hours.works_on)
