"""Answers of actions that a page treats in its own way."""

from django.utils.translation import gettext_lazy as _

from safeguard.lib.errors import Refused


class PlanChanged(Refused):
    """Somebody changed the plan since its author, or its approver, saw it."""

    def __init__(self) -> None:
        super().__init__(_("Somebody has changed this plan since you opened it."))
