"""Who may see which people. What somebody may not see is a 404, and is not counted, listed or found either."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from safeguard.duties.enums import DutyKind, DutyState
from safeguard.duties.models import Duty
from safeguard.lib.clock import NOW
from safeguard.lib.errors import NotVisible
from safeguard.lib.permissions import Permission
from safeguard.people import rules
from safeguard.people.enums import OrderEffect
from safeguard.people.models import Adult, CourtOrder, HandOver, Involvement, Person
from safeguard.practitioners.access import in_services_of, officer_of, services_seen_by
from safeguard.practitioners.models import User


@dataclass(frozen=True)
class Scope:
    """Whom somebody sees now, as numbers: the services, and the people of other services whom they work with."""

    services: tuple[int, ...]
    people: tuple[int, ...]


def scope_of(user: User) -> Scope | None:
    """The scope of somebody who sees the people of services: one query. None, and no query, for everybody else.

    With numbers the database plans from the few people that they see; a question inside a question it takes for half
    of everybody, and reads them all (docs/decisions/0022).
    """
    if user.may(Permission.SEE_ALL_PEOPLE) or not user.may(Permission.SEE_SERVICE_PEOPLE):
        return None
    nobody = Value(0)
    asked = services_seen_by(user).values_list(nobody, "pk")
    own = Involvement.objects.at(NOW).filter(practitioner=user).values_list("person", "person__service")
    rows = list(asked.union(own, all=True) if user.may(Permission.WORK_WITH_PEOPLE) else asked)
    services = {service for person, service in rows if not person}
    people = {person for person, service in rows if person and service not in services}
    return Scope(services=tuple(sorted(services)), people=tuple(sorted(people)))


def visible_people(user: User, scope: Scope | None = None) -> QuerySet[Person]:
    """The people somebody may see: those they work with now; of their services, or all, by role (SEC-06).

    ``scope``: what ``scope_of`` has just said, for a query over many people. It sees the same people.
    """
    if not user.is_active:
        return Person.objects.none()
    if user.may(Permission.SEE_ALL_PEOPLE):
        return Person.objects.all()
    if scope is not None:
        return Person.objects.filter(Q(service__in=scope.services) | Q(pk__in=scope.people))
    return Person.objects.filter(seen_by(user))


def seen_by(user: User, path: str = "") -> Q:
    """The same, for rows that lead to a person by this path (``"person__"``).

    Asked of a row's own person, and not as a list of everybody whom somebody sees: nobody reads all people through to
    find the few of a page (docs/decisions/0022).
    """
    if not user.is_active:
        return Q(pk__in=[])
    if user.may(Permission.SEE_ALL_PEOPLE):
        return Q(**{f"{path}pk__isnull": False})
    works_with = Involvement.objects.at(NOW).filter(person=OuterRef(f"{path}pk"), practitioner=user)
    may = Q(Exists(works_with)) if user.may(Permission.WORK_WITH_PEOPLE) else Q(pk__in=[])
    if user.may(Permission.SEE_SERVICE_PEOPLE):
        may |= in_services_of(user, path)
    return may


def get_person_for(user: User, ref: str) -> Person:
    """The person, if this user may see them. Raises NotVisible (a 404) otherwise."""
    joined = ("service", "authority", "registered_by", "needs", "network", "adultcare")
    person = visible_people(user).select_related(*joined).filter(ref=ref).first()
    if person is None:
        raise NotVisible
    return person


def get_adult_for(user: User, ref: str) -> Adult:
    """A parent, carer or other adult of a person this user may see. Raises NotVisible otherwise."""
    adult = Adult.objects.filter(person__in=visible_people(user), ref=ref).select_related("person__service").first()
    if adult is None:
        raise NotVisible
    return adult


def may_change(user: User, person: Person) -> bool:
    """Whether somebody who sees the person may also write. Whoever sees them works with them, or answers for it."""
    return may_see_people(user) and visible_people(user).filter(pk=person.pk).exists()


def may_hand_over(user: User, person: Person, to: User) -> bool:
    """Whether somebody may let another practitioner take over. An administrator may without seeing the person, as
    when somebody leaves, and never to themselves: nobody lets themselves in (practice B16)."""
    return may_change(user, person) or (user.may(Permission.MANAGE_PEOPLE) and user.pk != to.pk)


def visible_hand_overs(user: User) -> QuerySet[HandOver]:
    """The hand-overs somebody may read: of people they may see, unless it is kept from them (practice B16)."""
    return HandOver.objects.filter(people__person__in=visible_people(user)).exclude(kept_from__contains=[user.pk])


def get_hand_over_for(user: User, ref: str) -> HandOver:
    """A hand-over this user may read. Raises NotVisible otherwise."""
    rows = visible_hand_overs(user).select_related("to", "handed_by", "accepted_by")
    found = rows.filter(ref=ref).order_by("pk").first()
    if found is None:
        raise NotVisible
    return found


def may_accept(user: User, hand_over: HandOver) -> bool:
    """Whether somebody may accept: whoever takes over, while they work here; once they have left, whoever has the duty
    to see to it."""
    if not user.is_active or hand_over.to_id == user.pk:
        return user.is_active
    mine = Duty.objects.filter(owner=user, kind=DutyKind.TAKE_OVER, state=DutyState.OPEN)
    return mine.filter(subject_type=HandOver.SUBJECT, subject_ref=hand_over.ref).exists()


def may_open_masked(user: User, person: Person) -> bool:
    """Whether somebody may open what is hidden about a person: address, safe word, flags, how to ring back (SEC-14).

    Those who work with them now, the lead and deputy, and the officer of their service. Whoever else sees the record
    sees that there is something, and not what. The desk adds those who hold an open matter (practice B15). One query.
    """
    if not user.is_active:
        return False
    if user.may(Permission.LIFT_CONTACT_STOPS):
        return True
    may = Q(Exists(Involvement.objects.at(NOW).filter(person=OuterRef("pk"), practitioner=user)))
    if user.may(Permission.HANDLE_INCIDENTS) and user.may(Permission.SEE_SERVICE_PEOPLE):
        may |= officer_of(user)
    return Person.objects.filter(may, pk=person.pk).exists()


def passes_an_order(user: User, person: Person, name: str, day: date, adult: Adult | None = None) -> bool:
    """Whether an order that holds, or will, has taken away that an adult of this name decides for somebody, and this
    user may not lift that (practice C27). Who was written down a second time is no other. At most one query."""
    if user.may(Permission.LIFT_CONTACT_STOPS):
        return False
    orders = CourtOrder.objects.filter(person=person, effects__contains=[OrderEffect.NO_RESPONSIBILITY])
    bound = orders.exclude(to_on__lt=day).values_list("binds", "binds__full_name", "whom")
    return any(
        (adult is not None and pk == adult.pk) or rules.may_be_same_name(name, named if pk is not None else whom)
        for pk, named, whom in bound
    )


ORDERED = _("A court order says that they do not decide. Only the safeguarding lead or deputy can change this.")


def passes_a_stop(user: User, person: Person, facts: Mapping[str, Any], but: Adult | None = None) -> bool:
    """Whether a number or address would be called safe of which a person, or an adult around them, has said that it is
    not, by somebody who may not lift that (practice B19). ``but``: whose own answers are being changed."""
    around = [person, *(one for one in person.adults.all() if one != but)]
    names = [name for pair in rules.ABOUT.items() for name in pair]
    rows = [{name: getattr(one, name, "") for name in names} for one in around]
    return rules.is_unsafe_elsewhere(facts, rows) and not user.may(Permission.LIFT_CONTACT_STOPS)


STOPPED = _("Somebody has said that this is not safe. Only the safeguarding lead or deputy can allow it again.")


def may_register(user: User) -> bool:
    """Whether somebody may register a new person."""
    return user.is_active and user.may(Permission.WORK_WITH_PEOPLE)


def may_see_others(user: User) -> bool:
    """Whether somebody sees people they do not work with."""
    return user.may(Permission.SEE_SERVICE_PEOPLE) or user.may(Permission.SEE_ALL_PEOPLE)


def may_see_people(user: User) -> bool:
    """Whether somebody has anything to do with people's records at all."""
    return user.may(Permission.WORK_WITH_PEOPLE) or may_see_others(user)


def may_change_authority(user: User) -> bool:
    """Whether somebody corrects the numbers of a local authority: a wrong one costs everybody the right one."""
    return user.may(Permission.SEE_ALL_PEOPLE) or user.may(Permission.MANAGE_PEOPLE)


def may_add_authority(user: User) -> bool:
    """Whether somebody reads the directory of local authorities and adds to it: whoever needs its numbers."""
    return may_see_people(user) or user.may(Permission.MANAGE_PEOPLE)


def lock_people(people: Iterable[Person]) -> list[Person]:
    """The people as they now are, locked in one order: of two who hand over the same ones at once, one is first.

    Inside a transaction. Whoever asks after it who works with them asks what is true until it ends.
    """
    wanted = {person.pk for person in people}
    rows = Person.objects.select_for_update(of=("self",)).select_related("service")
    return list(rows.filter(pk__in=wanted).order_by("pk"))
