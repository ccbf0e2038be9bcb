"""Why a write of escalation was refused, where the page must know more than the words."""

from django.utils.translation import gettext as _

from safeguard.escalation.rules import Levels
from safeguard.lib.errors import Refused


class RouteChanged(Refused):
    """Somebody else has changed the route since the form was opened. ``levels``: as it now is."""

    def __init__(self, levels: Levels) -> None:
        super().__init__(_("Somebody else has changed this since you opened the page. Compare, then save again."))
        self.levels = levels
