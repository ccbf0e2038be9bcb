"""Where people are signed in, what is lost, and who is known at the organisation's own sign-in."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Now

from safeguard.audit.selectors import events_about
from safeguard.lib.permissions import Permission
from safeguard.practitioners import rules
from safeguard.practitioners.enums import Verb
from safeguard.practitioners.models import (
    FactorReset,
    FailedSignIns,
    PostHolding,
    Service,
    SignIn,
    User,
    WorkIdentity,
)
from safeguard.practitioners.selectors import has_second_factor, holders_of_leading_posts, people_who_may

FAILURES_KEPT = timedelta(days=31)


def has_any_factor(user: User) -> bool:
    """Whether there is anything to reset: an app, a passkey, or recovery codes alone."""
    return bool(Authenticator.objects.filter(user=user).exists())


def sign_ins_of(person: User) -> QuerySet[SignIn]:
    """The browsers somebody is signed in with, the one used last first; by the real time, as sign-ins are judged."""
    lasting = {"expire_date__gt": Now(), "seen_at__gt": Now() - rules.IN_THE_MIDDLE}
    return SignIn.objects.of(person).filter(**lasting).order_by("-seen_at", "-began_at")


def signs_in_with_a_password_alone(user: User) -> bool:
    """Whether the link for a forgotten password is all it takes to be them: at another address, to be another."""
    return user.last_login is not None and not has_second_factor(user)


def open_reset_of(person: User) -> FactorReset | None:
    """The reset of a second factor, or the new address, that waits for somebody, or None."""
    waiting = FactorReset.objects.filter(person=person, done_at=None, stopped_at=None)
    return waiting.select_related("person", "asked_by", "agreed_by").first()


def told_of_factor_reset(reset: FactorReset, now: datetime) -> list[User]:
    """Who is told that a second factor is to be reset: its person, the lead, deputy and strategic lead, and every
    administrator but the one who asked."""
    told = {one.pk: one for one in [*holders_of_leading_posts(now), *people_who_may(Permission.MANAGE_PEOPLE)]}
    told.pop(reset.asked_by_id, None)
    told[reset.person_id] = reset.person
    return list(told.values())


def is_let_in(person: User, now: datetime) -> bool:
    """Whether somebody reads cases or lets others in: by a role, or by a post that they hold or cover."""
    if not rules.LETS_IN.isdisjoint(person.role_codes):
        return True
    return PostHolding.objects.at(now).filter(person=person).exists()


def gains_services(person: User, services: Iterable[Service]) -> bool:
    """Whether somebody who opens every young person of their services is about to get another one."""
    if rules.LETS_IN.isdisjoint(person.role_codes):
        return False
    return not {one.pk for one in services} <= set(person.services.values_list("pk", flat=True))


def address_changed_since(person: User, moment: datetime) -> bool:
    """Whether somebody's work address was changed after a moment, by the trail."""
    verbs = [Verb.USER_DESCRIBED, Verb.USER_CORRECTED]
    return events_about(person).filter(verb__in=verbs, at__gt=moment, fields__contains=["email"]).exists()


def reopened_since(person: User, moment: datetime) -> bool:
    """Whether somebody's account was opened again after a moment, by the trail."""
    return events_about(person).filter(verb=Verb.ACCOUNT_REOPENED, at__gt=moment).exists()


def failed_sign_ins(now: datetime) -> dict[str, int]:
    """How many sign-ins failed in this hour and the one before, and within a day. One query."""
    day = FailedSignIns.objects.filter(hour_at__gt=now - timedelta(hours=24))
    return day.aggregate(
        hour=Coalesce(Sum("count", filter=Q(hour_at__gt=now - timedelta(hours=2))), 0), day=Coalesce(Sum("count"), 0)
    )


def work_identity(issuer: str, subject: str) -> WorkIdentity | None:
    """Whom the organisation's own sign-in means, or None."""
    linked = WorkIdentity.objects.filter(issuer=issuer, subject=subject, unlinked_at=None)
    return linked.select_related("user").first()


def is_unlinked(user: User, issuer: str, subject: str) -> bool:
    """Whether this identity, or whatever this person had, was unlinked: then their address alone lets nobody in."""
    meant = Q(user=user) | Q(subject=subject)
    return WorkIdentity.objects.filter(meant, issuer=issuer, unlinked_at__isnull=False).exists()


def work_identity_of(person: User) -> WorkIdentity | None:
    """With which of the organisation's own accounts somebody signs in, or None."""
    return person.work_identities.filter(unlinked_at=None).first()


def person_at(email: str) -> User | None:
    """Who has this work address, however it is written; None if nobody has."""
    return User.objects.filter(email=email.strip().lower()).first() if email else None


def has_other_identity(user: User, issuer: str, subject: str) -> bool:
    """Whether somebody is linked to another identity of the same provider."""
    linked = WorkIdentity.objects.filter(user=user, issuer=issuer, unlinked_at=None)
    return linked.exclude(subject=subject).exists()
