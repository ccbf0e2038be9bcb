"""Setting people, roles and posts up; recording their training."""

import itertools
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.clock import LONDON
from safeguard.lib.errors import Refused
from safeguard.practitioners import access, messages, rules
from safeguard.practitioners.actions.managing import tell_of_manager
from safeguard.practitioners.actions.sign_ins import end_sign_ins_of
from safeguard.practitioners.actions.telling import tell_of_change
from safeguard.practitioners.enums import CoverReason, PersonKind, PostCode, Role, Verb
from safeguard.practitioners.models import Course, Post, PostHolding, RoleGrant, Service, Training, User


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
    """Set up an account with work contact points; without a password nobody can sign in with it yet.

    ``by`` None: the installation. Raises Refused for anybody but an administrator, for a personal address, and for
    an administrator who names themselves line manager.
    """
    access.check_may_set_up(by)
    access.check_address(email)
    access.check_manager_named(by, line_manager)
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
    tell_of_manager(by=by, now=now, manager=line_manager)
    return user


@transaction.atomic
def grant_role(*, by: User | None, now: datetime, user: User, role: str) -> RoleGrant:
    """Give somebody a role. Nobody gives one to themselves, and one that lets somebody in is told of (practice B16).

    Raises Refused for that, and for anybody but an administrator.
    """
    access.check_may_set_up(by)
    if by is not None and by.pk == user.pk:
        raise Refused("Nobody may give a role to themselves. Ask another administrator.")
    grant, is_new = RoleGrant.objects.get_or_create(user=user, role=role, defaults={"granted_at": now})
    record(Verb.ROLE_GRANTED, by=by, now=now, subject=user, fields=["role"])
    user.__dict__.pop("role_codes", None)
    if is_new:
        _count_change(user)
    if is_new and role in rules.LETS_IN:
        news = messages.administrator_named if role == Role.ADMINISTRATOR else messages.news_of([role])
        tell_of_change(by=by, now=now, named=user, news=news)
    return grant


@transaction.atomic
def take_role(*, by: User | None, now: datetime, user: User, role: str) -> None:
    """Take a role away from somebody; one they do not have changes nothing.

    Raises Refused for the last administrator, and for anybody but an administrator.
    """
    access.check_may_set_up(by)
    if role == Role.ADMINISTRATOR:
        access.check_not_last_administrator(user)
    gone, _by_model = RoleGrant.objects.filter(user=user, role=role).delete()
    if gone:
        record(Verb.ROLE_TAKEN, by=by, now=now, subject=user, fields=["role"])
        end_sign_ins_of(by=by, now=now, person=user)  # what is open on their screens goes with it
        user.__dict__.pop("role_codes", None)
        _count_change(user)


