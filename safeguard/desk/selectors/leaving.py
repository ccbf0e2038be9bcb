"""What is open in the name of somebody who is to leave, and who can take it (decision 0023)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from consent.enums import RequestState
from consent.models import ConsentRequest
from incidents.selectors import dealt_with_by
from safeguard.duties.enums import DutyState
from safeguard.duties.models import Duty
from safeguard.escalation.enums import RouteKind
from safeguard.lib.permissions import Permission
from safeguard.people.models import Involvement, Person
from safeguard.platforms.enums import PlatformStatus
from safeguard.platforms.models import ClosedGroup, OrganisationAccount, Platform
from safeguard.policies.models import Policy
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import Device, Leaving, PostHolding, Service, Takers, User
from safeguard.practitioners.selectors import people_who_may
from safeguard.storage.models import Draft
from sessions_app.enums import SessionState
from sessions_app.models import AgreedAction, Session, WelfareCall
from sessions_app.selectors.sessions import in_the_name_of


@dataclass(frozen=True, kw_only=True)
class OpenWork:
    """How much of each kind is open in somebody's name. Cases about staff are not counted: their number tells of them
    (practice B16)."""

    people: int
    sessions: int
    calls: int
    requests: int
    cases: int
    duties: int
    agreed_actions: int
    platforms: int
    accounts: int
    groups: int
    policies: int
    team: int
    approvals: int
    drafts: int
    posts: int
    devices: int

    def __bool__(self) -> bool:
        """Whether anything has to be handed over."""
        return any(vars(self).values())


def open_work(user: User, now: datetime) -> OpenWork:
    """What is open in somebody's name. One query."""
    holdings = PostHolding.objects.filter(Q(to_at__isnull=True) | Q(to_at__gt=now), person=user)
    keeps = Q(administrator=user) | Q(second_administrator=user)
    waiting = Session.objects.filter(practitioner__line_manager=user, state=SessionState.WITH_MANAGER)
    counted = {
        "people": Involvement.objects.filter(practitioner=user, to_at__isnull=True),
        "sessions": in_the_name_of(user),
        "calls": WelfareCall.objects.filter(caller=user, made_at__isnull=True),
        "requests": ConsentRequest.objects.filter(asked_by=user, state=RequestState.SENT),
        "cases": dealt_with_by(user).exclude(route__in=[RouteKind.ABOUT_STAFF, RouteKind.ABOUT_LEAD]),
        "duties": Duty.objects.filter(owner=user, state=DutyState.OPEN),
        "agreed_actions": AgreedAction.objects.filter(owner=user, done_at__isnull=True),
        "platforms": Platform.objects.filter(owner=user).exclude(status=PlatformStatus.RETIRED),
        "accounts": OrganisationAccount.objects.filter(custodian=user, closed_at__isnull=True),
        "groups": ClosedGroup.objects.filter(keeps, closed_at__isnull=True),
        "policies": Policy.objects.filter(owner=user),
        "team": User.objects.filter(line_manager=user, is_active=True),
        "approvals": waiting,
        "drafts": Draft.objects.filter(user=user, closed_at__isnull=True),
        "posts": holdings,
        "devices": Device.objects.filter(custodian=user),
    }
    numbers: dict[str, Any] = {f"n_{name}": _count(rows) for name, rows in counted.items()}
    row: Any = User.objects.filter(pk=user.pk).values(**numbers).get()
    return OpenWork(**{name: row[f"n_{name}"] for name in counted})


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def takers_of(leaving: Leaving | None, person: User, now: datetime, *, by: User | None = None) -> Takers:
    """To whom the work of somebody goes: whoever is named and can, else the line manager, else whoever leads.

    ``by``: whoever closes the account, or arranged that it is closed.
    """
    named = Takers(
        people=leaving.people_to if leaving else None,
        cases=leaving.cases_to if leaving else None,
        tasks=leaving.tasks_to if leaving else None,
        team=leaving.team_to if leaving else None,
    )
    return able_takers(named, person, now, by=by or (leaving.arranged_by if leaving else None))


def able_takers(named: Takers, person: User, now: datetime, *, by: User | None = None) -> Takers:
    """The same of those who were named, without anybody who has left since, or may not do it.

    Young people and the team fall to nobody who closes the account, also not to the line manager: nobody lets
    themselves in (practice B16). Whoever was not named and has not the role for it takes nothing either.
    """
    manager, leads = person.line_manager, who_leads(person, now)
    another = manager if manager != by else None

    def first(permission: Permission | None, *wanted: User | None) -> User | None:
        for one in wanted:
            if (
                one is not None
                and one.is_active
                and one.pk != person.pk
                and (permission is None or one.may(permission))
            ):
                return one
        return None

    return Takers(
        people=first(Permission.WORK_WITH_PEOPLE, named.people if named.people != by else None, another),
        cases=first(Permission.HANDLE_INCIDENTS, named.cases, manager, *leads),
        tasks=first(None, named.tasks, manager, *leads),
        team=first(Permission.MANAGE_TEAM, named.team if named.team != by else None, another, *leads),
    )


def who_leads(but: User | None, now: datetime) -> list[User]:
    """The lead, the deputy and the strategic lead, in this order, without somebody who leaves. One query."""
    order = [PostCode.DSL, PostCode.DEPUTY_DSL, PostCode.STRATEGIC_LEAD]
    held = PostHolding.objects.at(now).filter(reason__isnull=True, post__service__isnull=True, post__code__in=order)
    rows = held.filter(person__is_active=True).exclude(person=but).select_related("person", "post")
    return [one.person for one in sorted(rows, key=lambda one: order.index(PostCode(one.post.code)))]


def possible_takers(but: User, permission: Permission | None) -> QuerySet[User]:
    """Everybody who works here and may do this, without somebody, by name."""
    people = User.objects.filter(is_active=True) if permission is None else people_who_may(permission)
    return people.exclude(pk=but.pk).order_by("full_name", "pk")


def open_in(service: Service) -> dict[str, int]:
    """What is open in a service, by kind: people with somebody who works with them, and sessions to come. One query."""
    involved = Involvement.objects.filter(person=OuterRef("pk"), to_at__isnull=True)
    people = Person.objects.filter(Exists(involved), service=service)
    waiting = [SessionState.PLANNED, SessionState.WITH_MANAGER, SessionState.APPROVED, SessionState.LIVE]
    sessions = Session.objects.filter(service=service, state__in=[*waiting, SessionState.ENDED])
    found = Service.objects.filter(pk=service.pk).values(n_people=_count(people), n_sessions=_count(sessions)).get()
    return {"people": found["n_people"], "sessions": found["n_sessions"]}
