"""What is written here is never changed and never removed."""

from django.db import migrations

from safeguard.lib.db import append_only


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_ground"), ("audit", "0001_initial")]
    operations = append_only("audit_auditevent")
