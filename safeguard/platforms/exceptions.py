"""What the register refuses in a way that a page answers by itself."""

from django.utils.translation import gettext_lazy as _

from safeguard.lib.errors import Refused


class DecidedMeanwhile(Refused):
    """Somebody decided in between: the page shows their decision beside what was typed."""

    def __init__(self) -> None:
        super().__init__(_("Somebody decided about it while you were writing. Read theirs, then send yours."))


class ChangedMeanwhile(Refused):
    """Somebody assessed or corrected it in between: the page shows where theirs differs from what was typed."""

    def __init__(self) -> None:
        super().__init__(_("Somebody changed it while you were writing. Read where the two differ, then save yours."))
