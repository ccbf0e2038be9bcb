"""Who is involved and what was said of it is only added to; what a parent or carer said is never removed."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations

from safeguard.lib.db import append_only, never_deleted


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_ground"), ("incidents", "0012_raising")]
    operations = [
        *append_only("incidents_detail"),
        *append_only("incidents_involvedperson"),
        *append_only("incidents_publicreport"),
        *never_deleted("incidents_complaint"),
        ValidateConstraint("incident", "incident_raised_by_somebody_or_outside"),
    ]
