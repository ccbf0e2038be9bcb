"""What stops a session, what needs a reason, and what is worth knowing before it begins (PLN-33). Pure.

Levels are those of practice E42, E43 and E46, which hold over the rows: few things stop, because a session that does
not take place can cost more than a date that passed at midnight. Nothing here is asked of an unplanned contact
(practice A7).
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeguard.lib.durations import in_words
from safeguard.lib.findings import Finding, Level, Whose
from safeguard.lib.worktime import WorkingHours, is_working_time
from safeguard.people.rules import ADULT, age_on, birthday
from safeguard.platforms.enums import PlatformState
from sessions_app.enums import Rating, SessionKind
from sessions_app.rules.agreeing import of_consent
from sessions_app.rules.facts import Facts, PersonFacts, ReasonFacts
from sessions_app.rules.on_platforms import of_the_platform, of_wishes
from sessions_app.rules.workers import BACKGROUND, of_the_workers

SOON = timedelta(days=28)  # a birthday that changes what is asked is told of so long before
NSPCC = "0808 800 5000"
ONE_TO_ONE, MESSAGE = "RA-10", "PLN-19"
SAFE_WORD = "RUN-06"  # found under a flag only: it is kept from whoever may not know of the flag
ANSWERED_BY_APPROVAL = frozenset({ONE_TO_ONE})  # approving it is the answer
BEFORE_THE_START = frozenset({MESSAGE})  # the family is told once it is approved: nobody asks for a reason before

# What each rule that may be answered is about, in a few words: for lists, long after the finding is gone.
NAMES: dict[str, str | Promise] = {
    "CON-06": gettext_lazy("No countersignature"),
    "ORG-07": gettext_lazy("Acceptable use not signed"),
    "ORG-25": gettext_lazy("Safeguarding officer not named, or not known"),
    "ORG-26": gettext_lazy("Training has run out"),
    BACKGROUND: gettext_lazy("Background check missing or old"),
    "PER-15": gettext_lazy("Local authority not asked"),
    "PLN-03": gettext_lazy("Longer than usual"),
    "PLN-04": gettext_lazy("Outside working hours"),
    MESSAGE: gettext_lazy("Family not told"),
    "PLN-33": gettext_lazy("An adult has not agreed"),
    "PLT-01": gettext_lazy("Platform restricted or overdue"),
    "PLT-07": gettext_lazy("Younger than the platform allows"),
    ONE_TO_ONE: gettext_lazy("One-to-one"),
    "RA-05": gettext_lazy("Moderate or high risk"),
    "RA-06": gettext_lazy("Session not assessed"),
    "RA-24": gettext_lazy("Risk review overdue"),
    SAFE_WORD: gettext_lazy("No safe word"),
}


def findings(facts: Facts) -> list[Finding]:
    """Everything the rules find, stops first, then what needs a reason, then notes."""
    found = [
        *of_the_platform(facts),
        *of_the_workers(facts),
        *_of_the_plan(facts),
        *_of_the_adults(facts),
    ]
    for person in facts.people:
        found += [*of_consent(facts, person), *_of_risk(facts, person), *_of_a_person(facts, person)]
    order = list(Level)
    return sorted(found, key=lambda finding: order.index(finding.level))


def answered(facts: Facts) -> set[str]:
    """The keys of the findings that somebody has answered: for the plan and the risk assessments as they now are."""
    given = {reason.key for reason in facts.reasons if _still_counts(reason, facts)}
    return given | (ANSWERED_BY_APPROVAL if facts.is_approved else set())


def _still_counts(reason: ReasonFacts, facts: Facts) -> bool:
    """A reason for another plan is none, nor is one about what has been judged again since."""
    judged_at = _judged(facts).get(reason.key)
    return reason.version == facts.version and (judged_at is None or judged_at <= reason.at)


def _judged(facts: Facts) -> dict[str, datetime | None]:
    """When that was said, written or issued which the findings with these keys speak of."""
    judged: dict[str, datetime | None] = {"RA-05": facts.assessed_at}
    for person in facts.people:
        if person.risk is not None:
            judged |= dict.fromkeys([f"RA-05:{person.ref}", f"RA-24:{person.ref}"], person.risk.made_at)
    for worker in facts.workers:
        about = f":{worker.key}" if worker.key else ""
        judged |= {f"ORG-07{about}": facts.aup_issued_at, f"ORG-26{about}": worker.trained_at}
    for state in (PlatformState.LAPSED, PlatformState.RESTRICTED):
        judged[f"PLT-01:{state}"] = facts.platform_decided_at
    return judged


def before_the_manager(found: Iterable[Finding]) -> list[Finding]:
    """Without what is asked only when it starts."""
    return [finding for finding in found if finding.code not in BEFORE_THE_START]


def given_by(found: Iterable[Finding], whose: Whose) -> list[Finding]:
    """Those for which one of the two gives the reason."""
    return [finding for finding in found if finding.whose == whose]


# --- Its parts ------------------------------------------------------------------------------------------------------


def _of_the_plan(facts: Facts) -> Iterator[Finding]:
    if facts.kind == SessionKind.ONE_TO_ONE:
        yield Finding(
            ONE_TO_ONE,
            Level.REASON,
            _("It is a one-to-one: a line manager approves it first."),
            "000 §2; 003 Transparency p3; 002 A2 §3.5",
        )
    if not facts.has_agreement:
        yield Finding(
            "ORG-34",
            Level.NOTE,
            _("Practitioners and management have not signed how this service is delivered."),
            "002 A2 Background §1.3",
            _("Write it down together"),
            facts.agreement_url,
        )
    yield from _of_its_risk(facts)
    yield from _of_its_time(facts)


def _of_its_risk(facts: Facts) -> Iterator[Finding]:
    if facts.rating is None:
        yield Finding(
            "RA-06",
            Level.REASON,
            _("The risk of this session has not been assessed."),
            "002 A2 §3.2; 003 Risk Assessment core principles",
            _("Assess it: what may happen, and exactly what is done then"),
            facts.assess_url,
        )
    elif facts.rating != Rating.LOW:
        text = _("The risk of this session is %(rating)s: it may be unsuitable for online work.")
        yield Finding(
            "RA-05",
            Level.REASON,
            text % {"rating": facts.rating.label.lower()},
            "004 Risk b5",
            _("Look at the assessment"),
            facts.assess_url,
        )


def _of_its_time(facts: Facts) -> Iterator[Finding]:
    change = _("Change the plan")
    length = timedelta(minutes=facts.minutes)
    if length > facts.longest:
        text = _("It is planned for %(minutes)s: longer than %(longest)s.")
        yield Finding(
            "PLN-03",
            Level.REASON,
            text % {"minutes": in_words(length), "longest": in_words(facts.longest)},
            "002 A2 §3.3; 001 b7",
            change,
            facts.change_url,
            Whose.PRACTITIONER,
        )
    if not is_inside(facts.starts_at, facts.ends_at, facts.hours):
        yield Finding(
            "PLN-04",
            Level.REASON,
            _("It is outside working hours. The line manager is told."),
            "001 b7; 002 A2 §3.3",
            change,
            facts.change_url,
            Whose.PRACTITIONER,
        )
    if facts.gap is not None and facts.gap < facts.least_gap:
        text = _("There are only %(gap)s to the next or the last session. %(least)s are better.")
        words = {"gap": in_words(facts.gap), "least": in_words(facts.least_gap)}
        yield Finding("PLN-30", Level.NOTE, text % words, "004 Self-care b2, b4", change, facts.change_url)


def is_inside(starts_at: datetime, ends_at: datetime, hours: WorkingHours) -> bool:
    """Whether all of it lies in working time. It may end at closing time to the minute."""
    return is_working_time(starts_at, hours) and is_working_time(ends_at - timedelta(microseconds=1), hours)


def _of_the_adults(facts: Facts) -> Iterator[Finding]:
    for adult in facts.adults:
        if not adult.has_agreed:
            yield Finding(
                "PLN-33",
                Level.REASON,
                _("%(name)s is to be there, and has not agreed yet.") % {"name": adult.name},
                "003 Supporting Adults, Transparency b2",
                _("Ask them, then say so in the plan"),
                facts.change_url,
                Whose.PRACTITIONER,
                about=adult.ref,
            )


# --- Those who take part --------------------------------------------------------------------------------------------


def _of_risk(facts: Facts, person: PersonFacts) -> Iterator[Finding]:
    words = {"name": person.known_as}
    if person.risk is None:
        text = _("%(name)s has no individual risk assessment.") % words
        source, cure = "004 Before p4, Risk b5", _("Make one")
        yield Finding("RA-01", Level.STOP, text, source, cure, person.risk_url, about=person.ref)
        return
    if person.risk.rating != Rating.LOW:
        text = _("The risk for %(name)s is %(rating)s: online work may be unsuitable.")
        yield Finding(
            "RA-05",
            Level.REASON,
            text % {**words, "rating": person.risk.rating.label.lower()},
            "004 Risk b5",
            _("Look at the assessment"),
            person.url,
            about=person.ref,
        )
    if person.risk.review_on < facts.day:
        text = _("The risk assessment of %(name)s should have been looked at again by %(day)s.")
        yield Finding(
            "RA-24",
            Level.REASON,
            text % {**words, "day": _day(person.risk.review_on)},
            "002 A2 §3.2, A1 Responses; 004 Risk b5",
            _("Make a new one"),
            person.risk_url,
            about=person.ref,
        )


def _of_a_person(facts: Facts, person: PersonFacts) -> Iterator[Finding]:
    yield from _of_age(facts, person)
    yield from of_wishes(facts, person)
    yield from _of_getting_help(person)
    if not person.is_told:
        yield Finding(
            MESSAGE,
            Level.REASON,
            _("Nobody has told %(name)s or their family about this session.") % {"name": person.known_as},
            "004 Before p5, Message",
            _("Tell them"),
            facts.tell_url,
            about=person.ref,
        )


def _of_age(facts: Facts, person: PersonFacts) -> Iterator[Finding]:
    words = {"name": person.known_as}
    if age_on(person.born_on, facts.day) < facts.platform_min_age:
        text = _("%(name)s is %(years)s on that day. %(platform)s is for people of %(age)s and over.")
        yield Finding(
            "PLT-07",
            Level.REASON,
            text
            % {
                **words,
                "years": age_on(person.born_on, facts.day),
                "platform": facts.platform_name,
                "age": facts.platform_min_age,
            },
            "002 A2 §3.6; 003 Age restrictions",
            _("Choose another platform"),
            facts.change_url,
            about=person.ref,
        )
    if person.is_adult_at_risk:
        return
    for years, what in ((facts.countersign_under, _NO_SIGNATURE), (ADULT, _GROWN_UP)):
        on = birthday(person.born_on, years)
        if facts.day < on <= facts.day + SOON:
            text = what % {**words, "age": years, "day": _day(on)}
            source = "003 Age restrictions, Informed Consent; 002 §3.4.5"
            yield Finding("PER-02", Level.NOTE, text, source, about=person.ref)


_NO_SIGNATURE = gettext_lazy("%(name)s turns %(age)s on %(day)s. From then on a parent or carer need not countersign.")
_GROWN_UP = gettext_lazy("%(name)s turns %(age)s on %(day)s. From then on they are an adult: agree on what follows.")


def _of_getting_help(person: PersonFacts) -> Iterator[Finding]:
    words, source = {"name": person.known_as}, "003 Accountability b2"
    add = _("Add it")
    if person.authority_known == "not_asked":
        text = _("Nobody has asked which local authority %(name)s belongs to.") % words
        yield Finding("PER-15", Level.REASON, text, source, add, person.url, about=person.ref)
    elif person.authority_known == "unknown":
        text = _("The local authority of %(name)s is not known. In need, ring the NSPCC: %(number)s.")
        text = text % {**words, "number": NSPCC}
        yield Finding("PER-15", Level.NOTE, text, source, add, person.url, about=person.ref)
    if person.is_flagged and not person.has_safe_word:
        text = _("No safe word has been agreed with %(name)s yet, and one is needed.") % words
        cure = _("Agree on one before you talk about anything else")
        source = "004 Introductory session b5, Risk b4"
        yield Finding(SAFE_WORD, Level.REASON, text, source, cure, person.url, about=person.ref)
    if not person.has_other_number:
        text = _("There is no other number for %(name)s if the connection is lost.") % words
        source = "004 Message, Intro & follow-up b3"
        yield Finding("PER-03", Level.NOTE, text, source, add, person.contact_url, about=person.ref)


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day is not None else ""
