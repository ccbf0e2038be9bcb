"""Reading policies: which version holds, who has to sign it, and where somebody stands."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from safeguard.lib.clock import NOW
from safeguard.lib.errors import NotVisible
from safeguard.notifications.enums import MessageState
from safeguard.notifications.models import Message
from safeguard.policies import rules
from safeguard.policies.enums import AupState, PolicyKind, Readers
from safeguard.policies.models import GuestSignature, Policy, PolicyType, PolicyVersion, Signature
from safeguard.practitioners.enums import PersonKind
from safeguard.practitioners.models import Contract, RoleGrant, User


def versions_in_force(moment: Any = NOW) -> QuerySet[PolicyVersion]:
    """The version of every policy that holds at a moment (now), by the policy's title. What was planned for a later
    day comes into force by itself: nothing is stored of it (ORG-03)."""
    newest = PolicyVersion.objects.begun(moment).filter(policy=OuterRef("policy")).order_by("-number").values("pk")[:1]
    return (
        PolicyVersion.objects.filter(pk=Subquery(newest))
        .select_related("policy__type", "policy__owner", "issued_by")
        .order_by("policy__title")
    )


def planned_versions() -> QuerySet[PolicyVersion]:
    """Versions whose day has not come, and which no later one has replaced, the soonest first."""
    later = PolicyVersion.objects.begun(NOW).filter(policy=OuterRef("policy"), number__gt=OuterRef("number"))
    coming = PolicyVersion.objects.filter(effective_at__gt=NOW).exclude(Exists(later))
    return coming.select_related("policy__type", "issued_by").order_by("effective_at", "pk")


def version_in_force(code: str) -> PolicyVersion:
    """The version in force of the policy with this code; before its day has come, the first that was planned.

    Raises NotVisible when there is no such policy.
    """
    found = versions_in_force().filter(policy__code=code).first()
    return found or _only(planned_versions().filter(policy__code=code))


def latest_version_of(ref: str) -> PolicyVersion:
    """The version issued last of the policy with this reference, planned ones too: what the next one is written on.

    Raises NotVisible when there is no such policy.
    """
    versions = PolicyVersion.objects.filter(policy__ref=ref).order_by("-number")
    return _only(versions.select_related("policy__type", "policy__owner", "issued_by"))


def version_of(policy: Policy, ref: UUID) -> PolicyVersion:
    """A version of this policy. Raises NotVisible when it is another's, or none."""
    return _only(policy.versions.select_related("policy__type", "issued_by").filter(ref=ref))


def _only(versions: QuerySet[PolicyVersion]) -> PolicyVersion:
    found = versions.first()
    if found is None:
        raise NotVisible
    return found


def other_versions(version: PolicyVersion) -> QuerySet[PolicyVersion]:
    """The other versions of its policy, the latest first; without their texts."""
    others = PolicyVersion.objects.filter(policy=version.policy_id).exclude(pk=version.pk)
    return others.select_related("issued_by", "policy").defer("text").order_by("-number")


def policy_types() -> QuerySet[PolicyType]:
    """What a policy may be about, by name."""
    return PolicyType.objects.order_by("label")


def variants_in_force(policy: Policy, readers: Collection[str]) -> list[PolicyVersion]:
    """The versions in force of a policy and of its variants that speak to these readers: of the policy on acceptable
    use the others on it, of any other those of its type. One query."""
    same = Q(policy=policy)
    if policy.kind == PolicyKind.AUP:
        same |= Q(policy__kind=PolicyKind.AUP)
    elif policy.type_id is not None:
        same |= Q(policy__type=policy.type_id)
    return list(versions_in_force().filter(same, policy__readers__in=list(readers)).defer("text"))


# --- Who reads it, and who signs ----------------------------------------------------------------------------------


def in_audience_of(user: User) -> Q:
    """Versions that are for somebody with an account: for staff, and for what they are, do and work in (ORG-36)."""
    roles = ArraySubquery(RoleGrant.objects.filter(user=user).values("role"))
    works = User.services.through.objects.filter(user=user)
    where = Q(for_services__overlap=ArraySubquery(works.values("service")))
    where |= Q(for_brands__overlap=ArraySubquery(works.filter(service__brand__isnull=False).values("service__brand")))
    where |= Q(for_regions__overlap=ArraySubquery(works.exclude(service__region="").values("service__region")))
    under = Contract.services.through.objects.filter(service__in=works.values("service"))
    where |= Q(for_contracts__overlap=ArraySubquery(under.values("contract")))
    kind = Q(for_kinds=[]) | Q(for_kinds__contains=[user.kind])
    role = Q(for_roles=[]) | Q(for_roles__overlap=roles)
    anywhere = Q(for_services=[], for_brands=[], for_regions=[], for_contracts=[])
    return Q(policy__readers=Readers.STAFF) & kind & role & (anywhere | where)


