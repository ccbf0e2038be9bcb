"""Reading who is who, and who answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import zip_longest
from typing import Any, cast
from unicodedata import combining, normalize
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import F, Q, QuerySet

from safeguard.lib.clock import NOW
from safeguard.lib.errors import NotVisible
from safeguard.lib.permissions import Permission
from safeguard.lib.worktime import WorkingHours, is_working_time
from safeguard.practitioners import rules
from safeguard.practitioners.enums import CoverReason, PostCode, TrainingKind, TrainingState
from safeguard.practitioners.models import (
    Leaving,
    Organisation,
    Post,
    PostHolding,
    RoleGrant,
    Service,
    Training,
    User,
)

_known_to_be_live = False


def is_live() -> bool:
    """Whether real people may be recorded here. It never goes back, so a process that has seen a yes remembers it."""
    global _known_to_be_live
    if not _known_to_be_live:
        _known_to_be_live = Organisation.objects.filter(live_at__isnull=False).exists()
    return _known_to_be_live


@dataclass(frozen=True)
class Answering:
    """A post and the person who answers for it now."""

    code: str
    post: str
    person: User

    @property
    def name(self) -> str:
        """The person's name."""
        return self.person.full_name

    @property
    def phone(self) -> str:
        """Their work number, or an empty text."""
        return self.person.work_phone


def who_answers(
    codes: Iterable[str],
    *,
    service_id: int | None,
    now: datetime,
    hours: WorkingHours,
    excluded: Iterable[int] = (),
) -> dict[str, Answering | None]:
    """For each post code the person who answers for it at ``now``, or None. One query."""
    found = everybody_who_answers(codes, service_id=service_id, now=now, hours=hours, excluded=excluded)
    return {code: people[0] if people else None for code, people in found.items()}


def everybody_who_answers(
    codes: Iterable[str],
    *,
    service_id: int | None,
    now: datetime,
    hours: WorkingHours,
    excluded: Iterable[int] = (),
) -> dict[str, list[Answering]]:
    """For each post code everybody who could answer for it at ``now``, in the order in which they are asked.

    A post of the matter's service goes before one that covers every service; cover before the holder. One query.
    """
    wanted = list(codes)
    book = post_book([service_id], now=now, hours=hours, codes=wanted)
    return book.answering(wanted, service_id=service_id, excluded=excluded)


@dataclass(frozen=True)
class PostBook:
    """Who stands in which post at one moment: read once, asked for many matters."""

    posts: tuple[tuple[Post, tuple[PostHolding, ...]], ...]
    now: datetime
    is_working_time: bool

    def answering(
        self, codes: Iterable[str], *, service_id: int | None, excluded: Iterable[int] = ()
    ) -> dict[str, list[Answering]]:
        """What ``everybody_who_answers`` says of this moment. No query."""
        out = set(excluded)
        found: dict[str, list[Answering]] = {code: [] for code in codes}
        for post, holdings in self.posts:
            if post.code in found and post.service_id in (service_id, None):
                people = {h.person_id: h.person for h in holdings}
                standings = (h.standing() for h in holdings)
                order = rules.who_answers(standings, self.now, is_working_time=self.is_working_time, excluded=out)
                found[post.code] += [Answering(post.code, post.title, people[pk]) for pk in order]
        return found


def post_book(
    service_ids: Iterable[int | None], *, now: datetime, hours: WorkingHours, codes: Iterable[str] | None = None
) -> PostBook:
    """Every post of these services and of the whole organisation with its holders, or only posts of these ``codes``.

    One query.
    """
    holdings = PostHolding.objects.at(now).filter(
        Q(post__service_id__in=[pk for pk in service_ids if pk is not None]) | Q(post__service__isnull=True)
    )
    if codes is not None:
        holdings = holdings.filter(post__code__in=codes)
    by_post: dict[Post, list[PostHolding]] = {}
    for holding in holdings.select_related("post", "person"):
        by_post.setdefault(holding.post, []).append(holding)
    posts = sorted(by_post, key=lambda post: post.service_id is None)
    return PostBook(tuple((post, tuple(by_post[post])) for post in posts), now, is_working_time(now, hours))