def _count_change(user: User) -> None:
    """A form that was opened before a role or a service was given or taken is stale: sent later, it would undo that
    unseen. In the transaction of the change."""
    User.objects.filter(pk=user.pk).update(version=F("version") + 1)
    user.refresh_from_db(fields=["version"])


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

    Whoever holds one is told of concerns and may read them, so nobody gives one to themselves (practice B16). A
    stand-in who becomes the holder stands in no more. Raises Refused for oneself, for anybody but an administrator,
    and where the stand-ins arranged would become a circle.
    """
    access.check_may_set_up(by)
    access.check_not_themselves(by, person)
    access.lock_lines()  # of two who would close a circle at once, one is first
    post, _is_new = Post.objects.select_for_update().get_or_create(
        code=code, service=service, defaults={"title": title or str(PostCode(code).label)}
    )
    stood_in = post.holdings.filter(Q(to_at__isnull=True) | Q(to_at__gt=now), person=person, reason=CoverReason.ABSENCE)
    stood_in.filter(from_at__gte=now).delete()
    stood_in.update(to_at=now)
    _check_no_circle_with_holder(post, person, now)
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
    """Somebody stands in for the holder of a post from a moment to a moment.

    ``to_at`` is not included. Raises Refused for cover that ends before it begins, for somebody on duty out of hours
    whom no text message can wake, for a circle of stand-ins, for oneself, and for anybody but an administrator.
    """
    access.check_may_set_up(by)
    access.check_not_themselves(by, person)
    if to_at <= from_at:
        raise Refused("Cover must end after it begins.")
    if not person.is_active:
        raise Refused(_("Their account is closed."))
    access.lock_lines()  # of two who would close a circle at once, one is first
    if reason == CoverReason.ABSENCE:
        _check_no_circle_with_cover(post, person, from_at, to_at)
    if reason == CoverReason.ON_DUTY and not person.work_phone:
        raise Refused(_("They have no work mobile, so nothing can wake them at night. Enter it on their page first."))
    holding = PostHolding.objects.create(post=post, person=person, reason=reason, from_at=from_at, to_at=to_at)
    record(Verb.COVER_ARRANGED, by=by, now=now, subject=post, fields=["cover"])
    held = post.holdings.filter(reason__isnull=True, to_at__isnull=True).select_related("person")
    tell_of_change(by=by, now=now, named=person, before=[one.person for one in held])
    return holding


def _check_no_circle_with_cover(post: Post, person: User, from_at: datetime, to_at: datetime) -> None:
    """At no moment each of a ring is away, with the next of them standing in (ORG-21). Raises Refused otherwise."""
    holder_of = _holders()
    if post.pk in holder_of:
        new = rules.Cover(holder_of[post.pk], person.pk, from_at, to_at)
        _refuse_circle(rules.ring_of([one for _post, one in _absences(holder_of, from_at)], new))


def _check_no_circle_with_holder(post: Post, person: User, now: datetime) -> None:
    """The same, once this person holds the post: those who stand in for its holder stand in for them."""
    absences = _absences({**_holders(), post.pk: person.pk}, now)
    for post_id, new in absences:
        if post_id == post.pk:
            _refuse_circle(rules.ring_of([one for _post, one in absences], new))


def _holders() -> dict[int, int]:
    held = PostHolding.objects.filter(reason__isnull=True, to_at__isnull=True)
    return dict(held.values_list("post_id", "person_id"))


def _absences(holder_of: dict[int, int], after: datetime) -> list[tuple[int, rules.Cover]]:
    away = PostHolding.objects.filter(Q(to_at__isnull=True) | Q(to_at__gt=after), reason=CoverReason.ABSENCE)
    return [
        (one.post_id, rules.Cover(holder_of[one.post_id], one.person_id, one.from_at, one.to_at))
        for one in away.order_by("pk")
        if one.post_id in holder_of
    ]


def _refuse_circle(ring: Sequence[int]) -> None:
    """Say who would stand in for whom. Raises Refused for a ring; none changes nothing."""
    if not ring:
        return
    if len(ring) == 1:
        raise Refused(_("Nobody stands in for themselves. Choose somebody else."))
    names = dict(User.objects.filter(pk__in=ring).values_list("pk", "full_name"))
    steps = [
        _("%(stand_in)s for %(holder)s") % {"stand_in": names[after], "holder": names[one]}
        for one, after in itertools.pairwise([*ring, ring[0]])
    ]
    raise Refused(
        _("They would stand in for each other in a circle: %(circle)s. Choose somebody else, or end an absence first.")
        % {"circle": ", ".join(steps)}
    )


@transaction.atomic
def put_on_duty(*, by: User, now: datetime, post: Post, person: User, to_at: datetime) -> PostHolding:
    """Somebody is told out of hours from ``now`` on, instead of whoever was to be: of two, the first would be asked."""
    access.check_may_set_up(by)
    access.lock_lines()  # before the post, as everybody who changes who answers for it
    end_duty(by=by, now=now, post=post)
    return arrange_cover(by=by, now=now, post=post, person=person, reason=CoverReason.ON_DUTY, from_at=now, to_at=to_at)


@transaction.atomic
def end_duty(*, by: User, now: datetime, post: Post) -> None:
    """Nobody is on duty out of hours for a post any more, so that its holder is told; also nobody who was to be."""
    _end_cover(by, now, post, CoverReason.ON_DUTY)


@transaction.atomic
def end_absence(*, by: User, now: datetime, post: Post) -> None:
    """The holder of a post is back, or is not away after all. Raises Refused for anybody but an administrator."""
    _end_cover(by, now, post, CoverReason.ABSENCE)


def _end_cover(by: User, now: datetime, post: Post, reason: CoverReason) -> None:
    access.check_may_set_up(by)
    Post.objects.select_for_update().get(pk=post.pk)  # of two who name somebody at once, one is last
    covers = post.holdings.filter(Q(to_at__isnull=True) | Q(to_at__gt=now), reason=reason)
    before = [one.person for one in covers.select_related("person")]
    covers.filter(from_at__gte=now).delete()
    covers.update(to_at=now)
    if before:
        record(Verb.COVER_ENDED, by=by, now=now, subject=post, fields=["cover"])
        tell_of_change(by=by, now=now, named=None, before=before)


@transaction.atomic
def record_training(
    *,
    by: User,
    now: datetime,
    person: User,
    kind: str,
    done_on: date,
    expires_on: date | None,
    held_at: str = "",
    client_token: UUID | None = None,
) -> Training:
    """Record a training of somebody whom ``by`` looks after (ORG-26); never one's own.

    ``kind``: the code of the course. ``expires_on``: the last day on which it counts, None if it does not run out.
    ``held_at``: where the certificate is; nothing is uploaded. The record written last counts. The same client token
    lands once. Raises Refused for anybody else's, for days that cannot be, and for a course that is not in use.
    """
    if not access.looked_after_by(by).filter(pk=person.pk).exists():
        raise Refused(_("Only their line manager or an administrator may record this."))
    wrong = rules.what_is_wrong_with_training(done_on, expires_on, now.astimezone(LONDON).date())
    if wrong:
        raise Refused(next(iter(wrong.values())))
    if not Course.objects.filter(code=kind, is_used=True).exists():
        raise Refused(_("Choose a course that is in use"))
    training, is_new = Training.objects.get_or_create(
        client_token=client_token or uuid4(),
        defaults={
            "person": person,
            "kind": kind,
            "done_on": done_on,
            "expires_on": expires_on,
            "held_at": held_at,
            "recorded_by": by,
            "recorded_at": now,
        },
    )
    if is_new:
        fields = ["person", "kind", "done_on", "expires_on", *(["held_at"] if held_at else [])]
        record(Verb.TRAINING_RECORDED, by=by, now=now, subject=training, fields=fields)
    return training


def note_training_opened(*, by: User, now: datetime, person: User) -> None:
    """Somebody opens the training of a person they look after."""
    record(Verb.TRAINING_OPENED, by=by, now=now, subject=person)


def note_team_listed(*, by: User, now: datetime, people: Iterable[User]) -> None:
    """Somebody sees who is trained and has signed: one event with the people it showed."""
    record(Verb.TEAM_LISTED, by=by, now=now, refs=[str(person.ref) for person in people])
