"""When a practitioner leaves: nobody they worked with is left without somebody (decision 0023)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from safeguard.duties.actions import Matter, open_duty
from safeguard.duties.enums import DutyKind
from safeguard.lib.worktime import add_working_time
from safeguard.people.actions.handing_over import pass_on_hand_overs
from safeguard.people.actions.involving import begin_involvement, stop_involvement
from safeguard.people.models import Involvement, Person
from safeguard.policies.selectors import thresholds_in_force
from safeguard.practitioners.models import User


@transaction.atomic
def hand_over_everybody(*, by: User | None, now: datetime, practitioner: User, to: User | None) -> int:
    """Everybody somebody works with is worked with by ``to`` from now on, as what they were. ``to`` None: there is
    nobody yet, and they stay where they are, for their managers to find. What they were to accept is
    for ``to`` to accept. Returns how many.

    The caller has checked that ``by`` may. Raises Refused for somebody who does not work with people.
    """
    if to is None:
        return 0
    pass_on_hand_overs(by=by, now=now, leaver=practitioner, to=to)
    open_ones = Involvement.objects.filter(practitioner=practitioner, to_at__isnull=True)
    # Locked in one order, as everywhere: of two who hand over the same people at once, one is first.
    people = Person.objects.select_for_update(of=("self",)).filter(pk__in=open_ones.values("person")).order_by("pk")
    for person in people:
        mine = Involvement.objects.select_for_update().get(person=person, practitioner=practitioner, to_at__isnull=True)
        role = mine.role
        stop_involvement(by=by, now=now, involvement=mine)
        begin_involvement(by=by, now=now, person=person, practitioner=to, role=role)
    return len(people)


@transaction.atomic
def end_involvements_of(*, by: User, now: datetime, practitioner: User) -> int:
    """Somebody who had left comes back and works with nobody from before: neither those whom nobody could take over
    then, nor whom they were to see a while longer. Returns how many that were. The caller has checked that ``by`` may.
    """
    open_ones = Involvement.objects.filter(Q(to_at__isnull=True) | Q(to_at__gt=now), practitioner=practitioner)
    # The people first, in one order, as everybody who says who works with whom.
    people = Person.objects.select_for_update(of=("self",)).filter(pk__in=open_ones.values("person")).order_by("pk")
    locked = [person.pk for person in people]
    ended = list(open_ones.select_for_update(of=("self",)).filter(person__in=locked).order_by("pk"))
    for involvement in ended:
        stop_involvement(by=by, now=now, involvement=involvement)
    return len(ended)


@transaction.atomic
def ask_for_somebody(*, by: User | None, now: datetime, practitioner: User, owner: User) -> int:
    """Everybody whom ``practitioner`` leaves behind, and with whom nobody else works, is ``owner``'s to take over or
    to hand over: a duty for each, which is late to their line manager. Returns how many.

    The caller has checked that ``by`` may, and has chosen an owner who may see them.
    """
    still = Involvement.objects.filter(person=OuterRef("pk"), to_at__isnull=True)
    theirs = Exists(still.filter(practitioner=practitioner))
    others = Exists(still.filter(practitioner__is_active=True).exclude(practitioner=practitioner))
    thresholds = thresholds_in_force(now)
    due_at = add_working_time(now, thresholds.working_hours_long("take_over"), thresholds.hours)
    left = list(Person.objects.filter(theirs, ~others).select_related("service").order_by("pk"))
    for person in left:
        matter = Matter(
            subject_type=Person.SUBJECT,
            subject_ref=person.ref,
            path=person.get_absolute_url(),
            service=person.service,
        )
        open_duty(by=by, now=now, kind=DutyKind.TAKE_OVER, owner=owner, due_at=due_at, about=matter)
    return len(left)
