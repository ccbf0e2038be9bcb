"""The lines of the table."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table: what must hold, the bound, what was measured."""

    name: str
    bound: str
    measured: str
    ok: bool

    def __str__(self) -> str:
        return f"{'ok ' if self.ok else 'NOT'}  {self.name:<62} {self.bound:<26} {self.measured}"


def none(name: str, found: Iterable[object]) -> Row:
    """Something that must never be."""
    found = list(found)
    return Row(name, "0", f"{len(found)}" + (f" {found[:3]}" if found else ""), not found)


def at_most(name: str, measured: float, bound: float, unit: str = "s") -> Row:
    """Something that has a bound."""
    return Row(name, f"<= {bound:g} {unit}", f"{measured:.3g} {unit}", measured <= bound)
