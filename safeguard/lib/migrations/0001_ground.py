"""The ground everything stands on: rights of the app's role, the clock, the refusing trigger, the cache table."""

from django.conf import settings
from django.db import migrations

ROLE = settings.DATABASE_APP_ROLE

RIGHTS = f"""
GRANT USAGE ON SCHEMA public TO "{ROLE}";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{ROLE}";
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{ROLE}";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{ROLE}";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO "{ROLE}";
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM "{ROLE}";
"""

CLOCK = f"""
CREATE TABLE app_clock (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    shift interval NOT NULL DEFAULT '0',
    may_shift boolean NOT NULL DEFAULT false
);
INSERT INTO app_clock DEFAULT VALUES;
REVOKE INSERT, UPDATE, DELETE ON app_clock FROM "{ROLE}";
-- STABLE, so that "due_at <= app_now()" can use an index.
CREATE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql STABLE
    AS $$ SELECT clock_timestamp() + (SELECT shift FROM public.app_clock) $$;
-- Only a database that its owner has marked as a test or a demonstration may be moved in time.
CREATE FUNCTION app_shift(by interval) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    UPDATE app_clock SET shift = shift + by WHERE may_shift;
    IF NOT FOUND THEN RAISE EXCEPTION 'the clock of this database may not be moved'; END IF;
END $$;
"""

REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""

CACHE = """
CREATE TABLE safeguard_cache (
    cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
);
CREATE INDEX safeguard_cache_expires ON safeguard_cache (expires);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL(CLOCK, "DROP FUNCTION app_shift(interval); DROP FUNCTION app_now(); DROP TABLE app_clock"),
        migrations.RunSQL(REFUSE, "DROP FUNCTION refuse_change()"),
        migrations.RunSQL(CACHE, "DROP TABLE safeguard_cache"),
    ]
