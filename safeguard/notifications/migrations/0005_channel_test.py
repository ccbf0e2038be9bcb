"""Test messages, and who has said that one arrived. Never deleted: going live rests on them."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from safeguard.lib.db import never_deleted


class Migration(migrations.Migration):
    dependencies = [
        ("lib", "0001_ground"),
        ("notifications", "0004_message_sent_and_given_up"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChannelTest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("client_token", models.UUIDField(unique=True)),
                ("channel", models.CharField(choices=[("email", "email"), ("sms", "text message")], max_length=10)),
                ("address", models.CharField(max_length=254)),
                ("sent_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["channel", "-confirmed_at"], name="channel_test_confirmed")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_at__isnull", True), ("confirmed_at__gte", models.F("sent_at")), _connector="OR"
                        ),
                        name="channel_test_confirmed_once_sent",
                    )
                ],
            },
        ),
        *never_deleted("notifications_channeltest"),
    ]
