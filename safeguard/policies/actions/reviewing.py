"""Yearly reviews and risk assessments: scheduled by themselves, reminded of, held and written down (ORG-37, ORG-38)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.clock import LONDON
from safeguard.lib.errors import Refused
from safeguard.lib.refs import new_ref
from safeguard.lib.worktime import is_working_time
from safeguard.notifications.actions import cancel_messages, queue_messages
from safeguard.policies import access, messages, rules
from safeguard.policies.enums import ReviewKind, Verb
from safeguard.policies.models import AssessedRisk, LinkCheck, Review
from safeguard.policies.selectors import thresholds_in_force, who_reviews
from safeguard.practitioners.enums import PostCode
from safeguard.practitioners.models import PostHolding, User
from safeguard.practitioners.selectors import is_live
from safeguard.storage.actions import close_drafts
from safeguard.storage.enums import DraftForm


@dataclass(frozen=True, kw_only=True)
class RiskFacts:
    """A risk of the yearly assessment: whom it faces, what is done about it, and who answers for that."""

    facing: str
    risk: str
    measure: str
    owner: str


@transaction.atomic
def hold_review(
    *,
    by: User,
    now: datetime,
    review: Review,
    held_on: date,
    took_part: str,
    found: str,
    decided: str,
    risks: Sequence[RiskFacts] = (),
    client_token: UUID | None = None,
) -> Review:
    """Write down that a yearly review or assessment was held; the next is due in a year.

    Raises Refused for whoever does not hold it, a day that cannot be, missing words, one that was written down
    already, and an assessment that leaves out customers, learners or staff.
    """
    if not access.may_issue(by) and not who_reviews(now).filter(pk=by.pk).exists():
        raise Refused(_("Only those who hold this review write it down."))
    review = Review.objects.select_for_update().get(pk=review.pk)
    if review.held_at is not None:
        raise Refused(_("It has been written down already. The next one is due in a year."))
    _check(review, now, held_on, (took_part, found, decided), risks)
    review.held_on, review.held_at, review.held_by = held_on, now, by
    review.took_part, review.found, review.decided = took_part.strip(), found.strip(), decided.strip()
    review.save(update_fields=["held_on", "held_at", "held_by", "took_part", "found", "decided"])
    for one in risks:
        row = AssessedRisk.objects.create(
            review=review,
            facing=one.facing,
            risk=one.risk.strip(),
            measure=one.measure.strip(),
            owner=one.owner.strip(),
        )
        record(Verb.REVIEW_HELD, by=by, now=now, subject=row, fields=row.AUDIT_FIELDS)
    record(Verb.REVIEW_HELD, by=by, now=now, subject=review, fields=review.AUDIT_FIELDS)
    cancel_messages(review.ref)
    if client_token is not None:
        close_drafts(by=by, now=now, form=DraftForm.REVIEW, client_token=client_token)
    _schedule(ReviewKind(review.kind), rules.next_due_on(held_on), now)
    return review


def _check(review: Review, now: datetime, held_on: date, words: Sequence[str], risks: Sequence[RiskFacts]) -> None:
    problem = rules.why_not_held(held_on, now.astimezone(LONDON).date())
    if problem is None and not all(text.strip() for text in words):
        problem = _("Write who took part, what was found and what was decided.")
    if problem is None and review.kind == ReviewKind.RISK:
        problem = rules.why_not_risks([one.facing for one in risks])
        if problem is None and not all(text.strip() for one in risks for text in (one.risk, one.measure, one.owner)):
            problem = _("Each risk needs its words, what is done about it, and who answers for it.")
    if problem is None and review.kind != ReviewKind.RISK and risks:
        problem = _("Risks are written down with the risk assessment.")
    if problem:
        raise Refused(problem)


def _schedule(kind: ReviewKind, due_on: date, now: datetime) -> None:
    """Write down when the next one is due. Two at once write one."""
    try:
        with transaction.atomic():
            review = Review.objects.create(ref=new_ref("RV"), kind=kind, due_on=due_on, scheduled_at=now)
    except IntegrityError:
        return
    record(Verb.REVIEW_SCHEDULED, by=None, now=now, subject=review, fields=review.AUDIT_FIELDS)


@transaction.atomic
def remind_of_reviews(*, by: None = None, now: datetime) -> int:
    """Schedule what never was, remind those who hold reviews from four weeks before, and tell the lead of what is late.

    Again and again: each message leaves once a week, and only in working time (ORG-41). Returns how many were due.
    The year begins when the installation goes live: before, nothing is scheduled and nobody is told.
    """
    if not is_live():
        return 0
    today = now.astimezone(LONDON).date()
    scheduled = set(Review.objects.filter(held_at__isnull=True).values_list("kind", flat=True))
    for kind in ReviewKind:
        if kind not in scheduled:
            _schedule(kind, rules.first_due_on(today), now)
    if not is_working_time(now, thresholds_in_force(now).hours):
        return 0
    due = Review.objects.filter(held_at__isnull=True, due_on__lte=today + rules.REMIND_BEFORE)
    week = messages.week_of(today)
    outgoing = []
    for review in due:
        outgoing += [messages.review_due(review, person, week) for person in who_reviews(now)]
        if review.due_on < today:
            outgoing += [messages.review_overdue(review, lead, week) for lead in _leads(now)]
    queue_messages(outgoing, now=now)
    return len(outgoing)


def _leads(now: datetime) -> list[User]:
    """Who holds or covers the post of the lead now."""
    held = PostHolding.objects.at(now).filter(Q(post__code=PostCode.DSL), person__is_active=True)
    return list(User.objects.filter(pk__in=held.values("person")).order_by("pk"))


@transaction.atomic
def check_link(*, by: User, now: datetime, code: str, works: bool) -> LinkCheck:
    """Say that one has opened a link to outside guidance, and whether it leads where it says (ORG-30).

    Raises Refused for anybody but those who look after policies, and for a link that is not among ours.
    """
    if code not in rules.RESOURCES:
        raise Refused(_("There is no such link."))
    if not access.may_issue(by) and not who_reviews(now).filter(pk=by.pk).exists():
        raise Refused(_("Only those who look after policies check links."))
    row = LinkCheck.objects.create(code=code, works=works, checked_at=now, checked_by=by)
    record(Verb.LINK_CHECKED, by=by, now=now, subject=row, fields=["code", "works"])
    return row
