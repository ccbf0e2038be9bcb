"""A decision about a platform is never changed, and no platform is ever removed from the register."""

from django.db import migrations

from safeguard.lib.db import append_only, never_deleted


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_ground"), ("platforms", "0001_initial")]
    operations = [*never_deleted("platforms_platform"), *append_only("platforms_platformdecision")]
