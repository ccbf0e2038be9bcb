"""What consent means for a session: who has agreed, and who has to. Pure."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consent.enums import Decision, Purpose
from consent.rules import Standing, needs_countersignature, standing
from safeguard.lib.findings import Finding, Level, Whose
from safeguard.people.rules import age_on
from sessions_app.rules.facts import Facts, PersonFacts


def of_consent(facts: Facts, person: PersonFacts) -> Iterator[Finding]:
    """Whether somebody has agreed to take part, and whoever has to sign (CON-01, CON-06; practice C27, E45)."""
    countersigned = needs_countersignature(
        person.born_on, facts.day, under=facts.countersign_under, is_adult_at_risk=person.is_adult_at_risk
    )
    how = standing(
        person.consents, Purpose.TAKE_PART, countersigned=countersigned, by_authority=person.is_signed_by_authority
    )
    words = {"name": person.known_as}
    if how in _NO_CONSENT:
        cure = _("Ask for consent") if how == Standing.ABSENT else _("See what was answered, and talk with them")
        text = _NO_CONSENT[how] % words
        url = person.consent_url
        yield Finding("CON-01", Level.STOP, text, "004 Before p1", cure, url, about=person.ref)
    else:
        yield from _of_the_signature(facts, person, how, countersigned=countersigned)


def _of_the_signature(facts: Facts, person: PersonFacts, how: Standing, *, countersigned: bool) -> Iterator[Finding]:
    """Who else has to agree, and a "no" that a court has overruled."""
    words = {"name": person.known_as}
    overruled = person.consents.overruled(Purpose.TAKE_PART) if countersigned else []
    if overruled:
        yield Finding(
            "CON-01",
            Level.REASON,
            _("Somebody said no for %(name)s from whom a court took it away to decide (%(orders)s).")
            % {**words, "orders": ", ".join(overruled)},
            "004 Before p1; practice C27",
            _("Read the order, and say why the session goes ahead"),
            person.url,
            about=person.ref,
        )
    if how == Standing.NOT_COUNTERSIGNED and _may_agree_alone(facts, person):
        yield Finding(
            "CON-06",
            Level.REASON,
            _ALONE % {**words, "age": person.own_consent_from, "policy": person.own_consent_by},
            "003 Informed Consent; practice E45",
            _("Say why they understand what they agree to"),
            facts.change_url,
            Whose.PRACTITIONER,
            about=person.ref,
        )
    elif countersigned and person.asks_who_consents:
        yield Finding(
            "CON-06",
            Level.REASON,
            _("%(name)s is looked after, and nobody has asked who holds responsibility for consent.") % words,
            "003 Informed Consent; practice C27",
            _("Ask the social worker, and write down what they say"),
            person.network_url,
            about=person.ref,
        )
    elif how == Standing.NOT_COUNTERSIGNED:
        not_signed, how_to = _NOT_SIGNED[person.is_signed_by_authority]
        yield Finding(
            "CON-06",
            Level.REASON,
            not_signed % {**words, "age": facts.countersign_under},
            "003 Informed Consent",
            how_to,
            person.consent_url,
            about=person.ref,
        )


def _may_agree_alone(facts: Facts, person: PersonFacts) -> bool:
    """Whether the policy of the service takes the consent of a young person of this age: no manager decides it each
    time, and whoever works with them judges that they understand (practice E45). What a parent passed on is not their
    own word."""
    if person.own_consent_from is None or age_on(person.born_on, facts.day) < person.own_consent_from:
        return False
    return Decision.AGREED in person.consents.young_person(Purpose.TAKE_PART, may_be_passed_on=False)


_ALONE = gettext_lazy(
    "%(name)s agrees, and nobody who has to sign has agreed. "
    "From %(age)s on, who understands may agree alone here (%(policy)s)."
)

_NOT_SIGNED: dict[bool, tuple[Promise, Promise]] = {  # by whether the local authority holds responsibility
    False: (
        gettext_lazy("%(name)s is under %(age)s on that day, and no parent or carer has agreed."),
        gettext_lazy("Ask a parent or carer"),
    ),
    True: (
        gettext_lazy("%(name)s is under %(age)s on that day, and nobody has agreed for the local authority."),
        gettext_lazy("Ask whoever signs for the authority"),
    ),
}

_NO_CONSENT: dict[Standing, str | Promise] = {
    Standing.ABSENT: gettext_lazy("%(name)s has not agreed to take part."),
    Standing.REFUSED: gettext_lazy("Consent for %(name)s to take part was refused."),
    Standing.WITHDRAWN: gettext_lazy("Consent for %(name)s to take part was taken back."),
}
