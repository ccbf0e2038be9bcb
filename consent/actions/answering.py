"""A link is opened, a date of birth is given, and each purpose is answered: by somebody without an account."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from consent import messages, rules, selectors
from consent.actions.alarming import raise_alarm
from consent.enums import Decision, Method, Party, Purpose, RequestState, Verb
from consent.exceptions import LinkClosed, TooManyTries
from consent.messages import LINK
from consent.models import ConsentDecision, ConsentRequest
from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.lib.links import is_token_of
from safeguard.notifications.actions import Outgoing, queue_messages
from safeguard.people.enums import ContactChannel


def open_link(*, by: None = None, now: datetime, link_id: UUID, token: str) -> ConsentRequest:
    """Follow a link. It signs nothing and uses nothing up: scanners of mail open links too (design 4.8).

    Raises LinkClosed for any link that opens nothing, and says no more than that. A forged one costs no query.
    """
    if not is_token_of(LINK, link_id, token):
        raise LinkClosed
    with transaction.atomic():
        return _open(now, link_id)


def _open(now: datetime, link_id: UUID) -> ConsentRequest:
    request = selectors.request_of_link(link_id)
    if request is None or not selectors.is_open(request, now):
        raise LinkClosed
    first = ConsentRequest.objects.filter(pk=request.pk, opened_at__isnull=True).update(opened_at=now)
    if first:
        request.opened_at = now
        record(Verb.LINK_OPENED, by=None, now=now, subject=request)
    return request


@transaction.atomic
def identify_visitor(*, by: None = None, now: datetime, request: ConsentRequest, born_on: date) -> bool:
    """Whether this is the young person's date of birth; before that, no page says a name.

    Every fifth wrong one is followed by a pause, each longer than the one before. Raises TooManyTries during it,
    even for the right date, and LinkClosed if the link opens nothing any more.
    """
    request = _locked(request)
    if not selectors.is_open(request, now):
        raise LinkClosed
    if request.unblocked_at is not None and now < request.unblocked_at:
        raise TooManyTries(request.unblocked_at)
    if request.person.born_on != born_on:
        _note_wrong_birthday(now, request)
        return False
    if request.identified_at is None:
        request.identified_at = now
        request.save(update_fields=["identified_at"])
    record(Verb.IDENTIFIED, by=None, now=now, subject=request, fields=["identified_at"])
    return True


def _note_wrong_birthday(now: datetime, request: ConsentRequest) -> None:
    request.wrong_birthdays += 1
    pause = rules.pause_after(request.wrong_birthdays)
    request.unblocked_at = now + pause if pause else None
    request.save(update_fields=["wrong_birthdays", "unblocked_at"])
    fields = ["wrong_birthdays", "unblocked_at"]
    record(Verb.WRONG_BIRTHDAY, by=None, now=now, subject=request, fields=fields)


def _locked(request: ConsentRequest) -> ConsentRequest:
    """The request as it now is. Whoever was asked is locked first: what is safe, and who may sign, holds still."""
    somebody = type(selectors.whom(request))
    somebody._default_manager.select_for_update(no_key=True).get(pk=selectors.whom(request).pk)
    joined = ("person__service", "activity", "statement", "adult__person", "asked_by")
    return ConsentRequest.objects.select_for_update(of=("self",)).select_related(*joined).get(pk=request.pk)


@transaction.atomic
def answer_request(
    *,
    by: None = None,
    now: datetime,
    request: ConsentRequest,
    answers: Mapping[Purpose, Decision],
    young_person: Mapping[Purpose, Decision] | Decision | None = None,
    name: str,
    note: str = "",
    is_somebody_unsafe: bool = False,
    is_about_us: bool = False,
    client_token: UUID,
) -> ConsentRequest:
    """Write the answers that came through a link, each purpose on its own row, and close the request (CON-03, CON-08).

    ``answers``: of whoever the link was sent to, one for each purpose. ``young_person``: what the young person
    answered beside them; a purpose that is not in it was not asked. ``name``: as they typed it. The same client token
    lands once. ``is_somebody_unsafe``: people are told at once (practice B26). Raises LinkClosed if somebody answered
    before, or the link opens nothing any more; Refused for an answer or a name that is missing.
    """
    request = _locked(request)
    if _has_landed(request, client_token):
        return request
    if not selectors.is_open(request, now):
        raise LinkClosed
    theirs = _of_young_person(request, young_person)
    _check(request, answers, theirs, name, note)
    own = selectors.party_of(request.adult)
    _write(now, request, own, answers, name.strip(), client_token)
    if request.adult and theirs:
        _write(now, request, Party.YOUNG_PERSON, theirs, request.person.known_as, client_token)
    _close(now, request, name.strip(), note.strip())
    if is_somebody_unsafe:
        raise_alarm(now=now, request=request, note=note, is_about_us=is_about_us)
    queue_messages([*_receipt(request), messages.answered(request)], now=now)
    return request


def _has_landed(request: ConsentRequest, client_token: UUID) -> bool:
    own = selectors.party_of(request.adult)
    refs = [rules.row_ref(client_token, own, purpose) for purpose in request.purposes]
    return request.decisions.filter(ref__in=refs).exists()


def _of_young_person(
    request: ConsentRequest, given: Mapping[Purpose, Decision] | Decision | None
) -> Mapping[Purpose, Decision]:
    if given is None:
        return {}
    return given if isinstance(given, Mapping) else {Purpose(purpose): given for purpose in request.purposes}


def _check(
    request: ConsentRequest,
    answers: Mapping[Purpose, Decision],
    theirs: Mapping[Purpose, Decision],
    name: str,
    note: str,
) -> None:
    asked = set(request.purposes)
    if rules.missing_answers(request.purposes, answers) or not set(answers) <= asked:
        raise Refused(_("Answer each question: yes or no."))
    if not set(theirs) <= asked or not set(theirs.values()) <= {Decision.AGREED, Decision.REFUSED}:
        raise Refused(_("Say for each question what the young person answers."))
    if not name.strip() or len(name.strip()) > rules.LONGEST_NAME:
        raise Refused(_("Enter your full name."))
    if len(note) > rules.LONGEST_NOTE:
        raise Refused(_("Shorten what you want us to know."))


def _write(
    now: datetime,
    request: ConsentRequest,
    party: Party,
    answers: Mapping[Purpose, Decision],
    given_by: str,
    client_token: UUID,
) -> None:
    for purpose in request.purposes:
        if purpose not in answers:
            continue
        row = ConsentDecision.objects.create(
            ref=rules.row_ref(client_token, party, purpose),
            person=request.person,
            activity=request.activity,
            request=request,
            statement=request.statement,
            purpose=purpose,
            party=party,
            decision=answers[Purpose(purpose)],
            adult=request.adult if party != Party.YOUNG_PERSON else None,
            given_by=given_by,
            method=Method.LINK,
            given_at=now,
            recorded_at=now,
        )
        record(Verb.RECORDED, by=None, now=now, subject=row, fields=["purpose", "party", "decision", "given_by"])


def _close(now: datetime, request: ConsentRequest, name: str, note: str) -> None:
    request.state, request.answered_at, request.answer_name = RequestState.ANSWERED, now, name
    fields = ["state", "answered_at", "answer_name"]
    if note and note not in request.answer_note:
        request.answer_note = "\n\n".join(part for part in (request.answer_note, note) if part)
        fields.append("answer_note")
    request.save(update_fields=fields)
    record(Verb.ANSWERED, by=None, now=now, subject=request, fields=fields)


def _receipt(request: ConsentRequest) -> list[Outgoing]:
    """The receipt, to the address the link went to; none if email is no longer safe for them.

    An answer and an alarm stand whatever may be written: a receipt that must not be sent is left out.
    """
    whom = selectors.whom(request)
    if not whom.may_use(ContactChannel.EMAIL):
        return []
    with suppress(Refused):  # like a safe word that is one of its words
        return [messages.receipt(request, whom=whom)]
    return []
