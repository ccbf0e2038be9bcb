"""What is written here is never changed and never removed."""

from django.db import migrations

from safeguard.lib.db import append_only, never_deleted


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_ground"), ("escalation", "0001_initial")]
    operations = [*append_only("escalation_ladderstep"), *never_deleted("escalation_ladder")]
