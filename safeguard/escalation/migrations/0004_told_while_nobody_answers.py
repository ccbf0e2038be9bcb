from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Built while people work: nobody who raises a concern waits for it."""

    atomic = False
    dependencies = [("escalation", "0003_held_after_restore")]

    operations = [
        AddIndexConcurrently(
            "ladder",
            models.Index(
                fields=["id"],
                include=("about_ref",),
                condition=models.Q(("state", "climbing")),
                name="ladder_climbing",
            ),
        ),
        AddIndexConcurrently(
            "ladderstep",
            models.Index(fields=["person", "ladder"], condition=models.Q(("kind", "told")), name="step_told"),
        ),
    ]
