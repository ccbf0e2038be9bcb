from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("storage", "0004_imports"),
    ]

    operations = [
        migrations.AlterField(
            model_name="storedfile",
            name="kind",
            field=models.CharField(
                choices=[("board_report", "A board report"), ("chronology", "A copy of a chronology")], max_length=20
            ),
        ),
    ]
