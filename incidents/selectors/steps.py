"""What was said of the steps of a case, and the facts by which they are judged."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, OuterRef, QuerySet, Subquery

from incidents.enums import (
    AlreadyHappened,
    DetailQuestion,
    EntryKind,
    ExclusionReason,
    Involved,
    OutsideBody,
    ReferralKind,
    Threshold,
    YesNoUnsure,
)
from incidents.models import (
    CaseLink,
    CaseNotice,
    CaseStep,
    ChronologyEntry,
    Exclusion,
    Incident,
    Referral,
    SecondLook,
    StaffSupport,
)
from incidents.rules import CaseFacts, Given, Said
from incidents.selectors import outside
from incidents.selectors.about import people_in
from safeguard.escalation.enums import RouteKind
from safeguard.lib.worktime import WorkingHours, london_day, next_working_morning
from safeguard.people.enums import PersonKind
from safeguard.people.rules import age_on
from safeguard.policies.models import PolicyVersion
from safeguard.policies.selectors import thresholds_in_force, versions_in_force, wordings_of
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import who_answers
from sessions_app.models import SessionAssessment
from sessions_app.selectors.live import assessment_in_force

ADULT_AGE = 18
ABOUT = (ExclusionReason.NAMED, ExclusionReason.FOUND)  # whom a case is about, not who stands near them


def steps_of(incident: Incident) -> list[CaseStep]:
    """Every line about a step of a case, oldest first, with who wrote it."""
    return list(incident.steps.select_related("by", "version__policy").order_by("id"))


def said_in(steps: Iterable[CaseStep]) -> dict[str, Said]:
    """Lines, oldest first, as rules see them: the last of each step counts, and since when it has been said so."""
    said: dict[str, Said] = {}
    for step in steps:
        before, at = said.get(step.code), step.recorded_at
        is_same = before is not None and (before.outcome, before.answer) == (step.outcome, step.answer)
        said[step.code] = Said(step.outcome, step.answer, at, before.since if before is not None and is_same else at)
    return said


def is_advice(line: ChronologyEntry) -> bool:
    """Whether a referral only asked for advice, without telling anybody of the case: then nobody was told yet."""
    made: Referral | None = getattr(line, "referral", None)
    return made is not None and made.kind == ReferralKind.ADVICE


def _what_waits(incident: Incident, entries: Iterable[ChronologyEntry]) -> frozenset[str]:
    """What of a case waits for the authorities (INC-25; practice A3). No query where none was ever told."""
    return outside.what_waits(incident) if any(one.kind == EntryKind.REFERRAL for one in entries) else frozenset()


def _imagery_of(incident: Incident) -> str:
    """Whether pictures are part of it: as its raiser answered, or yes where that turned out since (INC-40)."""
    if not incident.has_imagery:
        return YesNoUnsure.NO
    return incident.imagery if incident.imagery in (YesNoUnsure.YES, YesNoUnsure.NOT_SURE) else YesNoUnsure.YES


@dataclass(frozen=True)
class Around:
    """Who and what a case is about, as far as steps ask."""

    is_child: bool
    is_adult: bool
    has_plan: bool
    is_seen: bool  # that somebody saw a picture stands among the details (INC-04)


def around(incident: Incident, today: date) -> Around:
    """Whether children, adults at risk or a session's plan are part of a case. Two or three queries."""
    people = list(people_in(incident).only("kind", "born_on").order_by("pk"))
    ages = [age_on(one.born_on, today) for one in people]
    # Those who were said to be involved since it was raised, too.
    said = incident.involved_people.filter(is_taken_out=False, corrected_by=None).values_list("kind", flat=True)
    asked = incident.details.filter(question=DetailQuestion.SEEN)
    last = asked.filter(pk=Subquery(asked.order_by("-id").values("pk")[:1]), chosen__contains=[YesNoUnsure.YES])
    found = set(said.union(last.values_list("question", flat=True)))
    kinds = {*incident.involved, *found}
    return Around(
        is_child=Involved.CHILD in kinds or any(age < ADULT_AGE for age in ages),
        is_adult=Involved.ADULT_AT_RISK in kinds or any(one.kind == PersonKind.ADULT_AT_RISK for one in people),
        has_plan=plan_of(incident) is not None,
        is_seen=DetailQuestion.SEEN in found,
    )


