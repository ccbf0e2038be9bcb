from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Built while people work: nobody who starts a session waits for it."""

    atomic = False
    dependencies = [("sessions_app", "0002_append_only")]

    operations = [
        AddIndexConcurrently(
            "session",
            models.Index(
                fields=["starts_at", "id"],
                condition=models.Q(("state__in", ["planned", "with_manager", "approved", "live"])),
                name="session_on_the_way",
            ),
        ),
    ]
