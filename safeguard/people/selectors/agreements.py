"""Reading what people and the adults around them have agreed to keep to."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from safeguard.people.enums import AgreementAnswer
from safeguard.people.models import Agreement, Person
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
