"""The facts by which a session is judged ready. Pure: plain values, gathered by ``selectors.readiness``."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.functional import Promise

from consent.rules import Consents
from safeguard.lib.worktime import WorkingHours
from safeguard.platforms.enums import PlatformState
from safeguard.policies.enums import AupState
from safeguard.practitioners.enums import OfficerKnown, TrainingState
from sessions_app.enums import Rating


@dataclass(frozen=True, kw_only=True)
class WorkerFacts:
    """One of its workers. ``key`` tells them apart in a finding: empty for the first, "second" for the other."""

    key: str
    name: str
    training: TrainingState
    aup: AupState
    trained_at: datetime | None = None  # when the training that counts was written down
    training_url: str = ""
    officer: OfficerKnown = OfficerKnown.KNOWN  # whether they know who it is for this service
    background: TrainingState = TrainingState.CURRENT  # their background check
    background_url: str = ""


@dataclass(frozen=True, kw_only=True)
class RiskFacts:
    """The individual risk assessment in force."""

    rating: Rating
    review_on: date
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class PersonFacts:
    """One who takes part."""

    ref: str
    known_as: str
    born_on: date
    is_adult_at_risk: bool = False
    is_signed_by_authority: bool = False  # the local authority holds responsibility for consent (practice C27)
    consents: Consents = field(default_factory=Consents)
    own_consent_from: int | None = None  # years: by the policy of the service (practice E45); None: it has none
    own_consent_by: str = ""  # which policy says so
    risk: RiskFacts | None = None
    is_told: bool = False
    authority_known: str = "yes"
    has_other_number: bool = True
    is_flagged: bool = False
    has_safe_word: bool = True
    unmet_wishes: tuple[str | Promise, ...] = ()  # what the platform cannot do for them, in words (PER-07)
    url: str = ""
    asks_who_consents: bool = False  # looked after that day, and nobody has asked who holds responsibility
    consent_url: str = ""
    network_url: str = ""
    risk_url: str = ""
    contact_url: str = ""


@dataclass(frozen=True, kw_only=True)
class AdultFacts:
    """A supporting adult of the plan."""

    ref: str
    name: str
    has_agreed: bool


@dataclass(frozen=True, kw_only=True)
class ReasonFacts:
    """A reason that somebody gave, for which plan and when."""

    key: str
    version: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything the rules judge by. ``day``: the day of the session, in London."""

    day: date
    version: int
    kind: str
    starts_at: datetime
    minutes: int
    people: tuple[PersonFacts, ...]
    workers: tuple[WorkerFacts, ...]
    platform_name: str
    platform_state: PlatformState
    platform_restrictions: str = ""
    platform_min_age: int = 0
    platform_review_due: date | None = None
    platform_decided_at: datetime | None = None
    platform_has_guide: bool = True
    platform_settings: tuple[str, ...] = ()  # what must be set on it before it begins (PLT-08)
    adults: tuple[AdultFacts, ...] = ()
    rating: Rating | None = None  # of the session's own assessment; None: there is none
    assessed_at: datetime | None = None
    has_officer: bool = True
    has_agreement: bool = True  # practitioners and management have signed how the service is delivered
    is_approved: bool = False
    gap: timedelta | None = None  # to the nearest other planned session of one of its workers
    reasons: tuple[ReasonFacts, ...] = ()
    aup_issued_at: datetime | None = None  # the policy on acceptable use that is to be signed
    hours: WorkingHours = field(default_factory=WorkingHours)
    longest: timedelta = timedelta(minutes=45)
    least_gap: timedelta = timedelta(minutes=15)
    countersign_under: int = 16
    change_url: str = ""
    assess_url: str = ""
    tell_url: str = ""
    platform_url: str = ""
    aup_url: str = ""
    officer_url: str = ""
    agreement_url: str = ""

    @property
    def ends_at(self) -> datetime:
        """When it is to end."""
        return self.starts_at + timedelta(minutes=self.minutes)
