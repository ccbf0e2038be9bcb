"""Reading who needs which course, who has been trained, and what else is known of somebody's support."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from safeguard.lib.worktime import london_day
from safeguard.practitioners import rules
from safeguard.practitioners.enums import CheckKind, PostCode, Side, Standing
from safeguard.practitioners.models import (
    AgreementSignature,
    BackgroundCheck,
    CheckedIn,
    Course,
    PostHolding,
    SelfCheck,
    Service,
    ServiceAgreement,
    Supervision,
    Training,
    User,
)


def courses() -> QuerySet[Course]:
    """Every course with the roles that need it (``roles``), those in use first."""
    needed_by = ArrayAgg("needs__role", filter=Q(needs__isnull=False), default=[])
    return Course.objects.annotate(roles=needed_by).order_by("-is_used", "name")


def course_facts() -> list[rules.CourseFact]:
    """The courses in use, by name. One query."""
    return [
        rules.CourseFact(one.code, one.name, one.starts_after, frozenset(one.roles))  # type: ignore[attr-defined]
        for one in courses().filter(is_used=True)
    ]


def last_trainings(user_ids: Iterable[int]) -> dict[tuple[int, str], Training]:
    """The training that counts of each course, by the person's id and the course's code. One query."""
    rows = Training.objects.filter(person__in=set(user_ids))
    last = rows.order_by("person", "kind", "-recorded_at", "-pk").distinct("person", "kind")
    return {(row.person_id, row.kind): row for row in last}


def standings_of(
    people: Sequence[User], day: date, *, trained: Mapping[tuple[int, str], Training] | None = None
) -> dict[int, dict[str, Standing]]:
    """Where each of these people stands with the courses they need, by their id and the course's name.

    ``trained``: their last trainings, for whoever has them already. Two queries at most, and none for the roles of
    people who came with them.
    """
    known = course_facts()
    trained = last_trainings(person.pk for person in people) if trained is None else trained
    found: dict[int, dict[str, Standing]] = {}
    for person in people:
        joined_on = london_day(person.joined_at)
        own = found[person.pk] = {}
        for course in rules.needed(known, person.role_codes):
            last = trained.get((person.pk, course.code))
            own[course.name] = rules.standing_on(course, last.fact() if last else None, joined_on=joined_on, day=day)
    return found


def officers_of_services(now: datetime) -> dict[int | None, User]:
    """Who holds the officer's post of each service, by its id; None: the one for services without their own. One
    query. Whoever stands in for a few days is not who people are asked to know."""
    return {one.post.service_id: one.person for one in _officers(now).select_related("post", "person")}


def _officers(now: datetime) -> QuerySet[PostHolding]:
    return PostHolding.objects.at(now).filter(reason__isnull=True, post__code=PostCode.DSO, person__is_active=True)


def officers_said(user_ids: Iterable[int]) -> dict[tuple[int, int], int]:
    """Whom each of these people named last as their officer: person and service to officer, all ids. One query."""
    said = SelfCheck.objects.filter(person__in=set(user_ids), kind=CheckKind.OFFICER)
    last = said.order_by("person", "service", "-said_at", "-pk").distinct("person", "service")
    return {(pk, service): officer for pk, service, officer in last.values_list("person", "service", "officer")}


@dataclass(frozen=True)
class Care:
    """When the last of each was, for one person; None: never. ``waiting``: their questions without an answer."""

    joined_at: datetime
    background_on: date | None
    accounts_at: datetime | None
    privacy_at: datetime | None
    ict_at: datetime | None
    supervised_on: date | None
    talked_at: datetime | None
    waiting: int


def care_of(user_ids: Iterable[int]) -> dict[int, Care]:
    """What is known of the support of each of these people, by their ids. One query."""
    people = User.objects.filter(pk__in=set(user_ids)).annotate(
        background_on=_background(),
        accounts_at=_last_check(CheckKind.ACCOUNTS),
        privacy_at=_last_check(CheckKind.PRIVACY),
        ict_at=_last_check(CheckKind.ICT),
        supervised_on=_last(Supervision.objects.filter(worker=OuterRef("pk")), "held_on"),
        talked_at=_last(CheckedIn.objects.filter(person=OuterRef("pk")), "at"),
        waiting=Count("questions", filter=Q(questions__answered_at__isnull=True)),
    )
    names = [name for name in Care.__dataclass_fields__ if name != "joined_at"]
    return {row[0]: Care(*row[1:]) for row in people.values_list("pk", "joined_at", *names)}


@dataclass(frozen=True)
class Known:
    """When somebody's background was checked last, and whom they named last as the officer of one service."""

    background_on: date | None
    officer_id: int | None


