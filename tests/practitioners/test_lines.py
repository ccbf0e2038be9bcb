"""Who manages and who stands in for whom is never a circle, of any length and for two administrators at once."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.practitioners.actions import PersonDetails as Details
from safeguard.practitioners.actions import (
    Profile,
    appoint_holder,
    arrange_cover,
    correct_person,
    describe_person,
)
from safeguard.practitioners.enums import CoverReason, PostCode, Role
from safeguard.practitioners.models import Post, PostHolding, User
from safeguard.practitioners.rules import Cover, makes_circle, ring_of
from tests.factories.cast import assemble
from tests.factories.practitioners import UserFactory
from tests.threads import at_once

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
people = st.integers(min_value=1, max_value=8)


@given(st.dictionaries(people, st.none() | people), people, st.none() | people)
def test_a_line_without_circles_stays_so(changes: dict[int, int | None], person: int, manager: int | None) -> None:
    line: dict[int, int | None] = {}
    for one, above in [*changes.items(), (person, manager)]:
        if not makes_circle(line, one, above):
            line[one] = above
    for start in line:
        seen, above = {start}, line[start]
        while above is not None:
            assert above not in seen
            seen.add(above)
            above = line.get(above)


@given(st.lists(people, min_size=1, max_size=8, unique=True))
def test_a_circle_of_any_length_is_seen(ring: list[int]) -> None:
    line = dict(itertools.pairwise(ring))  # each is managed by the next
    assert makes_circle(line, ring[-1], ring[0])


def test_a_circle_that_is_there_already_is_not_walked_for_ever() -> None:
    assert not makes_circle({1: 2, 2: 1}, 3, 1)
    assert not makes_circle({}, 1, None)


@given(st.lists(people, min_size=1, max_size=8, unique=True))
def test_a_ring_of_stand_ins_is_seen(ring: list[int]) -> None:
    covers = [Cover(one, after, NOW, NOW + HOUR) for one, after in itertools.pairwise(ring)]
    assert ring_of(covers, Cover(ring[-1], ring[0], NOW, NOW + HOUR))


def test_only_what_holds_at_the_same_time_is_a_ring() -> None:
    first = Cover(1, 2, NOW, NOW + HOUR)
    assert not ring_of([first], Cover(2, 1, NOW + HOUR, NOW + 2 * HOUR))
    assert not ring_of([Cover(1, 2, NOW + HOUR, None)], Cover(2, 1, NOW, NOW + HOUR))
    assert ring_of([first], Cover(2, 1, NOW + HOUR / 2, None))
    assert ring_of([Cover(1, 2, NOW, None)], Cover(2, 1, NOW + HOUR, None))


# --- in the database ------------------------------------------------------------------------------------------------


def profile(person: User, **over: Any) -> Profile:
    facts = {"full_name": person.full_name, "email": person.email, "kind": person.kind, "line_manager": None}
    return Profile(**{**facts, "services": list(person.services.all()), **over})


def managed_by(by: User, person: User, manager: User) -> User:
    person = User.objects.get(pk=person.pk)
    given_ = profile(person, line_manager=manager)
    return describe_person(by=by, now=clock.now(), person=person, version=person.version, profile=given_)


@pytest.mark.django_db
def test_nobody_manages_themselves_at_any_distance(cast):
    with pytest.raises(Refused, match="own line manager"):
        managed_by(cast.admin, cast.manager, cast.manager)
    with pytest.raises(Refused, match="directly or through others"):
        managed_by(cast.admin, cast.manager, cast.owner)
    managed_by(cast.admin, cast.manager, cast.lead)
    with pytest.raises(Refused, match="directly or through others"):
        managed_by(cast.admin, cast.lead, cast.colleague)
    details = Details(full_name="Leo", email=cast.lead.email, line_manager=cast.owner)
    with pytest.raises(Refused, match="directly or through others"):
        correct_person(
            by=cast.admin,
            now=clock.now(),
            person=cast.lead,
            version=User.objects.get(pk=cast.lead.pk).version,
            details=details,
        )


@pytest.mark.django_db
def test_whoever_has_left_manages_nobody(cast):
    User.objects.filter(pk=cast.lead.pk).update(is_active=False)
    with pytest.raises(Refused, match="closed"):
        managed_by(cast.admin, cast.owner, User.objects.get(pk=cast.lead.pk))


def test_two_administrators_cannot_make_a_circle_together(committed_db):
    cast = assemble()
    second = UserFactory(roles=[Role.ADMINISTRATOR])
    connection.close()
    answers = at_once(
        lambda: managed_by(cast.admin, cast.lead, cast.board),
        lambda: managed_by(second, cast.board, cast.lead),
    )
    assert [isinstance(one, Refused) for one in answers].count(True) == 1
    above = dict(User.objects.filter(pk__in=[cast.lead.pk, cast.board.pk]).values_list("pk", "line_manager"))
    assert list(above.values()).count(None) == 1


@pytest.mark.django_db
def test_circular_cover_is_refused(cast):
    now = clock.now()
    lead, deputy = Post.objects.get(code=PostCode.DSL), Post.objects.get(code=PostCode.DEPUTY_DSL)
    facts = {"by": cast.admin, "now": now, "reason": CoverReason.ABSENCE, "from_at": now, "to_at": now + HOUR}
    arrange_cover(post=lead, person=cast.deputy, **facts)
    with pytest.raises(Refused, match="circle: Dana Whitlock for Della Marsh, Della Marsh for Dana Whitlock"):
        arrange_cover(post=deputy, person=cast.dsl, **facts)
    with pytest.raises(Refused, match="for themselves"):
        arrange_cover(post=deputy, person=cast.deputy, **facts)
    later = {**facts, "from_at": now + HOUR, "to_at": now + 2 * HOUR}
    assert arrange_cover(post=deputy, person=cast.dsl, **later)


@given(st.lists(people, min_size=2, max_size=8, unique=True))
def test_a_ring_is_named_from_its_holder_on(ring: list[int]) -> None:
    covers = [Cover(one, after, NOW, NOW + HOUR) for one, after in itertools.pairwise(ring)]
    assert ring_of(covers, Cover(ring[-1], ring[0], NOW, NOW + HOUR)) == [ring[-1], *ring[:-1]]


@pytest.mark.django_db
def test_nobody_is_appointed_into_a_circle_of_stand_ins(cast):
    now = clock.now()
    facts = {"by": cast.admin, "now": now, "reason": CoverReason.ABSENCE, "from_at": now + HOUR}
    chair, lead = Post.objects.get(code=PostCode.CHAIR), Post.objects.get(code=PostCode.STRATEGIC_LEAD)
    arrange_cover(post=lead, person=cast.hr_dso, to_at=now + 3 * HOUR, **facts)
    arrange_cover(post=chair, person=cast.lead, to_at=now + 3 * HOUR, **facts)
    before = list(PostHolding.objects.order_by("pk").values())
    with pytest.raises(Refused, match=r"Leo Brandt for Hana Petrov, Hana Petrov for Leo Brandt\. Choose"):
        appoint_holder(by=cast.admin, now=now + HOUR / 2, code=PostCode.CHAIR, person=cast.hr_dso)
    assert list(PostHolding.objects.order_by("pk").values()) == before
    appoint_holder(by=cast.admin, now=now + HOUR / 2, code=PostCode.CHAIR, person=cast.board)


@pytest.mark.django_db
@pytest.mark.parametrize("has_begun", [True, False])
def test_a_stand_in_who_becomes_the_holder_stands_in_no_more(cast, has_begun):
    now = clock.now()
    lead = Post.objects.get(code=PostCode.STRATEGIC_LEAD)
    from_at = now - HOUR if has_begun else now + HOUR
    facts = {"by": cast.admin, "now": now, "reason": CoverReason.ABSENCE, "from_at": from_at}
    arrange_cover(post=lead, person=cast.hr_dso, to_at=now + 3 * HOUR, **facts)
    appoint_holder(by=cast.admin, now=now, code=PostCode.STRATEGIC_LEAD, person=cast.hr_dso)
    (holding,) = PostHolding.objects.filter(post=lead, to_at=None)
    assert (holding.person, holding.reason) == (cast.hr_dso, None)
    assert not lead.holdings.filter(to_at__gt=now).exists()


def test_an_appointment_and_a_cover_at_once_close_no_circle(committed_db):
    cast, now = assemble(), clock.now()
    second = UserFactory(roles=[Role.ADMINISTRATOR])
    chair, lead = Post.objects.get(code=PostCode.CHAIR), Post.objects.get(code=PostCode.STRATEGIC_LEAD)
    facts = {"reason": CoverReason.ABSENCE, "from_at": now + HOUR, "to_at": now + 2 * HOUR}
    arrange_cover(by=cast.admin, now=now, post=chair, person=cast.lead, **facts)
    connection.close()
    answers = at_once(
        lambda: appoint_holder(by=cast.admin, now=now, code=PostCode.CHAIR, person=cast.hr_dso),
        lambda: arrange_cover(by=second, now=now, post=lead, person=cast.hr_dso, **facts),
    )
    assert [isinstance(one, Refused) for one in answers].count(True) == 1
