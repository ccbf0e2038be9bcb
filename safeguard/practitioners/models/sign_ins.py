"""Who is signed in where, how somebody is known at the organisation's own sign-in, and what went wrong at the door."""

import uuid
from typing import ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import F, Q

from safeguard.practitioners.models.people import User


class SignInManager(BaseSessionManager["SignIn"]):
    """Sign-ins, by their person."""

    def of(self, person: User) -> "models.QuerySet[SignIn]":
        """Every browser in which somebody is signed in."""
        return self.filter(user=person)


class SignIn(AbstractBaseSession):
    """A browser in which somebody is signed in, or about to be (``user`` null). Goes when it ends.

    No network address: what kind of device it is, and when it was used, is what its person needs to know it by.
    """

    ref = models.UUIDField(default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sign_ins")
    device = models.CharField(max_length=60, blank=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    objects: ClassVar[SignInManager] = SignInManager()

    class Meta:
        indexes = [models.Index(fields=["user", "-seen_at"], name="sign_in_of_person")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.device}"


class WorkIdentity(models.Model):
    """Whom the organisation's own sign-in means by ``subject``: linked once, and never to somebody else. Unlinked, it
    lets nobody in until its person, signed in, links it again: an address alone no longer does."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="work_identities")
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField()
    unlinked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="work_identity_is_of_one_person"),
            models.UniqueConstraint(fields=["issuer", "user"], name="person_has_one_work_identity"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.issuer}"


class FailedSignIns(models.Model):
    """How many sign-ins failed in an hour: a figure, and nobody's name."""

    hour_at = models.DateTimeField(primary_key=True)  # when the hour began
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.hour_at}: {self.count}"


class FactorReset(models.Model):
    """A lost second factor is to be taken away, so that its person can set up another; or, with an ``email``, somebody
    who signs in with a password alone is to be reached there from now on, which is as good a way in. Kept for ever.

    It waits until ``due_at``, so that whoever did not ask for it can say so; those who answer for safeguarding or may
    let others in need a second person, ``agreed_by``, who has spoken to them.
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="factor_resets")
    email = models.EmailField(blank=True, db_default="")  # the new address; empty: the second factor is to go
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    needs_agreement = models.BooleanField()
    agreed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    stopped_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(done_at__isnull=True, stopped_at__isnull=True),
                name="one_factor_reset_at_a_time",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{stem}_at__isnull": True, f"{stem}_by__isnull": True})
                    | Q(**{f"{stem}_at__isnull": False, f"{stem}_by__isnull": False}),
                    name=f"factor_reset_{stem}_by_somebody",
                )
                for stem in ("agreed", "done", "stopped")
            ),
            models.CheckConstraint(condition=~Q(asked_by=F("person")), name="factor_reset_asked_by_another"),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("asked_by")) & ~Q(agreed_by=F("person")),
                name="factor_reset_agreed_by_a_third",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(stopped_at__isnull=True), name="factor_reset_ends_once"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(needs_agreement=False) | Q(agreed_at__isnull=False),
                name="factor_reset_is_agreed_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.asked_at}"
