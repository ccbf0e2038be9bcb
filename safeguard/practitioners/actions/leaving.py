"""People who leave: when, to whom their work goes, and the end of their account (decision 0023).

Their work itself is moved by the actions of the apps it belongs to; ``desk`` calls them with this.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.notifications.actions import cancel_messages_to, queue_messages
from safeguard.practitioners import access, messages, rules, selectors
from safeguard.practitioners.actions.coverage import end_coverages_of
from safeguard.practitioners.actions.managing import tell_of_manager
from safeguard.practitioners.actions.people import grant_role
from safeguard.practitioners.actions.sign_ins import end_sign_ins_of, stop_resets_of
from safeguard.practitioners.actions.telling import tell_of_change
from safeguard.practitioners.enums import Role, Verb
from safeguard.practitioners.models import GroupMember, Leaving, Post, PostHolding, Service, Takers, User


@transaction.atomic
def arrange_leaving(*, by: User, now: datetime, person: User, leaves_at: datetime, takers: Takers) -> Leaving:
    """Say when somebody leaves, and to whom their work goes. Said again, the last holds.

    Raises Refused for anybody but an administrator, oneself, a moment that has passed, and a taker who has left.
    """
    access.check_may_set_up(by)
    person = User.objects.select_for_update().get(pk=person.pk)
    access.check_may_close(by, person)
    access.check_takers(by, takers)
    if leaves_at <= now:
        raise Refused(_("Choose a day to come, or close the account now."))
    named = [one for one in (takers.people, takers.cases, takers.tasks, takers.team) if one is not None]
    if any(one.pk == person.pk or not one.is_active for one in named):
        raise Refused(_("The work goes to somebody else who works here."))
    leaving, _is_new = Leaving.objects.update_or_create(
        person=person,
        done_at=None,
        cancelled_at=None,
        defaults={
            "leaves_at": leaves_at,
            "people_to": takers.people,
            "cases_to": takers.cases,
            "tasks_to": takers.tasks,
            "team_to": takers.team,
            "arranged_at": now,
            "arranged_by": by,
        },
    )
    record(Verb.LEAVING_ARRANGED, by=by, now=now, subject=person, fields=["leaves_at"])
    return leaving


@transaction.atomic
def cancel_leaving(*, by: User, now: datetime, person: User) -> bool:
    """They do not leave after all. False if nothing was arranged. Raises Refused for anybody but an administrator."""
    access.check_may_set_up(by)
    cancelled = Leaving.objects.filter(person=person, done_at=None, cancelled_at=None).update(cancelled_at=now)
    if cancelled:
        record(Verb.LEAVING_CANCELLED, by=by, now=now, subject=person, fields=["leaves_at"])
    return bool(cancelled)


@transaction.atomic
def close_account(*, by: User | None, now: datetime, person: User) -> User:
    """End somebody's access at once and for everything: sign-in, links for a password, roles, posts, cover, alerts.

    Nothing of theirs is deleted. ``by`` None: the moment that was arranged has come. Raises Refused for anybody but an
    administrator, for oneself, for the last administrator, and while they hold a post that is never empty (ORG-21).
    """
    if by is not None:
        access.check_may_set_up(by)
    access.lock_lines()  # with it: of two who leave at once, the second sees that the first is gone
    person = User.objects.select_for_update().get(pk=person.pk)
    access.check_may_close(by, person)
    kept = selectors.posts_that_keep(person, now)
    if kept:
        raise Refused(
            _("They hold the post: %(post)s. Name somebody else first; it is never empty.") % {"post": str(kept[0])}
        )
    roles = sorted(person.role_codes)
    if Role.ADMINISTRATOR in roles:
        access.check_not_last_administrator(person)
    _end_posts(by, now, person)
    GroupMember.objects.filter(person=person, to_at__isnull=True).update(to_at=now)
    end_coverages_of(by=by, now=now, person=person)
    person.role_grants.all().delete()
    Authenticator.objects.filter(user=person).delete()  # whoever comes back sets up another
    end_sign_ins_of(by=by, now=now, person=person)  # what is open on their screens goes with it
    stop_resets_of(by=by, now=now, person=person)  # nobody is there who could say that they did not ask for it
    person.set_unusable_password()  # what is signed in, and each link for a password, is made from the old one
    person.is_active, person.left_at = False, now
    person.version += 1
    person.save(update_fields=["password", "is_active", "left_at", "version"])
    person.__dict__.pop("role_codes", None)
    Leaving.objects.filter(person=person, done_at=None, cancelled_at=None).update(done_at=now)
    cancel_messages_to(person.pk, but=messages.WARNINGS)
    record(Verb.ACCOUNT_CLOSED, by=by, now=now, subject=person, fields=["is_active", "roles", "posts"])
    if rules.LETS_IN & set(roles):
        tell_of_change(by=by, now=now, named=person, news=messages.news_of(roles))
    return person


def _end_posts(by: User | None, now: datetime, person: User) -> None:
    """They hold and cover nothing any more; what was to begin never does."""
    held = PostHolding.objects.filter(Q(to_at__isnull=True) | Q(to_at__gt=now), person=person)
    for post in Post.objects.filter(pk__in=held.values("post")):
        record(Verb.POST_LEFT, by=by, now=now, subject=post, fields=["holder"])
    held.filter(from_at__gte=now).delete()
    held.update(to_at=now)


@transaction.atomic
def hand_over_team(*, by: User | None, now: datetime, person: User, to: User | None) -> int:
    """The people somebody manages are managed by another from now on; of these two, ``to`` by whoever managed both.

    Returns how many there are. The caller has checked that ``by`` may, and locked the lines.
    """
    team = list(person.team.filter(is_active=True).select_for_update())
    new: dict[int, User] = {}
    for one in team:
        manager = person.line_manager if to is not None and one.pk == to.pk else to
        managers = dict(User.objects.filter(line_manager__isnull=False).values_list("pk", "line_manager_id"))
        is_circle = manager is not None and rules.makes_circle({**managers, one.pk: None}, one.pk, manager.pk)
        one.line_manager = person.line_manager if is_circle else manager
        one.version += 1
        one.save(update_fields=["line_manager", "version"])
        record(Verb.USER_DESCRIBED, by=by, now=now, subject=one, fields=["line_manager"])
        if one.line_manager is not None:
            new[one.line_manager.pk] = one.line_manager
    for manager in new.values():
        tell_of_manager(by=by, now=now, manager=manager)
    return len(team)


def tell_takers(*, by: User | None, now: datetime, takers: Takers, also: Iterable[User] = ()) -> None:
    """Tell each of those to whom work has gone that there is some, and not whose (SEC-07); not ``by``, who knows."""
    everybody = (takers.people, takers.cases, takers.tasks, takers.team, *also)
    named = {one.pk: one for one in everybody if one not in (None, by)}
    queue_messages([messages.work_taken_over(one, now) for one in named.values()], now=now)


@transaction.atomic
def reopen_account(
    *, by: User, now: datetime, person: User, services: Collection[Service] = (), roles: Collection[str] = ()
) -> User:
    """Let somebody who left in again, and send them a link to choose a password. No role and no service comes back by
    itself: what they get is said anew, and those who lead are told.

    Raises Refused for anybody but an administrator, for roles that come with a post, and for an account that is open.
    """
    access.check_may_set_up(by)
    access.check_roles(roles)
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.is_active:
        raise Refused(_("Their account is open."))
    person.is_active, person.left_at = True, None
    if person.line_manager is not None and (person.line_manager == by or not person.line_manager.is_active):
        person.line_manager = None  # nobody makes themselves somebody's line manager by letting them in
    person.version += 1
    person.save(update_fields=["is_active", "left_at", "line_manager", "version"])
    person.services.set(services)
    record(Verb.ACCOUNT_REOPENED, by=by, now=now, subject=person, fields=["is_active", "services"])
    for role in roles:
        grant_role(by=by, now=now, user=person, role=role)
    tell_of_change(by=by, now=now, named=person, news=messages.account_reopened)
    queue_messages([messages.invitation(person, now)], now=now)
    return person


@transaction.atomic
def warn_of_blocked_leaving(*, by: None = None, now: datetime, leaving: Leaving, is_error: bool = False) -> None:
    """Once a day: an account that should be closed cannot be: until somebody else holds the post, or because of an
    error."""
    day = f"{now:%Y-%m-%d}"
    told = {one.pk: one for one in [*selectors.administrators(), *selectors.holders_of_leading_posts(now)]}
    told.pop(leaving.person_id, None)
    queue_messages(
        [messages.leaving_blocked(one, leaving.pk, day, is_error=is_error) for one in told.values()], now=now
    )
