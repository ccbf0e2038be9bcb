"""The organisation, in one row. Where people work already, they go on: it is live."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from safeguard.lib.db import never_deleted

THE_ROW = """
INSERT INTO practitioners_organisation (id, name, live_at)
SELECT 1, '', CASE WHEN EXISTS (SELECT 1 FROM practitioners_user) THEN app_now() END
"""


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_ground"), ("practitioners", "0003_append_only")]
    operations = [
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("name", models.CharField(blank=True, max_length=150)),
                ("live_at", models.DateTimeField(null=True)),
                (
                    "live_by",
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
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="organisation_is_one"),
                    models.CheckConstraint(
                        condition=models.Q(("live_at__isnull", False), ("live_by__isnull", True), _connector="OR"),
                        name="organisation_went_live_at_a_moment",
                    ),
                ],
            },
        ),
        *never_deleted("practitioners_organisation"),
        migrations.RunSQL(THE_ROW, migrations.RunSQL.noop),
    ]
