"""Plans, written through the real actions, on ground where nothing is missing."""

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from consent.enums import Decision, Method, Party, Purpose
from consent.models import Activity, ConsentDecision
from safeguard.lib.refs import new_ref
from safeguard.people.models import Authority, Person
from safeguard.platforms.models import Platform
from safeguard.policies.models import PolicyVersion
from safeguard.practitioners.enums import TrainingKind
from safeguard.practitioners.models import Training, User
from safeguard.practitioners.selectors.learning import in_force
from sessions_app.actions import Plan, approve_session, assess_session, plan_session, send_to_manager, tell_family
from sessions_app.enums import Mitigation, Phase, Promotion, Rating, SessionKind, WhyOneToOne
from sessions_app.models import Session, SessionAssessment
from tests.factories.learning import agreed, background, knows_officer
from tests.factories.people import an_adult, assess, register
from tests.factories.platforms import PlatformFactory, a_guide
from tests.factories.policies import SignatureFactory, acceptable_use

TUESDAY = datetime(2026, 11, 24, 10, tzinfo=UTC)  # ten o'clock in London, winter time, an ordinary working day


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What a session stands on, and the moment it is planned at."""

    cast: Any
    now: datetime
    person: Person
    activity: Activity
    platform: Platform

    @property
    def worker(self) -> User:
        """Who plans and runs it."""
        owner: User = self.cast.owner
        return owner


def ready_ground(cast: Any, now: datetime, **person: Any) -> Ground:
    """Everything in order: consent of both, a low risk, an approved platform, training, the policy signed,
    the officer known, a background check, an agreement on the service."""
    acceptable = PolicyVersion.objects.filter(policy__code="aup").order_by("-number").first() or acceptable_use()
    for worker in (cast.owner, cast.colleague, cast.manager):
        trained(worker, cast.dsl)
        SignatureFactory(version=acceptable, person=worker)
        knows_officer(worker, cast.service, cast.dso)
        background(worker, cast.dsl)
    if not in_force().filter(service=cast.service).exists():
        agreed(cast.service, cast.owner, cast.manager)
    authority, _made = Authority.objects.get_or_create(
        name="Harbourshire", defaults={"children_phone": "020 7946 0101"}
    )
    facts = {
        "phone": "07700 900123",
        "other_phone": "07700 900124",
        "safe_call": "yes",
        "safe_text": "yes",
        "wants_reminders": True,
        "authority_known": "yes",
        "authority": authority,
    }
    someone = register(cast.owner, now, adults=(an_adult(),), **{**facts, **person})
    assess(cast.owner, someone, now)
    activity = an_activity(cast.owner, now)
    agree(someone, activity, now)
    platform = PlatformFactory(name="Harbour Video", owner=cast.ict, methods=["video", "chat"])
    a_guide(platform, cast.ict, now)
    return Ground(cast=cast, now=now, person=someone, activity=activity, platform=platform)


def another(ground: Ground, name: str, **facts: Any) -> Person:
    """Somebody else with whom nothing is missing either."""
    someone = register(ground.worker, ground.now, (an_adult(),), full_name=name, authority_known="unknown", **facts)
    assess(ground.worker, someone, ground.now)
    agree(someone, ground.activity, ground.now)
    return someone


def trained(worker: User, by: User, **over: Any) -> Training:
    """A record of the safeguarding training that does not run out."""
    facts = {"kind": TrainingKind.SAFEGUARDING_ONLINE, "done_on": date(2026, 1, 12), "recorded_by": by}
    recorded_at = datetime(2026, 1, 12, 9, tzinfo=UTC)
    return Training.objects.create(**{"person": worker, "recorded_at": recorded_at, **facts, **over})


def an_activity(by: User, now: datetime, **over: Any) -> Activity:
    """An activity that has begun and does not end."""
    facts = {
        "ref": new_ref("AC"),
        "client_token": uuid.uuid4(),
        "title": "Mentoring",
        "description": "We talk once a week.",
        "service": by.services.order_by("pk")[0],
        "purposes": [Purpose.TAKE_PART],
        "starts_on": date(2026, 1, 1),
        "set_up_at": now,
        "set_up_by": by,
    }
    return Activity.objects.create(**{**facts, **over})


BOTH = (Party.YOUNG_PERSON, Party.PARENT_CARER)


def agree(
    person: Person, activity: Activity, now: datetime, decision: str = Decision.AGREED, parties: Any = BOTH
) -> None:
    """The answers of the young person and of a parent, on paper."""
    for party in parties:
        ConsentDecision.objects.create(
            person=person,
            activity=activity,
            purpose=Purpose.TAKE_PART,
            party=party,
            decision=decision,
            given_by="as signed",
            method=Method.SIGNED_FORM,
            given_at=now,
            recorded_at=now,
            recorded_by=activity.set_up_by,
            evidence_at="Cabinet 4",
        )


def a_plan(ground: Ground, **over: Any) -> Plan:
    """A group of one, so that nobody has to approve it: tomorrow at ten, for 45 minutes."""
    return replace(
        Plan(
            kind=SessionKind.GROUP,
            phase=Phase.FOLLOW_UP,
            method="video",
            purpose="To talk about school",
            platform=ground.platform,
            activity=ground.activity,
            starts_at=ground.now + timedelta(days=1),
            minutes=45,
            participants=[ground.person],
            fits_policies=True,
            promotion=Promotion.NONE,
        ),
        **over,
    )


def one_to_one(ground: Ground, **over: Any) -> Plan:
    """A one-to-one that says why, and what makes it safer."""
    facts = {
        "kind": SessionKind.ONE_TO_ONE,
        "why_one_to_one": WhyOneToOne.PRIVATE,
        "mitigations": (Mitigation.ADULT_NEAR,),
    }
    return a_plan(ground, **{**facts, **over})


def planned(ground: Ground, plan: Plan | None = None, *, assessed: bool = True, by: User | None = None) -> Session:
    """A plan as it was written, its risk assessed as low unless told otherwise."""
    by = by or ground.worker
    session = plan_session(by=by, now=ground.now, plan=plan or a_plan(ground), client_token=uuid.uuid4())
    if assessed:
        an_assessment(ground, session, by=by)
    return session


def an_assessment(ground: Ground, session: Session, by: User | None = None, **over: Any) -> SessionAssessment:
    """A low risk, with what is done if a concern arises."""
    words = {
        "rating": Rating.LOW,
        "risks": "A brother may come in.",
        "measures": "Agree on a quiet room.",
        "response": "Priya rings 999 and stays on the line; Maggie rings the mother.",
        "client_token": uuid.uuid4(),
    }
    return assess_session(by=by or ground.worker, now=ground.now, session=session, **{**words, **over})


def told(ground: Ground, session: Session, now: datetime | None = None) -> Session:
    """Everybody who takes part has been told by text."""
    for one in session.participants.all():
        tell_family(by=session.practitioner, now=now or ground.now, session=session, channel="text", whom=one.person)
    return session


def approved(ground: Ground, plan: Plan | None = None) -> Session:
    """A one-to-one that the line manager has approved, and of which the family knows."""
    session = planned(ground, plan or one_to_one(ground))
    send_to_manager(by=ground.worker, now=ground.now, session=session)
    approve_session(by=ground.cast.manager, now=ground.now, session=session, version=session.version, reasons={})
    session.refresh_from_db()
    return told(ground, session)
