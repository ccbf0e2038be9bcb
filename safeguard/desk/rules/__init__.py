"""What the desk decides: how a story is told, and what an installation must have. Pure."""

from safeguard.desk.rules.story import Entry, next_age_that_matters, page_of

__all__ = ["Entry", "next_age_that_matters", "page_of"]
