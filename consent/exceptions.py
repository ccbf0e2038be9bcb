"""What consent refuses in a way that a page answers by itself."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from safeguard.lib.errors import Refused


class LinkClosed(Refused):
    """The link opens nothing: it is wrong, too old, used, or was taken back. Which of them, it does not say."""

    def __init__(self) -> None:
        super().__init__(_("This link does not work any more."))


class TooManyTries(Refused):
    """Too many wrong dates of birth. ``until``: when the next may be tried."""

    def __init__(self, until: datetime) -> None:
        super().__init__(_("That date was wrong too many times. Wait a while, then try again."))
        self.until = until
