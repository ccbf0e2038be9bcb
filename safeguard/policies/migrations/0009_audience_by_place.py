"""A version may be for whoever works in the services of a brand, a region or a contract, as they are when it is read."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("policies", "0008_evidence_of_the_library")]

    operations = [
        migrations.AddField(
            model_name="policyversion",
            name="for_brands",
            field=ArrayField(base_field=models.BigIntegerField(), db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name="policyversion",
            name="for_regions",
            field=ArrayField(base_field=models.CharField(max_length=100), db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name="policyversion",
            name="for_contracts",
            field=ArrayField(base_field=models.BigIntegerField(), db_default=[], default=list, size=None),
        ),
    ]
