"""What the records of people refuse in a way that a page answers by itself."""

from django.utils.translation import gettext_lazy as _

from safeguard.lib.errors import Refused


class ChangedMeanwhile(Refused):
    """Somebody saved in between: the page shows what is there now beside what was typed."""

    def __init__(self) -> None:
        super().__init__(_("Somebody changed this while you were writing. Nothing of yours is lost: compare the two."))
