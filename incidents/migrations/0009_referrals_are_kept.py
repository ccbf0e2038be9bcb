"""Answers and contacts are never changed; referrals and holds change their state and stay."""

from django.db import migrations

from safeguard.lib.db import append_only, never_deleted


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_ground"), ("incidents", "0008_referrals")]
    operations = [
        *never_deleted("incidents_referral"),
        *append_only("incidents_referralanswer"),
        *append_only("incidents_outsidecontact"),
        *never_deleted("incidents_hold"),
    ]
