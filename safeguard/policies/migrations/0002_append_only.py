"""A threshold is never changed or removed: a change is a new row, so that the past keeps the numbers it had."""

from django.db import migrations

from safeguard.lib.db import append_only


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_ground"), ("policies", "0001_initial")]
    operations = append_only("policies_threshold")
