"""What goes on with a person's next practitioner: planned sessions, what was agreed, calls that are to be made."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.duties.actions import pass_duty_on
from safeguard.duties.enums import DutyKind
from safeguard.lib.errors import Refused
from safeguard.people.models import Person
from safeguard.practitioners.models import User
from sessions_app.actions.planning import save_changed
from sessions_app.enums import Verb
from sessions_app.models import AgreedAction, Session, WelfareCall
from sessions_app.selectors.handing_over import work_of
from sessions_app.selectors.sessions import lock_open, workers_of


@transaction.atomic
def pass_session_on(*, by: User, now: datetime, session: Session, of: User, to: User) -> Session:
    """``to`` runs a planned session in the place of ``of``: its plan is approved anew and the family is told again.

    For a caller who has handed over everybody who takes part. Raises Refused once it has begun, and when ``to`` has
    another session at that time or is the other one of its workers.
    """
    session = lock_open(session)
    if to.pk in workers_of(session):
        raise Refused(_("%(name)s runs one of the sessions already. Choose for it again.") % {"name": to.full_name})
    if session.practitioner_id == of.pk:
        session.practitioner, changed = to, "practitioner"
    elif session.second_worker_id == of.pk:
        session.second_worker, changed = to, "second_worker"
    else:
        raise Refused(_("Somebody else runs one of the sessions now. Look again."))
    save_changed(by=by, now=now, session=session, changed=[changed])
    record(Verb.HANDED_OVER, by=by, now=now, subject=session, fields=[changed, "version", "state"])
    return session


@transaction.atomic
def pass_work_on(*, by: User, now: datetime, people: Collection[Person], of: User, to: User) -> int:
    """What ``of`` still has to do for these people is ``to``'s from now on: what was agreed, another time to arrange,
    welfare calls. Returns how much. A record, and a worry, stay with whoever was there: nobody else can write them.

    For a caller who has handed the people over.
    """
    work = work_of(of, people)
    for call in work.calls:
        _pass_call_on(by, now, call, to)
    for action in work.actions:
        _pass_action_on(by, now, action, to)
    for ref in work.to_rearrange:
        kind = DutyKind.REARRANGE
        pass_duty_on(by=by, now=now, kind=kind, subject_type=Session.SUBJECT, subject_ref=ref, to=to)
    return len(work.calls) + len(work.actions) + len(work.to_rearrange)


def _pass_call_on(by: User, now: datetime, call: WelfareCall, to: User) -> None:
    call = WelfareCall.objects.select_for_update().get(pk=call.pk)
    if call.made_at is not None:
        return
    call.caller = to
    call.save(update_fields=["caller"])
    record(Verb.CALL_HANDED_OVER, by=by, now=now, subject=call, fields=["caller"])
    kind, ref = DutyKind.WELFARE_CALL, call.ref
    pass_duty_on(by=by, now=now, kind=kind, subject_type=WelfareCall.SUBJECT, subject_ref=ref, to=to)


def _pass_action_on(by: User, now: datetime, action: AgreedAction, to: User) -> None:
    action.owner = to
    action.save(update_fields=["owner"])
    record(Verb.AGREED_ACTION_HANDED_OVER, by=by, now=now, subject=action, fields=["owner"])
    kind, ref = DutyKind.AGREED_ACTION, action.ref
    pass_duty_on(by=by, now=now, kind=kind, subject_type=AgreedAction.SUBJECT, subject_ref=ref, to=to)
