"""What was measured is kept beside the sign of life."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_held_after_restore")]

    operations = [migrations.AddField("pulse", "facts", models.JSONField(db_default={}))]
