"""A change of a limit lands once, however often its form is sent. What was set before has no token."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("policies", "0012_own_consent_is_kept")]
    operations = [
        migrations.AddField(
            model_name="threshold",
            name="client_token",
            field=models.UUIDField(null=True, unique=True),
        ),
    ]
