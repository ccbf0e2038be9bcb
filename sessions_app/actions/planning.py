"""Writing a plan, changing it, calling it off."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from consent.models import Activity
from safeguard.audit.actions import record
from safeguard.duties.actions import finish_duties
from safeguard.duties.enums import DutyKind
from safeguard.lib import clock
from safeguard.lib.errors import Refused
from safeguard.lib.permissions import Permission
from safeguard.lib.refs import new_ref
from safeguard.notifications.actions import cancel_by_key
from safeguard.people.access import visible_people
from safeguard.people.actions import involve
from safeguard.people.enums import InvolvementRole
from safeguard.people.models import Adult, Involvement, Person
from safeguard.platforms.models import Platform
from safeguard.practitioners.models import Service, User
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm
from sessions_app import access, messages
from sessions_app.actions.declaring import declare_fit
from sessions_app.enums import DeclaredAt, SessionKind, SessionState, Verb
from sessions_app.exceptions import PlanChanged
from sessions_app.models import Booking, Participant, Session, SupportingAdult
from sessions_app.rules import planning
from sessions_app.selectors.sessions import lock_open, promotion_of, workers_of


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is planned. ``supporting_adults``: who is to be there, and whether they have agreed.

    ``practitioner`` None: whoever plans it. Why it is a one-to-one, and what makes it safer, is kept for one-to-ones.
    """

    kind: str
    phase: str
    method: str
    purpose: str
    platform: Platform
    activity: Activity
    starts_at: datetime
    minutes: int
    participants: Sequence[Person]
    content: str = ""
    second_worker: User | None = None
    supporting_adults: Sequence[tuple[Adult, bool]] = ()
    why_one_to_one: str = ""
    why_detail: str = ""
    mitigations: Sequence[str] = ()
    practitioner: User | None = None
    fits_policies: bool = False  # whoever writes it says that it fits acceptable use and safeguarding (ORG-05)
    promotion: str = ""  # of a group or an event: whether it is advertised (ORG-17)

    @classmethod
    def of(cls, session: Session) -> "Plan":
        """A stored plan in the shape in which it was written; what a form begins with, or a change starts from."""
        assert session.platform is not None  # the database: only an unplanned contact has none
        assert session.activity is not None
        return cls(
            kind=session.kind,
            phase=session.phase,
            method=session.method,
            purpose=session.purpose,
            content=session.content,
            platform=session.platform,
            activity=session.activity,
            starts_at=session.starts_at,
            minutes=session.planned_minutes,
            participants=[one.person for one in session.participants.select_related("person__service").order_by("pk")],
            second_worker=session.second_worker,
            supporting_adults=[
                (one.adult, one.has_agreed) for one in session.supporting_adults.select_related("adult")
            ],
            why_one_to_one=session.why_one_to_one,
            why_detail=session.why_one_to_one_detail,
            mitigations=tuple(session.mitigations),
            practitioner=session.practitioner,
            fits_policies=True,  # as was said when it was stored
            promotion=promotion_of(session),
        )

    def values(self, practitioner: User) -> dict[str, Any]:
        """The session's own fields, as they are stored."""
        is_alone = self.kind == SessionKind.ONE_TO_ONE
        return {
            "kind": self.kind,
            "phase": self.phase,
            "method": self.method,
            "purpose": self.purpose,
            "content": self.content,
            "platform": self.platform,
            "activity": self.activity,
            "practitioner": practitioner,
            "second_worker": self.second_worker,
            "service": self.service(),
            "starts_at": self.starts_at.astimezone(UTC),  # minutes are added to it, over a change of the clocks too
            "planned_minutes": self.minutes,
            "why_one_to_one": self.why_one_to_one if is_alone else "",
            "why_one_to_one_detail": self.why_detail if is_alone else "",
            "mitigations": list(self.mitigations) if is_alone else [],
        }

    def service(self) -> Service:
        """The service of those who take part; of the activity, if they come from several."""
        services = {person.service_id for person in self.participants}
        return self.participants[0].service if len(services) == 1 else self.activity.service


