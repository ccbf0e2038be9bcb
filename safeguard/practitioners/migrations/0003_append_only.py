"""A record of training is never changed: a wrong one is put right by another."""

from django.db import migrations

from safeguard.lib.db import append_only


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_ground"), ("practitioners", "0002_training")]
    operations = append_only("practitioners_training")
