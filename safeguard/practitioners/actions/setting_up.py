"""A set-up day: the first administrator, people who are invited, and who holds which post."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.notifications.actions import cancel_by_key, queue_messages
from safeguard.practitioners import access, messages, rules
from safeguard.practitioners.actions.managing import tell_of_manager
from safeguard.practitioners.actions.people import create_user, fill_post, grant_role, take_role
from safeguard.practitioners.actions.telling import tell_of_change
from safeguard.practitioners.enums import PersonKind, PostCode, Role, Verb
from safeguard.practitioners.exceptions import Stale
from safeguard.practitioners.models import Organisation, Post, PostHolding, Service, User
from safeguard.practitioners.selectors import sign_ins as door


@dataclass(frozen=True, kw_only=True)
class PersonDetails:
    """What an administrator says of somebody: work contact points only (ORG-13). ``roles``: those given by hand."""

    full_name: str
    email: str
    kind: str = PersonKind.STAFF
    work_phone: str = ""
    roles: Collection[str] = ()
    services: Collection[Service] = ()
    line_manager: User | None = None


@transaction.atomic
def create_first_administrator(
    *, by: None, now: datetime, email: str, full_name: str, password: str, work_phone: str = ""
) -> User:
    """Make the account with which everything begins. Raises Refused, for ever, once somebody is there.

    ``by`` is None: whoever asks has shown that they run this installation.
    """
    Organisation.objects.select_for_update().get()  # of two who ask at once, one is first
    if User.objects.exists():
        raise Refused(_("Somebody has an account here already. Nothing has been changed."))
    user = create_user(by=by, now=now, email=email, full_name=full_name, password=password, work_phone=work_phone)
    grant_role(by=by, now=now, user=user, role=Role.ADMINISTRATOR)
    return user


@transaction.atomic
def add_person(*, by: User, now: datetime, details: PersonDetails) -> User:
    """Set somebody up with their roles and services, and invite them. Raises Refused when the address is taken."""
    access.check_roles(details.roles)
    try:
        with transaction.atomic():
            person = create_user(
                by=by,
                now=now,
                email=details.email,
                full_name=details.full_name,
                services=tuple(details.services),
                line_manager=details.line_manager,
                work_phone=details.work_phone,
                kind=PersonKind(details.kind),
            )
    except IntegrityError as error:
        raise Refused(_("Somebody with this work email address is there already")) from error
    for role in details.roles:
        grant_role(by=by, now=now, user=person, role=role)
    invite_person(by=by, now=now, person=person)
    return person


@transaction.atomic
def correct_person(*, by: User, now: datetime, person: User, version: int, details: PersonDetails) -> User:
    """Correct what was typed of somebody who has never signed in; at another address they are invited again.

    Roles that come with a post stay. They are told at the old address too, and of somebody who reads cases or lets
    others in those who lead are told. ``version``: of the row its author saw. Raises Stale if somebody changed it
    since, and Refused once they have signed in, and when the address is taken.
    """
    access.check_may_set_up(by)
    access.check_roles(details.roles)
    access.lock_lines()
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.last_login is not None:
        raise Refused(_("They have signed in, so this is no longer a typing mistake. Nothing has been changed."))
    if person.version != version:
        raise Stale
    access.check_line(person, details.line_manager)
    manager_before = person.line_manager
    access.check_manager_named(by, details.line_manager, manager_before)
    is_elsewhere = person.email != details.email.strip().lower()
    if is_elsewhere:
        access.check_address(details.email)
    before = person.email
    person.email, person.full_name = details.email.strip().lower(), details.full_name
    person.kind, person.work_phone, person.line_manager = details.kind, details.work_phone, details.line_manager
    person.version += 1
    if is_elsewhere:
        person.set_unusable_password()  # a stranger at the wrong address may have chosen one
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        raise Refused(_("Somebody with this work email address is there already")) from error
    opens_more = door.gains_services(person, details.services)
    person.services.set(details.services)
    _give_exactly(by, now, person, details.roles)
    if opens_more:
        tell_of_change(by=by, now=now, named=person, news=messages.people_opened)
    fields = ["full_name", "kind", "work_phone", *(["email"] if is_elsewhere else [])]
    record(Verb.USER_CORRECTED, by=by, now=now, subject=person, fields=fields)
    tell_of_manager(by=by, now=now, manager=person.line_manager, before=manager_before)
    if is_elsewhere:
        cancel_by_key(messages.invitations_of(person))
        EmailAddress.objects.filter(user=person).delete()  # a stranger at the wrong address could ask for a password
        invite_person(by=by, now=now, person=person)
        queue_messages(messages.contact_changed(person, now, email=before), now=now)
        if door.is_let_in(person, now):
            tell_of_change(by=by, now=now, named=person)
    return person


@transaction.atomic
def change_person(
    *, by: User, now: datetime, person: User, version: int, work_phone: str, roles: Collection[str]
) -> User:
    """Change the work mobile and the roles given by hand of somebody, also once they have signed in.

    Roles that come with a post stay. One's own mobile may be changed, and one's own roles may not. ``version``: of the
    row its author saw. Raises Stale if somebody changed it since: a role that was taken away does not come back unseen;
    and Refused for one's own roles, for the last administrator, and for an account that is closed.
    """
    access.check_may_set_up(by)
    access.check_roles(roles)
    access.lock_lines()  # before the person, as everybody who changes somebody
    person = User.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise Refused(_("Their account is closed."))
    if person.version != version:
        raise Stale
    if person.work_phone != work_phone:
        before, person.work_phone = person.work_phone, work_phone
        person.version += 1
        person.save(update_fields=["work_phone", "version"])
        record(Verb.USER_CHANGED, by=by, now=now, subject=person, fields=["work_phone"])
        queue_messages(messages.contact_changed(person, now, phone=before), now=now)
    _give_exactly(by, now, person, roles)
    return person


def _give_exactly(by: User, now: datetime, person: User, roles: Collection[str]) -> None:
    """Of the roles given by hand, these and no others. Raises Refused for a change of one's own (practice B16)."""
    if by.pk == person.pk and person.role_codes & set(rules.ROLES_BY_HAND) != set(roles):
        raise Refused(_("Nobody changes their own roles. Ask another administrator."))
    with_posts = _roles_of_posts(person, now)
    for role in rules.ROLES_BY_HAND:
        has, should = role in person.role_codes, role in roles
        if should and not has:
            grant_role(by=by, now=now, user=person, role=role)
        if has and not should and role not in with_posts:
            take_role(by=by, now=now, user=person, role=role)


