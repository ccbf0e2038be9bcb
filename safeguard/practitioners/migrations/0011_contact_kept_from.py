"""Who is kept out of a record of contact, as the line was when it was written. The old code leaves it empty."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("practitioners", "0010_sign_ins")]

    operations = [
        migrations.AddField(
            model_name="personalcontact",
            name="kept_from",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), null=True, size=None),
        ),
    ]
