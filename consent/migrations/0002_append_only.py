"""What was asked and answered stays as it was."""

from django.db import migrations

from safeguard.lib.db import append_only, never_deleted


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_initial"), ("lib", "0001_ground")]
    operations = [
        *append_only("consent_statement"),
        *append_only("consent_consentdecision"),
        *never_deleted("consent_consentrequest"),
        *never_deleted("consent_activity"),
    ]
