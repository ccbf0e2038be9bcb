"""What was written, signed, assessed and checked is never changed; a review that is due is held, and never removed."""

from django.db import migrations

from safeguard.lib.db import append_only, never_deleted


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_ground"), ("policies", "0007_variants")]
    operations = [
        *append_only("policies_guestsignature"),
        *append_only("policies_wording"),
        *append_only("policies_assessedrisk"),
        *append_only("policies_linkcheck"),
        *never_deleted("policies_review"),
    ]
