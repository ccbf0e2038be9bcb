"""What policies refuse in a way that a page answers by itself."""

from django.utils.translation import gettext as _

from safeguard.lib.errors import Refused


class NewerVersion(Refused):
    """A newer version was issued in between: the page shows it beside what was typed."""


class MaybeTheSame(Refused):
    """Somebody of this name is there already on that day: the page asks whether this is another."""

    def __init__(self) -> None:
        super().__init__(_("A guest of this name has signed that day. Look, then say that this is another one."))
