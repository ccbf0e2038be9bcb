"""The safeguarding directory: whom to ring for what, and whether that has been shown to reach them (ORG-23, ORG-24)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateTimeField, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from safeguard.lib.worktime import london_day
from safeguard.notifications.enums import Channel
from safeguard.notifications.models import ChannelTest
from safeguard.notifications.rules import CONFIRMED_FOR
from safeguard.practitioners import rules
from safeguard.practitioners.enums import CoverReason, PostCode, Verified
from safeguard.practitioners.models import Contract, GroupMember, Post, PostHolding, Service, User

# The order in which somebody looks for help.
ORDER = (
    *(PostCode.DSO, PostCode.DSL, PostCode.DEPUTY_DSL, PostCode.STRATEGIC_LEAD, PostCode.HR_DSO, PostCode.CHAIR),
    *(PostCode.POLICY_DSO, PostCode.CHAMPION),
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A post with whoever holds or covers it now. ``person`` None: nobody, so it is not active."""

    post: Post
    covers: str
    deputy_for: str
    person: User | None
    is_cover: bool
    verified_at: datetime | None
    verified: Verified

    @property
    def is_active(self) -> bool:
        """Whether somebody answers for it."""
        return self.person is not None


def entries(now: datetime) -> list[Entry]:
    """Every post with everybody who holds or covers it at ``now``, and what has been verified of them. Three queries.

    An entry counts as verified since the older of its two channels was: a message that wakes nobody is no use.
    """
    contracts = Prefetch("service__contracts", _contracts(now))
    posts = Post.objects.filter(Q(service=None) | Q(service__is_active=True)).select_related("service__brand")
    held: dict[int, list[PostHolding]] = {}
    for one in _holdings(now):
        held.setdefault(one.post_id, []).append(one)
    found = []
    for post in posts.prefetch_related(contracts):
        holdings: Sequence[PostHolding | None] = held.get(post.pk) or [None]
        titles = [one.title for one in post.service.contracts.all()] if post.service else []
        found += [_entry(post, one, now, titles) for one in holdings]
    return sorted(found, key=_place)


def whom_to_ring(now: datetime) -> list[Entry]:
    """The entries that somebody answers for, in the same order: what every page of the work shows. One query."""
    running = _contracts(now).filter(services=OuterRef("post__service")).order_by("title").values("title")
    rows = _holdings(now).filter(Q(post__service=None) | Q(post__service__is_active=True))
    rows = rows.select_related("person", "post__service__brand").annotate(contract_titles=ArraySubquery(running))
    return sorted((_entry(one.post, one, now, one.contract_titles) for one in rows), key=_place)


def _contracts(now: datetime) -> QuerySet[Contract]:
    """Those that run, or are still to begin."""
    return Contract.objects.filter(Q(to_on=None) | Q(to_on__gte=london_day(now)))


def _place(entry: Entry) -> tuple[int, str, str]:
    name = entry.person.full_name if entry.person else ""
    return ORDER.index(PostCode(entry.post.code)), str(entry.post.service or ""), name


def _holdings(now: datetime) -> QuerySet[Any]:
    confirmed = ChannelTest.objects.filter(recipient=OuterRef("person"), confirmed_at__isnull=False)
    by_email = confirmed.filter(channel=Channel.EMAIL, address=OuterRef("person__email"))
    by_text = confirmed.filter(channel=Channel.SMS, address=OuterRef("person__work_phone"))
    rows = PostHolding.objects.at(now).filter(person__is_active=True).select_related("person")
    return rows.annotate(email_at=_latest(by_email), text_at=_latest(by_text)).order_by(
        F("reason").asc(nulls_first=True), "from_at", "pk"
    )


def _latest(tests: QuerySet[ChannelTest]) -> Subquery:
    rows = tests.order_by().values("recipient").annotate(at=Max("confirmed_at"))
    return Subquery(rows.values("at")[:1], output_field=DateTimeField())


def _entry(post: Post, holding: PostHolding | None, now: datetime, contracts: Sequence[str]) -> Entry:
    person = holding.person if holding is not None else None
    verified_at: datetime | None = None
    if holding is not None:
        moments = [holding.email_at, *([holding.text_at] if holding.person.work_phone else [])]  # type: ignore[attr-defined]
        verified_at = None if None in moments else min(moments)
    return Entry(
        post=post,
        covers=_coverage(post, contracts),
        deputy_for=_deputy_for(post, holding),
        person=person,
        is_cover=holding is not None and holding.reason is not None,
        verified_at=verified_at,
        verified=rules.verified(verified_at, now, CONFIRMED_FOR),
    )


def _coverage(post: Post, contracts: Sequence[str]) -> str:
    """What a post is for: its service with region, audience and contracts; or a matter; or everything."""
    matters = {
        PostCode.HR_DSO: _("Staff matters"),
        PostCode.POLICY_DSO: _("Policy"),
        PostCode.CHAMPION: _("Online safety on the board"),
        PostCode.CHAIR: _("Matters about the lead"),
    }
    service = post.service
    if service is None:
        return str(matters.get(PostCode(post.code), _("All services")))
    parts = [service.name, service.brand.name if service.brand else "", service.region, service.audience]
    return ", ".join(part for part in [*parts, *contracts] if part)


def _deputy_for(post: Post, holding: PostHolding | None) -> str:
    if holding is not None and holding.reason:
        words = {CoverReason.ABSENCE: _("%(post)s, while away"), CoverReason.ON_DUTY: _("%(post)s, out of hours")}
        return words[CoverReason(holding.reason)] % {"post": post.title}
    return str(PostCode.DSL.label) if post.code == PostCode.DEPUTY_DSL else ""


def services_in_scope(*, brands: Iterable[str], regions: Iterable[str], contracts: Iterable[str]) -> list[Service]:
    """The services of brands (by reference), regions (by name) and contracts (by reference); nothing chosen of a kind:
    whatever it is (ORG-01)."""
    rows = Service.objects.filter(is_active=True)
    for name, chosen in (("brand__ref", brands), ("region", regions), ("contracts__ref", contracts)):
        wanted = list(chosen)
        rows = rows.filter(**{f"{name}__in": wanted}) if wanted else rows
    return list(rows.distinct().order_by("name"))


def group(now: datetime) -> list[GroupMember]:
    """Everybody who sits in the Online Safety Group, by name; the lead is not among them. One query."""
    seats = GroupMember.objects.filter(Q(to_at__isnull=True) | Q(to_at__gt=now), from_at__lte=now)
    return list(seats.select_related("person").order_by("person__full_name", "pk"))
