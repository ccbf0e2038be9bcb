"""The facts by which a session is judged. A constant number of queries, however many take part."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Exists, Max, OuterRef, Subquery
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from consent.rules import Consents
from consent.selectors import consents_of, day_of
from safeguard.lib.errors import Refused
from safeguard.lib.findings import Finding, Level, Whose, at_level, unanswered
from safeguard.people.enums import PersonKind, YesNoNotAsked
from safeguard.people.models import Person
from safeguard.people.selectors import looked_after_on
from safeguard.platforms.models import Platform
from safeguard.platforms.rules import settings_in, state_on, state_with, unmet_wishes
from safeguard.platforms.selectors import InUse, in_use
from safeguard.policies.rules import Thresholds
from safeguard.policies.selectors import aup_asks_since, aup_state_of, latest_own_consent, thresholds_in_force
from safeguard.practitioners.enums import TrainingState
from safeguard.practitioners.models import User
from safeguard.practitioners.rules import officer_known, training_on
from safeguard.practitioners.selectors import trainings_written_last, who_answers
from safeguard.practitioners.selectors.learning import ground_of_service, known_of_workers
from sessions_app.access import OFFICERS
from sessions_app.enums import Rating, SessionState
from sessions_app.models import Booking, RiskAssessment, Session
from sessions_app.rules import planning, readiness
from sessions_app.rules.facts import AdultFacts, Facts, PersonFacts, ReasonFacts, RiskFacts, WorkerFacts
from sessions_app.selectors.platforms import wishes_of
from sessions_app.selectors.risk import risk_in_force
from sessions_app.selectors.sessions import told_among

SECOND = "second"


@dataclass(frozen=True)
class Readiness:
    """How ready a session is: what the rules found, and what has been answered."""

    facts: Facts
    findings: list[Finding]
    answered: frozenset[str]

    @property
    def stops(self) -> list[Finding]:
        """What it cannot go on with."""
        return at_level(self.findings, Level.STOP)

    @property
    def open(self) -> list[Finding]:
        """What needs a reason and has none."""
        return unanswered(self.findings, self.answered)

    @property
    def given(self) -> list[Finding]:
        """What somebody has given a reason for, or approved."""
        return [f for f in at_level(self.findings, Level.REASON) if f.key in self.answered]

    @property
    def notes(self) -> list[Finding]:
        """What is worth knowing."""
        return at_level(self.findings, Level.NOTE)

    @property
    def is_ready(self) -> bool:
        """Whether it may start as far as the rules go."""
        return not self.stops and not self.open

    def refuse_if_stopped(self) -> None:
        """Raise Refused, with all of it, if anything stops the session."""
        if self.stops:
            raise Refused(_in_one_line(_("This stops it:"), self.stops))

    def without(self, refs: Collection[str]) -> "Readiness":
        """The same without what is about these people, by their references: for whoever may not know of them."""
        return replace(self, findings=[finding for finding in self.findings if finding.about not in refs])

    def without_keys(self, keys: Collection[str]) -> "Readiness":
        """The same without these findings."""
        return replace(self, findings=[finding for finding in self.findings if finding.key not in keys])

    @property
    def for_the_worker(self) -> list[Finding]:
        """What its worker has to give a reason for."""
        return readiness.given_by(self.open, Whose.PRACTITIONER)

    @property
    def for_the_manager(self) -> list[Finding]:
        """What a manager is asked for when the plan is sent to them."""
        return readiness.before_the_manager(readiness.given_by(self.open, Whose.MANAGER))

    def open_with(self, key: str) -> Finding | None:
        """The finding with this key that still needs a reason."""
        return next((finding for finding in self.open if finding.key == key), None)


def refuse_unanswered(found: Iterable[Finding]) -> None:
    """Raise Refused, with all of it, if anything needs a reason and has none."""
    waiting = list(found)
    if waiting:
        raise Refused(_in_one_line(_("A reason is missing:"), waiting))


def _in_one_line(title: str, found: Iterable[Finding]) -> str:
    return " ".join([title, *(str(finding.text) for finding in found)])


def readiness_of(session: Session, now: datetime, *, day: date | None = None) -> Readiness:
    """How ready a planned session is, as everything stands at ``now``; for the day that all judge it by (None)."""
    facts = facts_of(session, now, day=day)
    return Readiness(facts, readiness.findings(facts), frozenset(readiness.answered(facts)))


def facts_of(session: Session, now: datetime, *, day: date | None = None) -> Facts:
    """Everything the rules judge a planned session by."""
    day = day or planning.day_judged(session.starts_at, now)
    platform, thresholds = session.platform, thresholds_in_force(now)
    ground = ground_of_service(session.service_id, now)
    assert platform is not None  # the database: only an unplanned contact has none, and nothing is asked of it
    used = in_use(platform)
    assessment = session.assessments.order_by("-made_at", "-id").first()
    return Facts(
        day=day,
        version=session.version,
        kind=session.kind,
        starts_at=session.starts_at,
        minutes=session.planned_minutes,
        people=_people(session, used),
        workers=_workers(session, now, day, ground.officer_id, thresholds),
        platform_name=platform.name,
        platform_state=state_with(
            state_on(platform.status, platform.review_due, day), is_spoken_against=bool(used.forbids)
        ),
        platform_restrictions="; ".join([*filter(None, [platform.restrictions]), *used.forbids]),
        platform_min_age=platform.min_age,
        platform_review_due=platform.review_due,
        platform_decided_at=_decided_at(platform, used),
        platform_has_guide=used.has_guide,
        platform_settings=tuple(settings_in(used.answers)),
        adults=tuple(
            AdultFacts(ref=one.adult.ref, name=one.adult.full_name, has_agreed=one.has_agreed)
            for one in session.supporting_adults.select_related("adult").order_by("pk")
        ),
        rating=Rating(assessment.rating) if assessment else None,
        assessed_at=assessment.made_at if assessment else None,
        has_officer=_has_officer(session, thresholds),
        has_agreement=ground.has_agreement,
        is_approved=session.state == SessionState.APPROVED,
        gap=_gap(session),
        reasons=tuple(
            ReasonFacts(key=key, version=version, at=at)
            for key, version, at in session.reasons.values_list("key", "version", "at")
        ),
        aup_issued_at=aup_asks_since(now),
        hours=thresholds.hours,
        longest=thresholds.minutes("session_length"),
        least_gap=thresholds.minutes("session_gap"),
        countersign_under=thresholds.number("countersign_under"),
        **_pages_of(session, platform),
    )


def _pages_of(session: Session, platform: Platform) -> dict[str, str]:
    """Where what is found of the plan itself is put right."""
    ref = [session.ref]
    return {
        "change_url": reverse("sessions:change", args=ref),
        "assess_url": reverse("sessions:assess", args=ref),
        "tell_url": reverse("sessions:tell", args=ref),
        "platform_url": platform.get_absolute_url(),
        "aup_url": reverse("policies:list"),
        "officer_url": reverse("desk:self_check", args=["officer"]),
        "agreement_url": reverse("desk:agreements"),
    }


def _decided_at(platform: Platform, used: InUse) -> datetime | None:
    """When somebody decided last, or wrote an assessment that speaks against it. That its day went by says nothing
    new: a reason given for it holds (practice E43)."""
    by_somebody = platform.decisions.filter(decided_by__isnull=False)
    last: datetime | None = by_somebody.aggregate(last=Max("decided_at"))["last"]
    return max(filter(None, [last, used.forbids_since]), default=None)


def _people(session: Session, used: InUse) -> tuple[PersonFacts, ...]:
    own = latest_own_consent("session__service")
    rows = session.participants.select_related("person__network").annotate(
        own_consent_from=Subquery(own.values("from_age")),
        own_consent_by=Subquery(own.values("policy")),
        is_looked_after=Exists(looked_after_on(day_of(session.starts_at), person=OuterRef("person"))),
    )
    taking_part = list(rows.order_by("person__known_as", "pk"))
    ids = [one.person_id for one in taking_part]
    risks, told = risk_in_force(ids), told_among(taking_part)
    consents = consents_of(ids, session.activity_id, day_of(session.starts_at)) if session.activity_id else {}
    return tuple(
        _person(
            one.person,
            risks.get(one.person_id),
            consents.get(one.person_id, Consents()),
            own_consent=(one.own_consent_from, one.own_consent_by or ""),
            is_told=one.pk in told,
            is_looked_after=one.is_looked_after,
            unmet=unmet_wishes(used.answers, **asdict(wishes_of(one.person))),
        )
        for one in taking_part
    )


def _person(
    person: Person,
    risk: RiskAssessment | None,
    consents: Consents,
    *,
    own_consent: tuple[int | None, str],
    is_told: bool,
    is_looked_after: bool,
    unmet: list[str | Promise],
) -> PersonFacts:
    return PersonFacts(
        ref=person.ref,
        known_as=person.known_as,
        born_on=person.born_on,
        is_adult_at_risk=person.kind == PersonKind.ADULT_AT_RISK,
        is_signed_by_authority=person.authority_consents,
        asks_who_consents=is_looked_after and not _is_asked_who_consents(person),
        consents=consents,
        own_consent_from=own_consent[0],
        own_consent_by=own_consent[1],
        risk=_risk(risk),
        is_told=is_told,
        authority_known=person.authority_known,
        has_other_number=bool(person.other_phone),
        is_flagged=person.is_flagged,
        has_safe_word=bool(person.safe_word),
        unmet_wishes=tuple(unmet),
        **_addresses(person),
    )


def _is_asked_who_consents(person: Person) -> bool:
    """Whether somebody has asked who holds responsibility for consent (practice C27)."""
    network = getattr(person, "network", None)
    return network is not None and network.authority_consents != YesNoNotAsked.NOT_ASKED


def _addresses(person: Person) -> dict[str, str]:
    return {
        "url": person.get_absolute_url(),
        "consent_url": reverse("consent:ask", args=[person.ref]),
        "network_url": reverse("people:section", args=[person.ref, "network"]),
        "risk_url": reverse("sessions:risk_add", args=[person.ref]),
        "contact_url": reverse("people:contact", args=[person.ref]),
    }


def _risk(risk: RiskAssessment | None) -> RiskFacts | None:
    if risk is None:
        return None
    return RiskFacts(rating=Rating(risk.rating), review_on=risk.review_on, made_at=risk.made_at)


def _workers(
    session: Session, now: datetime, day: date, officer: int | None, thresholds: Thresholds
) -> tuple[WorkerFacts, ...]:
    workers = [("", session.practitioner)]
    if session.second_worker is not None:
        workers.append((SECOND, session.second_worker))
    ids = [worker.pk for _key, worker in workers]
    aup, trained = aup_state_of(ids, now), trainings_written_last(ids)
    known, since = known_of_workers(ids, session.service_id), day - thresholds.weeks("background_check")
    return tuple(
        WorkerFacts(
            key=key,
            name=worker.full_name,
            training=training_on(trained[worker.pk].fact() if worker.pk in trained else None, day),
            aup=aup[worker.pk],
            trained_at=trained[worker.pk].recorded_at if worker.pk in trained else None,
            training_url=reverse("practitioners:training", args=[worker.ref]),
            officer=officer_known(known[worker.pk].officer_id, officer, own=worker.pk),
            background=_background(known[worker.pk].background_on, since),
            background_url=reverse("desk:background", args=[worker.ref]),
        )
        for key, worker in workers
    )


def _background(checked_on: date | None, since: date) -> TrainingState:
    """Where somebody stands with their background check (practice C30)."""
    if checked_on is None:
        return TrainingState.NEVER
    return TrainingState.EXPIRED if checked_on < since else TrainingState.CURRENT


def _has_officer(session: Session, thresholds: Thresholds) -> bool:
    """Whether somebody answers for the service when the session takes place, other than its own workers."""
    found = who_answers(
        OFFICERS,
        service_id=session.service_id,
        now=session.starts_at,
        hours=thresholds.hours,
        excluded=[pk for pk in (session.practitioner_id, session.second_worker_id) if pk is not None],
    )
    return any(answering is not None for answering in found.values())


def _gap(session: Session) -> timedelta | None:
    """How long before or after it one of its workers has another planned session; None if none is near."""
    day = timedelta(days=1)
    ends_at = session.starts_at + timedelta(minutes=session.planned_minutes)
    near = Booking.objects.filter(
        worker__in=[pk for pk in (session.practitioner_id, session.second_worker_id) if pk is not None],
        is_free=False,
        during__overlap=DateTimeTZRange(session.starts_at - day, ends_at + day),
    ).exclude(session=session)
    slots = near.values_list("during", flat=True)
    return min((max(slot.lower - ends_at, session.starts_at - slot.upper) for slot in slots), default=None)


def officers_for(session: Session, now: datetime, *, but: Iterable[int] = ()) -> list[User]:
    """Who answers for the service now: the officer, then the lead (for a plan that has no line manager)."""
    thresholds = thresholds_in_force(now)
    found = who_answers(OFFICERS, service_id=session.service_id, now=now, hours=thresholds.hours, excluded=but)
    return list({one.person.pk: one.person for one in found.values() if one is not None}.values())