def plan_of(incident: Incident) -> SessionAssessment | None:
    """The risk assessment of the session that a case was raised from (ESC-12)."""
    return assessment_in_force(incident.session) if incident.session is not None else None


def case_facts(
    incident: Incident,
    triage: Mapping[str, Given],
    entries: Sequence[ChronologyEntry],
    steps: Iterable[CaseStep],
    *,
    has_entry: bool,
    today: date,
) -> CaseFacts:
    """What decides which steps a case asks for, from what has been read of it (all oldest first)."""
    found = around(incident, today)
    told = [one for one in entries if one.kind == EntryKind.REFERRAL and not is_advice(one)]
    police = [one.written_at for one in told if one.body == OutsideBody.POLICE]
    not_referred = [one.written_at for one in entries if one.kind == EntryKind.NOT_REFERRED]
    return CaseFacts(
        triage=triage,
        said=said_in(steps),
        imagery=_imagery_of(incident),
        is_about_staff=incident.is_about_staff or incident.route in (RouteKind.ABOUT_STAFF, RouteKind.ABOUT_LEAD),
        is_child_known=found.is_child,
        is_adult_known=found.is_adult,
        referred=frozenset(one.body for one in told),
        advised=frozenset(one.body for one in entries if one.kind == EntryKind.REFERRAL and is_advice(one)),
        told_at=max((one.written_at for one in told), default=None),
        police_at=max(police, default=None),
        not_referred_at=max(not_referred, default=None),
        waits=_what_waits(incident, entries),
        has_entry=has_entry,
        is_taken=incident.acknowledged_at is not None,
        was_danger=incident.is_danger,
        is_from_outside=incident.raised_by_id is None,
        is_from_session=incident.session is not None,
        has_plan=found.has_plan,
        was_seen=found.is_seen or any(AlreadyHappened.SEEN in one.already_happened for one in entries),
    )


def image_factors(incident: Incident) -> list[str]:
    """What makes the sharing of an image aggravated, as the organisation has written it (practice C31)."""
    words = wordings_of(incident.service_id)["image_factors"]
    return list(dict.fromkeys(line.strip() for line in words.splitlines() if line.strip()))


def policy_versions() -> QuerySet[PolicyVersion]:
    """The versions in force that learning may point to (INC-29), by title."""
    return versions_in_force().select_related("policy").order_by("policy__title", "pk")


def notices_of(incident: Incident) -> list[CaseNotice]:
    """Who inside was told, oldest first."""
    return list(incident.notices.select_related("person", "by").order_by("id"))


def supports_of(incident: Incident) -> list[StaffSupport]:
    """Who may need support, and who was asked to offer it."""
    return list(incident.supports.select_related("person", "asked_of").order_by("id"))


def links_of(incident: Incident, visible: QuerySet[Incident]) -> list[tuple[CaseLink, Incident]]:
    """The cases a case belongs with, of those somebody may see, the newest link first (practice B22). Two queries."""
    links = CaseLink.objects.filter(incident=incident) | CaseLink.objects.filter(other=incident)
    rows = list(links.select_related("by").order_by("-id"))
    others = {row.other_id if row.incident_id == incident.pk else row.incident_id for row in rows}
    seen = {one.pk: one for one in visible.filter(pk__in=others)} if others else {}
    paired = [(row, seen.get(row.other_id if row.incident_id == incident.pk else row.incident_id)) for row in rows]
    return [(row, other) for row, other in paired if other is not None]


def second_look_at(closure_id: int) -> SecondLook | None:
    """What the second person said of how a case was closed."""
    return SecondLook.objects.filter(closure=closure_id).select_related("by").first()


def checks_since(incident: Incident, moment: datetime) -> int:
    """Looking again at a case since it was closed: how many times somebody has (INC-32)."""
    return incident.entries.filter(kind=EntryKind.MONITORING, written_at__gte=moment).count()


def who_saw(incident: Incident) -> list[User]:
    """Those who have said that they saw imagery by accident, as far as they added it to their own report (ESC-17):
    below it, or among the details of its imagery. Whoever deals with it says so of others."""
    added = incident.entries.filter(already_happened__contains=[AlreadyHappened.SEEN]).select_related("by")
    said = incident.details.filter(question=DetailQuestion.SEEN, chosen__contains=[YesNoUnsure.YES])
    own = said.filter(by=incident.raised_by_id).select_related("by")
    people = [*(line.by for line in added), *(answer.by for answer in own)]
    return list({person.pk: person for person in people if person is not None}.values())


