"""Courses and who needs them; what young people and learners are taught."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from safeguard.audit.models import Evidential
from safeguard.practitioners.enums import Audience, Role, Topic
from safeguard.practitioners.models.organisation import Service
from safeguard.practitioners.models.people import User


class Course(models.Model):
    """A course that people who work here take (ORG-26 to ORG-29, ORG-42). Its code never changes: trainings name it."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100, unique=True)
    about = models.TextField(blank=True, max_length=2000)
    months = models.PositiveSmallIntegerField(null=True)  # how long it counts; null: it does not run out
    starts_after = models.PositiveSmallIntegerField(default=0)  # months after joining; 0: at induction
    is_used = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class CourseNeed(models.Model):
    """A role that needs a course: one field of the matrix (ORG-28)."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="needs")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "role"], name="course_is_needed_once")]

    def __str__(self) -> str:
        return f"{self.course_id}: {self.role}"


class Education(Evidential):
    """Online safety that was taught to young people, learners or families (ORG-31, ORG-29). Append-only."""

    AUDIT_SCHEMA = "practitioners.education/1"
    AUDIT_FIELDS: ClassVar[tuple[str, ...]] = (
        "ref", "given_on", "topics", "audience", "how_many", "given_by", "what", "service_id", "recorded_by_id",
        "recorded_at",
    )  # fmt: skip

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    client_token = models.UUIDField(unique=True)
    given_on = models.DateField()
    topics = ArrayField(models.CharField(max_length=20, choices=Topic.choices))
    audience = models.CharField(max_length=20, choices=Audience.choices)
    how_many = models.PositiveIntegerField(null=True)  # people reached, if anybody counted
    given_by = models.CharField(max_length=150)
    what = models.TextField(max_length=5000)  # a session or material: no names
    service = models.ForeignKey(Service, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-given_on", "-id"], name="education_newest")]

    def __str__(self) -> str:
        return f"{self.given_on} {self.audience}"

    @property
    def topic_words(self) -> list[str]:
        """The topics in words."""
        return [str(Topic(code).label) for code in self.topics]
