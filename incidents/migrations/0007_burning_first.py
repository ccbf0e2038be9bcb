from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """What burns first is read from an index. Made while people work."""

    atomic = False
    dependencies = [("incidents", "0006_alter_exclusion_reason")]
    operations = [
        AddIndexConcurrently(
            model_name="incident",
            index=models.Index(
                fields=["urgency", "raised_at", "id"], name="incident_burning", condition=models.Q(("state", "raised"))
            ),
        ),
    ]
