"""What is written here is never changed and never removed."""

from django.db import migrations

from safeguard.lib.db import append_only, never_deleted


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_ground"), ("incidents", "0001_initial")]
    operations = [
        *append_only("incidents_chronologyentry"),
        *never_deleted("incidents_incident"),
        *append_only("incidents_exclusion"),
    ]
