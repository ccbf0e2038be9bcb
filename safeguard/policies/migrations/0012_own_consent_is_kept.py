"""What was said of a service is never changed."""

from django.db import migrations

from safeguard.lib.db import append_only


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_ground"), ("policies", "0011_own_consent")]
    operations = [*append_only("policies_ownconsent")]
