"""Setting people, roles and posts up."""

from datetime import datetime

from django.db import transaction

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.lib.permissions import Permission
from safeguard.practitioners.enums import CoverReason, PersonKind, PostCode, Verb
from safeguard.practitioners.models import Post, PostHolding, RoleGrant, Service, User

NOT_ALLOWED = "Only an administrator may do this."
NOT_YOURSELF = "Nobody may put themselves into a post. Ask another administrator."


def _check(by: User | None) -> None:
    """``by`` None is the installation itself, being set up."""
    if by is not None and not by.may(Permission.MANAGE_PEOPLE):
        raise Refused(NOT_ALLOWED)


def _not_themselves(by: User | None, person: User) -> None:
    if by is not None and by.pk == person.pk:
        raise Refused(NOT_YOURSELF)


@transaction.atomic
def create_service(*, by: User | None, now: datetime, name: str, region: str = "") -> Service:
    """Set up a service."""
    _check(by)
    service = Service.objects.create(name=name, region=region)
    record(Verb.SERVICE_CREATED, by=by, now=now, subject=service, fields=["name", "region"])
    return service


@transaction.atomic
def create_user(
    *,
    by: User | None,
    now: datetime,
    email: str,
    full_name: str,
    password: str | None = None,
    services: tuple[Service, ...] = (),
    line_manager: User | None = None,
    work_phone: str = "",
    kind: PersonKind = PersonKind.STAFF,
) -> User:
    """Set up an account with work contact points; without a password nobody can sign in with it yet."""
    _check(by)
    user = User(
        email=email.strip().lower(),
        full_name=full_name,
        work_phone=work_phone,
        line_manager=line_manager,
        kind=kind,
        joined_at=now,
    )
    user.set_password(password)
    user.save(force_insert=True)
    user.services.set(services)
    record(Verb.USER_CREATED, by=by, now=now, subject=user, fields=["email", "full_name", "services"])
    return user


@transaction.atomic
def grant_role(*, by: User | None, now: datetime, user: User, role: str) -> RoleGrant:
    """Give somebody a role. Nobody gives one to themselves (practice B16)."""
    _check(by)
    if by is not None and by.pk == user.pk:
        raise Refused("Nobody may give a role to themselves. Ask another administrator.")
    grant, _ = RoleGrant.objects.get_or_create(user=user, role=role, defaults={"granted_at": now})
    record(Verb.ROLE_GRANTED, by=by, now=now, subject=user, fields=["role"])
    user.__dict__.pop("role_codes", None)
    return grant


@transaction.atomic
def fill_post(
    *,
    by: User | None,
    now: datetime,
    code: str,
    person: User,
    service: Service | None = None,
    title: str = "",
) -> Post:
    """Name the holder of a post from ``now`` on; whoever held it before stops holding it.

    Whoever holds one is told of concerns and may read them, so nobody gives one to themselves (practice B16).
    """
    _check(by)
    _not_themselves(by, person)
    post, _ = Post.objects.select_for_update().get_or_create(
        code=code, service=service, defaults={"title": title or str(PostCode(code).label)}
    )
    post.holdings.filter(reason__isnull=True, to_at__isnull=True).update(to_at=now)
    PostHolding.objects.create(post=post, person=person, from_at=now)
    record(Verb.POST_FILLED, by=by, now=now, subject=post, fields=["holder"])
    return post


@transaction.atomic
def arrange_cover(
    *,
    by: User | None,
    now: datetime,
    post: Post,
    person: User,
    reason: CoverReason,
    from_at: datetime,
    to_at: datetime,
) -> PostHolding:
    """Somebody stands in for the holder of a post from a moment to a moment."""
    _check(by)
    _not_themselves(by, person)
    if to_at <= from_at:
        raise Refused("Cover must end after it begins.")
    holding = PostHolding.objects.create(post=post, person=person, reason=reason, from_at=from_at, to_at=to_at)
    record(Verb.COVER_ARRANGED, by=by, now=now, subject=post, fields=["cover"])
    return holding