def line_above(people: Iterable[User]) -> set[int]:
    """The ids of everybody in the line of management above these people. Stops if somebody made a circle."""
    managers = dict(User.objects.filter(line_manager__isnull=False).values_list("pk", "line_manager_id"))
    above: set[int] = set()
    for person in people:
        manager = managers.get(person.pk)
        while manager is not None and manager not in above:
            above.add(manager)
            manager = managers.get(manager)
    return above


def holders_of_safeguarding_posts(now: datetime) -> QuerySet[User]:
    """Everybody who holds or covers a safeguarding post at a moment: those who could be told of a concern."""
    holders = PostHolding.objects.at(now).filter(post__code__in=rules.TOLD_OF_CONCERNS)
    return User.objects.filter(pk__in=holders.values("person"), is_active=True).order_by("full_name")


def holders_of_leading_posts(now: datetime) -> QuerySet[User]:
    """The lead, the deputy and the strategic lead at a moment: those who see whether cases are in the right hands."""
    codes = [PostCode.DSL, PostCode.DEPUTY_DSL, PostCode.STRATEGIC_LEAD]
    held = PostHolding.objects.at(now).filter(reason__isnull=True, post__code__in=codes, post__service__isnull=True)
    return User.objects.filter(pk__in=held.values("person"), is_active=True).order_by("pk")


def people_holding(code: str, now: datetime) -> set[int]:
    """The ids of everybody who holds or covers a post of this kind at a moment."""
    standing = PostHolding.objects.at(now).filter(post__code=code)
    return set(standing.values_list("person_id", flat=True))


def unnamed(text: str, *, typed: str = "") -> str:
    """A text that leaves the organisation, without the name of anybody who has said that theirs is not to go out
    (ORG-18); also of who has left since. ``typed``: what the reader wrote themselves, which comes back as it is, though
    they share the name of somebody here. One query."""
    names = User.objects.filter(do_not_publicise=True).values_list("full_name", flat=True)
    return rules.without_names(text, [name for name in names if name.casefold() not in typed.casefold()])


def people_named_in(text: str) -> list[User]:
    """Staff whose whole name stands in a text, in any order or case.

    Used to leave people out of alerts about themselves, so it errs towards finding too many; a closed account
    is found too, because the line above it must be left out.
    """
    words = set(_words(text))
    if not words:
        return []
    # Two columns of everybody and no more: this is asked whenever a concern is raised.
    names = User.objects.values_list("pk", "full_name").iterator(chunk_size=2000)
    named = [pk for pk, name in names if _words_of_name(name) <= words]
    return list(User.objects.filter(pk__in=named).order_by("pk")) if named else []


@lru_cache(maxsize=10_000)
def _words_of_name(name: str) -> frozenset[str]:
    """The words of a name, worked out once: a name always has the same words."""
    return frozenset(_words(name))


def holders_meant_by(text: str, now: datetime, *, by_one_word: bool = True) -> list[User]:
    """Holders of safeguarding posts meant by a text: by one word of their name, or by the name of their post.

    ``by_one_word`` False: by the whole name or the post only.

    "Dana", "Mrs Whitlock" and "the DSL" must not alert Dana Whitlock about herself.
    """
    said = _words(text)
    words = {word for word, then in zip_longest(said, said[1:]) if word != "deputy" or then not in rules.OTHER_DEPUTIES}
    if not words:
        return []
    standing = PostHolding.objects.at(now)
    found: dict[int, User] = {}
    for holding in standing.select_related("person", "post"):
        names = {word for word in _words(holding.person.full_name) if len(word) > 1}
        titles = [*rules.SPOKEN_NAMES.get(holding.post.code, ()), holding.post.title]
        is_named = names & words if by_one_word else bool(names) and names <= words
        if is_named or any(set(_words(title)) <= words for title in titles):
            found[holding.person_id] = holding.person
    return list(found.values())


