"""When a worker leaves: plans, records to write, welfare calls and agreed actions go to others (decision 0023)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.people.actions.involving import begin_involvement
from safeguard.people.models import Involvement, Person
from safeguard.practitioners.models import User
from sessions_app.actions.planning import ask_again, book_workers
from sessions_app.enums import Verb
from sessions_app.models import AgreedAction, Session, WelfareCall
from sessions_app.rules import planning
from sessions_app.selectors.sessions import in_the_name_of


@transaction.atomic
def hand_over_sessions(*, by: User | None, now: datetime, worker: User, to: User | None) -> int:
    """Every session of a worker that is to come, or has no record yet, is ``to``'s from now on (None: it stays).

    A plan is asked to be approved anew, and the family told anew. Who began and ended a session stays as it was. Where
    ``to`` is busy at that time the plan has no slot, and its page asks for another time. Returns how many went. The
    caller has checked that ``by`` may, and has handed over the people before.
    """
    if to is None:
        return 0
    waiting = list(in_the_name_of(worker).order_by("pk"))
    for one in waiting:
        _hand_over(by, now, one, worker, to)
    return len(waiting)


def _hand_over(by: User | None, now: datetime, found: Session, worker: User, to: User) -> None:
    session = Session.objects.select_for_update(no_key=True).get(pk=found.pk)
    if session.second_worker_id == worker.pk:
        session.second_worker = None if session.practitioner_id == to.pk else to
    else:
        session.practitioner = to
        session.second_worker = None if session.second_worker_id == to.pk else session.second_worker
    if session.state in planning.OPEN:
        ask_again(by=by or to, now=now, session=session)  # a moment that has come answers for nothing
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError:  # ``to`` is in a session at this very moment: the one under way stays where it is
        return
    if session.state in planning.OPEN:
        _rebook(by, now, session)
    _let_work(by, now, session, to)
    record(Verb.HANDED_OVER, by=by, now=now, subject=session, fields=["practitioner", "second_worker"])


def _rebook(by: User | None, now: datetime, session: Session) -> None:
    """The slot of whoever leaves is free, and that of the other held, if they have none at that time."""
    try:
        with transaction.atomic():
            book_workers(by=by, now=now, session=session)
    except Refused:
        session.bookings.filter(is_free=False).update(is_free=True)


def _let_work(by: User | None, now: datetime, session: Session, to: User) -> None:
    """Those who take part are theirs to see, as everybody is whose session somebody runs."""
    with_them = Involvement.objects.filter(practitioner=to, to_at__isnull=True).values("person")
    people = Person.objects.filter(sessions__session=session).exclude(pk__in=with_them)
    for person in people.select_for_update(of=("self",)).order_by("pk"):
        begin_involvement(by=by, now=now, person=person, practitioner=to)


@transaction.atomic
def hand_over_calls(*, by: User | None, now: datetime, caller: User, to: User | None) -> int:
    """The welfare calls that somebody was to make are ``to``'s to make (None: they stay, and their ladders climb).

    Returns how many. The caller has checked that ``by`` may.
    """
    if to is None:
        return 0
    calls = list(WelfareCall.objects.select_for_update(no_key=True).filter(caller=caller, made_at__isnull=True))
    for call in calls:
        call.caller = to
        call.save(update_fields=["caller"])
        record(Verb.CALL_HANDED_OVER, by=by, now=now, subject=call, fields=["caller"])
    return len(calls)


@transaction.atomic
def hand_over_agreed_actions(*, by: User | None, now: datetime, owner: User, to: User | None) -> int:
    """What somebody was to do by a risk assessment is ``to``'s to do (None: it stays). Returns how much.

    The caller has checked that ``by`` may.
    """
    if to is None:
        return 0
    actions = list(AgreedAction.objects.select_for_update().filter(owner=owner, done_at__isnull=True))
    for action in actions:
        action.owner = to
        action.save(update_fields=["owner"])
        record(Verb.AGREED_ACTION_HANDED_OVER, by=by, now=now, subject=action, fields=["owner"])
    return len(actions)
