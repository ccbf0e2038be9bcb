"""Harbour Youth, a fictional organisation, built through the same actions as a real one."""

from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from safeguard.demo.past import build_past
from safeguard.demo.people import CAREERS, MENTORING, PASSWORD, PEOPLE, SERVICES, Person
from safeguard.lib.errors import Refused
from safeguard.practitioners.actions import create_service, create_user, fill_post, grant_role
from safeguard.practitioners.enums import PostCode, Role
from safeguard.practitioners.models import Service, User

SET_UP_BEFORE = timedelta(days=30)
NOT_HERE = "This database belongs to an organisation. Made-up people with a published password do not go into it."


@transaction.atomic
def build_organisation(*, now: datetime) -> bool:
    """Set Harbour Youth up with a little past before ``now``. False, and nothing changed, if it is there already.

    Raises Refused for a database that holds anybody else: its people would share it with a published password.
    """
    if User.objects.filter(email=PEOPLE[0].email).exists():
        return False
    if User.objects.exists():
        raise Refused(NOT_HERE)
    then = now - SET_UP_BEFORE
    people = _build_people(then)
    _fill_posts(then, people)
    # One hash for all of them: a demonstration starts quickly, and the password is no secret.
    User.objects.filter(pk__in=[user.pk for user in people.values()]).update(password=make_password(PASSWORD))
    build_past(now=now, people=people)
    return True


def _build_people(then: datetime) -> dict[str, User]:
    admin = next(person for person in PEOPLE if Role.ADMINISTRATOR in person.roles)
    made: dict[str, User] = {}
    services: dict[str, Service] = {}
    _add(admin, None, then, made, services)
    services |= {name: create_service(by=made[admin.key], now=then, name=name) for name in SERVICES}
    for person in PEOPLE:
        _add(person, made[admin.key], then, made, services)
    return made


def _add(person: Person, by: User | None, then: datetime, made: dict[str, User], services: dict[str, Service]) -> User:
    """Set somebody up unless they are, after whoever manages them. ``by`` None: the installation itself."""
    if person.key in made:
        return made[person.key]
    manager = next((other for other in PEOPLE if other.key == person.manager), None)
    user = create_user(
        by=by,
        now=then,
        email=person.email,
        full_name=person.name,
        services=tuple(services[name] for name in person.services),
        line_manager=_add(manager, by, then, made, services) if manager else None,
        work_phone=person.work_phone,
    )
    for role in person.roles:
        grant_role(by=by, now=then, user=user, role=role)
    made[person.key] = user
    return user


def _fill_posts(then: datetime, people: dict[str, User]) -> None:
    """Name who holds which post. Nobody is chair of trustees, so that a post without a holder is seen too."""
    services = {service.name: service for service in Service.objects.all()}
    held = [
        (PostCode.DSO, "dso", services[CAREERS]),
        (PostCode.DSO, "dso", services[MENTORING]),
        # The deputy is the officer of whatever has none of its own: Counselling, and matters of no service.
        (PostCode.DSO, "deputy", None),
        (PostCode.DSL, "dsl", None),
        (PostCode.DEPUTY_DSL, "deputy", None),
        (PostCode.STRATEGIC_LEAD, "lead", None),
        (PostCode.HR_DSO, "lead", None),
    ]
    for code, key, service in held:
        fill_post(by=people["admin"], now=then, code=code, person=people[key], service=service)
