"""A duty that came back with a backup tells nobody until a person releases it (docs/decisions/0019)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("duties", "0003_raise_concern")]

    operations = [
        migrations.AddField(model_name="duty", name="held_at", field=models.DateTimeField(null=True)),
    ]
