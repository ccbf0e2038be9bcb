from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Built while people work: nobody who raises a concern waits for it."""

    atomic = False
    dependencies = [("incidents", "0013_raising_is_evidence")]

    operations = [
        AddIndexConcurrently(
            "incident",
            models.Index(
                fields=["urgency", "raised_at", "id"],
                condition=models.Q(("state", "raised")),
                name="incident_burning",
            ),
        ),
    ]
