"""A new address of somebody without a second factor waits as the reset of one does; a work account is unlinked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("practitioners", "0011_contact_kept_from")]
    operations = [
        migrations.AddField("factorreset", "email", models.EmailField(blank=True, db_default="", max_length=254)),
        migrations.AddField("workidentity", "unlinked_at", models.DateTimeField(null=True)),
    ]
