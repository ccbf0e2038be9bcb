"""What was said is never changed: a later word is another row."""

from django.db import migrations

from safeguard.lib.db import append_only


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_ground"), ("sessions_app", "0005_declarations")]
    operations = append_only("sessions_app_declaration")
