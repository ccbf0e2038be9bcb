"""Why an action on a case was refused, where the page must know more than the words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from safeguard.lib.errors import Refused


class AnsweredSince(Refused):
    """Somebody else has answered these questions otherwise since the form was opened."""

    def __init__(self, questions: Iterable[str]) -> None:
        super().__init__(_("Somebody else has answered since you opened this page. Compare, then save again."))
        self.questions = frozenset(questions)
