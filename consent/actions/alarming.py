"""A family says that somebody is unsafe: people are told at once, until one of them answers (practice B26)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from consent import access
from consent.enums import Verb
from consent.messages import path_of
from consent.models import ConsentRequest
from safeguard.audit.actions import record
from safeguard.audit.models import AuditEvent
from safeguard.duties.actions import finish_duties, open_duty
from safeguard.duties.enums import DutyKind
from safeguard.escalation.actions import acknowledge_ladder, stand_down_ladder, start_ladder, tell_of_news
from safeguard.escalation.enums import RouteKind, Urgency
from safeguard.escalation.models import Ladder
from safeguard.escalation.selectors import ladder_about
from safeguard.lib.errors import Refused
from safeguard.people.selectors import involved_with
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import line_above, people_holding
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm

NEWS_APART = timedelta(minutes=5)
# Who decides about a matter of staff before anybody else is told (practice B17).
DECIDES = (PostCode.DSL, PostCode.HR_DSO, PostCode.DEPUTY_DSL, PostCode.STRATEGIC_LEAD)


@transaction.atomic
def raise_alarm(*, by: None = None, now: datetime, request: ConsentRequest, note: str, is_about_us: bool) -> Ladder:
    """Tell people at once that a family says somebody is unsafe. It waits for no other answer, nor for an open link.

    ``is_about_us``: it may be about somebody who works here. Then neither those who work with the young person nor
    their managers are told. The same words again tell nobody twice; other words are told to those who deal with it.
    """
    request = (
        ConsentRequest.objects.select_for_update(of=("self",)).select_related("person__service").get(pk=request.pk)
    )
    is_news = _keep_note(now, request, note.strip())
    ladder = ladder_about(ConsentRequest.SUBJECT, request.ref)
    kind = RouteKind.ABOUT_STAFF if is_about_us else RouteKind.ORDINARY
    if ladder is not None and (ladder.kind == kind or not is_about_us):
        if is_news:
            _go_on(now, request, ladder)
        return ladder
    if ladder is not None:  # it was told as an ordinary matter, and is none
        stand_down_ladder(by=None, now=now, subject_type=ConsentRequest.SUBJECT, subject_ref=request.ref)
    return start_ladder(
        by=None,
        now=now,
        subject_type=ConsentRequest.SUBJECT,
        subject_ref=request.ref,
        about_ref=request.ref,
        path=path_of(request),
        kind=kind,
        urgency=Urgency.NOW,
        service=request.person.service,
        excluded=_kept_out(now, request) if is_about_us else (),
    )


def _go_on(now: datetime, request: ConsentRequest, ladder: Ladder) -> None:
    """Other words came: those who deal with it read them, and whoever had settled it decides anew.

    What comes quickly one after the other is told together: it slows, and nothing is lost (practice B26).
    """
    lately = AuditEvent.objects.filter(verb=Verb.ALARMED, subject_ref=request.ref, at__gt=now - NEWS_APART)
    so_far = (now - ladder.started_at) // NEWS_APART
    soon = ladder.started_at + (so_far + 1) * NEWS_APART
    tell_of_news(now=now, ladder=ladder, not_before=soon if lately.count() > 1 else None)
    if request.settled_at is not None and ladder.acknowledged_by is not None:
        request.settled_at, request.settled_by, request.no_concern_why = None, None, ""
        request.save(update_fields=["settled_at", "settled_by", "no_concern_why"])
        _give_duty(ladder.acknowledged_by, now, ladder)


def _give_duty(owner: User, now: datetime, ladder: Ladder) -> None:
    """Whoever acknowledged it raises a concern from it, or says why not: it does not end with a press (B26)."""
    due_at = now + thresholds_in_force(now).minutes("first_entry")
    open_duty(by=owner, now=now, kind=DutyKind.RAISE_CONCERN, owner=owner, due_at=due_at, about=ladder)


def _keep_note(now: datetime, request: ConsentRequest, note: str) -> bool:
    """Keep what was written, whatever became of the request. False if it is there already."""
    if not note or note in request.answer_note:
        return False
    request.answer_note = "\n\n".join(part for part in (request.answer_note, note) if part)
    request.save(update_fields=["answer_note"])
    record(Verb.ALARMED, by=None, now=now, subject=request, fields=["answer_note"])
    return True


def _kept_out(now: datetime, request: ConsentRequest) -> set[int]:
    """Whoever asked or works with the young person, and the lines above them: it may be about any of them.

    Those who decide about matters of staff stay, unless they work with the young person themselves.
    """
    workers = [request.asked_by, *(one.practitioner for one in involved_with(request.person, now))]
    deciding = {pk for code in DECIDES for pk in people_holding(code, now)}
    return {worker.pk for worker in workers} | (line_above(workers) - deciding)


@transaction.atomic
def acknowledge_alarm(*, by: User, now: datetime, request: ConsentRequest) -> Ladder:
    """Acknowledge: ``by`` is dealing with it, and nobody else is called any more (ESC-06).

    If somebody else was first, nothing changes and the ladder that is given back says who. Raises Refused for
    somebody who was not told, or where there is nothing to acknowledge.
    """
    ladder = ladder_about(ConsentRequest.SUBJECT, request.ref)
    if ladder is None or not access.may_take_on(by, ladder):
        raise Refused(_("Somebody who was told of it must acknowledge it."))
    if acknowledge_ladder(by=by, now=now, ladder=ladder):
        _give_duty(by, now, ladder)
    ladder.refresh_from_db()
    return ladder


@transaction.atomic
def note_concern_raised(*, by: User, now: datetime, request: ConsentRequest, ref: str) -> None:
    """A concern was raised from what a family said (``ref``): it is dealt with as one now, and its alarm ends.

    Raises Refused for somebody who was not told of it (practice B26).
    """
    request = _to_settle(by, request)
    ladder = ladder_about(ConsentRequest.SUBJECT, request.ref)
    if ladder is not None:
        acknowledge_ladder(by=by, now=now, ladder=ladder)
    _settle(by, now, request)
    record(Verb.CONCERN_RAISED, by=by, now=now, subject=request, fields=["settled_at"], refs=[ref])


@transaction.atomic
def decide_no_concern(
    *, by: User, now: datetime, request: ConsentRequest, reason: str, client_token: UUID | None = None
) -> ConsentRequest:
    """Say why no concern is raised from what a family said. Raises Refused without a reason, before somebody has
    acknowledged it, or where it has been decided."""
    request = _to_settle(by, request)
    ladder = ladder_about(ConsentRequest.SUBJECT, request.ref)
    if ladder is None or ladder.acknowledged_at is None:
        raise Refused(_("Acknowledge it first."))
    if request.settled_at is not None:
        raise Refused(_("Somebody has decided about it already."))
    if not reason.strip():
        raise Refused(_("Write why no concern is raised."))
    request.no_concern_why = reason.strip()
    _settle(by, now, request)
    record(Verb.NO_CONCERN, by=by, now=now, subject=request, fields=["settled_at", "no_concern_why"])
    if client_token is not None:
        close_drafts(by=by, now=now, form=DraftForm.NO_CONCERN, client_token=client_token)
    return request


def _to_settle(by: User, request: ConsentRequest) -> ConsentRequest:
    request = ConsentRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=request.pk)
    ladder = ladder_about(ConsentRequest.SUBJECT, request.ref)
    if ladder is None or not access.may_take_on(by, ladder):
        raise Refused(_("Somebody who was told of it must decide about it."))
    return request


def _settle(by: User, now: datetime, request: ConsentRequest) -> None:
    request.settled_at, request.settled_by = now, by
    request.save(update_fields=["settled_at", "settled_by", "no_concern_why"])
    finish_duties(
        by=by,
        now=now,
        kinds=[DutyKind.RAISE_CONCERN],
        subject_type=ConsentRequest.SUBJECT,
        subject_ref=request.ref,
    )
