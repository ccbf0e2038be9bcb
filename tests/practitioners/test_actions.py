"""Setting people up: by an administrator, never for themselves, always in the trail."""

from datetime import timedelta

import pytest

from safeguard.audit.models import AuditEvent
from safeguard.lib.errors import Refused
from safeguard.lib.permissions import Permission
from safeguard.practitioners.actions import (
    arrange_cover,
    create_service,
    create_user,
    end_duty,
    fill_post,
    grant_role,
    put_on_duty,
)
from safeguard.practitioners.enums import CoverReason, PostCode, Role
from safeguard.practitioners.models import Post, PostHolding, RoleGrant, Service, User
from tests.factories.practitioners import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def another(cast):
    return UserFactory(full_name="Ines Novak")


def do(action, by, now, person):
    """Every action that sets people up, on somebody."""
    return {
        "create_service": lambda: create_service(by=by, now=now, name="New service"),
        "create_user": lambda: create_user(by=by, now=now, email="new@harbour.example", full_name="New Person"),
        "grant_role": lambda: grant_role(by=by, now=now, user=person, role=Role.DSL),
        "fill_post": lambda: fill_post(by=by, now=now, code=PostCode.DSL, person=person),
        "arrange_cover": lambda: arrange_cover(
            by=by,
            now=now,
            post=Post.objects.get(code=PostCode.DSL),
            person=person,
            reason=CoverReason.ABSENCE,
            from_at=now,
            to_at=now + timedelta(days=1),
        ),
    }[action]()


ACTIONS = ["create_service", "create_user", "grant_role", "fill_post", "arrange_cover"]
VERBS = ["service.created", "user.created", "role.granted", "post.filled", "cover.arranged"]


@pytest.mark.parametrize(("action", "verb"), list(zip(ACTIONS, VERBS, strict=True)))
@pytest.mark.parametrize("who", ["admin", None])
def test_administrator_and_installation_may(cast, now, another, action, verb, who):
    by = cast[who] if who else None
    do(action, by, now, another)
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor_id) == (f"practitioners.{verb}", by.pk if by else None)


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("who", ["owner", "manager", "dso", "dsl", "deputy", "lead", "hr_dso", "board", "ict"])
def test_nobody_else_may(cast, now, another, action, who):
    before = [model.objects.count() for model in (User, Service, RoleGrant, PostHolding)]
    with pytest.raises(Refused, match="administrator"):
        do(action, cast[who], now, another)
    assert before == [model.objects.count() for model in (User, Service, RoleGrant, PostHolding)]
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("action", ["grant_role", "fill_post", "arrange_cover"])
def test_administrator_cannot_let_themselves_in(cast, now, action):
    """A role, or a post whose holder is told, would open every concern to them (practice B16)."""
    with pytest.raises(Refused, match="themselves"):
        do(action, cast.admin, now, cast.admin)
    assert not cast.admin.holdings.exists()
    assert not User.objects.get(pk=cast.admin.pk).may(Permission.SEE_ALL_INCIDENTS)


def test_administrator_who_has_left_may_nothing(cast, now, another):
    cast.admin.is_active = False
    with pytest.raises(Refused):
        do("grant_role", cast.admin, now, another)


def test_role_granted_counts_at_once(cast, now, another):
    assert not another.may(Permission.SEE_ALL_INCIDENTS)
    grant = grant_role(by=cast.admin, now=now, user=another, role=Role.DSL)
    assert another.may(Permission.SEE_ALL_INCIDENTS)
    assert another.needs_second_factor
    assert str(grant) == "Ines Novak: Designated Safeguarding Lead"


def test_role_granted_twice_is_there_once(cast, now, another):
    assert grant_role(by=None, now=now, user=another, role=Role.DSO) == grant_role(
        by=None, now=now, user=another, role=Role.DSO
    )


def test_account_has_a_lower_case_address_and_no_password(cast, now):
    user = create_user(
        by=cast.admin,
        now=now,
        email=" New.Person@Harbour.Example ",
        full_name="New Person",
        services=(cast.service,),
        line_manager=cast.manager,
        work_phone="+447700900999",
    )
    assert user.email == "new.person@harbour.example"
    assert not user.has_usable_password()
    assert User.objects.get_by_natural_key("New.Person@harbour.example") == user
    assert list(user.services.all()) == [cast.service]
    assert (user.line_manager, user.joined_at, str(user)) == (cast.manager, now, "New Person")


