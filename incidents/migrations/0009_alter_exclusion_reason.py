from django.db import migrations, models


class Migration(migrations.Migration):
    """Whom it turned out to be about is not whom its raiser named. Changes no table: the reasons are not in it."""

    dependencies = [("incidents", "0008_steps")]
    operations = [
        migrations.AlterField(
            model_name="exclusion",
            name="reason",
            field=models.CharField(
                choices=[
                    ("named", "named in it"),
                    ("found", "it turned out that it is about them"),
                    ("line", "in the line of management of somebody named in it"),
                    ("team", "works for the safeguarding lead, who is named in it"),
                    ("conflict", "stands too near to it, as they said themselves"),
                ],
                max_length=10,
            ),
        ),
    ]
