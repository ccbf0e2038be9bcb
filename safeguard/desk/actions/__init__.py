"""Writes that compose several apps."""

from safeguard.desk.actions.handing_over import hand_over
from safeguard.desk.actions.restoring import hold_everything, release_held
from safeguard.desk.actions.setting_up import describe_organisation, go_live

__all__ = ["describe_organisation", "go_live", "hand_over", "hold_everything", "release_held"]