def test_post_passes_from_one_holder_to_the_next(cast, now, another):
    post = fill_post(by=cast.admin, now=now, code=PostCode.DSO, person=another, service=cast.service)
    assert [(h.person, h.to_at) for h in post.holdings.order_by("from_at")] == [(cast.dso, now), (another, None)]
    assert str(post) == "Designated Safeguarding Officer (Evening line)"
    assert str(post.holdings.last()) == f"Ines Novak: {post}"


def test_post_filled_for_the_first_time_gets_its_title(cast, now, another):
    Post.objects.filter(code=PostCode.CHAIR).get().holdings.all().delete()
    Post.objects.filter(code=PostCode.CHAIR).delete()
    post = fill_post(by=None, now=now, code=PostCode.CHAIR, person=another)
    assert (post.title, str(post)) == ("Chair of trustees", "Chair of trustees")
    named = fill_post(by=None, now=now, code=PostCode.HR_DSO, service=cast.service, person=another, title="People lead")
    assert named.title == "People lead"


def test_cover_that_ends_before_it_begins_is_refused(cast, now, another):
    with pytest.raises(Refused, match="end after"):
        arrange_cover(
            by=cast.admin,
            now=now,
            post=Post.objects.get(code=PostCode.DSL),
            person=another,
            reason=CoverReason.ON_DUTY,
            from_at=now,
            to_at=now,
        )


def on_duty_at(moment):
    found = PostHolding.objects.at(moment).filter(reason=CoverReason.ON_DUTY)
    return [one.person for one in found]


def test_of_two_put_on_duty_the_second_alone_is(cast, now, another):
    """The one who began first would be told for as long as both are."""
    post, later = Post.objects.get(code=PostCode.DSL), now + timedelta(hours=1)
    until = now + timedelta(days=7)
    put_on_duty(by=cast.admin, now=now, post=post, person=cast.deputy, to_at=until)
    day = {"from_at": until, "to_at": until + timedelta(days=1)}
    arrange_cover(by=cast.admin, now=now, post=post, person=cast.deputy, reason=CoverReason.ON_DUTY, **day)
    away = {"post": post, "person": cast.lead, "from_at": now, "to_at": until}
    arrange_cover(by=cast.admin, now=now, reason=CoverReason.ABSENCE, **away)
    put_on_duty(by=cast.admin, now=later, post=post, person=another, to_at=until)
    assert on_duty_at(now) == [cast.deputy]
    assert on_duty_at(later) == [another]
    assert on_duty_at(until) == []
    assert post.holdings.get(reason=CoverReason.ABSENCE).to_at == until
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))[-2:]
    assert verbs == ["practitioners.cover.ended", "practitioners.cover.arranged"]


def test_nobody_is_on_duty_once_it_is_ended_and_ending_it_again_changes_nothing(cast, now):
    post = Post.objects.get(code=PostCode.DSL)
    put_on_duty(by=cast.admin, now=now, post=post, person=cast.deputy, to_at=now + timedelta(days=7))
    for hours in (1, 2):
        end_duty(by=cast.admin, now=now + timedelta(hours=hours), post=post)
    assert on_duty_at(now + timedelta(hours=1)) == []
    assert AuditEvent.objects.filter(verb="practitioners.cover.ended").count() == 1


def test_nobody_but_an_administrator_ends_it(cast, now):
    with pytest.raises(Refused, match="administrator"):
        end_duty(by=cast.dsl, now=now, post=Post.objects.get(code=PostCode.DSL))


def test_on_duty_needs_a_work_mobile_and_standing_in_does_not(cast, now):
    post, person = Post.objects.get(code=PostCode.DSL), UserFactory(work_phone="")
    cover = {"by": cast.admin, "now": now, "post": post, "person": person, "from_at": now}
    cover["to_at"] = now + timedelta(days=1)
    with pytest.raises(Refused, match="no work mobile"):
        arrange_cover(reason=CoverReason.ON_DUTY, **cover)
    assert arrange_cover(reason=CoverReason.ABSENCE, **cover).person == person
