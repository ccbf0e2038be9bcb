"""A family says that somebody is unsafe: people are told at once, until one of them answers (practice B26)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from consent import access
from consent.enums import Verb
from consent.messages import path_of
from consent.models import ConsentRequest
from safeguard.audit.actions import record
from safeguard.escalation.actions import acknowledge_ladder, stand_down_ladder, start_ladder, tell_of_news
from safeguard.escalation.enums import RouteKind, Urgency
from safeguard.escalation.models import Ladder
from safeguard.escalation.selectors import ladder_about
from safeguard.lib.errors import Refused
from safeguard.people.selectors import involved_with
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import line_above, people_holding

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
            tell_of_news(now=now, ladder=ladder)
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
    acknowledge_ladder(by=by, now=now, ladder=ladder)
    ladder.refresh_from_db()
    return ladder