@transaction.atomic
def plan_session(*, by: User, now: datetime, plan: Plan, client_token: UUID) -> Session:
    """Write a plan, book its workers for that time, and let them see who takes part (PLN-01, PLN-30).

    The same client token gives the first session back. Raises Refused for what a plan must not be, somebody ``by`` may
    not see, and a worker who is booked already. What stops it, or asks for a reason, is said by its page (PLN-33).
    """
    first = Session.objects.filter(client_token=client_token).first()
    if first is not None:
        return _own(by, first)
    practitioner = plan.practitioner or by
    _check(by, now, plan, practitioner)
    try:
        with transaction.atomic():
            session = Session.objects.create(
                ref=new_ref("SE"),
                client_token=client_token,
                planned_at=now,
                planned_by=by,
                **plan.values(practitioner),
            )
    except IntegrityError:  # the same form, sent twice at once: this one waited for the other
        return _own(by, Session.objects.get(client_token=client_token))
    _write_people(session, plan)
    book_workers(by=by, now=now, session=session)
    _let_them_work(by, now, session, plan.participants)
    record(Verb.PLANNED, by=by, now=now, subject=session, fields=session.AUDIT_FIELDS)
    _declare(by, now, session, plan)
    close_drafts(by=by, now=now, form=DraftForm.SESSION_PLAN, client_token=client_token)
    return session


def _own(by: User, session: Session) -> Session:
    """What a form has written already, for whoever sent it."""
    if session.planned_by_id != by.pk or session.kind == SessionKind.UNPLANNED:
        raise Refused(_("This form was used for something else. Open the page again."))
    return session


@transaction.atomic
def change_plan(
    *, by: User, now: datetime, session: Session, version: int, plan: Plan, client_token: UUID | None = None
) -> Session:
    """Change a plan that has not begun. Approval and reasons were for the plan as it was, and are asked for anew.

    ``version`` is that of the plan its author saw: raises PlanChanged if somebody changed it since, Refused as
    ``plan_session`` does. When it is moved, or takes place another way, the family has to be told again.
    """
    session = lock_open(session)
    practitioner = plan.practitioner or session.practitioner
    if not access.may_plan(by, session):
        raise Refused(_("Only its workers and their line manager may change a plan."))
    if session.version != version:
        raise PlanChanged
    _check(by, now, plan, practitioner, before=session)
    if client_token is not None:
        close_drafts(by=by, now=now, form=DraftForm.SESSION_CHANGE, client_token=client_token)
    changed = _changed(session, plan, practitioner)
    if not changed:
        if promotion_of(session) != plan.promotion:
            _declare(by, now, session, plan)
        return session
    for name, value in plan.values(practitioner).items():
        setattr(session, name, value)
    _write_people(session, plan)
    save_changed(by=by, now=now, session=session, changed=changed)
    _let_them_work(by, now, session, plan.participants)
    record(Verb.CHANGED, by=by, now=now, subject=session, fields=changed)
    _declare(by, now, session, plan)
    return session


def save_changed(*, by: User, now: datetime, session: Session, changed: Collection[str]) -> None:
    """Save a plan in which these fields are new, for a caller who has locked it: the family is told again of what they
    know otherwise, it is approved anew, and its workers are booked.

    Raises Refused for a worker who is booked already.
    """
    if planning.MAKES_OLD_NEWS & set(changed):
        session.participants.update(told_at=None, told_through=[], reminded_at=None)
        _stop_messages(session)
    session.family_told_at = None if session.participants.filter(told_at=None).exists() else session.family_told_at
    if planning.asks_again(changed):
        ask_again(by=by, now=now, session=session)
    session.save()
    book_workers(by=by, now=now, session=session)


def _declare(by: User, now: datetime, session: Session, plan: Plan) -> None:
    promotion = plan.promotion if plan.kind in planning.MAY_BE_ADVERTISED else ""
    declare_fit(by=by, now=now, session=session, moment=DeclaredAt.PLAN, promotion=promotion)


