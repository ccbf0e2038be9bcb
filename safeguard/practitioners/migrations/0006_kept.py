"""Who left when, who sat in the group, and which devices there were is evidence: it changes, and is never removed."""

from django.db import migrations

from safeguard.lib.db import never_deleted


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_ground"), ("practitioners", "0005_people_who_leave")]
    operations = [
        *never_deleted("practitioners_contract"),
        *never_deleted("practitioners_device"),
        *never_deleted("practitioners_groupmember"),
        *never_deleted("practitioners_leaving"),
    ]
