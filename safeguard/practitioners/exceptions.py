"""What an action about people here refuses in its own way."""

from django.utils.translation import gettext_lazy as _

from safeguard.lib.errors import Refused


class Stale(Refused):
    """Somebody else has changed it since it was opened."""

    def __init__(self) -> None:
        super().__init__(_("Somebody has changed this since you opened it. Compare, then save again."))