def known_of_workers(user_ids: Iterable[int], service_id: int) -> dict[int, Known]:
    """What a session asks about its workers, by their ids. One query."""
    said = SelfCheck.objects.filter(person=OuterRef("pk"), kind=CheckKind.OFFICER, service=service_id)
    named = Subquery(said.order_by("-said_at", "-pk").values("officer")[:1])
    people = User.objects.filter(pk__in=set(user_ids)).annotate(background_on=_background(), officer_named=named)
    return {pk: Known(on, officer) for pk, on, officer in people.values_list("pk", "background_on", "officer_named")}


@dataclass(frozen=True)
class ServiceGround:
    """What a session asks about its service: the id of who holds the officer's post, None if nobody does; whether
    an agreement is in force (ORG-34)."""

    officer_id: int | None
    has_agreement: bool


def ground_of_service(service_id: int, now: datetime) -> ServiceGround:
    """What a session asks about its service. One query."""
    held = _officers(now).filter(Q(post__service=OuterRef("pk")) | Q(post__service__isnull=True))
    officer = Subquery(held.order_by(F("post__service").asc(nulls_last=True)).values("person")[:1])
    agreed = Exists(in_force().filter(service=OuterRef("pk")))
    found = Service.objects.filter(pk=service_id).values_list(officer, agreed).get()
    return ServiceGround(*found)


def _background() -> Subquery:
    """The record written last counts: a wrong one is put right by another."""
    written = BackgroundCheck.objects.filter(person=OuterRef("pk")).order_by("-recorded_at", "-pk")
    return Subquery(written.values("checked_on")[:1])


def _last_check(kind: str) -> Subquery:
    return _last(SelfCheck.objects.filter(person=OuterRef("pk"), kind=kind), "said_at")


def _last(rows: QuerySet[Supervision] | QuerySet[CheckedIn] | QuerySet[SelfCheck], moment: str) -> Subquery:
    return Subquery(rows.order_by(f"-{moment}").values(moment)[:1])


def in_force() -> QuerySet[ServiceAgreement]:
    """Agreements that both sides have signed: of one service, the one with the highest number counts."""
    signed = AgreementSignature.objects.filter(agreement=OuterRef("pk"))
    return ServiceAgreement.objects.filter(
        Exists(signed.filter(side=Side.MANAGER)), Exists(signed.filter(side=Side.PRACTITIONER))
    )


def with_agreements(services: QuerySet[Service]) -> QuerySet[Service]:
    """Services with the number of the agreement in force (``agreed``) and of the last one written (``written``)."""
    last = in_force().filter(service=OuterRef("pk")).order_by("-number").values("number")[:1]
    return services.annotate(agreed=Subquery(last), written=Max("agreements__number"))


def agreement_numbered(service: Service, number: int) -> ServiceAgreement | None:
    """One agreement of a service. ``number``: how many were written until then; 0 finds none."""
    found = ServiceAgreement.objects.filter(service=service, number=number)
    return found.select_related("service", "written_by").first()


def trainings_running_out(first: date, last: date) -> list[Training]:
    """Trainings that count and run out between two days, of people who work here, with them and their managers."""
    rows = Training.objects.filter(person__is_active=True)
    newest = rows.order_by("person", "kind", "-recorded_at", "-pk").distinct("person", "kind").values("pk")
    ending = Training.objects.filter(pk__in=newest, expires_on__range=(first, last))
    return list(ending.select_related("person__line_manager").order_by("pk"))


def who_should_check(kind: str, roles: Iterable[str], since: datetime) -> list[tuple[User, datetime | None]]:
    """People with one of these roles who have not said it since a moment, with when they last did."""
    people = User.objects.filter(is_active=True, role_grants__role__in=list(roles)).distinct()
    last = people.annotate(said_at=_last_check(kind))
    late = last.filter(Q(said_at__isnull=True) | Q(said_at__lt=since)).order_by("pk")
    return [(person, person.said_at) for person in late]


def who_has_not_talked(roles: Iterable[str], since: datetime) -> list[tuple[User, datetime]]:
    """People with one of these roles who have talked with nobody since a moment, with the last time or when they
    joined."""
    people = User.objects.filter(is_active=True, joined_at__lt=since, role_grants__role__in=list(roles)).distinct()
    last = people.annotate(talked_at=_last(CheckedIn.objects.filter(person=OuterRef("pk")), "at"))
    late = last.filter(Q(talked_at__isnull=True) | Q(talked_at__lt=since)).order_by("pk")
    return [(person, person.talked_at or person.joined_at) for person in late]
