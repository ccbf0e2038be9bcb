"""The cast: the same people in every test, so that an allowed and a refused case share their setting."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser

from safeguard.practitioners.enums import PostCode, Role
from safeguard.practitioners.models import Service, User
from tests.factories.practitioners import ServiceFactory, UserFactory, hold


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
    """Write the cast to the database."""
    service, other = ServiceFactory(name="Evening line"), ServiceFactory(name="Day groups")
    manager = _person("manager", "Maggie Okafor", Role.LINE_MANAGER, services=[service])
    cast = Cast(
        service=service,
        other_service=other,
        manager=manager,
        owner=_person("owner", "Priya Shah", Role.PRACTITIONER, services=[service], line_manager=manager),
        colleague=_person("colleague", "Callum Reid", Role.PRACTITIONER, services=[service], line_manager=manager),
        other_team=_person("other_team", "Oona Tully", Role.PRACTITIONER, services=[other]),
        dso=_person("dso", "Dele Adeyemi", Role.DSO, services=[service]),
        other_dso=_person("other_dso", "Orla Quinn", Role.DSO, services=[other]),
        dsl=_person("dsl", "Dana Whitlock", Role.DSL),
        deputy=_person("deputy", "Della Marsh", Role.DEPUTY_DSL),
        lead=_person("lead", "Leo Brandt", Role.STRATEGIC_LEAD),
        hr_dso=_person("hr_dso", "Hana Petrov", Role.HR_DSO),
        chair=_person("chair", "Chidi Nwosu", Role.BOARD),
        board=_person("board", "Bea Lindqvist", Role.BOARD),
        ict=_person("ict", "Ivo Carter", Role.ICT),
        admin=_person("admin", "Ada Finch", Role.ADMINISTRATOR),
        anonymous=AnonymousUser(),
    )
    _fill_posts(cast)
    return cast


def _person(name: str, full_name: str, role: Role, **over: Any) -> User:
    return UserFactory(email=f"{name}@harbour.example", full_name=full_name, roles=[role], **over)


def _fill_posts(cast: Cast) -> None:
    hold(PostCode.DSO, cast.dso, cast.service)
    hold(PostCode.DSO, cast.other_dso, cast.other_service)
    hold(PostCode.DSL, cast.dsl)
    hold(PostCode.DEPUTY_DSL, cast.deputy)
    hold(PostCode.STRATEGIC_LEAD, cast.lead)
    hold(PostCode.HR_DSO, cast.hr_dso)
    hold(PostCode.CHAIR, cast.chair)
