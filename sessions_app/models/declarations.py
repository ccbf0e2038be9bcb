"""That a contact fits the policies, and which versions were in force that day."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from safeguard.audit.models import Evidential
from safeguard.policies.models import PolicyVersion
from sessions_app.enums import DeclaredAt, Promotion
from sessions_app.models.sessions import Session


class Declaration(Evidential):
    """The versions in force when a session was planned, changed or started (ORG-05). Append-only: the latest counts.

    When it is planned its practitioner says that it fits them; at the start nobody is asked again, and what was in
    force then is kept beside it. ``acceptable_use`` and ``safeguarding`` null: none was in force.
    """

    AUDIT_SCHEMA = "sessions_app.declaration/1"
    AUDIT_FIELDS = (
        *("ref", "session_id", "version", "moment", "acceptable_use_id", "safeguarding_id"),
        *("promotion", "by_id"),
    )

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="declarations")
    version = models.PositiveIntegerField()  # of the plan
    moment = models.CharField(max_length=10, choices=DeclaredAt.choices)
    acceptable_use = models.ForeignKey(PolicyVersion, null=True, on_delete=models.PROTECT, related_name="+")
    safeguarding = models.ForeignKey(PolicyVersion, null=True, on_delete=models.PROTECT, related_name="+")
    promotion = models.CharField(max_length=15, choices=Promotion.choices, blank=True)  # groups only (ORG-17)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["session", "-at", "-id"], name="declaration_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(moment=DeclaredAt.START, promotion="") | Q(moment=DeclaredAt.PLAN),
                name="declaration_asks_of_promotion_when_planned",
            )
        ]

    def __str__(self) -> str:
        return f"declaration for {self.session_id}"