@transaction.atomic
def cancel_session(*, by: User, now: datetime, session: Session, reason: str) -> Session:
    """Call a planned session off: its workers are free again at that time. Raises Refused once it has begun."""
    session = lock_open(session)
    if not access.may_plan(by, session) and not access.may_approve(by, session):
        raise Refused(_("Only its workers and their managers may call a session off."))
    if not reason.strip():
        raise Refused(_("Write why it does not take place."))
    session.state, session.cancelled_at, session.cancelled_by = SessionState.CANCELLED, now, by
    session.cancelled_why = reason
    session.save(update_fields=["state", "cancelled_at", "cancelled_by", "cancelled_why"])
    session.bookings.filter(is_free=False).update(is_free=True)
    _stop_messages(session)
    finish_approval(by=by, now=now, session=session)
    record(Verb.CANCELLED, by=by, now=now, subject=session, fields=["state", "cancelled_at", "cancelled_by"])
    return session


def ask_again(*, by: User, now: datetime, session: Session) -> None:
    """Make another plan of it, to be approved anew. The caller saves."""
    session.version += 1
    if session.state != SessionState.PLANNED:
        session.state = SessionState.PLANNED
        finish_approval(by=by, now=now, session=session)


def finish_approval(*, by: User, now: datetime, session: Session) -> None:
    """Nobody has to answer this plan any more."""
    kinds = [DutyKind.APPROVE]
    finish_duties(by=by, now=now, kinds=kinds, subject_type=Session.SUBJECT, subject_ref=session.ref)


def _check(by: User, now: datetime, plan: Plan, practitioner: User, before: Session | None = None) -> None:
    is_new_worker = before is None or before.practitioner_id != practitioner.pk
    if is_new_worker and not access.may_plan_for(by, practitioner):
        raise Refused(_("You may plan sessions for yourself and for your team."))
    people = {person.pk for person in plan.participants}
    known = set(before.participants.values_list("person_id", flat=True)) if before else set()
    if visible_people(by).filter(pk__in=people - known).count() != len(people - known):
        raise Refused(_("Somebody who is to take part is not among the people you work with."))
    second = plan.second_worker
    if second is not None and not second.may(Permission.WORK_WITH_PEOPLE):
        raise Refused(_("The second worker cannot run sessions."))
    if any(adult.person_id not in people for adult, _agreed in plan.supporting_adults):
        raise Refused(_("A supporting adult belongs to nobody who takes part."))
    wrong = planning.what_is_wrong(_proposal(now, plan, practitioner, before))
    if wrong:
        raise Refused(wrong[0].text)


def _proposal(now: datetime, plan: Plan, practitioner: User, before: Session | None) -> planning.Proposal:
    moved = before is None or before.starts_at != plan.starts_at
    return planning.Proposal(
        now=now if moved else min(now, plan.starts_at),  # what is said of a past plan may be put right
        kind=plan.kind,
        method=plan.method,
        purpose=plan.purpose,
        starts_at=plan.starts_at,
        minutes=plan.minutes,
        people=len(plan.participants),
        platform_status=plan.platform.status,
        platform_methods=plan.platform.methods,
        is_new_platform=before is None or before.platform_id != plan.platform.pk,
        activity_from=plan.activity.starts_on,
        activity_to=plan.activity.ends_on,
        why_one_to_one=plan.why_one_to_one,
        mitigations=plan.mitigations,
        is_second_worker_the_first=plan.second_worker is not None and plan.second_worker.pk == practitioner.pk,
        fits_policies=plan.fits_policies,
        promotion=plan.promotion,
    )


