"""The wordings that an organisation, or one of its services, may write its own way (ORG-35). Pure.

A wording that families read may hold the placeholders named here and no other: what is not in this list can never
be filled in, so that no edit makes a message tell what it must not (practice B14).
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
LONGEST_WORDING = 2000
_SAMPLE: Mapping[str, str] = {"worker": "Priya"}


@dataclass(frozen=True)
class Standard:
    """A wording as it is until somebody writes it anew: where it is used, and what may be filled in."""

    title: str | Promise
    where: str | Promise
    text: str | Promise
    placeholders: frozenset[str] = field(default_factory=frozenset)
    hint: str | Promise = ""


STANDARD: Mapping[str, Standard] = {
    "before_session": Standard(
        gettext_lazy("What helps, in the message before a session"),
        gettext_lazy("In the email that a family is sent when a session is planned, after day, time and how to join"),
        gettext_lazy(
            "Find the quietest place you can, where you are not disturbed. You need not show your face.\n\n"
            "It helps if an adult you trust is near, to talk to afterwards.\n\n"
            "What you say stays between you, unless somebody may not be safe: then others have to know, and you are "
            "told first wherever that can be.\n\n"
            "You may leave at any time, and ask anything."
        ),
        frozenset({"worker"}),
        hint=gettext_lazy(
            "Say what happens when somebody may not be safe. “Any crime” frightens young people away: name no crimes."
        ),
    ),
    "image_factors": Standard(
        gettext_lazy("What makes the sharing of an image aggravated"),
        gettext_lazy("In a case about nude images, a line each, to be ticked"),
        gettext_lazy(
            "An adult is involved\n"
            "Coercion, blackmail or threats to share\n"
            "Doubt about capacity to consent\n"
            "Somebody under 13\n"
            "Violent, or unusual for the age of those involved\n"
            "Immediate risk, or self-harm\n"
            "Shared to harm, or recklessly"
        ),
        hint=gettext_lazy("Check with your local partnership."),
    ),
    "ground_rules": Standard(
        gettext_lazy("Ground rules"),
        gettext_lazy("On the live page, a line each, for the worker to say when a session begins"),
        gettext_lazy(
            "A quiet place where nobody hears. Phones on silent, within reach.\n"
            "They may stop, or not answer, at any time. Questions are welcome.\n"
            "What you keep to yourself, and when you must tell somebody.\n"
            "Nobody records it."
        ),
    ),
    "notes_told": Standard(
        gettext_lazy("What is said about notes"),
        gettext_lazy("On the live page, a line each, for the worker to say"),
        gettext_lazy("You take notes while you talk; what is in them, and who may read them."),
    ),
    "consent_told": Standard(
        gettext_lazy("What is said about consent"),
        gettext_lazy("On the live page, a line each, for the worker to say"),
        gettext_lazy("What they and their parent or carer agreed to, and that they may change it."),
    ),
    "format_told": Standard(
        gettext_lazy("What is said about how sessions go"),
        gettext_lazy("On the live page, a line each, for the worker to say"),
        gettext_lazy("How long it lasts, how it ends, what happens if the connection fails."),
    ),
}


def why_not_worded(code: str, text: str) -> str | Promise | None:
    """Why a wording may not be kept, or None if it may (ORG-35): unknown, empty, too long, or a placeholder in it that
    is not allowed there."""
    standard = STANDARD.get(code)
    if standard is None:
        return _("There is no such wording.")
    if not text.strip():
        return _("Write the words, or go back to the standard ones.")
    if len(text) > LONGEST_WORDING:
        return _("Write %(longest)s characters at most.") % {"longest": LONGEST_WORDING}
    return _wrong_placeholder(text, standard.placeholders)


def _wrong_placeholder(text: str, allowed: Collection[str]) -> str | None:
    strange = [found for found in PLACEHOLDER.findall(text) if found not in allowed]
    if strange or "{" in PLACEHOLDER.sub("", text) or "}" in PLACEHOLDER.sub("", text):
        if not allowed:
            return _("Nothing can be filled in here: take out what stands in braces.")
        known = ", ".join(f"{{{name}}}" for name in sorted(allowed))
        return _("Only %(known)s can be filled in here. Take out anything else in braces.") % {"known": known}
    return None


def filled_in(code: str, text: str, values: Mapping[str, object] | None = None) -> str:
    """A wording with its placeholders filled in; ``values`` None: with what a preview shows (ORG-35).

    Only what the standard of this code allows is ever looked up, whatever ``values`` holds.
    """
    known = _SAMPLE if values is None else values
    allowed = STANDARD[code].placeholders
    return PLACEHOLDER.sub(lambda found: str(known[found[1]]) if found[1] in allowed else found[0], text)
