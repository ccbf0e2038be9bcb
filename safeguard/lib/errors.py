"""What an action raises when it will not act. A refused action changes nothing and says why."""

from django.http import Http404
from django.utils.functional import Promise


class Refused(Exception):  # noqa: N818 - it is an answer, not a fault
    """The action was refused; ``str(error)`` is the reason, in words for the screen."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(reason)
        self.reason = reason


class NotVisible(Http404):
    """There is no such thing, as far as this person may know."""
