"""Writes that compose several apps."""

from safeguard.desk.actions.restoring import hold_everything, release_held

__all__ = ["hold_everything", "release_held"]
