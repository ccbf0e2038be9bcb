"""Pure decisions about consent: what is in force on a day, and what that means for a session."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from consent.enums import Decision, Method, Party, Purpose, RequestState
from safeguard.people.enums import ActsFor, PersonKind, SafeToContact, YesNoNotAsked
from safeguard.people.rules import ADULT, age_on


class Standing(StrEnum):
    """How consent to one purpose stands for one person on a day."""

    COMPLETE = "complete"
    NOT_COUNTERSIGNED = "not countersigned"  # the young person agrees, and a parent or carer has not yet (CON-06)
    ABSENT = "absent"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Answer:
    """One answer that was given, as the rule needs it."""

    purpose: Purpose
    party: Party
    decision: Decision
    given_at: datetime
    by: str = ""  # which parent or carer gave it, or passed it on; empty: the young person themselves
    may_sign: bool = True  # whether that parent or carer may sign today: the yes of somebody who may not is none

    order: str = ""  # the court order that took away from them to decide for the young person, on that day

    @property
    def is_passed_on(self) -> bool:
        """Whether a parent or carer says that this is what the young person says."""
        return self.party == Party.YOUNG_PERSON and bool(self.by)


@dataclass(frozen=True)
class Consents:
    """All answers about one person and one activity, oldest first or in any order."""

    answers: tuple[Answer, ...] = ()

    def parents(self, purpose: Purpose) -> set[Decision]:
        """The answers of parents and carers that are in force: the last one of each. Empty when nobody answered.

        The "no" of somebody from whom a court took it away to decide is none of them: ``overruled`` names it.
        """
        latest = self._latest(purpose, Party.PARENT_CARER).values()
        return {answer.decision for answer in latest if _is_yes(answer) or not answer.order}

    def overruled(self, purpose: Purpose) -> list[str]:
        """The orders that took it away to decide from parents and carers who said no, or took their yes back."""
        latest = self._latest(purpose, Party.PARENT_CARER).values()
        return sorted({answer.order for answer in latest if answer.order and not _is_yes(answer)})

    def authority(self, purpose: Purpose) -> set[Decision]:
        """The answer of the local authority that is in force; empty when nobody answered for it.

        It is one party, whoever signs: its last answer holds, also after whoever gave it has left, and another who
        signs may give one. But a "no" of somebody who still signs is not undone by another: a carer to whom it was
        delegated does not overrule the social worker (practice C27).
        """
        latest = sorted(self._last_of_each(purpose, Party.AUTHORITY).values(), key=lambda answer: answer.given_at)
        return {one.decision for one in latest[:-1] if one.may_sign and not _is_yes(one)} | {
            one.decision for one in latest[-1:]
        }

    def young_person(self, purpose: Purpose, *, may_be_passed_on: bool) -> set[Decision]:
        """What the young person says; empty when nobody knows.

        Their own last word holds. A "no" that a parent passed on later stops too, until they say another themselves;
        a "yes" that was passed on counts only where they have never answered, and while ``may_be_passed_on``.
        """
        passed_on = self._latest(purpose, Party.YOUNG_PERSON)
        own = passed_on.pop("", None)
        if own is None:
            found = passed_on.values() if may_be_passed_on else [a for a in passed_on.values() if not _is_yes(a)]
            return {answer.decision for answer in found}
        later = [a for a in passed_on.values() if not _is_yes(a) and a.given_at > own.given_at]
        return {answer.decision for answer in [own, *later]}

    def _last_of_each(self, purpose: Purpose, party: Party) -> dict[str, Answer]:
        given = [a for a in self.answers if (a.purpose, a.party) == (purpose, party)]
        return {a.by: a for a in sorted(given, key=lambda a: a.given_at)}

    def _latest(self, purpose: Purpose, party: Party) -> dict[str, Answer]:
        latest = self._last_of_each(purpose, party)
        return {by: answer for by, answer in latest.items() if answer.may_sign or not _is_yes(answer)}


def _is_yes(answer: Answer) -> bool:
    return answer.decision == Decision.AGREED


def needs_countersignature(born: date, day: date, *, under: int, is_adult_at_risk: bool = False) -> bool:
    """Whether a parent or carer countersigns (CON-06; 003 Informed Consent): under ``under`` years on the day of the
    session. Nobody countersigns for an adult at risk (practice A12)."""
    return not is_adult_at_risk and age_on(born, day) < under


def party_of(acts_for: str | None) -> Party:
    """As whom an adult answers, by for whom they sign (practice C27); None: the young person themselves."""
    if acts_for is None:
        return Party.YOUNG_PERSON
    return Party.AUTHORITY if acts_for == ActsFor.AUTHORITY else Party.PARENT_CARER


def standing(consents: Consents, purpose: Purpose, *, countersigned: bool, by_authority: bool = False) -> Standing:
    """How consent to a purpose stands. ``countersigned``: whether a parent or carer has to agree too;
    ``by_authority``: the local authority holds responsibility, and its yes is the one that is needed (practice C27).

    A refusal or a withdrawal by anybody whose answer counts holds, whatever the others say (CON-01): when parents
    disagree, people talk before a session takes place. Only from whom a court took it away to decide, a "no" is a
    reason to think about, and does not hold for ever (practice C27). From the age at which nobody countersigns, the
    young person's own word is needed, and none that somebody passes on (practice A12).
    """
    young = consents.young_person(purpose, may_be_passed_on=countersigned)
    parents = consents.parents(purpose) if countersigned else set()
    authority = consents.authority(purpose) if countersigned else set()
    everybody = young | parents | authority
    if Decision.WITHDRAWN in everybody:
        return Standing.WITHDRAWN
    if Decision.REFUSED in everybody:
        return Standing.REFUSED
    if not young:
        return Standing.ABSENT
    signed = authority if by_authority else parents
    return Standing.NOT_COUNTERSIGNED if countersigned and not signed else Standing.COMPLETE


TRIES = 5  # wrong dates of birth before a pause
PAUSE = timedelta(minutes=15)  # the first one; each later pause is four times as long (design 4.8)
LONGEST_NAME = 150
LONGEST_NOTE = 4000


def pause_after(wrong: int) -> timedelta | None:
    """How long nobody may try again after so many wrong dates of birth in all (decision 0013); None: at once.

    A birthday is one of a few thousand days. Pauses that grow leave some thirty tries in the life of a link.
    """
    if wrong == 0 or wrong % TRIES:
        return None
    return PAUSE * (1 << 2 * min(wrong // TRIES - 1, 6))


def link_is_open(state: str, expires_at: datetime, now: datetime, *, may_be_asked: bool) -> bool:
    """Whether a link still opens its question: neither answered nor taken back nor too old, and of somebody who could
    be sent it today too: their address is safe (practice B19), and they may answer."""
    return state == RequestState.SENT and now < expires_at and may_be_asked


def why_not_write_to(email: str, safe: str) -> str:
    """Why nobody may be asked by email at this address, with what would put it right; empty when they may (practice
    B19)."""
    if safe == SafeToContact.NO:
        return _("They said that email is not safe. Ask them in another way, and record the answer.")
    if not email:
        return _("There is no email address. Ask for one, or ask them in another way and record the answer.")
    if safe != SafeToContact.YES:
        return _("Nobody has asked whether email is safe. Ask them first, and write down what they say.")
    return ""


def why_not_countersign(kind: str, age: int, may_countersign: str) -> str:
    """Why an adult's agreement cannot stand for a person, with what would put it right; empty when it can.

    From 18 on, and for an adult at risk, nobody countersigns (practice A12); not asked is not yes (PER-04).
    ``age``: whole years on the day.
    """
    if kind == PersonKind.ADULT_AT_RISK or age >= ADULT:
        return _("Nobody signs for an adult. Ask the person themselves.")
    if may_countersign == YesNoNotAsked.NO:
        return _("It is on file that they may not sign for the young person. Ask another parent or carer.")
    if may_countersign != YesNoNotAsked.YES:
        return _("Nobody has asked whether they may sign for the young person. Ask, and write down what they say.")
    return ""


def what_is_wrong_with_activity(
    *,
    title: str,
    description: str,
    purposes: Collection[str],
    sharing_with: str,
    starts_on: date | None,
    ends_on: date | None,
) -> dict[str, str]:
    """What keeps an activity from being set up, by field; empty if nothing does (CON-03)."""
    wrong = {}
    if not title.strip():
        wrong["title"] = _("Enter what it is called")
    if not description.strip():
        wrong["description"] = _("Write what happens in it")
    if not purposes or not set(purposes) <= set(Purpose.values):
        wrong["purposes"] = _("Tick what will be asked for")
    if Purpose.SHARING in purposes and not sharing_with.strip():
        wrong["sharing_with"] = _("Name the organisation that information would be shared with")
    if starts_on is None:
        wrong["starts_on"] = _("Enter the day on which it starts")
    elif ends_on is not None and ends_on < starts_on:
        wrong["ends_on"] = _("Enter a day that is not before its start")
    return wrong


def missing_answers(asked: Iterable[str], answers: Mapping[Purpose, Decision]) -> list[Purpose]:
    """The purposes that were asked about and have no answer of their own yet: nothing is bundled (CON-03)."""
    given = {purpose for purpose, decision in answers.items() if decision in (Decision.AGREED, Decision.REFUSED)}
    return [Purpose(purpose) for purpose in asked if purpose not in given]


def what_is_wrong_with_record(
    *,
    now: datetime,
    given_by: str,
    method: str,
    given_at: datetime,
    evidence_at: str,
    answers: Mapping[Purpose, Decision],
    purposes: Collection[str],
) -> dict[str, str]:
    """What keeps an answer that was given another way from being recorded, by field (CON-07)."""
    wrong = {}
    if not given_by.strip():
        wrong["given_by"] = _("Enter the name of the person who said it")
    if method == Method.LINK or method not in Method.values:
        wrong["method"] = _("Choose how they said it")
    if given_at > now:
        wrong["given_at"] = _("Enter a moment that has passed")
    if not evidence_at.strip():
        wrong["evidence_at"] = _("Say where the form, the message, the recording or the note of the call is kept")
    if not answers or not set(answers) <= set(purposes):
        wrong["answers"] = _("Enter an answer to at least one question of this activity")
    elif not set(answers.values()) <= {Decision.AGREED, Decision.REFUSED}:
        wrong["answers"] = _("Say for each whether they agreed or not")
    return wrong


def row_ref(client_token: UUID, party: str, purpose: str) -> UUID:
    """The reference of a row that a form with this token writes: the same form cannot write it twice."""
    return uuid5(client_token, f"{party}:{purpose}")
