"""Asking for consent, and taking a request back."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from consent import access, messages, selectors
from consent.enums import Purpose, RequestState, Verb
from consent.models import Activity, ConsentRequest, Statement
from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.lib.refs import new_ref
from safeguard.notifications.actions import cancel_by_key, queue_messages
from safeguard.people.models import Adult, Person
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import User


@transaction.atomic
def ask_for_consent(
    *,
    by: User,
    now: datetime,
    person: Person,
    activity: Activity,
    adult: Adult | None,
    purposes: Collection[Purpose] | None = None,
    client_token: UUID,
) -> ConsentRequest:
    """Send a link by which one person answers each purpose of an activity (CON-01, CON-03; design 4.8).

    ``adult`` None: the young person themselves. ``purposes`` None: all of the activity's. An earlier request to the
    same person about the same activity is taken back; the same client token lands once. Raises Refused, with what
    would put it right, where email is not known to be safe (practice B19), nobody may sign for the person (A12), the
    activity has ended, or no statement has been issued yet.
    """
    # Locked, so that two requests to the same person come one after the other, and none overtakes a "not safe".
    person = Person.objects.select_for_update().get(pk=person.pk)
    if adult is not None:
        adult = Adult.objects.select_for_update().get(pk=adult.pk)
    first = ConsentRequest.objects.filter(client_token=client_token).first()
    if first is not None:
        return _landed(first, by, person)
    asked = [purpose.value for purpose in Purpose if purpose in (activity.purposes if purposes is None else purposes)]
    statement = _check(by, now, person, activity, adult, asked)
    _take_back_earlier(by, now, person, activity, adult)
    request = ConsentRequest.objects.create(
        ref=new_ref("CR"),
        client_token=client_token,
        person=person,
        activity=activity,
        statement=statement,
        adult=adult,
        purposes=asked,
        asked_by=by,
        asked_at=now,
        expires_at=now + thresholds_in_force(now).days("link_expires"),
    )
    record(Verb.ASKED, by=by, now=now, subject=request, fields=request.AUDIT_FIELDS)
    queue_messages([messages.asking(request, whom=selectors.whom(request), by=by)], now=now)
    return request


def _landed(first: ConsentRequest, by: User, person: Person) -> ConsentRequest:
    if first.asked_by_id != by.pk or first.person_id != person.pk:
        raise Refused(_("This form was sent by somebody else. Open a new one."))
    return first


def _check(
    by: User, now: datetime, person: Person, activity: Activity, adult: Adult | None, asked: Collection[str]
) -> Statement:
    if not access.may_ask(by, person) or not access.visible_activities(by).filter(pk=activity.pk).exists():
        raise Refused(_("Only those who work with them can ask for their consent."))
    if not asked or not set(asked) <= set(activity.purposes):
        raise Refused(_("Choose what to ask for from what the activity asks for."))
    if activity.ends_on is not None and activity.ends_on < selectors.day_of(now):
        raise Refused(_("This activity has ended. Choose another, or set up a new one."))
    problem = selectors.why_not_ask(person, adult, selectors.day_of(now))
    if problem:
        raise Refused(problem)
    statement = selectors.statement_in_force()
    if statement is None:
        raise Refused(
            _("No consent statement has been issued yet. The safeguarding lead or an administrator issues it first.")
        )
    return statement


def _take_back_earlier(by: User, now: datetime, person: Person, activity: Activity, adult: Adult | None) -> None:
    earlier = ConsentRequest.objects.select_for_update().filter(
        person=person, activity=activity, adult=adult, state=RequestState.SENT
    )
    for request in earlier:
        _revoke(by, now, request)


@transaction.atomic
def revoke_request(*, by: User, now: datetime, request: ConsentRequest) -> ConsentRequest:
    """Take a request back: its link opens nothing any more. Taking it back again changes nothing.

    Raises Refused if it was answered before: an answer is taken back by a withdrawal.
    """
    request = ConsentRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=request.pk)
    if not access.may_ask(by, request.person):
        raise Refused(_("Only those who work with them can take a request back."))
    if request.state == RequestState.ANSWERED:
        raise Refused(_("It has been answered already. Record that consent was taken back, if it was."))
    if request.state == RequestState.SENT:
        _revoke(by, now, request)
    return request


@transaction.atomic
def revoke_open_requests(*, by: None = None, now: datetime) -> int:
    """Take back every request that has not been answered, because a backup was restored. Returns how many.

    An answer given, or a request taken back, since the backup is not known any more: those who asked ask again.
    """
    still_open = list(ConsentRequest.objects.select_for_update().filter(state=RequestState.SENT))
    for request in still_open:
        _revoke(by, now, request)
    return len(still_open)


def _revoke(by: User | None, now: datetime, request: ConsentRequest) -> None:
    request.state = RequestState.REVOKED
    request.save(update_fields=["state"])
    cancel_by_key(selectors.asked_key(request.ref))  # a link that opens nothing need not leave
    record(Verb.REVOKED, by=by, now=now, subject=request, fields=["state"])
