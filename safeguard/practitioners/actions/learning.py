"""Courses and who needs them; what people are taught."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from safeguard.audit.actions import record
from safeguard.lib.errors import Refused
from safeguard.lib.permissions import Permission
from safeguard.lib.worktime import london_day
from safeguard.practitioners import access, rules
from safeguard.practitioners.enums import LearningVerb, Role, TrainingKind
from safeguard.practitioners.models import Course, CourseNeed, Education, Service, User


@dataclass(frozen=True, kw_only=True)
class CourseWords:
    """What an administrator says of a course. ``months`` None: it does not run out; ``starts_after``: months."""

    name: str
    about: str = ""
    months: int | None = None
    starts_after: int = 0
    roles: Collection[str] = ()
    is_used: bool = True


@transaction.atomic
def add_course(*, by: User, now: datetime, words: CourseWords) -> Course:
    """Add a course and who needs it. Raises Refused for anybody but an administrator, and for a name that is there."""
    _check(by, words)
    code = f"{slugify(words.name).replace('-', '_')[:13] or 'course'}_{uuid4().hex[:6]}"
    try:
        with transaction.atomic():
            course = Course.objects.create(code=code, **_columns(words))
    except IntegrityError as error:
        raise Refused(_("There is a course of this name already")) from error
    return _finish(by, now, course, words)


@transaction.atomic
def change_course(*, by: User, now: datetime, course: Course, version: int, words: CourseWords) -> Course:
    """Say anew what a course is and who needs it; trainings that were recorded stay as they are.

    ``version``: what was on the page. Raises Refused when somebody else has changed it since, for a name that is
    there, for the course that sessions ask for going out of use, and for anybody but an administrator.
    """
    _check(by, words)
    found = Course.objects.select_for_update().get(pk=course.pk)
    if found.version != version:
        raise Refused(_("Somebody has changed this course meanwhile. Look at what it says now, then send it again."))
    if found.code == TrainingKind.SAFEGUARDING_ONLINE and not words.is_used:
        raise Refused(_("Sessions cannot start without this course, so it stays in use."))
    for name, value in _columns(words).items():
        setattr(found, name, value)
    found.version += 1
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError as error:
        raise Refused(_("There is a course of this name already")) from error
    return _finish(by, now, found, words)


def _check(by: User, words: CourseWords) -> None:
    access.check_may_set_up(by)
    wrong = rules.what_is_wrong_with_course(months=words.months, starts_after=words.starts_after)
    if wrong:
        raise Refused(next(iter(wrong.values())))


def _columns(words: CourseWords) -> dict[str, object]:
    names = ("name", "about", "months", "starts_after", "is_used")
    return {name: getattr(words, name) for name in names}


def _finish(by: User, now: datetime, course: Course, words: CourseWords) -> Course:
    course.needs.exclude(role__in=words.roles).delete()
    needs = [CourseNeed(course=course, role=Role(role)) for role in words.roles]
    CourseNeed.objects.bulk_create(needs, ignore_conflicts=True)
    fields = ["name", "about", "months", "starts_after", "is_used", "roles"]
    record(LearningVerb.COURSE_DESCRIBED, by=by, now=now, subject=course, fields=fields)
    return course


@transaction.atomic
def record_education(
    *,
    by: User,
    now: datetime,
    client_token: UUID,
    given_on: date,
    topics: Sequence[str],
    audience: str,
    given_by: str,
    what: str,
    how_many: int | None = None,
    service: Service | None = None,
) -> Education:
    """Record online safety that was taught (ORG-31, ORG-29). The same token lands once.

    ``how_many``: how many people it reached, None if nobody counted.
    Raises Refused for those who neither work with people nor manage those who do, without a topic, and for a day to
    come.
    """
    if not (by.may(Permission.WORK_WITH_PEOPLE) or by.may(Permission.SEE_ALL_PEOPLE)):
        raise Refused(_("Only those who work with people record this."))
    wrong = rules.what_is_wrong_with_day(given_on, london_day(now))
    if wrong or not topics:
        raise Refused(wrong or _("Choose what it was about"))
    education, is_new = Education.objects.get_or_create(
        client_token=client_token,
        defaults={
            "given_on": given_on,
            "topics": list(topics),
            "audience": audience,
            "how_many": how_many,
            "given_by": given_by,
            "what": what,
            "service": service,
            "recorded_by": by,
            "recorded_at": now,
        },
    )
    if is_new:
        record(LearningVerb.EDUCATION_RECORDED, by=by, now=now, subject=education, fields=education.AUDIT_FIELDS)
    return education
