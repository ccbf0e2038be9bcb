"""Who works for the fictional Harbour Youth: what the sign-in page shows, and what is loaded.

Their numbers are from the ranges that Ofcom keeps free for drama; nobody can be rung at them.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safeguard.practitioners.enums import PersonKind, Role

PASSWORD = "safe-harbour"  # noqa: S105 - published: it opens a demonstration only
DOMAIN = "harbour.example"
CAREERS, MENTORING, COUNSELLING = "Careers", "Mentoring", "Counselling"
SERVICES = (CAREERS, MENTORING, COUNSELLING)


@dataclass(frozen=True)
class Person:
    """Somebody of Harbour Youth; ``key`` is the first part of the address, ``manager`` the key of another."""

    key: str
    name: str
    does: str | Promise
    work_phone: str
    roles: tuple[Role, ...]
    services: tuple[str, ...] = ()
    manager: str | None = None
    kind: PersonKind = PersonKind.STAFF

    @property
    def email(self) -> str:
        """The work address, with which they sign in."""
        return f"{self.key}@{DOMAIN}"


# Those whom a visitor may sign in as.
PEOPLE = (
    Person(
        "practitioner",
        "Priya Shah",
        _("Practitioner, Careers"),
        "+447700900101",
        (Role.PRACTITIONER,),
        (CAREERS,),
        "manager",
    ),
    Person(
        "colleague",
        "Callum Reid",
        _("Practitioner, Mentoring"),
        "+447700900102",
        (Role.PRACTITIONER,),
        (MENTORING,),
        "manager",
    ),
    Person(
        "manager",
        "Maggie Okafor",
        _("Line manager"),
        "+447700900103",
        (Role.LINE_MANAGER, Role.SERVICE_MANAGER),
        (CAREERS, MENTORING),
        "lead",
    ),
    Person(
        "dso",
        "Dele Adeyemi",
        _("Designated Safeguarding Officer, Careers and Mentoring"),
        "+447700900104",
        (Role.DSO,),
        (CAREERS, MENTORING),
        "dsl",
    ),
    Person(
        "deputy",
        "Della Marsh",
        _("Deputy Designated Safeguarding Lead"),
        "+447700900105",
        (Role.DEPUTY_DSL,),
        (COUNSELLING,),
        "dsl",
    ),
    Person("dsl", "Dana Whitlock", _("Designated Safeguarding Lead"), "+447700900106", (Role.DSL,)),
    Person(
        "lead",
        "Leo Brandt",
        _("Strategic lead for safeguarding"),
        "+447700900107",
        (Role.STRATEGIC_LEAD, Role.HR_DSO),
    ),
    Person("ict", "Idris Vaughan", _("ICT"), "+447700900109", (Role.ICT, Role.CIO), manager="lead"),
    Person("board", "Beatrice Lund", _("Board member"), "+447700900110", (Role.BOARD,), kind=PersonKind.BOARD),
    Person(
        "admin",
        "Ada Finch",
        _("Administrator"),
        "+447700900108",
        (Role.ADMINISTRATOR, Role.OPS, Role.COMMS),
        manager="lead",
    ),
)

# Colleagues of theirs: their work is seen, and nobody signs in as them.
OTHERS = (
    Person("fergus", "Fergus Laird", _("Practitioner"), "+447700900111", (Role.PRACTITIONER,), (CAREERS,), "manager"),
    Person("sunita", "Sunita Rao", _("Practitioner"), "+447700900112", (Role.PRACTITIONER,), (MENTORING,), "manager"),
    Person(
        "bill",
        "Bill Hargreaves",
        _("Volunteer mentor"),
        "+447700900113",
        (Role.PRACTITIONER,),
        (MENTORING,),
        "manager",
        PersonKind.VOLUNTEER,
    ),
    Person(
        "poppy",
        "Poppy Nightingale",
        _("Volunteer, has just joined"),
        "+447700900114",
        (Role.PRACTITIONER,),
        (CAREERS,),
        "manager",
        PersonKind.VOLUNTEER,
    ),
    Person("ngozi", "Ngozi Bassett", _("Line manager"), "+447700900115", (Role.LINE_MANAGER,), (COUNSELLING,), "lead"),
    Person("hannah", "Hannah Ellery", _("Counsellor"), "+447700900116", (Role.PRACTITIONER,), (COUNSELLING,), "ngozi"),
    Person(
        "tomasz",
        "Tomasz Wolski",
        _("Counsellor"),
        "+447700900117",
        (Role.PRACTITIONER,),
        (COUNSELLING,),
        "ngozi",
        PersonKind.SUBCONTRACTOR,
    ),
)
EVERYBODY = PEOPLE + OTHERS
NEWCOMER = "poppy"  # has neither been trained nor signed anything yet


def sign_ins() -> list[tuple[str, str, str | Promise]]:
    """Name, address and role of everybody to sign in as, for the sign-in page of a demonstration."""
    return [(person.name, person.email, person.does) for person in PEOPLE]


def name_at(address: str) -> str:
    """Whose address or number this is, or an empty text if nobody works here under it."""
    return next((person.name for person in EVERYBODY if address in (person.email, person.work_phone)), "")