def working_day_after(now: datetime, days: int, hours: WorkingHours) -> date:
    """The day that comes so many working days later (London)."""
    moment = now
    for _day in range(days):
        moment = next_working_morning(moment, hours)
    return london_day(moment)


@dataclass(frozen=True)
class LowLevel:
    """A low-level concern, and how many there are about the same people (practice C30)."""

    incident: Incident
    said: CaseStep
    named: Sequence[str]
    count: int


def low_level(visible: QuerySet[Incident]) -> QuerySet[Incident]:
    """The concerns that were classified as low-level, of those somebody may see, newest first."""
    ever = CaseStep.objects.filter(code="threshold", answer=Threshold.LOW_LEVEL)
    newest = CaseStep.objects.filter(incident=OuterRef("pk"), code="threshold").order_by("-id")
    called = visible.filter(pk__in=ever.values("incident")).annotate(threshold=Subquery(newest.values("answer")[:1]))
    found = called.filter(threshold=Threshold.LOW_LEVEL)
    return found.order_by("-raised_at", "-id")


def with_patterns(page: Sequence[Incident], every: QuerySet[Incident]) -> list[LowLevel]:
    """Rows of that list with whom they name, and how many of them name the same person. Three queries."""
    lines = CaseStep.objects.filter(incident__in=page, code="threshold").select_related("by").order_by("id")
    said = {line.incident_id: line for line in lines}
    named: dict[int, list[Exclusion]] = {}
    rows = Exclusion.objects.filter(incident__in=page, reason__in=ABOUT).select_related("person")
    for row in rows.order_by("person__full_name"):
        named.setdefault(row.incident_id, []).append(row)
    about = {row.person_id for found in named.values() for row in found}
    counted = Exclusion.objects.filter(person__in=about, reason__in=ABOUT, incident__in=every.values("pk"))
    counts = dict(counted.values_list("person").annotate(Count("incident", distinct=True)).order_by())
    return [
        LowLevel(
            one,
            said[one.pk],
            [row.person.full_name for row in named.get(one.pk, ())],
            max((counts.get(row.person_id, 1) for row in named.get(one.pk, ())), default=1),
        )
        for one in page
    ]


def planned_in(steps: Iterable[CaseStep]) -> list[CaseStep]:
    """The steps that wait for their day, of lines oldest first, the soonest first."""
    newest = {step.code: step for step in steps}
    return sorted((one for one in newest.values() if one.due_on is not None), key=lambda one: (one.due_on, one.pk))


def lines_of(steps: Iterable[CaseStep], code: str) -> list[CaseStep]:
    """Every line about one step, newest first."""
    return [one for one in reversed(list(steps)) if one.code == code]


SUPPORTERS = (PostCode.HR_DSO, PostCode.DSL, PostCode.DEPUTY_DSL, PostCode.STRATEGIC_LEAD)


def who_supports(person: User, incident: Incident, now: datetime) -> User | None:
    """Whoever offers support to somebody: their line manager; another where that one is left out of the case, or has
    left (practice B16). Two queries."""
    out = {person.pk, *incident.exclusions.values_list("person_id", flat=True)}
    manager = person.line_manager
    if manager is not None and manager.is_active and manager.pk not in out:
        return manager
    hours = thresholds_in_force(now).hours
    found = who_answers(SUPPORTERS, service_id=incident.service_id, now=now, hours=hours, excluded=out)
    return next((one.person for one in (found[code] for code in SUPPORTERS) if one is not None), None)


def support_contacts(person: User, incident: Incident, now: datetime) -> list[User]:
    """Whom somebody can ring for themselves after a crisis, out of hours too (practice C33): their line manager, and
    whoever answers now. Never anybody who is left out of the case. Three queries."""
    out = {person.pk, *incident.exclusions.values_list("person_id", flat=True)}
    hours = thresholds_in_force(now).hours
    found = who_answers(SUPPORTERS, service_id=incident.service_id, now=now, hours=hours, excluded=out)
    answering = next((one.person for one in (found[code] for code in SUPPORTERS) if one is not None), None)
    people = [who_supports(person, incident, now), answering]
    return list({one.pk: one for one in people if one is not None}.values())