def organisation() -> Organisation:
    """The organisation that this installation belongs to."""
    return Organisation.objects.select_related("live_by").get()


def service_with(ref: UUID) -> Service:
    """A service that is run. Raises NotVisible when there is none."""
    found = services_in_use().filter(ref=ref).first()
    if found is None:
        raise NotVisible
    return found


def somebody(ref: UUID) -> User:
    """Somebody who works here. Raises NotVisible when there is nobody."""
    found = everybody().filter(ref=ref).first()
    if found is None:
        raise NotVisible
    return found


def posts_that_keep(person: User, now: datetime) -> list[Post]:
    """The posts of somebody that are never empty: they hold one for all services, so they cannot leave (ORG-21)."""
    held = PostHolding.objects.at(now).filter(person=person, reason__isnull=True, post__service__isnull=True)
    posts = Post.objects.filter(pk__in=held.values("post"), code__in=rules.NEVER_EMPTY)
    return list(posts.order_by("code"))


def administrators() -> QuerySet[User]:
    """Everybody who sets people up."""
    return people_who_may(Permission.MANAGE_PEOPLE)


def leaving_of(person: User) -> Leaving | None:
    """What is arranged for somebody who is to leave."""
    named = Leaving.objects.select_related("people_to", "cases_to", "tasks_to", "team_to", "arranged_by")
    return named.filter(person=person, done_at=None, cancelled_at=None).first()


def due_leavings(now: datetime) -> QuerySet[Leaving]:
    """Those whose moment to leave has come, and who are still here."""
    due = Leaving.objects.filter(leaves_at__lte=now, done_at=None, cancelled_at=None, person__is_active=True)
    named = ("person__line_manager", "people_to", "cases_to", "tasks_to", "team_to", "arranged_by")
    return due.select_related(*named).order_by("leaves_at", "pk")


def whoever(ref: UUID) -> User:
    """Somebody who works here, or did. Raises NotVisible when there is nobody."""
    people = User.objects.select_related("line_manager").prefetch_related("role_grants", "services")
    found = people.filter(ref=ref).first()
    if found is None:
        raise NotVisible
    return found


def holders_now(now: datetime) -> list[PostHolding]:
    """Who holds or covers which post at a moment, the holder of each before those who cover it."""
    standing = PostHolding.objects.at(now).filter(person__is_active=True).select_related("post__service", "person")
    return list(standing.order_by("post__code", F("reason").asc(nulls_first=True), "from_at"))


def holder_of(post: Post, now: datetime) -> User | None:
    """Whoever holds a post at a moment, away or not. One query."""
    held = PostHolding.objects.at(now).filter(post=post, reason__isnull=True, person__is_active=True)
    found = held.select_related("person").first()
    return found.person if found is not None else None


def absences_of(post: Post, now: datetime) -> list[PostHolding]:
    """Who stands in for the holder of a post, now and later, the first first. One query."""
    covers = post.holdings.filter(Q(to_at__isnull=True) | Q(to_at__gt=now), reason=CoverReason.ABSENCE)
    return list(covers.select_related("person").order_by("from_at", "pk"))


def with_second_factor() -> set[int]:
    """The ids of everybody who has set up an authenticator app or a passkey."""
    factors = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)
    return set(factors.values_list("user_id", flat=True))


def services_in_use() -> QuerySet[Service]:
    """Every service that is run, by name."""
    return Service.objects.filter(is_active=True).order_by("name")


def everybody() -> QuerySet[User]:
    """Everybody who works here, by name, with what a list of people shows."""
    people = User.objects.filter(is_active=True).select_related("line_manager")
    return people.prefetch_related("role_grants", "services").order_by("full_name", "pk")


def services_of(user: User) -> QuerySet[Service]:
    """The services somebody works in."""
    return user.services.filter(is_active=True).order_by("name")


def _words(text: str) -> list[str]:
    """Words without case, accents and punctuation: Zoë is found as Zoe, O’Neill as O'Neill."""
    bare = "".join(c for c in normalize("NFKD", text.casefold()) if not combining(c))
    return "".join(c if c.isalnum() else " " for c in bare).split()


