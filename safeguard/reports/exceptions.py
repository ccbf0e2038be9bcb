"""What reports refuse in a way that a page answers by itself."""

from safeguard.lib.errors import Refused


class ChangedMeanwhile(Refused):
    """Somebody else has written in between: the page shows their words beside those that were typed."""
