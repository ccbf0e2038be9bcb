"""The courses that the guidance names, and who needs them. An administrator changes them, and adds others.

Trainings that were recorded before name the first of them by its code, so none of them is touched.
"""

from typing import Any

from django.db import migrations

WORK = ("practitioner", "line_manager")  # those who meet people, and who manage those who do (ORG-28)
ANSWER = ("dso", "deputy_dsl", "dsl", "strategic_lead", "hr_dso")
AROUND = ("board", "ict", "administrator")
# code, name, what it teaches, how many months it counts, months after joining, who needs it
COURSES = (
    (
        "safeguarding_online",
        "Safeguarding in online sessions",
        "What changes when we meet by video, phone or chat: consent, settings, safe word, connection lost.",
        12,
        0,
        WORK + ANSWER,
    ),
    (
        "safeguarding_policy",
        "Safeguarding policy",
        "Our policy, and what each of us does.",
        12,
        0,
        WORK + ANSWER + AROUND,
    ),
    ("online_policy", "Online safety policy", "Our policy on being online.", 12, 0, WORK + ANSWER + AROUND),
    (
        "local_arrangements",
        "Local safeguarding arrangements",
        "Whom we ring: front doors, duty teams, thresholds of each local partnership.",
        24,
        0,
        WORK + ANSWER,
    ),
    (
        "disclosures_online",
        "How people disclose online",
        "Online people tell sooner and with more emotion. How to listen well to that, and how to close safely.",
        None,
        0,
        WORK + ANSWER,
    ),
    ("prevent", "Prevent", "Radicalisation: what it looks like online, and what to do.", 24, 0, WORK + ANSWER),
    (
        "refresher",
        "Safeguarding and Prevent update",
        "What is new this year, in safeguarding, online safety and Prevent together.",
        12,
        12,
        WORK + ANSWER,
    ),
)


def add(apps: Any, schema_editor: Any) -> None:
    """Write them, unless a course of this code is there."""
    course_of, need_of = (apps.get_model("practitioners", name) for name in ("Course", "CourseNeed"))
    for code, name, about, months, starts_after, roles in COURSES:
        words = {"name": name, "about": about, "months": months, "starts_after": starts_after}
        course, is_new = course_of.objects.get_or_create(code=code, defaults=words)
        if is_new:
            need_of.objects.bulk_create(need_of(course=course, role=role) for role in roles)


class Migration(migrations.Migration):
    dependencies = [("practitioners", "0008_learning_append_only")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
