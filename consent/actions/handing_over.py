"""When whoever asked for consent leaves: what is still to be answered is answered to another (decision 0023)."""

from datetime import datetime

from django.db import transaction

from consent.enums import RequestState, Verb
from consent.models import ConsentRequest
from safeguard.audit.actions import record
from safeguard.practitioners.models import User


@transaction.atomic
def hand_over_requests(*, by: User | None, now: datetime, asker: User, to: User | None) -> int:
    """The requests of somebody that wait for an answer are ``to``'s: told of the answer, and named to the family.

    None: they stay. Returns how many went. The caller has checked that ``by`` may.
    """
    if to is None:
        return 0
    waiting = list(ConsentRequest.objects.select_for_update().filter(asked_by=asker, state=RequestState.SENT))
    for request in waiting:
        request.asked_by = to
        request.save(update_fields=["asked_by"])
        record(Verb.HANDED_OVER, by=by, now=now, subject=request, fields=["asked_by"])
    return len(waiting)
