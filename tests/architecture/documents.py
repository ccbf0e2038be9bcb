"""Our documents as text: sections, tables, links and what stands in code type."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.architecture.code import ROOT

DOCS = ROOT / "docs"
MARKDOWN = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


def name_of(path: Path) -> str:
    """The path from the top of the project, as documents write it."""
    return str(path.relative_to(ROOT))


@cache
def text_of(path: Path) -> str:
    """The document as it is written."""
    return path.read_text()


def prose_of(path: Path) -> str:
    """The document without its fenced blocks: drawings and commands hold neither links nor headings."""
    return re.sub(r"^```.*?^```", "", text_of(path), flags=re.MULTILINE | re.DOTALL)


def section(path: Path, heading: str) -> str:
    """What stands under a heading of the second level, up to the next one."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text_of(path), re.MULTILINE | re.DOTALL)
    assert found, f"{name_of(path)} has lost its section '{heading}'"
    return found[1]


def table(text: str, first: str) -> list[list[str]]:
    """The rows of the table whose first column is called ``first``, without its head."""
    lines = iter(text.splitlines())
    for line in lines:
        if line.startswith(f"| {first} |"):
            next(lines)
            break
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip().strip("|").split(" | ")])
    assert rows, f"there is no table with a first column '{first}'"
    return rows


def in_code_type(text: str) -> list[str]:
    """Everything between single backticks."""
    return re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)


def links(path: Path) -> Iterator[str]:
    """The targets of a document's links that lead to another place in the project."""
    for target in re.findall(r"\]\(([^)\s]+)\)", prose_of(path)):
        if not re.match(r"[a-z]+:", target):
            yield target


def anchors(path: Path) -> set[str]:
    """The anchors of a document's headings, as hosting sites make them."""
    headings = re.findall(r"^#+ (.+)$", prose_of(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@cache
def contracts() -> dict[str, dict[str, Any]]:
    """The contracts of import-linter by their names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return {contract["name"]: contract for contract in project["tool"]["importlinter"]["contracts"]}


def app_order() -> list[str]:
    """The apps as import-linter holds them, the one that knows nobody first."""
    layers = contracts()["The order of the apps: a file imports leftwards only"]["layers"]
    return [name.rpartition(".")[2] for name in reversed(layers)]
