from django.core.management import call_command
from django.db import migrations


def make(apps, schema_editor):
    """The shared cache of all processes: rate limits and used codes."""
    call_command("createcachetable", "accounts_cache", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_proofs_consents_requests")]
    operations = [
        migrations.RunPython(make, migrations.RunPython.noop),
        migrations.RunSQL(migrations.RunSQL.noop, "DROP TABLE IF EXISTS accounts_cache"),
    ]
