"""Indexes for the operations page, made while messages are being sent: nobody waits for them."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("notifications", "0003_pulse_facts")]

    operations = [
        AddIndexConcurrently(
            "message", models.Index(fields=["sent_at"], name="message_sent", condition=Q(state="sent"))
        ),
        AddIndexConcurrently(
            "message", models.Index(fields=["queued_at"], name="message_given_up", condition=Q(state="failed"))
        ),
    ]
