"""A file is never changed by anybody: another content is another file."""

from django.conf import settings
from django.db import migrations

ROLE = settings.DATABASE_APP_ROLE


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_ground"), ("storage", "0002_stored_file")]
    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER storage_storedfile_no_change BEFORE UPDATE OR TRUNCATE ON storage_storedfile "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
            "DROP TRIGGER storage_storedfile_no_change ON storage_storedfile",
        ),
        migrations.RunSQL(
            f'REVOKE UPDATE, TRUNCATE ON storage_storedfile FROM "{ROLE}"',
            f'GRANT UPDATE ON storage_storedfile TO "{ROLE}"',
        ),
    ]
