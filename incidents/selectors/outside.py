"""What lies with bodies outside: referrals and their answers, the contact log, and what waits for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from incidents.enums import EntryKind, OutsideBody, Waits
from incidents.models import ChronologyEntry, Hold, Incident, OutsideContact, Referral, ReferralAnswer

# Who may look into a case, so that what we say, do or remove could spoil it.
INVESTIGATE = (OutsideBody.POLICE, OutsideBody.SOCIAL_CARE, OutsideBody.LADO, OutsideBody.CEOP)
LISTED_OF_A_REFERRAL = ("ref", "body", "kind", "made_at", "answer_due_at", "incident__ref", "by__full_name")


def what_waits(incident: Incident) -> frozenset[str]:
    """What of a case is left until the authorities have finished (INC-25), of enums.Waits: a step that is taken all the
    same says who agreed (practice A3). From a referral on it is everything, until they have answered, or it was agreed
    what waits; then it is that. Two queries, by indexes of what is open."""
    owed = incident.referrals.filter(answer_due_at__isnull=False, answered_at__isnull=True, holds__isnull=True)
    if owed.filter(body__in=INVESTIGATE).exists():
        return frozenset(Waits.values)
    rows = incident.holds.filter(ended_at__isnull=True).values_list("waits", flat=True)
    return frozenset(code for waits in rows for code in waits)


def is_held(incident: Incident) -> bool:
    """Whether anything of a case waits for the authorities (INC-25). One query, by an index of what is open."""
    return incident.holds.filter(ended_at__isnull=True).exists()


def referrals_of(incident: Incident) -> list[Referral]:
    """The referrals of one case with their answers, oldest first. Two queries."""
    answers = ReferralAnswer.objects.select_related("by", "entry").order_by("id")
    rows = incident.referrals.select_related("entry", "by", "authority").order_by("id")
    return list(rows.prefetch_related(Prefetch("answers", answers)))


def contacts_of(incident: Incident) -> list[OutsideContact]:
    """The contact log of one case, the newest first, at most 200 lines of it. One query."""
    return list(incident.outside.select_related("entry", "by", "referral", "follows").order_by("-id")[:200])


def holds_of(incident: Incident) -> list[Hold]:
    """What waits, and what has waited, oldest first. One query."""
    return list(incident.holds.select_related("referral", "begun_by", "ended_by").order_by("id"))


@dataclass(frozen=True)
class Outside:
    """What a case has to do with bodies outside."""

    referrals: Sequence[Referral]
    holds: Sequence[Hold]

    @property
    def open_holds(self) -> list[Hold]:
        """What waits now."""
        return [hold for hold in self.holds if hold.ended_at is None]

    @property
    def is_held(self) -> bool:
        """Whether anything waits now, without asking again."""
        return bool(self.open_holds)

    @property
    def waiting(self) -> list[Referral]:
        """The referrals that nobody has answered."""
        return [one for one in self.referrals if one.is_waiting]


def outside_of(incident: Incident, entries: Iterable[ChronologyEntry]) -> Outside:
    """What a case has to do with bodies outside. No query for a case that was never referred; three otherwise."""
    kinds = {entry.kind for entry in entries}
    if EntryKind.REFERRAL not in kinds:
        return Outside((), ())
    return Outside(referrals_of(incident), holds_of(incident) if EntryKind.HOLD in kinds else ())


def waiting_for_answer(referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    """Of these, those whose answer is owed and has not come, oldest first, for a list."""
    rows = referrals.filter(answer_due_at__isnull=False, answered_at__isnull=True)
    return rows.select_related("incident", "by").only(*LISTED_OF_A_REFERRAL).order_by("made_at", "id")
