"""What was issued and who signed it is never changed."""

from django.db import migrations

from safeguard.lib.db import append_only, never_deleted


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_ground"), ("policies", "0003_policies")]
    operations = [
        *never_deleted("policies_policy"),
        *append_only("policies_policyversion"),
        *append_only("policies_signature"),
    ]
