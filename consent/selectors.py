"""Reading consent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from consent import rules
from consent.enums import Decision, Party, Purpose, RequestState
from consent.models import Activity, ConsentDecision, ConsentRequest, Statement
from safeguard.lib.clock import LONDON
from safeguard.notifications.models import Message
from safeguard.people.enums import ActsFor, OrderEffect, PersonKind, YesNoNotAsked
from safeguard.people.models import Adult, CourtOrder, Person
from safeguard.people.rules import age_on
from safeguard.people.selectors import is_looked_after
from safeguard.policies.models import OwnConsent
from safeguard.policies.rules import Thresholds
from safeguard.policies.selectors import own_consent_of, thresholds_in_force

ASKED = "consent.asked"  # the kind of the message that carries the link


def statement_in_force() -> Statement | None:
    """The newest statement, or None before the first is issued."""
    return Statement.objects.select_related("issued_by").order_by("-number").first()


def statement_at(moment: datetime) -> Statement | None:
    """The statement that was in force at a moment; None before the first."""
    return Statement.objects.filter(issued_at__lte=moment).order_by("-number").first()


def still_running(activities: QuerySet[Activity], day: date) -> QuerySet[Activity]:
    """Those of the activities that have not ended before a day, the newest first."""
    running = activities.exclude(ends_on__lt=day)
    return running.select_related("service").order_by("-set_up_at", "-pk")


def request_of_link(link_id: UUID) -> ConsentRequest | None:
    """The request a link belongs to, with everything its page shows."""
    return _for_page().filter(link_id=link_id).first()


def request_with(ref: str) -> ConsentRequest | None:
    """The request with this reference, with everything its page shows; whoever asks has been let in by its link."""
    return _for_page().filter(ref=ref).first()


def _for_page() -> QuerySet[ConsentRequest]:
    return ConsentRequest.objects.select_related("person__service", "activity", "statement", "adult", "asked_by")


def whom(request: ConsentRequest) -> Person | Adult:
    """To whom a request was sent."""
    return request.adult if request.adult is not None else request.person


def is_open(request: ConsentRequest, now: datetime) -> bool:
    """Whether its link still opens it at ``now``."""
    return rules.link_is_open(request.state, request.expires_at, now, may_be_asked=_may_be_asked(request, now))


def _may_be_asked(request: ConsentRequest, now: datetime) -> bool:
    """Whether they could be sent it today too, and the address it went to is still theirs: who has it now may be
    somebody else (B19)."""
    if why_not_ask(request.person, request.adult, day_of(now)):
        return False
    somebody = whom(request)
    sent_to = Message.objects.filter(dedupe_key=asked_key(request.ref)).values_list("address", flat=True).first()
    return sent_to is None or sent_to.casefold() == somebody.email.casefold()


def asked_key(ref: str) -> str:
    """The outbox's key of the message that carries a request's link."""
    return f"{ASKED}:{ref}"


def day_of(moment: datetime) -> date:
    """The day it is in London: ages and rules go by it."""
    return moment.astimezone(LONDON).date()


def asks_for_young_person(request: ConsentRequest, now: datetime) -> bool:
    """Whether a parent or carer is asked what the young person says to it: from 16 on, they are asked themselves."""
    return request.adult is not None and is_countersigned(request.person, day_of(now), thresholds_in_force(now))


def is_countersigned(person: Person, day: date, thresholds: Thresholds) -> bool:
    """Whether a parent or carer has to agree too, on a day (CON-06)."""
    return rules.needs_countersignature(
        person.born_on,
        day,
        under=thresholds.number("countersign_under"),
        is_adult_at_risk=person.kind == PersonKind.ADULT_AT_RISK,
    )


def party_of(adult: Adult | None) -> Party:
    """As whom somebody answers: the young person (None), a parent or carer, or for the local authority."""
    return rules.party_of(adult.acts_for if adult else None)


def signs_for_authority(person: Person) -> bool:
    """Whether somebody is on file who may sign for the local authority that holds responsibility. One query."""
    return person.adults.filter(acts_for=ActsFor.AUTHORITY, may_countersign=YesNoNotAsked.YES).exists()


def authority_on(person: Person, day: date, thresholds: Thresholds) -> dict[str, bool]:
    """What there is to say of the local authority where somebody is asked for consent (practice C27): whether somebody
    is on file who signs for it, and whether nobody has asked who holds responsibility for a looked-after child; nothing
    where nobody countersigns any more. One query."""
    if not is_countersigned(person, day, thresholds):
        return {"speaks_of_authority": False, "has_signatory": False, "asks_who_consents": False}
    if person.authority_consents:
        return {"speaks_of_authority": True, "has_signatory": signs_for_authority(person), "asks_who_consents": False}
    network = getattr(person, "network", None)
    is_asked = network is not None and network.authority_consents != YesNoNotAsked.NOT_ASKED
    asks = not is_asked and is_looked_after(person, day)
    return {"speaks_of_authority": False, "has_signatory": False, "asks_who_consents": asks}


def agrees_alone(person: Person, day: date, thresholds: Thresholds) -> OwnConsent | None:
    """The policy of a person's service by which they may agree alone where somebody else would have to sign too
    (practice E45); None where there is none, or nobody else signs. At most one query."""
    if not is_countersigned(person, day, thresholds):
        return None
    own = own_consent_of(person.service_id)
    is_old_enough = own is not None and own.from_age is not None and age_on(person.born_on, day) >= own.from_age
    return own if is_old_enough else None


def why_not_sign(person: Person, adult: Adult, day: date) -> str:
    """Why an adult's yes cannot stand for a person on a day; empty when it can."""
    return rules.why_not_countersign(person.kind, age_on(person.born_on, day), adult.may_countersign)


