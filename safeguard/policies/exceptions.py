"""What policies refuse in a way that a page answers by itself."""

from safeguard.lib.errors import Refused


class NewerVersion(Refused):
    """A newer version was issued in between: the page shows it beside what was typed."""
