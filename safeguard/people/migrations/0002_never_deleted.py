"""People stay until their records are disposed of, by whoever may (records)."""

from django.db import migrations

from safeguard.lib.db import never_deleted


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("lib", "0001_ground")]
    operations = [
        *never_deleted("people_person"),
        *never_deleted("people_adult"),
        *never_deleted("people_involvement"),
    ]