def why_not_ask(person: Person, adult: Adult | None, day: date) -> str:
    """Why somebody cannot be sent a link on a day, with what would put it right; empty when they can."""
    if adult is None:
        return rules.why_not_write_to(person.email, person.safe_email)
    if adult.person_id != person.pk:
        return _("This adult is not on file as a parent or carer of theirs.")
    return why_not_sign(person, adult, day) or rules.why_not_write_to(adult.email, adult.safe_email)


def requests_of(person: Person) -> QuerySet[ConsentRequest]:
    """What was asked about a person, the newest first."""
    asked = ConsentRequest.objects.filter(person=person).select_related("activity", "statement", "adult", "asked_by")
    return asked.order_by("-asked_at", "-pk")


def decisions_of(person: Person) -> QuerySet[ConsentDecision]:
    """Every answer about a person, the newest first."""
    rows = ConsentDecision.objects.filter(person=person)
    return rows.select_related("activity", "request__adult", "adult", "recorded_by").order_by("-given_at", "-pk")


def decisions_on(request: ConsentRequest) -> QuerySet[ConsentDecision]:
    """The answers that were given through a request's link, in the order in which they were asked for."""
    return request.decisions.select_related("adult", "request__adult").order_by("pk")


def consents_of(person_ids: Iterable[int], activity_id: int, day: date) -> dict[int, rules.Consents]:
    """All answers of these people about one activity, by the person's id; empty where there are none. ``day``: whose
    court orders they are judged by. One query."""
    found: dict[int, list[rules.Answer]] = {pk: [] for pk in person_ids}
    rows = ConsentDecision.objects.filter(person__in=list(found), activity=activity_id)
    rows = _with_orders(rows, day)
    for row in rows.select_related("adult", "request__adult").order_by("given_at", "pk"):
        found[row.person_id].append(_answer(row))
    return {pk: rules.Consents(tuple(answers)) for pk, answers in found.items()}


def _with_orders(rows: QuerySet[ConsentDecision], day: date) -> QuerySet[Any]:
    """The answers, each with the order by which whoever gave it decides no more on a day (``order``)."""
    orders = CourtOrder.objects.filter(
        person=OuterRef("person"), binds=OuterRef("adult"), effects__contains=[OrderEffect.NO_RESPONSIBILITY]
    )
    holding = orders.filter(from_on__lte=day).exclude(to_on__lt=day).order_by("pk")
    return rows.annotate(order=Subquery(holding.values("ref")[:1]))


def _answer(row: Any) -> rules.Answer:
    adult = row.adult or passed_on_by(row)
    by = adult.ref if adult else row.given_by if row.party != Party.YOUNG_PERSON else ""
    may_sign = adult is None or adult.may_countersign != YesNoNotAsked.NO
    party = Party(row.party)
    if party == Party.AUTHORITY and adult is not None and adult.acts_for != ActsFor.AUTHORITY:
        party, may_sign = Party.PARENT_CARER, False  # taken for the authority's by mistake: their "no" is a parent's
    return rules.Answer(
        Purpose(row.purpose), party, Decision(row.decision), row.given_at, by, may_sign, row.order or ""
    )


def passed_on_by(row: ConsentDecision) -> Adult | None:
    """The parent or carer who told us that the young person says so; None where they said it themselves."""
    return row.request.adult if row.party == Party.YOUNG_PERSON and row.request else None


@dataclass(frozen=True)
class PurposeStanding:
    """How consent to one purpose of an activity stands on a day, and when it was last answered."""

    purpose: Purpose
    standing: rules.Standing
    answered_at: datetime | None

    @property
    def label(self) -> str:
        """The purpose, in words."""
        return str(self.purpose.label)


@dataclass(frozen=True)
class ActivityStanding:
    """How consent to an activity stands: each purpose on its own line, and the requests that nobody has answered."""

    activity: Activity
    lines: Sequence[PurposeStanding]
    waiting: Sequence[ConsentRequest] = ()
    is_signed_by_authority: bool = False  # whose signature is missing, where one is (practice C27)

    @property
    def is_complete(self) -> bool:
        """Whether every purpose has been agreed to."""
        return all(line.standing == rules.Standing.COMPLETE for line in self.lines)


def standing_of(person: Person, day: date, thresholds: Thresholds) -> list[ActivityStanding]:
    """How consent stands on a day for every activity a person was asked about, the latest first. Two queries."""
    rows = list(_with_orders(decisions_of(person), day))
    asked = list(requests_of(person))
    activities = {one.activity_id: one.activity for one in asked} | {row.activity_id: row.activity for row in rows}
    countersigned = is_countersigned(person, day, thresholds)
    return [
        _standing(
            activity,
            [row for row in rows if row.activity_id == activity.pk],
            [one for one in asked if one.activity_id == activity.pk and one.state == RequestState.SENT],
            countersigned=countersigned,
            by_authority=person.authority_consents,
        )
        for activity in sorted(activities.values(), key=lambda one: (one.set_up_at, one.pk), reverse=True)
    ]


def _standing(
    activity: Activity,
    rows: Sequence[ConsentDecision],
    waiting: Sequence[ConsentRequest],
    *,
    countersigned: bool,
    by_authority: bool,
) -> ActivityStanding:
    consents = rules.Consents(tuple(_answer(row) for row in sorted(rows, key=lambda row: (row.given_at, row.pk))))
    lines = [
        PurposeStanding(
            Purpose(purpose),
            rules.standing(consents, Purpose(purpose), countersigned=countersigned, by_authority=by_authority),
            max((row.given_at for row in rows if row.purpose == purpose), default=None),
        )
        for purpose in activity.purposes
    ]
    return ActivityStanding(activity, lines, waiting, by_authority)