def audience_of(version: PolicyVersion) -> QuerySet[User]:
    """Everybody with an account whom a version is for; nobody for a variant whose readers have none."""
    if version.policy.readers != Readers.STAFF:
        return User.objects.none()
    people = User.objects.filter(is_active=True)
    if version.for_kinds:
        people = people.filter(kind__in=version.for_kinds)
    if version.for_roles:
        people = people.filter(Exists(RoleGrant.objects.filter(user=OuterRef("pk"), role__in=version.for_roles)))
    where = {
        "service__in": version.for_services,
        "service__brand__in": version.for_brands,
        "service__region__in": version.for_regions,
        "service__contracts__in": version.for_contracts,
    }
    ways = [Q(**{name: wanted}) for name, wanted in where.items() if wanted]
    if ways:
        works = User.services.through.objects.filter(reduce(or_, ways), user=OuterRef("pk"))
        people = people.filter(Exists(works))
    return people


def policies_to_sign(user: User) -> QuerySet[PolicyVersion]:
    """The versions in force that somebody has yet to sign, by title. One query.

    A version whose wording alone changed is not signed again: one signature since the last version that had to be
    signed is enough.
    """
    had_to = PolicyVersion.objects.held(NOW).filter(policy=OuterRef("policy"), must_sign=True).order_by("-number")
    signed = Signature.objects.filter(person=user, version__policy=OuterRef("policy")).order_by("-version__number")
    waiting = versions_in_force().annotate(
        to_sign=Subquery(had_to.values("number")[:1]), signed=Subquery(signed.values("version__number")[:1])
    )
    never = Q(to_sign__isnull=False, signed__isnull=True)
    return waiting.filter(in_audience_of(user), never | Q(signed__lt=F("to_sign")))


def last_to_sign(version: PolicyVersion) -> int | None:
    """The version whose signature counts for this one, by its number (how many there were by then).

    Itself if it asks, or the last before it that really held by its day. None if nobody signs it. One query.
    """
    if version.must_sign:
        return version.number
    held = PolicyVersion.objects.held(version.holds_from)
    asked = held.filter(policy=version.policy_id, must_sign=True, number__lt=version.number)
    latest: int | None = asked.aggregate(latest=Max("number"))["latest"]
    return latest


def signatures_that_count(version: PolicyVersion, to_sign: int) -> QuerySet[Signature]:
    """Signatures that hold for a version: to it, or to one before it from number ``to_sign`` on, which asked last."""
    return Signature.objects.filter(
        version__policy=version.policy_id, version__number__gte=to_sign, version__number__lte=version.number
    )


def have_not_signed(version: PolicyVersion) -> QuerySet[User]:
    """Those of the audience who have not signed it, by name; nobody if it is only read. One query and a small one."""
    to_sign = last_to_sign(version)
    if to_sign is None:
        return User.objects.none()
    given = signatures_that_count(version, to_sign).filter(person=OuterRef("pk"))
    return audience_of(version).exclude(Exists(given)).order_by("full_name", "pk")


def signatures_of(user: User) -> dict[int, Signature]:
    """The latest signature somebody gave to each policy, by the policy's id. One query."""
    rows = Signature.objects.filter(person=user).select_related("version")
    return {
        row.version.policy_id: row
        for row in rows.order_by("version__policy", "-version__number").distinct("version__policy")
    }


def signed_before(version: PolicyVersion) -> int:
    """Says how many people would be asked again by a new version that everybody has to sign (ORG-07). One query."""
    signed = Signature.objects.filter(version__policy=version.policy_id, person__is_active=True)
    return signed.values("person").distinct().count()


def guests_like(version: PolicyVersion, name: str, signed_on: date) -> QuerySet[GuestSignature]:
    """The guests of a name who signed a version on a day: the same one, or others."""
    return GuestSignature.objects.filter(version=version, name__iexact=name.strip(), signed_on=signed_on)


