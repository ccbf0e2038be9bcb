"""A ladder that came back with a backup tells nobody until a person releases it (docs/decisions/0019)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("escalation", "0002_append_only")]

    operations = [
        migrations.AddField(model_name="ladder", name="held_at", field=models.DateTimeField(null=True)),
    ]
