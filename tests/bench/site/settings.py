"""The product's own settings, with two pieces of middleware in front: the floors, and the count of queries."""

from pathlib import Path

from safeguard.settings import *  # noqa: F403
from safeguard.settings import MIDDLEWARE as PRODUCT
from safeguard.settings import TEMPLATES

MIDDLEWARE = ["tests.bench.site.middleware.counting", "tests.bench.site.middleware.floors", *PRODUCT]
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], Path(__file__).parent / "templates"]  # type: ignore[misc, index]
