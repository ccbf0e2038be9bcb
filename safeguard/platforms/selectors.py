"""Reading the register of platforms. It is not secret: everybody who is signed in may read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Lower

from safeguard.lib.clock import LONDON
from safeguard.lib.errors import NotVisible
from safeguard.lib.permissions import Permission
from safeguard.platforms.enums import PlatformState
from safeguard.platforms.models import (
    ClosedGroup,
    LeadNote,
    OrganisationAccount,
    Platform,
    PlatformAssessment,
    PlatformCorrection,
    PlatformDecision,
    PlatformGuide,
)
from safeguard.platforms.rules import IN_USE, Assessed, answers_against, state_on, state_with, what_forbids
from safeguard.platforms.rules.questions import Answers
from safeguard.practitioners.enums import Role
from safeguard.practitioners.models import User
from safeguard.practitioners.selectors import people_who_may


def register() -> QuerySet[Platform]:
    """Every platform, by name."""
    return Platform.objects.select_related("owner").order_by(Lower("name"))


def judged(platforms: QuerySet[Platform]) -> QuerySet[Platform]:
    """These platforms, each with whether an assessment written since its decision speaks against it (practice E43):
    ``is_spoken_against``. Nothing is asked yet."""
    return platforms.annotate(decided_at=_decided_at(), is_spoken_against=Exists(_against(IN_USE)))


def state_of(platform: Any, day: date) -> PlatformState:
    """What one of ``judged`` is on a day: not what is stored, which knows no review and no newer assessment."""
    state = state_on(platform.status, platform.review_due, day)
    return state_with(state, is_spoken_against=platform.is_spoken_against)


def _decided_at() -> Subquery:
    """When somebody last decided that a platform of another query may be used."""
    decided = PlatformDecision.objects.filter(
        platform=OuterRef("pk"), decided_by__isnull=False, status__in=IN_USE
    ).order_by("-decided_at", "-pk")
    return Subquery(decided.values("decided_at")[:1])


def _against(statuses: Iterable[str]) -> QuerySet[PlatformAssessment]:
    """Assessments of a platform of another query, written after ``decided_at``, that speak against its status."""
    speaks = Q(pk__in=[])
    for status in statuses:
        for code, answer in answers_against(status):
            speaks |= Q(**{f"answers__{code}": answer}, platform__status=status)
    since = PlatformAssessment.objects.filter(platform=OuterRef("pk"), made_at__gt=OuterRef("decided_at"))
    return since.filter(speaks).order_by("-number")


def platforms_to_choose_from() -> QuerySet[Platform]:
    """Those that were approved, with or without restrictions, by name.

    One whose review is overdue is among them: it asks for a reason, not for another platform (practice E43). Ask
    ``rules.state_on`` for what it is on the day of the session.
    """
    return Platform.objects.filter(status__in=IN_USE).order_by(Lower("name"))


def platform_with(ref: str) -> Platform:
    """A platform with its decisions and corrections, the latest first. Raises NotVisible when there is none."""
    decisions = PlatformDecision.objects.select_related("decided_by").order_by("-decided_at", "-pk")
    corrections = PlatformCorrection.objects.select_related("by").order_by("-at", "-pk")
    ways = Prefetch("decisions", decisions), Prefetch("corrections", corrections)
    found = register().prefetch_related(*ways).filter(ref=ref).first()
    if found is None:
        raise NotVisible
    return found


def assessments_of(platform: Platform) -> QuerySet[PlatformAssessment]:
    """Every version of the assessment, the one in force first."""
    notes = Prefetch("lead_notes", LeadNote.objects.select_related("by").order_by("-at", "-pk"))
    return platform.assessments.select_related("made_by").prefetch_related(notes).order_by("-number")


def assessment_of(platform: Platform) -> PlatformAssessment | None:
    """The assessment in force, None before the first."""
    return assessments_of(platform).first()


def assessed(platform: Platform) -> Assessed | None:
    """The assessment in force as a decision is judged by it. Two queries."""
    found = assessment_of(platform)
    if found is None:
        return None
    made_on = found.made_at.astimezone(LONDON).date()
    return Assessed(answers=found.answers, made_on=made_on, has_lead_note=bool(found.lead_notes.all()))


@dataclass(frozen=True)
class InUse:
    """What a session needs to know of its platform: what was assessed, and whether young people have a guide.

    ``answers``: those that somebody decided on last. ``forbids``: what an assessment written since says against that
    decision, ``forbids_since`` then: until somebody decides again, every use needs a reason (practice E43).
    """

    answers: Answers
    has_guide: bool
    forbids: tuple[str, ...] = ()
    forbids_since: datetime | None = None


def in_use(platform: Platform) -> InUse:
    """What was assessed when somebody last decided, what speaks against it since, and the guide. One query.

    A platform of which nobody has decided yet has what was assessed last.
    """
    newest = PlatformAssessment.objects.filter(platform=OuterRef("pk")).order_by("-number")
    against = _against([platform.status])
    rows = Platform.objects.filter(pk=platform.pk).annotate(decided_at=_decided_at())
    found = rows.values_list(
        Subquery(newest.filter(made_at__lte=OuterRef("decided_at")).values("answers")[:1]),
        Subquery(newest.values("answers")[:1]),
        Subquery(against.values("answers")[:1]),
        Subquery(against.values("made_at")[:1]),
        Exists(PlatformGuide.objects.filter(platform=OuterRef("pk"))),
    )
    held, latest, said_against, since, has_guide = found.get()
    forbids = tuple(str(text) for text in what_forbids(said_against or {}, platform.status))
    return InUse(held or latest or {}, has_guide, forbids, since)


def guide_of(platform: Platform) -> PlatformGuide | None:
    """The how-to guide as it is shown, None before the first."""
    return platform.guides.select_related("written_by").order_by("-number").first()


def public_guide(ref: str) -> PlatformGuide:
    """The guide of a platform that is in use, for anybody with the link. Raises NotVisible otherwise."""
    found = PlatformGuide.objects.select_related("platform").filter(platform__ref=ref, platform__status__in=IN_USE)
    guide = found.order_by("-number").first()
    if guide is None:
        raise NotVisible
    return guide


def accounts() -> QuerySet[OrganisationAccount]:
    """The accounts that are open, by platform."""
    found = OrganisationAccount.objects.filter(closed_at__isnull=True).select_related("platform", "custodian")
    return found.order_by(Lower("platform__name"), Lower("label"))


def without_two_adults() -> QuerySet[ClosedGroup]:
    """The open groups that are looked after by fewer than two adults who work here (PLT-19)."""
    left = Q(administrator__is_active=False) | Q(second_administrator__is_active=False)
    return ClosedGroup.objects.filter(left, closed_at__isnull=True)


def of_ict() -> list[User]:
    """Whom to tell of platforms: everybody of ICT, and where there is nobody, whoever else manages them."""
    assessors = list(people_who_may(Permission.MANAGE_PLATFORMS).prefetch_related("role_grants"))
    return [one for one in assessors if Role.ICT in one.role_codes] or assessors


def in_use_until(day: date) -> Q:
    """The platforms in use whose review is due by this day."""
    return Q(status__in=IN_USE, review_due__lte=day)
