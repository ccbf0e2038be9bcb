"""Each of several who are handed over has a note of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0013_adults_have_their_own_say")]

    operations = [
        migrations.AddField(
            model_name="handedover",
            name="note",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]