def _changed(session: Session, plan: Plan, practitioner: User) -> set[str]:
    """The names of what differs from the plan as it is stored."""
    changed = {name for name, value in plan.values(practitioner).items() if getattr(session, name) != value}
    if _ids(session.participants.values_list("person_id", flat=True)) != _ids(p.pk for p in plan.participants):
        changed.add("participants")
    agreed = dict(session.supporting_adults.values_list("adult_id", "has_agreed"))
    wanted = {adult.pk: has_agreed for adult, has_agreed in plan.supporting_adults}
    if agreed.keys() != wanted.keys():
        changed.add("supporting_adults")
    elif agreed != wanted:
        changed.add("has_agreed")
    return changed


def _stop_messages(session: Session, ref: str = "") -> None:
    """What the family was to hear of it, and has not left, is true no more (or is no business of theirs)."""
    cancel_by_key(messages.told_keys(session, ref))
    cancel_by_key(messages.reminder_keys(session, ref))


def _ids(ids: Iterable[int]) -> set[int]:
    return set(ids)


def _write_people(session: Session, plan: Plan) -> None:
    people = {person.pk: person for person in plan.participants}
    gone = session.participants.exclude(person__in=people)
    for one in gone.select_related("person").prefetch_related("person__adults"):
        for ref in (one.person.ref, *(adult.ref for adult in one.person.adults.all())):
            _stop_messages(session, ref)
    gone.delete()
    Participant.objects.bulk_create(
        (Participant(session=session, person=person) for person in people.values()), ignore_conflicts=True
    )
    wanted = {adult.pk: has_agreed for adult, has_agreed in plan.supporting_adults}
    session.supporting_adults.exclude(adult__in=wanted).delete()
    SupportingAdult.objects.bulk_create(
        (SupportingAdult(session=session, adult_id=pk, has_agreed=agreed) for pk, agreed in wanted.items()),
        update_conflicts=True,
        unique_fields=["session", "adult"],
        update_fields=["has_agreed"],
    )


def book_workers(*, by: User | None, now: datetime, session: Session) -> None:
    """Hold its workers for the planned time. The database refuses two slots of one person that overlap (PLN-30).

    Raises Refused for a worker who has another session then.
    """
    slot = DateTimeTZRange(session.starts_at, session.starts_at + timedelta(minutes=session.planned_minutes))
    workers = workers_of(session)
    held = session.bookings.filter(is_free=False)
    held.exclude(worker__in=workers, during=slot).update(is_free=True)
    there = set(held.values_list("worker_id", flat=True))
    wanted = [Booking(session=session, worker_id=pk, during=slot) for pk in workers if pk not in there]
    try:
        with transaction.atomic():
            Booking.objects.bulk_create(wanted)
    except IntegrityError as error:
        raise Refused(_who_is_busy(session, workers, slot)) from error


def _who_is_busy(session: Session, workers: Collection[int], slot: DateTimeTZRange) -> str:
    """Who has another session then, and from when to when; with whom, or what for, is nobody else's business."""
    busy = Booking.objects.filter(worker__in=workers, is_free=False, during__overlap=slot)
    one = busy.exclude(session=session).select_related("worker").order_by("during", "worker").first()
    if one is None:  # it has been called off since
        return _("Somebody has another session at that time. Send it again.")
    return _("%(who)s has another session from %(from)s to %(to)s. Choose another time, or another worker.") % {
        "who": one.worker.full_name,
        "from": clock.to_the_minute(one.during.lower),
        "to": clock.to_the_minute(one.during.upper),
    }


def _let_them_work(by: User, now: datetime, session: Session, people: Sequence[Person]) -> None:
    """Whoever runs a session may see those who take part in it."""
    workers = [worker for worker in (session.practitioner, session.second_worker) if worker is not None]
    involved = Involvement.objects.at(now).filter(person__in=people, practitioner__in=workers)
    there = set(involved.values_list("practitioner_id", "person_id"))
    for worker in workers:
        for person in sorted(people, key=lambda one: one.pk):
            if (worker.pk, person.pk) not in there:
                involve(by=by, now=now, person=person, practitioner=worker, role=InvolvementRole.WITH)
