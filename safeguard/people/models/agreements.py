"""What people we work with, and the adults around them, have agreed to keep to."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from safeguard.audit.models import Evidential
from safeguard.people.enums import AgreementAnswer, AgreementHow
from safeguard.people.models.people import Adult, Person
from safeguard.policies.models import PolicyVersion


class Agreement(Evidential):
    """A version of a policy was gone through with a person, or with an adult around them, who has no account: the
    policy on acceptable use for customers, or an online safety agreement (ORG-08, ORG-10). It is no consent.

    Append-only: a later answer is another row.
    """

    AUDIT_SCHEMA = "people.agreement/1"
    AUDIT_FIELDS = (
        *("ref", "person_id", "version_id", "adult_id", "answer", "how", "agreed_on", "held_at"),
        *("read_with_id", "recorded_by_id"),
    )
    SUBJECT = "people.agreement"

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True)  # a double press lands once
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="agreements")
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    adult = models.ForeignKey(Adult, null=True, on_delete=models.PROTECT, related_name="+")  # null: the person
    answer = models.CharField(max_length=10, choices=AgreementAnswer.choices)
    how = models.CharField(max_length=10, choices=AgreementHow.choices)
    agreed_on = models.DateField()
    held_at = models.CharField(max_length=300, blank=True)  # where the paper lies
    read_with = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["person", "-agreed_on", "-id"], name="agreement_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(how=AgreementHow.PAPER) | ~Q(held_at=""), name="agreement_paper_is_held_somewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.version_id} {self.answer}"
