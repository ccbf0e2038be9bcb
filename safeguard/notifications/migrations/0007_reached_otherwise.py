"""Somebody is seen to be reached by being spoken to, where no text messages are set up."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0006_message_neutral")]
    operations = [
        migrations.AddField(
            "channeltest",
            "reached",
            models.CharField(
                blank=True,
                choices=[("phone", "rung at their work mobile"), ("in_person", "spoken to in person")],
                db_default="",
                max_length=10,
            ),
        )
    ]
