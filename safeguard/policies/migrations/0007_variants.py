from django.db import migrations, models

REVIEWED = "a table of a few dozen rows, to which an administrator writes now and then: nobody waits for it"


class Migration(migrations.Migration):
    """One policy on acceptable use for each kind of reader, in place of one for all (ORG-06)."""

    dependencies = [("policies", "0006_types")]

    operations = [
        migrations.RemoveConstraint(
            model_name="policy",
            name="policy_one_acceptable_use",
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "aup")),
                fields=("kind", "readers"),
                name="policy_one_acceptable_use_for_each",
            ),
        ),
    ]