@transaction.atomic
def invite_person(*, by: User, now: datetime, person: User) -> None:
    """Send somebody who has never signed in a link to choose their password; one message a minute at most.

    Raises Refused for anybody but an administrator, and when they have signed in or left.
    """
    access.check_may_set_up(by)
    if person.last_login is not None or not person.is_active:
        raise Refused(_("They have signed in already. They ask for a new password on the sign-in page."))
    queue_messages([messages.invitation(person, now)], now=now)
    record(Verb.USER_INVITED, by=by, now=now, subject=person)


@transaction.atomic
def appoint_holder(*, by: User | None, now: datetime, code: str, person: User, service: Service | None = None) -> Post:
    """Name the holder of a post, with the role that comes with it (ORG-21); the one before gives both up.

    Once the installation is live, those who answer for safeguarding are told. The holder named again changes nothing.
    Raises Refused for oneself (practice B16), for somebody who has left, for lead and deputy in one person, for a
    Champion who is not on the board, for a circle of stand-ins, and when another administrator has just named somebody
    else.
    """
    access.check_may_set_up(by)
    access.check_not_themselves(by, person)
    access.lock_lines()  # before the post, as everybody who changes who answers for it
    if not person.is_active:
        raise Refused(_("Their account is closed."))
    _check_fits(code, person, now)
    title = str(PostCode(code).label)
    post, _is_new = Post.objects.get_or_create(code=code, service=service, defaults={"title": title})
    Post.objects.select_for_update().get(pk=post.pk)
    before = post.holdings.filter(reason__isnull=True, to_at__isnull=True).select_related("person").first()
    if before is not None and before.person_id == person.pk:
        return post
    if before is not None and before.from_at >= now:
        raise Refused(_("Another administrator has just named somebody. Look again."))
    fill_post(by=by, now=now, code=code, person=person, service=service)
    grant_role(by=by, now=now, user=person, role=rules.ROLE_OF_POST[code])
    if before is not None:
        _give_up(by, now, before.person, code)
    tell_of_change(by=by, now=now, named=person, before=[before.person] if before else [])
    return post


def _check_fits(code: str, person: User, now: datetime) -> None:
    """The lead and the deputy are two people (ORG-21), and the Champion sits on the board (ORG-20).

    Raises Refused otherwise.
    """
    if code == PostCode.CHAMPION and person.kind != PersonKind.BOARD:
        raise Refused(_("The Safeguarding Champion is a member of the board. Choose one, or correct what they are."))
    others = [one for one in rules.NEVER_EMPTY if code in rules.NEVER_EMPTY and one != code]
    held = PostHolding.objects.at(now).filter(person=person, reason__isnull=True, post__service__isnull=True)
    if held.filter(post__code__in=others).exists():
        raise Refused(_("The lead and the deputy are two people. Name somebody else for the other post first."))


def _give_up(by: User | None, now: datetime, person: User, code: str) -> None:
    """The role goes with the last post that gave it. Board members stay on the board."""
    role = rules.ROLE_OF_POST[code]
    if role not in rules.ROLES_BY_HAND and role not in _roles_of_posts(person, now):
        take_role(by=by, now=now, user=person, role=role)


def _roles_of_posts(person: User, now: datetime) -> set[str]:
    """The roles that come with the posts somebody holds. Covering one gives none: nothing would take it at its end."""
    held = PostHolding.objects.at(now).filter(person=person, reason__isnull=True)
    return {rules.ROLE_OF_POST[code] for code in held.values_list("post__code", flat=True)}