# Asked before every page, so its words stand here and are not put together each time.
SIGNED_IN = """
SELECT {account},
       ARRAY(SELECT role FROM practitioners_rolegrant WHERE user_id = person.id) AS roles,
       ARRAY(SELECT service.id FROM practitioners_service AS service
               JOIN practitioners_user_services AS works ON works.service_id = service.id
              WHERE works.user_id = person.id AND service.is_active ORDER BY service.name) AS works_in,
       EXISTS (SELECT FROM practitioners_postholding AS holding
                WHERE holding.person_id = person.id AND holding.from_at <= app_now()
                  AND (holding.to_at IS NULL OR holding.to_at > app_now())) AS holds_post,
       EXISTS (SELECT FROM mfa_authenticator AS factor
                WHERE factor.user_id = person.id AND factor.type <> %(recovery_codes)s) AS has_factor,
       app_now() AS asked_at
  FROM practitioners_user AS person
 WHERE person.id = %(id)s
"""


def signed_in(user_id: int, **also: str) -> User | None:
    """The account of whoever is signed in, with what every page asks about it. One query.

    With it come their roles, the services they work in (``works_in``), whether they hold a post and have a second
    factor, the moment by the database's clock (``asked_at``), and ``also``: more columns by name, as SQL of ours.
    """
    account = [f"person.{field.column}" for field in User._meta.concrete_fields]
    more = [f"{sql} AS {name}" for name, sql in also.items()]
    words = {"id": user_id, "recovery_codes": Authenticator.Type.RECOVERY_CODES.value}
    for user in User.objects.raw(SIGNED_IN.format(account=", ".join([*account, *more])), words):
        user.role_codes = frozenset(user.roles)  # type: ignore[attr-defined]
        return user
    return None


def needs_second_factor(user: User) -> bool:
    """Whether somebody must have one: by a role, or because they hold or cover a safeguarding post (SEC-02)."""
    if user.needs_second_factor:
        return True
    came_with = getattr(user, "holds_post", None)
    return PostHolding.objects.at(NOW).filter(person=user).exists() if came_with is None else came_with


def has_second_factor(user: User) -> bool:
    """Whether somebody has set up an authenticator app or a passkey (SEC-02; recovery codes alone do not count)."""
    came_with = getattr(user, "has_factor", None)
    return _second_factors().filter(user=user).exists() if came_with is None else came_with


def _second_factors() -> QuerySet[Any]:
    return cast("QuerySet[Any]", Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES))


def trainings_written_last(user_ids: Iterable[int]) -> dict[int, Training]:
    """The record that counts of everybody who has one, by the person's id. One query."""
    rows = Training.objects.filter(person__in=set(user_ids), kind=TrainingKind.SAFEGUARDING_ONLINE)
    last = rows.order_by("person", "-recorded_at", "-pk").distinct("person")
    return {row.person_id: row for row in last}


def training_state_of(user_ids: Iterable[int], day: date) -> dict[int, TrainingState]:
    """Where each of these people stands with safeguarding training on a day, by their ids. One query."""
    wanted = set(user_ids)
    last = trainings_written_last(wanted)
    return {pk: rules.training_on(last[pk].fact() if pk in last else None, day) for pk in wanted}


def trainings_of(person: User) -> QuerySet[Training]:
    """Somebody's records, the one that counts first."""
    return person.trainings.select_related("recorded_by").order_by("-recorded_at", "-pk")


def people_with_role(role: str) -> list[User]:
    """Everybody who has this role and works here, by name."""
    granted = RoleGrant.objects.filter(role=role)
    return list(User.objects.filter(pk__in=granted.values("user"), is_active=True).order_by("full_name"))


def people_who_may(permission: Permission) -> QuerySet[User]:
    """Everybody with a role that grants this, by name."""
    roles = [role for role, granted in rules.PERMISSIONS_OF.items() if permission in granted]
    granted = RoleGrant.objects.filter(role__in=roles)
    return User.objects.filter(pk__in=granted.values("user"), is_active=True).order_by("full_name")
