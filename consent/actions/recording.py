"""Answers that were given another way than through a link, and consent that was taken back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from consent import access, messages, rules, selectors
from consent.enums import Decision, Method, Party, Purpose, Verb
from consent.models import Activity, ConsentDecision
from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.notifications.actions import queue_messages
from safeguard.people.enums import PersonKind
from safeguard.people.models import Adult, Person
from safeguard.people.selectors import involved_with
from safeguard.practitioners.models import User
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm


@transaction.atomic
def record_decision(
    *,
    by: User,
    now: datetime,
    person: Person,
    activity: Activity,
    party: Party,
    answers: Mapping[Purpose, Decision],
    adult: Adult | None = None,
    given_by: str,
    method: Method,
    given_at: datetime,
    evidence_at: str,
    client_token: UUID,
) -> list[ConsentDecision]:
    """Record answers given on a form, in a message, on a recorded call or on the phone (CON-07).

    When, who gave it, who took it and where the evidence is kept stand on every row. ``adult``: which parent or carer,
    or who signs for the local authority, where ``party`` is one. The same client token lands once. Raises Refused for
    what is missing.
    """
    _check(by, person, activity, party, adult)
    if adult is not None and Decision.AGREED in answers.values():
        problem = selectors.why_not_sign(person, adult, selectors.day_of(given_at))
        if problem:
            raise Refused(problem)
    wrong = rules.what_is_wrong_with_record(
        now=now,
        given_by=given_by,
        method=method,
        given_at=given_at,
        evidence_at=evidence_at,
        answers=answers,
        purposes=activity.purposes,
    )
    if wrong:
        raise Refused(next(iter(wrong.values())))
    said = _Said(person, activity, party, adult, given_by.strip(), method, given_at, evidence_at.strip())
    return _write(by, now, said, answers, client_token)


@transaction.atomic
def withdraw_consent(
    *,
    by: User,
    now: datetime,
    person: Person,
    activity: Activity,
    purposes: Collection[Purpose],
    party: Party,
    given_by: str,
    method: Method,
    reason: str,
    adult: Adult | None = None,
    client_token: UUID | None = None,
) -> list[ConsentDecision]:
    """Record that somebody has taken consent back, for some purposes or all: it holds from ``now`` on (CON-17).

    Nobody has to give a reason. Those who work with the person are told that consent has changed. ``adult`` None and a
    parent or carer: the one of this name, or the only one there is. Raises Refused where it is not clear who said it.
    """
    if party == Party.PARENT_CARER and adult is None:
        adult = _adult_meant(person, given_by)
        party = selectors.party_of(adult) if adult else party
    _check(by, person, activity, party, adult)
    if not purposes or not set(purposes) <= set(activity.purposes):
        raise Refused(_("Tick what they have taken back."))
    if not given_by.strip():
        raise Refused(_("Enter the name of the person who said it"))
    if method == Method.LINK or method not in Method.values:
        raise Refused(_("Choose how they said it"))
    token = client_token or uuid4()
    said = _Said(person, activity, party, adult, given_by.strip(), method, now, "", reason.strip())
    rows = _write(by, now, said, dict.fromkeys(purposes, Decision.WITHDRAWN), token)
    workers = [one.practitioner for one in involved_with(person, now) if one.practitioner_id != by.pk]
    # The key of the messages is that of the rows: the same form sent again tells nobody twice.
    queue_messages([messages.changed(person, worker, key=str(rows[0].ref)) for worker in workers], now=now)
    close_drafts(by=by, now=now, form=DraftForm.WITHDRAWAL, client_token=token)
    return rows


@dataclass(frozen=True)
class _Said:
    """Who said it about what, when and how."""

    person: Person
    activity: Activity
    party: Party
    adult: Adult | None
    given_by: str
    method: Method
    given_at: datetime
    evidence_at: str
    reason: str = ""


def _check(by: User, person: Person, activity: Activity, party: Party, adult: Adult | None) -> None:
    if not access.may_ask(by, person) or not access.visible_activities(by).filter(pk=activity.pk).exists():
        raise Refused(_("Only those who work with them can record an answer."))
    if party != selectors.party_of(adult):
        raise Refused(_("Choose who gave the answer."))
    if adult is not None and adult.person_id != person.pk:
        raise Refused(_("This adult is not on file as a parent or carer of theirs."))
    if adult is not None and person.kind == PersonKind.ADULT_AT_RISK:
        raise Refused(_("Nobody signs for an adult. Ask the person themselves."))


def _adult_meant(person: Person, given_by: str) -> Adult | None:
    adults = list(person.adults.all())
    named = [one for one in adults if one.full_name.casefold() == given_by.strip().casefold()]
    found = named or adults
    return found[0] if len(found) == 1 else None


def _landed(by: User, said: _Said, purposes: Collection[Purpose], token: UUID) -> list[ConsentDecision]:
    """The rows that this form has written already."""
    refs = [rules.row_ref(token, said.party, purpose) for purpose in purposes]
    rows = list(ConsentDecision.objects.filter(ref__in=refs).order_by("pk"))
    if any((row.recorded_by_id, row.person_id) != (by.pk, said.person.pk) for row in rows):
        raise Refused(_("This form was sent by somebody else. Open a new one."))
    return rows


def _write(
    by: User, now: datetime, said: _Said, answers: Mapping[Purpose, Decision], token: UUID
) -> list[ConsentDecision]:
    # Locked, so that the same form sent twice at once finds the rows of the first.
    Person.objects.select_for_update().get(pk=said.person.pk)
    landed = _landed(by, said, list(answers), token)
    if landed:
        return landed
    return [_write_one(by, now, said, purpose, answers[purpose], token) for purpose in Purpose if purpose in answers]


def _write_one(
    by: User, now: datetime, said: _Said, purpose: Purpose, decision: Decision, token: UUID
) -> ConsentDecision:
    row = ConsentDecision.objects.create(
        ref=rules.row_ref(token, said.party, purpose),
        person=said.person,
        activity=said.activity,
        statement=selectors.statement_at(said.given_at),
        purpose=purpose,
        party=said.party,
        decision=decision,
        adult=said.adult,
        given_by=said.given_by,
        method=said.method,
        given_at=said.given_at,
        recorded_at=now,
        recorded_by=by,
        evidence_at=said.evidence_at,
        reason=said.reason,
    )
    verb = Verb.WITHDRAWN if decision == Decision.WITHDRAWN else Verb.RECORDED
    record(verb, by=by, now=now, subject=row, fields=["purpose", "party", "decision", "given_by", "method", "given_at"])
    return row
