"""Somebody is asked to name a second adult for a closed group."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("duties", "0005_kinds_of_the_ground")]

    operations = [
        migrations.AlterField(
            model_name="duty",
            name="kind",
            field=models.CharField(
                choices=[
                    ("first_entry", "Write the first entry in the chronology"),
                    ("welfare_call", "Make the welfare call"),
                    ("record", "Write the record"),
                    ("approve", "Approve a plan, or send it back"),
                    ("rearrange", "Arrange another time"),
                    ("agreed_action", "Do what was agreed"),
                    ("raise_concern", "Raise the concern, or say why not"),
                    ("monitor", "Check again, as agreed when it was closed"),
                    ("review_platform", "Look at the platform again"),
                    ("close_group", "Close the group, or extend it with a reason"),
                    ("name_keeper", "Name a second adult for the group"),
                    ("turns_18", "Talk over what changes at 18"),
                    ("take_over", "Take over, and meet"),
                ],
                max_length=30,
            ),
        ),
    ]
