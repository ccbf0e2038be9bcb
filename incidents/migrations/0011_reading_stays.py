"""Who was let in, asked, locked out or given a copy stays."""

from django.db import migrations

from safeguard.lib.db import append_only, never_deleted


class Migration(migrations.Migration):
    dependencies = [("incidents", "0010_reading_a_case")]
    operations = [
        *never_deleted("incidents_reader"),
        *never_deleted("incidents_invitation"),
        *never_deleted("incidents_caselock"),
        *never_deleted("incidents_casecopy"),
        *append_only("incidents_personlink"),
    ]