def guests_of(version: PolicyVersion) -> QuerySet[GuestSignature]:
    """The guests who signed a version, the latest first."""
    return version.guests.select_related("recorded_by").order_by("-recorded_at", "-pk")


def _acceptable_use(now: datetime) -> QuerySet[PolicyVersion]:
    """Versions of the policy on acceptable use for staff that had to be signed, and held by ``now``."""
    policy = {"policy__kind": PolicyKind.AUP, "policy__readers": Readers.STAFF}
    return PolicyVersion.objects.held(now).filter(**policy, must_sign=True)


def aup_state_of(user_ids: Iterable[int], now: datetime) -> dict[int, AupState]:
    """Where each of these people stood with the policy on acceptable use at ``now``, by their ids. Two queries.

    It is that of staff and volunteers, whatever its audience is narrowed to: nobody plans without one (ORG-07).
    """
    wanted = set(user_ids)
    to_sign = _acceptable_use(now).aggregate(latest=Max("number"))["latest"]
    variant = {"version__policy__kind": PolicyKind.AUP, "version__policy__readers": Readers.STAFF}
    given = Signature.objects.filter(person__in=wanted, signed_at__lte=now, **variant)
    signed = dict(given.values_list("person").annotate(latest=Max("version__number")))
    return {pk: rules.aup_state(to_sign, signed.get(pk)) for pk in wanted}


def aup_asks_since(now: datetime) -> datetime | None:
    """Since when the policy on acceptable use asks for the signature it now asks for; None if there is none."""
    holds_at = Coalesce("effective_at", "issued_at")
    last: datetime | None = _acceptable_use(now).aggregate(last=Max(holds_at))["last"]
    return last


# --- The two that every screen of the work links to ---------------------------------------------------------------

# As a column of another query that is asked at the same moment: the policies in force that a session has to fit.
TO_KEEP_TO = """(
    SELECT jsonb_agg(jsonb_build_array(policy.code, policy.title) ORDER BY policy.kind DESC, policy.title)
      FROM policies_policy AS policy LEFT JOIN policies_policytype AS type ON type.id = policy.type_id
     WHERE policy.readers = 'staff' AND (policy.kind = 'aup' OR type.code = 'safeguarding')
       AND EXISTS (SELECT FROM policies_policyversion AS version
                    WHERE version.policy_id = policy.id
                      AND coalesce(version.effective_at, version.issued_at) <= app_now()))"""


def in_force_to_keep_to(moment: Any = NOW) -> list[PolicyVersion]:
    """The versions in force of the policies that a session has to fit: safeguarding, and acceptable use (ORG-05)."""
    fits = Q(policy__kind=PolicyKind.AUP) | Q(policy__type__code=rules.SAFEGUARDING)
    return list(versions_in_force(moment).filter(fits, policy__readers=Readers.STAFF))


@dataclass(frozen=True)
class Progress:
    """How far a version has come with one kind of people: how many there are, were reached, and signed."""

    label: str
    people: int
    delivered: int
    signed: int


def progress_of(version: PolicyVersion) -> list[Progress]:
    """Delivered and acknowledged counts of each audience of a version (ORG-36): staff, volunteers, subcontractors and
    the board apart. Three queries, however many people there are.

    Delivered: the message that it is in force was taken by the mail server.
    """
    people = audience_of(version)
    sent = Message.objects.filter(
        kind=rules.ISSUED,
        subject_ref=rules.subject_of(version.policy.ref, version.number),
        state=MessageState.SENT,
        recipient=OuterRef("pk"),
    )
    given = Signature.objects.filter(version__policy=version.policy_id, person=OuterRef("pk"))
    given = given.filter(
        version__number__gte=last_to_sign(version) or version.number, version__number__lte=version.number
    )
    rows = (
        people.order_by()
        .annotate(was_sent=Exists(sent), has_signed=Exists(given))
        .values("kind")
        .annotate(
            people=Count("pk"),
            delivered=Count("pk", filter=Q(was_sent=True)),
            signed=Count("pk", filter=Q(has_signed=True)),
        )
    )
    found = {row["kind"]: row for row in rows}
    return [
        Progress(str(kind.label), found[kind]["people"], found[kind]["delivered"], found[kind]["signed"])
        for kind in PersonKind
        if kind in found
    ]
