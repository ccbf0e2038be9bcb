"""Handing people over: somebody else is their practitioner from now on, and who may see them changes at once."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.duties.actions import Matter, finish_duties, open_duty, pass_duty_on
from safeguard.duties.enums import DutyKind, DutyState
from safeguard.duties.models import Duty
from safeguard.lib.errors import Refused
from safeguard.lib.refs import new_ref
from safeguard.lib.worktime import add_working_time
from safeguard.notifications.actions import queue_messages
from safeguard.people import access, messages, rules, selectors
from safeguard.people.actions.involving import begin_involvement
from safeguard.people.enums import InvolvementRole, Verb
from safeguard.people.models import HandedOver, HandOver, Involvement, Person
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import Service, User


@transaction.atomic
def hand_over_people(
    *,
    by: User,
    now: datetime,
    people: Iterable[Person],
    to: User,
    reason: str,
    notes: Mapping[int, str] | None = None,
    service: Service | None = None,
    kept_from: Collection[int] = (),
    seen_until: Mapping[int, datetime] | None = None,
) -> list[Involvement]:
    """Allocate people to another practitioner from now on; whoever they were allocated to sees them no more.

    All of them or none; who is allocated to ``to`` already stays so, in their service. ``reason``: what the one who
    takes over has to know; it stands in each story, so of several it names nobody. ``notes``: by their ids, what has to
    be known of one alone; it stands in their story and in no other. ``service``: the one they move to. ``kept_from``:
    the ids of those who never find hand-over or note (practice B16). ``seen_until``: by their ids, how long the
    practitioner before still sees those of them with whom they keep a session. ``to`` accepts in time, or their line
    manager is told.

    Returns the involvement of each with ``to``, in the order of their records. Raises Refused for whoever may not,
    without a reason or a note of one's own, for a reason that names one of several, and for somebody who may not take
    over: who has left, does not work with people, is kept from it, or is not in the service of one of them.
    """
    own = {pk: note.strip() for pk, note in (notes or {}).items()}
    if to.pk in kept_from:
        raise Refused(_("%(name)s must not learn of this. Choose somebody else.") % {"name": to.full_name})
    chosen = access.lock_people(people)
    _check_words(chosen, reason, own)
    before = selectors.allocated_to(chosen, now)
    for person in chosen:
        _check(by, person, to, service or person.service)
    moved = [one for one in chosen if before.get(one.pk) != to or service not in (None, one.service)]
    if moved:
        hand_over = _write(by, now, moved, before, to, (reason, own), service, kept_from)
        _move(by, now, moved, service)
        _ask_to_accept(by, now, hand_over, moved[0])
    begun = [
        begin_involvement(by=by, now=now, person=person, practitioner=to, role=InvolvementRole.ALLOCATED)
        for person in chosen
    ]
    still_seen = [one for one in moved if one.pk in (seen_until or {}) and before.get(one.pk) not in (None, to)]
    _let_see(by, now, [(one, before[one.pk]) for one in still_seen], seen_until or {})
    _close_overtaken(by, now, moved, to)
    for person in chosen:  # whom somebody who left had left behind, somebody works with again
        about = {"subject_type": Person.SUBJECT, "subject_ref": person.ref}
        finish_duties(by=by, now=now, kinds=[DutyKind.TAKE_OVER], **about)
    return begun


@transaction.atomic
def accept_hand_over(*, by: User, now: datetime, hand_over: HandOver) -> HandOver:
    """Accept those who were handed over. Pressed twice, they were accepted the first time.

    Raises Refused for anybody but the one who takes over, or has the duty since they left.
    """
    hand_over = HandOver.objects.select_for_update().get(pk=hand_over.pk)
    if not access.may_accept(by, hand_over):
        raise Refused(_("Only the one who takes over can accept it."))
    if hand_over.accepted_at is None:
        _accept(by, now, hand_over)
        _finish_duty(by, now, hand_over)
    return hand_over


def pass_on_hand_overs(*, by: User | None, now: datetime, leaver: User, to: User) -> None:
    """Whoever was to accept leaves: ``to``, who works with those people from now on, is asked instead.

    What ``to`` must not learn of (practice B16) stays with the duty, and is accepted by whoever gets that. The caller
    has checked that ``by`` may.
    """
    waiting = HandOver.objects.select_for_update().filter(to=leaver, accepted_at__isnull=True).order_by("pk")
    for hand_over in waiting:
        kind, about = DutyKind.TAKE_OVER, {"subject_type": HandOver.SUBJECT, "subject_ref": hand_over.ref}
        duty = Duty.objects.filter(**about, kind=kind, state=DutyState.OPEN).first()
        if duty is None or to.pk in hand_over.kept_from:
            continue
        hand_over.to = to
        hand_over.save(update_fields=["to"])
        record(Verb.HANDED_OVER, by=by, now=now, subject=hand_over, fields=["to"])
        pass_duty_on(by=by, now=now, kind=kind, **about, to=to)
        queue_messages([messages.handed_over(hand_over, duty.due_at)], now=now)


def note_hand_over_opened(*, by: User, now: datetime, hand_over: HandOver) -> None:
    """Somebody reads a hand-over."""
    record(Verb.HAND_OVER_OPENED, by=by, now=now, subject=hand_over)


def _check(by: User, person: Person, to: User, service: Service) -> None:
    if not access.may_hand_over(by, person, to):
        raise Refused(_("Only those who work with them, their managers and administrators can hand them over."))
    if not to.services.filter(pk=service.pk, is_active=True).exists():
        words = _("%(name)s does not work in %(service)s. Choose somebody who does.")
        raise Refused(words % {"name": to.full_name, "service": service.name})


def _check_words(people: Collection[Person], reason: str, own: Mapping[int, str]) -> None:
    """Something has to be known of each; and what stands in every story tells nothing of the others."""
    if not reason.strip() and not all(own.get(person.pk) for person in people):
        raise Refused(_("Write what the one who takes over has to know."))
    if len(people) == 1:
        return
    for person in people:
        if rules.tells_too_much(reason, [person.known_as, person.full_name, *person.other_names]):
            words = _("What is said of all names %(name)s, and it stands in every story. Write it in their note.")
            raise Refused(words % {"name": person.known_as})


def _write(
    by: User,
    now: datetime,
    people: Collection[Person],
    before: dict[int, User],
    to: User,
    words: tuple[str, Mapping[int, str]],
    service: Service | None,
    kept_from: Collection[int],
) -> HandOver:
    reason, own = words
    hand_over = HandOver.objects.create(
        ref=new_ref("HO"), to=to, note=reason.strip(), kept_from=sorted(kept_from), handed_at=now, handed_by=by
    )
    HandedOver.objects.bulk_create(
        HandedOver(
            hand_over=hand_over,
            person=person,
            from_practitioner=before.get(person.pk),
            from_service=person.service,
            to_service=service or person.service,
            note=own.get(person.pk, ""),
        )
        for person in people
    )
    refs = [person.ref for person in people]
    record(Verb.HANDED_OVER, by=by, now=now, subject=hand_over, fields=["to", "note"], refs=refs)
    return hand_over


def _move(by: User, now: datetime, people: Iterable[Person], service: Service | None) -> None:
    """Into another service, if one was named: a form that somebody has open shows that it is stale."""
    for person in people:
        if service is not None and person.service_id != service.pk:
            person.service, person.version = service, person.version + 1
            person.save(update_fields=["service", "version"])
            record(Verb.CHANGED, by=by, now=now, subject=person, fields=["service", "version"])


def _ask_to_accept(by: User, now: datetime, hand_over: HandOver, first: Person) -> None:
    """The one who takes over is told at once, and has to accept; whoever takes somebody over by themselves has."""
    if by == hand_over.to:
        _accept(by, now, hand_over)
        return
    thresholds = thresholds_in_force(now)
    due_at = add_working_time(now, thresholds.working_hours_long("take_over"), thresholds.hours)
    matter = Matter(
        subject_type=HandOver.SUBJECT,
        subject_ref=hand_over.ref,
        path=hand_over.get_absolute_url(),
        service=first.service,
        excluded=hand_over.kept_from,
    )
    open_duty(by=by, now=now, kind=DutyKind.TAKE_OVER, owner=hand_over.to, due_at=due_at, about=matter)
    queue_messages([messages.handed_over(hand_over, due_at)], now=now)


def _accept(by: User, now: datetime, hand_over: HandOver) -> None:
    hand_over.accepted_at, hand_over.accepted_by = now, by
    hand_over.save(update_fields=["accepted_at", "accepted_by"])
    record(Verb.TAKEN_OVER, by=by, now=now, subject=hand_over, fields=["accepted_at"])


def _let_see(by: User, now: datetime, pairs: Iterable[tuple[Person, User]], until: Mapping[int, datetime]) -> None:
    """The practitioner before works with them a while longer; what somebody is and may decides ``visible_people``."""
    for person, practitioner in pairs:
        Involvement.objects.create(
            person=person, practitioner=practitioner, role=InvolvementRole.WITH, from_at=now, to_at=until[person.pk]
        )
        record(Verb.INVOLVED, by=by, now=now, subject=person, refs=[str(practitioner.ref)])


def _close_overtaken(by: User, now: datetime, people: Collection[Person], to: User) -> None:
    """Whoever was to accept these people, and has none of that hand-over any more, has nothing to accept."""
    earlier = HandOver.objects.filter(people__person__in=people, accepted_at__isnull=True).exclude(to=to).distinct()
    for hand_over in earlier:
        left = Involvement.objects.at(now).filter(
            practitioner=hand_over.to, role=InvolvementRole.ALLOCATED, person__hand_overs__hand_over=hand_over
        )
        if not left.exists():
            _finish_duty(by, now, hand_over)


def _finish_duty(by: User, now: datetime, hand_over: HandOver) -> None:
    kinds = [DutyKind.TAKE_OVER]
    finish_duties(by=by, now=now, kinds=kinds, subject_type=HandOver.SUBJECT, subject_ref=hand_over.ref)
