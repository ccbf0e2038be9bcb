"""From which session a concern was raised, and whom of those we work with it is about."""

import django.db.models.deletion
from django.db import migrations, models

from safeguard.lib.db import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0003_triage"),
        ("lib", "0001_ground"),
        ("people", "0002_never_deleted"),
        ("sessions_app", "0002_append_only"),
    ]

    operations = [
        migrations.AddField(
            model_name="incident",
            name="people",
            field=models.ManyToManyField(related_name="incidents", to="people.person"),
        ),
        migrations.AddField(
            model_name="incident",
            name="session",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="incidents",
                to="sessions_app.session",
            ),
        ),
        *append_only("incidents_incident_people"),
    ]
