"""Our code as text and as modules, for the tests that walk it."""

import ast
import importlib.util
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from django.apps import AppConfig, apps

ROOT = Path(__file__).parents[2]
# Design 3: a file imports leftwards only.
ORDER = (
    *("lib", "audit", "notifications", "practitioners", "storage", "policies", "escalation", "duties"),
    *("platforms", "people", "consent", "sessions_app", "incidents", "records", "reports", "desk", "demo"),
)
OURS = ("safeguard", "incidents", "consent", "sessions_app")


def our_apps() -> list[AppConfig]:
    """The apps of ours that are installed, in the order of the house."""
    ours = [app for app in apps.get_app_configs() if app.name.split(".")[0] in OURS]
    return sorted(ours, key=lambda app: ORDER.index(app.label))


def python_files() -> Iterator[Path]:
    """Every Python file of the product: not the tests, not what is installed."""
    yield ROOT / "manage.py"
    for package in OURS:
        yield from (path for path in (ROOT / package).rglob("*.py") if "__pycache__" not in path.parts)


@cache
def parsed(path: Path) -> ast.Module:
    """The file as a syntax tree."""
    return ast.parse(path.read_text(), filename=str(path))


def modules_of(app: AppConfig, room: str) -> Iterator[ModuleType]:
    """A room of an app: one module, or every module of a package."""
    name = f"{app.name}.{room}"
    if importlib.util.find_spec(name) is None:
        return
    module = importlib.import_module(name)
    yield module
    for found in pkgutil.iter_modules(getattr(module, "__path__", [])):
        yield importlib.import_module(f"{name}.{found.name}")


def public_functions(module: ModuleType) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Functions a module defines itself and offers to others."""
    for name, function in vars(module).items():
        if name.startswith("_") or not inspect.isfunction(function):
            continue
        if inspect.unwrap(function).__module__ == module.__name__:
            yield f"{module.__name__}.{name}", function
