"""More kinds of duties, and the stored moment at which others are told of one that was not done."""

from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("first_entry", "Write the first entry in the chronology"),
    ("welfare_call", "Make the welfare call"),
    ("record", "Write the record"),
    ("approve", "Approve a plan, or send it back"),
    ("rearrange", "Arrange another time"),
    ("agreed_action", "Do what was agreed"),
    ("monitor", "Check again, as agreed when it was closed"),
]


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_initial")]
    operations = [
        migrations.AlterField("duty", "kind", models.CharField(choices=KINDS, max_length=30)),
        migrations.AddField("duty", "escalate_at", models.DateTimeField(null=True)),
        migrations.RunSQL(
            "UPDATE duties_duty SET escalate_at = due_at + interval '30 minutes'", migrations.RunSQL.noop
        ),
        migrations.AlterField("duty", "escalate_at", models.DateTimeField()),
        migrations.AddIndex(
            "duty",
            models.Index(
                fields=["escalate_at"], name="duty_to_escalate", condition=Q(state="open", escalated_at__isnull=True)
            ),
        ),
    ]
