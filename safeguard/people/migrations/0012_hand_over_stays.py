"""Who was handed over stays known."""

from django.db import migrations

from safeguard.lib.db import append_only, never_deleted


class Migration(migrations.Migration):
    dependencies = [("people", "0011_hand_over"), ("lib", "0001_ground")]
    operations = [*never_deleted("people_handover"), *append_only("people_handedover")]
