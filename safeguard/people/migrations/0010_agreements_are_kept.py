"""What was said is never changed: a later word is another row."""

from django.db import migrations

from safeguard.lib.db import append_only


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_ground"), ("people", "0009_agreements")]
    operations = append_only("people_agreement")
