"""What waits in a backup that is restored can be held until a person releases it (docs/decisions/0019)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from safeguard.lib.db import never_deleted


class Migration(migrations.Migration):
    dependencies = [
        ("lib", "0001_ground"),
        ("notifications", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "waiting to be sent"),
                    ("held", "held since a backup was restored"),
                    ("sent", "accepted for delivery"),
                    ("failed", "given up"),
                    ("cancelled", "no longer needed"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Restoration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("taken_at", models.DateTimeField()),
                ("restored_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(null=True)),
                (
                    "released_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("released_at__isnull", True), ("released_by__isnull", True)),
                            models.Q(("released_at__isnull", False), ("released_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="restoration_released_by_somebody",
                    )
                ],
            },
        ),
        *never_deleted("notifications_restoration"),
    ]
