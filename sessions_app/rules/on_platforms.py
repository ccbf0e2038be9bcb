"""What the platform of a session says to it, and to those who take part (PLT-01, PLT-10, PLT-17). Pure."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeguard.lib.findings import Finding, Level
from safeguard.platforms.enums import PlatformState
from sessions_app.rules.facts import Facts, PersonFacts


def of_the_platform(facts: Facts) -> Iterator[Finding]:
    """Whether it may be used on that day, for what, and whether young people have a guide (PLT-01, PLT-17, practice E42
    and E43)."""
    state, source = facts.platform_state, "002 §2.9 k; 001 b9"
    words = {"platform": facts.platform_name}
    if state in _NO_PLATFORM:
        yield Finding(
            "PLT-01", Level.STOP, _NO_PLATFORM[state] % words, source, _("Choose another platform"), facts.change_url
        )
    elif state == PlatformState.LAPSED:
        text = _("%(platform)s should have been looked at again by %(day)s.")
        if facts.platform_restrictions:
            text += " " + _("Its restrictions: %(what)s")
        due = facts.platform_review_due
        yield Finding(
            "PLT-01",
            Level.REASON,
            text % {**words, "day": date_format(due, "j F Y") if due else "", "what": facts.platform_restrictions},
            source,
            _("Ask ICT to review it, or choose another"),
            facts.platform_url,
            about=state,  # a reason for the one is none for the other
        )
    elif state == PlatformState.RESTRICTED:
        text = _("%(platform)s is approved for some things only: %(what)s")
        yield Finding(
            "PLT-01",
            Level.REASON,
            text % {**words, "what": facts.platform_restrictions},
            source,
            _("See what it may be used for"),
            facts.platform_url,
            about=state,
        )
    if not facts.platform_has_guide:
        text = _("There is no how-to guide for %(platform)s: tell them yourself how it is used.")
        yield Finding("PLT-17", Level.NOTE, text % words, "003 Accessibility b3")


_NO_PLATFORM: dict[PlatformState, str | Promise] = {
    PlatformState.UNASSESSED: gettext_lazy("%(platform)s has not been assessed: it must not be used."),
    PlatformState.REFUSED: gettext_lazy("%(platform)s was refused: it must not be used."),
    PlatformState.RETIRED: gettext_lazy("%(platform)s is not used any more."),
}


def of_wishes(facts: Facts, person: PersonFacts) -> Iterator[Finding]:
    """What somebody wishes and the platform cannot do (PLT-10, PER-07)."""
    for wish in person.unmet_wishes:
        text = _("%(name)s wishes to %(wish)s. That cannot be done on %(platform)s.")
        yield Finding(
            "PLT-10",
            Level.NOTE,
            text % {"name": person.known_as, "wish": wish, "platform": facts.platform_name},
            "003 Data and Privacy",
            _("Talk it over with them, or choose another platform"),
            facts.change_url,
            about=person.ref,
        )
