"""Pure decisions about what is answered of a kind of harm."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from incidents.enums import ASKED, TOPICS, DetailQuestion, Topic, YesNoUnsure
from incidents.rules.raising import LONGEST_TEXT

# Answered yes, the lead is told at once (INC-04), whatever was to wait.
_SEEN = {YesNoUnsure.YES}
_NO_LINKS = (DetailQuestion.SEEN_HOW, DetailQuestion.STRANGERS_WHERE)
_LINK = re.compile(r"https?://|www\.|\b[\w-]+\.(?:com|net|org|io|me|gg|onion|to|ru|co)/", re.IGNORECASE)
# MD5, SHA-1, SHA-256, SHA-512.
_HASH = re.compile(r"(?<![0-9a-f])(?:[0-9a-f]{128}|[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![0-9a-f])", re.IGNORECASE)


@dataclass(frozen=True)
class Answered:
    """What was chosen of the answers, or what was written."""

    chosen: tuple[str, ...] = ()
    words: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was said; nobody has to say anything."""
        return not self.chosen and not self.words


Details = Mapping[str, Answered]


def questions_of(topic: str) -> list[str]:
    """The questions of a topic, in their order (INC-10 to 14, INC-41)."""
    return [asked.question for asked in TOPICS[topic]]


def what_is_wrong_with(question: str, answered: Answered) -> str:
    """Why an answer cannot be kept, in words; empty if it can. A blank one always can (practice A6)."""
    asked = ASKED[question]
    if asked.choices is None:
        if answered.chosen:
            return _("This is answered in words")
        if question in _NO_LINKS and has_link(answered.words):
            return _("Leave the link out: say in words where it was")
        return _("Shorten it") if len(answered.words) > LONGEST_TEXT else ""
    if answered.words or not set(answered.chosen) <= set(asked.choices.values):
        return _("Choose from the answers that are shown")
    if len(answered.chosen) > 1 and not asked.several:
        return _("Choose one answer")
    return ""


def changed_details(given: Details, in_force: Details) -> dict[str, Answered]:
    """What is new: blanks and what is in force already are left alone. A blank takes nothing back
    (practice A6)."""
    return {
        question: answered
        for question, answered in given.items()
        if not answered.is_blank and in_force.get(question) != answered
    }


def says_seen(details: Details) -> bool:
    """Whether it says that somebody saw a picture by accident (INC-04)."""
    answered = details.get(DetailQuestion.SEEN)
    return answered is not None and bool(_SEEN & set(answered.chosen))


def has_link(text: str) -> bool:
    """Whether an address stands in a text: none to such material is kept (SEC-17)."""
    return _LINK.search(text) is not None


def has_trace(text: str) -> bool:
    """Whether an address or a digital fingerprint (a hash in base 16) of something stands in a text (SEC-17)."""
    return has_link(text) or _HASH.search(text) is not None


def is_imagery(topic: str) -> bool:
    """Whether a topic makes it a matter for the lead and deputy alone (practice B18, INC-40)."""
    return topic in (Topic.IMAGERY, Topic.SEXTORTION)


def topics_offered(*, has_imagery: bool, answered: Sequence[str]) -> list[Topic]:
    """The topics in the order of the page: what it is known to be about first. All stay within reach (practice A7)."""
    first = [topic for topic in Topic if set(questions_of(topic)) & set(answered)]
    if has_imagery and Topic.IMAGERY not in first:
        first.insert(0, Topic.IMAGERY)
    return [*first, *(topic for topic in Topic if topic not in first)]
