"""Harbour Youth, a fictional organisation, built through the same actions as a real one."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from safeguard.demo import around, consents, ground, intake, learning, platforms, policies, staff, today
from safeguard.demo.board import board_stories
from safeguard.demo.calendar import Days
from safeguard.demo.cases import case_stories
from safeguard.demo.meetings.story import meeting_stories
from safeguard.demo.opening import open_organisation, verify_again
from safeguard.demo.people import CAREERS, EVERYBODY, MENTORING, NEWCOMER, PASSWORD, PEOPLE, SERVICES, Person
from safeguard.demo.timeline import count_as_received, play
from safeguard.demo.world import World
from safeguard.lib.errors import Refused
from safeguard.practitioners.actions import create_service, create_user, fill_post, grant_role
from safeguard.practitioners.enums import PostCode, Role
from safeguard.practitioners.models import Service, User

SET_UP_BEFORE = 480  # days
NOT_HERE = "This database belongs to an organisation. Made-up people with a published password do not go into it."

NO_TEXTS = "A demonstration needs somewhere to send its text messages (SMS_URL): Harbour Youth is live, and tests them."


@transaction.atomic
def build_organisation(*, now: datetime, with_past: bool = True) -> bool:
    """Set Harbour Youth up with more than a year before ``now``. False, and nothing changed, if it is there already.

    ``with_past`` False: only those who work there. Raises Refused for a database that holds anybody else: its people
    would share it with a published password.
    """
    if User.objects.filter(email=PEOPLE[0].email).exists():
        return False
    if User.objects.exists():
        raise Refused(NOT_HERE)
    if not settings.SMS_URL:
        raise Refused(NO_TEXTS)
    world = build_staff(now=now)
    if with_past:
        build_past(world)
    return True


def build_past(world: World) -> None:
    """Let more than a year happen before the world's ``now``. Only the live example of today is sent."""
    days, people = world.days, world.staff
    stories = [
        *ground.policy_stories(days, people),
        *policies.library_stories(days, people),
        policies.agreed_about_equipment(world),
        *ground.platform_stories(days, people),
        *ground.training_stories(days, people),
        *learning.learning_stories(world),
        *platforms.running_stories(world),
        staff.somebody_leaves(world),
        *intake.intake_stories(world),
        intake.looked_at_lately(world),
        *around.around_stories(world),
        *consents.consent_stories(world),
        *meeting_stories(world),
        *case_stories(world),
        *board_stories(world),
        *today.today_stories(world),
    ]
    play(stories, until=days.now)
    today.raise_live_concern(world)
    staff.hand_out_devices(world)


def build_staff(*, now: datetime) -> World:
    """Those who work there, with their services, roles and posts: where every story begins."""
    world = World(Days(now))
    then = world.days.ago(SET_UP_BEFORE, "09:00")
    admin = next(person for person in PEOPLE if Role.ADMINISTRATOR in person.roles)
    _add(admin, None, then, world)
    by = world.staff[admin.key]
    world.services |= {name: create_service(by=by, now=then, name=name) for name in SERVICES}
    for person in EVERYBODY:
        _add(person, by, world.days.ago(12, "09:00") if person.key == NEWCOMER else then, world)
    _fill_posts(then, world)
    open_organisation(world, then)
    staff.found_staff(world)
    verify_again(world)
    # One hash for all of them: a demonstration starts quickly, and the password is no secret.
    signing_in = [world.staff[person.key].pk for person in PEOPLE]
    User.objects.filter(pk__in=signing_in).update(password=make_password(PASSWORD))
    count_as_received(now)
    return world


def _add(person: Person, by: User | None, then: datetime, world: World) -> User:
    """Set somebody up unless they are, after whoever manages them. ``by`` None: the installation itself."""
    if person.key in world.staff:
        return world.staff[person.key]
    manager = next((other for other in EVERYBODY if other.key == person.manager), None)
    user = create_user(
        by=by,
        now=then,
        email=person.email,
        full_name=person.name,
        services=tuple(world.services[name] for name in person.services),
        line_manager=_add(manager, by, then, world) if manager else None,
        work_phone=person.work_phone,
        kind=person.kind,
    )
    for role in person.roles:
        grant_role(by=by, now=then, user=user, role=role)
    world.staff[person.key] = user
    return user


def _fill_posts(then: datetime, world: World) -> None:
    """Name who holds which post. Nobody is chair of trustees, so that a post without a holder is seen too."""
    held: list[tuple[PostCode, str, Service | None]] = [
        (PostCode.DSO, "dso", world.services[CAREERS]),
        (PostCode.DSO, "dso", world.services[MENTORING]),
        # The deputy is the officer of whatever has none of its own: Counselling, and matters of no service.
        (PostCode.DSO, "deputy", None),
        (PostCode.DSL, "dsl", None),
        (PostCode.DEPUTY_DSL, "deputy", None),
        (PostCode.STRATEGIC_LEAD, "lead", None),
        (PostCode.HR_DSO, "lead", None),
    ]
    for code, key, service in held:
        fill_post(by=world.staff["admin"], now=then, code=code, person=world.staff[key], service=service)
