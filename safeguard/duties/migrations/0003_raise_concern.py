"""A worry that nobody has raised as a concern is a duty."""

from django.db import migrations, models

KINDS = [
    ("first_entry", "Write the first entry in the chronology"),
    ("welfare_call", "Make the welfare call"),
    ("record", "Write the record"),
    ("approve", "Approve a plan, or send it back"),
    ("rearrange", "Arrange another time"),
    ("agreed_action", "Do what was agreed"),
    ("raise_concern", "Raise the concern, or say why not"),
    ("monitor", "Check again, as agreed when it was closed"),
]


class Migration(migrations.Migration):
    dependencies = [("duties", "0002_kinds_and_escalation")]
    operations = [migrations.AlterField("duty", "kind", models.CharField(choices=KINDS, max_length=30))]
