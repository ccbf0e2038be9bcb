"""The cast: the same people in every test, so that an allowed and a refused case share their setting."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser

from safeguard.practitioners.enums import PostCode, Role
from safeguard.practitioners.models import Post, PostHolding, RoleGrant, Service, User
from tests.factories.practitioners import LONG_AGO, ServiceFactory, UserFactory

ROLES = {
    "manager": Role.LINE_MANAGER,
    "owner": Role.PRACTITIONER,
    "colleague": Role.PRACTITIONER,
    "other_team": Role.PRACTITIONER,
    "dso": Role.DSO,
    "other_dso": Role.DSO,
    "dsl": Role.DSL,
    "deputy": Role.DEPUTY_DSL,
    "lead": Role.STRATEGIC_LEAD,
    "hr_dso": Role.HR_DSO,
    "chair": Role.BOARD,
    "board": Role.BOARD,
    "ict": Role.ICT,
    "admin": Role.ADMINISTRATOR,
}
IN_SERVICE, IN_OTHER = ("manager", "owner", "colleague", "dso"), ("other_team", "other_dso")


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Who is who. Every post is filled; only ``owner`` and ``colleague`` have a line manager."""

    service: Service
    other_service: Service
    owner: User  # a practitioner who raises
    colleague: User  # a practitioner of the same service
    other_team: User  # a practitioner of the other service
    manager: User  # line manager of owner and colleague
    dso: User  # safeguarding officer of the service
    other_dso: User  # safeguarding officer of the other service
    dsl: User
    deputy: User
    lead: User  # strategic lead
    hr_dso: User  # safeguarding officer for staff matters
    chair: User  # chair of trustees
    board: User
    ict: User
    admin: User
    anonymous: AnonymousUser

    def __getitem__(self, name: str) -> Any:
        """Somebody by name, for tables of parameters."""
        return getattr(self, name)


def assemble() -> Cast:
    """Write the cast to the database, in as few statements as that takes: almost every test begins with it."""
    service, other = Service.objects.bulk_create(
        ServiceFactory.build(name=name) for name in ("Evening line", "Day groups")
    )
    manager = _person("manager", "Maggie Okafor")
    manager.save()
    people = {
        "owner": _person("owner", "Priya Shah", line_manager=manager),
        "colleague": _person("colleague", "Callum Reid", line_manager=manager),
        "other_team": _person("other_team", "Oona Tully"),
        "dso": _person("dso", "Dele Adeyemi"),
        "other_dso": _person("other_dso", "Orla Quinn"),
        "dsl": _person("dsl", "Dana Whitlock"),
        "deputy": _person("deputy", "Della Marsh"),
        "lead": _person("lead", "Leo Brandt"),
        "hr_dso": _person("hr_dso", "Hana Petrov"),
        "chair": _person("chair", "Chidi Nwosu"),
        "board": _person("board", "Bea Lindqvist"),
        "ict": _person("ict", "Ivo Carter"),
        "admin": _person("admin", "Ada Finch"),
    }
    User.objects.bulk_create(people.values())
    cast = Cast(service=service, other_service=other, manager=manager, anonymous=AnonymousUser(), **people)
    RoleGrant.objects.bulk_create(RoleGrant(user=cast[n], role=role, granted_at=LONG_AGO) for n, role in ROLES.items())
    works_in = User.services.through
    works_in.objects.bulk_create(
        works_in(user=cast[name], service=where)
        for where, names in ((service, IN_SERVICE), (other, IN_OTHER))
        for name in names
    )
    _fill_posts(cast)
    return cast


def _person(name: str, full_name: str, **over: Any) -> User:
    person: User = UserFactory.build(email=f"{name}@harbour.example", full_name=full_name, **over)
    return person


def _fill_posts(cast: Cast) -> None:
    held = [
        (PostCode.DSO, cast.dso, cast.service),
        (PostCode.DSO, cast.other_dso, cast.other_service),
        (PostCode.DSL, cast.dsl, None),
        (PostCode.DEPUTY_DSL, cast.deputy, None),
        (PostCode.STRATEGIC_LEAD, cast.lead, None),
        (PostCode.HR_DSO, cast.hr_dso, None),
        (PostCode.CHAIR, cast.chair, None),
    ]
    posts = Post.objects.bulk_create(
        Post(code=code, service=service, title=str(code.label)) for code, _person, service in held
    )
    PostHolding.objects.bulk_create(
        PostHolding(post=post, person=person, from_at=LONG_AGO)
        for post, (_code, person, _service) in zip(posts, held, strict=True)
    )
