"""When a signature on paper was written down: until now only the day that the paper says."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("policies", "0013_threshold_token")]
    operations = [migrations.AddField("signature", "written_down_at", models.DateTimeField(null=True))]
