"""Reading what people and the adults around them have agreed to keep to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from safeguard.people.enums import AgreementAnswer, PersonKind
from safeguard.people.models import Agreement, Involvement, Person
from safeguard.policies.enums import Readers
from safeguard.policies.models import PolicyVersion
from safeguard.policies.selectors import versions_in_force

WITHOUT_ACCOUNT = (Readers.CUSTOMER, Readers.ADULT)


@dataclass(frozen=True)
class AgreementLine:
    """A policy for people without an account, and what was said to it, the latest first."""

    version: PolicyVersion
    given: Sequence[Agreement]

    @property
    def is_agreed(self) -> bool:
        """Whether somebody has agreed to the version in force."""
        return any(one.answer == AgreementAnswer.AGREED for one in self.given if one.version_id == self.version.pk)


def agreement_lines(person: Person) -> list[AgreementLine]:
    """Every policy in force that such people agree to, with what this person and their adults said.

    Two queries; one where there is nothing to agree to.
    """
    versions = list(versions_in_force().filter(policy__readers__in=WITHOUT_ACCOUNT).defer("text"))
    if not versions:
        return []
    said: dict[int, list[Agreement]] = {}
    rows = Agreement.objects.filter(person=person).select_related("version", "adult", "read_with")
    for one in rows.order_by("-agreed_on", "-pk"):
        said.setdefault(one.version.policy_id, []).append(one)
    return [AgreementLine(version, said.get(version.policy_id, ())) for version in versions]


def agreement_counts(version: PolicyVersion) -> dict[str, int]:
    """How many people were given a version to read, and how many agreed to it (ORG-36). One query; no names."""
    rows = Agreement.objects.filter(version=version)
    agreed = Count("person", distinct=True, filter=Q(answer=AgreementAnswer.AGREED))
    return rows.aggregate(told=Count("person", distinct=True), agreed=agreed)


@dataclass(frozen=True)
class AgreementProgress:
    """How far a policy has come with an audience that has no account: how many there are (None: not counted), were
    given it or read it with somebody, and agreed."""

    label: str
    people: int | None
    told: int
    agreed: int


def agreement_progress(versions: Sequence[PolicyVersion], moment: datetime) -> list[AgreementProgress]:
    """Delivered and acknowledged counts of young people and learners, of adults who use the service, and of their
    families (ORG-36), over these versions. Two queries; no names.

    ``people``: those somebody works with at that moment, in a service that a version is for; what others said before
    they left is counted on neither side.
    """
    readers = {version.policy.readers for version in versions}
    involved = Involvement.objects.at(moment).values("person")
    adult = Q(kind=PersonKind.ADULT_AT_RISK)
    theirs = Person.objects.filter(_in_services_of(versions), pk__in=involved)
    young, grown_up = Count("pk", distinct=True, filter=~adult), Count("pk", distinct=True, filter=adult)
    there = theirs.aggregate(young=young, grown=grown_up)
    who, agreed = Q(adult__isnull=True), Q(answer=AgreementAnswer.AGREED)
    grown = Q(person__kind=PersonKind.ADULT_AT_RISK)
    young_ones = there["young"] if Readers.CUSTOMER in readers else None
    grown_ones = there["grown"] if Readers.ADULT in readers else None
    lines = [
        (_("Young people and learners"), young_ones, "person", who & ~grown),
        (_("Adults who use the service"), grown_ones, "person", who & grown),
        (_("Parents, carers and others around them"), None, "adult", ~who),
    ]
    counts = {}
    for number, (_label, _people, whom, which) in enumerate(lines):
        counts[f"told_{number}"] = Count(whom, distinct=True, filter=which)
        counts[f"agreed_{number}"] = Count(whom, distinct=True, filter=which & agreed)
    found = Agreement.objects.filter(version__in=versions, person__in=theirs.values("pk")).aggregate(**counts)
    rows = [
        AgreementProgress(label, people, found[f"told_{number}"], found[f"agreed_{number}"])
        for number, (label, people, _whom, _which) in enumerate(lines)
    ]
    return [row for row in rows if row.people is not None or row.told]


def _in_services_of(versions: Sequence[PolicyVersion]) -> Q:
    """People of the services that one of the versions is for: of all, where one leaves out no service (ORG-01)."""
    ways = Q(pk__in=[])
    for version in versions:
        where = {
            "service__in": version.for_services,
            "service__brand__in": version.for_brands,
            "service__region__in": version.for_regions,
            "service__contracts__in": version.for_contracts,
        }
        if not any(where.values()):
            return Q()
        for name, wanted in where.items():
            ways |= Q(**{name: wanted}) if wanted else Q(pk__in=[])
    return ways
