"""What surrounds a person is evidence too: notes of a day are only added to, the rest is never removed."""

from django.db import migrations

from safeguard.lib.db import append_only, never_deleted

ADDED_TO = ("people_told", "people_capacitynote", "people_adulthood")
KEPT = (
    "people_adultcare",
    "people_courtorder",
    "people_home",
    "people_needs",
    "people_network",
    "people_status",
    "people_supporter",
)


class Migration(migrations.Migration):
    dependencies = [("people", "0005_around_the_person"), ("lib", "0001_ground")]
    operations = [
        *(operation for table in ADDED_TO for operation in append_only(table)),
        *(operation for table in KEPT for operation in never_deleted(table)),
    ]
