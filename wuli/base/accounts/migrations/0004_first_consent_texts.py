from dataclasses import asdict

from django.db import migrations

from wuli.base.accounts.consent_texts import FIRST


def publish(apps, schema_editor):
    """Version 1 of every text. No way back: texts are append-only, somebody may have agreed to them."""
    text = apps.get_model("accounts", "ConsentText")
    text.objects.bulk_create(text(version=1, **asdict(wording)) for wording in FIRST)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_cache_table")]
    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
