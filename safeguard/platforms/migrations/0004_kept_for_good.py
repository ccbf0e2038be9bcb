"""What was assessed, corrected and written is never changed; groups and accounts are never removed."""

from django.db import migrations

from safeguard.lib.db import append_only, never_deleted

ADDED_TO = ("platformassessment", "leadnote", "platformcorrection", "platformguide")
KEPT = ("closedgroup", "groupmember", "organisationaccount")


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_ground"), ("platforms", "0003_assessments")]
    operations = [
        *(operation for name in ADDED_TO for operation in append_only(f"platforms_{name}")),
        *(operation for name in KEPT for operation in never_deleted(f"platforms_{name}")),
    ]
