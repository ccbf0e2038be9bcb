"""Local authorities, and the numbers at which they are reached."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower


class Authority(models.Model):
    """A local authority: who is rung by day and out of hours (practice A9)."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=100)
    children_phone = models.CharField(max_length=30, blank=True)
    adults_phone = models.CharField(max_length=30, blank=True)
    duty_team_phone = models.CharField(max_length=30, blank=True)  # the emergency duty team, out of hours
    email = models.EmailField(blank=True)
    officer_post = models.CharField(max_length=60, blank=True, default="", db_default="")  # LADO, designated officer
    officer_phone = models.CharField(max_length=30, blank=True, default="", db_default="")
    officer_email = models.EmailField(blank=True, default="", db_default="")
    police_force = models.CharField(max_length=100, blank=True, default="", db_default="")
    checked_on = models.DateField(null=True)  # when somebody last made sure that the numbers are right
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        verbose_name_plural = "authorities"
        constraints = [models.UniqueConstraint(Lower("name"), name="authority_is_there_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def phones(self) -> list[str]:
        """Every number of it, to be tried."""
        numbers = (self.children_phone, self.adults_phone, self.duty_team_phone, self.officer_phone)
        return [number for number in numbers if number]
