"""What the address of a dashboard asks for. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from safeguard.escalation.enums import RouteKind

WAITING, AUTHORITIES = "waiting", "authorities"  # parts of a dashboard that an address shows alone


@dataclass(frozen=True)
class Narrowed:
    """To what a dashboard is narrowed. ``mine`` never hides a concern that nobody has acknowledged."""

    service: str = ""  # its reference
    kind: str = ""  # a RouteKind
    mine: bool = False
    late: bool = False
    show: str = ""

    @property
    def query(self) -> str:
        """The same as the end of an address."""
        said = {"show": self.show, "service": self.service, "kind": self.kind}
        said |= {"mine": "1" if self.mine else "", "late": "1" if self.late else ""}
        return urlencode({name: value for name, value in said.items() if value})

    @property
    def of_duties(self) -> str:
        """The same for the list of what is late or due, to stand behind the kind of duty in its address."""
        said = {"service": self.service, "route": self.kind}
        said |= {"mine": "1" if self.mine else "", "late": "1" if self.late else ""}
        return "".join(f"&{name}={value}" for name, value in said.items() if value)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.query)


def narrowed(asked: Mapping[str, str]) -> Narrowed:
    """What an address asks for; what makes no sense in it narrows nothing (RPT-15)."""
    kind, show = asked.get("kind", ""), asked.get("show", "")
    return Narrowed(
        service=_reference(asked.get("service", "")),
        kind=kind if kind in RouteKind.values else "",
        mine=asked.get("mine") == "1",
        late=asked.get("late") == "1",
        show=show if show in (WAITING, AUTHORITIES) else "",
    )


def _reference(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""
