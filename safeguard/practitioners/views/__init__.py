"""Pages about people who work here."""

from safeguard.practitioners.views.training import training

__all__ = ["training"]
