"""The context rows (who, which action, purpose) get a number and can no longer be changed.

A context is written with the first change of an action and may grow until that transaction ends: its
`created_at` is the start of the transaction, so afterwards it differs from now().
"""

from django.db import migrations

FORWARD = """
ALTER TABLE pghistory_context ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;
CREATE UNIQUE INDEX pghistory_context_number ON pghistory_context (number);
CREATE INDEX pghistory_context_user ON pghistory_context ((metadata ->> 'user'), number);
CREATE INDEX pghistory_context_action ON pghistory_context ((metadata ->> 'action'), number);
CREATE INDEX pghistory_context_org ON pghistory_context ((metadata ->> 'org'), number);

CREATE FUNCTION core_context_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append only: %', TG_TABLE_NAME;
END $$;
CREATE TRIGGER append_only_update BEFORE UPDATE ON pghistory_context FOR EACH ROW
    WHEN (OLD.created_at IS DISTINCT FROM now() OR NEW.id IS DISTINCT FROM OLD.id
          OR NEW.created_at IS DISTINCT FROM OLD.created_at)
    EXECUTE FUNCTION core_context_append_only();
CREATE TRIGGER append_only_delete BEFORE DELETE ON pghistory_context FOR EACH ROW
    EXECUTE FUNCTION core_context_append_only();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON pghistory_context FOR EACH STATEMENT
    EXECUTE FUNCTION core_context_append_only();
"""

BACKWARD = """
DROP TRIGGER no_truncate ON pghistory_context;
DROP TRIGGER append_only_delete ON pghistory_context;
DROP TRIGGER append_only_update ON pghistory_context;
DROP FUNCTION core_context_append_only();
ALTER TABLE pghistory_context DROP COLUMN number;
DROP INDEX pghistory_context_user, pghistory_context_action, pghistory_context_org;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_base_tables"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
