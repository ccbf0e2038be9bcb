"""The keys by which people are found (docs/decisions/0022).

The database keeps more about these keys than about other columns: how many people a beginning of a name has decides
where a search starts.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_never_deleted"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("word", "a word of a name"),
                            ("sound", "how a word of a name sounds"),
                            ("reference", "the reference in an outside case system"),
                        ],
                        max_length=10,
                    ),
                ),
                ("key", models.CharField(db_collation="C", max_length=60)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_keys",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "key", "person"], name="search_key_finds")],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "kind", "key"), name="search_key_is_there_once")
                ],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE people_searchkey ALTER COLUMN key SET STATISTICS 1000",
            migrations.RunSQL.noop,
        ),
    ]
