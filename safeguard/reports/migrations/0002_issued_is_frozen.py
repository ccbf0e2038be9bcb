"""A report is never removed, and an issued one is never changed: only the PDF that was made of it may be added."""

from django.db import migrations

from safeguard.lib.db import never_deleted

FREEZE = """
CREATE FUNCTION reports_keep_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'issued' AND
       (OLD.pdf_id IS NOT NULL OR (to_jsonb(NEW) - 'pdf_id') IS DISTINCT FROM (to_jsonb(OLD) - 'pdf_id')) THEN
        RAISE EXCEPTION 'an issued report is not changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reports_boardreport_issued BEFORE UPDATE ON reports_boardreport
    FOR EACH ROW EXECUTE FUNCTION reports_keep_issued();
"""
THAW = "DROP TRIGGER reports_boardreport_issued ON reports_boardreport; DROP FUNCTION reports_keep_issued();"


class Migration(migrations.Migration):
    dependencies = [("lib", "0001_ground"), ("reports", "0001_initial")]
    operations = [*never_deleted("reports_boardreport"), migrations.RunSQL(FREEZE, THAW)]
